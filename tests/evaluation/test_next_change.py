"""When a report changes although only time passes, by examples; law 16 has the proof."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

import costatus as cs
from costatus.rules import TABLES
from tests.cases.build import TODAY, bought, day, line, lot, made, order

HAVANA = ZoneInfo("America/Havana")


def waiting(source: Any = None, **more: Any) -> cs.CustomerOrder:
    return order(line(lot(status="planned", source=source)), **more)


@pytest.mark.parametrize(
    ("title", "given", "expected"),
    [
        ("the promised day comes", waiting(bought(expected_on=day(1)), promised_on=day(5)), day(2)),
        ("no expected day, and then it is too late", waiting(promised_on=day(5)), day(5)),
        ("the promise is today", waiting(promised_on=day(0)), day(1)),
        ("the promise is long over", waiting(promised_on=day(-5)), None),
        ("in stock until the promised day", order(line(lot()), promised_on=day(3)), day(3)),
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
    found = cs.next_change(given, as_of=finish)
    assert found == datetime(2026, 11, 25, tzinfo=UTC), "the lot's expected day is over"


@pytest.mark.parametrize("zone", [HAVANA, tz.gettz("America/Havana")])
def test_a_day_without_a_midnight_begins_when_the_clock_has_jumped(zone: Any) -> None:
    """In Havana the 8th of March 2026 begins at one in the morning."""
    given = waiting(promised_on=date(2026, 3, 8))
    before = datetime(2026, 3, 7, 12, tzinfo=zone)
    found = cs.next_change(given, as_of=before)
    assert found == datetime(2026, 3, 8, 1, tzinfo=zone)
    assert isinstance(found, datetime)
    assert cs.evaluate(given, as_of=found).words() != cs.evaluate(given, as_of=before).words() or (
        cs.evaluate(given, as_of=found).lines[0].product
        != cs.evaluate(given, as_of=before).lines[0].product
    )


def test_a_clock_that_jumps_from_before_midnight_begins_the_day_there() -> None:
    """In Toronto the clock went from half past eleven to half past midnight in 1919."""
    toronto = ZoneInfo("America/Toronto")
    given = waiting(promised_on=date(1919, 3, 31))
    found = cs.next_change(given, as_of=datetime(1919, 3, 30, 12, tzinfo=toronto))
    assert found == datetime(1919, 3, 31, 0, 30, tzinfo=toronto)


def test_without_a_zone_moments_have_none() -> None:
    given = waiting(made(planned_finish=datetime(2026, 11, 24, 15)), promised_on=None)
    assert cs.next_change(given, as_of=datetime(2026, 11, 24, 9)) == datetime(2026, 11, 24, 15)
    later = cs.next_change(given, as_of=datetime(2026, 11, 24, 15))
    assert later == datetime(2026, 11, 25)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=14)), HAVANA])
def test_the_last_day_of_the_calendar_begins_too(zone: Any) -> None:
    given = waiting(promised_on=date.max)
    found = cs.next_change(given, as_of=datetime(2026, 11, 24, tzinfo=zone))
    assert found == datetime(9999, 12, 31, tzinfo=zone)


def test_the_second_day_of_the_calendar_begins_too() -> None:
    west = timezone(timedelta(hours=-5))
    given = waiting(promised_on=date(1, 1, 2))
    found = cs.next_change(given, as_of=datetime(1, 1, 1, 12, tzinfo=west))
    assert found == datetime(1, 1, 2, tzinfo=west)


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
    found = cs.next_change(given, as_of=TODAY, settings=settings, pegging=pegging)
    assert found == day(2), "the lot is overdue"


def test_orders_and_invoices_do_not_read_the_time() -> None:
    for family in ("order", "invoicing", "payment"):
        for status in {row.status for row in TABLES[family].rows}:
            assert TABLES[family].reading_time(status) == []


def test_two_lots_of_parts_after_the_start_change_nothing_once_it_has_started() -> None:
    """A count was compared with a truth, and a day was named on which nothing differs."""
    lots = [lot(f"W{n}", status="planned", expected_on=day(1)) for n in (1, 2)]
    parts = [
        cs.Part(id=str(n), item="wheel", quantity=1, bookings=[cs.Booking(each, 1)])
        for n, each in enumerate(lots)
    ]
    source = made("scheduled", planned_start=day(-3), parts=parts)
    assert cs.next_change(waiting(source, promised_on=None), as_of=TODAY) is None


def test_a_note_can_be_what_changes() -> None:
    """In stock and promised for tomorrow: PROMISE_TODAY comes, and then PROMISE_PASSED."""
    given = order(line(lot()), promised_on=day(1))
    assert cs.next_change(given, as_of=TODAY) == day(1)
    assert cs.next_change(given, as_of=day(1)) == day(2)
    assert cs.next_change(given, as_of=day(2)) is None
