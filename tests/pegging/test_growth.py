"""Pegging grows with its input: sizes that a quadratic path would not finish."""

from collections.abc import Callable

import pytest

from tests.pegging.build import peg
from tests.pegging.crowds import CROWDS, Input

MANY = 100_000


@pytest.mark.parametrize("crowd", CROWDS)
def test_every_line_of_a_large_input_is_read(crowd: Callable[[int], Input]) -> None:
    orders, lots = crowd(MANY)
    pegging = peg(orders, lots)
    left = pegging.supply("bike")
    for order in orders:
        for line in order.lines:
            given = pegging.given(order.id, line)
            left -= sum(booking.quantity for booking in given.bookings)
            assert len(given.ahead().nearest) <= 5
    assert left == 0
    assert pegging.changed == {order.id for order in orders}
