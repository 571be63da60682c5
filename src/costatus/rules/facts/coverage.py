"""Supply behind a demand: which bookings are usable, when lots are expected, what covers."""

from decimal import Decimal
from typing import Final

from costatus.models.as_of import UNKNOWN
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.quantities import ZERO
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import LotStatus, ManufacturingStage, PurchaseStage
from costatus.rules.facts.context import EvaluationContext

RECEIVED: Final = LotStatus.RECEIVED
REQUESTED: Final = LotStatus.REQUESTED
_COMING: Final = frozenset({LotStatus.REQUESTED, LotStatus.PLANNED, LotStatus.ON_HOLD})
_NO_SOURCE: Final = frozenset({PurchaseStage.CANCELED.value, PurchaseStage.RFQ.value})
_NOT_SCHEDULED: Final = frozenset({ManufacturingStage.NEW, ManufacturingStage.NOT_SCHEDULED})
_NOT_ORDERED: Final = frozenset({PurchaseStage.NEW, PurchaseStage.APPROVED})


class UsableBooking:
    """A booking that counts, and what is asked of its lot again and again.

    `expected` is the day number that the lot is expected on, where it is still to come; UNKNOWN
    where the day is not known, or the lot is received.
    """

    __slots__ = ("booking", "expected", "lot", "quantity", "source", "status")

    def __init__(
        self,
        booking: Booking,
        lot: StockLot,
        status: LotStatus,
        source: Source | None,
        expected: int,
    ) -> None:
        self.booking: Booking = booking
        self.quantity: Decimal = booking.quantity
        self.lot: StockLot = lot
        self.status: LotStatus = status
        self.source: Source | None = source
        self.expected: int = expected


def is_source(source: Source) -> bool:
    """Whether goods can come from it: it is neither Canceled nor an RFQ."""
    return source.stage not in _NO_SOURCE


def is_usable(lot: StockLot) -> bool:
    """Whether a booking of the lot counts."""
    return counts(lot.status, lot.source)


def counts(status: LotStatus, source: Source | None) -> bool:
    """Whether a booking counts of a lot in that status from that source."""
    if status is RECEIVED:
        return True
    return status in _COMING and (source is None or is_source(source))


def is_requested(status: LotStatus, source: Source | None) -> bool:
    """Return whether a usable lot is not ordered yet.

    Its own status says so, or it is Planned and its source is not approved, scheduled or ordered.
    """
    if status is not LotStatus.PLANNED:
        return status is REQUESTED
    if isinstance(source, ManufacturingOrder):
        return source.stage in _NOT_SCHEDULED
    return isinstance(source, PurchaseOrder) and source.stage in _NOT_ORDERED


def usable(bookings: tuple[Booking, ...], context: EvaluationContext) -> tuple[list[UsableBooking], Decimal]:
    """The bookings that count, and the quantity of all of them."""
    found: list[UsableBooking] = []
    have = ZERO
    for booking in bookings:
        lot = booking.lot
        status, source = lot.status, lot.source
        if counts(status, source):
            expected = UNKNOWN if status is RECEIVED else expected_day(lot, source, context)
            one = UsableBooking(booking, lot, status, source, expected)
            found.append(one)
            have += one.quantity
    return found, have


def expected_day(lot: StockLot, source: Source | None, context: EvaluationContext) -> int:
    """The day number a lot is expected on: its own, else the day its source plans."""
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
    """Whether received lots alone are enough for the quantity."""
    for booking in bookings:
        if quantity <= tolerance:
            break
        if booking.lot.status is RECEIVED:
            quantity -= booking.quantity
    return quantity <= tolerance


def cover(
    supplies: list[UsableBooking],
    spare: Decimal,
    outstanding: Decimal,
    promise: int,
    tolerance: Decimal,
) -> list[UsableBooking]:
    """The usable bookings that decide: the best, until the outstanding quantity is reached.

    `spare` is by how much all of them exceed it, below 0 where they lack of it. Where even the
    smallest is needed, so are all, and they stand as they came.
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


def still_to_come(bookings: list[UsableBooking]) -> list[UsableBooking]:
    """Those of lots that are not received."""
    return [each for each in bookings if each.status is not RECEIVED]


def best_first(supplies: list[UsableBooking], promise: int) -> list[UsableBooking]:
    """The bookings in the order that they are taken in."""
    if len(supplies) < 2:
        return supplies
    return sorted(supplies, key=lambda one: (*_urgency(one, promise), one.lot.id))


def _urgency(one: UsableBooking, promise: int) -> tuple[int, int]:
    """Received first, then in time, of unknown day, too late, and Requested; the earliest first."""
    if one.status is RECEIVED:
        return 0, UNKNOWN
    if one.status is REQUESTED:
        return 4, UNKNOWN
    if one.expected == UNKNOWN:
        return 2, UNKNOWN
    return (1 if one.expected <= promise else 3), one.expected
