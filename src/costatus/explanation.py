"""Explain a report to a salesperson: the statuses, their reasons, and what would change them."""

from collections.abc import Iterator
from typing import Any

from costatus._evaluation.decision import Decision
from costatus._evaluation.report import OrderReport
from costatus.models._validation.arguments import require
from costatus.rules.reason_codes import ReasonCode


def explain(report: OrderReport) -> str:
    """Return every status of the order with its reasons, and what would change it.

    Raises InvalidInput if it is not a report.
    """
    require(report, OrderReport, "explain", "report", "send what costatus.evaluate returned")
    return "\n".join(_lines(report)) + "\n"


def _lines(report: OrderReport) -> Iterator[str]:
    yield f"Order {report.order_id}, as of {report.as_of}: {report.order}"
    yield from _decision("Order", report.order)
    for line in report.lines:
        if line.product is None:
            yield ""
            yield f"Line {line.line_id}: {_without_status(report, line.line_id)}"
        else:
            yield from _decision(f"Line {line.line_id}", line.product)
        for source in line.sources:
            name = f"{source.kind.label} {source.source_id}, for line {line.line_id}"
            yield from _decision(name, source.decision)
    yield from _decision("Invoicing", report.invoicing)
    yield from _decision("Payment", report.payment)


def _decision(name: str, decision: Decision[Any]) -> Iterator[str]:
    yield ""
    yield f"{name}: {decision}"
    yield from (f"  - {reason}" for reason in decision.reasons)
    yield from (f"  - Note: {note}" for note in decision.notes)
    better = decision.next_better
    if better is not None:
        yield f"  > What would change it: {better}."


def _without_status(report: OrderReport, line_id: str) -> str:
    """Say why a line has no status: it is closed, or needs no goods from stock."""
    for note in report.order.notes:
        if note.code is ReasonCode.QUANTITY_CLOSED:
            lines = note.facts["lines"]
            if isinstance(lines, tuple) and f"line {report.order_id}/{line_id}" in lines:
                return "closed, no goods are needed"
            if note.facts["others"]:  # it may be one of them
                return "no goods are needed"
    return "no goods from stock are needed"
