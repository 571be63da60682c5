"""An order's product status: the worst of its countable lines."""

from typing import Any, Final

from costatus._evaluation.decision import Decision, Explainer, NextBetterStatus
from costatus.models.statuses import ProductStatus, Term
from costatus.rules._evidence import with_names
from costatus.rules._reasons import Reason
from costatus.rules._subject import Subject
from costatus.rules._table import Why
from costatus.rules.reason_codes import ReasonCode, SubjectKind

_DELAYED: Final = ProductStatus.DELAYED


class CountableLines:
    """The countable lines of an order, by id, with their decisions."""

    __slots__ = ("lines", "order_id")

    def __init__(self, order_id: str, lines: list[tuple[str, Decision[Any]]]) -> None:
        self.order_id: str = order_id
        self.lines: list[tuple[str, Decision[Any]]] = lines


class _OrderProduct(Explainer):
    """Explains an order's product status by those of its lines."""

    __slots__ = ()

    def why(self, facts: Any, status: Term) -> Why:
        """Return the reasons of the lines that have the status, and the notes of all lines.

        LINES_DELAYED is a note where the status hides a delay.
        """
        reasons: list[Reason] = []
        notes: list[Reason] = []
        delayed: list[Subject] = []
        lines: CountableLines = facts
        for line_id, decision in lines.lines:
            if decision.status is status:
                reasons += decision.reasons
            if decision.status is _DELAYED:
                delayed.append(Subject(SubjectKind.LINE, line_id, lines.order_id))
            notes += decision.notes
        if delayed and status is not _DELAYED:
            order = Subject(SubjectKind.ORDER, lines.order_id)
            notes.append(
                Reason(ReasonCode.LINES_DELAYED, None, order, with_names({}, "lines", delayed))
            )
        return tuple(reasons), tuple(notes)

    def next_better(self, facts: Any, status: Term) -> NextBetterStatus | None:
        """Return what would change the first of the lines that have the status."""
        lines: CountableLines = facts
        worst_lines = (decision for _, decision in lines.lines if decision.status is status)
        return next(worst_lines).next_better


ORDER_PRODUCT: Final = _OrderProduct()


def worst(statuses: list[ProductStatus | None]) -> ProductStatus | None:
    """Return the worst status of some lines; None where none is countable."""
    found: ProductStatus | None = None
    for status in statuses:
        if status is not None and (found is None or status.rank < found.rank):
            found = status
    return found
