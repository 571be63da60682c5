"""When a report changes although only time passes, told by examples; law 16 has the proof."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

import costatus as cs
from costatus.rules import TABLES
from costatus._evaluation.next_change import Watch
from tests.cases.build import TODAY, bought, day, line, lot, made, order

HAVANA = ZoneInfo("America/Havana")


def waiting(source: Any = None, **more: Any) -> cs.CustomerOrder:
    return order(line(lot(status="planned", source=source)), **more)


@pytest.mark.parametrize(
    ("title", "given", "expected"),
    [
        ("the promised day comes", waiting(bought(expected_on=day(1)), promised_on=day(5)), day(2)),
        ("nobody knows when, and then it is too late", waiting(promised_on=day(5)), day(5)),
        ("the promise is today", waiting(promised_on=day(0)), day(1)),
        ("the promise is long over", waiting(promised_on=day(-5)), None),
        ("in stock until the promise is over", order(line(lot()), promised_on=day(3)), day(4)),
        ("all is shipped", order(line(shipped=10)), None),
        ("delivered, and it waits for nothing", waiting(stage="delivered"), None),
        ("an MO should finish", waiting(made(planned_finish=day(3)), promised_on=None), day(4)),
        ("nothing is promised, nothing planned", waiting(promised_on=None), None),
        ("the calendar ends", waiting(promised_on=date.max), date.max),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_the_first_day_that_differs(
    title: str, given: cs.CustomerOrder, expected: date | None
) -> None:
    assert cs.next_change(given, as_of=TODAY) == expected


def test_a_moment_passes_at_its_instant_and_a_day_at_midnight() -> None:
    finish = datetime(2026, 11, 24, 15, tzinfo=UTC)
    given = waiting(made(planned_finish=finish), promised_on=day(9))
    morning = datetime(2026, 11, 24, 9, tzinfo=timezone(timedelta(hours=2)))
    assert cs.next_change(given, as_of=morning) == finish
    told = cs.next_change(given, as_of=finish)
    assert told == datetime(2026, 11, 25, tzinfo=UTC), "the lot's expected day is over"


@pytest.mark.parametrize("zone", [HAVANA, tz.gettz("America/Havana")])
def test_a_day_without_a_midnight_begins_when_the_clock_has_jumped(zone: Any) -> None:
    """In Havana the 8th of March 2026 begins at one in the morning."""
    given = waiting(promised_on=date(2026, 3, 8))
    before = datetime(2026, 3, 7, 12, tzinfo=zone)
    told = cs.next_change(given, as_of=before)
    assert told == datetime(2026, 3, 8, 1, tzinfo=zone)
    assert isinstance(told, datetime)
    assert cs.evaluate(given, as_of=told).words() != cs.evaluate(given, as_of=before).words() or (
        cs.evaluate(given, as_of=told).lines[0].product
        != cs.evaluate(given, as_of=before).lines[0].product
    )


def test_a_clock_that_jumps_from_before_midnight_begins_the_day_there() -> None:
    """In Toronto the clock went from half past eleven to half past midnight in 1919."""
    toronto = ZoneInfo("America/Toronto")
    given = waiting(promised_on=date(1919, 3, 31))
    told = cs.next_change(given, as_of=datetime(1919, 3, 30, 12, tzinfo=toronto))
    assert told == datetime(1919, 3, 31, 0, 30, tzinfo=toronto)


def test_without_a_zone_moments_are_told_without_one() -> None:
    given = waiting(made(planned_finish=datetime(2026, 11, 24, 15)), promised_on=None)
    assert cs.next_change(given, as_of=datetime(2026, 11, 24, 9)) == datetime(2026, 11, 24, 15)
    later = cs.next_change(given, as_of=datetime(2026, 11, 24, 15))
    assert later == datetime(2026, 11, 25)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=14)), HAVANA])
def test_the_last_day_of_the_calendar_begins_too(zone: Any) -> None:
    given = waiting(promised_on=date.max)
    told = cs.next_change(given, as_of=datetime(2026, 11, 24, tzinfo=zone))
    assert told == datetime(9999, 12, 31, tzinfo=zone)


def test_the_second_day_of_the_calendar_begins_too() -> None:
    west = timezone(timedelta(hours=-5))
    given = waiting(promised_on=date(1, 1, 2))
    told = cs.next_change(given, as_of=datetime(1, 1, 1, 12, tzinfo=west))
    assert told == datetime(1, 1, 2, tzinfo=west)


def test_what_comes_after_the_calendar_never_comes() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    east = timezone(timedelta(hours=14))
    given = waiting(made(planned_finish=last), promised_on=None)
    assert cs.next_change(given, as_of=datetime(2026, 11, 24, tzinfo=east)) is None


def test_with_tracing_off_the_pegging_is_held_as_it_is() -> None:
    settings = cs.Settings(tracing=False)
    given = order(line(), promised_on=day(5))
    lots = [lot(status="planned", expected_on=day(1), quantity=10)]
    pegging = cs.peg([given], lots, as_of=TODAY, settings=settings)
    told = cs.next_change(given, as_of=TODAY, settings=settings, pegging=pegging)
    assert told == day(2), "the lot is overdue"


def test_orders_and_money_do_not_read_the_time() -> None:
    for family in ("order", "invoicing", "payment"):
        table = TABLES[family]
        for judged in (*table.rows, *table.notes):
            assert not {"today", "now"} & set(judged.holds.__code__.co_names)  # type: ignore[attr-defined]


def test_a_watch_remembers_what_it_was_compared_with() -> None:
    watch = Watch(5)
    assert (watch > 3, watch >= 5, watch == 4) == (True, True, False)
    assert watch.met == [3, 5, 4]
    assert hash(watch) == hash(5)
    with pytest.raises(TypeError):
        _ = watch < 3  # type: ignore[operator]
