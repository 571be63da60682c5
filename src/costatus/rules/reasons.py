"""Reasons: a stable code, the thing it is about, and the facts; the sentence is made on reading."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from attrs import field, frozen

from costatus.models.statuses import Word
from costatus.rules.codes import REMEDIES, SENTENCES, ReasonCode, SubjectKind

Fact: TypeAlias = Decimal | int | date | datetime | str | tuple[str, ...]


@frozen
class Subject:
    """What a reason is about. `parent` is the id of what holds it, where its own id needs that."""

    kind: SubjectKind
    id: str
    parent: str | None = None

    def __str__(self) -> str:
        if self.parent is None:
            return f"{self.kind.label} {self.id}"
        return f"{self.kind.label} {self.parent}/{self.id}"


Evidence: TypeAlias = tuple[Subject, Mapping[str, Fact]]


@frozen
class Reason:
    """Why `about` has its `status`, or, where `row` is None, a note beside it.

    `row` is the row of the semantics that holds, `subject` the thing that makes it hold, `facts`
    the numbers, days and ids it held on. `str()` gives the sentence.
    """

    code: ReasonCode
    row: str | None
    subject: Subject
    facts: Mapping[str, Fact] = field(hash=False)
    about: Subject
    status: Word | None

    @property
    def remedy(self) -> str | None:
        """What would end the reason, as part of a sentence; None where nothing is in the way."""
        template = REMEDIES.get(self.code)
        return template and template.format_map(self._told(str(self.subject)))

    def _told(self, subject: str) -> dict[str, str]:
        return {name: _shown(name, value) for name, value in self.facts.items()} | {
            "subject": subject
        }

    def __str__(self) -> str:
        told = self._told("it" if self.subject == self.about else str(self.subject))
        because = SENTENCES[self.code].format_map(told)
        about = str(self.about)
        about = about[0].upper() + about[1:]
        if self.status is None:
            return f"{about}: {because}."
        return f"{about} is {self.status.label.lower()}: {because}. [{self.row}]"


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _shown(name: str, value: Fact) -> str:
    """A fact as it stands in a sentence."""
    if name == "days" and isinstance(value, int):
        count = _SMALL[value] if value < len(_SMALL) else str(value)
        return f"{count} day" if value == 1 else f"{count} days"
    if isinstance(value, tuple):
        return ", ".join(value[:-1]) + (" and " if value[1:] else "") + "".join(value[-1:])
    if isinstance(value, Word):
        return value.label
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return str(value)


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros that say nothing."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


AllEvidence: TypeAlias = Callable[[Any], Iterable[Evidence]]
