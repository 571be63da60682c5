"""The rule table: rows tested from the top; the first that holds decides.

A row is a status, a reason code, a predicate that says when it holds, and the evidence that it
holds on. Predicates use only comparisons, `&` and `|`, so that one and the same function serves
plain values and arrays. What they compare with a plain number is never negative, and what they ask
to be below 1 is a flag or a count. The last row holds where no other does.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from attrs import frozen

from costatus.models.statuses import Term
from costatus.rules.reason_codes import ReasonCode
from costatus.rules._decision import Missed, Why
from costatus.rules._reasons import Evidence, Reason, Subject, plain, reason_of

F = TypeVar("F")

Predicate: TypeAlias = Callable[[Any], bool]
"""Says of some facts whether a row or a note holds."""


def otherwise(_facts: object) -> bool:
    """Otherwise: no other row of the table holds."""
    return False


class Row(NamedTuple, Generic[F]):
    """A row of a table; its predicate's docstring is the row's sentence."""

    id: str
    status: Term | None
    code: ReasonCode | None
    holds: Callable[[F], bool]
    evidence: Callable[[F], Evidence]


@frozen
class Once(Generic[F]):
    """The evidence of a note that is given only once."""

    evidence: Callable[[F], Evidence]

    def __call__(self, facts: F) -> Iterable[Evidence]:
        """The one evidence."""
        return (self.evidence(facts),)


class Note(NamedTuple, Generic[F]):
    """Advice beside a status: it decides nothing. `beside` None means beside every status.

    Where it holds there is at least one evidence, and a note for each.
    """

    code: ReasonCode
    beside: frozenset[Term] | None
    holds: Callable[[F], bool]
    evidence: Callable[[F], Iterable[Evidence]]

    def stands_beside(self, status: Term) -> bool:
        """Whether it may be given with that status."""
        return self.beside is None or status in self.beside


class _Watched:
    """Facts that remember which of them a predicate read."""

    def __init__(self, facts: object) -> None:
        self._facts = facts
        self.read: dict[str, object] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._facts, name)
        self.read[name] = value
        return value


def _missed(goal: Term, row: Row[Any], facts: object, reasons: Iterable[Reason]) -> Missed:
    """Say why a row failed: what it asks for, and the facts that its predicate read.

    Where it holds only if no other row does, it asks for the end of the reasons there are.
    """
    if row.holds is otherwise:
        remedies = "; ".join(filter(None, (reason.remedy for reason in reasons)))
        return Missed(goal, row.id, f"{remedies[:1].upper()}{remedies[1:]}.", {})
    watched = _Watched(facts)
    row.holds(watched)
    sentence = (row.holds.__doc__ or "").partition(". ")[2]
    told = {
        name.replace("_", " "): plain(value) if isinstance(value, Decimal) else str(value)
        for name, value in watched.read.items()
        if not isinstance(value, bool)
    }
    return Missed(goal, row.id, sentence, told)


def _always(_facts: object) -> bool:
    return True


class Goal(NamedTuple, Generic[F]):
    """A status that people work towards, the row to reach it by, and whether it lies on the way."""

    status: Term
    row: Row[F]
    applies: Callable[[F], bool] = _always


def last_rows(
    rows: Iterable[Row[F]], *goals: Term, applies: Callable[[F], bool] = _always
) -> tuple[Goal[F], ...]:
    """Each goal with the last row of that status: the plainest way to reach it."""
    last = {row.status: row for row in rows}
    return tuple(Goal(goal, last[goal], applies) for goal in goals)


@frozen(eq=False)
class Table(Generic[F]):
    """The rows of one family of statuses, in reading order, and its notes.

    `goals` are from the worst to the best.
    """

    family: str
    about: Callable[[F], Subject]
    rows: tuple[Row[F], ...]
    goals: tuple[Goal[F], ...]
    notes: tuple[Note[F], ...] = ()

    def status(self, facts: F) -> Term | None:
        """The status of the first row that holds."""
        for row in self.rows:
            if row.holds(facts):
                return row.status
        return self.rows[-1].status

    def holding(self, facts: F, status: Term) -> Sequence[Row[F]]:
        """The rows of that status that hold: the last one only where no other does."""
        held = [row for row in self.rows if row.status is status and row.holds(facts)]
        return held or self.rows[-1:]

    def next_better(self, facts: F, status: Term, reasons: Iterable[Reason]) -> Missed | None:
        """The first goal that is better than the status, and why its last row fails."""
        for goal, row, applies in self.goals:
            if goal.rank > status.rank and applies(facts) and not row.holds(facts):
                return _missed(goal, row, facts, reasons)
        return None

    def noted(self, facts: F, status: Term) -> Sequence[Note[F]]:
        """The notes beside that status that hold."""
        return [note for note in self.notes if note.stands_beside(status) and note.holds(facts)]

    def why(self, facts: F, status: Term) -> Why:
        """A reason for each row of that status that holds, and the notes that stand beside it."""
        about = self.about(facts)
        reasons = [
            reason_of(row.code, row.id, row.evidence(facts), about, status)
            for row in self.holding(facts, status)
            if row.code is not None
        ]
        beside = [
            reason_of(note.code, None, evidence, about, None)
            for note in self.noted(facts, status)
            for evidence in note.evidence(facts)
        ]
        return tuple(reasons), tuple(beside)
