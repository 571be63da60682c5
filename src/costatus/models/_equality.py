"""Equality of models that may be shared, many and deep: linear and without recursion."""

from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

from costatus.models._moments import comparable
from costatus.models._validation.checked import Checked, values_of
from costatus.models.statuses import Term

_PLAIN = frozenset({NoneType, str, bool, int, Decimal, date, *Term.__subclasses__()})
"""The types of most values; they hold no models and no moments."""


class Numbering:
    """Number models so that equal ones, and no others, have the same number.

    Each object is visited once, its children before it, so that its class, its own values and the
    numbers of its children say what it is equal to. The models must live as long as the numbering.
    """

    def __init__(self) -> None:
        self._by_id: dict[int, int] = {}
        self._by_content: dict[tuple[object, ...], int] = {}

    def same(self, one: Checked, other: Checked) -> bool:
        """Return whether the two are equal."""
        return self.number(one) == self.number(other)

    def number(self, model: Checked) -> int:
        """Return the number of the model."""
        pending = [model]
        while pending:
            current = pending.pop()
            if id(current) in self._by_id:
                continue
            content, missing = self._content(current)
            if missing:
                pending += [current, *missing]
            else:
                number = self._by_content.setdefault(content, len(self._by_content))
                self._by_id[id(current)] = number
        return self._by_id[id(model)]

    def _content(self, model: Checked) -> tuple[tuple[object, ...], list[Checked]]:
        """Return what the model is compared by, and its children if some have no number yet."""
        content: list[object] = [type(model)]
        missing: list[Checked] = []
        for value in values_of(model):
            if type(value) in _PLAIN:
                content.append(value)
            elif (children := _children(value)) is None:
                content.append(comparable(value))
            else:
                numbers = [self._by_id.get(id(each)) for each in children]
                content.append(tuple(numbers))
                if None in numbers:
                    missing += children
        return tuple(content), missing


def own_hash(model: Checked) -> int:
    """Return a hash of the model's own values, without its children, which may be many."""
    own = [each for each in values_of(model) if type(each) in _PLAIN or _children(each) is None]
    return hash((type(model), *map(comparable, own)))


def _children(value: Any) -> tuple[Checked, ...] | None:
    """Return the models that a field's value consists of, or None where it is of another kind."""
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, Checked) else None
