"""Explain a report to a salesperson: the words, their reasons, and what would change them."""

from collections.abc import Iterator

from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceStatus,
    Word,
)
from costatus.reports import OrderReport
from costatus.rules.table import Decision

_GOALS: dict[type[Word], tuple[Word, ...]] = {
    OrderStatus: (
        OrderStatus.WAITING_FOR_PRODUCTION,
        OrderStatus.IN_PRODUCTION,
        OrderStatus.READY_FOR_SHIPMENT,
        OrderStatus.SHIPPED,
    ),
    ProductStatus: (
        ProductStatus.EXPECTED_ON_TIME,
        ProductStatus.READY_FOR_SHIPMENT,
        ProductStatus.DELIVERED,
    ),
    SourceStatus: (SourceStatus.EXPECTED_ON_TIME, SourceStatus.RECEIVED),
    InvoicingStatus: (InvoicingStatus.PART_INVOICED, InvoicingStatus.INVOICED),
    PaymentStatus: (PaymentStatus.PART_PAID, PaymentStatus.PAID),
}


def explain(report: OrderReport) -> str:
    """Tell where the order stands and why, top word first, then what would change it.

    What would change a status is the next better row of its table that failed, with the facts
    that failed it.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: OrderReport) -> Iterator[str]:
    yield f"Order {report.order_id}, as of {report.as_of}: {_told(report.status)}"
    for name, decision in _decisions(report):
        yield ""
        yield f"{name}: {_told(decision)}"
        yield from (f"  - {reason}" for reason in decision.reasons)
        yield from (f"  - Note: {note}" for note in decision.notes)
        yield from _what_would_change(decision)


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


def _what_would_change(decision: Decision[Word]) -> Iterator[str]:
    members = list(type(decision.status))
    reached = members.index(decision.status)
    for goal in _GOALS[type(decision.status)]:
        if members.index(goal) > reached:
            missed = decision.missed(goal)
            now = ", ".join(f"{name} {value}" for name, value in missed.facts.items())
            needs = f"{missed.sentence} (now: {now})" if now else missed.sentence
            yield f"  > What would change it: {goal.label}. {needs} [{missed.row}]"
            return
