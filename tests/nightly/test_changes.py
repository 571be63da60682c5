"""What changed since last time: words that differ, and what is new or gone."""

from datetime import UTC, datetime

import pytest
from tests.reference.workload import TODAY, workload

import costatus as cs
from tests.cases.build import day, line, lot, made, order

LATE = order(line(lot(status="planned", expected_on=day(2)), name="1"), promised_on=day(1))


def words(*orders: cs.CustomerOrder) -> dict[str, dict[cs.StatusKey, str]]:
    return {each.id: cs.evaluate(each, as_of=TODAY).words() for each in orders}


def told(
    orders: list[cs.CustomerOrder], previous: dict[str, dict[cs.StatusKey, str]]
) -> list[tuple[str, cs.StatusKey, str | None, str | None]]:
    found = cs.changes(cs.sweep(orders, as_of=TODAY), previous)
    return [(each.order_id, each.key, each.before, each.after) for each in found]


def test_a_word_that_differs_is_told_with_its_reasons() -> None:
    before = words(LATE)
    before["CO-1"]["product", "1"] = "expected_on_time"
    (change,) = cs.changes(cs.sweep([LATE], as_of=TODAY), before)
    assert (change.order_id, change.key) == ("CO-1", ("product", "1"))
    assert (change.before, change.after) == ("expected_on_time", "delayed")
    assert [reason.row for reason in change.reasons] == ["P6l"]


def test_a_second_run_tells_nothing() -> None:
    orders = workload(80, odd=0.4)
    first = told(orders, {})
    assert {before for *_, before, _ in first} == {None}
    assert told(orders, words(*orders)) == []


def test_a_new_order_has_only_new_words() -> None:
    assert told([LATE], {}) == [
        ("CO-1", key, None, word) for key, word in words(LATE)["CO-1"].items()
    ]


def test_lines_and_sources_that_are_new_or_gone_are_told() -> None:
    source = lot(status="planned", source=made(planned_finish=day(0)))
    with_source = order(line(source), line(name="2"))
    without = order(line(lot(status="planned", expected_on=day(0))), line(name="3"))
    found = told([without], words(with_source))
    assert found == [
        ("CO-1", ("product", "3"), None, "not_booked"),
        ("CO-1", ("source", "1", "manufacturing", "MO-1"), "expected_on_time", None),
        ("CO-1", ("product", "2"), "not_booked", None),
    ]


def test_an_order_without_a_report_is_gone() -> None:
    found = told([], words(LATE))
    assert [(key, before, after) for _, key, before, after in found] == [
        (key, word, None) for key, word in words(LATE)["CO-1"].items()
    ]


def test_an_order_that_failed_is_neither_changed_nor_gone() -> None:
    failed = cs.SweepFailure("CO-1", ValueError("no promise"))
    assert list(cs.changes([failed], words(LATE))) == []


def test_where_one_failed_that_nobody_knows_no_order_is_gone() -> None:
    unknown = cs.SweepFailure(None, ValueError("no id"))
    assert list(cs.changes([unknown], words(LATE))) == []


NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def test_due_picks_what_has_come() -> None:
    stored = {"past": day(-3), "today": day(0), "tomorrow": day(1), "never": None}
    assert list(cs.due(stored, as_of=TODAY)) == ["past", "today"]
    assert list(cs.due(stored, as_of=NOW)) == ["past", "today"]
    assert list(cs.due(iter(stored.items()), as_of=day(1))) == ["past", "today", "tomorrow"]
    moments = {"at": NOW, "after": NOW.replace(microsecond=1)}
    assert list(cs.due(moments, as_of=NOW)) == ["at"]
    assert list(cs.due(moments, as_of=TODAY)) == ["at", "after"]


def test_due_refuses_moments_that_cannot_be_compared() -> None:
    with pytest.raises(cs.InvalidInput, match="next_change: got"):
        list(cs.due({"CO-1": NOW.replace(tzinfo=None)}, as_of=NOW))
