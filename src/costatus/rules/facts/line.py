"""The facts of an order line."""

from collections.abc import Sequence
from decimal import Decimal

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.statuses import LineKind, OrderStatus, SourceKind
from costatus.rules.facts.supply import (
    RECEIVED,
    REQUESTED,
    Covering,
    beyond,
    cover,
    cover_in_order,
    usable,
)
from costatus.rules.facts.terms import Pegged, Terms

_MANUFACTURING, _PURCHASE = SourceKind.MANUFACTURING, SourceKind.PURCHASE
_CONFIRMED, _CANCELED = OrderStatus.CONFIRMED, OrderStatus.CANCELED
_STOCKED = LineKind.STOCKED
FINISHED = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELED, OrderStatus.ARCHIVED})


class LineFacts:
    """What the product's rows compare. Days are day numbers, quantities in the item's unit.

    `bookings` are the usable ones, or with tracing off what pegging gave; `cover` is what of them
    decides, and the facts below it tell of its lots that are not received yet. The earliest
    expected day is NEVER and a latest one UNKNOWN where there is none.
    """

    __slots__ = (
        "bookings",
        "booked",
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
        covering: Sequence[Covering] = ()
        if terms.supply is not None:
            self.pegged = terms.supply.given(order.id, line)
            bookings = self.pegged.bookings
            if outstanding:
                covering = cover_in_order(bookings, terms)
        elif stocked and line.bookings and stage is not _CANCELED:
            bookings = usable(line.bookings)
            if outstanding and bookings:
                covering = cover(bookings, outstanding, self.promised_on, terms)
        have = ZERO
        for booking in bookings:
            have += booking.quantity
        beyond_need = have - outstanding
        self.bookings: Sequence[Booking] = bookings
        self.cover: Sequence[Covering] = covering
        self.booked: Decimal = have
        self.missing: Decimal = -beyond_need if -beyond_need > tolerance else ZERO
        self.surplus: Decimal = (
            beyond_need if beyond_need > tolerance and terms.tracing else ZERO
        )

        unreceived = requested = undated = 0
        earliest = NEVER
        manufactured = purchased = transferred = elsewhere = UNKNOWN
        for lot, expected in covering:
            if lot.status is RECEIVED:
                continue
            unreceived += 1
            if lot.status is REQUESTED:
                requested += 1
            if expected == UNKNOWN:
                undated += 1
                continue
            if expected < earliest:
                earliest = expected
            source = lot.source
            if source is None:
                if expected > elsewhere:
                    elsewhere = expected
            elif source.kind is _MANUFACTURING:
                if expected > manufactured:
                    manufactured = expected
            elif source.kind is _PURCHASE:
                if expected > purchased:
                    purchased = expected
            elif expected > transferred:
                transferred = expected
        self.unreceived: int = unreceived
        self.requested: int = requested
        self.undated: int = undated
        self.earliest_expected: int = earliest
        self.latest_from_manufacturing: int = manufactured
        self.latest_from_purchase: int = purchased
        self.latest_from_transfer: int = transferred
        self.latest_from_elsewhere: int = elsewhere

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
