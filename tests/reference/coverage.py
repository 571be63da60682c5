"""The coverage of a line or a part: the bookings that decide, the surest first."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from attrs import frozen

from costatus import Booking, ManufacturingOrder, Part, StockLot
from tests.reference.clock import Clock
from tests.reference.lots import (
    NOTHING,
    beyond,
    expected_day,
    is_received,
    is_requested,
    is_usable,
    planned_start,
)

Coverage: TypeAlias = list[tuple[StockLot, date | None]]
"""Lots, each with the day on which it is expected."""


def coverage_of(
    usable: Sequence[Booking],
    needed: Decimal,
    promise: date | None,
    tolerance: Decimal,
    clock: Clock,
) -> Coverage:
    """Take usable bookings, the surest first, until what is needed is reached."""
    dated = [(booking, expected_day(booking.lot, clock)) for booking in usable]
    dated.sort(key=lambda one: sureness(one[0].lot, one[1], promise))
    coverage: Coverage = []
    for booking, day in dated:
        if needed <= tolerance:
            break
        coverage.append((booking.lot, day))
        needed -= booking.quantity
    return coverage


def sureness(lot: StockLot, day: date | None, promise: date | None) -> tuple[int, date, str]:
    """Rank: received, expected by the promise, of unknown day, expected after it, requested."""
    if is_received(lot):
        return 0, date.min, lot.id
    if is_requested(lot):
        return 4, date.min, lot.id
    if day is None:
        return 2, date.min, lot.id
    return (1 if promise is None or day <= promise else 3), day, lot.id


def unreceived(coverage: Coverage) -> Coverage:
    """Return what is not in stock."""
    return [(lot, day) for lot, day in coverage if not is_received(lot)]


def latest_day(lots: Sequence[StockLot], clock: Clock) -> date | None:
    """Return the latest known day on which one of the lots is expected."""
    days = [day for lot in lots if (day := expected_day(lot, clock)) is not None]
    return max(days) if days else None


@frozen
class PartState:
    """A part of a manufacturing order: what it lacks, and the unreceived lots of its coverage."""

    part: Part
    missing: Decimal
    coming: Coverage


def part_states(mo: ManufacturingOrder, tolerance: Decimal, clock: Clock) -> list[PartState]:
    """Return the state of each part; the day on which the order starts is its promise."""
    start = planned_start(mo, clock)
    promise = None if start is None else clock.day(start)
    states = []
    for part in mo.parts:
        usable = [booking for booking in part.bookings if is_usable(booking.lot)]
        needed = beyond(part.quantity - part.consumed, tolerance)
        booked = sum((booking.quantity for booking in usable), NOTHING)
        coverage = coverage_of(usable, needed, promise, tolerance, clock)
        states.append(PartState(part, beyond(needed - booked, tolerance), unreceived(coverage)))
    return states
