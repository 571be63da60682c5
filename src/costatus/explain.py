"""Explain a report to a salesperson: the words, their reasons, and what would change them."""

from collections.abc import Iterator

from costatus.models.statuses import Word
from costatus.reports import OrderReport
from costatus.rules.table import Decision


def explain(report: OrderReport) -> str:
    """Tell where the order stands and why, top word first, then what would change it."""
    return "\n".join(_lines(report))


def _lines(report: OrderReport) -> Iterator[str]:
    yield f"Order {report.order_id}: {report.status.status.label}, as of {report.as_of}"
    for name, decision in _decisions(report):
        percent = "" if decision.percent is None else f" ({decision.percent} %)"
        yield ""
        yield f"{name}: {decision.status.label}{percent}"
        yield from (f"  {reason}" for reason in decision.reasons)
        yield from (f"  Note. {note}" for note in decision.notes)


def _decisions(report: OrderReport) -> Iterator[tuple[str, Decision[Word]]]:
    yield "Order", report.status
    for line in report.lines:
        if line.product is not None:
            yield f"Line {line.line_id}", line.product
        for source in line.sources:
            yield f"{source.kind.label} {source.source_id}", source.status
    yield "Invoices", report.invoice
    yield "Payment", report.payment
