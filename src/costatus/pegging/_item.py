"""The pegging of one item: its demands laid beside its lots.

Lay the lots end to end, the surest first (G3), and the demands beside them, the highest in rank
first (G2). A demand takes what it lies beside (G4); what lies beyond the last lot is its shortage
(G5):

    lots      |------ L-1 ------|-------- L-2 --------|
    demands   |-- CO-1 --|------- CO-3 -------|------- CO-2 -------|

So it is enough to keep where each lot and each demand ends. What a demand takes follows from that.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import accumulate
from operator import itemgetter
from typing import Final, TypeAlias, TypeVar

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.statuses import LineKind, OrderStatus
from costatus.pegging._takers import Takers
from costatus.rules.facts.context import EvaluationContext, OrdersAhead
from costatus.rules.facts.coverage import RECEIVED, expected_day, is_requested, is_usable
from costatus.rules.facts.line import demand_of

K = TypeVar("K")
Exact: TypeAlias = Decimal | int
"""An exact number. Whole ones are an int, which is smaller and faster to add."""

Demand: TypeAlias = tuple[float, int, int, str, str, Exact]
"""Priority, promise, creation, order id, line id, and the quantity needed; sorts by rank.

A plain tuple, because millions are sorted and kept.
"""

_ORDER: Final = 3
_LINE: Final = 4
_NEED: Final = 5
_order_id = itemgetter(_ORDER)
_whole_part = Decimal.__trunc__  # faster than int()
_INFINITE = Decimal("Infinity")
_CONFIRMED, _STOCKED = OrderStatus.CONFIRMED, LineKind.STOCKED


class _DayNumbers(dict[date | None, int]):
    """The number of each day, NEVER for None. A dict, so that equal days share one int."""

    def __missing__(self, day: date | None) -> int:
        number = self[day] = NEVER if day is None else day.toordinal()
        return number


def _order_rank(order: CustomerOrder, days: _DayNumbers) -> tuple[float, int, int, str]:
    """Return the part of G2 that an order's lines share; what is missing comes last."""
    priority = order.priority
    return (
        math.inf if priority is None else priority,
        days[order.promised_on],
        days[order.created_on],
        order.id,
    )


def demands_by_item(orders: Iterable[CustomerOrder], tolerance: Decimal) -> dict[str, list[Demand]]:
    """Return what confirmed orders still need (G1)."""
    demands: dict[str, list[Demand]] = defaultdict(list)
    days = _DayNumbers()
    for order in orders:
        if order.stage is not _CONFIRMED:
            continue
        priority, promise, created, order_id = _order_rank(order, days)
        for line in order.lines:
            need = line.quantity
            if line.closed or line.shipped:
                _, need = demand_of(line, tolerance)
            if need > tolerance and line.kind is _STOCKED:
                own = line.promised_on
                promised = promise if own is None else days[own]
                exact = whole if (whole := _whole_part(need)) == need else need
                demand = priority, promised, created, order_id, line.id, exact
                demands[line.item].append(demand)
    return demands


def lots_by_item(lots: Iterable[StockLot]) -> dict[str, list[StockLot]]:
    """Return the lots that can supply something (G3)."""
    by_item: dict[str, list[StockLot]] = defaultdict(list)
    for lot in lots:
        if lot.quantity and is_usable(lot):
            by_item[lot.item].append(lot)
    return by_item


def _lot_rank(context: EvaluationContext, lot: StockLot) -> tuple[int, str]:
    """Return a key that sorts lots by G3."""
    status = lot.status
    if status is RECEIVED:
        return UNKNOWN, lot.id
    source = lot.source
    if is_requested(status, source):
        return NEVER + 1, lot.id
    return expected_day(lot, source, context) or NEVER, lot.id


