"""What a site's clock shows, and when it first shows a time: across every change of the clock."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta, tzinfo

_DAY = timedelta(days=1)


def shown(instant: datetime, zone: tzinfo) -> datetime:
    """Return what the clock of a zone shows at an instant."""
    return instant.astimezone(zone).replace(tzinfo=None)


def first_shown(wanted: datetime, zone: tzinfo) -> datetime:
    """Return the first instant, in UTC, at which the clock shows that time or has jumped over it.

    Raises OverflowError within a day of either end of the calendar.
    """
    # No zone changes its clock twice within two days: it is as before, as after, or skips this.
    near = wanted.replace(tzinfo=UTC)
    early = near - _offset(near - _DAY, zone)
    if shown(early, zone) == wanted:
        return early
    late = near - _offset(near + _DAY, zone)
    if shown(late, zone) == wanted:
        return late
    start = late.replace(microsecond=0)
    seconds = range(1 + int((early - start).total_seconds()))
    jump = bisect_left(seconds, wanted, key=lambda n: shown(start + timedelta(seconds=n), zone))
    return start + timedelta(seconds=jump)


def _offset(instant: datetime, zone: tzinfo) -> timedelta:
    return shown(instant, zone) - instant.replace(tzinfo=None)
