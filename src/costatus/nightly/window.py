"""When a nightly run may work, on the site's clock, and which day it is for. Section 8, S5."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from operator import attrgetter

from attrs import field, frozen

from costatus.models.as_of import is_aware
from costatus.models._validation.faults import Fault, InvalidInput, raise_if_invalid, invalid
from costatus.models._site_clock import first_shown, shown

_DAY = timedelta(days=1)


def _zone(value: str | tzinfo) -> tzinfo:
    """A zone, as it is or by its name."""
    zone = value if isinstance(value, tzinfo) else _named(value)
    advice = "send the site's IANA name, or its tzinfo"
    return zone or invalid(value, "a zone, such as 'Europe/Tallinn'", advice)


def _named(name: object) -> tzinfo | None:
    """The zone of that name, if there is one.

    Other texts that dateutil reads are refused: '' and ':' mean the zone of the machine, and
    'UTC+3' means the opposite of what it does elsewhere.
    """
    from dateutil import tz  # noqa: PLC0415 costs a third of all we import; only windows need it

    if not isinstance(name, str) or not name.strip(":"):
        return None
    try:
        zone = tz.gettz(name)
    except (OSError, ValueError, Warning):  # a path, and what it leads to is no zone
        return None
    return zone if isinstance(zone, tz.tzfile | tz.tzutc) else None


def _time(value: time) -> time:
    """A time on the site's clock."""
    fits = isinstance(value, time) and value.tzinfo is None
    return (
        value if fits else invalid(value, "a time without a zone", "send what a clock shows there")
    )


@frozen
class NightlyWindow:
    """The hours of the night in which a run may work: from `opens` up to `closes`.

    Both are times on the clock of `zone`, given by its IANA name or as a tzinfo; `closes` itself
    is outside. Where it is not later than `opens`, it is on the following day. Each day that the
    site's calendar has opens one night, whatever its clock does (S5):

    - in an hour that comes twice, a night opens the first time only;
    - where `opens` is skipped, the night opens at the jump;
    - where the clock jumps over the whole window, the night opens at the jump and lasts as long
      as on other days.

    All methods take aware moments, of any zone, of the years 2 to 9998; for others they raise
    InvalidInput. So does building a window with no such zone or with `opens` equal to `closes`.
    """

    zone: tzinfo = field(converter=_zone)
    opens: time = field(default=time(1), converter=_time)
    closes: time = field(default=time(3), converter=_time)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _WINDOW, _window_fields(self), self._never_open)

    def _never_open(self) -> Iterable[Fault]:
        if self.opens == self.closes:
            yield Fault("closes", self.closes, "a time other than opens", "set it later")

    def next_opening(self, after: datetime) -> datetime:
        """The first opening that is later than `after`, in the site's zone."""
        night = self._next_day(self._last_night(_instant("after", after)))
        return self._opening(night).astimezone(self.zone)

    def contains(self, moment: datetime) -> bool:
        """Whether the site's clock shows a time within the window, or a skipped night is made up.

        In an hour that comes twice both are inside, and of one night: `as_of` tells them as one.
        """
        instant = _instant("moment", moment)
        if self._shows_inside(instant):
            return True
        opening = self._opening(self._last_night(instant))
        return not self._shows_inside(opening) and instant < opening + self._length()

    def as_of(self, moment: datetime) -> date:
        """The day that a run at `moment` is for: the site's day when the night's window closes.

        A moment belongs to the night that opened last. So all of a night has one as_of: a run that
        is killed and started again, that goes on past the closing, or that is started by hand
        the next noon, is for the same day. A night that opens before midnight is for the day it
        leads into: people read its words on that day, and a promise for the day before is over
        by then. A run after missed nights is for its own night alone; the words depend on nothing
        else (S2).

        It is a date, as the words of a whole day are asked for, and compares with days and with
        moments of either kind. A moment in an order then counts by the day it shows: send moments
        in the site's zone.
        """
        night = self._last_night(_instant("moment", moment))
        return night if self.opens < self.closes else self._next_day(night)

    def _last_night(self, instant: datetime) -> date:
        """The day whose night opened last, at `instant` or before."""
        night = self._clock(instant).date() + _DAY
        while self._opening(night) > instant or not self._exists(night):
            night -= _DAY
        return night

    def _next_day(self, day: date) -> date:
        """The day after, on a calendar that may have left one out."""
        day += _DAY
        while not self._exists(day):
            day += _DAY
        return day

    def _exists(self, day: date) -> bool:
        """Whether the site's calendar has the day: a move over the date line leaves one out."""
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
        """How long the window is where the clock goes evenly."""
        opens, closes = (datetime.combine(date.min, at) for at in (self.opens, self.closes))
        return (closes - opens) % _DAY


_WINDOW = ("zone", "opens", "closes")
_window_fields = attrgetter(*_WINDOW)


def _instant(name: str, moment: datetime) -> datetime:
    if isinstance(moment, datetime) and is_aware(moment) and 1 < moment.year < 9999:
        return moment.astimezone(UTC)
    advice = "send datetime.now(UTC), or give the moment the zone that it was told in"
    fault = Fault(name, moment, "an aware datetime of the years 2 to 9998", advice)
    raise InvalidInput("NightlyWindow", [fault])
