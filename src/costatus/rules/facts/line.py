"""The facts of an order line."""

from decimal import Decimal
from typing import Any, Final

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import EXACT, ZERO, beyond
from costatus.models.sources import ManufacturingOrder, PurchaseOrder
from costatus.models.statuses import (
    LineKind,
    ManufacturingStage,
    OrderStatus,
    ProductStatus,
    PurchaseStage,
    TransferStage,
)
from costatus.rules.facts.context import EvaluationContext, OrdersAhead, Pegged
from costatus.rules.facts.coverage import (
    PLANNED,
    SourceBehind,
    UsableBooking,
    best_first,
    coverage,
    usable,
)
from costatus.rules.facts.manufacturing import production_of
from costatus.rules.facts.sources import sources_of

_CONFIRMED: Final = OrderStatus.CONFIRMED
_CANCELED: Final = OrderStatus.CANCELED
_STOCKED: Final = LineKind.STOCKED
_MO_FINISHED: Final = ManufacturingStage.FINISHED
CLOSED_STAGES: Final = frozenset(
    {_MO_FINISHED.value, PurchaseStage.RECEIVED.value, TransferStage.RECEIVED.value}
)
NO_ORDERS: Final[list[ManufacturingOrder]] = []
NO_SOURCES: Final[list[SourceBehind]] = []
"""Shared by the many lines that have none; never changed."""
FINISHED: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELED, OrderStatus.ARCHIVED})


def demand_of(line: OrderLine, tolerance: Decimal) -> tuple[Decimal, Decimal]:
    """Return a line's target and outstanding quantity; one within the tolerance is 0.

    Run it within `exactly()`.
    """
    target = line.quantity
    if line.closed:
        target -= line.closed
    if target <= tolerance:
        return ZERO, ZERO
    outstanding = target
    if line.shipped:
        outstanding -= line.shipped
        if outstanding <= tolerance:
            outstanding = ZERO
    return target, outstanding


