"""Supply behind a demand: which bookings are usable, when lots are expected, what covers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias, cast

from costatus.models.as_of import UNKNOWN
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.quantities import ZERO
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import LotStatus, PurchaseStage
from costatus.rules.facts.terms import Terms

RECEIVED = LotStatus.RECEIVED
REQUESTED = LotStatus.REQUESTED
_COMING = frozenset({LotStatus.REQUESTED, LotStatus.PLANNED, LotStatus.ON_HOLD})
_NO_SOURCE = frozenset({PurchaseStage.CANCELED.value, PurchaseStage.RFQ.value})

Covering: TypeAlias = tuple[StockLot, int]
"""A lot of a cover, with the day number it is expected on (UNKNOWN where it is not known)."""


def beyond(more: Decimal, less: Decimal, tolerance: Decimal) -> Decimal:
    """How much `more` exceeds `less`; nothing where it is within the tolerance."""
    difference = more - less
    return difference if difference > tolerance else ZERO


def is_source(source: Source) -> bool:
    """Whether goods can come from it: it is neither Canceled nor an RFQ."""
    return source.stage not in _NO_SOURCE


def is_usable(lot: StockLot) -> bool:
    """Whether a booking of the lot counts."""
    if lot.status is RECEIVED:
        return True
    return lot.status in _COMING and (lot.source is None or lot.source.stage not in _NO_SOURCE)


def usable(bookings: Sequence[Booking]) -> Sequence[Booking]:
    """The bookings that count."""
    return [booking for booking in bookings if is_usable(booking.lot)]


def expected_day(lot: StockLot, terms: Terms) -> int:
    """The day number a lot is expected on: its own, else the day its source plans."""
    expected, source = lot.expected_on, lot.source
    if expected is None and source is not None:
        if isinstance(source, ManufacturingOrder):
            return terms.plan(source).finish_day
        if isinstance(source, PurchaseOrder):
            expected = source.expected_on
        else:
            expected = cast("TransferOrder", source).planned_arrival_on
    return UNKNOWN if expected is None else expected.toordinal()


def cover(
    bookings: Sequence[Booking], have: Decimal, outstanding: Decimal, promise: int, terms: Terms
) -> Sequence[Covering]:
    """The usable bookings that decide, in no order: the best, until the outstanding is reached.

    `have` is the quantity of all of them. Where even the smallest is needed, so are all.
    """
    covering = cover_in_order(bookings, terms)
    tolerance = terms.quantity_tolerance
    spare = have - outstanding + tolerance
    for booking in bookings:
        if booking.quantity <= spare:
            break
    else:
        return covering
    reached = []
    following = iter(_best_first(covering, promise))
    while outstanding > tolerance:
        n = next(following)
        reached.append(covering[n])
        outstanding -= bookings[n].quantity
    return reached


def best_first(covering: Sequence[Covering], promise: int) -> list[Covering]:
    """The lots of a cover in the order that they are taken in."""
    return [covering[n] for n in _best_first(covering, promise)]


def _best_first(covering: Sequence[Covering], promise: int) -> list[int]:
    return sorted(
        range(len(covering)), key=lambda n: (*_urgency(*covering[n], promise), covering[n][0].id)
    )


def _urgency(lot: StockLot, expected: int, promise: int) -> tuple[int, int]:
    """Received first, then in time, of unknown day, too late, and Requested; the earliest first."""
    if lot.status is RECEIVED:
        return 0, UNKNOWN
    if lot.status is REQUESTED:
        return 4, UNKNOWN
    if expected == UNKNOWN:
        return 2, UNKNOWN
    return (1 if expected <= promise else 3), expected


def cover_in_order(bookings: Sequence[Booking], terms: Terms) -> Sequence[Covering]:
    """What pegging took is the cover as it stands; G4."""
    return [(booking.lot, expected_day(booking.lot, terms)) for booking in bookings]
