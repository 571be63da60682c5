"""The facts of an order's invoices: what is invoiced, and what of it is paid."""

from decimal import Decimal

from attrs import define

from costatus.models.invoices import Invoice
from costatus.models.orders import CustomerOrder
from costatus.models.quantities import ZERO
from costatus.models.settings import Settings
from costatus.models.statuses import InvoiceKind, InvoiceState
from costatus.rules.facts.supply import beyond

_ISSUED = frozenset({InvoiceState.UNPAID, InvoiceState.PAID_PARTIALLY, InvoiceState.PAID})
_VOID = frozenset({InvoiceState.DUMMY, InvoiceState.CANCELED})


def counted_invoices(order: CustomerOrder) -> list[Invoice]:
    """Those that count as invoiced: kind Invoice, and Unpaid, Paid partially or Paid."""
    return [
        invoice
        for invoice in order.invoices
        if invoice.kind is InvoiceKind.INVOICE and invoice.status in _ISSUED
    ]


@define(eq=False)
class InvoicingFacts:
    """What the rows of invoicing compare, in the order's currency."""

    order: CustomerOrder
    counted: int
    total: Decimal
    invoiced: Decimal
    remaining: Decimal
    too_much: Decimal
    tolerance: Decimal


def invoicing_facts(
    order: CustomerOrder, counted: list[Invoice], settings: Settings
) -> InvoicingFacts:
    """Extract what is invoiced of an order; credit invoices reduce it where settings say so."""
    tolerance = settings.money_tolerance
    invoiced = sum((invoice.amount for invoice in counted), ZERO)
    if settings.net_credit_invoices:
        invoiced -= sum(
            (
                invoice.amount
                for invoice in order.invoices
                if invoice.kind is InvoiceKind.CREDIT_INVOICE and invoice.status not in _VOID
            ),
            ZERO,
        )
    return InvoicingFacts(
        order=order,
        counted=len(counted),
        total=order.total,
        invoiced=invoiced,
        remaining=beyond(order.total, invoiced, tolerance),
        too_much=beyond(invoiced, order.total, tolerance),
        tolerance=tolerance,
    )


def payable(invoice: Invoice) -> Decimal:
    """What the customer has to pay."""
    return invoice.amount if invoice.payable is None else invoice.payable


def settled(invoice: Invoice, tolerance: Decimal) -> Decimal | None:
    """What is paid of an invoice; None where nobody knows. Overpaying pays nothing else."""
    due = payable(invoice)
    if invoice.status is InvoiceState.PAID or due <= tolerance:
        return due
    if invoice.paid is not None:
        return min(invoice.paid, due)
    return None if invoice.status is InvoiceState.PAID_PARTIALLY else ZERO


@define(eq=False)
class PaymentFacts:
    """What the rows of payment compare; `invoices` are the counted ones."""

    order: CustomerOrder
    invoices: list[Invoice]
    counted: int
    payable: Decimal
    settled: Decimal
    open: Decimal
    unknown: int
    tolerance: Decimal


def payment_facts(order: CustomerOrder, counted: list[Invoice], settings: Settings) -> PaymentFacts:
    """Extract what is paid of an order's counted invoices."""
    tolerance = settings.money_tolerance
    parts = [settled(invoice, tolerance) for invoice in counted]
    due = sum(map(payable, counted), ZERO)
    known = sum((part for part in parts if part is not None), ZERO)
    return PaymentFacts(
        order=order,
        invoices=counted,
        counted=len(counted),
        payable=due,
        settled=known,
        open=beyond(due, known, tolerance),
        unknown=parts.count(None),
        tolerance=tolerance,
    )


def share(part: Decimal, whole: Decimal) -> int:
    """A part as a percent, rounded down, but 1 … 99."""
    return min(max(int(part * 100 // whole), 1), 99)
