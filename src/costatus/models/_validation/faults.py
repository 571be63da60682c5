"""Bad input: one error that names every fault of an object.

A converter never raises. It returns the value in its one true form, or an `Invalid` that remembers
what was wrong; `raise_if_invalid` then looks over the finished object once and raises `InvalidInput`
with all that it finds. So a good object pays for one look, and a bad one is told everything.
"""

import reprlib
from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 80


@frozen
class Fault:
    """One thing that is wrong with the input.

    `path` leads from the object to the value, such as `lines[3].bookings[0].quantity`;
    it is empty where the object itself is meant.
    """

    path: str
    value: object
    expected: str
    advice: str

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}got {_SHORT.repr(self.value)}; expected {self.expected}; {self.advice}"

    def under(self, prefix: str) -> "Fault":
        """The same fault, seen from the object that holds this one at `prefix`."""
        joint = "." if prefix and self.path and not self.path.startswith("[") else ""
        return Fault(f"{prefix}{joint}{self.path}", self.value, self.expected, self.advice)


class InvalidInput(ValueError):
    """The input cannot be judged; `faults` lists everything that is wrong with `subject`."""

    def __init__(self, subject: str, faults: Iterable[Fault]) -> None:
        self.subject: str = subject
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(subject, self.faults)

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return f"{self.subject}: {self.faults[0]}"
        listed = "".join(f"\n  {fault}" for fault in self.faults)
        return f"{self.subject} has {len(self.faults)} faults:{listed}"


class Invalid:
    """Stands in a field for a value that was refused, until the object is looked over."""

    __slots__ = ("faults",)

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)


def invalid(value: object, expected: str, advice: str) -> Any:
    """What a converter returns instead of a good value; what was invalid before stays as it is."""
    return value if isinstance(value, Invalid) else Invalid([Fault("", value, expected, advice)])


def raise_if_invalid(
    model: object,
    names: tuple[str, ...],
    values: tuple[object, ...],
    more: Callable[[], Iterable[Fault]] | None = None,
) -> None:
    """Raise InvalidInput if a field of `model` is invalid, or `more` finds a fault between fields."""
    if Invalid in map(type, values):
        raise InvalidInput(
            _subject(model, dict(zip(names, values, strict=True))),
            [
                fault.under(name)
                for name, value in zip(names, values, strict=True)
                if isinstance(value, Invalid)
                for fault in value.faults
            ],
        )
    if more and (faults := tuple(more())):
        raise InvalidInput(_subject(model, dict(zip(names, values, strict=True))), faults)


def _subject(model: object, fields: dict[str, object]) -> str:
    """The model's class and, where it is known, its id: `OrderLine '2'`."""
    identity = fields.get("id")
    return type(model).__name__ + (f" {identity!r}" if isinstance(identity, str) else "")
