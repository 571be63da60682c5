"""The facts of an order line."""

from collections.abc import Sequence
from decimal import Decimal

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import LineKind, OrderStatus, SourceKind
from costatus.rules.facts.source import SourceFacts, sources_of
from costatus.rules.facts.supply import (
    RECEIVED,
    REQUESTED,
    Covering,
    Supplying,
    best_first,
    beyond,
    cover,
    expected_day,
    usable,
)
from costatus.rules.facts.terms import Pegged, Terms

_CONFIRMED, _CANCELED = OrderStatus.CONFIRMED, OrderStatus.CANCELED
_STOCKED = LineKind.STOCKED
_MANUFACTURING, _PURCHASE = SourceKind.MANUFACTURING, SourceKind.PURCHASE
_TRANSFER = SourceKind.TRANSFER
FINISHED = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELED, OrderStatus.ARCHIVED})


class LineFacts:
    """What the product's rows compare. Days are day numbers, quantities in the item's unit.

    `supplies` are the usable bookings, or with tracing off what pegging gave; `sources` are what
    is behind them. `cover` is what of them decides. The earliest expected day of its unreceived
    lots is NEVER and a latest one UNKNOWN where there is none.
    """

    __slots__ = (
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
        "sources",
        "supplies",
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
        self.order: CustomerOrder = order
        self.line: OrderLine = line
        self.terms: Terms = terms
        self.tracing: bool = terms.tracing
        self.today: int = terms.today
        self.finished: bool = stage in FINISHED
        self.demanded: bool = stage is _CONFIRMED
        self.promised_on: int = NEVER if promise is None else promise.toordinal()

        tolerance = terms.quantity_tolerance
        stocked = line.kind is _STOCKED
        target = line.quantity
        if line.closed:
            target -= line.closed
        if target <= tolerance:
            target = ZERO
        outstanding = target
        if line.shipped:
            outstanding -= line.shipped
            if outstanding <= tolerance:
                outstanding = ZERO
        self.target: Decimal = target
        self.outstanding: Decimal = outstanding
        self.countable: bool = stocked and bool(target)

        self.pegged: Pegged | None = None
        supplies: Sequence[Supplying] = ()
        if terms.supply is not None:
            self.pegged = terms.supply.given(order.id, line)
            supplies = [(each, expected_day(each.lot, terms)) for each in self.pegged.bookings]
        elif stocked and line.bookings and stage is not _CANCELED:
            supplies = usable(line.bookings, terms)
        self.supplies: Sequence[Supplying] = supplies
        self.sources: Sequence[SourceFacts] = ()
        if supplies and not self.finished:
            self.sources = sources_of(self)
        self._look_at_quantities()
        self._look_at_cover()

    def _look_at_quantities(self) -> None:
        outstanding, supplies, terms = self.outstanding, self.supplies, self.terms
        tolerance = terms.quantity_tolerance
        have = missing = surplus = ZERO
        for booking, _ in supplies:
            have += booking.quantity
        spare = have - outstanding
        if spare > tolerance:
            surplus = spare if terms.tracing else ZERO
        elif spare:
            missing = beyond(outstanding, have, tolerance)
        self.booked: Decimal = have
        self.missing: Decimal = missing
        self.surplus: Decimal = surplus
        self.cover: Sequence[Supplying] = supplies if outstanding else ()
        if terms.tracing and outstanding and len(supplies) > 1:
            self.cover = cover(supplies, have, outstanding, self.promised_on, tolerance)

    def _look_at_cover(self) -> None:
        unreceived = requested = undated = 0
        earliest = NEVER
        by_manufacturing = by_purchase = by_transfer = elsewhere = UNKNOWN
        for booking, expected in self.cover:
            lot = booking.lot
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
            kind = None if lot.source is None else lot.source.kind
            if kind is _MANUFACTURING:
                by_manufacturing = max(expected, by_manufacturing)
            elif kind is _PURCHASE:
                by_purchase = max(expected, by_purchase)
            elif kind is _TRANSFER:
                by_transfer = max(expected, by_transfer)
            else:
                elsewhere = max(expected, elsewhere)
        self.unreceived: int = unreceived
        self.requested: int = requested
        self.undated: int = undated
        self.earliest_expected: int = earliest
        self.latest_from_manufacturing: int = by_manufacturing
        self.latest_from_purchase: int = by_purchase
        self.latest_from_transfer: int = by_transfer
        self.latest_from_elsewhere: int = elsewhere

    def cover_in_order(self) -> list[Covering]:
        """The cover in the order that it is taken in; a pegged one stands in its own, by G4."""
        taken = best_first(self.cover, self.promised_on) if self.tracing else self.cover
        return [(booking.lot, expected) for booking, expected in taken]

    def waited_for(self) -> list[ManufacturingOrder]:
        """The MOs behind unreceived lots of the cover."""
        return [
            source
            for booking, _ in self.cover
            if booking.lot.status is not RECEIVED
            and isinstance(source := booking.lot.source, ManufacturingOrder)
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
        return len(self.line.bookings) - len(self.supplies)

    def unusable_bookings(self) -> list[Booking]:
        """The bookings that count for nothing."""
        used = {id(booking) for booking, _ in self.supplies}
        return [booking for booking in self.line.bookings if id(booking) not in used]
