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

    def __setattr__(self, name: str, value: object) -> None:
        if name in self.__dict__:
            raise AttributeError(f"{name} of a {type(self).__name__} cannot be changed")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{name} of a {type(self).__name__} cannot be removed")

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
    """An offer that the customer has not accepted. A person assigns it."""
    WAITING_FOR_CONFIRMATION = "waiting_for_confirmation", "Waiting for Confirmation"
    """The customer's confirmation is awaited. A person assigns it."""
    CONFIRMED = "confirmed", "Confirmed"
    """The customer has confirmed; goods are to be booked or made. A person assigns it."""
    WAITING_FOR_PRODUCTION = "waiting_for_production", "Waiting for Production"
    """Everything is booked, and every manufacturing order behind it is scheduled. Automatic."""
    IN_PRODUCTION = "in_production", "In Production"
    """A manufacturing order behind it has started. Automatic."""
    READY_FOR_SHIPMENT = "ready_for_shipment", "Ready for Shipment"
    """What is not shipped yet is in stock. Automatic."""
    SHIPPED = "shipped", "Shipped"
    """Everything has been shipped. Automatic, or assigned by a person."""
    DELIVERED = "delivered", "Delivered"
    """The customer has received it. A person assigns it."""
    CANCELED = "canceled", "Canceled"
    """It is canceled, which is final. A person assigns it."""
    ARCHIVED = "archived", "Archived"
    """It was delivered or canceled, and is kept for the record. A person assigns it."""


@unique
class ProductStatus(Term):
    """Where the goods of a line, or of an order, are; worst first."""

    NOT_BOOKED = "not_booked", "Not booked"
    """Less is booked than is outstanding; with tracing off, no demand is raised."""
    NOT_ENOUGH = "not_enough", "Not enough"
    """With tracing off: the supply that is left for it is too small."""
    REQUESTED = "requested", "Requested"
    """Everything is booked, but some of it is not ordered yet."""
    DELAYED = "delayed", "Delayed"
    """It will not be shipped by the promised day, or that day is over."""
    POSSIBLY_DELAYED = "possibly_delayed", "Possibly delayed"
    """It may be late: what it waits for is due on the promised day itself, for example."""
    EXPECTED_ON_TIME = "expected_on_time", "Expected on time"
    """Everything is booked, and nothing says that it will be late."""
    READY_FOR_SHIPMENT = "ready_for_shipment", "Ready for shipment"
    """Everything that is outstanding is in stock."""
    DELIVERED = "delivered", "Delivered"
    """Everything has been shipped."""


@unique
class SourceStatus(Term):
    """Where a manufacturing, purchase or transfer order is, for a line; worst first."""

    NOT_BOOKED = "not_booked", "Not booked"
    """A manufacturing order: some parts are not booked."""
    REQUESTED = "requested", "Requested"
    """It is not approved, ordered or scheduled, or parts of it are not."""
    DELAYED = "delayed", "Delayed"
    """It is late, or later than the promised day."""
    POSSIBLY_DELAYED = "possibly_delayed", "Possibly delayed"
    """It may be late: a part, an operation or a shipment is."""
    EXPECTED_ON_TIME = "expected_on_time", "Expected on time"
    """Nothing says that it will be late."""
    RECEIVED = "received", "Received"
    """Its goods for the line are in stock."""


@unique
class InvoicingStatus(Term):
    """How much of an order has been invoiced."""

    NOT_INVOICED = "not_invoiced", "Not invoiced"
    """Nothing of the order's total is invoiced."""
    PART_INVOICED = "part_invoiced", "Part invoiced"
    """A part of it is invoiced; the percent says how much."""
    INVOICED = "invoiced", "Invoiced"
    """All of it is invoiced."""


@unique
class PaymentStatus(Term):
    """How much of what was invoiced has been paid."""

    NOT_PAID = "not_paid", "Not paid"
    """Nothing of what is invoiced is paid."""
    PART_PAID = "part_paid", "Part paid"
    """A part of it is paid; the percent says how much."""
    PAID = "paid", "Paid"
    """All that is invoiced is paid."""


