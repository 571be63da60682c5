"""Payment status: how much of what is invoiced is paid. Section 6, rows Y1a to Y3."""

from collections.abc import Iterable

from costatus.models.quantities import ZERO, share
from costatus.models.statuses import PaymentStatus
from costatus.rules.codes import ReasonCode, SubjectKind
from costatus.rules.facts.money import MoneyFacts, payable
from costatus.rules.reasons import ITSELF, Evidence, Fact, Subject
from costatus.rules.table import Note, Row, Table, last_rows, once, otherwise

_INVOICE = SubjectKind.INVOICE
_ORDER = SubjectKind.ORDER


def no_counted_invoice(money: MoneyFacts) -> bool:
    """Y1a. No invoice counts."""
    return money.counted == 0


def all_paid(money: MoneyFacts) -> bool:
    """Y2. Every payment is known, and nothing remains to be paid."""
    return (money.counted > 0) & (money.unknown == 0) & (money.open == 0)


def nothing_paid(money: MoneyFacts) -> bool:
    """Y1b. Every payment is known, and they come to nothing."""
    return (money.counted > 0) & (money.unknown == 0) & (money.settled <= money.tolerance)


def prepaid(money: MoneyFacts) -> bool:
    """No invoice counts, and a prepayment has received money."""
    return (money.counted == 0) & (money.prepaid > 0)


def paid_amount_unknown(money: MoneyFacts) -> bool:
    """Of some invoice nobody knows how much is paid."""
    return money.unknown > 0


def status_amount_conflict(money: MoneyFacts) -> bool:
    """The status of some invoice disagrees with its amounts."""
    return money.conflicts > 0


def _about(money: MoneyFacts) -> Subject:
    return Subject(_ORDER, money.order.id)


def _amounts(money: MoneyFacts) -> Evidence:
    return ITSELF, {
        "settled": money.settled,
        "payable": money.payable,
        "remaining": money.open,
    }


def _prepaid(money: MoneyFacts) -> Evidence:
    return ITSELF, {"invoices": tuple(invoice.id for invoice in money.prepayments())}


def _unknown(money: MoneyFacts) -> Evidence:
    return ITSELF, {"invoices": tuple(invoice.id for invoice in money.unknown_payments())}


def _conflicts(money: MoneyFacts) -> Iterable[Evidence]:
    for invoice in money.conflicting():
        paid, due = invoice.paid or ZERO, payable(invoice)
        told: dict[str, Fact] = {"status": invoice.status, "paid": paid, "payable": due}
        yield Subject(_INVOICE, invoice.id), told


def paid_percent(money: MoneyFacts, status: PaymentStatus) -> int | None:
    """How much of the payable is settled, of 100; None where it is not known. Section 6."""
    if status is PaymentStatus.PART_PAID:
        return share(money.settled, money.payable) if money.unknown == 0 else None
    return 100 if status is PaymentStatus.PAID else 0


_S, _C = PaymentStatus, ReasonCode

_ROWS: tuple[Row[MoneyFacts], ...] = (
    Row("Y1a", _S.NOT_PAID, _C.NO_COUNTED_INVOICE, no_counted_invoice, _amounts),
    Row("Y2", _S.PAID, _C.ALL_INVOICES_PAID, all_paid, _amounts),
    Row("Y1b", _S.NOT_PAID, _C.NO_PAYMENT, nothing_paid, _amounts),
    Row("Y3", _S.PART_PAID, _C.PARTLY_PAID, otherwise, _amounts),
)

PAYMENT: Table[MoneyFacts] = Table(
    "payment",
    _about,
    _ROWS,
    last_rows(_ROWS, _S.PART_PAID, _S.PAID),
    (
        Note(_C.PREPAID, None, prepaid, once(_prepaid)),
        Note(_C.PAID_AMOUNT_UNKNOWN, None, paid_amount_unknown, once(_unknown)),
        Note(_C.STATUS_AMOUNT_CONFLICT, None, status_amount_conflict, _conflicts),
    ),
)
