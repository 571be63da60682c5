"""The moment that an evaluation is about, and how days and moments compare with it.

Days are reckoned as day numbers (`date.toordinal()`), so that a value which is missing can be a
number too: `NEVER` is later than every day, `UNKNOWN` earlier. Moments are reckoned as instants,
counted from a fixed start, and `NO_MOMENT` is later than all of them.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeAlias

from costatus.models.faults import Fault, InvalidInput

Deadline: TypeAlias = date | datetime

NEVER = 10_000_000
UNKNOWN = 0
NO_MOMENT = timedelta.max

_NEVER = NEVER, NO_MOMENT
_START = datetime(1, 1, 1)  # noqa: DTZ001 a fixed point to count from, in nobody's zone


def is_aware(moment: datetime) -> bool:
    """Whether the moment knows its zone."""
    return moment.utcoffset() is not None


def instant(moment: datetime) -> timedelta:
    """The moment counted from a fixed start: right in an hour that comes twice."""
    return moment.replace(tzinfo=None) - _START - (moment.utcoffset() or timedelta(0))


class AsOf:
    """The day or moment of an evaluation. Days are those of its zone. Section 0.

    `now` is the instant of the moment; where it is a day, it is earlier than every instant, so that
    no moment has passed by the hour.
    """

    __slots__ = ("_aware", "_has_time", "day", "now", "today", "value", "zone")

    def __init__(self, value: date | datetime) -> None:
        if not isinstance(value, date):
            advice = "give the day, or the moment in the site's zone, that the statuses are for"
            raise InvalidInput("as_of", [Fault("", value, "a date or a datetime", advice)])
        self.value: date | datetime = value
        self.today: int = value.toordinal()
        self._has_time: bool = isinstance(value, datetime)
        self.now: timedelta = instant(value) if isinstance(value, datetime) else timedelta.min
        self._aware = isinstance(value, datetime) and is_aware(value)
        self.zone: tzinfo | None = (
            value.tzinfo if isinstance(value, datetime) and self._aware else None
        )
        self.day: Callable[[Deadline], int] = (
            date.toordinal if self.zone is None else self._day_in_zone
        )
        """The day number of a day or moment, in the zone of this as_of."""

    def clashes(self, moment: datetime) -> bool:
        """Whether the moment cannot be compared: one of the two has a zone and the other not."""
        return self._has_time and is_aware(moment) != self._aware

    def _day_in_zone(self, deadline: Deadline) -> int:
        if isinstance(deadline, datetime) and is_aware(deadline):
            try:
                return deadline.astimezone(self.zone).toordinal()
            except OverflowError:  # at either end of the calendar
                pass
        return deadline.toordinal()

    def split(self, deadline: Deadline | None) -> tuple[int, timedelta]:
        """The day after which, and the instant at which, a deadline has passed.

        Just one of the two counts, the other never comes: a moment counts by its instant where
        this as_of is a moment too, and by its day elsewhere.
        """
        if deadline is None:
            return _NEVER
        if self._has_time and isinstance(deadline, datetime):
            return NEVER, instant(deadline)
        return self.day(deadline), NO_MOMENT

    def passed(self, deadline: Deadline | None) -> bool:
        """Whether a deadline is over. One that is missing never is."""
        day, moment = self.split(deadline)
        return (day < self.today) | (moment <= self.now)

    def order(self, deadline: Deadline) -> tuple[int, bool, timedelta]:
        """A key that puts deadlines in order; a date stands for the end of its day."""
        if self._has_time and isinstance(deadline, datetime):
            return self.day(deadline), False, instant(deadline)
        whole_day = not isinstance(deadline, datetime)
        return self.day(deadline), whole_day and self._has_time, timedelta(0)
