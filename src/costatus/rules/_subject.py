"""An object that a reason is about, or names."""

from typing import Any, final

from costatus.rules._value_object import ValueObject
from costatus.rules.reason_codes import SubjectKind


@final
class Subject(ValueObject):
    """An object that a reason is about, or names.

    `parent` is the id of the object that contains it, where its own id is unique only there.
    """

    __slots__ = ("_id", "_kind", "_parent")

    def __init__(self, kind: SubjectKind, id: str, parent: str | None = None) -> None:  # noqa: A002
        self._kind = kind
        self._id = id
        self._parent = parent

    @property
    def kind(self) -> SubjectKind:
        """The kind of object."""
        return self._kind

    @property
    def id(self) -> str:
        """Its id."""
        return self._id

    @property
    def parent(self) -> str | None:
        """The id of the object that contains it, or None."""
        return self._parent

    @property
    def name(self) -> str:
        """Its id, after that of its parent where it has one."""
        return self._id if self._parent is None else f"{self._parent}/{self._id}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Subject):
            return NotImplemented
        return self._id == other._id and self._kind is other._kind and self._parent == other._parent

    def __hash__(self) -> int:
        return hash((self._kind, self._id))

    def __str__(self) -> str:
        if self._parent is None:
            return f"{self._kind.label} {self._id}"
        return f"{self._kind.label} {self._parent}/{self._id}"

    def __repr__(self) -> str:
        return f"<Subject {self}>"

    def _fields(self) -> tuple[Any, ...]:
        return self._kind, self._id, self._parent
