"""Which invoices count, and how much of each is settled."""

from decimal import Decimal

from costatus import CustomerOrder, Invoice, InvoiceKind, InvoiceState

COUNTED = (InvoiceState.UNPAID, InvoiceState.PAID_PARTIALLY, InvoiceState.PAID)
MONEY_CAME = (InvoiceState.PAID_PARTIALLY, InvoiceState.PAID)
VOID = (InvoiceState.DUMMY, InvoiceState.CANCELED)


def counted_invoices(order: CustomerOrder) -> list[Invoice]:
    """Return the invoices that count as invoiced."""
    return [
        invoice
        for invoice in order.invoices
        if invoice.kind is InvoiceKind.INVOICE and invoice.status in COUNTED
    ]


def live_invoices(order: CustomerOrder, kind: InvoiceKind) -> list[Invoice]:
    """Return the invoices of a kind that are neither Dummy nor Canceled."""
    return [
        invoice for invoice in order.invoices if invoice.kind is kind and invoice.status not in VOID
    ]


def payable_of(invoice: Invoice) -> Decimal:
    """Return what the customer has to pay; normally with tax."""
    return invoice.amount if invoice.payable is None else invoice.payable


def settled_of(invoice: Invoice, tolerance: Decimal) -> Decimal | None:
    """Return what counts as paid: at most what is payable, None where it is unknown."""
    payable = payable_of(invoice)
    if invoice.status is InvoiceState.PAID or payable <= tolerance:
        return payable
    if invoice.paid is None:
        return None if invoice.status is InvoiceState.PAID_PARTIALLY else Decimal(0)
    return payable if payable - invoice.paid <= tolerance else invoice.paid


def percent_of(part: Decimal, whole: Decimal) -> int:
    """Round down, but to at least 1 and at most 99."""
    return max(1, min(99, int(part * 100 // whole)))
