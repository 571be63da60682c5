"""Payment status: how much of what is invoiced is paid. Section 6, rows Y1a to Y3."""

from collections.abc import Iterable

from costatus.models.statuses import InvoiceKind, InvoiceState, PaymentStatus, Word
from costatus.rules.codes import ReasonCode, SubjectKind
from costatus.rules.facts.money import PaymentFacts, payable, settled, share
from costatus.rules.reasons import Evidence, Subject
from costatus.rules.table import Note, Row, Table, last_rows, otherwise


def no_counted_invoice(money: PaymentFacts) -> bool:
    """Y1a. No invoice counts."""
    return money.counted == 0


def all_paid(money: PaymentFacts) -> bool:
    """Y2. Every payment is known, and nothing remains to be paid."""
    return (money.counted > 0) & (money.unknown == 0) & (money.open == 0)


def nothing_paid(money: PaymentFacts) -> bool:
    """Y1b. Every payment is known, and they come to nothing."""
    return (money.counted > 0) & (money.unknown == 0) & (money.settled <= money.tolerance)


def _about(money: PaymentFacts) -> Subject:
    return Subject(SubjectKind.ORDER, money.order.id)


def _amounts(money: PaymentFacts) -> Evidence:
    return _about(money), {
        "settled": money.settled,
        "payable": money.payable,
        "remaining": money.open,
    }


_RECEIVED_MONEY = frozenset({InvoiceState.PAID, InvoiceState.PAID_PARTIALLY})


def _prepaid_noted(money: PaymentFacts) -> Iterable[Evidence]:
    prepaid = tuple(
        invoice.id
        for invoice in money.order.invoices
        if invoice.kind is InvoiceKind.PREPAYMENT_INVOICE and invoice.status in _RECEIVED_MONEY
    )
    if prepaid and not money.counted:
        yield _about(money), {"invoices": prepaid}


def _unknown_noted(money: PaymentFacts) -> Iterable[Evidence]:
    unknown = tuple(
        invoice.id for invoice in money.invoices if settled(invoice, money.tolerance) is None
    )
    if unknown:
        yield _about(money), {"invoices": unknown}


def _conflict_noted(money: PaymentFacts) -> Iterable[Evidence]:
    for invoice in money.invoices:
        due, paid = payable(invoice), invoice.paid
        if paid is None:
            continue
        nothing = paid <= money.tolerance
        everything = due - paid <= money.tolerance
        disagrees = {
            InvoiceState.PAID: not everything,
            InvoiceState.UNPAID: not nothing,
            InvoiceState.PAID_PARTIALLY: nothing or everything,
        }
        if disagrees[invoice.status]:
            subject = Subject(SubjectKind.INVOICE, invoice.id)
            yield subject, {"status": invoice.status, "paid": paid, "payable": due}


def _percent(money: PaymentFacts, status: Word) -> int | None:
    if status is PaymentStatus.PART_PAID:
        return share(money.settled, money.payable) if money.unknown == 0 else None
    return 100 if status is PaymentStatus.PAID else 0


_S, _C = PaymentStatus, ReasonCode

_ROWS: tuple[Row[PaymentFacts], ...] = (
    Row("Y1a", _S.NOT_PAID, _C.NO_COUNTED_INVOICE, no_counted_invoice, _amounts),
    Row("Y2", _S.PAID, _C.ALL_INVOICES_PAID, all_paid, _amounts),
    Row("Y1b", _S.NOT_PAID, _C.NO_PAYMENT, nothing_paid, _amounts),
    Row("Y3", _S.PART_PAID, _C.PARTLY_PAID, otherwise, _amounts),
)

PAYMENT: Table[PaymentFacts] = Table(
    "payment",
    _about,
    _ROWS,
    last_rows(_ROWS, _S.PART_PAID, _S.PAID),
    (
        Note(_C.PREPAID, None, _prepaid_noted),
        Note(_C.PAID_AMOUNT_UNKNOWN, None, _unknown_noted),
        Note(_C.STATUS_AMOUNT_CONFLICT, None, _conflict_noted),
    ),
    _percent,
)
