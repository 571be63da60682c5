"""The moment of an evaluation, and how days and moments compare with it."""

from datetime import date, datetime, timedelta, tzinfo

START = datetime(1, 1, 1)
NO_TIME = timedelta(0)


class Clock:
    """The as-of day or moment; days are those of its zone."""

    def __init__(self, as_of: date | datetime) -> None:
        self.moment = as_of if isinstance(as_of, datetime) else None
        self.today = as_of.date() if isinstance(as_of, datetime) else as_of
        self.zone: tzinfo | None = None if self.moment is None else self.moment.tzinfo

    def day(self, deadline: date | datetime) -> date:
        """Return the day of a deadline in the zone of the evaluation."""
        if not isinstance(deadline, datetime):
            return deadline
        if self.zone is not None and deadline.tzinfo is not None:
            try:
                return deadline.astimezone(self.zone).date()
            except OverflowError:  # at either end of the calendar
                pass
        return deadline.date()

    def passed(self, deadline: date | datetime | None) -> bool:
        """Return whether a deadline has passed; an unknown one has not."""
        if deadline is None:
            return False
        if self.moment is not None and isinstance(deadline, datetime):
            return instant(self.moment) >= instant(deadline)
        return self.today > self.day(deadline)

    def order(self, deadline: date | datetime) -> tuple[date, bool, timedelta]:
        """Sort deadlines; a date comes after all moments of its day."""
        day = self.day(deadline)
        if self.moment is not None and isinstance(deadline, datetime):
            return day, False, instant(deadline)
        return day, self.moment is not None, NO_TIME


def instant(moment: datetime) -> timedelta:
    """Count a moment from a fixed start: an hour that comes twice is two hours."""
    return moment.replace(tzinfo=None) - START - (moment.utcoffset() or NO_TIME)
