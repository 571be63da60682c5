"""Pegging: where tracing is off, allocate the supply to the demands by rank.

Each item is pegged by itself (`PeggedItem`), so `Pegging.again` handles only the items whose
demands or lots differ. To peg everything is to peg again after nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain
from operator import is_
from typing import Final, TypeVar, final

from costatus.models._equality import Numbering
from costatus.models._validation.arguments import require
from costatus.models._validation.shown import counted
from costatus.models.as_of import AsOf
from costatus.models.lots import Booking, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import exactly
from costatus.models.settings import Settings
from costatus.pegging._arguments import Arguments
from costatus.pegging._item import NO_ITEM, PeggedItem, demands_by_item, differing, lots_by_item
from costatus.rules.facts.context import EvaluationContext, OrdersAhead, Pegged

M = TypeVar("M", CustomerOrder, StockLot)
_TRACING_OFF: Final = Settings(tracing=False)
_NO_ORDERS: Final = OrdersAhead((), 0)
_FEW_LINES: Final = 16


def peg(
    orders: Iterable[CustomerOrder],
    lots: Iterable[StockLot],
    *,
    as_of: date | datetime,
    settings: Settings = _TRACING_OFF,
) -> "Pegging":
    """Allocate the quantities of the lots to the demands of the orders, by rank.

    Pass all open orders: one that is left out takes nothing. A lot without a quantity supplies
    nothing. Only the zone of `as_of` is read, to find the day on which an MO finishes. Raises
    InvalidInput if two orders or two lots have the same id, or an argument is of a wrong kind.
    """
    require(settings, Settings, "peg", "settings", "send Settings(tracing=False)")
    nothing = Pegging(
        as_of=AsOf(as_of), settings=settings, orders={}, lots={}, items={}, previous={}
    )
    return nothing.again(orders=orders, lots=lots)


@final
class Pegging:
    """The supply that each demand gets. Made by `peg` and never changed; `again` makes another."""

    __slots__ = (
        "_as_of",
        "_changed",
        "_items",
        "_long_orders",
        "_lots",
        "_orders",
        "_previous",
        "_settings",
    )

    def __init__(
        self,
        *,
        as_of: AsOf,
        settings: Settings,
        orders: Mapping[str, CustomerOrder],
        lots: Mapping[str, StockLot],
        items: Mapping[str, PeggedItem],
        previous: Mapping[str, PeggedItem],
    ) -> None:
        self._as_of = as_of
        self._settings = settings
        self._orders = orders
        self._lots = lots
        self._items = items
        self._previous = previous
        self._changed: frozenset[str] | None = None
        self._long_orders: dict[str, dict[str, OrderLine]] = {}

    def __repr__(self) -> str:
        orders, lots = counted(len(self._orders), "order"), counted(len(self._lots), "lot")
        return f"<Pegging of {orders}, {lots}, as of {self._as_of.value}>"

    def bookings(self, order_id: str, line_id: str) -> tuple[Booking, ...]:
        """Return what the line takes, in the order taken; empty if it raised no demand. Rule G4."""
        item, place = self._find(order_id, line_id)
        return _bookings(item, place)

    def shortage(self, order_id: str, line_id: str) -> Decimal:
        """Return the quantity that stays uncovered; 0 if the line raised no demand. Rule G5.

        It is in the item's unit. A rest within the tolerance is included, although the line counts
        as covered.
        """
        item, place = self._find(order_id, line_id)
        with exactly():
            return item.shortage(place)

    def supply(self, item: str) -> Decimal:
        """Return the whole supply of the item, in its unit; 0 for an unknown item. Rule G3."""
        require(item, str, "Pegging.supply", "item", "send the id of the item")
        return self._items.get(item, NO_ITEM).supply

    def orders_ahead(self, order_id: str, line_id: str) -> OrdersAhead:
        """Return the other orders that took some of the line's item before the line."""
        item, place = self._find(order_id, line_id)
        return item.orders_ahead(place, order_id) if place < len(item.demands) else _NO_ORDERS

    def given(self, order_id: str, line: OrderLine) -> Pegged:
        """Return what the line takes, and the rest that `evaluate` needs to know.

        A line that was not pegged, or for another item, ranks after all demands of its item.
        """
        item = self._items.get(line.item, NO_ITEM)
        pegged_item, place = self._place(order_id, line.id)
        if pegged_item is not item:
            place = len(item.demands)
        ahead = partial(item.orders_ahead, place, order_id)
        return Pegged(_bookings(item, place), item.supply, ahead)

    def again(
        self,
        *,
        orders: Iterable[CustomerOrder] = (),
        lots: Iterable[StockLot] = (),
        gone_orders: Iterable[str] = (),
        gone_lots: Iterable[str] = (),
    ) -> "Pegging":
        """Peg with the orders and lots that are new or changed, and without those that are gone.

        The result is that of pegging everything, at about the cost of the items concerned. A lot
        has changed if its source has. Name what is gone by id; an id is ignored if it is unknown,
        or if its order or lot is given too. The settings and the zone stay those of `peg`. Raises
        InvalidInput as `peg` does.
        """
        arguments = Arguments("peg")
        given_orders = arguments.models("orders", orders, CustomerOrder)
        given_lots = arguments.models("lots", lots, StockLot)
        gone_order_ids = arguments.ids("gone_orders", gone_orders)
        gone_lot_ids = arguments.ids("gone_lots", gone_lots)
        arguments.refuse_faults()
        new_orders, old_orders = _changes(self._orders, given_orders, gone_order_ids, is_)
        new_lots, old_lots = _changes(self._lots, given_lots, gone_lot_ids, Numbering().same)
        context = EvaluationContext(self._as_of, self._settings)
        tolerance = context.quantity_tolerance
        with exactly():
            demands = demands_by_item(new_orders.values(), tolerance)
            old_demands = demands_by_item(old_orders.values(), tolerance)
            supplies = lots_by_item(new_lots.values())
            concerned = {
                *differing(demands, old_demands),
                *supplies,
                *lots_by_item(old_lots.values()),
            }
            previous = {name: self._items.get(name, NO_ITEM) for name in concerned}
            items = {
                name: item.again(
                    demands.get(name, []), supplies.get(name, []), old_orders, old_lots, context
                )
                for name, item in previous.items()
            }
        return Pegging(
            as_of=self._as_of,
            settings=self._settings,
            orders=_replaced(self._orders, old_orders, new_orders),
            lots=_replaced(self._lots, old_lots, new_lots),
            items={**self._items, **items},
            previous=previous,
        )

    @property
    def changed(self) -> frozenset[str]:
        """The ids of the orders whose result differs from that of the previous pegging.

        They take other lots or quantities, or they are short for another reason. After `peg` these
        are all orders that have raised a demand.
        """
        if self._changed is None:
            tolerance = self._settings.quantity_tolerance
            with exactly():
                of_items = [
                    self._items[name].changed_since(previous, tolerance)
                    for name, previous in self._previous.items()
                ]
            self._changed = frozenset(self._orders.keys() & set().union(*of_items))
        return self._changed

    def _find(self, order_id: str, line_id: str) -> tuple[PeggedItem, int]:
        require(order_id, str, "Pegging", "order_id", "send the id of the order")
        require(line_id, str, "Pegging", "line_id", "send the id of the line")
        return self._place(order_id, line_id)

    def _place(self, order_id: str, line_id: str) -> tuple[PeggedItem, int]:
        """Return the item of the pegged line, and the place of the line's demand there."""
        order = self._orders.get(order_id)
        line = None if order is None else self._line(order, line_id)
        if order is None or line is None:
            return NO_ITEM, 0
        item = self._items.get(line.item, NO_ITEM)
        return item, item.find(order, line)

    def _line(self, order: CustomerOrder, line_id: str) -> OrderLine | None:
        """Return the line of the order. The lines of a long order are indexed on first use."""
        if len(order.lines) > _FEW_LINES:
            lines = self._long_orders.get(order.id)
            if lines is None:
                lines = self._long_orders[order.id] = {line.id: line for line in order.lines}
            return lines.get(line_id)
        for line in order.lines:
            if line.id == line_id:
                return line
        return None


def _bookings(item: PeggedItem, place: int) -> tuple[Booking, ...]:
    with exactly():
        return tuple(Booking(lot, quantity) for lot, quantity in item.taken(place))


def _changes(
    known: Mapping[str, M],
    given: Mapping[str, M],
    gone: frozenset[str],
    is_same: Callable[[M, M], bool],
) -> tuple[Mapping[str, M], Mapping[str, M]]:
    """Return the new or changed records, and the outdated ones."""
    if not known:
        return given, {}
    new = {
        id_: each
        for id_, each in given.items()
        if id_ not in known or not (known[id_] is each or is_same(known[id_], each))
    }
    return new, {id_: known[id_] for id_ in chain(new, gone.difference(given)) if id_ in known}


def _replaced(
    known: Mapping[str, M], outdated: Iterable[str], new: Mapping[str, M]
) -> Mapping[str, M]:
    if not known:
        return new
    kept = dict(known)
    for id_ in outdated:
        del kept[id_]
    kept.update(new)
    return kept
