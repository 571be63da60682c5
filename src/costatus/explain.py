"""Explain a report to a salesperson: the words, their reasons, and what would change them."""

from collections.abc import Iterator

from costatus.models.statuses import Word
from costatus.reports import OrderReport
from costatus.rules.codes import WISHES
from costatus.rules.table import Decision


def explain(report: OrderReport) -> str:
    """Tell where the order stands and why, top word first, then what would change it.

    What would change a status is the next better row of its table that failed, with the fact
    that failed it.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: OrderReport) -> Iterator[str]:
    yield f"Order {report.order_id} is {_told(report.status)}, as of {report.as_of}."
    for name, decision in _decisions(report):
        yield ""
        yield f"{name}: {_told(decision)}"
        for reason in decision.reasons:
            yield f"  - {reason}"
        for note in decision.notes:
            yield f"  - Note: {note}"
        for wish in _wishes(decision):
            yield f"  > {wish}"


def _decisions(report: OrderReport) -> Iterator[tuple[str, Decision[Word]]]:
    yield "Order", report.status
    for line in report.lines:
        if line.product is not None:
            yield f"Line {line.line_id}", line.product
        for source in line.sources:
            yield f"{source.kind.label} {source.source_id}, for line {line.line_id}", source.status
    yield "Invoices", report.invoice
    yield "Payment", report.payment


def _told(decision: Decision[Word]) -> str:
    return decision.status.label + ("" if decision.percent is None else f", {decision.percent} %")


def _wishes(decision: Decision[Word]) -> Iterator[str]:
    """One sentence for each thing that stands between the status and a better one."""
    for step in decision.next_better():
        wish = WISHES[step.row].format_map(step.shown())
        yield f"It becomes {step.status.label} when {wish}. [{step.row}]"
