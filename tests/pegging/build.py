"""Builders of orders and lots of the bike, and short forms of what pegging answers."""

from typing import Any

import costatus as cs
from tests.cases.build import TODAY, line, lot

OFF = cs.Settings(tracing=False)


def order(name: str, *lines: cs.OrderLine, stage: str = "confirmed", **more: Any) -> Any:
    """Build an order; it needs 10 of the bike where no lines are given."""
    return cs.CustomerOrder(name, cs.OrderStatus(stage), lines or [line()], **more)


def stock(*names: str, quantity: float = 10) -> list[cs.StockLot]:
    """Build received lots."""
    return [lot(name, quantity=quantity) for name in names]


def peg(orders: list[cs.CustomerOrder], lots: list[cs.StockLot]) -> cs.Pegging:
    """Peg with the default settings."""
    return cs.peg(orders, lots, as_of=TODAY)


def taken(pegging: cs.Pegging, order_id: str, line_id: str = "1") -> list[tuple[str, float]]:
    """Return the ids and quantities of the bookings."""
    bookings = pegging.bookings(order_id, line_id)
    return [(booking.lot.id, float(booking.quantity)) for booking in bookings]
