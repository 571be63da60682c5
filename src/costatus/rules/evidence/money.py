"""What the rows of invoicing and payment hold on."""

from collections.abc import Iterable
from typing import Final

from costatus.models.invoices import Invoice
from costatus.models.quantities import ZERO
from costatus.rules.codes import SubjectKind
from costatus.rules.facts.money import MoneyFacts, payable
from costatus.rules.reasons import ITSELF, Evidence, Subject

_INVOICE: Final = SubjectKind.INVOICE
_ORDER: Final = SubjectKind.ORDER


def about(money: MoneyFacts) -> Subject:
    """Name the order."""
    return Subject(_ORDER, money.order.id)


def invoiced(money: MoneyFacts) -> Evidence:
    """Tell what is invoiced of the order's total."""
    return ITSELF, {
        "invoiced": money.invoiced,
        "total": money.total,
        "remaining": money.remaining,
    }


def settled(money: MoneyFacts) -> Evidence:
    """Tell what is settled of the payable."""
    return ITSELF, {
        "settled": money.settled,
        "payable": money.payable,
        "remaining": money.open,
    }


def invoices(money: MoneyFacts) -> Evidence:
    """Name all its invoices."""
    return _named(money.order.invoices)


def prepayments(money: MoneyFacts) -> Evidence:
    """Name the prepayment invoices that have received money."""
    return _named(money.prepayments())


def unknown_payments(money: MoneyFacts) -> Evidence:
    """Name the invoices of which nobody knows how much is paid."""
    return _named(money.unknown_payments())


def _named(invoices: Iterable[Invoice]) -> Evidence:
    return ITSELF, {"invoices": tuple([invoice.id for invoice in invoices])}


def conflicts(money: MoneyFacts) -> list[Evidence]:
    """Tell each invoice whose status its amounts contradict."""
    return [_conflict(invoice) for invoice in money.conflicting()]


def _conflict(invoice: Invoice) -> Evidence:
    return Subject(_INVOICE, invoice.id), {
        "status": invoice.status,
        "paid": ZERO if invoice.paid is None else invoice.paid,
        "payable": payable(invoice),
    }
