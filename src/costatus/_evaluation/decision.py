"""A decision: a status, and why it was decided; the reasons are made when they are read."""

from abc import abstractmethod
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast, final

from costatus.models.statuses import Term
from costatus.rules._reasons import Reason
from costatus.rules._table import Why
from costatus.rules._templates import Fact, fill, parse_template
from costatus.rules._value_object import ValueObject

W = TypeVar("W", bound=Term, covariant=True)
S = TypeVar("S", bound=Term)


@lru_cache(128)
def _parsed(template: str) -> Any:
    """Parse the template of an advice; there are a few dozen."""
    return parse_template(template)


@final
class NextBetterStatus(ValueObject):
    """The next better status within reach of one change, and that change as a sentence.

    `status` is None where no single change reaches a better one; the sentence says so.
    """

    __slots__ = ("_facts", "_status", "_template")

    def __init__(
        self, status: Term | None, template: str, facts: Mapping[str, Fact] | None = None
    ) -> None:
        self._status = status
        self._template = template
        self._facts: dict[str, Fact] = {} if facts is None else dict(facts)

    @property
    def status(self) -> Term | None:
        """The better status, or None."""
        return self._status

    @property
    def sentence(self) -> str:
        """What would have to change."""
        parts: list[str] = []
        fill(parts, _parsed(self._template), self._facts, "it")
        return "".join(parts)

    @property
    def template(self) -> str:
        """The sentence with fields in the place of its facts."""
        return self._template

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The numbers, days, ids and objects in the sentence, by name; read-only."""
        return MappingProxyType(self._facts)

    def __str__(self) -> str:
        if self._status is None:
            return self.sentence
        return f"{self._status.label}, if {self.sentence}"

    def __repr__(self) -> str:
        return f"<NextBetterStatus {self}>"

    def _fields(self) -> tuple[Any, ...]:
        return self._status, self._template, self._facts


class Explainer:
    """Explains the decisions of one family from their facts."""

    __slots__ = ()

    @abstractmethod
    def why(self, facts: Any, status: Term) -> Why:
        """Return the reasons for the status, and the notes beside it."""

    @abstractmethod
    def next_better(self, facts: Any, status: Term) -> NextBetterStatus | None:
        """Return the next better status, and what would have to change; None for the best."""


@final
class Decision(ValueObject, Generic[W]):
    """A status with its percent, its reasons and its notes.

    `str()` returns the status as people read it.
    """

    __slots__ = (
        "_explainer",
        "_facts",
        "_next_better",
        "_notes",
        "_percent",
        "_reasons",
        "_status",
    )

    def __init__(
        self,
        status: W,
        percent: int | None = None,
        reasons: tuple[Reason, ...] = (),
        notes: tuple[Reason, ...] = (),
    ) -> None:
        self._status: W = status
        self._percent = percent
        self._reasons: tuple[Reason, ...] | None = reasons
        self._notes: tuple[Reason, ...] | None = notes
        self._next_better: NextBetterStatus | None = None
        self._explainer: Explainer | None = None
        self._facts: Any = None

    @property
    def status(self) -> W:
        """The status."""
        return self._status

    @property
    def percent(self) -> int | None:
        """How much is invoiced or paid, 0 to 100; None for other families, and where not known."""
        return self._percent

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """One reason for each row of this status that holds, in reading order."""
        reasons = self._reasons
        return self._explained()[0] if reasons is None else reasons

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What else is worth knowing; notes decide nothing."""
        notes = self._notes
        return self._explained()[1] if notes is None else notes

    @property
    def next_better(self) -> NextBetterStatus | None:
        """What would change it for the better; None where it is the best or final.

        It is computed from the order, so a report that was pickled or read back has none.
        """
        if self._explainer is not None and self._next_better is None:
            self._next_better = self._explainer.next_better(self._facts, self._status)
        return self._next_better

    def _explained(self) -> Why:
        explainer = cast("Explainer", self._explainer)
        reasons, notes = explainer.why(self._facts, self._status)
        self._reasons, self._notes = reasons, notes
        return reasons, notes

    def __str__(self) -> str:
        label: str = self._status.label
        return f"{label}, {self._percent} %" if self._percent not in {None, 0, 100} else label

    def __repr__(self) -> str:
        return f"<Decision {self}>"

    def _fields(self) -> tuple[Any, ...]:
        return self._status, self._percent, self.reasons, self.notes


def explained_by(
    explainer: Explainer, facts: Any, status: S, percent: int | None = None
) -> Decision[S]:
    """Return a decision that is explained from its facts when somebody reads it."""
    decision: Decision[S] = Decision(status, percent)
    decision._explainer = explainer  # noqa: SLF001
    decision._facts = facts  # noqa: SLF001
    decision._reasons = decision._notes = None  # noqa: SLF001
    return decision
