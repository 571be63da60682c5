"""One item pegged: its demands laid beside its lots. Section 7.

Lay the lots end to end, the surest first (G3), and the demands beside them, the first in rank first
(G2). A demand takes what it lies beside (G4); what lies beyond the last lot is its shortage (G5):

    lots      |------ L-1 ------|-------- L-2 --------|
    demands   |-- CO-1 --|------- CO-3 -------|------- CO-2 -------|

So where each lot and each demand ends is all there is to keep; what a demand takes is read off.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import Final, TypeAlias

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.statuses import LineKind, OrderStatus
from costatus.rules.facts.coverage import RECEIVED, REQUESTED, expected_day, is_usable
from costatus.rules.facts.context import EvaluationContext

Exact: TypeAlias = Decimal | int
"""A whole number is an int here, which is smaller and adds up faster; both are exact."""

Demand: TypeAlias = tuple[float, int, int, str, str, Exact]
"""A demand sorts by its rank, which ends in the ids of its order and line; last is what it needs.

A plain tuple, as millions are sorted and kept.
"""

_ORDER: Final = 3
_LINE: Final = 4
_NEED: Final = 5
_need = itemgetter(_NEED)
_quantity = attrgetter("quantity")
_whole_part = Decimal.__trunc__  # as int(), in less time
_INFINITE = Decimal("Infinity")
_CONFIRMED, _STOCKED = OrderStatus.CONFIRMED, LineKind.STOCKED


class _Days(dict[date | None, int]):
    """The number of each day, NEVER where there is none: one object, so that it is kept once."""

    def __missing__(self, day: date | None) -> int:
        number = self[day] = NEVER if day is None else day.toordinal()
        return number


def _rank(order: CustomerOrder, days: _Days) -> tuple[float, int, int, str]:
    """G2: priority, promise and creation, what is missing last; then the order's id."""
    priority = order.priority
    return (
        math.inf if priority is None else priority,
        days[order.promised_on],
        days[order.created_on],
        order.id,
    )


def demands_of(orders: Iterable[CustomerOrder], tolerance: Decimal) -> dict[str, list[Demand]]:
    """G1: what confirmed orders still need, by item."""
    demands: dict[str, list[Demand]] = defaultdict(list)
    days = _Days()
    for order in orders:
        if order.stage is not _CONFIRMED:
            continue
        priority, promise, created, order_id = _rank(order, days)
        for line in order.lines:
            need = line.quantity
            if line.closed:
                need -= line.closed
            if line.shipped:
                need -= line.shipped
            if need > tolerance and line.kind is _STOCKED:
                own = line.promised_on
                promised = promise if own is None else days[own]
                exact = whole if (whole := _whole_part(need)) == need else need
                demand = priority, promised, created, order_id, line.id, exact
                demands[line.item].append(demand)
    return demands


def supplies_of(lots: Iterable[StockLot]) -> dict[str, list[StockLot]]:
    """G3: the lots that have something to give, by item."""
    supplies: dict[str, list[StockLot]] = defaultdict(list)
    for lot in lots:
        if lot.quantity and is_usable(lot):
            supplies[lot.item].append(lot)
    return supplies


def _sureness(context: EvaluationContext, lot: StockLot) -> tuple[int, str]:
    """Received, then by expected day, unknown last, then Requested; then the id."""
    status = lot.status
    if status is RECEIVED:
        return UNKNOWN, lot.id
    if status is REQUESTED:
        return NEVER + 1, lot.id
    return expected_day(lot, lot.source, context) or NEVER, lot.id


