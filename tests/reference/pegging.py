"""Pegging as its text reads: slow, and sharing no code with the library.

Each demand in its turn looks over every lot for the best that still has something, and so on until
it is covered: the cost is quadratic.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any

from attrs import Factory, frozen

from costatus import Booking, CustomerOrder, LineKind, OrderLine, OrderStatus, Settings, StockLot
from costatus.testing import Situation
from tests.reference.clock import Clock
from tests.reference.lots import NOTHING, expected_day, is_received, is_requested, is_usable

LineId = tuple[str, str]


@frozen
class Share:
    """What a line takes and lacks, and the other orders that took before it, nearest first."""

    bookings: list[Booking] = Factory(list)
    shortage: Decimal = NOTHING
    ahead: list[str] = Factory(list)


@frozen
class Pegging:
    """The shares of all lines by order and line id, and the whole supply of each item."""

    shares: dict[LineId, Share]
    supplies: dict[str, Decimal]

    def bookings(self, order_id: str, line_id: str) -> list[Booking]:
        """Return what the line takes, the surest first."""
        return self.share(order_id, line_id).bookings

    def shortage(self, order_id: str, line_id: str) -> Decimal:
        """Return what the line lacks."""
        return self.share(order_id, line_id).shortage

    def orders_ahead(self, order_id: str, line_id: str) -> list[str]:
        """Return the other orders that took of the item before the line, the nearest first."""
        return self.share(order_id, line_id).ahead

    def supply(self, item: str) -> Decimal:
        """Return the whole supply of an item."""
        return self.supplies.get(item, NOTHING)

    def share(self, order_id: str, line_id: str) -> Share:
        """Return the line's share; one that demands nothing has an empty one."""
        return self.shares.get((order_id, line_id), Share())


def peg(
    orders: Iterable[CustomerOrder],
    lots: Sequence[StockLot],
    as_of: date | datetime,
    settings: Settings,
) -> Pegging:
    """Give each demand, in rank order, what is left of the surest supply."""
    clock, tolerance = Clock(as_of), settings.quantity_tolerance
    giving = [lot for lot in lots if is_usable(lot) and lot.quantity]
    shares: dict[LineId, Share] = {}
    supplies: dict[str, Decimal] = {}
    takers: list[tuple[str, str]] = []
    with localcontext(prec=60):
        left = {lot.id: lot.quantity or NOTHING for lot in giving}
        for lot in giving:
            supplies[lot.item] = supplies.get(lot.item, NOTHING) + left[lot.id]
        for order, line in sorted(demands(orders, tolerance), key=rank):
            others = [who for item, who in takers if item == line.item and who != order.id]
            need = line.quantity - line.closed - line.shipped
            taken = []
            while need > tolerance:
                stock = [lot for lot in giving if lot.item == line.item and left[lot.id] > 0]
                if not stock:
                    break
                lot = min(stock, key=lambda lot: sureness(lot, clock))
                part = min(need, left[lot.id])
                taken.append(Booking(lot, part))
                left[lot.id] -= part
                need -= part
            if taken:
                takers.append((line.item, order.id))
            ahead = list(dict.fromkeys(reversed(others)))
            shares[order.id, line.id] = Share(taken, need, ahead)
    return Pegging(shares, supplies)


def pegging_of(situation: Situation) -> Pegging | None:
    """Peg the lots of a situation; None where tracing is on."""
    if situation.settings.tracing:
        return None
    return peg(situation.orders, situation.lots, situation.as_of, situation.settings)


def demands(
    orders: Iterable[CustomerOrder], tolerance: Decimal
) -> Iterator[tuple[CustomerOrder, OrderLine]]:
    """G1: what is outstanding of the countable lines of confirmed orders."""
    for order in orders:
        for line in order.lines:
            countable = line.kind is LineKind.STOCKED and line.quantity - line.closed > tolerance
            outstanding = line.quantity - line.closed - line.shipped > tolerance
            if order.stage is OrderStatus.CONFIRMED and countable and outstanding:
                yield order, line


def rank(demand: tuple[CustomerOrder, OrderLine]) -> tuple[Any, ...]:
    """G2: the order's priority, the promise, the day of the order, and the ids."""
    order, line = demand
    promise = order.promised_on if line.promised_on is None else line.promised_on
    facts = (order.priority, promise, order.created_on)
    return (*((fact is None, fact or 0) for fact in facts), order.id, line.id)


def sureness(lot: StockLot, clock: Clock) -> tuple[Any, ...]:
    """G3: received, expected by day with the unknown ones last, requested; then by id."""
    if is_received(lot):
        return 1, lot.id
    if is_requested(lot):
        return 3, lot.id
    expected = expected_day(lot, clock)
    return 2, expected is None, expected or 0, lot.id
