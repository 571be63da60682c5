"""Reasons: a stable code, the thing it is about, and the facts; the sentence is made on reading."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

from costatus.models.statuses import Term
from costatus.rules.reason_codes import REMEDIES, SENTENCES, ReasonCode, SubjectKind
from costatus.rules._value_object import Saying

Fact: TypeAlias = Decimal | int | date | datetime | str | tuple[str, ...]


class Subject(Saying):
    """What a reason is about. `parent` is the id of what holds it, where its own id needs that."""

    __slots__ = ("id", "kind", "parent")

    def __init__(self, kind: SubjectKind, id: str, parent: str | None = None) -> None:  # noqa: A002
        self.kind: SubjectKind = kind
        self.id: str = id
        self.parent: str | None = parent

    @property
    def name(self) -> str:
        """Its id, after that of its parent where it has one."""
        return self.id if self.parent is None else f"{self.parent}/{self.id}"

    def __str__(self) -> str:
        return f"{self.kind.label} {self.name}"

    def _said(self) -> tuple[object, ...]:
        return self.kind, self.id, self.parent

    def __repr__(self) -> str:
        return f"<Subject {self}>"


Evidence: TypeAlias = tuple[Subject | None, Mapping[str, Fact]]
"""What a row holds on: the thing it is about, and the facts that its sentence tells."""

ITSELF = None
"""Stands in an evidence for the thing that the table is about."""


def reason_of(
    code: ReasonCode, row: str | None, evidence: Evidence, about: Subject, status: Term | None
) -> "Reason":
    """The reason for a status, or a note, that an evidence gives."""
    subject, facts = evidence
    return Reason(code, row, subject or about, facts, about, status)


class Reason(Saying):
    """Why `about` has its `status`, or, where `row` is None, a note beside it.

    `row` is the row of the semantics that holds, `subject` the thing that makes it hold, `facts`
    the numbers, days and ids it held on. `str()` gives the sentence, which is made once.
    """

    __slots__ = ("_sentence", "about", "code", "facts", "row", "status", "subject")

    def __init__(  # noqa: PLR0917 in the order of a sentence's parts
        self,
        code: ReasonCode,
        row: str | None,
        subject: Subject,
        facts: Mapping[str, Fact],
        about: Subject,
        status: Term | None,
    ) -> None:
        self.code: ReasonCode = code
        self.row: str | None = row
        self.subject: Subject = subject
        self.facts: Mapping[str, Fact] = facts
        self.about: Subject = about
        self.status: Term | None = status
        self._sentence: str | None = None

    @property
    def remedy(self) -> str | None:
        """What would end the reason, as part of a sentence; None where nothing is in the way."""
        template = _REMEDIES.get(self.code)
        return None if template is None else self._filled(template, str(self.subject))

    def __str__(self) -> str:
        if self._sentence is None:
            self._sentence = self._told()
        return self._sentence

    def _told(self) -> str:
        about, status = self.about, self.status
        subject = "it" if self.subject == about else str(self.subject)
        because = self._filled(_SENTENCES[self.code], subject)
        kind = _CAPITALIZED[about.kind]
        if status is None:
            return f"{kind} {about.name}: {because}."
        return f"{kind} {about.name} is {status.label.lower()}: {because}. [{self.row}]"

    def _filled(self, template: "_Template", subject: str) -> str:
        told = []
        for literal, name in template:
            told.append(literal)
            if name == "subject":
                told.append(subject)
            elif name:
                told.append(shown(self.facts[name]))
        return "".join(told)

    def _said(self) -> tuple[object, ...]:
        return self.code, self.row, self.subject, self.facts, self.about, self.status

    def __repr__(self) -> str:
        return f"<Reason {self}>"


_SMALL: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _days(count: int) -> str:
    """A number of days."""
    told = _SMALL[count] if count < len(_SMALL) else str(count)
    return f"{told} day" if count == 1 else f"{told} days"


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "none known"
    return ", ".join(names[:-1]) + (" and " if names[1:] else "") + "".join(names[-1:])


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros that say nothing."""
    text = str(number)
    if "E" in text:
        text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


def shown(value: Fact) -> str:
    """A fact as it stands in a sentence; whole numbers are numbers of days."""
    if isinstance(value, str):
        return value.label if isinstance(value, Term) else value
    if isinstance(value, int):
        return _days(value)
    if isinstance(value, tuple):
        return _listed(value)
    if isinstance(value, Decimal):
        return plain(value)
    return _moment(value) if isinstance(value, datetime) else value.isoformat()


_Template: TypeAlias = tuple[tuple[str, str], ...]
"""A sentence in pieces: a text, and the name of the fact that follows it; none after the last."""


def _templates(sentences: Mapping[ReasonCode, str]) -> Mapping[ReasonCode, _Template]:
    return MappingProxyType({code: _template(text) for code, text in sentences.items()})


def _template(text: str) -> _Template:
    pieces = [piece.partition("{") for piece in text.split("}")]
    return tuple((literal, name) for literal, _, name in pieces)


_CAPITALIZED: Final = MappingProxyType({kind: kind.label.capitalize() for kind in SubjectKind})
_SENTENCES: Final = _templates(SENTENCES)
_REMEDIES: Final = _templates(REMEDIES)
