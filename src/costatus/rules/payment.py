"""Payment status: how much of what is invoiced is paid. Rows Y1a to Y3."""

from typing import Final

from costatus.models.invoices import Invoice
from costatus.models.quantities import ZERO, share
from costatus.models.statuses import PaymentStatus
from costatus.rules._evidence import nothing
from costatus.rules._reasons import ITSELF, Evidence
from costatus.rules._subject import Subject
from costatus.rules._table import Note, Row, Table, otherwise
from costatus.rules._templates import Fact
from costatus.rules.facts.invoices import InvoiceFacts, payable
from costatus.rules.invoicing import subject, with_invoices
from costatus.rules.reason_codes import ReasonCode, SubjectKind

_PART_PAID: Final = PaymentStatus.PART_PAID
_PAID: Final = PaymentStatus.PAID
_INVOICE: Final = SubjectKind.INVOICE
_S, _C = PaymentStatus, ReasonCode


def no_counted_invoice(invoices: InvoiceFacts) -> bool:
    """Y1a. No invoice counts."""
    return invoices.counted == 0


def all_paid(invoices: InvoiceFacts) -> bool:
    """Y2. Every paid amount is known, and nothing remains to be paid."""
    return invoices.counted > 0 and invoices.unknown == 0 and not invoices.open


def nothing_paid(invoices: InvoiceFacts) -> bool:
    """Y1b. Every paid amount is known, and nothing is paid."""
    return invoices.counted > 0 and invoices.unknown == 0 and invoices.settled <= invoices.tolerance


def prepaid(invoices: InvoiceFacts) -> bool:
    """A prepayment or pro-forma invoice has received money."""
    return len(invoices.paid_in_advance()) > 0


def overpaid(invoices: InvoiceFacts) -> bool:
    """More is paid on an invoice than is payable."""
    return len(invoices.overpaid()) > 0


def refund_outstanding(invoices: InvoiceFacts) -> bool:
    """A credit invoice is not fully paid."""
    return len(invoices.refunds()) > 0


def canceled_with_open_invoice(invoices: InvoiceFacts) -> bool:
    """The order is canceled, and a counted invoice is not marked as paid."""
    return invoices.canceled and len(invoices.unpaid()) > 0


def paid_amount_unknown(invoices: InvoiceFacts) -> bool:
    """The paid amount of a counted invoice is not known."""
    return invoices.unknown > 0


def status_amount_conflict(invoices: InvoiceFacts) -> bool:
    """The status of a counted invoice disagrees with its amounts."""
    return len(invoices.conflicting()) > 0


def settled(invoices: InvoiceFacts) -> Evidence:
    """Return what is settled of the payable, and how many paid amounts are unknown."""
    return ITSELF, {
        "settled": invoices.settled,
        "payable": invoices.payable,
        "remaining": invoices.open,
        "unknown": invoices.unknown,
    }


def advances(invoices: InvoiceFacts) -> Evidence:
    """Name the invoices that have received money in advance."""
    return ITSELF, with_invoices({}, invoices.paid_in_advance())


def refunds(invoices: InvoiceFacts) -> Evidence:
    """Name the credit invoices that are not fully paid."""
    return ITSELF, with_invoices({}, invoices.refunds())


def open_invoices(invoices: InvoiceFacts) -> Evidence:
    """Name the counted invoices that are not marked as paid."""
    return ITSELF, with_invoices({}, invoices.unpaid())


def unknown_payments(invoices: InvoiceFacts) -> Evidence:
    """Name the invoices whose paid amount is not known."""
    return ITSELF, with_invoices({}, invoices.unknown_payments())


def overpayments(invoices: InvoiceFacts) -> Evidence:
    """Name the invoices that are overpaid, with the amounts of the first."""
    return _with_amounts(invoices.overpaid())


def conflicts(invoices: InvoiceFacts) -> Evidence:
    """Name the invoices whose status disagrees with their amounts, with those of the first."""
    return _with_amounts(invoices.conflicting())


def _with_amounts(found: list[Invoice]) -> Evidence:
    first = found[0]
    facts: dict[str, Fact] = {
        "status": first.status,
        "paid": ZERO if first.paid is None else first.paid,
        "payable": payable(first),
    }
    return Subject(_INVOICE, first.id), with_invoices(facts, found)


def paid_percent(invoices: InvoiceFacts, status: PaymentStatus) -> int | None:
    """Return how much of the payable is settled; None where it is not known."""
    if status is _PART_PAID:
        return None if invoices.unknown else share(invoices.settled, invoices.payable)
    return 100 if status is _PAID else 0


PAYMENT: Table[InvoiceFacts] = Table(
    "payment",
    subject,
    (
        Row("Y1a", _S.NOT_PAID, _C.NO_COUNTED_INVOICE, no_counted_invoice, nothing),
        Row("Y2", _S.PAID, _C.ALL_INVOICES_PAID, all_paid, settled),
        Row("Y1b", _S.NOT_PAID, _C.NO_PAYMENT, nothing_paid, settled),
        Row("Y3", _S.PART_PAID, _C.PARTLY_PAID, otherwise, settled),
    ),
    (
        Note(_C.PREPAID, None, prepaid, advances),
        Note(_C.OVERPAID, None, overpaid, overpayments),
        Note(_C.REFUND_OUTSTANDING, None, refund_outstanding, refunds),
        Note(_C.CANCELED_WITH_OPEN_INVOICE, None, canceled_with_open_invoice, open_invoices),
        Note(_C.PAID_AMOUNT_UNKNOWN, None, paid_amount_unknown, unknown_payments),
        Note(_C.STATUS_AMOUNT_CONFLICT, None, status_amount_conflict, conflicts),
    ),
)
