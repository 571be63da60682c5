"""A decision: a status, and why it was decided, which is worked out when it is read."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from costatus.models.statuses import Term
from costatus.rules._reasons import Reason
from costatus.rules._value_object import Saying

W = TypeVar("W", bound=Term, covariant=True)

Why: TypeAlias = tuple[tuple[Reason, ...], tuple[Reason, ...]]
"""The reasons of a decision, and its notes."""


class Missed(NamedTuple):
    """The status that would be next better, its row that failed, and the facts it failed on."""

    goal: Term
    row: str
    sentence: str
    facts: Mapping[str, str]


class Judge:
    """What can say, later, why a status was decided."""

    __slots__ = ()

    @abstractmethod
    def why(self, facts: Any, status: Term) -> Why:
        """The reasons for the status, and the notes beside it."""

    @abstractmethod
    def next_better(self, facts: Any, status: Term, reasons: Sequence[Reason]) -> Missed | None:
        """What would change the status, which has these reasons, for the better."""


class Decision(Saying, Generic[W]):
    """A status with its percent, and its reasons and notes, which are made when they are read.

    `percent` is None for families without one, and where the share is not known.
    """

    __slots__ = ("_facts", "_judge", "_notes", "_reasons", "percent", "status")

    def __init__(self, judge: Judge, facts: Any, status: W, percent: int | None = None) -> None:
        self._judge = judge
        self._facts = facts
        self.status: W = status
        self.percent: int | None = percent
        self._reasons: tuple[Reason, ...] | None = None
        self._notes: tuple[Reason, ...] | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why: one reason for each row of this status that holds, in reading order."""
        reasons = self._reasons
        return self._why()[0] if reasons is None else reasons

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What else is worth knowing; notes decide nothing."""
        notes = self._notes
        return self._why()[1] if notes is None else notes

    def _why(self) -> Why:
        reasons, notes = self._judge.why(self._facts, self.status)
        self._reasons, self._notes = reasons, notes
        return reasons, notes

    @property
    def next_better(self) -> Missed | None:
        """What would change it: the next better status, and its row that failed; else None."""
        return self._judge.next_better(self._facts, self.status, self.reasons)

    def __repr__(self) -> str:
        percent = "" if self.percent is None else f" {self.percent} %"
        return f"<Decision {self.status.label}{percent}>"

    def _said(self) -> tuple[object, ...]:
        return type(self.status), self.status, self.percent, self.reasons, self.notes

    def __hash__(self) -> int:
        return hash((self.status, self.percent))

    def __reduce__(self) -> tuple[Any, ...]:
        told = Told(self.reasons, self.notes, self.next_better)
        return Decision, (AS_TOLD, told, self.status, self.percent)


class Told(NamedTuple):
    """The reasons and notes of a decision, and what would change it."""

    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    next_better: Missed | None


class AsTold(Judge):
    """Judges as it was told."""

    __slots__ = ()

    def why(self, facts: Told, _status: Term) -> Why:
        """The reasons and notes that were told."""
        return facts.reasons, facts.notes

    def next_better(self, facts: Told, _status: Term, _reasons: Sequence[Reason]) -> Missed | None:
        """What would change it, as it was told."""
        return facts.next_better


AS_TOLD: Final = AsTold()
