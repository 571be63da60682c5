"""Faults show any value in one short line, compare by instant, and pickle."""

import pickle
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateutil.tz import gettz

import costatus as cs
from costatus.models._validation.shown import at_key, shown
from tests.models.foreign import NAT, Unknown

TALLINN = gettz("Europe/Tallinn")
LATER = datetime(2026, 10, 25, 3, 30, tzinfo=TALLINN, fold=1)


@dataclass
class Row:
    """A value of the host, whose text is long and of two lines."""

    text: str = "a" * 1000

    def __repr__(self) -> str:
        return f"Row(\n{self.text})"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("short", "'short'"),
        (10**5000, "<int>"),
        (10**100, f"1{'0' * 76}..."),
        ([10**5000, 1], "[<int>, 1]"),
        (Unknown(), "<Unknown>"),
        (Row(), f"Row( {'a' * 72}..."),
        (cs.StockLot("L-1", "bike", "planned"), "<StockLot 'L-1'>"),
        ([cs.Settings()], "[<Settings>]"),
        (NAT, "NaT"),
        ({"a": {"b": {"c": {}}}}, "{'a': {'b': {...}}}"),
        (range(9), "range(0, 9)"),
    ],
    ids=shown,
)
def test_any_value_is_shown_in_a_short_line(value: object, text: str) -> None:
    fault = cs.Fault("field", value, "another", "send it")
    assert shown(value) == text
    assert str(fault) == f"field: got {text}; expected another; send it"
    assert text in repr(fault)


@pytest.mark.parametrize(
    "value", ["x" * 1_000_000, [["z" * 99] * 99] * 99], ids=["a text", "lists"]
)
def test_a_large_value_makes_no_large_message(value: object) -> None:
    assert len(shown(value)) < 3500
    with pytest.raises(cs.InvalidInput) as caught:
        cs.OrderLine(id="x" * 1_000_000, item="", quantity=value)  # type: ignore[arg-type]
    assert len(str(caught.value)) < 4000


def test_a_path_is_one_line_whatever_keys_it_has() -> None:
    key = "\x1b\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
    assert len(f"a{key}b".splitlines()) == 11
    assert len(str(cs.Fault(key, 1, "a key", "remove it")).splitlines()) == 1
    assert at_key("CO-1") == "['CO-1']"
    assert len(at_key("x" * 1_000_000)) == 202
    for value in (10**5_000, Unknown()):
        assert at_key(value) == f"[<{type(value).__name__}>]"


def test_values_are_equal_that_are_the_same_instant() -> None:
    def fault(value: Any) -> cs.Fault:
        return cs.Fault("field", value, "another", "send it")

    assert fault(LATER) == fault(LATER.astimezone(UTC))
    assert fault(LATER) != fault(LATER.replace(fold=0))
    assert fault(LATER) != fault(LATER.replace(tzinfo=None))
    assert fault(LATER) != fault(LATER.date())
    assert hash(fault([])) == hash(fault([]))
    assert fault([1]) == fault([1])
    assert fault([1]) != fault([2])


def test_errors_pickle() -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.OrderLine(id="7", item="", quantity=-1)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.subject, again.faults) == (caught.value.subject, caught.value.faults)
    assert str(again) == str(caught.value)


def test_a_fault_is_seen_from_the_object_above() -> None:
    inner = cs.Fault("[2].id", 3, "a str", "send str(3)")
    assert inner.under("lines").path == "lines[2].id"
    assert inner.under("lines").under("orders[1]").path == "orders[1].lines[2].id"
    assert cs.Fault("", timedelta(0), "a date", "send a date").under("day").path == "day"
