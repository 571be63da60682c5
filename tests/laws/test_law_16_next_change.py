"""Law 16. `next_change` is right: no status and no code differs before it, some differs at it.

The library is evaluated at every day or moment at which anything could differ, and just before it;
`tests/reference/test_agreement.py` compares with the reference loop as well.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from attrs import evolve
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus import testing
from costatus.testing import Situation
from tests.laws.reading import codes, read
from tests.reference.next_change import candidates, first_difference
from tests.reference.pegging import pegging_of

When: TypeAlias = date | datetime
A_MOMENT = timedelta(microseconds=1)
A_MINUTE = timedelta(minutes=1)
TWO_WEEKS = 14


def codes_at(situation: Situation, as_of: When) -> object:
    """Return the statuses and codes at another moment; a pegging does not depend on it."""
    return read(evolve(situation, as_of=as_of).evaluate(), codes)


def later(situation: Situation, starts: Iterable[datetime] = ()) -> list[When]:
    """Return the candidates of the reference, and the moments or days around them.

    `starts` are moments at which days begin.
    """
    (order,), as_of = situation.orders, situation.as_of
    found = candidates(order, as_of, pegging_of(situation))
    if not isinstance(as_of, datetime):
        return sorted({*found, *(as_of + timedelta(days=n) for n in range(1, TWO_WEEKS))})
    moments = {in_utc(each) for each in (*found, *starts) if isinstance(each, datetime)}
    moments |= {each - A_MOMENT for each in moments}
    ordered = sorted(each for each in moments if each > in_utc(as_of))
    return [each if as_of.tzinfo is None else each.astimezone(as_of.tzinfo) for each in ordered]


def in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC where it has a zone: within a zone only clock times compare."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC)


def assert_same(found: When | None, expected: When | None) -> None:
    """Compare moments as instants, and their zones."""
    if isinstance(found, datetime) and isinstance(expected, datetime):
        assert in_utc(found) == in_utc(expected)
        assert found.tzinfo == expected.tzinfo
    else:
        assert found == expected


def assert_right(situation: Situation, starts: Iterable[datetime] = ()) -> None:
    (report,) = situation.evaluate()
    moments = later(situation, starts)
    expected = first_difference(situation.as_of, moments, lambda at: codes_at(situation, at))
    assert_same(report.next_change, expected)


@given(testing.situations(max_orders=1))
def test_nothing_differs_before_it_and_something_differs_at_it(situation: Situation) -> None:
    assert_right(situation)


@st.composite
def waiting_for_parts(draw: st.DrawFn) -> Situation:
    """Return a line that waits for a manufacturing order, whose parts wait for a lot each."""
    as_of = draw(st.just(testing.TODAY) | testing.as_ofs())
    parts = []
    for n in range(draw(st.sampled_from((2, 3, 1)))):
        day = draw(testing.days(as_of))
        lot = cs.StockLot(f"P{n}", "wheel", cs.LotStatus.PLANNED, expected_on=day)
        parts.append(cs.Part(str(n), "wheel", 1, bookings=[cs.Booking(lot, 1)]))
    mo = evolve(
        draw(testing.manufacturing_orders(as_of)),
        stage=cs.ManufacturingStage.SCHEDULED,
        planned_finish=draw(st.none() | testing.deadlines(as_of)),
        parts=parts,
        operations=(),
    )
    bike = cs.StockLot("L1", "bike", cs.LotStatus.PLANNED, source=mo)
    line = cs.OrderLine("1", "bike", 1, bookings=[cs.Booking(bike, 1)])
    promise = draw(st.none() | testing.days(as_of))
    order = cs.CustomerOrder("CO-1", cs.OrderStatus.CONFIRMED, [line], promised_on=promise)
    return Situation((order,), (bike,), cs.Settings(), as_of)


@given(waiting_for_parts())
def test_it_is_right_where_parts_are_late_already(situation: Situation) -> None:
    """That one more is late changes a count and no status."""
    assert_right(situation)


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
    """Return a situation within two days of a clock change, and when the days around it begin."""
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
    """Return every minute around that day at which the clock of the zone shows another date."""
    site = ZoneInfo(zone)
    start = datetime.combine(around, time(), UTC) - AROUND
    minutes = [start + n * A_MINUTE for n in range(1, 2 * AROUND // A_MINUTE)]
    shown = [minute.astimezone(site).date() for minute in minutes]
    return [minutes[n] for n in range(1, len(minutes)) if shown[n - 1] != shown[n]]


@given(near_a_change())
def test_it_is_right_where_the_clock_changes_at_midnight(
    drawn: tuple[Situation, list[datetime]],
) -> None:
    """A day begins when the clock first shows it."""
    assert_right(*drawn)
