"""Law 16. `next_change` is right: no word and no code differs before it, some differs at it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve
from dateutil import tz
from dateutil.tz import resolve_imaginary
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus import testing
from costatus.testing import Situation
from tests.laws.told import rows, told

A_MOMENT = timedelta(microseconds=1)
A_MINUTE = timedelta(minutes=1)
DAYS = 45
LAST_DAYS = (date.max - timedelta(days=1), date.max)


def later(situation: Situation) -> Iterator[Any]:
    """Every following day, or every moment at which anything could turn and the one before it."""
    as_of = situation.as_of
    if not isinstance(as_of, datetime):
        yield from (as_of + timedelta(days=n) for n in range(1, DAYS))
        yield from LAST_DAYS
        return
    days = [as_of.date() + timedelta(days=n) for n in range(1, DAYS)]
    midnights = (datetime.combine(day, time(), as_of.tzinfo) for day in (*days, *LAST_DAYS))
    moments = {utc_like(resolve_imaginary(each), as_of) for each in midnights}
    yield from each_and_just_before(moments, situation, as_of)


def each_and_just_before(
    moments: Iterable[datetime], situation: Situation, as_of: datetime
) -> Iterator[datetime]:
    """Each moment and each deadline that is later than as_of, and the last moment before it."""
    moments = {*moments, *(utc_like(each, as_of) for each in deadlines(situation))}
    for moment in sorted({each - A_MOMENT for each in moments} | moments):
        if moment > utc_like(as_of, as_of):
            yield moment if as_of.tzinfo is None else moment.astimezone(as_of.tzinfo)


def utc_like(moment: datetime, as_of: datetime) -> datetime:
    """The moment in a form that orders by instants: in UTC where it has a zone."""
    return moment if as_of.tzinfo is None else moment.astimezone(UTC)


def deadlines(situation: Situation) -> Iterator[datetime]:
    """Every deadline that is a moment, of the MOs behind lots that are booked or to be pegged."""
    lines = [line for order in situation.orders for line in order.lines]
    booked = [booking.lot for line in lines for booking in line.bookings]
    for lot in (*booked, *situation.lots):
        source = lot.source
        if isinstance(source, cs.ManufacturingOrder):
            planned = [source.planned_start, source.planned_finish]
            for step in source.operations:
                planned += [step.planned_start, step.planned_finish]
            yield from (each for each in planned if isinstance(each, datetime))


@given(testing.situations(max_orders=1))
def test_no_word_and_no_code_differs_before_it_and_some_differs_at_it(situation: Situation) -> None:
    (report,) = situation.evaluate()
    assert_same(report.next_change, first_that_differs(situation, later), situation.as_of)


# Days on which the clock skips midnight, shows it twice, goes back over it, or skips the whole day.
CHANGES = [
    ("Africa/Cairo", date(2024, 4, 26)),
    ("Africa/Cairo", date(2024, 11, 1)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/Santiago", date(2024, 9, 8)),
    ("America/Santiago", date(2024, 4, 7)),
    ("Asia/Beirut", date(2024, 3, 31)),
    ("Asia/Beirut", date(2024, 10, 27)),
    ("America/St_Johns", date(2010, 3, 14)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Pacific/Apia", date(2011, 12, 31)),
    ("Europe/Tallinn", date(2026, 10, 25)),
]
AROUND = timedelta(days=12)


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[Situation, list[datetime]]:
    """A situation within two days of a change of the clock, and when days begin around it."""
    (name, day), with_dateutil = draw(st.sampled_from(CHANGES)), draw(st.booleans())
    zone = tz.gettz(name) if with_dateutil else ZoneInfo(name)
    half_hours, moments = draw(st.integers(-96, 96)), draw(st.sampled_from((0, -1, 1)))
    noon = datetime.combine(day, time(12), UTC)
    as_of = (noon + half_hours * 30 * A_MINUTE + moments * A_MOMENT).astimezone(zone)
    lots = draw(testing.stocks(as_of))
    orders = (draw(testing.orders(as_of, lots=lots)),)
    return Situation(orders, lots, draw(testing.settings()), as_of), starts_of_days(name, day)


@cache
def starts_of_days(zone: str, around: date) -> list[datetime]:
    """Every minute around that day at which the clock of the zone shows another date."""
    site = ZoneInfo(zone)
    start = datetime.combine(around, time(), UTC) - AROUND
    minutes = [start + n * A_MINUTE for n in range(1, 2 * AROUND // A_MINUTE)]
    shown = [minute.astimezone(site).date() for minute in minutes]
    return [minutes[n] for n in range(1, len(minutes)) if shown[n - 1] != shown[n]]


@given(near_a_change())
def test_it_is_right_where_the_clock_changes_at_midnight(
    drawn: tuple[Situation, list[datetime]],
) -> None:
    """The day that an order waits for begins when the clock first shows it."""
    situation, starts = drawn

    def until_the_last_start(situation: Situation) -> Iterator[Any]:
        as_of: Any = situation.as_of
        for moment in each_and_just_before(starts, situation, as_of):
            if moment <= starts[-1]:
                yield moment

    (report,) = situation.evaluate()
    expected = first_that_differs(situation, until_the_last_start)
    found: Any = report.next_change
    if found is not None and found > starts[-1]:
        found = None
    assert_same(found, expected, situation.as_of)


def first_that_differs(situation: Situation, moments: Any) -> Any:
    """The first of the moments at which a word or a code is another than at as_of."""
    now = codes(situation, situation.as_of)
    return next((each for each in moments(situation) if codes(situation, each) != now), None)


def assert_same(found: Any, expected: Any, as_of: Any) -> None:
    """Moments are the same instant: beside each other in one zone only their clocks would count."""
    if isinstance(found, datetime) and isinstance(expected, datetime):
        assert utc_like(found, as_of) == utc_like(expected, as_of)
        assert found.tzinfo == expected.tzinfo
    else:
        assert found == expected


def codes(situation: Situation, as_of: date | datetime) -> object:
    """The words, rows and codes at another moment; a pegging is held as it is."""
    return told(evolve(situation, as_of=as_of).evaluate(), rows)
