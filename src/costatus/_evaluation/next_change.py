"""When a report changes although nothing but time passes. Rule S4.

Only predicates that read the time can turn, and only at the days and moments that their table
names. So the earliest of these at which such a predicate answers differently is the next change.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, final

from costatus._evaluation.explainers import SOURCE_TABLES
from costatus.models.as_of import LAST_DAY, NO_MOMENT, AsOf, day_of
from costatus.rules._table import Table
from costatus.rules.facts.context import Time
from costatus.rules.facts.order import OrderFacts
from costatus.rules.product import PRODUCT


def next_change_of(facts: OrderFacts) -> date | datetime | None:
    """Return the earliest later day or moment at which a status or a code differs; or None.

    It is a turn of a line's product or of a source: nothing else reads the time.
    """
    search = _Search(facts.context.as_of)
    for line in facts.lines:
        if line.status is not None:
            search.consider(PRODUCT, line, line.status)
        for source in line.sources:
            search.consider(SOURCE_TABLES[type(source)], source, source.status)
    return search.found()


@final
class _Search:
    """The earliest turn found so far."""

    __slots__ = ("_as_of", "_earliest", "_time")

    def __init__(self, as_of: AsOf) -> None:
        self._as_of = as_of
        self._time = Time(as_of.today, as_of.now)
        self._earliest: Time | None = None

    def consider(self, table: Table[Any], facts: Any, status: Any) -> None:
        """Keep the earliest turn of a decision, if it is earlier than what was found."""
        predicates = table.reading_time(status)
        if not predicates:
            return
        candidates = self._candidates(table, facts)
        if len(candidates) > 1:
            candidates.sort(key=_key)
        now = [holds(facts, self._time) for holds in predicates] if candidates else []
        for time in candidates:
            if [holds(facts, time) for holds in predicates] != now:
                self._earliest = time
                return

    def _candidates(self, table: Table[Any], facts: Any) -> list[Time]:
        """Return when predicates of the table can turn, where that is before what was found."""
        candidates: list[Time] = []
        for day in table.turning_days(facts):
            if self._time.today < day <= LAST_DAY:
                time = Time(day, self._start_of(day))
                if self._is_earlier(time):
                    candidates.append(time)
        if self._as_of.has_time:
            for moment in table.turning_moments(facts):
                if self._time.now < moment < NO_MOMENT:
                    time = Time(self._day_at(moment), moment)
                    if self._is_earlier(time):
                        candidates.append(time)
        return candidates

    def found(self) -> date | datetime | None:
        """Return the earliest turn as a day or a moment, as `as_of` is one."""
        time = self._earliest
        if time is None:
            return None
        return self._moment(time.now) if self._as_of.has_time else day_of(time.today)

    def _is_earlier(self, time: Time) -> bool:
        earliest = self._earliest
        return earliest is None or _key(time) < _key(earliest)

    def _start_of(self, day: int) -> timedelta:
        return self._as_of.start_of(day) if self._as_of.has_time else self._time.now

    def _day_at(self, moment: timedelta) -> int:
        found = self._moment(moment)
        return LAST_DAY if found is None else found.toordinal()

    def _moment(self, at: timedelta) -> datetime | None:
        zone = self._as_of.zone
        try:
            utc = datetime.min.replace(tzinfo=UTC) + at
            return utc.replace(tzinfo=None) if zone is None else utc.astimezone(zone)
        except OverflowError:  # at the end of the calendar
            return None


def _key(time: Time) -> tuple[timedelta, int]:
    return time.now, time.today
