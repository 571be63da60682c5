"""Reports as JSON: every word with its reasons, their typed facts and sentences.

Facts keep their types: numbers are {"number": "2.5"}, days {"day": …}, moments {"moment": …} and
words {"word": …, "of": …}; texts, counts and lists of texts stand as they are.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from costatus._evaluation.report import OrderReport
from costatus.models.statuses import Term
from costatus.rules._decision import Decision
from costatus.rules._reasons import Fact, Reason, Subject
from costatus.serialization.json_schema import VERSION
from costatus.serialization.json_text import compact


def write_report(report: OrderReport) -> str:
    """Write a report as one line of JSON."""
    lines = [
        {
            "line_id": line.line_id,
            "product": None if line.product is None else _decision(line.product),
            "sources": [
                {
                    "source_id": source.source_id,
                    "kind": source.kind.value,
                    "status": _decision(source.status),
                }
                for source in line.sources
            ],
        }
        for line in report.lines
    ]
    return compact(
        {
            "costatus": VERSION,
            "order_id": report.order_id,
            "as_of": report.as_of.isoformat(),
            "total": format(report.total, "f"),
            "status": _decision(report.status),
            "product": None if report.product is None else _decision(report.product),
            "invoice": _decision(report.invoice),
            "payment": _decision(report.payment),
            "lines": lines,
            "next_change": None if (next_ := report.next_change) is None else next_.isoformat(),
        }
    )


def _decision(decision: Decision[Term]) -> dict[str, Any]:
    raw: dict[str, Any] = {"status": decision.status.value}
    if decision.percent is not None:
        raw["percent"] = decision.percent
    raw["reasons"] = [_reason(reason) for reason in decision.reasons]
    if notes := [_reason(note) for note in decision.notes]:
        raw["notes"] = notes
    if missed := decision.next_better:
        raw["next_better"] = {
            "goal": missed.goal.value,
            "row": missed.row,
            "sentence": missed.sentence,
            "facts": dict(missed.facts),
        }
    return raw


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code.value,
        **({} if reason.row is None else {"row": reason.row}),
        "subject": _subject(reason.subject),
        "about": _subject(reason.about),
        "facts": {name: _raw_fact(value) for name, value in reason.facts.items()},
        "sentence": str(reason),
    }


def _subject(subject: Subject) -> dict[str, str]:
    parent = {} if subject.parent is None else {"parent": subject.parent}
    return {"kind": subject.kind.value, "id": subject.id, **parent}


def _raw_fact(value: Fact) -> Any:
    if isinstance(value, Term):
        return {"word": value.value, "of": type(value).__name__}
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value
