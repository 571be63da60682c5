"""Supply behind a demand: which bookings are usable, when lots are expected, what covers it."""

from decimal import Decimal
from typing import Final, final

from costatus.models.as_of import UNKNOWN
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import (
    LotStatus,
    ManufacturingStage,
    PurchaseStage,
    SourceStatus,
    Term,
)
from costatus.rules.facts.context import EvaluationContext

RECEIVED: Final = LotStatus.RECEIVED
REQUESTED: Final = LotStatus.REQUESTED
PLANNED: Final = LotStatus.PLANNED
_COMING: Final = frozenset({LotStatus.REQUESTED, LotStatus.PLANNED, LotStatus.ON_HOLD})
_NO_SOURCE: Final = frozenset({PurchaseStage.CANCELED.value, PurchaseStage.RFQ.value})
NOT_SCHEDULED: Final = frozenset({ManufacturingStage.NEW, ManufacturingStage.NOT_SCHEDULED})
NOT_ORDERED: Final = frozenset({PurchaseStage.NEW, PurchaseStage.APPROVED})


@final
class Demand:
    """The line that waits for some sources. `waiting`: it has goods outstanding."""

    __slots__ = ("_by_source", "line", "order", "promised_on", "supplies", "waiting")

    def __init__(
        self,
        order: CustomerOrder,
        line: OrderLine,
        promised_on: int,
        waiting: bool,
        supplies: "list[UsableBooking]",
    ) -> None:
        self.order: CustomerOrder = order
        self.line: OrderLine = line
        self.promised_on: int = promised_on
        self.waiting: bool = waiting
        self.supplies: list[UsableBooking] = supplies
        self._by_source: dict[tuple[str, str], list[UsableBooking]] | None = None

    def bookings_of(self, source: "SourceBehind") -> "list[UsableBooking]":
        """Return the bookings of the line that come from a source."""
        if len(self.supplies) == 1:
            return self.supplies
        found = self._by_source
        if found is None:
            found = self._by_source = {}
            for one in self.supplies:
                if one.source is not None:
                    key = one.source.kind, one.source.id
                    found.setdefault(key, []).append(one)
        return found[source.source.kind, source.source.id]


class SourceBehind:
    """What all sources behind a line have in common; `status` is set once the rows have decided.

    `open_lots` counts the bookings of the line from lots that are not received, and `due_on` is
    the latest expected day of these. `awaited`: the line's coverage has one of them.
    """

    __slots__ = (
        "awaited",
        "context",
        "demand",
        "due_on",
        "open_lots",
        "promised_on",
        "source",
        "stage",
        "status",
        "waiting",
    )

    status: SourceStatus

    def __init__(self, source: Source, demand: Demand, context: EvaluationContext) -> None:
        self.source: Source = source
        self.stage: Term = source.stage
        self.demand: Demand = demand
        self.context: EvaluationContext = context
        self.promised_on: int = demand.promised_on
        self.waiting: bool = demand.waiting
        self.open_lots: int = 0
        self.due_on: int = UNKNOWN
        self.awaited: bool = False

    def bookings(self) -> "list[UsableBooking]":
        """Return the bookings of the line that come from it."""
        return self.demand.bookings_of(self)


@final
class UsableBooking:
    """A booking that counts, with what rules read of its lot.

    `expected` is the day number on which the lot is expected; UNKNOWN where it is not known, or
    the lot is received. `requested`: the lot, or its source, is not ordered yet.
    """

    __slots__ = (
        "behind",
        "booking",
        "expected",
        "lot",
        "quantity",
        "received",
        "requested",
        "source",
    )

    def __init__(
        self,
        booking: Booking,
        lot: StockLot,
        source: Source | None,
        *,
        received: bool,
        requested: bool,
        expected: int,
    ) -> None:
        self.booking: Booking = booking
        self.quantity: Decimal = booking.quantity
        self.lot: StockLot = lot
        self.source: Source | None = source
        self.received: bool = received
        self.requested: bool = requested
        self.expected: int = expected
        self.behind: SourceBehind | None = None


