"""The moment that an evaluation is about, and how days and moments compare with it.

Days are reckoned as day numbers (`date.toordinal()`), so that a value which is missing can be a
number too: `NEVER` is later than every day, `UNKNOWN` earlier.
"""

from datetime import date, datetime, timedelta
from typing import TypeAlias

from costatus.models.faults import Fault, InvalidInput

Deadline: TypeAlias = date | datetime

NEVER = 10_000_000
UNKNOWN = 0

_START = datetime(1, 1, 1)  # noqa: DTZ001 a fixed point to count from, in nobody's zone


def is_aware(moment: datetime) -> bool:
    """Whether the moment knows its zone."""
    return moment.utcoffset() is not None


def instant(moment: datetime) -> timedelta:
    """The moment counted from a fixed start: right in an hour that comes twice."""
    return moment.replace(tzinfo=None) - _START - (moment.utcoffset() or timedelta(0))


class AsOf:
    """The day or moment of an evaluation. Days are those of its zone. Section 0."""

    __slots__ = ("_aware", "_instant", "_zone", "today", "value")

    def __init__(self, value: date | datetime) -> None:
        if not isinstance(value, date):
            advice = "give the day, or the moment in the site's zone, that the statuses are for"
            raise InvalidInput("as_of", [Fault("", value, "a date or a datetime", advice)])
        self.value: date | datetime = value
        self.today: int = value.toordinal()
        self._instant = instant(value) if isinstance(value, datetime) else None
        self._aware = isinstance(value, datetime) and is_aware(value)
        self._zone = value.tzinfo if isinstance(value, datetime) and self._aware else None

    def clashes(self, moment: datetime) -> bool:
        """Whether the moment cannot be compared: one of the two has a zone and the other not."""
        return self._instant is not None and is_aware(moment) != self._aware

    def day(self, deadline: Deadline) -> int:
        """The day number of a day or moment, in the zone of this as_of."""
        if self._zone is not None and isinstance(deadline, datetime):
            try:
                return deadline.astimezone(self._zone).toordinal()
            except OverflowError:  # at either end of the calendar
                return deadline.toordinal()
        return deadline.toordinal()

    def passed(self, deadline: Deadline | None) -> bool:
        """Whether a deadline is over. One that is missing never is."""
        if deadline is None:
            return False
        if self._instant is not None and isinstance(deadline, datetime):
            return self._instant >= instant(deadline)
        return self.today > self.day(deadline)

    def order(self, deadline: Deadline) -> tuple[int, bool, timedelta]:
        """A key that puts deadlines in order; a date stands for the end of its day."""
        if self._instant is not None and isinstance(deadline, datetime):
            return self.day(deadline), False, instant(deadline)
        whole_day = not isinstance(deadline, datetime)
        return self.day(deadline), whole_day and self._instant is not None, timedelta(0)
