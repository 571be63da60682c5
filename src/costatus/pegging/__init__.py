"""Pegging: with tracing off, supply is given to demands in the order of their rank. Section 7.

Items are pegged one by one (`pegged_item`), so pegging again looks only at those whose demands or
lots have changed; pegging all is pegging again after nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from attrs import frozen

from costatus.models.as_of import AsOf
from costatus.models._validation.faults import InvalidInput
from costatus.models._validation.fields import repeated_ids
from costatus.models.lots import Booking, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import exactly
from costatus.models.settings import Settings
from costatus.pegging._item import NOTHING, PeggedItem, demands_of, supplies_of
from costatus.rules.facts.context import Pegged, EvaluationContext

M = TypeVar("M", CustomerOrder, StockLot)
_OFF = Settings(tracing=False)


def peg(
    orders: Iterable[CustomerOrder],
    lots: Iterable[StockLot],
    *,
    as_of: date | datetime,
    settings: Settings = _OFF,
) -> "Pegging":
    """Give the lots' quantities to the orders' demands.

    Give all open orders: one that is not among them takes nothing. A lot without a quantity gives
    nothing. Of `as_of` only the zone is read, for the day on which an MO finishes. Raises
    InvalidInput where two orders or two lots have the same id.
    """
    nothing = Pegging(AsOf(as_of), settings, {}, {}, {}, {})
    return nothing.again(orders=orders, lots=lots)


@frozen(eq=False)
class Pegging:
    """Which supply each demand gets. Made by `peg`; it never changes, `again` makes a new one."""

    _as_of: AsOf
    _settings: Settings
    _orders: Mapping[str, CustomerOrder]
    _lots: Mapping[str, StockLot]
    _items: Mapping[str, PeggedItem]
    _before: Mapping[str, PeggedItem]

    def bookings(self, order_id: str, line_id: str) -> tuple[Booking, ...]:
        """What the line takes, in the order taken; empty where it raised no demand."""
        item, n = self._place(order_id, line_id)
        return _bookings(item, n)

    def shortage(self, order_id: str, line_id: str) -> Decimal:
        """What is left uncovered, in the item's unit; 0 where the line raised no demand.

        A rest within the tolerance is told too, although the line counts as covered.
        """
        item, n = self._place(order_id, line_id)
        with exactly():
            return item.shortage(n)

    def supply(self, item: str) -> Decimal:
        """The item's whole supply, in its unit."""
        return self._items.get(item, NOTHING).supply

    def orders_ahead(self, order_id: str, line_id: str) -> tuple[str, ...]:
        """The orders that took of the line's item before it, the first in rank first."""
        item, n = self._place(order_id, line_id)
        return item.ahead(n) if n < len(item.demands) else ()

    def given(self, order_id: str, line: OrderLine) -> Pegged:
        """All of this about one line, for `evaluate`.

        A line that was not pegged, or for another item, stands behind all demands of its item.
        """
        asked = self._items.get(line.item, NOTHING)
        item, n = self._place(order_id, line.id)
        if item is not asked:
            item, n = asked, len(asked.demands)
        return Pegged(_bookings(item, n), item.supply, lambda: item.ahead(n))

    def again(
        self,
        *,
        orders: Iterable[CustomerOrder] = (),
        lots: Iterable[StockLot] = (),
        gone_orders: Iterable[str] = (),
        gone_lots: Iterable[str] = (),
    ) -> "Pegging":
        """Peg with orders and lots that are new or changed, and without those that are gone.

        The answer is that of pegging all, at about the cost of the items that are touched. A lot
        has changed where its source has. What is gone is given by id; an id that is not known, or
        whose order or lot is given too, is passed over. Settings and the zone stay those of `peg`.
        Raises InvalidInput where two orders or two lots have the same id.
        """
        told_orders, told_lots = _by_id(orders, lots)
        new_orders, stale_orders = _news(self._orders, told_orders, gone_orders)
        new_lots, stale_lots = _news(self._lots, told_lots, gone_lots)
        context = EvaluationContext(self._as_of, self._settings)
        tolerance = context.quantity_tolerance
        with exactly():
            demands = demands_of(new_orders.values(), tolerance)
            supplies = supplies_of(new_lots.values())
            touched = {
                *demands,
                *supplies,
                *demands_of(stale_orders.values(), tolerance),
                *supplies_of(stale_lots.values()),
            }
            before = {name: self._items.get(name, NOTHING) for name in touched}
            items = {
                name: item.again(
                    demands.get(name, []), supplies.get(name, []), stale_orders, stale_lots, context
                )
                for name, item in before.items()
            }
        return Pegging(
            self._as_of,
            self._settings,
            _replaced(self._orders, stale_orders, new_orders),
            _replaced(self._lots, stale_lots, new_lots),
            {**self._items, **items},
            before,
        )

    @property
    def changed(self) -> frozenset[str]:
        """The ids of the orders for which the last pegging made a difference.

        They take other lots or quantities than before, or they are short for other reasons. After
        `peg` these are all orders that have raised a demand.
        """
        tolerance = self._settings.quantity_tolerance
        with exactly():
            moved = [
                self._items[name].changed_since(before, tolerance)
                for name, before in self._before.items()
            ]
        return frozenset(self._orders.keys() & set().union(*moved))

    def _place(self, order_id: str, line_id: str) -> tuple[PeggedItem, int]:
        """Where the line's demand is."""
        order = self._orders.get(order_id)
        if order is not None:
            for line in order.lines:
                if line.id == line_id:
                    item = self._items.get(line.item, NOTHING)
                    return item, item.find(order, line)
        return NOTHING, 0


def _bookings(item: PeggedItem, n: int) -> tuple[Booking, ...]:
    with exactly():
        return tuple(Booking(lot, quantity) for lot, quantity in item.taken(n))


def _by_id(
    orders: Iterable[CustomerOrder], lots: Iterable[StockLot]
) -> tuple[dict[str, CustomerOrder], dict[str, StockLot]]:
    orders, lots = tuple(orders), tuple(lots)
    orders_by_id = {order.id: order for order in orders}
    lots_by_id = {lot.id: lot for lot in lots}
    if len(orders_by_id) < len(orders) or len(lots_by_id) < len(lots):
        faults = [*repeated_ids("orders", orders), *repeated_ids("lots", lots)]
        raise InvalidInput("peg", faults)
    return orders_by_id, lots_by_id


def _news(
    known: Mapping[str, M], told: Mapping[str, M], gone: Iterable[str]
) -> tuple[Mapping[str, M], Mapping[str, M]]:
    """What is told and not known so yet, and what is known and no longer so."""
    if not known:
        return told, {}
    new = {id_: each for id_, each in told.items() if known.get(id_) != each}
    stale = known.keys() & (new.keys() | {*gone}.difference(told))
    return new, {id_: known[id_] for id_ in stale}


def _replaced(
    known: Mapping[str, M], stale: Iterable[str], new: Mapping[str, M]
) -> Mapping[str, M]:
    if not known:
        return new
    kept = dict(known)
    for id_ in stale:
        del kept[id_]
    kept.update(new)
    return kept
