"""Stock lots, and the bookings that tie a quantity of one to an order line or a part."""

from abc import abstractmethod
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import ClassVar

from attrs import field, frozen

from costatus.models._validation.faults import raise_if_invalid, invalid
from costatus.models._validation.fields import a, day, one_of, text
from costatus.models._validation.numbers import optional_exact, positive
from costatus.models.statuses import LotStatus, SourceKind, Term


class Source:
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


def _status(value: LotStatus) -> LotStatus:
    return one_of(LotStatus, value)


def _source(value: Source | None) -> Source | None:
    if value is None or isinstance(value, Source):
        return value
    expected = "a ManufacturingOrder, PurchaseOrder or TransferOrder"
    return invalid(value, expected, "send None if the lot has no source")


@frozen
class StockLot:
    """An identified quantity of an item, in stock or on its way.

    `expected_on` is the day it comes in; None: the day its source plans. `source` is None where
    nobody knows what it comes from. `quantity` is what is not booked yet, in the item's unit;
    only pegging reads it, and None gives nothing there.
    """

    id: str = field(converter=text)
    item: str = field(converter=text)
    status: LotStatus = field(converter=_status)
    expected_on: date | None = field(default=None, converter=day)
    source: Source | None = field(default=None, converter=_source)
    quantity: Decimal | None = field(default=None, converter=optional_exact)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _LOT, _lot_fields(self))


_LOT = ("id", "item", "status", "expected_on", "source", "quantity")
_lot_fields = attrgetter(*_LOT)


def _lot(value: StockLot) -> StockLot:
    return a(StockLot, value)


@frozen
class Booking:
    """A quantity of a line, or of a part, tied to one lot; in the item's unit."""

    lot: StockLot = field(converter=_lot)
    quantity: Decimal = field(converter=positive)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _BOOKING, _booking_fields(self))


_BOOKING = ("lot", "quantity")
_booking_fields = attrgetter(*_BOOKING)
