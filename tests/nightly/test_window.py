"""The nightly window: examples, every minute around changes of the clock, and laws."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from dateutil import tz
from hypothesis import assume, given
from hypothesis import strategies as st

import costatus as cs
from tests.models.foreign import NotATime

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Zones with years in which their clocks change; each is odd in its own way.
CHANGES = {
    "Africa/Cairo": 2024,  # from midnight
    "Africa/Casablanca": 2024,  # back for Ramadan
    "America/Asuncion": 2023,  # from and to midnight
    "America/Havana": 2024,  # from midnight; from 01:00 to midnight
    "America/New_York": 2026,
    "America/Nuuk": 2024,  # on the evening before
    "America/Santiago": 2024,  # from and to midnight, southern
    "America/Sao_Paulo": 2018,  # from and to midnight, southern
    "America/St_Johns": 2010,  # from one minute past midnight to the day before
    "America/Toronto": 1919,  # from 23:30 to 00:30
    "Antarctica/Troll": 2024,  # by two hours
    "Asia/Beirut": 2024,  # from and to midnight
    "Asia/Tehran": 2021,  # from and to midnight, of a zone at half an hour
    "Atlantic/Azores": 2024,  # from midnight; from 01:00 to midnight
    "Australia/Lord_Howe": 2024,  # by half an hour
    "Europe/Dublin": 2024,  # winter time is the one that is saved
    "Europe/London": 2024,
    "Europe/Tallinn": 2026,
    "Pacific/Apia": 2011,  # leaves out 30 December
    "Pacific/Auckland": 2024,
    "Pacific/Chatham": 2024,  # a zone at three quarters of an hour
    "Pacific/Kwajalein": 1993,  # leaves out 21 August
}
USUAL = (time(1), time(3))
OTHERS = [(time(23), time(2)), (time(2, 15), time(2, 45)), (time(0), time(1))]


def zone(name: str) -> tzinfo:
    found = tz.gettz(name)
    assert found is not None
    return found


def at(name: str, *when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=zone(name), fold=fold)  # type: ignore[arg-type,misc]


def test_the_usual_night() -> None:
    window = cs.NightlyWindow(zone="Europe/Tallinn")
    evening = at("Europe/Tallinn", 2026, 11, 23, 22)
    opening = window.next_opening(evening)
    assert opening == at("Europe/Tallinn", 2026, 11, 24, 1)
    assert str(opening) == "2026-11-24 01:00:00+02:00"
    assert window.next_opening(opening) == opening + DAY
    assert not window.contains(opening - timedelta(microseconds=1))
    assert window.contains(opening)
    assert window.contains(opening + 2 * HOUR - timedelta(microseconds=1))
    assert not window.contains(opening + 2 * HOUR)
    assert window.as_of(evening) == date(2026, 11, 23)
    assert window.as_of(opening) == date(2026, 11, 24)


def test_a_night_over_midnight_is_for_the_next_day() -> None:
    window = cs.NightlyWindow(zone="Europe/Tallinn", opens=time(23), closes=time(2))
    before = at("Europe/Tallinn", 2026, 11, 24, 23, 30)
    assert window.contains(before)
    assert window.contains(before + HOUR)
    assert window.as_of(before) == window.as_of(before + HOUR) == date(2026, 11, 25)


def test_a_window_up_to_midnight_is_for_the_day_that_begins_then() -> None:
    window = cs.NightlyWindow(zone="Europe/Tallinn", opens=time(22), closes=time(0))
    late = at("Europe/Tallinn", 2026, 11, 24, 23, 59)
    assert window.contains(late)
    assert not window.contains(late + MINUTE)
    assert window.as_of(late) == date(2026, 11, 25)


def test_a_run_that_is_late_or_follows_missed_nights_is_for_the_night_that_opened_last() -> None:
    window = cs.NightlyWindow(zone="Europe/Tallinn")
    last_run = at("Europe/Tallinn", 2026, 11, 20, 1, 30)
    noon = at("Europe/Tallinn", 2026, 11, 24, 12)
    assert window.as_of(last_run) == date(2026, 11, 20)
    assert window.as_of(noon) == date(2026, 11, 24)
    assert window.as_of(at("Europe/Tallinn", 2026, 11, 25, 0, 59)) == date(2026, 11, 24)
    assert window.next_opening(last_run) == at("Europe/Tallinn", 2026, 11, 21, 1)


def test_an_hour_that_comes_twice_opens_once_and_is_one_night() -> None:
    name = "America/New_York"
    window = cs.NightlyWindow(zone=name, opens=time(1, 30), closes=time(2))
    first, second = (at(name, 2026, 11, 1, 1, 45, fold=fold) for fold in (0, 1))
    opening = window.next_opening(at(name, 2026, 10, 31, 12))
    assert (opening, opening.fold) == (at(name, 2026, 11, 1, 1, 30), 0)
    assert window.next_opening(first) == at(name, 2026, 11, 2, 1, 30)
    assert [window.contains(each) for each in (first, second - HOUR / 2, second)] == [
        True,
        False,
        True,
    ]
    assert window.as_of(first) == window.as_of(second) == date(2026, 11, 1)


SKIPPED = [
    ("from before the jump", time(1), time(3), "01:00", 60),
    ("from within the jump", time(2, 30), time(4), "03:00", 60),
    ("up to within the jump", time(1, 30), time(2, 30), "01:30", 30),
    ("all of the jump", time(2), time(3), "03:00", 60),
    ("within the jump", time(2, 10), time(2, 30), "03:00", 20),
    ("to the microsecond", time(2, 10, 0, 1), time(2, 30), "03:00", 20),
]


@pytest.mark.parametrize(
    ("opens", "closes", "opened", "minutes"),
    [case[1:] for case in SKIPPED],
    ids=[case[0] for case in SKIPPED],
)
def test_an_hour_that_is_skipped(opens: time, closes: time, opened: str, minutes: int) -> None:
    """New York goes from 02:00 to 03:00 on 8 March 2026."""
    window = cs.NightlyWindow(zone="America/New_York", opens=opens, closes=closes)
    opening = window.next_opening(at("America/New_York", 2026, 3, 7, 12))
    assert opening.time() == time.fromisoformat(opened)
    opening = opening.astimezone(UTC)
    inside = [n for n in range(-120, 240) if window.contains(opening + n * MINUTE)]
    assert inside == list(range(minutes))
    assert window.as_of(opening) == date(2026, 3, 8)


def test_a_night_that_has_opened_stays_open_when_the_clock_goes_back_over_midnight() -> None:
    """St. John's went from 00:01 on 7 November 2010 back to 23:01 on the 6th."""
    window = cs.NightlyWindow(zone="America/St_Johns", opens=time(0), closes=time(1))
    opening = window.next_opening(at("America/St_Johns", 2010, 11, 6, 12)).astimezone(UTC)
    inside = [n for n in range(150) if window.contains(opening + n * MINUTE)]
    assert inside == [0, *range(60, 120)]
    assert {window.as_of(opening + n * MINUTE) for n in range(150)} == {date(2010, 11, 7)}
    assert window.next_opening(opening).astimezone(UTC) == opening + 25 * HOUR


