"""A reason: a code and facts; its sentence is rendered when it is read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias, final

from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceStatus,
    Term,
)
from costatus.rules._subject import Subject
from costatus.rules._templates import Fact, fill, parse_template
from costatus.rules._value_object import ValueObject
from costatus.rules.messages import SENTENCES, STATUS_PHRASES
from costatus.rules.reason_codes import ReasonCode, SubjectKind

Evidence: TypeAlias = tuple[Subject | None, dict[str, Fact]]
"""Why a row holds: the object that it found, and the facts for the sentence.

The object is None where it is the subject itself.
"""

ITSELF: Final = None


@final
class Reason(ValueObject):
    """Why a subject has its status; or a note, where `row` and `status` are None.

    `str()` returns the sentence.
    """

    __slots__ = ("_cause", "_code", "_facts", "_row", "_sentence", "_status", "_subject")

    def __init__(  # noqa: PLR0917 in the order of the parts of a sentence
        self,
        code: ReasonCode,
        row: str | None,
        subject: Subject,
        facts: Mapping[str, Fact],
        cause: Subject | None = None,
        status: Term | None = None,
    ) -> None:
        self._code = code
        self._row = row
        self._subject = subject
        self._facts: dict[str, Fact] = facts if isinstance(facts, dict) else dict(facts)
        self._cause = subject if cause is None else cause
        self._status = status
        self._sentence: str | None = None

    @property
    def code(self) -> ReasonCode:
        """The stable code."""
        return self._code

    @property
    def row(self) -> str | None:
        """The id of the row that holds; None for a note."""
        return self._row

    @property
    def subject(self) -> Subject:
        """The object that has the status."""
        return self._subject

    @property
    def cause(self) -> Subject:
        """The object that the rule found; the subject itself where there is no other."""
        return self._cause

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The numbers, days, ids and objects that the row compared, by name; read-only.

        Quantities are in the item's unit, amounts in the order's currency. None: not known, or it
        does not apply.
        """
        return MappingProxyType(self._facts)

    @property
    def status(self) -> Term | None:
        """The status that it explains; None for a note."""
        return self._status

    def __str__(self) -> str:
        if self._sentence is None:
            self._sentence = self._rendered()
        return self._sentence

    def _rendered(self) -> str:
        subject, status, row = self._subject, self._status, self._row
        phrase = ": " if status is None else PHRASES[id(status)]
        parts = [_CAPITALIZED[subject.kind], subject.name, phrase]
        fill(parts, _SENTENCES[self._code], self._facts, self._phrase())
        parts.append("." if row is None else f". [{row}]")
        return "".join(parts)

    def _phrase(self) -> str:
        """Name the cause: "it" for the subject itself, and a lot with its source."""
        cause = self._cause
        if cause is self._subject or cause == self._subject:
            return "it"
        if cause.kind is _LOT:
            source = self._facts.get("source")
            if source is not None:
                return f"{cause} from {source}"
        return str(cause)

    def __repr__(self) -> str:
        return f"<Reason {self}>"

    def _fields(self) -> tuple[Any, ...]:
        return self._code, self._row, self._subject, self._facts, self._cause, self._status


def add_reason(  # noqa: PLR0917 in the order of a reason
    found: list[Reason],
    code: ReasonCode,
    row: str | None,
    subject: Subject,
    evidence: Evidence,
    status: Term | None,
) -> None:
    """Add a reason, or a note, to those found."""
    cause, facts = evidence
    found.append(Reason(code, row, subject, facts, cause, status))


_LOT: Final = SubjectKind.LOT
_CAPITALIZED: Final = {kind: f"{kind.label.capitalize()} " for kind in SubjectKind}
PHRASES: Final = {  # by identity, as terms of two vocabularies may be equal
    id(status): STATUS_PHRASES.get(status) or f" is {status.label.lower()}: "
    for statuses in (OrderStatus, ProductStatus, SourceStatus, InvoicingStatus, PaymentStatus)
    for status in statuses
}
_SENTENCES: Final = {code: parse_template(text) for code, text in SENTENCES.items()}
