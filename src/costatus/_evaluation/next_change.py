"""When a report changes although nothing but time passes. Section 8, S4.

The tables themselves are asked. What time can change of a decision are the rows down to its own
status, and the notes beside it, that read the time; each is run once with a watch in the place of
the time, which remembers what it was compared with. Those are the only moments at which the row
can turn, and each is tried, the earliest first. Where `as_of` is a day, the same is done by one
compiled function for each status.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import FunctionType
from typing import Any, TypeAlias, cast

from costatus._evaluation.compiled import compiled_turns
from costatus.models.as_of import NEVER, NO_MOMENT, AsOf, day_of, instant
from costatus.models.statuses import Term
from costatus.rules._table import Predicate, Table
from costatus.models._site_clock import first_shown

Time: TypeAlias = tuple[int, timedelta]
"""A day number and the instant; the same instant for all days where `as_of` is a day."""

NO_TIME: Time = NEVER, NO_MOMENT
_TIME = frozenset({"today", "now"})
_LAST_DAY = date.max.toordinal()


class Watch:
    """Stands for the time in a predicate, and remembers what it was compared with."""

    __slots__ = ("met", "value")

    def __init__(self, value: Any) -> None:
        self.value: Any = value
        self.met: list[Any] = []

    def __gt__(self, other: Any) -> bool:
        self.met.append(other)
        return bool(self.value > other)

    def __ge__(self, other: Any) -> bool:
        self.met.append(other)
        return bool(self.value >= other)

    def __eq__(self, other: object) -> bool:
        self.met.append(other)
        return bool(self.value == other)

    def __hash__(self) -> int:
        return hash(self.value)


class _At:
    """Facts as they are at another time."""

    __slots__ = ("_facts", "now", "today")

    def __init__(self, facts: Any, today: Any, now: Any) -> None:
        self._facts = facts
        self.today = today
        self.now = now

    def __getattr__(self, name: str) -> Any:
        return getattr(self._facts, name)


class Calendar:
    """Finds the moments after `as_of` at which decisions turn, and tells them as a host does."""

    def __init__(self, as_of: AsOf) -> None:
        self._as_of = as_of

    def turn(self, table: Table[Any], facts: Any, status: Term, before: Time) -> Time:
        """When the decision first differs in its word or a code, if that is earlier; else `before`.

        `facts` are the ones that the status was decided on.
        """
        if not self._as_of.has_time and (turn := _turns_by_day(table, status)) is not None:
            return turn(facts, self._as_of.today, before[0]), before[1]
        for predicate in timed(table, status):
            before = self._turn_of(predicate, facts, before)
        return before

    def told(self, time: Time) -> date | datetime | None:
        """The time as a day or a moment, as `as_of` is one; None where it never comes."""
        day, moment = time
        if day > _LAST_DAY:
            return None
        if not self._as_of.has_time:
            return day_of(day)
        try:
            utc = datetime.min.replace(tzinfo=UTC) + moment
            zone = self._as_of.zone
            return utc.replace(tzinfo=None) if zone is None else utc.astimezone(zone)
        except OverflowError:  # at the end of the calendar
            return None

    def _turn_of(self, predicate: Predicate, facts: Any, before: Time) -> Time:
        today, now = Watch(self._as_of.today), Watch(self._as_of.now)
        holds = predicate(_At(facts, today, now))
        for time in sorted({*self._days(today.met), *self._moments(now.met)}, key=_by_moment):
            if _by_moment(time) >= _by_moment(before):
                break
            if predicate(_At(facts, *time)) != holds:
                return time
        return before

    def _days(self, met: list[int]) -> Iterator[Time]:
        """The days on which a comparison with a day can turn: that day itself, and the next."""
        for day in met:
            for turning in (day, day + 1):
                if self._as_of.today < turning <= _LAST_DAY:
                    yield turning, self._start_of(turning)

    def _moments(self, met: list[timedelta]) -> Iterator[Time]:
        for moment in met:
            if self._as_of.now < moment < NO_MOMENT:
                yield self._day_of(moment), moment

    def _start_of(self, day: int) -> timedelta:
        """The instant at which a day begins: at midnight, or when the clock has jumped over it."""
        if not self._as_of.has_time:
            return self._as_of.now
        zone = self._as_of.zone
        midnight = datetime.fromordinal(day).replace(tzinfo=zone)
        if zone is None:
            return instant(midnight)
        try:
            first = instant(first_shown(midnight.replace(tzinfo=None), zone))
        except OverflowError:  # at either end of the calendar
            return instant(midnight)
        return first if first > self._as_of.now else instant(midnight.replace(fold=1))

    def _day_of(self, moment: timedelta) -> int:
        told = self.told((0, moment))
        return _LAST_DAY if told is None else told.toordinal()


def _by_moment(time: Time) -> tuple[timedelta, int]:
    return time[1], time[0]


@cache
def timed(table: Table[Any], status: Term) -> tuple[Predicate, ...]:
    """The predicates whose turning changes a decision for that status: only these read the time."""
    last = max(n for n, row in enumerate(table.rows) if row.status is status)
    rows = [row.holds for row in table.rows[: last + 1]]
    notes = [note.holds for note in table.notes if note.stands_beside(status)]
    return tuple(each for each in (*rows, *notes) if _TIME & _names(each))


@cache
def _turns_by_day(table: Table[Any], status: Term) -> Callable[[Any, int, int], int] | None:
    return compiled_turns(table, status, timed(table, status))


def _names(predicate: Predicate) -> frozenset[str]:
    """The names of the facts that a predicate reads."""
    return frozenset(cast("FunctionType", predicate).__code__.co_names)
