"""Bad input: one error that names every fault of an object.

A converter never raises. It returns the value as the model stores it, or an `Invalid` with the
faults of the value. The model then checks all its fields at once and raises `InvalidInput` with
everything that is wrong.
"""

from collections.abc import Iterable
from typing import Any

from attrs import field, frozen

from costatus.models._moments import comparable
from costatus.models._validation.shown import one_line, shown


@frozen
class Fault:
    """One thing that is wrong with the input.

    Attributes:
        path: The way from the object to the value, such as `lines[3].bookings[0].quantity`; empty
            where the object itself is meant.
        value: The value that was refused.
        expected: What is accepted there.
        advice: What to do.
    """

    path: str
    value: object = field(eq=comparable, hash=False, repr=shown)
    expected: str
    advice: str

    def __str__(self) -> str:
        where = f"{one_line(self.path)}: " if self.path else ""
        return f"{where}got {shown(self.value)}; expected {self.expected}; {self.advice}"

    def under(self, prefix: str) -> "Fault":
        """Return the fault as seen from the object that has this one's object at `prefix`."""
        joint = "." if prefix and self.path and not self.path.startswith("[") else ""
        return Fault(f"{prefix}{joint}{self.path}", self.value, self.expected, self.advice)


class InvalidInput(ValueError):
    """The input is not valid.

    Attributes:
        subject: What is not valid, such as `OrderLine '2'`, or the function that was called.
        faults: Everything that is wrong with it.
    """

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
    """What a field holds in place of a value that was refused, until the model is checked."""

    __slots__ = ("faults",)

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)


def invalid(value: object, expected: str, advice: str) -> Any:
    """Return the `Invalid` for a value that is refused; an `Invalid` is returned as it is."""
    return value if isinstance(value, Invalid) else Invalid([Fault("", value, expected, advice)])
