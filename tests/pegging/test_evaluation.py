"""What `evaluate` reads of a pegging."""

from decimal import Decimal
from typing import Any

import pytest

import costatus as cs
from tests.cases.build import TODAY, line
from tests.pegging.build import OFF, order, peg, stock


def product(order: cs.CustomerOrder, pegging: cs.Pegging) -> cs.Decision[cs.ProductStatus]:
    report = cs.evaluate(order, as_of=TODAY, settings=OFF, pegging=pegging)
    assert report.product is not None
    return report.product


def test_p3b_names_the_orders_ahead_nearest_first() -> None:
    orders = [
        order("CO-1"),
        order("CO-2", line(quantity=1), priority=2),
        order("CO-3", line(quantity=1), line(name="2", quantity=1), priority=1),
    ]
    decision = product(orders[0], peg(orders, stock("L1")))
    assert decision.reasons[0].row == "P3b"
    assert decision.reasons[0].facts["orders_ahead"] == ("CO-2", "CO-3")


def test_p3a_names_who_took_the_item_where_the_supply_is_too_small_anyway() -> None:
    """Two are in stock, CO-2 takes both, and CO-1 needs three: it is short of three, not of one."""
    orders = [order("CO-1", line(quantity=3)), order("CO-2", line(quantity=2), priority=1)]
    decision = product(orders[0], peg(orders, stock("L1", quantity=2)))
    assert str(decision.reasons[0]) == (
        "Line CO-1/1: not enough stock; 3 of the outstanding 3 are missing; "
        "the whole supply of bike is 2, taken by orders ranked ahead: CO-2. [P3a]"
    )


def test_p3b_says_that_other_lines_of_the_order_get_the_item() -> None:
    lines = [line(quantity=4), line(name="2", quantity=2), line(name="3", quantity=1)]
    both = order("CO-1", *lines)
    report = cs.evaluate(
        both, as_of=TODAY, settings=OFF, pegging=peg([both], stock("L1", quantity=4))
    )
    assert "the supply of bike is 4; other lines of the order get some of it. [P3b]" in str(report)
    single = order("CO-1", lines[0])
    decision = product(single, peg([single], stock("L1", quantity=1)))
    assert not decision.reasons[0].facts["own_lines"]


def test_a_line_that_was_not_pegged_takes_nothing_and_names_who_took() -> None:
    pegging = peg([order("CO-1", line(quantity=1))], stock("L1"))
    unseen = product(order("CO-9"), pegging)
    assert unseen.reasons[0].row == "P3b"
    assert unseen.reasons[0].facts["orders_ahead"] == ("CO-1",)
    pegging = pegging.again(orders=[order("CO-9", line(quantity=9))])
    assert product(order("CO-9", line(quantity=9)), pegging).status == "ready_for_shipment"


def test_a_line_that_was_not_pegged_while_no_order_took_its_item() -> None:
    unseen = product(order("CO-9"), peg([], stock("L1")))
    assert unseen.reasons[0].row == "P3b"
    assert unseen.reasons[0].facts["orders_ahead"] == ()


def test_a_line_that_has_grown_since_keeps_its_place() -> None:
    pegging = peg([order("CO-0", line(quantity=1)), order("CO-1")], stock("L1", "L2"))
    grown = product(order("CO-1", line(quantity=11)), pegging)
    assert grown.reasons[0].facts["orders_ahead"] == ("CO-0",)


def test_a_line_that_changes_its_item_has_no_share_of_the_new_one() -> None:
    wheel = order("CO-1", cs.OrderLine("1", "wheel", 10))
    assert product(wheel, peg([order("CO-1")], stock("L1"))).reasons[0].row == "P3a"


class OwnSupply:
    """A supply of the host, which returns what it was made with."""

    def __init__(self, given: Any) -> None:
        self._given = given

    def given(self, order_id: str, line: cs.OrderLine) -> Any:
        return self._given


def test_a_supply_of_the_host_may_return_lists() -> None:
    ahead: Any = ["CO-2"]
    booked: Any = [cs.Booking(stock("L1")[0], 4)]
    given = cs.Pegged(booked, Decimal(10), lambda: cs.OrdersAhead(ahead, 0))
    report = cs.evaluate(order("CO-1"), as_of=TODAY, settings=OFF, pegging=OwnSupply(given))
    assert "the supply of bike is 10, taken by orders ranked ahead: CO-2" in cs.explain(report)


def test_what_a_supply_of_the_host_returns_is_refused_where_it_is_nothing_pegged() -> None:
    message = r"evaluate: pegging: got \[\]; expected a Pegged; let its method given return cost"
    with pytest.raises(cs.InvalidInput, match=message):
        cs.evaluate(order("CO-1"), as_of=TODAY, settings=OFF, pegging=OwnSupply([]))