class PeggedItem:
    """The demands and lots of one item by rank, and where each of them ends.

    `demand_ends` is shorter than `demands` where there is too little: the rest takes nothing.
    """

    __slots__ = ("_takers", "demand_ends", "demands", "lot_ends", "lots")

    def __init__(
        self, demands: Sequence[Demand], lots: Sequence[StockLot], tolerance: Decimal
    ) -> None:
        self.demands: Sequence[Demand] = demands
        self.lots: Sequence[StockLot] = lots
        self.lot_ends: Sequence[Decimal] = tuple(accumulate([lot.quantity or ZERO for lot in lots]))
        self.demand_ends: Sequence[Exact] = _ends(demands, self.lot_ends, tolerance)
        self._takers: Takers | None = None

    def again(
        self,
        demands: list[Demand],
        lots: list[StockLot],
        outdated_orders: Container[str],
        outdated_lots: Container[str],
        context: EvaluationContext,
    ) -> "PeggedItem":
        """Return the item with more demands and lots, and without those of the outdated ids.

        The two lists become its own.
        """
        if self.demands:
            demands += [each for each in self.demands if each[_ORDER] not in outdated_orders]
        if self.lots:
            lots += [lot for lot in self.lots if lot.id not in outdated_lots]
        demands.sort()
        if len(lots) > 1:
            lots.sort(key=partial(_lot_rank, context))
        return PeggedItem(demands, lots, context.quantity_tolerance)

    @property
    def supply(self) -> Decimal:
        """The quantity of all lots."""
        return self.lot_ends[-1] if self.lot_ends else ZERO

    def find(self, order: CustomerOrder, line: OrderLine) -> int:
        """Return the place of the line's demand; after all others where it raised none."""
        days = _DayNumbers()
        priority, promise, created, order_id = _order_rank(order, days)
        own = line.promised_on
        rank = priority, promise if own is None else days[own], created, order_id, line.id
        place = bisect_left(self.demands, rank)
        found = place < len(self.demands) and self.demands[place][:_NEED] == rank
        return place if found else len(self.demands)

    def taken(self, place: int) -> list[tuple[StockLot, Exact]]:
        """Return what the demand takes of each lot, in the order taken (G4)."""
        start, end = self._span(place)
        at = bisect_right(self.lot_ends, start)
        taken = []
        while start < end:
            stop = min(self.lot_ends[at], end)
            taken.append((self.lots[at], stop - start))
            start = stop
            at += 1
        return taken

    def shortage(self, place: int) -> Decimal:
        """Return what the demand needs and does not take (G5)."""
        if place >= len(self.demands):
            return ZERO
        start, end = self._span(place)
        return ZERO + self.demands[place][_NEED] - (end - start)

    def _span(self, place: int) -> tuple[Exact, Exact]:
        """Return where the part of the lots that the demand takes starts and ends."""
        if place >= len(self.demand_ends):
            return ZERO, ZERO
        return self.demand_ends[place - 1] if place else ZERO, self.demand_ends[place]

    def orders_ahead(self, place: int, order_id: str) -> OrdersAhead:
        """Return the other orders that take some before the place."""
        if self._takers is None:
            self._takers = Takers(map(_order_id, self.demands[: len(self.demand_ends)]))
        return self._takers.ahead(place, order_id)

    def changed_since(self, before: "PeggedItem", tolerance: Decimal) -> set[str]:
        """Return the ids of the orders that have another answer than before."""
        then, now = before.answers(tolerance), self.answers(tolerance)
        return {order_id for order_id, _ in differing(then, now)}

    def answers(self, tolerance: Decimal) -> dict[tuple[str, str], tuple[object, ...]]:
        """Return what each demand takes and lacks, and where it lacks some also why.

        A lot is compared by its identity, as one that is still the same is still the same object.
        """
        answers: dict[tuple[str, str], tuple[object, ...]] = {}
        for place, demand in enumerate(self.demands):
            taken = [(id(lot), quantity) for lot, quantity in self.taken(place)]
            shortage = self.shortage(place)
            short = shortage > tolerance
            why = (self.supply, self.orders_ahead(place, demand[_ORDER])) if short else None
            answers[demand[_ORDER], demand[_LINE]] = taken, shortage, why
        return answers


def differing(some: Mapping[K, object], others: Mapping[K, object]) -> set[K]:
    """Return the keys whose values differ, or that only one of the mappings has."""
    if not others:
        return {*some}
    return {key for key in some.keys() | others.keys() if some.get(key) != others.get(key)}


def _ends(
    demands: Sequence[Demand], lot_ends: Sequence[Decimal], tolerance: Decimal
) -> tuple[Exact, ...]:
    """Return where each demand ends beside lots that end at `lot_ends`, while there are lots (G4).

    A demand is covered, and ends, where a lot leaves no more of it than the tolerance.
    """
    if not lot_ends:
        return ()
    last = lot_ends[-1]
    if not tolerance:
        all_ends = tuple(accumulate([demand[_NEED] for demand in demands]))
        first_short = bisect_left(all_ends, last)
        return (*all_ends[:first_short], last) if first_short < len(all_ends) else all_ends
    ends: list[Exact] = []
    lots = zip(lot_ends, [each + tolerance for each in lot_ends[:-1]] + [_INFINITE], strict=True)
    lot_end, covers = next(lots)
    end: Exact = ZERO
    for demand in demands:
        end += demand[_NEED]
        while covers < end:
            lot_end, covers = next(lots)
        end = min(lot_end, end)
        ends.append(end)
        if end is last:
            break
    return tuple(ends)


NO_ITEM = PeggedItem((), (), ZERO)
"""An item without demand and without stock."""
