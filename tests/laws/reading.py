"""Decisions and reports in forms that compare."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, TypeVar

import costatus as cs

T = TypeVar("T")
Decision: TypeAlias = cs.Decision[Any]
ByKey: TypeAlias = dict[tuple[str, cs.StatusKey], T]


def read(reports: Iterable[cs.OrderReport], what: Callable[[Decision], T]) -> ByKey[T]:
    """Return something of each decision, by order id and key."""
    return {
        (report.order_id, key): what(decision)
        for report in reports
        for key, decision in report.decisions()
    }


def status(decision: Decision) -> tuple[str, int | None]:
    """Return the status and its percent."""
    return decision.status.value, decision.percent


def rows(decision: Decision) -> tuple[object, ...]:
    """Return the status, its percent, and the rows and codes of its reasons and notes."""
    return (
        *status(decision),
        {(reason.row, reason.code) for reason in decision.reasons},
        {note.code for note in decision.notes},
    )


def codes(decision: Decision) -> tuple[object, ...]:
    """Return what `next_change` compares: the status, and the sets of codes."""
    return (
        decision.status,
        {reason.code for reason in decision.reasons},
        {note.code for note in decision.notes},
    )


def sentences(decision: Decision) -> list[str]:
    """Return every sentence in reading order."""
    return list(map(str, decision.reasons + decision.notes))


def in_full(decision: Decision) -> tuple[object, ...]:
    """Return the status, its percent, its reasons and its notes."""
    return (*status(decision), decision.reasons, decision.notes)


def ranks(report: cs.OrderReport) -> dict[str, int]:
    """Return the rank of each line that has a status; 0 is the worst."""
    return {line.line_id: line.status.rank for line in report.lines if line.status is not None}
