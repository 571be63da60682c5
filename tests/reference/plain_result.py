"""What the plain loop answers, and how it tells the time."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from attrs import frozen

from costatus.models.statuses import Term

Key = tuple[str, ...]


class Why(NamedTuple):
    """A reason, or a note where it has no row, with its text."""

    row: str | None
    code: str
    text: str


@frozen
class Answer:
    """A word with its percent, reasons and notes."""

    word: Term
    percent: int | None
    reasons: list[Why]
    notes: list[Why]


@frozen
class Result:
    """The answers on one order."""

    order_id: str
    answers: dict[Key, Answer]

    def words(self) -> dict[Key, str]:
        """The words as a host stores them."""
        return {key: answer.word.value for key, answer in self.answers.items()}


class Clock:
    """The moment of the judgement, and how days and moments stand to it."""

    def __init__(self, as_of: date | datetime) -> None:
        self.moment = as_of if isinstance(as_of, datetime) else None
        self.today = as_of.date() if isinstance(as_of, datetime) else as_of

    def day(self, deadline: date | datetime) -> date:
        """The day of a deadline, in the zone of the judgement."""
        if not isinstance(deadline, datetime):
            return deadline
        if self.moment is not None and self.moment.tzinfo is not None:
            return deadline.astimezone(self.moment.tzinfo).date()
        return deadline.date()

    def passed(self, deadline: date | datetime | None) -> bool:
        """Whether a deadline has passed; one that is missing never has."""
        if deadline is None:
            return False
        if self.moment is not None and isinstance(deadline, datetime):
            return utc(self.moment) >= utc(deadline)
        return self.today > self.day(deadline)

    def order(self, deadline: date | datetime) -> tuple[date, bool, datetime]:
        """A date stands for the end of its day, after all moments of it."""
        day = self.day(deadline)
        if self.moment is not None and isinstance(deadline, datetime):
            return day, False, utc(deadline)
        return day, self.moment is not None, datetime.min


def utc(moment: datetime) -> datetime:
    """An aware moment in UTC, where an hour that comes twice is two; a naive one as it is."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC)
