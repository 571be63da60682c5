"""The check of a model's fields, once, when it is built."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, ClassVar

import attrs

from costatus.models._validation.faults import Fault, Invalid, InvalidInput
from costatus.models._validation.shown import Named, name_of


class Checked(Named):
    """Base of attrs classes with two or more fields, whose converters may return `Invalid`.

    It raises InvalidInput with the faults of all fields or, where the fields are valid, with the
    conflicts between them.
    """

    __slots__ = ()
    _names: ClassVar[tuple[str, ...]]
    _values: ClassVar[Any]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        made: Any = cls
        if attrs.has(made):  # attrs makes a class a second time, with slots for its fields
            cls._names = tuple(each.name for each in attrs.fields(made))
            cls._values = attrgetter(*cls._names)

    def __attrs_post_init__(self) -> None:
        values = self._values(self)
        if Invalid in map(type, values):
            raise InvalidInput(
                name_of(self),
                [
                    fault.under(name)
                    for name, value in zip(self._names, values, strict=True)
                    if isinstance(value, Invalid)
                    for fault in value.faults
                ],
            )
        if faults := tuple(self._conflicts()):
            raise InvalidInput(name_of(self), faults)

    def _conflicts(self) -> Iterable[Fault]:
        """Return the faults between fields that are valid each on its own."""
        return ()


def values_of(model: Checked) -> tuple[Any, ...]:
    """Return the values of the model's fields, in their order."""
    values: tuple[Any, ...] = model._values(model)  # noqa: SLF001 of this module
    return values
