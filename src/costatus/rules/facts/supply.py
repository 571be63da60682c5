"""Supply behind a demand: which bookings are usable, when lots are expected, what covers."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from costatus.models.as_of import UNKNOWN, AsOf, Deadline
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.quantities import ZERO
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import LotStatus, PurchaseStage

RECEIVED = LotStatus.RECEIVED
REQUESTED = LotStatus.REQUESTED
_COMING = frozenset({LotStatus.REQUESTED, LotStatus.PLANNED, LotStatus.ON_HOLD})
_NO_SOURCE = frozenset({PurchaseStage.CANCELED.value, PurchaseStage.RFQ.value})


class Covering(NamedTuple):
    """A lot of a cover, with the day number it is expected on (UNKNOWN where it is not known)."""

    lot: StockLot
    expected: int


def beyond(more: Decimal, less: Decimal, tolerance: Decimal) -> Decimal:
    """How much `more` exceeds `less`; nothing where it is within the tolerance."""
    difference = more - less
    return difference if difference > tolerance else ZERO


def is_source(source: Source) -> bool:
    """Whether goods can come from it: it is neither Canceled nor an RFQ."""
    return source.stage.value not in _NO_SOURCE


def is_usable(lot: StockLot) -> bool:
    """Whether a booking of the lot counts."""
    if lot.status is RECEIVED:
        return True
    return lot.status in _COMING and (lot.source is None or is_source(lot.source))


def usable(bookings: Iterable[Booking]) -> list[Booking]:
    """The bookings that count."""
    return [booking for booking in bookings if is_usable(booking.lot)]


def booked(bookings: Iterable[Booking]) -> Decimal:
    """The quantity of some bookings."""
    return sum((booking.quantity for booking in bookings), ZERO)


def planned_start(order: ManufacturingOrder, as_of: AsOf) -> Deadline | None:
    """The MO's planned start: its own, else its operations' earliest."""
    if order.planned_start is not None:
        return order.planned_start
    starts = [step.planned_start for step in order.operations if step.planned_start is not None]
    return min(starts, key=as_of.order, default=None)


def planned_finish(order: ManufacturingOrder, as_of: AsOf) -> Deadline | None:
    """The MO's planned finish: its own, else its operations' latest."""
    if order.planned_finish is not None:
        return order.planned_finish
    finishes = [step.planned_finish for step in order.operations if step.planned_finish is not None]
    return max(finishes, key=as_of.order, default=None)


def expected_day(lot: StockLot, as_of: AsOf) -> int:
    """The day number a lot is expected on: its own, else the day its source plans."""
    planned: Deadline | None = lot.expected_on
    if planned is None:
        match lot.source:
            case ManufacturingOrder() as order:
                planned = planned_finish(order, as_of)
            case PurchaseOrder() as order:
                planned = order.expected_on
            case TransferOrder() as order:
                planned = order.planned_arrival_on
    return UNKNOWN if planned is None else as_of.day(planned)


def cover(
    bookings: Sequence[Booking], outstanding: Decimal, promise: int, tolerance: Decimal, as_of: AsOf
) -> tuple[Covering, ...]:
    """The usable bookings, best first, until the outstanding quantity is reached."""
    if not outstanding:
        return ()
    expected = [expected_day(booking.lot, as_of) for booking in bookings]
    best_first = sorted(
        range(len(bookings)),
        key=lambda n: (*_urgency(bookings[n].lot, expected[n], promise), bookings[n].lot.id),
    )
    taken = ZERO
    covering = []
    for n in best_first:
        covering.append(Covering(bookings[n].lot, expected[n]))
        taken += bookings[n].quantity
        if outstanding - taken <= tolerance:
            break
    return tuple(covering)


def _urgency(lot: StockLot, expected: int, promise: int) -> tuple[int, int]:
    """Received first, then in time, of unknown day, too late, and Requested; the earliest first."""
    if lot.status is RECEIVED:
        return 0, UNKNOWN
    if lot.status is REQUESTED:
        return 4, UNKNOWN
    if expected == UNKNOWN:
        return 2, UNKNOWN
    return (1 if expected <= promise else 3), expected


def cover_in_order(bookings: Sequence[Booking], as_of: AsOf) -> tuple[Covering, ...]:
    """What pegging took is the cover as it stands; G4."""
    return tuple(Covering(booking.lot, expected_day(booking.lot, as_of)) for booking in bookings)
