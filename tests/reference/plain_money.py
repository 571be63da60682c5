"""The plain loop over an order's invoices."""

from decimal import Decimal

from tests.reference.plain_result import Answer, Why

from costatus.models.invoices import Invoice
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.models.statuses import InvoiceKind, InvoiceState, InvoicingStatus, PaymentStatus

COUNTED = (InvoiceState.UNPAID, InvoiceState.PAID_PARTIALLY, InvoiceState.PAID)
MONEY_CAME = (InvoiceState.PAID_PARTIALLY, InvoiceState.PAID)
VOID = (InvoiceState.DUMMY, InvoiceState.CANCELED)


def counted_of(order: CustomerOrder) -> list[Invoice]:
    """The invoices that count."""
    return [
        invoice
        for invoice in order.invoices
        if invoice.kind is InvoiceKind.INVOICE and invoice.status in COUNTED
    ]


def percent_of(part: Decimal, whole: Decimal) -> int:
    """Rounded down, but 1 to 99."""
    return max(1, min(99, int(part * 100 // whole)))


def invoicing_answer(order: CustomerOrder, settings: Settings) -> Answer:
    """I1a to I3."""
    counted = counted_of(order)
    if not counted:
        notes = []
        if order.invoices:
            ids = ", ".join(invoice.id for invoice in order.invoices)
            notes.append(Why(None, "INVOICE_NOT_COUNTED", f"{ids} do not count"))
        why = Why("I1a", "NO_COUNTED_INVOICE", "there is no invoice that counts")
        return Answer(InvoicingStatus.NOT_INVOICED, 0, [why], notes)
    tolerance, total = settings.money_tolerance, order.total
    invoiced = sum((invoice.amount for invoice in counted), Decimal(0))
    if settings.net_credit_invoices:
        for invoice in order.invoices:
            if invoice.kind is InvoiceKind.CREDIT_INVOICE and invoice.status not in VOID:
                invoiced -= invoice.amount
    text = f"{invoiced} of {total} are invoiced"
    if total - invoiced <= tolerance:
        notes = []
        if invoiced - total > tolerance:
            notes.append(Why(None, "OVER_INVOICED", text))
        return Answer(InvoicingStatus.INVOICED, 100, [Why("I2", "FULLY_INVOICED", text)], notes)
    if invoiced <= tolerance:
        return Answer(InvoicingStatus.NOT_INVOICED, 0, [Why("I1b", "NOTHING_INVOICED", text)], [])
    percent = percent_of(invoiced, total)
    return Answer(InvoicingStatus.PART_INVOICED, percent, [Why("I3", "PARTLY_INVOICED", text)], [])


def payment_answer(order: CustomerOrder, settings: Settings) -> Answer:
    """Y1a to Y3."""
    counted = counted_of(order)
    notes: list[Why] = []
    if not counted:
        for invoice in order.invoices:
            if invoice.kind is InvoiceKind.PREPAYMENT_INVOICE and invoice.status in MONEY_CAME:
                notes.append(Why(None, "PREPAID", f"prepayment {invoice.id} received money"))
                break
        why = Why("Y1a", "NO_COUNTED_INVOICE", "there is no invoice that counts")
        return Answer(PaymentStatus.NOT_PAID, 0, [why], notes)
    tolerance = settings.money_tolerance
    due_in_all = settled_in_all = Decimal(0)
    unknown = []
    for invoice in counted:
        due = invoice.amount if invoice.payable is None else invoice.payable
        due_in_all += due
        if invoice.status is InvoiceState.PAID or due <= tolerance:
            settled_in_all += due
        elif invoice.paid is not None:
            settled_in_all += min(invoice.paid, due)
        elif invoice.status is InvoiceState.PAID_PARTIALLY:
            unknown.append(invoice.id)
        if invoice.paid is not None:
            nothing = invoice.paid <= tolerance
            everything = due - invoice.paid <= tolerance
            if (
                (invoice.status is InvoiceState.PAID and not everything)
                or (invoice.status is InvoiceState.UNPAID and not nothing)
                or (invoice.status is InvoiceState.PAID_PARTIALLY and (nothing or everything))
            ):
                text = f"{invoice.id} is {invoice.status.label}, but {invoice.paid} are paid"
                notes.append(Why(None, "STATUS_AMOUNT_CONFLICT", text))
    text = f"{settled_in_all} of {due_in_all} are paid"
    if unknown:
        notes.append(Why(None, "PAID_AMOUNT_UNKNOWN", f"nobody knows what of {unknown} is paid"))
        return Answer(PaymentStatus.PART_PAID, None, [Why("Y3", "PARTLY_PAID", text)], notes)
    if due_in_all - settled_in_all <= tolerance:
        return Answer(PaymentStatus.PAID, 100, [Why("Y2", "ALL_INVOICES_PAID", text)], notes)
    if settled_in_all <= tolerance:
        return Answer(PaymentStatus.NOT_PAID, 0, [Why("Y1b", "NO_PAYMENT", text)], notes)
    percent = percent_of(settled_in_all, due_in_all)
    return Answer(PaymentStatus.PART_PAID, percent, [Why("Y3", "PARTLY_PAID", text)], notes)