class PeggedItem:
    """One item's demands and lots in order, and where each of them ends.

    `ends` is shorter than `demands` where the lots do not last: the rest takes nothing.
    """

    __slots__ = ("_takers", "demands", "edges", "ends", "lots")

    def __init__(
        self, demands: Sequence[Demand], lots: Sequence[StockLot], tolerance: Decimal
    ) -> None:
        self.demands: Sequence[Demand] = demands
        self.lots: Sequence[StockLot] = lots
        self.edges: Sequence[Decimal] = tuple(accumulate(map(_quantity, lots)))
        self.ends: Sequence[Exact] = _ends(demands, self.edges, tolerance)
        self._takers: tuple[str, ...] | None = None

    def again(
        self,
        demands: list[Demand],
        lots: list[StockLot],
        stale_orders: Container[str],
        stale_lots: Container[str],
        context: EvaluationContext,
    ) -> "PeggedItem":
        """The item with these demands and lots too, and without those of the stale ids.

        It keeps the two lists that it is given.
        """
        if self.demands:
            demands += [each for each in self.demands if each[_ORDER] not in stale_orders]
        if self.lots:
            lots += [lot for lot in self.lots if lot.id not in stale_lots]
        demands.sort()
        if len(lots) > 1:
            lots.sort(key=partial(_sureness, context))
        return PeggedItem(demands, lots, context.quantity_tolerance)

    @property
    def supply(self) -> Decimal:
        """All that there is."""
        return self.edges[-1] if self.edges else ZERO

    def find(self, order: CustomerOrder, line: OrderLine) -> int:
        """The place of the line's demand; behind all others where it raised none."""
        days = _Days()
        priority, promise, created, order_id = _rank(order, days)
        own = line.promised_on
        least = priority, promise if own is None else days[own], created, order_id, line.id
        n = bisect_left(self.demands, least)
        found = n < len(self.demands) and self.demands[n][:_NEED] == least
        return n if found else len(self.demands)

    def taken(self, n: int) -> list[tuple[StockLot, Exact]]:
        """What the demand at place `n` takes, in the order taken."""
        if n >= len(self.ends):
            return []
        start, end = self.ends[n - 1] if n else ZERO, self.ends[n]
        at = bisect_right(self.edges, start)
        taken = []
        while start < end:
            stop = min(self.edges[at], end)
            taken.append((self.lots[at], stop - start))
            start = stop
            at += 1
        return taken

    def shortage(self, n: int) -> Decimal:
        """G5: what the demand at place `n` needs and does not take."""
        need: Exact = self.demands[n][_NEED] if n < len(self.demands) else ZERO
        return ZERO + need - sum(part for _, part in self.taken(n))

    def ahead(self, n: int) -> tuple[str, ...]:
        """The orders that took before the demand at place `n`, the first in rank first."""
        return self._orders(n) if n < len(self.ends) else self.takers

    @property
    def takers(self) -> tuple[str, ...]:
        """The orders that took anything; worked out once, as every order that is short asks."""
        if self._takers is None:
            self._takers = self._orders(len(self.ends))
        return self._takers

    def changed_since(self, before: "PeggedItem", tolerance: Decimal) -> set[str]:
        """The orders that take or lack something else than before, or lack it for other reasons."""
        then, now = before.answers(), self.answers()
        orders = {key[0] for key in then.keys() ^ now.keys()}
        orders.update(key[0] for key in then.keys() & now.keys() if then[key] != now[key])
        if (before.supply, before.takers) != (self.supply, self.takers):
            orders.update(key[0] for key, (_, short) in now.items() if short > tolerance)
        return orders

    def answers(self) -> dict[tuple[str, str], tuple[list[tuple[StockLot, Exact]], Decimal]]:
        """What each demand takes and lacks, by the ids of its order and line."""
        return {
            (demand[_ORDER], demand[_LINE]): (self.taken(n), self.shortage(n))
            for n, demand in enumerate(self.demands)
        }

    def _orders(self, n: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(demand[_ORDER] for demand in self.demands[:n]))


def _ends(
    demands: Sequence[Demand], edges: Sequence[Decimal], tolerance: Decimal
) -> tuple[Exact, ...]:
    """G4: where each demand ends beside lots that end at `edges`, as long as there are lots.

    A demand of which a lot leaves no more open than the tolerance is covered, and ends with it.
    """
    if not edges:
        return ()
    whole = edges[-1]
    if not tolerance:
        all_ends = tuple(accumulate(map(_need, demands)))
        first_short = bisect_left(all_ends, whole)
        return (*all_ends[:first_short], whole) if first_short < len(all_ends) else all_ends
    ends: list[Exact] = []
    lots = zip(edges, [edge + tolerance for edge in edges[:-1]] + [_INFINITE], strict=True)
    edge, covers = next(lots)
    end: Exact = ZERO
    for demand in demands:
        end += demand[_NEED]
        while covers < end:
            edge, covers = next(lots)
        end = min(edge, end)
        ends.append(end)
        if end is whole:
            break
    return tuple(ends)


NOTHING = PeggedItem((), (), ZERO)
"""An item that nobody needs and nobody has."""
