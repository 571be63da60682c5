"""What the loop returns: a status for each subject, with reasons, notes and their text."""

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from attrs import Factory, frozen

Key: TypeAlias = tuple[str, str | None, str | None, str | None]
"""The family, line id, source kind and source id; equal to a `costatus.StatusKey`."""

Codes: TypeAlias = tuple[str, frozenset[str], frozenset[str]]
"""A status, and the codes of its reasons and of its notes."""


class Why(NamedTuple):
    """A reason, or a note where it has no row, with its text."""

    row: str | None
    code: str
    text: str


@frozen
class Answer:
    """A status with its percent, reasons and notes."""

    status: StrEnum
    percent: int | None
    reasons: list[Why]
    notes: list[Why] = Factory(list)

    def codes(self) -> Codes:
        """Return the status and the sets of codes: what `next_change` compares."""
        return (
            self.status.value,
            frozenset(why.code for why in self.reasons),
            frozenset(why.code for why in self.notes),
        )

    def rows(self) -> tuple[str, int | None, frozenset[tuple[str | None, str]], frozenset[str]]:
        """Return all that another implementation must agree on."""
        reasons = frozenset((why.row, why.code) for why in self.reasons)
        return self.status.value, self.percent, reasons, frozenset(why.code for why in self.notes)


@frozen
class Result:
    """The answers about one order."""

    order_id: str
    answers: dict[Key, Answer]

    def words(self) -> dict[Key, str]:
        """Return the statuses as a host stores them."""
        return {key: answer.status.value for key, answer in self.answers.items()}

    def codes(self) -> dict[Key, Codes]:
        """Return the statuses and codes."""
        return {key: answer.codes() for key, answer in self.answers.items()}


def key(
    family: str,
    line_id: str | None = None,
    source_kind: str | None = None,
    source_id: str | None = None,
) -> Key:
    """Return a key of an answer."""
    return family, line_id, source_kind, source_id


def note(code: str, text: str) -> Why:
    """Return a note."""
    return Why(None, code, text)
