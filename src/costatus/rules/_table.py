"""The rule table of a family: rows tested from the top; the first that holds decides.

A row is a status, a reason code, a predicate that says when it holds, and the evidence of its
reason. The last row holds where no other does. Predicates that read the time take it as a second
argument; all others depend on the facts alone.
"""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any, Concatenate, Generic, TypeAlias, TypeVar, cast

from costatus.models.statuses import Term
from costatus.rules._reasons import Evidence, Reason, add_reason
from costatus.rules._subject import Subject
from costatus.rules.facts.context import Time
from costatus.rules.reason_codes import ReasonCode

F = TypeVar("F")

Why: TypeAlias = tuple[tuple[Reason, ...], tuple[Reason, ...]]
"""The reasons of a decision, and its notes."""


def otherwise(_facts: object) -> bool:
    """Otherwise: no other row of the table holds."""
    return False


class Row(Generic[F]):
    """A row of a table; the docstring of its predicate says when it holds."""

    __slots__ = ("code", "evidence", "holds", "id", "status")

    def __init__(
        self,
        id: str,  # noqa: A002
        status: Term | None,
        code: ReasonCode | None,
        holds: Callable[Concatenate[F, ...], bool],
        evidence: Callable[[F], Evidence],
    ) -> None:
        self.id: str = id
        self.status: Term | None = status
        self.code: ReasonCode | None = code
        self.holds: Callable[..., bool] = holds
        self.evidence: Callable[[F], Evidence] = evidence

    def holds_at(self, facts: F, _at: Time) -> bool:
        """Return whether the row holds."""
        return self.holds(facts)


class TimedRow(Row[F]):
    """A row whose predicate reads the time."""

    __slots__ = ()

    def holds_at(self, facts: F, at: Time) -> bool:
        """Return whether the row holds at that time."""
        return self.holds(facts, at)


class Note(Generic[F]):
    """Advice beside some statuses, or beside all where `beside` is None; it decides nothing."""

    __slots__ = ("beside", "code", "evidence", "holds")

    def __init__(
        self,
        code: ReasonCode,
        beside: frozenset[Term] | None,
        holds: Callable[Concatenate[F, ...], bool],
        evidence: Callable[[F], Evidence | list[Evidence]],
    ) -> None:
        self.code: ReasonCode = code
        self.beside: frozenset[Term] | None = beside
        self.holds: Callable[..., bool] = holds
        self.evidence: Callable[[F], Any] = evidence

    def holds_at(self, facts: F, _at: Time) -> bool:
        """Return whether the note is given."""
        return self.holds(facts)


class TimedNote(Note[F]):
    """A note whose predicate reads the time."""

    __slots__ = ()

    def holds_at(self, facts: F, at: Time) -> bool:
        """Return whether the note is given at that time."""
        return self.holds(facts, at)


class _StatusRows(Generic[F]):
    """The rows and notes of one status; `timed` are the predicates that read the time.

    Those of the rows above count too: once one of them holds, the status is another.
    """

    __slots__ = ("notes", "rows", "timed")

    def __init__(self, table: "Table[F]", status: Term | None) -> None:
        self.rows: list[Row[F]] = [row for row in table.rows if row.status is status]
        self.notes: list[Note[F]] = [
            note for note in table.notes if note.beside is None or status in note.beside
        ]
        read = table.rows[: table.rows.index(self.rows[-1]) + 1]
        self.timed: list[Callable[[F, Time], bool]] = [
            *(row.holds for row in read if isinstance(row, TimedRow)),
            *(note.holds for note in self.notes if isinstance(note, TimedNote)),
        ]


def _never(_facts: Any) -> tuple[Any, ...]:
    return ()


class Table(Generic[F]):
    """The rows of one family of statuses, in reading order, and its notes.

    `subject` names what the facts are of. `turning_days` and `turning_moments` return the day
    numbers and the instants at which a predicate that reads the time can turn.
    """

    __slots__ = (
        "_by_status",
        "family",
        "notes",
        "rows",
        "subject",
        "turning_days",
        "turning_moments",
    )

    def __init__(  # noqa: PLR0917
        self,
        family: str,
        subject: Callable[[F], Subject],
        rows: tuple[Row[F], ...],
        notes: tuple[Note[F], ...] = (),
        turning_days: Callable[[F], tuple[int, ...]] = _never,
        turning_moments: Callable[[F], tuple[timedelta, ...]] = _never,
    ) -> None:
        self.family: str = family
        self.subject: Callable[[F], Subject] = subject
        self.rows: tuple[Row[F], ...] = rows
        self.notes: tuple[Note[F], ...] = notes
        self.turning_days: Callable[[F], tuple[int, ...]] = turning_days
        self.turning_moments: Callable[[F], tuple[timedelta, ...]] = turning_moments
        self._by_status: dict[Term | None, _StatusRows[F]] = {}
        for row in rows:
            self._by_status[row.status] = _StatusRows(self, row.status)

    def status(self, facts: F, at: Time) -> Term | None:
        """Return the status of the first row that holds; of the last where none does."""
        for row in self.rows:
            if row.holds_at(facts, at):
                return row.status
        return self.rows[-1].status

    def reading_time(self, status: Term | None) -> list[Callable[[F, Time], bool]]:
        """Return the predicates by which time can change a decision of that status."""
        return self._by_status[status].timed

    def why(self, facts: Any, status: Term) -> Why:
        """Return a reason for each row of that status that holds, and the notes beside it.

        The last row gives its reason only where no other row does.
        """
        at: Time = facts.context.time
        subject = self.subject(facts)
        of_status = self._by_status[status]
        held = [row for row in of_status.rows if row.holds_at(facts, at)]
        reasons: list[Reason] = []
        for row in held or self.rows[-1:]:
            code = cast("ReasonCode", row.code)  # only the row without a status has none
            add_reason(reasons, code, row.id, subject, row.evidence(facts), status)
        notes: list[Reason] = []
        for note in of_status.notes:
            if note.holds_at(facts, at):
                found = note.evidence(facts)
                for evidence in found if isinstance(found, list) else [found]:
                    add_reason(notes, note.code, None, subject, evidence, None)
        return tuple(reasons), tuple(notes)


def built(table: Table[Any], method: str) -> Callable[..., Any]:
    """Return the function that the build made for a method of a table, else the method."""
    try:
        ladders = import_module("costatus.rules._ladders")
    except ModuleNotFoundError:
        function: Callable[..., Any] = getattr(table, method)
    else:
        function = getattr(ladders, f"{table.family}_{method}")
    return function
