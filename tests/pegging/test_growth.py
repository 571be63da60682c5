"""Pegging grows with its input: sizes that a quadratic path would not finish."""

from collections.abc import Callable

import pytest

from tests.pegging.build import peg
from tests.pegging.crowds import CROWDS, Input, lots_under_one_line

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


def test_equal_copies_of_many_lots_of_a_large_source_change_nothing() -> None:
    """So a host may read its lots again each night; their source is compared once."""
    orders, lots = lots_under_one_line(MANY)
    copies = lots_under_one_line(MANY)[1]
    assert peg(orders, lots).again(lots=copies).changed == set()
