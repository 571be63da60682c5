"""Read reports back from JSON."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from costatus._evaluation.decision import Decision
from costatus._evaluation.report import LineReport, OrderReport, SourceReport
from costatus.models import statuses
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
    Term,
)
from costatus.rules._reasons import Reason, Subject
from costatus.rules.reason_codes import ReasonCode, SubjectKind
from costatus.rules.reason_facts import FACT_TYPES
from costatus.serialization.json_text import LIMITS, Limits, parse
from costatus.serialization.converters import deadline


def read_report(text: str, *, limits: Limits = LIMITS) -> OrderReport:
    """Read a report from JSON; it equals the one that was written."""
    raw = parse(text, "report", limits)
    lines = tuple(
        LineReport(
            line["line_id"],
            _decision(line["product"], ProductStatus),
            tuple(
                SourceReport(
                    each["source_id"],
                    SourceKind(each["kind"]),
                    _decision(each["decision"], SourceStatus),
                )
                for each in line["sources"]
            ),
        )
        for line in raw["lines"]
    )
    total = raw["total"]
    next_change = raw["next_change"]
    return OrderReport(
        order_id=raw["order_id"],
        as_of=deadline(raw["as_of"], None),
        total=None if total is None else Decimal(total),
        order=_decision(raw["order"], OrderStatus),
        product=_decision(raw["product"], ProductStatus),
        invoicing=_decision(raw["invoicing"], InvoicingStatus),
        payment=_decision(raw["payment"], PaymentStatus),
        lines=lines,
        next_change=None if next_change is None else deadline(next_change, None),
    )


def _decision(raw: Any, vocabulary: type[Term]) -> Any:
    if raw is None:
        return None
    status = vocabulary(raw["status"])
    reasons = tuple(_reason(each, status) for each in raw["reasons"])
    notes = tuple(_reason(each, None) for each in raw["notes"])
    return Decision(status, raw["percent"], reasons, notes)


def _reason(raw: Any, status: Term | None) -> Reason:
    facts = {name: _fact(name, value) for name, value in raw["facts"].items()}
    subject, cause = _subject(raw["subject"]), _subject(raw["cause"])
    return Reason(ReasonCode(raw["code"]), raw["row"], subject, facts, cause, status)


def _subject(raw: Any) -> Subject:
    return Subject(SubjectKind(raw["kind"]), raw["id"], raw["parent"])


def _fact(name: str, value: Any) -> Any:
    kinds = FACT_TYPES[name]
    if value is None:
        return None
    if date in kinds or datetime in kinds:
        return deadline(value, None)
    if kinds == (Decimal,):
        return Decimal(value)
    if kinds == (Term,):
        return getattr(statuses, value["of"])(value["value"])
    return tuple(value) if kinds == (tuple,) else value
