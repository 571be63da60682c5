"""Values as other libraries send them: numpy's numbers, pandas' missing moment."""

import numbers
from datetime import datetime
from typing import Any, Never

from attrs import frozen


@frozen
class Int64:
    """An integer that is no `int`, as numpy's."""

    value: int

    def __index__(self) -> int:
        return self.value


numbers.Integral.register(Int64)


@frozen
class Float32:
    """A float of less precision, whose text is shorter than that of its value as a `float`."""

    text: str

    def __float__(self) -> float:
        return float(self.text) + 1.5e-9

    def __str__(self) -> str:
        return self.text


numbers.Real.register(Float32)


class Broken(float):
    """A float that has no value."""

    __slots__ = ()

    def __float__(self) -> Never:
        raise RuntimeError("no value")


class NotATime(datetime):
    """A missing moment, as pandas has it: a datetime that differs from itself."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "NaT"

    def toordinal(self) -> Never:
        raise ValueError("NaT has no day")


NAT = NotATime(1, 1, 1)


class Truth:
    """What numpy's comparisons return: true, but no bool."""

    def __bool__(self) -> bool:
        return True


class NumpyNaT:
    """A missing moment, as numpy has it: no datetime, and its comparisons return no bool."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> Any:
        return Truth()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "NaT"


class NotAvailable:
    """A missing value, as pandas has it: every comparison returns it, and it is no bool."""

    def __eq__(self, other: object) -> Any:
        return self

    def __ne__(self, other: object) -> Any:
        return self

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> Never:
        raise TypeError("boolean value of NA is ambiguous")

    def __repr__(self) -> str:
        return "<NA>"


NA = NotAvailable()


class Unknown:
    """A value that cannot be compared, and has no text."""

    def __ne__(self, other: object) -> bool:
        raise TypeError("no comparison")

    def __eq__(self, other: object) -> bool:
        raise TypeError("no comparison")

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> Never:
        raise RuntimeError("no text")