def test_a_day_that_the_calendar_leaves_out_has_no_night() -> None:
    name = "Pacific/Apia"
    window = cs.NightlyWindow(zone=name)
    last = at(name, 2011, 12, 29, 1)
    assert window.next_opening(last) == at(name, 2011, 12, 31, 1)
    assert window.as_of(at(name, 2011, 12, 31, 0, 30)) == date(2011, 12, 29)

    over = cs.NightlyWindow(zone=name, opens=time(23), closes=time(2))
    assert over.next_opening(at(name, 2011, 12, 29, 23)) == at(name, 2011, 12, 31, 23)
    for moment in (at(name, 2011, 12, 29, 23, 30), at(name, 2011, 12, 31, 1, 59)):
        assert over.contains(moment)
        assert over.as_of(moment) == date(2011, 12, 31)


def test_a_day_that_comes_twice_has_one_night() -> None:
    """Kwajalein went from 1 October 1969 back to 30 September."""
    name = "Pacific/Kwajalein"
    window = cs.NightlyWindow(zone=name)
    opening = window.next_opening(at(name, 1969, 9, 29, 12)).astimezone(UTC)
    assert window.next_opening(opening).astimezone(UTC) == opening + 2 * DAY - HOUR
    assert window.contains(opening + 23 * HOUR)
    assert window.as_of(opening + 23 * HOUR) == window.as_of(opening) == date(1969, 9, 30)


def clock(name: str, start: datetime, days: int) -> list[tuple[datetime, datetime]]:
    """Return every minute of some days, with what the clock of the zone shows."""
    site, minutes = zone(name), (start + n * MINUTE for n in range(days * 24 * 60))
    return [(each, each.astimezone(site).replace(tzinfo=None)) for each in minutes]


@cache
def changes(name: str) -> list[datetime]:
    """Return the hours of the zone's year in which its clock changes."""
    site, start = zone(name), datetime(CHANGES[name], 1, 1, tzinfo=UTC)
    hours = [start + n * HOUR for n in range(366 * 24)]
    offsets = [hour.astimezone(site).utcoffset() for hour in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n - 1] != offsets[n]]


def is_between(shown: time, opens: time, closes: time) -> bool:
    return opens <= shown < closes if opens < closes else not closes <= shown < opens


def compare(window: cs.NightlyWindow, walk: Sequence[tuple[datetime, datetime]]) -> None:
    """Compare the window with the minutes of six days, at the nights of the middle two."""
    opens, closes = window.opens, window.closes
    length = (closes.hour * 60 + closes.minute - opens.hour * 60 - opens.minute) % (24 * 60)
    days = sorted({shown.date() for _, shown in walk})
    nights, rest = [], iter(enumerate(walk))
    for day in days[:-1]:
        opening = datetime.combine(day, opens)
        nights.append((next(n for n, (_, shown) in rest if shown >= opening), day))
    for n in range(2 * 24 * 60, 4 * 24 * 60):
        minute, shown = walk[n]
        if 5 <= shown.hour < 22:
            continue
        last = bisect_right(nights, (n, date.max)) - 1
        (opened, day), (following, _) = nights[last : last + 2]
        made_up = n - opened < length and not is_between(walk[opened][1].time(), opens, closes)
        inside = is_between(shown.time(), opens, closes) or made_up
        assert window.contains(minute) is inside
        if inside or n % 20 == 0 or following - n < 2:
            led_into = day if opens < closes else days[days.index(day) + 1]
            assert window.as_of(minute) == led_into
        if n % 60 == 0 or n - opened < 2 or following - n < 2:
            assert window.next_opening(minute).astimezone(UTC) == walk[following][0]


