"""A report as plain data, and as HTML for notebooks."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from costatus.models.statuses import Term
from costatus.rules._reasons import Reason
from costatus.rules._subject import Subject
from costatus.rules._templates import Fact, plain


def report_data(report: Any) -> dict[str, Any]:
    """Return a report as dicts, lists, texts and ints.

    Numbers are texts of digits, days and moments are ISO texts. Among the facts, a status or stage
    names its vocabulary, `{"value": "ordered", "of": "PurchaseStage"}`, and an object is a subject.
    """
    return {
        "order_id": report.order_id,
        "as_of": report.as_of.isoformat(),
        "total": _value(report.total),
        "order": _decision(report.order),
        "product": _decision(report.product),
        "invoicing": _decision(report.invoicing),
        "payment": _decision(report.payment),
        "lines": [
            {
                "line_id": line.line_id,
                "product": _decision(line.product),
                "sources": [
                    {
                        "source_id": source.source_id,
                        "kind": source.kind.value,
                        "decision": _decision(source.decision),
                    }
                    for source in line.sources
                ],
            }
            for line in report.lines
        ],
        "next_change": _value(report.next_change),
    }


def _decision(decision: Any) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "status": decision.status.value,
        "percent": decision.percent,
        "reasons": _reasons(decision.reasons),
        "notes": _reasons(decision.notes),
    }


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [
        {
            "code": reason.code.value,
            "row": reason.row,
            "subject": _subject(reason.subject),
            "cause": _subject(reason.cause),
            "facts": {name: _value(value) for name, value in reason.facts.items()},
            "sentence": str(reason),
        }
        for reason in reasons
    ]


def _subject(subject: Subject) -> dict[str, str | None]:
    return {"kind": subject.kind.value, "id": subject.id, "parent": subject.parent}


def _value(value: Fact) -> Any:
    if isinstance(value, Term):
        return {"value": value.value, "of": type(value).__name__}
    if isinstance(value, Subject):
        return _subject(value)
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, Decimal) else value


def report_html(report: Any) -> str:
    """Return a report as an HTML table: each status with its reasons and notes."""
    rows = []
    for key, decision in report.decisions():
        name = " ".join(part for part in key if part is not None)
        why = "<br>".join(escape(str(each)) for each in (*decision.reasons, *decision.notes))
        rows.append(
            f"<tr><th>{escape(name)}</th><td>{escape(str(decision))}</td><td>{why}</td></tr>"
        )
    title = escape(f"Order {report.order_id}, as of {report.as_of}")
    return f"<table><caption>{title}</caption>{''.join(rows)}</table>"
