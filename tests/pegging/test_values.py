"""A pegging is pickled and copied like any value, and its repr is one line."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

import costatus as cs
from tests.cases.build import day, line
from tests.pegging.books import Book, books
from tests.pegging.build import order, peg, stock, taken


def pickled(pegging: cs.Pegging) -> Any:
    return pickle.loads(pickle.dumps(pegging))


@pytest.mark.parametrize("copied", [pickled, copy.copy, copy.deepcopy])
def test_a_copy_answers_and_pegs_again_as_the_original(copied: Callable[[Any], Any]) -> None:
    many = order("CO-1", *(line(name=str(n), quantity=1) for n in range(40)))
    original = peg([many, order("CO-2"), order("CO-3")], stock("L1", quantity=45))
    assert original.orders_ahead("CO-3", "1") == (("CO-2", "CO-1"), 0)
    for pegging in (original, copied(original)):
        assert taken(pegging, "CO-2") == [("L1", 5)]
        assert pegging.orders_ahead("CO-3", "1") == (("CO-2", "CO-1"), 0)
        assert pegging.changed == {"CO-1", "CO-2", "CO-3"}
        again = pegging.again(gone_orders=["CO-1"])
        assert again.changed == {"CO-2", "CO-3"}
        assert copied(again).changed == {"CO-2", "CO-3"}


@given(books())
def test_every_pegging_is_pickled(book: Book) -> None:
    pegging = book.peg()
    copied = pickled(pegging)
    for ids, wanted in book.lines().items():
        assert copied.bookings(*ids) == pegging.bookings(*ids)
        assert copied.shortage(*ids) == pegging.shortage(*ids)
        assert copied.supply(wanted.item) == pegging.supply(wanted.item)
        assert copied.orders_ahead(*ids) == pegging.orders_ahead(*ids)
    assert copied.changed == pegging.changed


def test_its_repr_is_one_line() -> None:
    pegging = peg([order("CO-1"), order("CO-2"), order("CO-3")], stock("L1", "L2"))
    assert repr(pegging) == "<Pegging of 3 orders, 2 lots, as of 2026-11-24>"
    at = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    pegging = cs.peg([order("CO-1")], stock("L1"), as_of=at)
    assert repr(pegging) == "<Pegging of 1 order, 1 lot, as of 2026-11-24 01:30:00+00:00>"


def test_it_has_no_attributes_that_can_be_set_by_mistake() -> None:
    pegging: Any = peg([order("CO-1", promised_on=day(1))], stock("L1"))
    for name in ("changed", "orders"):
        with pytest.raises(AttributeError):
            setattr(pegging, name, None)
