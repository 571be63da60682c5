"""Stock lots, and the bookings that tie a quantity of one to an order line or a part."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from costatus.models._model import Model
from costatus.models._validation.faults import invalid
from costatus.models._validation.fields import day, instance, instances, one_of, text
from costatus.models._validation.numbers import optional_exact, positive
from costatus.models.statuses import LotStatus, SourceKind, Term


class Source(Model):
    """Where a lot comes from: a manufacturing, purchase or transfer order."""

    __slots__ = ()
    kind: ClassVar[SourceKind]

    @property
    @abstractmethod
    def id(self) -> str:
        """The order's id, unique among the orders of its kind."""

    @property
    @abstractmethod
    def stage(self) -> Term:
        """How far the order has come."""


def _status(value: LotStatus | str) -> LotStatus:
    return one_of(LotStatus, value)


def _source(value: Source | None) -> Source | None:
    if value is None or isinstance(value, Source):
        return value
    expected = "a ManufacturingOrder, PurchaseOrder or TransferOrder"
    return invalid(value, expected, "build one, or send None if the lot has no source")


@frozen(eq=False, repr=False)
class StockLot(Model):
    """An identified quantity of an item, in stock or on its way.

    Attributes:
        id: The lot's id; an order that books it twice must send the same facts of it.
        item: The id of the item. It may differ from the line's: substitutes are accepted.
        status: The state of the lot, or its value as a `str`.
        expected_on: The day on which the lot arrives. None: the day that its source plans.
        source: The manufacturing, purchase or transfer order that it comes from. None: unknown.
        quantity: What is not booked yet, in the item's unit; only pegging reads it. None: nothing.
    """

    id: str = field(converter=text)
    item: str = field(converter=text)
    status: LotStatus = field(converter=_status)
    expected_on: date | None = field(default=None, converter=day)
    source: Source | None = field(default=None, converter=_source)
    quantity: Decimal | None = field(default=None, converter=optional_exact)


def _lot(value: StockLot) -> StockLot:
    return instance(StockLot, value)


@frozen(eq=False, repr=False)
class Booking(Model):
    """A quantity of one lot that is reserved for an order line or a part.

    Attributes:
        lot: The lot.
        quantity: How much of it, in the item's unit; greater than 0. It excludes what was shipped
            or consumed already: lower it, or remove the booking, then.
    """

    lot: StockLot = field(converter=_lot)
    quantity: Decimal = field(converter=positive)


def many_bookings(values: Sequence[Booking]) -> tuple[Booking, ...]:
    """Return any number of bookings, as a tuple."""
    return instances(Booking, values)
