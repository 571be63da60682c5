"""Rows I1a to I3: how much of the order is invoiced."""

from collections.abc import Iterator
from decimal import Decimal

from costatus import CustomerOrder, Invoice, InvoiceKind, InvoicingStatus, Settings
from tests.reference.answer import Answer, Why, note
from tests.reference.invoices import counted_invoices, live_invoices, percent_of


def invoicing_answer(order: CustomerOrder, settings: Settings) -> Answer:
    """Return the status, its percent and its notes."""
    counted = counted_invoices(order)
    credits_ = live_invoices(order, InvoiceKind.CREDIT_INVOICE)
    invoiced = sum((invoice.amount for invoice in counted), Decimal(0))
    if settings.net_credit_invoices:
        invoiced -= sum((invoice.amount for invoice in credits_), Decimal(0))
    status, percent, why = status_of(order, counted, invoiced, settings)
    notes = list(notes_of(order, counted, credits_, invoiced, settings))
    return Answer(status, percent, [why], notes)


def status_of(
    order: CustomerOrder, counted: list[Invoice], invoiced: Decimal, settings: Settings
) -> tuple[InvoicingStatus, int | None, Why]:
    """Test I1a to I3 from the top; without a total it is never fully invoiced."""
    total, tolerance = order.total, settings.money_tolerance
    if not counted:
        why = Why("I1a", "NO_COUNTED_INVOICE", "no invoice counts as invoiced")
        return InvoicingStatus.NOT_INVOICED, 0, why
    text = f"{invoiced} of {total} are invoiced"
    if total is not None and total - invoiced <= tolerance:
        return InvoicingStatus.INVOICED, 100, Why("I2", "FULLY_INVOICED", text)
    if invoiced <= tolerance:
        return InvoicingStatus.NOT_INVOICED, 0, Why("I1b", "NOTHING_INVOICED", text)
    percent = None if total is None else percent_of(invoiced, total)
    return InvoicingStatus.PART_INVOICED, percent, Why("I3", "PARTLY_INVOICED", text)


def notes_of(
    order: CustomerOrder,
    counted: list[Invoice],
    credits_: list[Invoice],
    invoiced: Decimal,
    settings: Settings,
) -> Iterator[Why]:
    """Yield the notes: what the status does not show of the invoices."""
    if counted:
        passed_over = live_invoices(order, InvoiceKind.PREPAYMENT_INVOICE)
    else:
        passed_over = list(order.invoices)
    if passed_over:
        ids = ", ".join(invoice.id for invoice in passed_over)
        yield note("INVOICE_NOT_COUNTED", f"{ids} do not count as invoiced")
    if counted and order.total is None:
        yield note("TOTAL_UNKNOWN", "the order's total is not known")
    if counted and order.total is not None and invoiced - order.total > settings.money_tolerance:
        yield note("OVER_INVOICED", f"{invoiced} are invoiced, the total is {order.total}")
    if credits_:
        amount = sum((invoice.amount for invoice in credits_), Decimal(0))
        taken = "taken" if settings.net_credit_invoices else "not taken"
        yield note("CREDITED", f"{amount} are credited, and {taken} off what is invoiced")
