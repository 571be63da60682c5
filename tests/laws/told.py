"""What reports tell, in forms that compare."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import costatus as cs
from costatus.models.statuses import Term

T = TypeVar("T")
Told = dict[tuple[str, ...], T]


def told(reports: Iterable[cs.OrderReport], what: Callable[[cs.Decision[Term]], T]) -> Told[T]:
    """Something of each decision, by order and key."""
    return {
        (report.order_id, *key): what(decision)
        for report in reports
        for key, decision in report.decisions()
    }


def word(decision: cs.Decision[Term]) -> tuple[str, int | None]:
    """The word and its percent."""
    return decision.status.value, decision.percent


def rows(decision: cs.Decision[Term]) -> tuple[object, ...]:
    """The word, its percent, and the rows and codes of its reasons and notes."""
    return (
        *word(decision),
        {(reason.row, reason.code) for reason in decision.reasons},
        {note.code for note in decision.notes},
    )


def sentences(decision: cs.Decision[Term]) -> list[str]:
    """All that is said, in reading order."""
    return list(map(str, decision.reasons + decision.notes))


PRODUCT = list(cs.ProductStatus)
PAYMENT = list(cs.PaymentStatus)


def rank(decision: cs.Decision[cs.ProductStatus]) -> int:
    """0 is the worst."""
    return PRODUCT.index(decision.status)


def ranks(report: cs.OrderReport) -> dict[str, int]:
    """The rank of each line that has a word."""
    return {line.line_id: rank(line.product) for line in report.lines if line.product is not None}


def in_full(decision: cs.Decision[Term]) -> tuple[object, ...]:
    """The word, its percent, its reasons and its notes."""
    return (*word(decision), decision.reasons, decision.notes)
