"""Explain a report to a salesperson: the words, their reasons, and what would change them."""

from collections.abc import Iterator

from costatus.models.statuses import OrderStatus, Term
from costatus._evaluation.report import OrderReport
from costatus.rules._decision import Decision

_FINAL = frozenset({OrderStatus.CANCELED, OrderStatus.ARCHIVED})


def explain(report: OrderReport) -> str:
    """Tell where the order stands and why, top word first, then what would change it.

    What would change a status is the next better row of its table that failed, with the facts
    that failed it. Nothing changes an order any more that is canceled or archived.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: OrderReport) -> Iterator[str]:
    yield f"Order {report.order_id}, as of {report.as_of}: {_told(report.status)}"
    for name, decision in _decisions(report):
        yield ""
        yield f"{name}: {_told(decision)}"
        yield from (f"  - {reason}" for reason in decision.reasons)
        yield from (f"  - Note: {note}" for note in decision.notes)
        if report.status.status not in _FINAL:
            yield from _what_would_change(decision)


def _decisions(report: OrderReport) -> Iterator[tuple[str, Decision[Term]]]:
    yield "Order", report.status
    for line in report.lines:
        if line.product is not None:
            yield f"Line {line.line_id}", line.product
        for source in line.sources:
            yield f"{source.kind.label} {source.source_id}, for line {line.line_id}", source.status
    yield "Invoices", report.invoice
    yield "Payment", report.payment


def _told(decision: Decision[Term]) -> str:
    return decision.status.label + ("" if decision.percent is None else f", {decision.percent} %")


def _what_would_change(decision: Decision[Term]) -> Iterator[str]:
    missed = decision.next_better
    if missed is not None:
        now = ", ".join(
            f"{value} {name}" if value.isdigit() else f"{name} {value}"
            for name, value in missed.facts.items()
        )
        needs = f"{missed.sentence} (now: {now})" if now else missed.sentence
        yield f"  > What would change it: {missed.goal.label}. {needs} [{missed.row}]"
