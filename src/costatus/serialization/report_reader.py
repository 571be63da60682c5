"""Read reports back from JSON. They are not evaluated again."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from costatus._evaluation.decision import Decision
from costatus._evaluation.report import LineReport, OrderReport, SourceReport
from costatus.models._validation.arguments import accept
from costatus.models._validation.faults import Fault, InvalidInput, invalid
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
    Term,
)
from costatus.rules._reasons import Reason
from costatus.rules._subject import Subject
from costatus.rules.reason_codes import ReasonCode, SubjectKind
from costatus.rules.reason_facts import FACT_TYPES, NULLABLE, facts_of
from costatus.serialization.header import check_version, in_zone
from costatus.serialization.hooks import (
    NUMBER,
    Hook,
    day,
    deadline,
    flag,
    many,
    number,
    object_hook,
    optional,
    term,
    text,
    whole,
)
from costatus.serialization.inputs import text_of
from costatus.serialization.json_text import LIMITS, Limits, Nothing, parse


def read_report(text: str | bytes, *, limits: Limits = LIMITS) -> OrderReport:
    """Read a report from JSON; it equals the one that was written.

    Its decisions have no `next_better`, which is computed from the order. Raise InvalidInput with
    every fault in the text.
    """
    raw = parse(text_of(text, "report", limits), "report", limits)
    if isinstance(raw, dict):
        check_version(raw, "report")
    report: OrderReport = accept(_report_hook()(raw, None), "report")
    return report


@cache
def _report_hook() -> Hook:
    """Return the hook of a report; it is made when the first report is read."""
    source = _object(
        "a source",
        SourceReport,
        source_id=text,
        kind=term(SourceKind),
        decision=_decision(SourceStatus),
    )
    line = _object(
        "a line",
        LineReport,
        line_id=text,
        product=optional(_decision(ProductStatus)),
        sources=many(source),
    )
    return _object(
        "a report",
        _report,
        costatus=whole,
        order_id=text,
        as_of=deadline,
        total=optional(number),
        order=_decision(OrderStatus),
        product=optional(_decision(ProductStatus)),
        invoicing=_decision(InvoicingStatus),
        payment=_decision(PaymentStatus),
        lines=many(line),
        next_change=optional(deadline),
        zone=optional(text),
    )


def _object(called: str, make: Callable[..., Any], **hooks: Hook) -> Hook:
    """Return the hook of an object with these keys; only the zone of a report may be missing."""
    return object_hook(hooks, make, called, required=[key for key in hooks if key != "zone"])


def _report(
    *,
    costatus: int,  # noqa: ARG001 it was checked first
    as_of: date | datetime,
    next_change: date | datetime | None,
    zone: str | None = None,
    **rest: Any,
) -> OrderReport:
    as_of = in_zone(as_of, zone, "report")
    if isinstance(next_change, datetime):
        next_change = in_zone(next_change, zone, "report")
    return OrderReport(as_of=as_of, next_change=next_change, **rest)


def _decision(vocabulary: type[Term]) -> Hook:
    """Return the hook of a decision. Its reasons are made last, as each has the status."""
    return _object(
        "a decision",
        _decided,
        status=term(vocabulary),
        percent=optional(_percent),
        reasons=many(_reason_hook(text)),
        notes=many(_reason_hook(_no_row)),
    )


def _decided(
    *,
    status: Term,
    percent: int | None,
    reasons: tuple[Callable[..., Reason], ...],
    notes: tuple[Callable[..., Reason], ...],
) -> Decision[Term]:
    explained = tuple(reason(status=status) for reason in reasons)
    return Decision(status, percent, explained, tuple(note() for note in notes))


def _percent(raw: Any, _: Any) -> Any:
    if type(raw) is int and 0 <= raw <= 100:
        return raw
    return invalid(raw, "a whole number from 0 to 100", "send null where it is not known")


def _no_row(raw: Any, _: Any) -> Any:
    if raw is None:
        return None
    return invalid(raw, "null, as notes have no row", "send it among the reasons")


def _reason_hook(row: Hook) -> Hook:
    """Return the hook of a reason or a note, which is made once its status is known."""
    return _object(
        "a reason",
        _reason,
        code=term(ReasonCode),
        row=row,
        subject=_SUBJECT,
        cause=_SUBJECT,
        facts=lambda raw, _: raw,
        sentence=text,
    )


def _reason(
    *,
    code: ReasonCode,
    row: str | None,
    subject: Subject,
    cause: Subject,
    facts: Any,
    sentence: str,  # noqa: ARG001 it is rendered from the facts
) -> Callable[..., Reason]:
    read = accept(_facts_hook(code)(facts, None), "", "facts")
    reason = partial(Reason, code, row, subject, read, cause)
    try:
        str(reason())
    except KeyError as error:  # a fact that the sentence needs only beside another
        fault = Fault(f"facts.{error.args[0]}", Nothing(), "a value", "add the key")
        raise InvalidInput("", [fault]) from None
    return reason


@cache
def _facts_hook(code: ReasonCode) -> Hook:
    """Return the hook of the facts of a code: at least those that its sentence needs."""
    required = [name for name, needed in facts_of(code).items() if needed]
    hooks = {
        name: _FACTS[kind] if name in required and name not in NULLABLE else optional(_FACTS[kind])
        for name, kind in FACT_TYPES.items()
    }
    return object_hook(hooks, dict, f"the facts of {code.value}", required=required)


def _any_number(raw: Any, _: Any) -> Any:
    """Return a number that a rule computed; unlike one that is sent, it may be negative."""
    if isinstance(raw, str) and NUMBER.fullmatch(raw):
        return Decimal(raw)
    return invalid(raw, "a number, as text", "write it with digits and a point, such as '12.50'")


def _count(raw: Any, _: Any) -> Any:
    if type(raw) is int and raw >= 0:
        return raw
    return invalid(raw, "a whole number, at least 0", "send digits, without quotes")


def _any_term(raw: Any, _: Any) -> Any:
    match raw:
        case {"value": value, "of": str(name), **rest} if not rest and name in _VOCABULARIES:
            return _VOCABULARIES[name](value, None)
    expected = f"an object with the keys value and of, which is one of {', '.join(_VOCABULARIES)}"
    return invalid(raw, expected, "send it as write_report wrote it")


_VOCABULARIES: Mapping[str, Hook] = MappingProxyType(
    {vocabulary.__name__: term(vocabulary) for vocabulary in Term.__subclasses__()}
)
_SUBJECT = _object("a subject", Subject, kind=term(SubjectKind), id=text, parent=optional(text))
_FACTS: Mapping[Any, Hook] = MappingProxyType(
    {
        Decimal: _any_number,
        tuple[str, ...]: many(text),
        tuple[Subject, ...]: many(_SUBJECT),
        str: text,
        Subject: _SUBJECT,
        int: _count,
        bool: flag,
        date: day,
        date | datetime: deadline,
        Term: _any_term,
    }
)
