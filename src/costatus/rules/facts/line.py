"""The facts of an order line."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import LineKind, OrderStatus, SourceKind
from costatus.rules.facts.supply import (
    RECEIVED,
    REQUESTED,
    Covering,
    best_first,
    beyond,
    cover,
    cover_in_order,
    usable,
)
from costatus.rules.facts.terms import Pegged, Terms

_KINDS: tuple[SourceKind | None, ...] = (None, *SourceKind)
_CONFIRMED, _CANCELED = OrderStatus.CONFIRMED, OrderStatus.CANCELED
_STOCKED = LineKind.STOCKED
_OF_THE_COVER = frozenset(
    {
        "cover",
        "earliest_expected",
        "latest_from_elsewhere",
        "latest_from_manufacturing",
        "latest_from_purchase",
        "latest_from_transfer",
        "requested",
        "undated",
        "unreceived",
    }
)
FINISHED = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELED, OrderStatus.ARCHIVED})


def lines_of(order: CustomerOrder, terms: Terms) -> "Sequence[LineFacts]":
    """The facts of an order's lines; those of the latest order are still at hand."""
    latest = terms.latest
    if latest is None or latest[0] is not order:
        facts = [LineFacts(order, line, terms) for line in order.lines]
        latest = terms.latest = order, facts
    return cast("Sequence[LineFacts]", latest[1])


class LineFacts:
    """What the product's rows compare. Days are day numbers, quantities in the item's unit.

    `bookings` are the usable ones, or with tracing off what pegging gave. `cover` is what of them
    decides; it and the facts of its unreceived lots are worked out when a row first asks for one.
    The earliest expected day is NEVER and a latest one UNKNOWN where there is none.
    """

    __slots__ = (
        "booked",
        "bookings",
        "countable",
        "cover",
        "demanded",
        "earliest_expected",
        "finished",
        "latest_from_elsewhere",
        "latest_from_manufacturing",
        "latest_from_purchase",
        "latest_from_transfer",
        "line",
        "missing",
        "order",
        "outstanding",
        "pegged",
        "promised_on",
        "requested",
        "surplus",
        "target",
        "terms",
        "today",
        "tracing",
        "undated",
        "unreceived",
    )

    cover: Sequence[Covering]
    earliest_expected: int
    latest_from_elsewhere: int
    latest_from_manufacturing: int
    latest_from_purchase: int
    latest_from_transfer: int
    requested: int
    undated: int
    unreceived: int

    def __init__(self, order: CustomerOrder, line: OrderLine, terms: Terms) -> None:
        stage = order.stage
        promise = line.promised_on or order.promised_on
        self.order = order
        self.line = line
        self.terms = terms
        self.tracing: bool = terms.tracing
        self.today: int = terms.today
        self.finished: bool = stage in FINISHED
        self.demanded: bool = stage is _CONFIRMED
        self.promised_on: int = NEVER if promise is None else promise.toordinal()

        tolerance = terms.quantity_tolerance
        stocked = line.kind is _STOCKED
        target = line.quantity - line.closed
        if target <= tolerance:
            target = ZERO
        outstanding = target - line.shipped
        if outstanding <= tolerance:
            outstanding = ZERO
        self.target: Decimal = target
        self.outstanding: Decimal = outstanding
        self.countable: bool = stocked and target > ZERO

        self.pegged: Pegged | None = None
        bookings: Sequence[Booking] = ()
        if terms.supply is not None:
            self.pegged = terms.supply.given(order.id, line)
            bookings = self.pegged.bookings
        elif stocked and line.bookings and stage is not _CANCELED:
            bookings = usable(line.bookings)
        have = ZERO
        for booking in bookings:
            have += booking.quantity
        spare = have - outstanding
        self.bookings: Sequence[Booking] = bookings
        self.booked: Decimal = have
        self.missing: Decimal = -spare if -spare > tolerance else ZERO
        self.surplus: Decimal = spare if spare > tolerance and terms.tracing else ZERO

    def __getattr__(self, name: str) -> Any:
        """A fact of the cover, which is not worked out yet."""
        if name in _OF_THE_COVER:
            self._look_at_cover()
        return object.__getattribute__(self, name)

    def _look_at_cover(self) -> None:
        covering: Sequence[Covering] = ()
        if self.outstanding and self.bookings:
            if self.tracing:
                covering = cover(
                    self.bookings, self.booked, self.outstanding, self.promised_on, self.terms
                )
            else:
                covering = cover_in_order(self.bookings, self.terms)
        unreceived = requested = undated = 0
        earliest = NEVER
        latest = dict.fromkeys(_KINDS, UNKNOWN)
        for lot, expected in covering:
            if lot.status is RECEIVED:
                continue
            unreceived += 1
            if lot.status is REQUESTED:
                requested += 1
            if expected == UNKNOWN:
                undated += 1
                continue
            earliest = min(earliest, expected)
            kind = None if lot.source is None else lot.source.kind
            latest[kind] = max(latest[kind], expected)
        self.cover = covering
        self.unreceived = unreceived
        self.requested = requested
        self.undated = undated
        self.earliest_expected = earliest
        self.latest_from_manufacturing = latest[SourceKind.MANUFACTURING]
        self.latest_from_purchase = latest[SourceKind.PURCHASE]
        self.latest_from_transfer = latest[SourceKind.TRANSFER]
        self.latest_from_elsewhere = latest[None]

    def cover_in_order(self) -> list[Covering]:
        """The cover in the order that it is taken in; a pegged one stands in its own."""
        return best_first(self.cover, self.promised_on) if self.tracing else list(self.cover)

    def waited_for(self) -> list[ManufacturingOrder]:
        """The MOs behind unreceived lots of the cover."""
        return [
            source
            for lot, _ in self.cover
            if lot.status is not RECEIVED and isinstance(source := lot.source, ManufacturingOrder)
        ]

    @property
    def stage(self) -> OrderStatus:
        """The stage of the order."""
        return self.order.stage

    @property
    def canceled(self) -> bool:
        """Whether the order is canceled: then its bookings are to be released."""
        return self.order.stage is OrderStatus.CANCELED

    @property
    def latest_expected(self) -> int:
        """The latest expected day of all."""
        return max(
            self.latest_from_manufacturing,
            self.latest_from_purchase,
            self.latest_from_transfer,
            self.latest_from_elsewhere,
        )

    @property
    def over_shipped(self) -> Decimal:
        """What was shipped beyond what was wanted."""
        return beyond(self.line.shipped, self.target, self.terms.quantity_tolerance)

    @property
    def supply(self) -> Decimal:
        """The item's whole supply; nothing where tracing is on."""
        return ZERO if self.pegged is None else self.pegged.supply

    @property
    def supply_missing(self) -> Decimal:
        """What the item's whole supply lacks of this line's outstanding quantity."""
        return beyond(self.outstanding, self.supply, self.terms.quantity_tolerance)

    @property
    def orders_ahead(self) -> tuple[str, ...]:
        """The orders that took the item before this one."""
        return () if self.pegged is None else self.pegged.orders_ahead

    @property
    def held(self) -> int:
        """How many bookings the line holds, usable or not."""
        return len(self.line.bookings)

    @property
    def unusable(self) -> int:
        """How many of them count for nothing."""
        return len(self.unusable_bookings())

    def unusable_bookings(self) -> list[Booking]:
        """The bookings that count for nothing."""
        used = set(map(id, self.bookings))
        return [booking for booking in self.line.bookings if id(booking) not in used]
