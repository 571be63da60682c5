"""Rows Y1a to Y3: how much of what is invoiced is paid."""

from collections.abc import Iterator
from decimal import Decimal

from costatus import (
    CustomerOrder,
    Invoice,
    InvoiceKind,
    InvoiceState,
    OrderStatus,
    PaymentStatus,
    Settings,
)
from tests.reference.answer import Answer, Why, note
from tests.reference.invoices import (
    MONEY_CAME,
    counted_invoices,
    live_invoices,
    payable_of,
    percent_of,
    settled_of,
)

PREPAYING = (InvoiceKind.PREPAYMENT_INVOICE, InvoiceKind.PRO_FORMA_INVOICE)


def payment_answer(order: CustomerOrder, settings: Settings) -> Answer:
    """Return the status, its percent and its notes."""
    counted = counted_invoices(order)
    status, percent, why = status_of(order, counted, settings)
    return Answer(status, percent, [why], list(notes_of(order, counted, settings)))


def status_of(
    order: CustomerOrder, counted: list[Invoice], settings: Settings
) -> tuple[PaymentStatus, int | None, Why]:
    """Test Y1a to Y3 from the top."""
    tolerance = settings.money_tolerance
    if not counted:
        why = Why("Y1a", "NO_COUNTED_INVOICE", "no invoice counts as invoiced")
        return PaymentStatus.NOT_PAID, 0, why
    payable = sum(map(payable_of, counted), Decimal(0))
    if settings.net_credit_invoices:
        credits_ = live_invoices(order, InvoiceKind.CREDIT_INVOICE)
        payable = max(payable - sum(map(payable_of, credits_), Decimal(0)), Decimal(0))
    settled, known = Decimal(0), True
    for invoice in counted:
        part = settled_of(invoice, tolerance)
        if part is None:
            known = False
        else:
            settled += part
    settled = min(settled, payable)
    text = f"{settled} of {payable} are paid"
    if not known:
        why = Why("Y3", "PARTLY_PAID", f"{text}, as far as is known")
        return PaymentStatus.PART_PAID, None, why
    if payable - settled <= tolerance:
        return PaymentStatus.PAID, 100, Why("Y2", "ALL_INVOICES_PAID", text)
    if settled <= tolerance:
        return PaymentStatus.NOT_PAID, 0, Why("Y1b", "NO_PAYMENT", text)
    percent = percent_of(settled, payable)
    return PaymentStatus.PART_PAID, percent, Why("Y3", "PARTLY_PAID", text)


def notes_of(order: CustomerOrder, counted: list[Invoice], settings: Settings) -> Iterator[Why]:
    """Yield the notes: what the status does not show of the payments."""
    tolerance = settings.money_tolerance
    for invoice in counted:
        payable, paid = payable_of(invoice), invoice.paid
        if settled_of(invoice, tolerance) is None:
            text = f"the amount that is paid of {invoice.id} is not known"
            yield note("PAID_AMOUNT_UNKNOWN", text)
        if paid is None:
            continue
        if paid - payable > tolerance:
            yield note("OVERPAID", f"{paid} are paid of {invoice.id}, {payable} are payable")
        nothing, everything = paid <= tolerance, payable - paid <= tolerance
        if (
            (invoice.status is InvoiceState.PAID and not everything)
            or (invoice.status is InvoiceState.UNPAID and not nothing)
            or (invoice.status is InvoiceState.PAID_PARTIALLY and (nothing or everything))
        ):
            text = f"{invoice.id} is {invoice.status.label}, but {paid} of {payable} are paid"
            yield note("STATUS_AMOUNT_CONFLICT", text)
    for invoice in order.invoices:
        if invoice.kind in PREPAYING and invoice.status in MONEY_CAME:
            yield note("PREPAID", f"{invoice.kind.label} {invoice.id} received money")
    for credit in live_invoices(order, InvoiceKind.CREDIT_INVOICE):
        if settled_of(credit, tolerance) != payable_of(credit):
            yield note("REFUND_OUTSTANDING", f"credit {credit.id} is not fully paid back")
    if order.stage is OrderStatus.CANCELED:
        open_ones = [each.id for each in counted if each.status is not InvoiceState.PAID]
        if open_ones:
            text = f"the order is canceled, but {', '.join(open_ones)} is not paid"
            yield note("CANCELED_WITH_OPEN_INVOICE", text)
