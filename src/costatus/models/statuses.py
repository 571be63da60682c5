"""The terms: every status, stage and kind, each with its label as people read it.

A term is a `str`: its value is what hosts store (`"ready_for_shipment"`), its `label` is what
people see (`"Ready for Shipment"`). Both are public and stable.
"""

from collections.abc import Iterable
from enum import StrEnum, unique
from typing import Never, Self

from costatus.models._validation.faults import Fault, InvalidInput


class Term(StrEnum):
    """A member of a vocabulary.

    It is equal to its value as a `str`. `<`, `min` and `sorted` compare ranks, and raise TypeError
    where the other is not of the same vocabulary.

    Attributes:
        label: The text for people.
        rank: The place in the vocabulary, counted from 0.
    """

    label: str
    rank: int

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make the member from its value and its label."""
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.rank = len(cls.__members__)
        return term

    @classmethod
    def _missing_(cls, value: object) -> Never:
        raise InvalidInput(cls.__name__, [unknown(value, cls)])

    def __lt__(self, other: str) -> bool:
        return self.rank < self._rank_of(other)

    def __le__(self, other: str) -> bool:
        return self.rank <= self._rank_of(other)

    def __gt__(self, other: str) -> bool:
        return self.rank > self._rank_of(other)

    def __ge__(self, other: str) -> bool:
        return self.rank >= self._rank_of(other)

    def _rank_of(self, other: object) -> int:
        if isinstance(other, type(self)):
            return other.rank
        kinds = f"{type(self).__name__} and {type(other).__name__}"
        raise TypeError(f"{kinds} cannot be ordered: compare members of one vocabulary")


def unknown(value: object, terms: Iterable[Term]) -> Fault:
    """Return the fault of a value that none of the terms has; it suggests the nearest."""
    values = [each.value for each in terms]
    near: list[str] = []
    if isinstance(value, str):
        from difflib import get_close_matches  # noqa: PLC0415 a misspelling is rare

        written = value[:80].lower().replace(" ", "_").replace("-", "_")
        near = get_close_matches(written, values, 1, 0.7)
    advice = f"did you mean {near[0]!r}?" if near else "send one of these"
    return Fault("", value, f"one of {', '.join(values)}", advice)


@unique
class OrderStatus(Term):
    """How far a customer order has come; also the stage that a person chose."""

    QUOTATION = "quotation", "Quotation"
    WAITING_FOR_CONFIRMATION = "waiting_for_confirmation", "Waiting for Confirmation"
    CONFIRMED = "confirmed", "Confirmed"
    WAITING_FOR_PRODUCTION = "waiting_for_production", "Waiting for Production"
    IN_PRODUCTION = "in_production", "In Production"
    READY_FOR_SHIPMENT = "ready_for_shipment", "Ready for Shipment"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    CANCELED = "canceled", "Canceled"
    ARCHIVED = "archived", "Archived"


@unique
class ProductStatus(Term):
    """Where the goods of a line, or of an order, are; worst first."""

    NOT_BOOKED = "not_booked", "Not booked"
    NOT_ENOUGH = "not_enough", "Not enough"
    REQUESTED = "requested", "Requested"
    DELAYED = "delayed", "Delayed"
    POSSIBLY_DELAYED = "possibly_delayed", "Possibly delayed"
    EXPECTED_ON_TIME = "expected_on_time", "Expected on time"
    READY_FOR_SHIPMENT = "ready_for_shipment", "Ready for shipment"
    DELIVERED = "delivered", "Delivered"


@unique
class SourceStatus(Term):
    """Where a manufacturing, purchase or transfer order is, for a line; worst first."""

    NOT_BOOKED = "not_booked", "Not booked"
    REQUESTED = "requested", "Requested"
    DELAYED = "delayed", "Delayed"
    POSSIBLY_DELAYED = "possibly_delayed", "Possibly delayed"
    EXPECTED_ON_TIME = "expected_on_time", "Expected on time"
    RECEIVED = "received", "Received"


@unique
class InvoicingStatus(Term):
    """How much of an order has been invoiced."""

    NOT_INVOICED = "not_invoiced", "Not invoiced"
    PART_INVOICED = "part_invoiced", "Part invoiced"
    INVOICED = "invoiced", "Invoiced"


@unique
class PaymentStatus(Term):
    """How much of what was invoiced has been paid."""

    NOT_PAID = "not_paid", "Not paid"
    PART_PAID = "part_paid", "Part paid"
    PAID = "paid", "Paid"


@unique
class LotStatus(Term):
    """The state of a stock lot."""

    REQUESTED = "requested", "Requested"
    PLANNED = "planned", "Planned"
    ON_HOLD = "on_hold", "On hold"
    RECEIVED = "received", "Received"
    REJECTED = "rejected", "Rejected"
    CANCELED = "canceled", "Canceled"
    RMA_WAITING_FOR_INSPECTION = "rma_waiting_for_inspection", "RMA waiting for inspection"
    RMA_WAITING_FOR_REPAIR = "rma_waiting_for_repair", "RMA waiting for repair"
    RMA_READY_FOR_SHIPMENT = "rma_ready_for_shipment", "RMA ready for shipment"
    RMA_RETURNED = "rma_returned", "RMA returned"


@unique
class ManufacturingStage(Term):
    """The stage of a manufacturing order."""

    NEW = "new", "New"
    NOT_SCHEDULED = "not_scheduled", "Not scheduled"
    SCHEDULED = "scheduled", "Scheduled"
    IN_PROGRESS = "in_progress", "In progress"
    PAUSED = "paused", "Paused"
    FINISHED = "finished", "Finished"
    CANCELED = "canceled", "Canceled"


@unique
class PurchaseStage(Term):
    """The stage of a purchase order."""

    RFQ = "rfq", "RFQ"
    NEW = "new", "New"
    APPROVED = "approved", "Approved"
    ORDERED = "ordered", "Ordered"
    SHIPPED = "shipped", "Shipped"
    RECEIVED = "received", "Received"
    CANCELED = "canceled", "Canceled"


@unique
class TransferStage(Term):
    """The stage of a transfer order."""

    NEW = "new", "New"
    READY_FOR_SHIPMENT = "ready_for_shipment", "Ready for shipment"
    SHIPPED = "shipped", "Shipped"
    RECEIVED = "received", "Received"
    CANCELED = "canceled", "Canceled"


@unique
class InvoiceKind(Term):
    """The type of an invoice; only `INVOICE` counts as invoiced."""

    INVOICE = "invoice", "Invoice"
    CREDIT_INVOICE = "credit_invoice", "Credit invoice"
    PREPAYMENT_INVOICE = "prepayment_invoice", "Prepayment invoice"
    PRO_FORMA_INVOICE = "pro_forma_invoice", "Pro-forma invoice"
    QUOTATION = "quotation", "Quotation"
    ORDER_CONFIRMATION = "order_confirmation", "Order confirmation"


@unique
class InvoiceState(Term):
    """The status that the host gave an invoice."""

    DUMMY = "dummy", "Dummy"
    UNPAID = "unpaid", "Unpaid"
    PAID_PARTIALLY = "paid_partially", "Paid partially"
    PAID = "paid", "Paid"
    CANCELED = "canceled", "Canceled"


@unique
class LineKind(Term):
    """Whether a line needs goods from stock."""

    STOCKED = "stocked", "Stocked"
    NON_INVENTORY = "non_inventory", "Non-inventory"


@unique
class SourceKind(Term):
    """The kinds of order that a lot can come from, as in the keys of `OrderReport.words()`."""

    MANUFACTURING = "manufacturing", "Manufacturing order"
    PURCHASE = "purchase", "Purchase order"
    TRANSFER = "transfer", "Transfer order"
