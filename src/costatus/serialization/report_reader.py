"""Reports read back from JSON: they say what was written, and are judged no more."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from attrs import frozen
from cattrs import Converter

from costatus._evaluation.report import Decisions, LineReport, OrderReport, SourceReport, ToldReport
from costatus.models._validation.faults import Fault, Invalid, InvalidInput, invalid
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
    Term,
)
from costatus.rules._decision import AS_TOLD, Decision, Missed, Told
from costatus.rules._reasons import Reason, Subject
from costatus.rules.reason_codes import ReasonCode, SubjectKind
from costatus.serialization.converters import (
    NUMBER,
    Hook,
    deadline,
    faults_of,
    model_hook,
    reader,
    word,
)
from costatus.serialization.inputs import text_of
from costatus.serialization.json_schema import VERSION
from costatus.serialization.json_text import LIMITS, Limits, parse

_VOCABULARIES: Mapping[str, Hook] = MappingProxyType(
    {words.__name__: word(words) for words in Term.__subclasses__()}
)


def read_report(text: str | bytes, *, limits: Limits = LIMITS) -> OrderReport:
    """Read a report from JSON; it equals the one that was written. Raises InvalidInput."""
    raw = parse(text_of(text, "report", limits), "report", limits)
    version = raw.pop("costatus", None) if isinstance(raw, dict) else VERSION
    if version != VERSION:
        expected = f"{VERSION}, the version of the form that is read"
        fault = Fault("costatus", version, expected, "update costatus, or write the report again")
        raise InvalidInput("report", [fault])
    told: ToldOrderReport | Invalid = _report_hook()(raw, None)
    if isinstance(told, Invalid):
        raise InvalidInput("report", told.faults)
    return told.report()


@frozen
class ToldSourceReport:
    """What it tells of a source."""

    source_id: str
    kind: SourceKind
    status: Decision[SourceStatus]


@frozen
class ToldLineReport:
    """What it tells of a line."""

    line_id: str
    product: Decision[ProductStatus] | None
    sources: tuple[ToldSourceReport, ...]

    def report(self) -> LineReport:
        """The line's part of the report."""
        sources = [SourceReport(each.source_id, each.kind, each.status) for each in self.sources]
        return LineReport(self.line_id, self.product, tuple(sources))


@frozen
class ToldOrderReport:
    """What the JSON of a report tells."""

    order_id: str
    as_of: date | datetime
    total: Decimal
    status: Decision[OrderStatus]
    product: Decision[ProductStatus] | None
    invoice: Decision[InvoicingStatus]
    payment: Decision[PaymentStatus]
    lines: tuple[ToldLineReport, ...]
    next_change: date | datetime | None = None

    def report(self) -> OrderReport:
        """The report that says so."""
        lines = tuple(each.report() for each in self.lines)
        said = Decisions(self.status, self.product, self.invoice, self.payment, lines)
        return ToldReport(self.order_id, self.as_of, self.total, said, self.next_change)


@frozen
class ToldSubject:
    """What it tells of a subject."""

    kind: SubjectKind
    id: str
    parent: str | None = None

    def subject(self) -> Subject:
        """The subject."""
        return Subject(self.kind, self.id, self.parent)


@frozen
class _ToldReason:
    code: ReasonCode
    subject: ToldSubject
    about: ToldSubject
    facts: dict[str, Any]
    sentence: str
    row: str | None = None

    def reason(self, status: Term | None) -> Reason:
        subject, about = self.subject.subject(), self.about.subject()
        return Reason(self.code, self.row, subject, self.facts, about, status)


@frozen
class _ToldGoal:
    goal: str
    row: str
    sentence: str
    facts: dict[str, str]


@frozen
class _ToldDecision:
    status: str
    reasons: tuple[_ToldReason, ...]
    notes: tuple[_ToldReason, ...] = ()
    percent: int | None = None
    next_better: _ToldGoal | None = None

    def decision(self, status: Term) -> Decision[Term]:
        goal = self.next_better
        missed = None
        if goal is not None:
            missed = Missed(type(status)(goal.goal), goal.row, goal.sentence, goal.facts)
        reasons = tuple(each.reason(status) for each in self.reasons)
        notes = tuple(each.reason(None) for each in self.notes)
        return Decision(AS_TOLD, Told(reasons, notes, missed), status, self.percent)


@cache
def _report_hook() -> Hook:
    """How a report is built; made once, at the first report that is read."""
    made = reader()
    made.register_structure_hook_func(lambda kind: kind == dict[str, Any], _facts)
    made.register_structure_hook_func(lambda kind: kind == dict[str, str], _texts)
    made.register_structure_hook_factory(
        lambda kind: getattr(kind, "__origin__", None) is Decision,
        lambda kind: _decision_hook(made, get_args(kind)[0]),
    )
    for told in (ToldSubject, ToldSourceReport, ToldLineReport):
        made.register_structure_hook(told, _told_hook(made, told))
    return _told_hook(made, ToldOrderReport)


def _told_hook(converter: Converter, kind: type) -> Hook:
    """How the record of what is told of something is built; messages call it by its own name."""
    return model_hook(converter, kind, kind.__name__.removeprefix("Told"))


def _decision_hook(converter: Converter, words: type[Term]) -> Hook:
    build = model_hook(converter, _ToldDecision)
    chosen_word = word(words)

    def hook(raw: Any, _: Any) -> Any:
        told = build(raw, None)
        if isinstance(told, Invalid):
            return told
        chosen = [("status", chosen_word(told.status, None))]
        if told.next_better is not None:
            chosen.append(("next_better.goal", chosen_word(told.next_better.goal, None)))
        faults = faults_of(chosen)
        return Invalid(faults) if faults else told.decision(chosen[0][1])

    return hook


def _facts(raw: Any, _: Any) -> Any:
    return _values(raw, _fact)


def _texts(raw: Any, _: Any) -> Any:
    return _values(raw, lambda value: value if isinstance(value, str) else _no_fact(value))


def _values(raw: Any, read: Callable[[Any], Any]) -> Any:
    if not isinstance(raw, dict):
        return invalid(raw, "an object of facts", "put them in { }")
    values = {name: read(value) for name, value in raw.items()}
    faults = faults_of(values.items())
    return Invalid(faults) if faults else values


def _fact(raw: Any) -> Any:
    if isinstance(raw, dict):
        return _typed_fact(raw)
    if isinstance(raw, list) and all(isinstance(each, str) for each in raw):
        return tuple(raw)
    return raw if isinstance(raw, str) or type(raw) is int else _no_fact(raw)


def _typed_fact(raw: dict[str, Any]) -> Any:
    match raw:
        case {"number": value, **rest} if not rest:
            return _any_number(value)
        case {"day": value, **rest} if not rest:
            return deadline(value, None)
        case {"moment": value, **rest} if not rest:
            return deadline(value, None)
        case {"word": value, "of": str(name), **rest} if not rest and name in _VOCABULARIES:
            return _VOCABULARIES[name](value, None)
    return _no_fact(raw)


def _any_number(raw: Any) -> Any:
    """A number that a rule worked out: it may be negative, and longer than one that is sent."""
    fits = isinstance(raw, str) and NUMBER.fullmatch(raw)
    return Decimal(raw) if fits else invalid(raw, "a number", "write it with digits and a point")


def _no_fact(raw: Any) -> Any:
    return invalid(raw, "a fact: a text, a count, a number, day, moment or word", "see the schema")
