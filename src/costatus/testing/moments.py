"""Days and moments close to that of an evaluation."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TypeAlias
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.testing.values import Picker

TODAY = date(2026, 11, 24)
"""The default of `around`: days and moments lie close to it."""

_DAYS = (
    TODAY,
    date(2026, 3, 30),  # the day after an hour was skipped
    date(2026, 10, 25),  # an hour comes twice
    date(2028, 2, 29),
    date(2026, 12, 31),
)
_TIMES = (time(12), time(0), time(3, 30), time(3, 30, fold=1), time.max)
_OFFSETS = (UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-9, minutes=-30)))
_ZONES = ("no time", "no time", None, *_OFFSETS, "Europe/Tallinn")


@st.composite
def as_ofs(draw: st.DrawFn) -> Deadline:
    """Return days, and moments without a zone, at fixed offsets and in a zone with clock changes.

    Some are in an hour that comes twice, at the end of a year or on a leap day.
    """
    return pick_as_of(Picker(draw))


@st.composite
def days(draw: st.DrawFn, around: Deadline = TODAY) -> date:
    """Return days, mostly within two of `around`, rarely the first or last of the calendar."""
    return Picker(draw)(_NEAR_DAYS)(around)


@st.composite
def deadlines(draw: st.DrawFn, around: Deadline = TODAY) -> Deadline:
    """Return days, and moments that compare with `around`, some a microsecond away from it.

    If `around` is a day, moments are with and without a zone; if it is a moment, they are like it.
    """
    return Picker(draw)(_NEAR_DEADLINES)(around)


def pick_as_of(pick: Picker) -> Deadline:
    """Pick what `as_ofs` returns."""
    day, zone, at = pick(_DAYS), pick(_ZONES), pick(_TIMES)
    if zone == "no time":
        return day
    return datetime.combine(day, at, ZoneInfo(zone) if isinstance(zone, str) else zone)


def pick_day(pick: Picker, around: Deadline) -> date | None:
    """Pick a day as `days` does, or None."""
    recipe = pick(_NEAR_DAYS_OR_NONE)
    return recipe and recipe(around)


def pick_deadline(pick: Picker, around: Deadline) -> Deadline | None:
    """Pick a deadline as `deadlines` does, or None."""
    recipe = pick(_NEAR_DEADLINES_OR_NONE)
    return recipe and recipe(around)


_STEPS = (
    timedelta(0),
    timedelta(microseconds=-1),
    timedelta(microseconds=1),
    timedelta(hours=-1),
    timedelta(hours=1),
    timedelta(days=-1),
    timedelta(days=1),
    timedelta(days=7),
)

_DayRecipe: TypeAlias = Callable[[Deadline], date]
_Recipe: TypeAlias = Callable[[Deadline], Deadline]


def _days_later(count: int) -> _DayRecipe:
    return lambda around: date(around.year, around.month, around.day) + timedelta(count)


def _always(day: date) -> _DayRecipe:
    return lambda _around: day


def _moment(around: Deadline) -> datetime:
    return around if isinstance(around, datetime) else datetime.combine(around, time(12))


def _later(step: timedelta) -> _Recipe:
    return lambda around: _moment(around) + step


def _in_zone(zone: timezone) -> _Recipe:
    """Write the same moment in that zone; a moment without a zone stays so."""

    def seen(around: Deadline) -> datetime:
        if not isinstance(around, datetime):
            return _moment(around).replace(tzinfo=zone)
        return around if around.tzinfo is None else around.astimezone(zone)

    return seen


def _the_other_hour(around: Deadline) -> datetime:
    """Return the same clock time in the other of the two hours, where an hour comes twice."""
    moment = _moment(around)
    return moment.replace(fold=1 - moment.fold)


def _midnight(around: Deadline) -> datetime:
    return datetime.combine(around, time(0), _moment(around).tzinfo)


def _the_last_day(around: Deadline) -> datetime:
    """Return what some hosts write for never."""
    return datetime.combine(date.max, time(0), _moment(around).tzinfo)


_NEAR_DAYS: tuple[_DayRecipe, ...] = (
    *map(_days_later, (1, 0, 1, -1) * 10),
    *map(_days_later, (2, -2, 7, -7, 30, -30) * 2),
    _always(date.min),
    _always(date.max),
)
_NEAR_DEADLINES: tuple[_Recipe, ...] = (
    *map(_days_later, (1, 0, -1, 2, -2, 7, -7)),
    *map(_later, _STEPS),
    *map(_in_zone, _OFFSETS * 3),
    _the_other_hour,
    _midnight,
    _the_last_day,
    _always(date.max),
)
_NEAR_DAYS_OR_NONE = (None, *_NEAR_DAYS, *(None,) * 9)
_NEAR_DEADLINES_OR_NONE = (None, *_NEAR_DEADLINES, None, None)
