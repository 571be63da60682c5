"""Arguments of a wrong kind are refused with advice on what to send."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

import costatus as cs
from tests.cases.build import TODAY, lot
from tests.pegging.build import order, peg, stock

ORDER: Any = order("CO-1")


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(cs.InvalidInput) as caught:
        call()
    assert str(caught.value)
    return [f"{fault.path}: {fault.expected}; {fault.advice}" for fault in caught.value.faults]


@pytest.mark.parametrize("orders", [ORDER, None, 5, "CO-1", {"CO-1": ORDER}])
def test_orders_are_an_iterable_of_orders(orders: Any) -> None:
    expected = ["orders: a list or another iterable of CustomerOrder; send a list of CustomerOrder"]
    assert refused(lambda: cs.peg(orders, [], as_of=TODAY)) == expected


@pytest.mark.parametrize("lots", [lot(), None, 5, "L1", {"L1": lot()}])
def test_lots_are_an_iterable_of_lots(lots: Any) -> None:
    expected = ["lots: a list or another iterable of StockLot; send a list of StockLot"]
    assert refused(lambda: cs.peg([], lots, as_of=TODAY)) == expected


def test_every_wrong_element_is_named() -> None:
    orders: list[Any] = [ORDER, 1, lot()]
    lots: list[Any] = [ORDER, lot()]
    assert refused(lambda: cs.peg(orders, lots, as_of=TODAY)) == [
        "orders[1]: a CustomerOrder; send a list of CustomerOrder",
        "orders[2]: a CustomerOrder; send a list of CustomerOrder",
        "lots[0]: a StockLot; send a list of StockLot",
    ]


def test_every_repeated_id_is_named() -> None:
    orders = [order("CO-1"), order("CO-1"), order("CO-1")]
    faults = refused(lambda: cs.peg(orders, stock("L1", "L1"), as_of=TODAY))
    assert [fault.split(":")[0] for fault in faults] == [
        "orders[1].id",
        "orders[2].id",
        "lots[1].id",
    ]
    pegging = peg([], [])
    assert len(refused(lambda: pegging.again(orders=orders))) == 2


def test_iterables_of_every_kind_are_read_once() -> None:
    pegging = cs.peg(iter([ORDER]), {"L1": lot(quantity=10)}.values(), as_of=TODAY)
    assert pegging.shortage("CO-1", "1") == 0


@pytest.mark.parametrize("settings", [{}, None, cs.Settings])
def test_settings_are_settings(settings: Any) -> None:
    faults = refused(lambda: cs.peg([], [], as_of=TODAY, settings=settings))
    assert faults == ["settings: a Settings; send Settings(tracing=False)"]


@pytest.mark.parametrize("as_of", [None, "2026-11-24", 20261124])
def test_as_of_is_a_day_or_a_moment(as_of: Any) -> None:
    with pytest.raises(cs.InvalidInput, match="as_of"):
        cs.peg([], [], as_of=as_of)


@pytest.mark.parametrize("parameter", ["gone_orders", "gone_lots"])
def test_what_is_gone_is_named_by_ids(parameter: str) -> None:
    pegging: Any = peg([], [])
    for ids in ("CO-1", ORDER, None):
        faults = refused(partial(pegging.again, **{parameter: ids}))
        assert faults == [f"{parameter}: a list or another iterable of str; send a list of ids"]
    faults = refused(lambda: pegging.again(**{parameter: ["CO-1", ORDER]}))
    assert faults == [f"{parameter}[1]: a str; send a list of ids"]


@pytest.mark.parametrize("method", ["bookings", "shortage", "orders_ahead"])
def test_orders_and_lines_are_read_by_their_ids(method: str) -> None:
    read = getattr(peg([ORDER], []), method)
    assert refused(lambda: read(ORDER, "1")) == ["order_id: a str; send the id of the order"]
    assert refused(lambda: read("CO-1", [1])) == ["line_id: a str; send the id of the line"]


def test_supply_is_read_by_the_id_of_the_item() -> None:
    pegging: Any = peg([], [])
    assert refused(lambda: pegging.supply(["bike"])) == ["item: a str; send the id of the item"]
