"""The facts of an order's invoices: what is invoiced, and what of it is paid."""

from decimal import Decimal
from typing import Final

from costatus.models.invoices import Invoice
from costatus.models.orders import CustomerOrder
from costatus.models.quantities import ZERO, beyond
from costatus.models.statuses import InvoiceKind, InvoiceState
from costatus.rules.facts.context import EvaluationContext

_INVOICE: Final = InvoiceKind.INVOICE
_UNPAID: Final = InvoiceState.UNPAID
_PAID: Final = InvoiceState.PAID
_PAID_PARTIALLY: Final = InvoiceState.PAID_PARTIALLY
_ISSUED: Final = frozenset({_UNPAID, _PAID_PARTIALLY, _PAID})
_RECEIVED: Final = frozenset({_PAID, _PAID_PARTIALLY})
_VOID: Final = frozenset({InvoiceState.DUMMY, InvoiceState.CANCELED})


def payable(invoice: Invoice) -> Decimal:
    """What the customer has to pay."""
    return invoice.amount if invoice.payable is None else invoice.payable


def settled(invoice: Invoice, tolerance: Decimal) -> Decimal | None:
    """What is paid of an invoice; None where nobody knows. Overpaying pays nothing else."""
    due = payable(invoice)
    if invoice.status is _PAID or due <= tolerance:
        return due
    if invoice.paid is not None:
        return min(invoice.paid, due)
    return None if invoice.status is _PAID_PARTIALLY else ZERO


class InvoiceFacts:
    """What the rows of invoicing and payment compare, in the order's currency.

    `counted` is the number of invoices that count as invoiced: kind Invoice, and Unpaid, Paid
    partially or Paid. `unknown` is how many of those nobody knows the paid amount of.
    """

    __slots__ = (
        "counted",
        "counted_invoices",
        "invoiced",
        "order",
        "payable",
        "settled",
        "tolerance",
        "total",
        "unknown",
    )

    def __init__(self, order: CustomerOrder, context: EvaluationContext) -> None:
        tolerance = context.money_tolerance
        invoiced = due = known = ZERO
        unknown = 0
        counted: list[Invoice] = []
        for invoice in order.invoices:
            if invoice.kind is _INVOICE and invoice.status in _ISSUED:
                counted.append(invoice)
                invoiced += invoice.amount
                due += payable(invoice)
                part = settled(invoice, tolerance)
                if part is None:
                    unknown += 1
                else:
                    known += part
            elif (
                context.settings.net_credit_invoices
                and invoice.kind is InvoiceKind.CREDIT_INVOICE
                and invoice.status not in _VOID
            ):
                invoiced -= invoice.amount
        self.order: CustomerOrder = order
        self.counted_invoices: list[Invoice] = counted
        self.counted: int = len(counted)
        self.total: Decimal = order.total
        self.invoiced: Decimal = invoiced
        self.payable: Decimal = due
        self.settled: Decimal = known
        self.unknown: int = unknown
        self.tolerance: Decimal = tolerance

    @property
    def invoices(self) -> int:
        """How many invoices the order has, of any kind and status."""
        return len(self.order.invoices)

    @property
    def remaining(self) -> Decimal:
        """What of the order's total is not invoiced."""
        return beyond(self.total, self.invoiced, self.tolerance)

    @property
    def open(self) -> Decimal:
        """What of the payable is not settled, as far as is known."""
        return beyond(self.payable, self.settled, self.tolerance)

    @property
    def too_much(self) -> Decimal:
        """What is invoiced beyond the order's total."""
        return beyond(self.invoiced, self.total, self.tolerance)

    @property
    def prepaid(self) -> int:
        """How many prepayment invoices have received money."""
        return len(self.prepayments())

    @property
    def conflicts(self) -> int:
        """How many counted invoices have a status that their amounts contradict."""
        return len(self.conflicting())

    def prepayments(self) -> list[Invoice]:
        """The prepayment invoices that have received money."""
        return [
            invoice
            for invoice in self.order.invoices
            if invoice.kind is InvoiceKind.PREPAYMENT_INVOICE and invoice.status in _RECEIVED
        ]

    def unknown_payments(self) -> list[Invoice]:
        """The counted invoices of which nobody knows how much is paid."""
        return [each for each in self.counted_invoices if settled(each, self.tolerance) is None]

    def conflicting(self) -> list[Invoice]:
        """The counted invoices with a status that their amounts contradict."""
        return [each for each in self.counted_invoices if _contradicts(each, self.tolerance)]


def _contradicts(invoice: Invoice, tolerance: Decimal) -> bool:
    if invoice.paid is None:
        return False
    nothing = invoice.paid <= tolerance
    everything = not beyond(payable(invoice), invoice.paid, tolerance)
    if invoice.status is _PAID:
        return not everything
    if invoice.status is _UNPAID:
        return not nothing
    return nothing or everything
