"""Reasons: a stable code, the thing it is about, and the facts; the sentence is made on reading."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from costatus.models.statuses import Word
from costatus.rules.codes import SENTENCES, ReasonCode, SubjectKind

Fact: TypeAlias = Decimal | int | date | datetime | str | tuple[str, ...]


class Subject(NamedTuple):
    """What a reason is about. `parent` is the id of what holds it, where its own id needs that."""

    kind: SubjectKind
    id: str
    parent: str | None = None

    def __str__(self) -> str:
        if self.parent is None:
            return f"{self.kind.label} {self.id}"
        return f"{self.kind.label} {self.parent}/{self.id}"


Evidence: TypeAlias = tuple[Subject | None, Mapping[str, Fact]]
"""What a row holds on: the thing it is about, and the facts that its sentence tells."""

ITSELF = None
"""Stands in an evidence for the thing that the table is about."""


class Reason(NamedTuple):
    """Why `about` has its `status`, or, where `row` is None, a note beside it.

    `row` is the row of the semantics that holds, `subject` the thing that makes it hold, `facts`
    the numbers, days and ids it held on. `str()` gives the sentence.
    """

    code: ReasonCode
    row: str | None
    subject: Subject
    facts: Mapping[str, Fact]
    about: Subject
    status: Word | None

    def __hash__(self) -> int:
        return hash((self.code, self.row, self.subject, self.about, self.status))

    def __str__(self) -> str:
        sentence, told = _template(self.code, self.row, self.status)
        facts, subject, about = self.facts, self.subject, self.about
        named = str(about)
        shown = [named[0].upper() + named[1:], "it" if subject == about else str(subject)]
        for name, show in told:
            value = facts[name]
            shown.append(show[type(value)](value))
        return sentence.format(*shown)


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _days(count: int) -> str:
    """A number of days."""
    told = _SMALL[count] if count < len(_SMALL) else str(count)
    return f"{told} day" if count == 1 else f"{told} days"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + (" and " if names[1:] else "") + "".join(names[-1:])


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros that say nothing."""
    text = str(number)
    if "E" in text:
        text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Shown(dict[type, Callable[[Any], str]]):
    """How a fact of each type stands in a sentence."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        show = self[kind] = attrgetter("label") if issubclass(kind, Word) else str
        return show


_SHOWN = _Shown(
    {
        Decimal: plain,
        datetime: lambda moment: moment.isoformat(" ", "minutes"),
        date: date.isoformat,
        tuple: _listed,
    }
)
_DAYS = _Shown({int: _days})


@cache
def _template(
    code: ReasonCode, row: str | None, status: Word | None
) -> tuple[str, tuple[tuple[str, _Shown], ...]]:
    """A sentence with a place for the thing, its subject and each fact, and how to show those."""
    first, *others = SENTENCES[code].split("{")
    because, told = first, []
    for each in others:
        name, _, literal = each.partition("}")
        place = 1
        if name != "subject":
            told.append((name, _DAYS if name == "days" else _SHOWN))
            place += len(told)
        because += f"{{{place}}}{literal}"
    if status is None:
        return f"{{0}}: {because}.", tuple(told)
    return f"{{0}} is {status.label.lower()}: {because}. [{row}]", tuple(told)
