"""The moment that an evaluation is about, and how days and moments compare with it.

Days are day numbers (`date.toordinal()`), so that a missing one can be a number too: `NEVER` is
later than every day, `UNKNOWN` earlier. Moments are instants, counted from a fixed start, and
`NO_MOMENT` is later than all of them.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final, TypeAlias

from costatus.models._moments import instant, is_aware, is_missing
from costatus.models._site_clock import first_shown
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.fields import how_to_read, plain

Deadline: TypeAlias = date | datetime

LAST_DAY: Final = date.max.toordinal()
NEVER: Final = 10_000_000
UNKNOWN: Final = 0
NO_MOMENT: Final = timedelta.max

_day: Final = date.fromordinal


def day_of(number: int) -> date:
    """Return the day of a number."""
    return _day(number)


class AsOf:
    """The day or moment of an evaluation; days are those of its zone.

    `now` is the instant of the moment; where it is a day, it is earlier than every instant, so that
    no moment has passed by the hour.
    """

    __slots__ = ("_aware", "day", "has_time", "now", "order", "today", "value", "zone")

    def __init__(self, value: object) -> None:
        if not isinstance(value, date) or is_missing(value):
            advice = (
                how_to_read(value)
                if isinstance(value, str)
                else "send the day, or the moment in the site's zone, that the statuses are for"
            )
            raise InvalidInput("as_of", [Fault("", value, "a date or a datetime", advice)])
        value = plain(value)
        self.value: date | datetime = value
        self.today: int = value.toordinal()
        self.has_time: bool = False
        self._aware = False
        self.now: timedelta = timedelta.min
        self.zone: tzinfo | None = None
        self.day: Callable[[Deadline], int] = date.toordinal
        """The day number of a day or moment, in the zone of this as_of."""
        self.order: Callable[[Deadline], Any] = date.toordinal
        """A key to sort deadlines by; a date counts as the end of its day."""
        if isinstance(value, datetime):
            self.has_time = True
            self.now = instant(value)
            self.order = self._order
            if is_aware(value):
                self._aware = True
                self.zone = value.tzinfo
                self.day = self._day_in_zone

    def __reduce__(self) -> tuple[type["AsOf"], tuple[date]]:
        return AsOf, (self.value,)

    def clashes(self, moment: datetime) -> bool:
        """Return whether the moment cannot be compared: just one of the two has a zone."""
        return self.has_time and is_aware(moment) != self._aware

    def _day_in_zone(self, deadline: Deadline) -> int:
        return self.on_clock(deadline).toordinal()

    def on_clock(self, deadline: Deadline) -> Deadline:
        """Return a moment as the clock of this zone shows it, and a day as it is."""
        if self._aware and isinstance(deadline, datetime) and is_aware(deadline):
            try:
                return deadline.astimezone(self.zone)
            except OverflowError:  # at either end of the calendar
                pass
        return deadline

    def split(self, deadline: Deadline | None) -> tuple[int, timedelta]:
        """Return the day after which, and the instant at which, a deadline has passed.

        The unused one is NEVER or NO_MOMENT: a moment counts by its instant where this as_of is a
        moment too, and by its day elsewhere.
        """
        if deadline is None:
            return NEVER, NO_MOMENT
        if self.has_time and isinstance(deadline, datetime):
            return NEVER, instant(deadline)
        return self.day(deadline), NO_MOMENT

    def start_of(self, day: int) -> timedelta:
        """Return the instant at which a day begins: midnight, or the jump over it."""
        midnight = datetime.fromordinal(day).replace(tzinfo=self.zone)
        if self.zone is None:
            return instant(midnight)
        try:
            first = instant(first_shown(midnight.replace(tzinfo=None), self.zone))
        except OverflowError:  # at either end of the calendar
            return instant(midnight)
        return first if first > self.now else instant(midnight.replace(fold=1))

    def passed(self, deadline: Deadline | None) -> bool:
        """Return whether the deadline is over; a missing one never is."""
        day, moment = self.split(deadline)
        return (day < self.today) | (moment <= self.now)

    def _order(self, deadline: Deadline) -> tuple[int, bool, timedelta]:
        if isinstance(deadline, datetime):
            return self.day(deadline), False, instant(deadline)
        return self.day(deadline), True, timedelta(0)
