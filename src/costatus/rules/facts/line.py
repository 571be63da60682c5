"""The facts of an order line."""

from decimal import Decimal
from typing import Final

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO, beyond
from costatus.models.sources import ManufacturingOrder, PurchaseOrder
from costatus.models.statuses import LineKind, OrderStatus
from costatus.rules.facts.sources import SourceFacts, sources_of
from costatus.rules.facts.coverage import (
    RECEIVED,
    REQUESTED,
    UsableBooking,
    best_first,
    cover,
    usable,
)
from costatus.rules.facts.context import Pegged, EvaluationContext

_CONFIRMED: Final = OrderStatus.CONFIRMED
_CANCELED: Final = OrderStatus.CANCELED
_STOCKED: Final = LineKind.STOCKED
FINISHED: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELED, OrderStatus.ARCHIVED})


class LineFacts:
    """What the product's rows compare. Days are day numbers, quantities in the item's unit.

    `supplies` are the usable bookings, or with tracing off what pegging gave; `sources` are what
    is behind them. `cover` is what of them decides. The earliest expected day of its unreceived
    lots is NEVER and a latest one UNKNOWN where there is none. `waited_for` are the MOs behind
    unreceived lots of the cover.
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
        "context",
        "today",
        "tracing",
        "undated",
        "unreceived",
        "waited_for",
    )

    def __init__(self, order: CustomerOrder, line: OrderLine, context: EvaluationContext) -> None:
        stage = order.stage
        promise = line.promised_on or order.promised_on
        self.order: CustomerOrder = order
        self.line: OrderLine = line
        self.context: EvaluationContext = context
        self.tracing: bool = context.tracing
        self.today: int = context.today
        self.finished: bool = stage in FINISHED
        self.demanded: bool = stage is _CONFIRMED
        self.promised_on: int = NEVER if promise is None else promise.toordinal()

        tolerance = context.quantity_tolerance
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
        bookings: tuple[Booking, ...] = ()
        if context.supply is not None:
            self.pegged = context.supply.given(order.id, line)
            bookings = self.pegged.bookings
        elif stocked and stage is not _CANCELED:
            bookings = line.bookings
        supplies, have = usable(bookings, context)
        self.sources: list[SourceFacts] = [] if self.finished else sources_of(supplies, self)
        missing = surplus = ZERO
        spare = have - outstanding
        if spare > tolerance:
            surplus = spare if context.tracing else ZERO
        elif -spare > tolerance:
            missing = -spare
        deciding = supplies if outstanding else []
        if len(deciding) > 1 and context.tracing:
            deciding = cover(supplies, spare, outstanding, self.promised_on, tolerance)
        self.supplies: list[UsableBooking] = supplies
        self.booked: Decimal = have
        self.missing: Decimal = missing
        self.surplus: Decimal = surplus
        self.cover: list[UsableBooking] = deciding
        self._look_at_cover()

    def _look_at_cover(self) -> None:
        unreceived = requested = undated = 0
        earliest = NEVER
        by_manufacturing = by_purchase = by_transfer = elsewhere = UNKNOWN
        waited_for: tuple[ManufacturingOrder, ...] = ()
        for one in self.cover:
            if one.status is RECEIVED:
                continue
            expected, source = one.expected, one.source
            unreceived += 1
            if one.status is REQUESTED:
                requested += 1
            if expected == UNKNOWN:
                undated += 1
            elif expected < earliest:
                earliest = expected
            if source is None:
                elsewhere = max(expected, elsewhere)
            elif isinstance(source, ManufacturingOrder):
                waited_for = (*waited_for, source)
                by_manufacturing = max(expected, by_manufacturing)
            elif isinstance(source, PurchaseOrder):
                by_purchase = max(expected, by_purchase)
            else:
                by_transfer = max(expected, by_transfer)
        self.unreceived: int = unreceived
        self.requested: int = requested
        self.undated: int = undated
        self.earliest_expected: int = earliest
        self.latest_from_manufacturing: int = by_manufacturing
        self.latest_from_purchase: int = by_purchase
        self.latest_from_transfer: int = by_transfer
        self.latest_from_elsewhere: int = elsewhere
        self.waited_for: tuple[ManufacturingOrder, ...] = waited_for

    def in_order(self, covering: list[UsableBooking]) -> list[UsableBooking]:
        """Some of the cover in the order that it is taken in; pegged ones stand in it, by G4."""
        return best_first(covering, self.promised_on) if self.tracing else covering

    @property
    def stage(self) -> OrderStatus:
        """The stage of the order."""
        return self.order.stage

    @property
    def canceled(self) -> bool:
        """Whether the order is canceled: then its bookings are to be released."""
        return self.order.stage is _CANCELED

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
        return beyond(self.line.shipped, self.target, self.context.quantity_tolerance)

    @property
    def supply(self) -> Decimal:
        """The item's whole supply; nothing where tracing is on."""
        return ZERO if self.pegged is None else self.pegged.supply

    @property
    def supply_missing(self) -> Decimal:
        """What the item's whole supply lacks of this line's outstanding quantity."""
        return beyond(self.outstanding, self.supply, self.context.quantity_tolerance)

    @property
    def orders_ahead(self) -> tuple[str, ...]:
        """The orders ranked nearest ahead that took the item."""
        return () if self.pegged is None else self.pegged.ahead().nearest

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
        used = {id(each.booking) for each in self.supplies}
        return [booking for booking in self.line.bookings if id(booking) not in used]
