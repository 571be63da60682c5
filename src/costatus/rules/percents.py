"""How much is invoiced, and how much of that is paid, of 100. Section 6."""

from typing import Final

from costatus.models.quantities import share
from costatus.models.statuses import InvoicingStatus, PaymentStatus
from costatus.rules.facts.invoices import InvoiceFacts

_PART_INVOICED: Final = InvoicingStatus.PART_INVOICED
_INVOICED: Final = InvoicingStatus.INVOICED
_PART_PAID: Final = PaymentStatus.PART_PAID
_PAID: Final = PaymentStatus.PAID


def invoiced_percent(money: InvoiceFacts, status: InvoicingStatus) -> int:
    """How much of the order's total is invoiced."""
    if status is _PART_INVOICED:
        return share(money.invoiced, money.total)
    return 100 if status is _INVOICED else 0


def paid_percent(money: InvoiceFacts, status: PaymentStatus) -> int | None:
    """How much of the payable is settled; None where it is not known."""
    if status is _PART_PAID:
        return share(money.settled, money.payable) if money.unknown == 0 else None
    return 100 if status is _PAID else 0
