"""When a nightly run may work, by the site's clock, and which day it is for (rule S5)."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from attrs import field, frozen

from costatus.models._moments import is_aware, is_missing
from costatus.models._site_clock import first_shown, shown
from costatus.models._validation.checked import Checked
from costatus.models._validation.faults import Fault, InvalidInput, invalid

_DAY = timedelta(days=1)


def _zone(value: str | tzinfo) -> tzinfo:
    """Convert a tzinfo, or the IANA name of a zone."""
    zone = value if isinstance(value, tzinfo) else _named(value)
    advice = "send the site's IANA name, or its tzinfo"
    return zone or invalid(value, "a zone, such as 'Europe/Tallinn'", advice)


def _named(name: object) -> tzinfo | None:
    """Return the zone of that IANA name, if there is one.

    dateutil reads more, which is refused: '', ':', 'localtime' and paths depend on the machine,
    'right/UTC' counts leap seconds, and 'UTC+3' is the opposite of what it is elsewhere.
    """
    from dateutil import tz  # noqa: PLC0415 a third of what we would import; only windows need it

    if not isinstance(name, str) or not _IANA.fullmatch(name) or name.lower() in _OF_THE_MACHINE:
        return None
    zone = tz.gettz(name)
    return zone if isinstance(zone, tz.tzfile | tz.tzutc) else None


_IANA: Final = re.compile(r"(?!.{65}|posix/|right/)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
_OF_THE_MACHINE: Final = frozenset({"factory", "localtime", "posixrules"})


def _time(value: time) -> time:
    """Accept a time without a zone."""
    fits = isinstance(value, time) and value.tzinfo is None
    advice = "send the time that the site's clock shows, such as time(1, 30)"
    return value if fits else invalid(value, "a time without a zone", advice)


@frozen
class NightlyWindow(Checked):
    """The hours of the night in which a run may work: from `opens` up to `closes`.

    One night opens on each day of the site's calendar, whatever its clock does:

    - in an hour that comes twice, the night opens the first time only;
    - where `opens` is skipped, the night opens at the jump;
    - where the clock jumps over the whole window, the night opens at the jump and is as long as on
      other days.

    The methods take aware moments of any zone, in the years 2 to 9998. They raise InvalidInput for
    anything else, and so does building a window whose zone is not known or whose `opens` equals
    `closes`.

    Attributes:
        zone: The site's zone, sent as an IANA name or a tzinfo.
        opens: The time on the site's clock when the window opens.
        closes: The time when it closes, which is outside; on the following day where it is not
            later than `opens`.
    """

    zone: tzinfo = field(converter=_zone)
    opens: time = field(default=time(1), converter=_time)
    closes: time = field(default=time(3), converter=_time)

    def _conflicts(self) -> Iterable[Fault]:
        if self.opens == self.closes:
            yield Fault("closes", self.closes, "a time other than opens", "set it later")

    def next_opening(self, after: datetime) -> datetime:
        """Return the first opening later than `after`, in the site's zone."""
        night = self._next_day(self._last_night(_instant("after", after)))
        return self._opening(night).astimezone(self.zone)

    def contains(self, moment: datetime) -> bool:
        """Return whether a run may work at `moment`: the site's clock is within the window.

        Both passes of an hour that comes twice are inside, and have one `as_of`. Where the clock
        jumps over the whole window, the same length of time after the jump is inside.
        """
        instant = _instant("moment", moment)
        if self._shows_inside(instant):
            return True
        opening = self._opening(self._last_night(instant))
        return not self._shows_inside(opening) and instant < opening + self._length()

    def as_of(self, moment: datetime) -> date:
        """Return the day that a run at `moment` is for: the site's day when the window closes.

        A moment belongs to the night that opened last. So a run that is restarted, that continues
        after the closing or that is started by hand at noon is for the same day. A night that opens
        before midnight is for the next day: people read its statuses then, when a promise for the
        day before has passed. Missed nights change nothing, as statuses depend only on `as_of`.

        The day compares with days and with moments of either kind. A moment in an order then counts
        as the day that it shows: send moments in the site's zone.
        """
        night = self._last_night(_instant("moment", moment))
        return night if self.opens < self.closes else self._next_day(night)

    def _last_night(self, instant: datetime) -> date:
        """Return the day whose night opened last, at `instant` or before."""
        night = self._clock(instant).date() + _DAY
        while self._opening(night) > instant or not self._exists(night):
            night -= _DAY
        return night

    def _next_day(self, day: date) -> date:
        """Return the day after, on a calendar that may leave one out."""
        day += _DAY
        while not self._exists(day):
            day += _DAY
        return day

    def _exists(self, day: date) -> bool:
        """Return whether the site's calendar has the day: moving the date line leaves one out."""
        return self._clock(self._first_at(day, time.min)).date() == day

    def _opening(self, day: date) -> datetime:
        return self._first_at(day, self.opens)

    def _first_at(self, day: date, at: time) -> datetime:
        return first_shown(datetime.combine(day, at), self.zone)

    def _clock(self, instant: datetime) -> datetime:
        return shown(instant, self.zone)

    def _shows_inside(self, instant: datetime) -> bool:
        shown = self._clock(instant).time()
        if self.opens < self.closes:
            return self.opens <= shown < self.closes
        return shown >= self.opens or shown < self.closes

    def _length(self) -> timedelta:
        """Return the length of the window where the clock does not change."""
        opens, closes = (datetime.combine(date.min, at) for at in (self.opens, self.closes))
        return (closes - opens) % _DAY


def _instant(name: str, moment: datetime) -> datetime:
    """Return the moment in UTC; raise InvalidInput if its instant is not known."""
    known = isinstance(moment, datetime) and not is_missing(moment) and is_aware(moment)
    if known and 1 < moment.year < 9999:
        return moment.astimezone(UTC)
    advice = "send datetime.now(UTC), or add the zone: moment.replace(tzinfo=zone)"
    fault = Fault(name, moment, "an aware datetime of the years 2 to 9998", advice)
    raise InvalidInput("NightlyWindow", [fault])
