"""Payment status: how much of what is invoiced is paid. Section 6, rows Y1a to Y3."""

from costatus.models.statuses import PaymentStatus
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.evidence import money as told
from costatus.rules.facts.invoices import InvoiceFacts
from costatus.rules._table import Note, Once, Row, Table, last_rows, otherwise


def no_counted_invoice(money: InvoiceFacts) -> bool:
    """Y1a. No invoice counts."""
    return money.counted == 0


def all_paid(money: InvoiceFacts) -> bool:
    """Y2. Every payment is known, and nothing remains to be paid."""
    return (money.counted > 0) & (money.unknown == 0) & (money.open == 0)


def nothing_paid(money: InvoiceFacts) -> bool:
    """Y1b. Every payment is known, and they come to nothing."""
    return (money.counted > 0) & (money.unknown == 0) & (money.settled <= money.tolerance)


def prepaid(money: InvoiceFacts) -> bool:
    """No invoice counts, and a prepayment has received money."""
    return (money.counted == 0) & (money.prepaid > 0)


def paid_amount_unknown(money: InvoiceFacts) -> bool:
    """Of some invoice nobody knows how much is paid."""
    return money.unknown > 0


def status_amount_conflict(money: InvoiceFacts) -> bool:
    """The status of some invoice disagrees with its amounts."""
    return money.conflicts > 0


_S, _C = PaymentStatus, ReasonCode

_ROWS: tuple[Row[InvoiceFacts], ...] = (
    Row("Y1a", _S.NOT_PAID, _C.NO_COUNTED_INVOICE, no_counted_invoice, told.settled),
    Row("Y2", _S.PAID, _C.ALL_INVOICES_PAID, all_paid, told.settled),
    Row("Y1b", _S.NOT_PAID, _C.NO_PAYMENT, nothing_paid, told.settled),
    Row("Y3", _S.PART_PAID, _C.PARTLY_PAID, otherwise, told.settled),
)

PAYMENT: Table[InvoiceFacts] = Table(
    "payment",
    told.about,
    _ROWS,
    last_rows(_ROWS, _S.PART_PAID, _S.PAID),
    (
        Note(_C.PREPAID, None, prepaid, Once(told.prepayments)),
        Note(_C.PAID_AMOUNT_UNKNOWN, None, paid_amount_unknown, Once(told.unknown_payments)),
        Note(_C.STATUS_AMOUNT_CONFLICT, None, status_amount_conflict, told.conflicts),
    ),
)
