"""Invoicing status: how much of the order is invoiced. Rows I1a to I3."""

from typing import Final

from costatus.models.invoices import Invoice
from costatus.models.quantities import share
from costatus.models.statuses import InvoicingStatus
from costatus.rules._evidence import nothing, with_names
from costatus.rules._reasons import ITSELF, Evidence
from costatus.rules._subject import Subject
from costatus.rules._table import Note, Row, Table, otherwise
from costatus.rules._templates import Fact
from costatus.rules.facts.invoices import InvoiceFacts
from costatus.rules.reason_codes import ReasonCode, SubjectKind

_PART_INVOICED: Final = InvoicingStatus.PART_INVOICED
_INVOICED: Final = InvoicingStatus.INVOICED
_ORDER: Final = SubjectKind.ORDER
_INVOICE: Final = SubjectKind.INVOICE
_S, _C = InvoicingStatus, ReasonCode


def no_counted_invoice(invoices: InvoiceFacts) -> bool:
    """I1a. No invoice counts."""
    return invoices.counted == 0


def nothing_invoiced(invoices: InvoiceFacts) -> bool:
    """I1b. Nothing is invoiced, and something remains or the total is not known."""
    return (
        invoices.counted > 0
        and invoices.invoiced <= invoices.tolerance
        and (not invoices.total_known or bool(invoices.remaining))
    )


def fully_invoiced(invoices: InvoiceFacts) -> bool:
    """I2. An invoice counts, the total is known, and nothing of it remains to be invoiced."""
    return invoices.counted > 0 and invoices.total_known and not invoices.remaining


def invoice_not_counted(invoices: InvoiceFacts) -> bool:
    """It has invoices and none counts, or it has issued prepayment invoices."""
    return len(invoices.not_counted()) > 0


def over_invoiced(invoices: InvoiceFacts) -> bool:
    """More is invoiced than the order's total."""
    return invoices.counted > 0 and bool(invoices.too_much)


def total_unknown(invoices: InvoiceFacts) -> bool:
    """An invoice counts, and the order's total is not known."""
    return invoices.counted > 0 and not invoices.total_known


def credited(invoices: InvoiceFacts) -> bool:
    """It has credit invoices that are issued."""
    return len(invoices.credits()) > 0


def subject(invoices: InvoiceFacts) -> Subject:
    """Name the order."""
    return Subject(_ORDER, invoices.order.id)


def invoiced(invoices: InvoiceFacts) -> Evidence:
    """Return what is invoiced of the order's total, None where that is not known."""
    known = invoices.total_known
    return ITSELF, {
        "invoiced": invoices.invoiced,
        "total": invoices.total if known else None,
        "remaining": invoices.remaining if known else None,
    }


def not_counted(invoices: InvoiceFacts) -> Evidence:
    """Name the invoices that do not count."""
    return ITSELF, with_invoices({}, invoices.not_counted())


def credit(invoices: InvoiceFacts) -> Evidence:
    """Return the sum of the credit invoices, and whether it lowers what is invoiced."""
    facts: dict[str, Fact] = {
        "credited": invoices.credited(),
        "taken_off": invoices.context.settings.net_credit_invoices,
    }
    return ITSELF, with_invoices(facts, invoices.credits())


def with_invoices(facts: dict[str, Fact], found: list[Invoice]) -> dict[str, Fact]:
    """Name some invoices."""
    return with_names(facts, "invoices", [Subject(_INVOICE, each.id) for each in found])


def invoiced_percent(invoices: InvoiceFacts, status: InvoicingStatus) -> int | None:
    """Return how much of the order's total is invoiced; None where that is not known."""
    if status is _PART_INVOICED:
        return share(invoices.invoiced, invoices.total) if invoices.total_known else None
    return 100 if status is _INVOICED else 0


INVOICING: Table[InvoiceFacts] = Table(
    "invoicing",
    subject,
    (
        Row("I1a", _S.NOT_INVOICED, _C.NO_COUNTED_INVOICE, no_counted_invoice, nothing),
        Row("I1b", _S.NOT_INVOICED, _C.NOTHING_INVOICED, nothing_invoiced, invoiced),
        Row("I2", _S.INVOICED, _C.FULLY_INVOICED, fully_invoiced, invoiced),
        Row("I3", _S.PART_INVOICED, _C.PARTLY_INVOICED, otherwise, invoiced),
    ),
    (
        Note(_C.INVOICE_NOT_COUNTED, None, invoice_not_counted, not_counted),
        Note(_C.OVER_INVOICED, None, over_invoiced, invoiced),
        Note(_C.TOTAL_UNKNOWN, None, total_unknown, nothing),
        Note(_C.CREDITED, None, credited, credit),
    ),
)
