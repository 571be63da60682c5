"""What the rows of invoicing and payment hold on."""

from collections.abc import Iterable
from typing import Final

from costatus.models.invoices import Invoice
from costatus.models.quantities import ZERO
from costatus.rules.reason_codes import SubjectKind
from costatus.rules.facts.invoices import InvoiceFacts, payable
from costatus.rules._reasons import ITSELF, Evidence, Subject

_INVOICE: Final = SubjectKind.INVOICE
_ORDER: Final = SubjectKind.ORDER


def about(money: InvoiceFacts) -> Subject:
    """Name the order."""
    return Subject(_ORDER, money.order.id)


def invoiced(money: InvoiceFacts) -> Evidence:
    """Tell what is invoiced of the order's total."""
    return ITSELF, {
        "invoiced": money.invoiced,
        "total": money.total,
        "remaining": money.remaining,
    }


def settled(money: InvoiceFacts) -> Evidence:
    """Tell what is settled of the payable."""
    return ITSELF, {
        "settled": money.settled,
        "payable": money.payable,
        "remaining": money.open,
    }


def invoices(money: InvoiceFacts) -> Evidence:
    """Name all its invoices."""
    return _named(money.order.invoices)


def prepayments(money: InvoiceFacts) -> Evidence:
    """Name the prepayment invoices that have received money."""
    return _named(money.prepayments())


def unknown_payments(money: InvoiceFacts) -> Evidence:
    """Name the invoices of which nobody knows how much is paid."""
    return _named(money.unknown_payments())


def _named(invoices: Iterable[Invoice]) -> Evidence:
    return ITSELF, {"invoices": tuple([invoice.id for invoice in invoices])}


def conflicts(money: InvoiceFacts) -> list[Evidence]:
    """Tell each invoice whose status its amounts contradict."""
    return [_conflict(invoice) for invoice in money.conflicting()]


def _conflict(invoice: Invoice) -> Evidence:
    return Subject(_INVOICE, invoice.id), {
        "status": invoice.status,
        "paid": ZERO if invoice.paid is None else invoice.paid,
        "payable": payable(invoice),
    }
