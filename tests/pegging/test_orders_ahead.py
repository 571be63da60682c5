"""The orders that took some of a line's item before it: the nearest five, and how many others."""

from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from tests.cases.build import TODAY, day, line, lot
from tests.pegging.build import OFF, order, peg, stock
from tests.reference import pegging as plain


def test_the_nearest_five_are_named_and_the_others_counted() -> None:
    """Twelve orders need 10 each, and there are 95: the last two take nothing."""
    orders = [order(f"CO-{n:02}") for n in range(12)]
    pegging = peg(orders, stock("L1", quantity=95))
    last = (("CO-09", "CO-08", "CO-07", "CO-06", "CO-05"), 5)
    assert pegging.orders_ahead("CO-11", "1") == last
    assert pegging.orders_ahead("CO-10", "1") == last
    assert pegging.orders_ahead("CO-09", "1") == (("CO-08", "CO-07", "CO-06", "CO-05", "CO-04"), 4)
    assert pegging.orders_ahead("CO-05", "1") == (("CO-04", "CO-03", "CO-02", "CO-01", "CO-00"), 0)
    assert pegging.orders_ahead("CO-01", "1") == (("CO-00",), 0)
    assert pegging.orders_ahead("CO-00", "1") == ((), 0)


def test_an_order_counts_once_where_its_nearest_line_is() -> None:
    early, late = line(promised_on=day(1)), line(name="2", promised_on=day(3))
    orders = [order("CO-1", early, late), order("CO-2", line(promised_on=day(2))), order("CO-9")]
    pegging = peg(orders, stock("L1", quantity=30))
    assert pegging.orders_ahead("CO-9", "1") == (("CO-1", "CO-2"), 0)
    assert pegging.orders_ahead("CO-2", "1") == (("CO-1",), 0)


def test_an_order_is_not_ahead_of_itself() -> None:
    both = order("CO-1", line(), line(name="2"))
    assert peg([both], stock("L1")).orders_ahead("CO-1", "2") == ((), 0)
    pegging = peg([both, order("CO-0", line(quantity=2))], stock("L1"))
    assert pegging.orders_ahead("CO-1", "2") == (("CO-0",), 0)


def test_orders_of_another_item_and_those_that_took_nothing_are_not_ahead() -> None:
    bell = order("CO-1", cs.OrderLine("1", "bell", 1))
    quotation = order("CO-2", stage="quotation")
    orders = [bell, quotation, order("CO-3"), order("CO-4"), order("CO-5")]
    lots = [*stock("L1"), cs.StockLot("L2", "bell", cs.LotStatus.RECEIVED, quantity=1)]
    pegging = peg(orders, lots)
    assert pegging.orders_ahead("CO-5", "1") == (("CO-3",), 0)


def test_a_line_that_was_not_pegged_is_behind_all() -> None:
    pegging = peg([order("CO-1", line(quantity=1), priority=1), order("CO-2")], stock("L1"))
    assert pegging.given("CO-0", line()).ahead() == (("CO-2", "CO-1"), 0)
    assert pegging.given("CO-1", line(name="2")).ahead() == (("CO-2",), 0)
    assert pegging.orders_ahead("CO-0", "1") == ((), 0)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[cs.CustomerOrder], int]:
    """Draw up to a dozen orders whose lines lie between each other's, and a quantity in stock."""
    days = st.lists(st.integers(0, 9), min_size=1, max_size=4)
    orders = [
        order(
            f"CO-{n}",
            *(line(name=str(m), quantity=1, promised_on=day(d)) for m, d in enumerate(draw(days))),
        )
        for n in range(draw(st.integers(1, 12)))
    ]
    return orders, draw(st.integers(0, 30))


@given(crowds())
def test_the_answer_is_that_of_a_plain_walk_back(crowd: tuple[list[cs.CustomerOrder], int]) -> None:
    orders, quantity = crowd
    lots = [lot("L1", quantity=quantity)]
    pegging, expected = peg(orders, lots), plain.peg(orders, lots, TODAY, OFF)
    for order_id, line_id in expected.shares:
        ahead = [each for each in expected.orders_ahead(order_id, line_id) if each != order_id]
        assert pegging.orders_ahead(order_id, line_id) == (tuple(ahead[:5]), len(ahead[5:]))
