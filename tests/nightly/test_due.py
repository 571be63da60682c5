"""Which orders a night must look at: those whose next change has come."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import costatus as cs
from tests.cases.build import TODAY, day
from tests.models.foreign import NAT

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def test_days_and_moments_that_have_come_are_due() -> None:
    stored = {"past": day(-3), "today": day(0), "tomorrow": day(1), "never": None}
    assert list(cs.due(stored, as_of=TODAY)) == ["past", "today"]
    assert list(cs.due(stored, as_of=NOW)) == ["past", "today"]
    moments = {"at": NOW, "after": NOW.replace(microsecond=1)}
    assert list(cs.due(moments, as_of=NOW)) == ["at"]
    assert list(cs.due(moments, as_of=TODAY)) == ["at", "after"]


def test_pairs_are_read_one_at_a_time() -> None:
    stored = iter([("past", day(-3)), ("tomorrow", day(1)), ("today", day(0))])
    found = cs.due(stored, as_of=TODAY)
    assert next(found) == "past"
    assert next(stored) == ("tomorrow", day(1))
    assert list(found) == ["today"]


def test_a_mapping_may_be_changed_while_its_keys_are_read() -> None:
    stored: dict[str, date | None] = {"past": day(-3), "today": day(0)}
    for key in cs.due(stored, as_of=TODAY):
        stored[key] = None
        stored[f"after {key}"] = day(0)
    assert list(cs.due(stored, as_of=TODAY)) == ["after past", "after today"]


def test_the_next_change_of_a_report_is_due_when_it_comes() -> None:
    lot = cs.StockLot("L", "bike", "planned", expected_on=day(3))
    line = cs.OrderLine("1", "bike", 1, bookings=[cs.Booking(lot, 1)])
    order = cs.CustomerOrder("CO-1", "confirmed", [line], promised_on=day(3))
    stored = {"CO-1": cs.evaluate(order, as_of=TODAY).next_change}
    assert [list(cs.due(stored, as_of=day(n))) for n in (2, 3, 4)] == [[], ["CO-1"], ["CO-1"]]


BAD: list[tuple[str, Any, str]] = [
    ("a text", {"a": "2026-11-01"}, "due: stored['a']: got '2026-11-01'; expected a date or a dat"),
    ("a number", {"a": 20261101}, "due: stored['a']: got 20261101; expected a date or a datetime"),
    ("no number", {"a": float("nan")}, "due: stored['a']: got nan; expected a date or a datetime"),
    ("no time", {"a": NAT}, "send None if it is not known"),
    ("no zone", {"a": NOW.replace(tzinfo=None)}, "expected a moment that compares with as_of"),
    ("no pairs", ["CO-1"], "due: stored: got 'CO-1'; expected a key and its next change; send {"),
    ("one number", [1], "due: stored: got 1; expected a key and its next change; send {order_id"),
]


@pytest.mark.parametrize(
    ("stored", "message"), [case[1:] for case in BAD], ids=[case[0] for case in BAD]
)
def test_what_is_no_next_change_is_refused_by_its_key(stored: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        list(cs.due(stored, as_of=NOW))
    assert message in str(caught.value)


def test_a_key_of_any_kind_is_named() -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    for stored in ({10**5_000: "2026-11-24"}, {10**5_000: moment}):
        wrong: Any = stored
        with pytest.raises(cs.InvalidInput, match=r"stored\[<int>\]: got"):
            cs.due(wrong, as_of=moment.replace(tzinfo=None))


def test_what_holds_no_pairs_is_refused_at_once() -> None:
    wrong: Any = None
    with pytest.raises(
        cs.InvalidInput, match="due: stored: got None; expected a list or another iterable; send"
    ):
        cs.due(wrong, as_of=TODAY)
    wrong = "today"
    with pytest.raises(cs.InvalidInput, match="as_of"):
        cs.due({}, as_of=wrong)
