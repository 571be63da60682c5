"""Objects that compare, hash and pickle by their fields."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from costatus.models._moments import comparable
from costatus.models.statuses import Term


class ValueObject:
    """Equal to an object of its class with equal fields, and picklable by them."""

    __slots__ = ()

    @abstractmethod
    def _fields(self) -> tuple[Any, ...]:
        """Return the arguments that make an equal object."""

    def __eq__(self, other: object) -> bool:
        if other is self:
            return True
        if type(other) is not type(self) or not isinstance(other, ValueObject):
            return NotImplemented
        return _comparable(self._fields()) == _comparable(other._fields())

    def __hash__(self) -> int:
        return hash(_comparable(self._fields()[:2]))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._fields()


def _comparable(fields: tuple[Any, ...]) -> tuple[Any, ...]:
    """Replace moments by their instants: two spellings of one instant are equal."""
    return tuple([_instants(field) for field in fields])


def _instants(field: Any) -> Any:
    if isinstance(field, Term):  # terms of two vocabularies may have the same text
        return type(field), field
    if isinstance(field, Mapping):
        return {name: _instants(value) for name, value in field.items()}
    return comparable(field)
