"""Invoice status: how much of the order is invoiced. Section 5, rows I1a to I3."""

from costatus.models.statuses import InvoicingStatus
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.evidence import money as told
from costatus.rules.facts.invoices import InvoiceFacts
from costatus.rules._table import Note, Once, Row, Table, last_rows, otherwise


def no_counted_invoice(money: InvoiceFacts) -> bool:
    """I1a. No invoice counts."""
    return money.counted == 0


def nothing_invoiced(money: InvoiceFacts) -> bool:
    """I1b. The invoices that count come to nothing, and the order to something."""
    return (money.counted > 0) & (money.invoiced <= money.tolerance) & (money.remaining > 0)


def fully_invoiced(money: InvoiceFacts) -> bool:
    """I2. Nothing remains to be invoiced."""
    return money.remaining == 0


def invoice_not_counted(money: InvoiceFacts) -> bool:
    """The order has invoices, and none of them counts."""
    return (money.counted == 0) & (money.invoices > 0)


def over_invoiced(money: InvoiceFacts) -> bool:
    """More is invoiced than the order's total."""
    return money.too_much > 0


_S, _C = InvoicingStatus, ReasonCode

_ROWS: tuple[Row[InvoiceFacts], ...] = (
    Row("I1a", _S.NOT_INVOICED, _C.NO_COUNTED_INVOICE, no_counted_invoice, told.invoiced),
    Row("I1b", _S.NOT_INVOICED, _C.NOTHING_INVOICED, nothing_invoiced, told.invoiced),
    Row("I2", _S.INVOICED, _C.FULLY_INVOICED, fully_invoiced, told.invoiced),
    Row("I3", _S.PART_INVOICED, _C.PARTLY_INVOICED, otherwise, told.invoiced),
)

INVOICING: Table[InvoiceFacts] = Table(
    "invoicing",
    told.about,
    _ROWS,
    last_rows(_ROWS, _S.PART_INVOICED, _S.INVOICED),
    (
        Note(_C.INVOICE_NOT_COUNTED, None, invoice_not_counted, Once(told.invoices)),
        Note(_C.OVER_INVOICED, None, over_invoiced, Once(told.invoiced)),
    ),
)
