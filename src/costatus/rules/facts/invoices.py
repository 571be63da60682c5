"""The facts of an order's invoices: what is invoiced, and what of it is paid."""

from decimal import Decimal
from typing import Final

from costatus.models.invoices import Invoice
from costatus.models.orders import CustomerOrder
from costatus.models.quantities import ZERO, beyond, total
from costatus.models.statuses import InvoiceKind, InvoiceState, OrderStatus
from costatus.rules.facts.context import EvaluationContext

_INVOICE: Final = InvoiceKind.INVOICE
_CREDIT: Final = InvoiceKind.CREDIT_INVOICE
_PREPAYMENT: Final = InvoiceKind.PREPAYMENT_INVOICE
_ADVANCE: Final = frozenset({_PREPAYMENT, InvoiceKind.PRO_FORMA_INVOICE})
_UNPAID: Final = InvoiceState.UNPAID
_PAID: Final = InvoiceState.PAID
_PAID_PARTIALLY: Final = InvoiceState.PAID_PARTIALLY
_ISSUED: Final = frozenset({_UNPAID, _PAID_PARTIALLY, _PAID})
_MONEY_RECEIVED: Final = frozenset({_PAID, _PAID_PARTIALLY})
_CANCELED: Final = OrderStatus.CANCELED


def payable(invoice: Invoice) -> Decimal:
    """Return what the customer has to pay."""
    return invoice.amount if invoice.payable is None else invoice.payable


def settled(invoice: Invoice, tolerance: Decimal) -> Decimal | None:
    """Return what is paid of an invoice; None where it is not known.

    A rest within the tolerance is paid; what is paid beyond the payable pays nothing else.
    """
    due = payable(invoice)
    if invoice.status is _PAID or due <= tolerance:
        return due
    if invoice.paid is None:
        return None if invoice.status is _PAID_PARTIALLY else ZERO
    return invoice.paid if beyond(due, invoice.paid, tolerance) else due


class InvoiceFacts:
    """What the rows of invoicing and payment compare, in the order's currency.

    `counted` is the number of invoices that count as invoiced: kind Invoice, and Unpaid, Paid
    partially or Paid; `unknown` is how many of those have an unknown paid amount. `remaining` is
    what of the order's total is not invoiced, 0 where that is not known, and `open` what of the
    payable is not settled, as far as is known. With `net_credit_invoices` credits lower what is
    invoiced, payable and settled.
    """

    __slots__ = (
        "_all_count",
        "context",
        "counted",
        "invoiced",
        "open",
        "order",
        "payable",
        "remaining",
        "settled",
        "tolerance",
        "total",
        "total_known",
        "unknown",
    )

    def __init__(self, order: CustomerOrder, context: EvaluationContext) -> None:
        tolerance = context.money_tolerance
        invoiced = due = known = credited = ZERO
        unknown = 0
        counted = 0
        for invoice in order.invoices:
            if invoice.status not in _ISSUED:
                continue
            if invoice.kind is _INVOICE:
                counted += 1
                invoiced += invoice.amount
                due += payable(invoice)
                part = settled(invoice, tolerance)
                if part is None:
                    unknown += 1
                else:
                    known += part
            elif invoice.kind is _CREDIT and context.settings.net_credit_invoices:
                invoiced -= invoice.amount
                credited += payable(invoice)
        if credited:
            due = max(due - credited, ZERO)
            known = min(known, due)
        self.order: CustomerOrder = order
        self.context: EvaluationContext = context
        self.counted: int = counted
        self._all_count: bool = counted == len(order.invoices)
        self.total_known: bool = order.total is not None
        self.total: Decimal = ZERO if order.total is None else order.total
        self.invoiced: Decimal = invoiced
        self.payable: Decimal = due
        self.settled: Decimal = known
        self.unknown: int = unknown
        self.tolerance: Decimal = tolerance
        remaining = self.total - invoiced if invoiced else self.total
        self.remaining: Decimal = remaining if remaining > tolerance else ZERO
        still_due = due - known if known else due
        self.open: Decimal = still_due if still_due > tolerance else ZERO

    @property
    def too_much(self) -> Decimal:
        """What is invoiced beyond the order's total; 0 where that is not known."""
        return beyond(self.invoiced, self.total, self.tolerance) if self.total_known else ZERO

    @property
    def canceled(self) -> bool:
        """Whether the order is canceled."""
        return self.order.stage is _CANCELED

    def counted_invoices(self) -> list[Invoice]:
        """Return the invoices that count as invoiced, by id."""
        return self._issued(_INVOICE) if self.counted else []

    def credits(self) -> list[Invoice]:
        """Return the credit invoices that are issued, by id."""
        return [] if self._all_count else self._issued(_CREDIT)

    def _issued(self, kind: InvoiceKind) -> list[Invoice]:
        return _by_id(
            [each for each in self.order.invoices if each.kind is kind and each.status in _ISSUED]
        )

    def not_counted(self) -> list[Invoice]:
        """Return all invoices where none counts; else the prepayment invoices that are issued."""
        if self._all_count:
            return []
        return self._issued(_PREPAYMENT) if self.counted else _by_id(list(self.order.invoices))

    def paid_in_advance(self) -> list[Invoice]:
        """Return the prepayment and pro-forma invoices that have received money."""
        if self._all_count:
            return []
        return _by_id(
            [
                each
                for each in self.order.invoices
                if each.kind in _ADVANCE and each.status in _MONEY_RECEIVED
            ]
        )

    def overpaid(self) -> list[Invoice]:
        """Return the counted invoices on which more is paid than is payable."""
        return [
            each
            for each in self.counted_invoices()
            if each.paid is not None and beyond(each.paid, payable(each), self.tolerance)
        ]

    def refunds(self) -> list[Invoice]:
        """Return the credit invoices that are not fully paid."""
        return [each for each in self.credits() if settled(each, self.tolerance) != payable(each)]

    def unknown_payments(self) -> list[Invoice]:
        """Return the counted invoices with an unknown paid amount."""
        return [each for each in self.counted_invoices() if settled(each, self.tolerance) is None]

    def unpaid(self) -> list[Invoice]:
        """Return the counted invoices that are marked Unpaid or Paid partially."""
        return [each for each in self.counted_invoices() if each.status is not _PAID]

    def conflicting(self) -> list[Invoice]:
        """Return the counted invoices with a status that their amounts contradict."""
        return [each for each in self.counted_invoices() if _conflicts(each, self.tolerance)]

    def credited(self) -> Decimal:
        """Return the sum of the credit invoices."""
        return total([each.amount for each in self.credits()])


def _by_id(invoices: list[Invoice]) -> list[Invoice]:
    return sorted(invoices, key=lambda each: each.id) if len(invoices) > 1 else invoices


def _conflicts(invoice: Invoice, tolerance: Decimal) -> bool:
    if invoice.paid is None:
        return False
    nothing = invoice.paid <= tolerance
    everything = not beyond(payable(invoice), invoice.paid, tolerance)
    if invoice.status is _PAID:
        return not everything
    if invoice.status is _UNPAID:
        return not nothing
    return nothing or everything
