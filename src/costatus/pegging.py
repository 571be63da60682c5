"""Pegging: with tracing off, supply is given to demands in the order of their rank. Section 7.

Every confirmed order's outstanding lines are demands (G1), ranked by priority, promise and age
(G2); lots are supplies, the surest first (G3). One pass down both lists covers each demand (G4)
or leaves it short (G5).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from attrs import define, frozen

from costatus.models.as_of import NEVER, UNKNOWN, AsOf
from costatus.models.faults import InvalidInput
from costatus.models.fields import repeated_ids
from costatus.models.lots import Booking, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO, exactly
from costatus.models.settings import Settings
from costatus.models.statuses import LineKind, OrderStatus
from costatus.rules.facts.supply import RECEIVED, REQUESTED, beyond, expected_day, is_usable
from costatus.rules.facts.terms import Pegged, Terms

_OFF = Settings(tracing=False)


@frozen(eq=False)
class _Peg:
    """What one demand took, what it lacks, and who of its item had taken before it."""

    bookings: tuple[Booking, ...]
    shortage: Decimal
    takers: list[str]
    ahead: int


@frozen(eq=False)
class Pegging:
    """Which supply each demand gets. Made by `peg`."""

    _pegs: Mapping[tuple[str, str], _Peg]
    _supply: Mapping[str, Decimal]

    def bookings(self, order_id: str, line_id: str) -> tuple[Booking, ...]:
        """What the line takes, in the order taken; empty where it raised no demand."""
        peg = self._pegs.get((order_id, line_id))
        return peg.bookings if peg else ()

    def shortage(self, order_id: str, line_id: str) -> Decimal:
        """What is left uncovered, in the item's unit; 0 where the line raised no demand."""
        peg = self._pegs.get((order_id, line_id))
        return peg.shortage if peg else ZERO

    def supply(self, item: str) -> Decimal:
        """The item's whole supply, in its unit."""
        return self._supply.get(item, ZERO)

    def orders_ahead(self, order_id: str, line_id: str) -> tuple[str, ...]:
        """The orders that took of the line's item before it."""
        peg = self._pegs.get((order_id, line_id))
        return tuple(dict.fromkeys(peg.takers[: peg.ahead])) if peg else ()

    def given(self, order_id: str, line: OrderLine) -> Pegged:
        """All of this about one line."""
        short = self.shortage(order_id, line.id)
        return Pegged(
            self.bookings(order_id, line.id),
            self.supply(line.item),
            self.orders_ahead(order_id, line.id) if short else (),
        )


@define(eq=False)
class _Demand:
    order: CustomerOrder
    line: OrderLine
    quantity: Decimal

    def rank(self) -> tuple[float, int, int, str, str]:
        """G2: priority, promise and creation, what is missing last; then the ids."""
        promise = self.line.promised_on or self.order.promised_on
        priority, created = self.order.priority, self.order.created_on
        return (
            NEVER if priority is None else priority,
            NEVER if promise is None else promise.toordinal(),
            NEVER if created is None else created.toordinal(),
            self.order.id,
            self.line.id,
        )


def peg(
    orders: Iterable[CustomerOrder],
    lots: Iterable[StockLot],
    *,
    as_of: date | datetime,
    settings: Settings = _OFF,
) -> Pegging:
    """Give the lots' quantities to the orders' demands.

    A lot without a quantity gives nothing. Raises InvalidInput where two orders or two lots have
    the same id.
    """
    terms = Terms(AsOf(as_of), settings)
    orders, lots = list(orders), list(lots)
    _refuse_twins(orders, lots)
    with exactly():
        demands = _demands(orders, settings.quantity_tolerance)
        supplies = _supplies(lots, terms)
        pegs: dict[tuple[str, str], _Peg] = {}
        for item, wanted in demands.items():
            _give(wanted, supplies.get(item, []), settings.quantity_tolerance, pegs)
        whole = {
            item: sum((lot.quantity or ZERO for lot in stock), ZERO)
            for item, stock in supplies.items()
        }
    return Pegging(pegs, whole)


def _refuse_twins(orders: list[CustomerOrder], lots: list[StockLot]) -> None:
    faults = [*repeated_ids("orders", orders), *repeated_ids("lots", lots)]
    if faults:
        raise InvalidInput("peg", faults)


def _demands(orders: list[CustomerOrder], tolerance: Decimal) -> dict[str, list[_Demand]]:
    """G1 and G2: what confirmed orders still need, by item, the first in rank first."""
    demands: dict[str, list[_Demand]] = defaultdict(list)
    for order in orders:
        if order.stage is not OrderStatus.CONFIRMED:
            continue
        for line in order.lines:
            target = beyond(line.quantity, line.closed, tolerance)
            outstanding = beyond(target, line.shipped, tolerance)
            if line.kind is LineKind.STOCKED and outstanding:
                demands[line.item].append(_Demand(order, line, outstanding))
    for wanted in demands.values():
        wanted.sort(key=_Demand.rank)
    return demands


def _supplies(lots: list[StockLot], terms: Terms) -> dict[str, list[StockLot]]:
    """G3: what can be given, by item, the surest first."""
    supplies: dict[str, list[StockLot]] = defaultdict(list)
    for lot in lots:
        if lot.quantity and is_usable(lot):
            supplies[lot.item].append(lot)
    for stock in supplies.values():
        stock.sort(key=lambda lot: (*_sureness(lot, terms), lot.id))
    return supplies


def _sureness(lot: StockLot, terms: Terms) -> tuple[int, int]:
    if lot.status is RECEIVED:
        return 0, UNKNOWN
    if lot.status is REQUESTED:
        return 2, UNKNOWN
    return 1, expected_day(lot, terms) or NEVER


def _give(
    wanted: list[_Demand],
    stock: list[StockLot],
    tolerance: Decimal,
    pegs: dict[tuple[str, str], _Peg],
) -> None:
    """G4 and G5: one pass down the demands and the supplies of one item."""
    supplies = [(lot, lot.quantity or ZERO) for lot in reversed(stock)]
    takers: list[str] = []
    for demand in wanted:
        ahead = len(takers)
        need = demand.quantity
        taken: list[Booking] = []
        while need > tolerance and supplies:
            lot, left = supplies.pop()
            part = min(need, left)
            taken.append(Booking(lot, part))
            need -= part
            if left > part:
                supplies.append((lot, left - part))
        if taken:
            takers.append(demand.order.id)
        pegs[demand.order.id, demand.line.id] = _Peg(tuple(taken), need, takers, ahead)
