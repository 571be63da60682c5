"""Invoice status: how much of the order is invoiced. Section 5, rows I1a to I3."""

from collections.abc import Iterable

from costatus.models.statuses import InvoicingStatus, Word
from costatus.rules.codes import ReasonCode, SubjectKind
from costatus.rules.facts.money import InvoicingFacts, share
from costatus.rules.reasons import Evidence, Subject
from costatus.rules.table import Note, Row, Table, last_rows, otherwise


def no_counted_invoice(money: InvoicingFacts) -> bool:
    """I1a. No invoice counts."""
    return money.counted == 0


def nothing_invoiced(money: InvoicingFacts) -> bool:
    """I1b. The invoices that count come to nothing, and the order to something."""
    return (money.counted > 0) & (money.invoiced <= money.tolerance) & (money.remaining > 0)


def fully_invoiced(money: InvoicingFacts) -> bool:
    """I2. Nothing remains to be invoiced."""
    return money.remaining == 0


def _about(money: InvoicingFacts) -> Subject:
    return Subject(SubjectKind.ORDER, money.order.id)


def _amounts(money: InvoicingFacts) -> Evidence:
    return _about(money), {
        "invoiced": money.invoiced,
        "total": money.total,
        "remaining": money.remaining,
    }


def _not_counted_noted(money: InvoicingFacts) -> Iterable[Evidence]:
    if money.order.invoices and not money.counted:
        yield _about(money), {"invoices": tuple(invoice.id for invoice in money.order.invoices)}


def _too_much_noted(money: InvoicingFacts) -> Iterable[Evidence]:
    if money.too_much:
        yield _amounts(money)


def _percent(money: InvoicingFacts, status: Word) -> int:
    if status is InvoicingStatus.PART_INVOICED:
        return share(money.invoiced, money.total)
    return 100 if status is InvoicingStatus.INVOICED else 0


_S, _C = InvoicingStatus, ReasonCode

_ROWS: tuple[Row[InvoicingFacts], ...] = (
    Row("I1a", _S.NOT_INVOICED, _C.NO_COUNTED_INVOICE, no_counted_invoice, _amounts),
    Row("I1b", _S.NOT_INVOICED, _C.NOTHING_INVOICED, nothing_invoiced, _amounts),
    Row("I2", _S.INVOICED, _C.FULLY_INVOICED, fully_invoiced, _amounts),
    Row("I3", _S.PART_INVOICED, _C.PARTLY_INVOICED, otherwise, _amounts),
)

INVOICING: Table[InvoicingFacts] = Table(
    "invoicing",
    _about,
    _ROWS,
    last_rows(_ROWS, _S.PART_INVOICED, _S.INVOICED),
    (
        Note(_C.INVOICE_NOT_COUNTED, None, _not_counted_noted),
        Note(_C.OVER_INVOICED, None, _too_much_noted),
    ),
    _percent,
)
