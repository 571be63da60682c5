"""Supply behind a demand: which bookings are usable, when lots are expected, what covers."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias

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

Supplying: TypeAlias = tuple[Booking, int]
"""A usable booking, with the day number that its lot is expected on, where that is still to come.

The day is UNKNOWN where it is not known, or the lot is received.
"""

Covering: TypeAlias = tuple[StockLot, int]
"""A lot of a cover, with that day number."""


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
    return lot.status in _COMING and (lot.source is None or is_source(lot.source))


def usable(bookings: Iterable[Booking], terms: Terms) -> tuple[Sequence[Supplying], Decimal]:
    """The bookings that count, and the quantity of all of them."""
    found: list[Supplying] = []
    have = ZERO
    for booking in bookings:
        lot = booking.lot
        if lot.status is RECEIVED:
            found.append((booking, UNKNOWN))
        elif is_usable(lot):
            found.append((booking, expected_day(lot, terms)))
        else:
            continue
        have += booking.quantity
    return found, have


def expected_day(lot: StockLot, terms: Terms) -> int:
    """The day number a lot is expected on: its own, else the day its source plans."""
    expected = lot.expected_on
    if expected is None:
        source = lot.source
        if isinstance(source, PurchaseOrder):
            expected = source.expected_on
        elif isinstance(source, ManufacturingOrder):
            return terms.plan(source).finish_day
        elif isinstance(source, TransferOrder):
            expected = source.planned_arrival_on
    return UNKNOWN if expected is None else expected.toordinal()


def is_in_stock(quantity: Decimal, bookings: Iterable[Booking], tolerance: Decimal) -> bool:
    """Whether received lots alone are enough for the quantity."""
    for booking in bookings:
        if quantity <= tolerance:
            break
        if booking.lot.status is RECEIVED:
            quantity -= booking.quantity
    return quantity <= tolerance


def cover(
    supplies: Sequence[Supplying],
    spare: Decimal,
    outstanding: Decimal,
    promise: int,
    tolerance: Decimal,
) -> Sequence[Supplying]:
    """The usable bookings that decide: the best, until the outstanding quantity is reached.

    `spare` is by how much all of them exceed it, below 0 where they lack of it. Where even the
    smallest is needed, so are all, and they stand as they came.
    """
    spare += tolerance
    if spare <= ZERO:
        return supplies
    for booking, _ in supplies:
        if booking.quantity <= spare:
            break
    else:
        return supplies
    reached = []
    following = iter(best_first(supplies, promise))
    while outstanding > tolerance:
        one = next(following)
        reached.append(one)
        outstanding -= one[0].quantity
    return reached


def best_first(supplies: Sequence[Supplying], promise: int) -> list[Supplying]:
    """The bookings in the order that they are taken in."""
    if len(supplies) < 2:
        return list(supplies)
    return sorted(supplies, key=lambda one: (*_urgency(one[0], one[1], promise), one[0].lot.id))


def _urgency(booking: Booking, expected: int, promise: int) -> tuple[int, int]:
    """Received first, then in time, of unknown day, too late, and Requested; the earliest first."""
    status = booking.lot.status
    if status is RECEIVED:
        return 0, UNKNOWN
    if status is REQUESTED:
        return 4, UNKNOWN
    if expected == UNKNOWN:
        return 2, UNKNOWN
    return (1 if expected <= promise else 3), expected
