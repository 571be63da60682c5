"""Reasons: a stable code, the thing it is about, and the facts; the sentence is made on reading."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
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
        sentence, told = _template(self.code)
        facts, subject, about = self.facts, self.subject, self.about
        shown = [
            show(facts[name])
            if name != "subject"
            else ("it" if subject == about else str(subject))
            for name, show in told
        ]
        because = sentence % tuple(shown)
        named = str(about)
        start = named[0].upper() + named[1:]
        if self.status is None:
            return f"{start}: {because}."
        return f"{start} is {self.status.label.lower()}: {because}. [{self.row}]"


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _days(count: int) -> str:
    """A number of days."""
    told = _SMALL[count] if count < len(_SMALL) else str(count)
    return f"{told} day" if count == 1 else f"{told} days"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + (" and " if names[1:] else "") + "".join(names[-1:])


def _shown(value: Fact) -> str:
    """A fact as it stands in a sentence."""
    show = _SHOW.get(type(value))
    if show is not None:
        return show(value)
    return value.label if isinstance(value, Word) else str(value)


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros that say nothing."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_SHOW: dict[type, Callable[[Any], str]] = {
    Decimal: plain,
    datetime: lambda moment: moment.isoformat(" ", "minutes"),
    date: date.isoformat,
    tuple: _listed,
}


@cache
def _template(code: ReasonCode) -> tuple[str, tuple[tuple[str, Callable[[Any], str]], ...]]:
    """The sentence of a code with a %s for each fact, and how to show those facts."""
    first, *others = SENTENCES[code].replace("%", "%%").split("{")
    fields = [each.partition("}") for each in others]
    sentence = first + "".join(f"%s{literal}" for _, _, literal in fields)
    return sentence, tuple((name, _days if name == "days" else _shown) for name, _, _ in fields)
