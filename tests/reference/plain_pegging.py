"""Section 7 told a second time, as its text reads: slow, and sharing no code with the library.

Each demand in its turn looks over every lot of the site for the best that still has something, and
so on until it is covered: the cost is quadratic.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal, localcontext
from typing import Any

from attrs import frozen

import costatus as cs


@frozen
class Share:
    """What a line takes, by lot id, what it lacks, and which orders took of its item before."""

    taken: list[tuple[str, Decimal]]
    shortage: Decimal
    ahead: list[str]


def allocate(
    orders: Sequence[cs.CustomerOrder],
    lots: Sequence[cs.StockLot],
    tolerance: Decimal,
    zone: tzinfo | None = None,
) -> dict[tuple[str, str], Share]:
    """The share of each demand, by the ids of its order and line."""
    shares: dict[tuple[str, str], Share] = {}
    with localcontext(prec=60):
        left = {lot.id: lot.quantity or Decimal(0) for lot in lots if gives(lot)}
        takers: list[tuple[str, str]] = []
        for order, line in sorted(demands(orders, tolerance), key=rank):
            ahead = list(dict.fromkeys(who for item, who in takers if item == line.item))
            need = line.quantity - line.closed - line.shipped
            taken = []
            while need > tolerance:
                stock = [lot for lot in lots if lot.item == line.item and left.get(lot.id, 0) > 0]
                if not stock:
                    break
                lot = min(stock, key=lambda lot: sureness(lot, zone))
                part = min(need, left[lot.id])
                taken.append((lot.id, part))
                left[lot.id] -= part
                need -= part
            if taken:
                takers.append((line.item, order.id))
            shares[order.id, line.id] = Share(taken, need, ahead)
    return shares


def demands(
    orders: Sequence[cs.CustomerOrder], tolerance: Decimal
) -> Iterator[tuple[cs.CustomerOrder, cs.OrderLine]]:
    """G1."""
    for order in orders:
        for line in order.lines:
            countable = line.kind == "stocked" and line.quantity - line.closed > tolerance
            outstanding = line.quantity - line.closed - line.shipped > tolerance
            if order.stage == "confirmed" and countable and outstanding:
                yield order, line


def rank(demand: tuple[cs.CustomerOrder, cs.OrderLine]) -> tuple[Any, ...]:
    """G2."""
    order, line = demand
    promise = line.promised_on or order.promised_on
    facts = (order.priority, promise, order.created_on)
    return (*((fact is None, fact or 0) for fact in facts), order.id, line.id)


def gives(lot: cs.StockLot) -> bool:
    """G3, which lots. Goods that are received are there, whatever became of their source."""
    if lot.status == "received":
        return True
    dead_source = lot.source is not None and lot.source.stage in {"canceled", "rfq"}
    return lot.status in {"planned", "on_hold", "requested"} and not dead_source


def sureness(lot: cs.StockLot, zone: tzinfo | None) -> tuple[Any, ...]:
    """G3, in which order."""
    if lot.status == "received":
        return 1, lot.id
    if lot.status == "requested":
        return 3, lot.id
    expected = expected_on(lot, zone)
    return 2, expected is None, expected or 0, lot.id


def expected_on(lot: cs.StockLot, zone: tzinfo | None) -> date | None:
    """The lot's own day, else its source's; moments count by the day that `zone` has."""
    if lot.expected_on is not None:
        return lot.expected_on
    match lot.source:
        case cs.PurchaseOrder(expected_on=expected):
            return expected
        case cs.TransferOrder(planned_arrival_on=arrival):
            return arrival
        case cs.ManufacturingOrder(planned_finish=None, operations=steps):
            days = [day_of(step.planned_finish, zone) for step in steps if step.planned_finish]
            return max(days, default=None)
        case cs.ManufacturingOrder(planned_finish=finish) if finish is not None:
            return day_of(finish, zone)
    return None


def day_of(deadline: date | datetime, zone: tzinfo | None) -> date:
    """The day of a deadline in the zone, or as it shows itself where there is none."""
    if isinstance(deadline, datetime):
        return deadline.astimezone(zone).date() if zone else deadline.date()
    return deadline