@pytest.mark.no_cover
@pytest.mark.parametrize("name", CHANGES)
def test_every_minute_of_the_nights_around_each_change(name: str) -> None:
    found = changes(name)
    assert found
    for n, change in enumerate(found, start=list(CHANGES).index(name)):
        walk = clock(name, change - 3 * DAY, 6)
        for opens, closes in (USUAL, OTHERS[n % 3]):
            compare(cs.NightlyWindow(zone=name, opens=opens, closes=closes), walk)


TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[str, datetime]:
    """Draw a zone, and a moment within two days of a change of its clock."""
    name = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(changes(name)))
    return name, change + timedelta(seconds=draw(st.integers(-2 * 86400, 2 * 86400)))


@given(near_a_change(), TIMES, TIMES)
def test_one_run_a_night(start: tuple[str, datetime], opens: time, closes: time) -> None:
    """However the clock goes, night follows night, each for another day, open when it opens."""
    name, moment = start
    assume(opens != closes)
    window = cs.NightlyWindow(zone=name, opens=opens, closes=closes)
    days = [window.as_of(moment)]
    for _ in range(4):
        opening = window.next_opening(moment).astimezone(UTC)
        assert moment < opening <= moment + 2 * DAY
        assert window.contains(opening)
        assert window.as_of(opening - timedelta(microseconds=1)) == days[-1]
        days.append(window.as_of(opening))
        moment = opening
    gaps = [later - earlier for earlier, later in pairwise(days)]
    assert all(DAY <= gap <= (2 * DAY if name.startswith("Pacific/") else DAY) for gap in gaps)


def test_the_zone_of_a_moment_changes_nothing() -> None:
    window = cs.NightlyWindow(zone=timezone(timedelta(hours=2)))
    moment = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    abroad = moment.astimezone(zone("Pacific/Apia"))
    assert window.contains(moment)
    assert window.contains(abroad)
    assert window.as_of(moment) == window.as_of(abroad) == date(2026, 11, 25)
    assert window.next_opening(moment) == window.next_opening(abroad)


@pytest.mark.parametrize(
    "name",
    [
        *("", ":", ":UTC", "localtime", "LOCALTIME", "posixrules", "/usr/share/zoneinfo/UTC"),
        *("Nowhere/Land", "Europe", "Europe/", "UTC+3", "../etc/passwd", "/etc/passwd"),
        *("A" * 300, "A/" * 2000 + "A", "leapseconds"),
        *("right/Europe/Tallinn", "posix/Europe/Tallinn", "Factory"),
        *("Europe/../UTC", "UTC\0", "UTC ", b"UTC", None, 3),
    ],
)
def test_what_is_no_zone_is_refused(name: Any) -> None:
    with pytest.raises(cs.InvalidInput, match="expected a zone, such as 'Europe/Tallinn'"):
        cs.NightlyWindow(zone=name)


@pytest.mark.parametrize(
    "name",
    [
        *("UTC", "Etc/GMT+3", "EST5EDT", "W-SU", "GB-Eire", "America/Port-au-Prince"),
        "America/North_Dakota/New_Salem",
    ],
)
def test_every_form_of_an_iana_name_is_accepted(name: str) -> None:
    window = cs.NightlyWindow(zone=name)
    assert window.as_of(datetime(2026, 11, 24, 12, tzinfo=UTC)) == date(2026, 11, 24)


def test_all_faults_of_a_window_are_listed_at_once() -> None:
    wrong: Any = "3 a.m."
    with pytest.raises(cs.InvalidInput) as caught:
        cs.NightlyWindow(zone="Tallinn", opens=time(1, tzinfo=UTC), closes=wrong)
    assert [fault.path for fault in caught.value.faults] == ["zone", "opens", "closes"]
    assert "expected a time without a zone" in str(caught.value)


def test_a_window_of_no_length_is_refused() -> None:
    with pytest.raises(cs.InvalidInput, match="expected a time other than opens"):
        cs.NightlyWindow(zone="UTC", opens=time(3))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 24, 1),
        date(2026, 11, 24),
        None,
        NotATime(2026, 11, 24, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("next_opening", "after"), ("contains", "moment"), ("as_of", "moment")]
)
def test_what_is_no_aware_moment_is_refused(method: str, path: str, moment: Any) -> None:
    window = cs.NightlyWindow(zone="UTC")
    with pytest.raises(cs.InvalidInput) as caught:
        getattr(window, method)(moment)
    (fault,) = caught.value.faults
    assert fault.path == path
    assert fault.value is moment
