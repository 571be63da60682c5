"""The judge of an order's product status: the worst of its countable lines. Section 2."""

from collections.abc import Sequence
from typing import Final

from costatus.models.statuses import ProductStatus, Term
from costatus.rules.reason_codes import ReasonCode, SubjectKind
from costatus.rules._decision import Decision, Judge, Missed, Why
from costatus.rules._reasons import Reason, Subject

_DELAYED: Final = ProductStatus.DELAYED


class Lines:
    """What an order's product status is decided on: its countable lines, by their ids."""

    __slots__ = ("lines", "order_id")

    def __init__(self, order_id: str, lines: list[tuple[str, Decision[ProductStatus]]]) -> None:
        self.order_id: str = order_id
        self.lines: list[tuple[str, Decision[ProductStatus]]] = lines


class WorstOfLines(Judge):
    """Judges an order's goods by those of its lines."""

    __slots__ = ()

    def status(self, lines: list[ProductStatus | None]) -> ProductStatus | None:
        """The worst word, None where no line is countable."""
        worst = None
        for status in lines:
            if status is not None and (worst is None or status.rank < worst.rank):
                worst = status
        return worst

    def why(self, facts: Lines, status: Term) -> Why:
        """The reasons of the lines that have that word, and the notes of all countable lines.

        LINES_DELAYED is a note where the word hides a delay.
        """
        reasons: list[Reason] = []
        notes: list[Reason] = []
        delayed = []
        for line, decision in facts.lines:
            if decision.status is status:
                reasons += decision.reasons
            if decision.status is _DELAYED:
                delayed.append(f"line {facts.order_id}/{line}")
            notes += decision.notes
        if delayed and status is not _DELAYED:
            about = Subject(SubjectKind.ORDER, facts.order_id)
            told = {"lines": tuple(delayed)}
            notes.append(Reason(ReasonCode.LINES_DELAYED, None, about, told, about, None))
        return tuple(reasons), tuple(notes)

    def next_better(self, facts: Lines, status: Term, _reasons: Sequence[Reason]) -> Missed | None:
        """What would change the first of the lines that have that word."""
        return next(told.next_better for _, told in facts.lines if told.status is status)


WORST: Final = WorstOfLines()