class LineFacts:
    """What the rows of a product compare. Days are day numbers, quantities in the item's unit.

    `supplies` are the usable bookings, or with tracing off what pegging gave; `sources` are what
    is behind them, none where the order is finished. `coverage` is what of the supplies decides.
    The earliest expected day of its unreceived lots is NEVER, and a latest one UNKNOWN, where
    there is none. `awaited` are the MOs behind its unreceived lots. `status` is set once the rows
    have decided.
    """

    __slots__ = (
        "awaited",
        "booked",
        "canceled",
        "closed_sources",
        "context",
        "countable",
        "coverage",
        "demanded",
        "earliest_expected",
        "finished",
        "from_unordered",
        "from_unscheduled",
        "latest_from_elsewhere",
        "latest_from_manufacturing",
        "latest_from_purchase",
        "latest_from_transfer",
        "latest_part_expected",
        "line",
        "missing",
        "order",
        "other_items",
        "outstanding",
        "pegged",
        "promised_on",
        "requested",
        "sources",
        "status",
        "supplies",
        "surplus",
        "target",
        "tracing",
        "undated",
        "unreceived",
    )

    status: ProductStatus | None

    def __init__(self, order: CustomerOrder, line: OrderLine, context: EvaluationContext) -> None:
        stage = order.stage
        promise = line.promised_on or order.promised_on
        self.order: CustomerOrder = order
        self.line: OrderLine = line
        self.context: EvaluationContext = context
        self.tracing: bool = context.tracing
        self.finished: bool = stage in FINISHED
        self.canceled: bool = stage is _CANCELED
        self.demanded: bool = stage is _CONFIRMED
        self.promised_on: int = NEVER if promise is None else promise.toordinal()

        tolerance = context.quantity_tolerance
        stocked = line.kind is _STOCKED
        target, outstanding = demand_of(line, tolerance)
        self.target: Decimal = target
        self.outstanding: Decimal = outstanding
        self.countable: bool = stocked and bool(target)

        self.pegged: Pegged | None = None
        bookings: tuple[Booking, ...] = ()
        if context.supply is not None:
            self.pegged = context.supply.given(order.id, line)
            bookings = self.pegged.bookings
        elif stocked and not self.canceled:
            bookings = line.bookings
        supplies, booked = usable(bookings, context)
        missing = surplus = ZERO
        spare = booked - outstanding
        if spare > tolerance:
            surplus = spare if context.tracing else ZERO
        elif -spare > tolerance:
            missing = -spare
        covering = supplies if outstanding else []
        if len(covering) > 1 and context.tracing:
            covering = coverage(supplies, spare, outstanding, self.promised_on, tolerance)
        self.supplies: list[UsableBooking] = supplies
        self.booked: Decimal = booked
        self.missing: Decimal = missing
        self.surplus: Decimal = surplus
        self.coverage: list[UsableBooking] = covering
        self.sources: list[SourceBehind] = NO_SOURCES
        if supplies and not self.finished:
            waiting = bool(outstanding)
            self.sources = sources_of(order, line, self.promised_on, waiting, supplies, context)
        self._read_coverage()
        for one in supplies:
            one.behind = None  # else facts would be a cycle, which the collector has to find

    def _read_coverage(self) -> None:  # noqa: C901, PLR0912, PLR0915 one pass over the coverage
        requested = from_unscheduled = from_unordered = False
        unreceived = undated = closed_sources = other_items = 0
        earliest = NEVER
        by_manufacturing = by_purchase = by_transfer = elsewhere = part_expected = UNKNOWN
        awaited = NO_ORDERS
        item = self.line.item
        for one in self.coverage:
            lot = one.lot
            if lot.item != item:
                other_items += 1
            if one.received:
                continue
            expected, source, behind = one.expected, one.source, one.behind
            unreceived += 1
            if behind is not None:
                behind.awaited = True
            if expected == UNKNOWN:
                undated += 1
            elif expected < earliest:
                earliest = expected
            if one.requested:
                if lot.status is not PLANNED:
                    requested = True
                elif isinstance(source, ManufacturingOrder):
                    from_unscheduled = True
                else:
                    from_unordered = True
            elif lot.status is PLANNED and source is not None and source.stage in CLOSED_STAGES:
                closed_sources += 1
            if source is None:
                elsewhere = max(expected, elsewhere)
            elif isinstance(source, ManufacturingOrder):
                if awaited is NO_ORDERS:
                    awaited = []
                awaited.append(source)
                by_manufacturing = max(expected, by_manufacturing)
                if not self.finished and source.stage is not _MO_FINISHED:
                    production = production_of(source, self.context)
                    part_expected = max(production.last_part_expected, part_expected)
            elif isinstance(source, PurchaseOrder):
                by_purchase = max(expected, by_purchase)
            else:
                by_transfer = max(expected, by_transfer)
        self.unreceived: int = unreceived
        self.requested: bool = requested
        self.from_unscheduled: bool = from_unscheduled
        self.from_unordered: bool = from_unordered
        self.undated: int = undated
        self.closed_sources: int = closed_sources
        self.other_items: int = other_items
        self.earliest_expected: int = earliest
        self.latest_from_manufacturing: int = by_manufacturing
        self.latest_from_purchase: int = by_purchase
        self.latest_from_transfer: int = by_transfer
        self.latest_from_elsewhere: int = elsewhere
        self.latest_part_expected: int = part_expected
        self.awaited: list[ManufacturingOrder] = awaited

    def in_order(self, covering: list[UsableBooking]) -> list[UsableBooking]:
        """Return some of the coverage in the order in which it covers (G4 where pegged)."""
        return best_first(covering, self.promised_on) if self.tracing else covering

    def covered(self) -> list[tuple[UsableBooking, Decimal]]:
        """Return the coverage in order, each with the quantity of it that covers."""
        rest = self.outstanding
        counted: list[tuple[UsableBooking, Decimal]] = []
        for one in self.in_order(self.coverage):
            if counted:
                rest = EXACT.subtract(rest, counted[-1][1])
            counted.append((one, min(one.quantity, rest)))
        return counted

    @property
    def stage(self) -> OrderStatus:
        """The stage of the order."""
        return self.order.stage

    @property
    def latest_expected(self) -> int:
        """The latest expected day of all."""
        latest = max(self.latest_from_manufacturing, self.latest_from_purchase)
        latest = max(latest, self.latest_from_transfer)
        return max(latest, self.latest_from_elsewhere)

    @property
    def over_shipped(self) -> Decimal:
        """What was shipped beyond the target."""
        return beyond(self.line.shipped, self.target, self.context.quantity_tolerance)

    @property
    def supply(self) -> Decimal:
        """The item's whole supply; 0 where tracing is on."""
        return ZERO if self.pegged is None else self.pegged.supply

    @property
    def supply_missing(self) -> Decimal:
        """How much the item's whole supply lacks of this line's outstanding quantity."""
        return beyond(self.outstanding, self.supply, self.context.quantity_tolerance)

    @property
    def orders_ahead(self) -> OrdersAhead:
        """The orders that took some of the item before this one; for tracing off alone."""
        pegged: Any = self.pegged  # a host's may return a list of orders
        nearest, others = pegged.ahead()
        return OrdersAhead(tuple(nearest), others)

    @property
    def shares_its_item(self) -> bool:
        """Whether other lines of the order took some of the item."""
        takers = self.context.cached("takers", self._takers, self.order)
        return any(each != self.line.id for each in takers.get(self.line.item, ()))

    def _takers(self, order: CustomerOrder) -> dict[str, list[str]]:
        """Return the ids of at most two lines that pegging gives something, by item."""
        takers: dict[str, list[str]] = {}
        supply = self.context.supply
        for line in order.lines:
            found = takers.setdefault(line.item, [])
            if len(found) < 2 and supply is not None and supply.given(order.id, line).bookings:
                found.append(line.id)
        return takers

    @property
    def held(self) -> int:
        """How many bookings the line holds, usable or not."""
        return len(self.line.bookings)

    @property
    def unusable(self) -> int:
        """How many of them do not count."""
        return len(self.line.bookings) - len(self.supplies)

    def unusable_bookings(self) -> list[Booking]:
        """Return the bookings that do not count, by lot id."""
        used = {id(one.booking) for one in self.supplies}
        unusable = [booking for booking in self.line.bookings if id(booking) not in used]
        return sorted(unusable, key=lambda booking: booking.lot.id)