def is_source(source: Source) -> bool:
    """Return whether goods can come from it: it is neither Canceled nor an RFQ."""
    return source.stage not in _NO_SOURCE


def is_usable(lot: StockLot) -> bool:
    """Return whether a booking of the lot counts."""
    return _counts(lot.status, lot.source)


def _counts(status: LotStatus, source: Source | None) -> bool:
    if status is RECEIVED:
        return True
    return status in _COMING and (source is None or is_source(source))


def is_requested(status: LotStatus, source: Source | None) -> bool:
    """Return whether a lot is not ordered yet: by its status, or by its source's stage."""
    if status is not PLANNED:
        return status is REQUESTED
    if isinstance(source, ManufacturingOrder):
        return source.stage in NOT_SCHEDULED
    return isinstance(source, PurchaseOrder) and source.stage in NOT_ORDERED


def usable(
    bookings: tuple[Booking, ...], context: EvaluationContext
) -> tuple[list[UsableBooking], Decimal]:
    """Return the bookings that count, and the quantity of all of them."""
    found: list[UsableBooking] = []
    booked = ZERO
    for booking in bookings:
        lot = booking.lot
        status, source = lot.status, lot.source
        if status is RECEIVED:
            one = UsableBooking(
                booking, lot, source, received=True, requested=False, expected=UNKNOWN
            )
        elif _counts(status, source):
            one = UsableBooking(
                booking,
                lot,
                source,
                received=False,
                requested=is_requested(status, source),
                expected=expected_day(lot, source, context),
            )
        else:
            continue
        found.append(one)
        booked += one.quantity
    return found, booked


def expected_day(lot: StockLot, source: Source | None, context: EvaluationContext) -> int:
    """Return the day number on which a lot is expected: its own, else the one of its source."""
    expected = lot.expected_on
    if expected is None:
        if isinstance(source, PurchaseOrder):
            expected = source.expected_on
        elif isinstance(source, ManufacturingOrder):
            return context.plan(source).finish_day
        elif isinstance(source, TransferOrder):
            expected = source.planned_arrival_on
    return UNKNOWN if expected is None else expected.toordinal()


def is_in_stock(quantity: Decimal, bookings: tuple[Booking, ...], tolerance: Decimal) -> bool:
    """Return whether received lots alone are enough for the quantity."""
    for booking in bookings:
        if quantity <= tolerance:
            break
        if booking.lot.status is RECEIVED:
            quantity -= booking.quantity
    return quantity <= tolerance


def coverage(
    supplies: list[UsableBooking],
    spare: Decimal,
    outstanding: Decimal,
    promise: int,
    tolerance: Decimal,
) -> list[UsableBooking]:
    """Return the usable bookings that decide: the best, until the outstanding is reached.

    `spare` is by how much all of them exceed it, below 0 where they do not reach it. Where even
    the smallest is needed, so are all, and they stay in the order given.
    """
    spare += tolerance
    if spare <= ZERO:
        return supplies
    for one in supplies:
        if one.quantity <= spare:
            break
    else:
        return supplies
    reached: list[UsableBooking] = []
    following = iter(best_first(supplies, promise))
    while outstanding > tolerance:
        one = next(following)
        reached.append(one)
        outstanding -= one.quantity
    return reached


def best_first(supplies: list[UsableBooking], promise: int) -> list[UsableBooking]:
    """Return the bookings in the order in which they cover a demand."""
    if len(supplies) < 2:
        return supplies
    return sorted(supplies, key=lambda one: (*_urgency(one, promise), one.lot.id))


def _urgency(one: UsableBooking, promise: int) -> tuple[int, int]:
    """Return the rank: received, by the promise, of unknown day, too late, requested; by day."""
    if one.received:
        return 0, UNKNOWN
    if one.requested:
        return 4, UNKNOWN
    if one.expected == UNKNOWN:
        return 2, UNKNOWN
    return (1 if one.expected <= promise else 3), one.expected
