"""What is outstanding of a line, and what is booked for it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from attrs import frozen

from costatus import Booking, CustomerOrder, LineKind, OrderLine, OrderStatus, Settings
from tests.reference.clock import Clock
from tests.reference.coverage import Coverage, coverage_of, unreceived
from tests.reference.lots import NOTHING, beyond, expected_day, is_usable

FINISHED = (OrderStatus.DELIVERED, OrderStatus.CANCELED, OrderStatus.ARCHIVED)


class Pegged(Protocol):
    """What tracing off needs: a `costatus.Pegging`, or the one of this package."""

    def bookings(self, order_id: str, line_id: str, /) -> Sequence[Booking]:
        """Return what the line is pegged to."""

    def orders_ahead(self, order_id: str, line_id: str, /) -> Sequence[str]:
        """Return the orders that took the item before the line, the nearest first."""

    def supply(self, item: str, /) -> Decimal:
        """Return the whole supply of an item."""


@frozen
class LineState:
    """A line of an order, and the bookings that count for it."""

    line: OrderLine
    promise: date | None
    countable: bool
    target: Decimal
    outstanding: Decimal
    usable: Sequence[Booking]
    booked: Decimal
    coverage: Coverage
    coming: Coverage
    short: bool
    surplus: Decimal


def line_state(
    order: CustomerOrder, line: OrderLine, clock: Clock, settings: Settings, pegged: Pegged | None
) -> LineState:
    """Find what is outstanding and what covers it."""
    tolerance = settings.quantity_tolerance
    target = beyond(line.quantity - line.closed, tolerance)
    outstanding = beyond(target - line.shipped, tolerance)
    promise = order.promised_on if line.promised_on is None else line.promised_on
    usable = usable_bookings(order, line, pegged)
    booked = sum((booking.quantity for booking in usable), NOTHING)
    if pegged is None:
        coverage = coverage_of(usable, outstanding, promise, tolerance, clock)
    else:
        coverage = [(booking.lot, expected_day(booking.lot, clock)) for booking in usable]
    return LineState(
        line=line,
        promise=promise,
        countable=line.kind is LineKind.STOCKED and target > 0,
        target=target,
        outstanding=outstanding,
        usable=usable,
        booked=booked,
        coverage=coverage,
        coming=unreceived(coverage),
        short=outstanding - booked > tolerance,
        surplus=beyond(booked - outstanding, tolerance),
    )


def usable_bookings(
    order: CustomerOrder, line: OrderLine, pegged: Pegged | None
) -> Sequence[Booking]:
    """Return the bookings that count; a canceled order has released its own."""
    if line.kind is not LineKind.STOCKED or order.stage is OrderStatus.CANCELED:
        return ()
    if pegged is not None:
        return pegged.bookings(order.id, line.id)
    return [booking for booking in line.bookings if is_usable(booking.lot)]
