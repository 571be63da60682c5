"""Pegging grows with its input, also where one order has many lines, or one line many lots."""

from collections.abc import Callable

import pytest

from tests.growth import Work, assert_it_grows_with_its_input
from tests.pegging.build import peg
from tests.pegging.crowds import CROWDS, Input, lots_under_one_line


@pytest.mark.parametrize("crowd", CROWDS)
def test_reading_every_line_grows_with_the_input(crowd: Callable[[int], Input]) -> None:
    def pegged(n: int) -> Work:
        orders, lots = crowd(n)

        def work() -> None:
            pegging = peg(orders, lots)
            left = pegging.supply("bike")
            for order in orders:
                for line in order.lines:
                    given = pegging.given(order.id, line)
                    left -= sum(booking.quantity for booking in given.bookings)
                    assert len(given.ahead().nearest) <= 5
            assert left == 0
            assert pegging.changed == {order.id for order in orders}

        return work

    assert_it_grows_with_its_input(pegged, 1_000)


def test_equal_copies_of_many_lots_of_a_large_source_change_nothing() -> None:
    """So a host may read its lots again each night; their source is compared once."""

    def pegged_again(n: int) -> Work:
        orders, lots = lots_under_one_line(n)
        pegging, copies = peg(orders, lots), lots_under_one_line(n)[1]

        def work() -> None:
            assert pegging.again(lots=copies).changed == set()

        return work

    assert_it_grows_with_its_input(pegged_again, 1_000)
