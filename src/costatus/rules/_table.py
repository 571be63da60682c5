"""The rule table of a family: rows tested from the top; the first that holds decides.

A row is a status, a reason code, a predicate that says when it holds, and the evidence of its
reason. The last row holds where no other does. Predicates that read the time take it as a second
argument; all others depend on the facts alone.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from costatus.models.statuses import Term
from costatus.rules._reasons import Evidence, Reason, Subject
from costatus.rules.facts.context import Time
from costatus.rules.reason_codes import ReasonCode

F = TypeVar("F")

Why: TypeAlias = tuple[tuple[Reason, ...], tuple[Reason, ...]]
"""The reasons of a decision, and its notes."""


def otherwise(_facts: object) -> bool:
    """Otherwise: no other row of the table holds."""
    return False


def always(_facts: object) -> bool:
    """In every case."""
    return True


@frozen(eq=False)
class Row(Generic[F]):
    """A row of a table; the docstring of its predicate says when it holds."""

    id: str
    status: Term | None
    code: ReasonCode | None
    holds: Callable[[F], bool]
    evidence: Callable[[F], Evidence]

    def holds_at(self, facts: F, _at: Time) -> bool:
        """Return whether the row holds."""
        return self.holds(facts)


@frozen(eq=False)
class TimedRow(Generic[F]):
    """A row whose predicate reads the time."""

    id: str
    status: Term | None
    code: ReasonCode | None
    holds: Callable[[F, Time], bool]
    evidence: Callable[[F], Evidence]

    def holds_at(self, facts: F, at: Time) -> bool:
        """Return whether the row holds at that time."""
        return self.holds(facts, at)


@frozen(eq=False)
class Note(Generic[F]):
    """Advice beside a status, which decides nothing. `beside` None means beside every status."""

    code: ReasonCode
    beside: frozenset[Term] | None
    holds: Callable[[F], bool]
    evidence: Callable[[F], Evidence | list[Evidence]]

    def holds_at(self, facts: F, _at: Time) -> bool:
        """Return whether the note is given."""
        return self.holds(facts)


@frozen(eq=False)
class TimedNote(Generic[F]):
    """A note whose predicate reads the time."""

    code: ReasonCode
    beside: frozenset[Term] | None
    holds: Callable[[F, Time], bool]
    evidence: Callable[[F], Evidence | list[Evidence]]

    def holds_at(self, facts: F, at: Time) -> bool:
        """Return whether the note is given at that time."""
        return self.holds(facts, at)


AnyRow: TypeAlias = Row[Any] | TimedRow[Any]
AnyNote: TypeAlias = Note[Any] | TimedNote[Any]


@frozen(eq=False)
class _Part(Generic[F]):
    """What of a table matters to one status."""

    rows: tuple[AnyRow, ...]
    notes: tuple[AnyNote, ...]
    timed: tuple[Callable[[F, Time], bool], ...]


def _never(_facts: Any) -> tuple[int, ...]:
    return ()


@frozen(eq=False)
class Table(Generic[F]):
    """The rows of one family of statuses, in reading order, and its notes.

    `subject` names what the facts are of. `turning_days` and `turning_moments` return the day
    numbers and the instants at which a predicate that reads the time can turn.
    """

    family: str
    subject: Callable[[F], Subject]
    rows: tuple[AnyRow, ...]
    notes: tuple[AnyNote, ...] = ()
    turning_days: Callable[[F], tuple[int, ...]] = _never
    turning_moments: Callable[[F], tuple[Any, ...]] = _never
    _parts: dict[Term | None, _Part[F]] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        statuses = {row.status for row in self.rows}
        object.__setattr__(self, "_parts", {each: self._part(each) for each in statuses})

    def _part(self, status: Term | None) -> _Part[F]:
        rows = tuple(row for row in self.rows if row.status is status)
        notes = tuple(n for n in self.notes if n.beside is None or status in n.beside)
        until = self.rows[: self.rows.index(rows[-1]) + 1]
        timed = [row.holds for row in until if isinstance(row, TimedRow)]
        timed += [note.holds for note in notes if isinstance(note, TimedNote)]
        return _Part(rows, notes, tuple(timed))

    def status(self, facts: F, at: Time) -> Term | None:
        """Return the status of the first row that holds; of the last where none does."""
        for row in self.rows:
            if row.holds_at(facts, at):
                return row.status
        return self.rows[-1].status

    def reading_time(self, status: Term | None) -> tuple[Callable[[F, Time], bool], ...]:
        """Return the predicates by which time can change a decision of that status."""
        return self._parts[status].timed

    def holding(self, facts: F, status: Term | None, at: Time) -> Sequence[AnyRow]:
        """Return the rows of that status that hold; the last row only where no other does."""
        held = [row for row in self._parts[status].rows if row.holds_at(facts, at)]
        return held or self.rows[-1:]

    def given(self, facts: F, status: Term | None, at: Time) -> Iterator[AnyNote]:
        """Yield the notes beside that status that hold."""
        return (note for note in self._parts[status].notes if note.holds_at(facts, at))

    def why(self, facts: F, status: Term, at: Time) -> Why:
        """Return a reason for each row of that status that holds, and the notes beside it."""
        subject = self.subject(facts)
        reasons = []
        for row in self.holding(facts, status, at):
            if row.code is not None:
                cause, named = row.evidence(facts)
                reasons.append(Reason(row.code, row.id, subject, named, cause, status))
        notes = []
        for note in self.given(facts, status, at):
            found = note.evidence(facts)
            for cause, named in found if isinstance(found, list) else (found,):
                notes.append(Reason(note.code, None, subject, named, cause))
        return tuple(reasons), tuple(notes)
