"""The moment of an evaluation: what it accepts, and how days and moments compare with it."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from dateutil.tz import gettz

import costatus as cs
from costatus.models.as_of import AsOf, Deadline
from tests.models.foreign import NAT

TODAY = date(2026, 11, 24)
EAST = timezone(timedelta(hours=2))
NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
TWICE = datetime(2026, 10, 25, 3, 30, tzinfo=gettz("Europe/Tallinn"), fold=1)


def test_days_are_those_of_its_zone() -> None:
    now = AsOf(NOW)
    assert now.day(datetime(2026, 11, 25, 1, tzinfo=EAST)) == TODAY.toordinal()
    assert now.passed(datetime(2026, 11, 25, 1, 30, tzinfo=EAST))
    assert not now.passed(datetime(2026, 11, 25, 1, 31, tzinfo=EAST))
    assert not now.passed(None)
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))
    assert now.day(last) == date.max.toordinal()
    assert now.day(datetime(2026, 11, 25, 1)) == TODAY.toordinal() + 1


def test_a_moment_is_shown_as_its_clock_shows_it() -> None:
    finish = datetime(2026, 10, 25, 3, 30, tzinfo=UTC)
    assert str(AsOf(TWICE).on_clock(finish)) == "2026-10-25 05:30:00+02:00"
    assert AsOf(TWICE).on_clock(TODAY) is TODAY
    assert AsOf(TODAY).on_clock(finish) is finish
    naive = datetime(2026, 10, 25, 3, 30)
    assert AsOf(naive).on_clock(naive) is naive
    first = datetime.min.replace(tzinfo=UTC)
    assert AsOf(NOW.astimezone(timezone(timedelta(hours=-5)))).on_clock(first) is first


@pytest.mark.parametrize("as_of", [TODAY, NOW, NOW.replace(tzinfo=None)])
def test_a_day_has_passed_when_a_later_one_has_come(as_of: Deadline) -> None:
    assert AsOf(as_of).passed(TODAY - timedelta(days=1))
    assert not AsOf(as_of).passed(TODAY)


def test_a_date_is_the_end_of_its_day_among_deadlines() -> None:
    for as_of in (AsOf(NOW), AsOf(NOW.replace(tzinfo=None))):
        deadlines: list[Deadline] = [TODAY, datetime(2026, 11, 24, 23, 59), datetime(2026, 11, 25)]
        assert sorted(deadlines, key=as_of.order) == [deadlines[1], TODAY, deadlines[2]]


def test_a_moment_clashes_with_one_of_the_other_kind() -> None:
    naive = datetime(2026, 11, 24)
    assert AsOf(NOW).clashes(naive)
    assert AsOf(naive).clashes(NOW)
    assert not AsOf(naive).clashes(naive)
    assert not AsOf(TODAY).clashes(NOW)


@pytest.mark.parametrize("as_of", [TODAY, NOW, TWICE, datetime(2026, 11, 24)])
def test_it_pickles_and_copies(as_of: Deadline) -> None:
    given = AsOf(as_of)
    for again in (copy.copy(given), copy.deepcopy(given), pickle.loads(pickle.dumps(given))):
        assert again.value.isoformat() == as_of.isoformat()
        assert (again.today, again.now, again.has_time) == (given.today, given.now, given.has_time)
        assert again.day(NOW) == given.day(NOW)
        assert again.order(NOW) == given.order(NOW)


def test_a_subclass_of_a_moment_is_stored_plain() -> None:
    class Moment(datetime):
        pass

    assert type(AsOf(Moment(2026, 11, 24)).value) is datetime


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (NAT, "as_of: got NaT; expected a date or a datetime; send the day, or the moment in the"),
        (float("nan"), "as_of: got nan; expected a date or a datetime; send the day"),
        (None, "as_of: got None; expected a date or a datetime; send the day"),
        ("2026-11-24", "expected a date or a datetime; read it with date.fromisoformat"),
        ("2026-11-24T01:30", "expected a date or a datetime; read it with datetime.fromisoformat"),
    ],
)
def test_other_kinds_are_refused(value: object, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        AsOf(value)
    assert message in str(caught.value)
