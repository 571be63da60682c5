"""Pegging grows with its input: sizes that a quadratic path would not finish."""

from collections.abc import Callable
from datetime import timedelta

import pytest

import costatus as cs
from tests.cases.build import TODAY
from tests.pegging.build import order, peg, stock

MANY = 100_000
Input = tuple[list[cs.CustomerOrder], list[cs.StockLot]]


def lines_of_one_order() -> Input:
    lines = [cs.OrderLine(str(n), "bike", 1) for n in range(MANY)]
    return [order("CO-1", *lines)], stock("L1", quantity=MANY // 2)


def lines_of_two_orders_between_each_other() -> Input:
    """So the next order is near, and the third one far."""
    days = [TODAY + timedelta(days=n) for n in range(MANY // 2)]
    lines = [
        cs.OrderLine(str(n), "bike", 1, promised_on=promised) for n, promised in enumerate(days)
    ]
    return [order("CO-1", *lines), order("CO-2", *lines)], stock("L1", quantity=MANY // 2)


def orders_of_one_item() -> Input:
    need = cs.OrderLine("1", "bike", 1)
    return [order(f"CO-{n}", need) for n in range(MANY)], stock("L1", quantity=MANY // 2)


def lots_under_one_line() -> Input:
    lots = [cs.StockLot(f"L-{n}", "bike", cs.LotStatus.RECEIVED, quantity=1) for n in range(MANY)]
    return [order("CO-1", cs.OrderLine("1", "bike", MANY))], lots


@pytest.mark.parametrize(
    "crowd",
    [
        lines_of_one_order,
        lines_of_two_orders_between_each_other,
        orders_of_one_item,
        lots_under_one_line,
    ],
)
def test_every_line_of_a_large_input_is_read(crowd: Callable[[], Input]) -> None:
    orders, lots = crowd()
    pegging = peg(orders, lots)
    left = pegging.supply("bike")
    for each in orders:
        for line in each.lines:
            given = pegging.given(each.id, line)
            left -= sum(booking.quantity for booking in given.bookings)
            assert len(given.ahead().nearest) <= 5
    assert left == 0
    assert pegging.changed == {each.id for each in orders}