@unique
class LotStatus(Term):
    """The state of a stock lot."""

    REQUESTED = "requested", "Requested"
    """It is wanted, but not ordered yet."""
    PLANNED = "planned", "Planned"
    """It is ordered or scheduled, and on its way."""
    ON_HOLD = "on_hold", "On hold"
    """It may not be used for now: it is being inspected, for example."""
    RECEIVED = "received", "Received"
    """It is in stock and may be used."""
    REJECTED = "rejected", "Rejected"
    """It may not be used. A booking of it counts for nothing."""
    CANCELED = "canceled", "Canceled"
    """It will not come. A booking of it counts for nothing."""
    RMA_WAITING_FOR_INSPECTION = "rma_waiting_for_inspection", "RMA waiting for inspection"
    """A customer has returned it. A booking of it counts for nothing."""
    RMA_WAITING_FOR_REPAIR = "rma_waiting_for_repair", "RMA waiting for repair"
    """Returned, and to be repaired. A booking of it counts for nothing."""
    RMA_READY_FOR_SHIPMENT = "rma_ready_for_shipment", "RMA ready for shipment"
    """Returned, and ready to go back. A booking of it counts for nothing."""
    RMA_RETURNED = "rma_returned", "RMA returned"
    """Returned, and sent back to the customer. A booking of it counts for nothing."""


@unique
class ManufacturingStage(Term):
    """The stage of a manufacturing order."""

    NEW = "new", "New"
    """It is not approved."""
    NOT_SCHEDULED = "not_scheduled", "Not scheduled"
    """It is approved, but has no place in the schedule."""
    SCHEDULED = "scheduled", "Scheduled"
    """It is scheduled, and has not started."""
    IN_PROGRESS = "in_progress", "In progress"
    """It has started."""
    PAUSED = "paused", "Paused"
    """It has started, and is interrupted."""
    FINISHED = "finished", "Finished"
    """The goods are made."""
    CANCELED = "canceled", "Canceled"
    """It makes nothing. Bookings of its lots count only once they are received."""


@unique
class PurchaseStage(Term):
    """The stage of a purchase order."""

    RFQ = "rfq", "RFQ"
    """Vendors are asked for an offer. Bookings of its lots count only once they are received."""
    NEW = "new", "New"
    """It is drawn up, but not approved."""
    APPROVED = "approved", "Approved"
    """It is approved, but not ordered."""
    ORDERED = "ordered", "Ordered"
    """It is ordered from the vendor."""
    SHIPPED = "shipped", "Shipped"
    """The vendor has shipped it."""
    RECEIVED = "received", "Received"
    """The goods are there."""
    CANCELED = "canceled", "Canceled"
    """It brings nothing. Bookings of its lots count only once they are received."""


@unique
class TransferStage(Term):
    """The stage of a transfer order."""

    NEW = "new", "New"
    """It is planned."""
    READY_FOR_SHIPMENT = "ready_for_shipment", "Ready for shipment"
    """The goods can leave the other site."""
    SHIPPED = "shipped", "Shipped"
    """The goods are on their way."""
    RECEIVED = "received", "Received"
    """The goods are there."""
    CANCELED = "canceled", "Canceled"
    """It brings nothing. Bookings of its lots count only once they are received."""


@unique
class InvoiceKind(Term):
    """The type of an invoice; only `INVOICE` counts as invoiced."""

    INVOICE = "invoice", "Invoice"
    """An invoice for goods or services; the only kind that counts."""
    CREDIT_INVOICE = "credit_invoice", "Credit invoice"
    """Money given back; lowers what is invoiced with `net_credit_invoices`."""
    PREPAYMENT_INVOICE = "prepayment_invoice", "Prepayment invoice"
    """Money asked for in advance. It is named in a note, and does not count."""
    PRO_FORMA_INVOICE = "pro_forma_invoice", "Pro-forma invoice"
    """An invoice for information. It does not count."""
    QUOTATION = "quotation", "Quotation"
    """The document of an offer. It does not count."""
    ORDER_CONFIRMATION = "order_confirmation", "Order confirmation"
    """The document of a confirmation. It does not count."""


@unique
class InvoiceState(Term):
    """The status that the host gave an invoice."""

    DUMMY = "dummy", "Dummy"
    """A draft. It does not count."""
    UNPAID = "unpaid", "Unpaid"
    """It is issued, and nothing is paid."""
    PAID_PARTIALLY = "paid_partially", "Paid partially"
    """A part is paid: `paid`, or unknown where that is not given."""
    PAID = "paid", "Paid"
    """All of it is paid."""
    CANCELED = "canceled", "Canceled"
    """It is void. It does not count."""


@unique
class LineKind(Term):
    """Whether a line needs goods from stock."""

    STOCKED = "stocked", "Stocked"
    """Goods that come from stock, and have a product status."""
    NON_INVENTORY = "non_inventory", "Non-inventory"
    """A service, freight or the like: nothing to book, and no product status."""


@unique
class SourceKind(Term):
    """The kinds of order that a lot can come from, as in the keys of `OrderReport.words()`."""

    MANUFACTURING = "manufacturing", "Manufacturing order"
    """A `ManufacturingOrder`."""
    PURCHASE = "purchase", "Purchase order"
    """A `PurchaseOrder`."""
    TRANSFER = "transfer", "Transfer order"
    """A `TransferOrder`."""
