"""Exact numbers: quantities and amounts are `Decimal`, calculated without loss.

The precision, rounding and traps that the host sets for its own decimals do not change a result.
"""

from collections.abc import Iterable
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    setcontext,
)
from typing import Final

ZERO: Final = Decimal(0)
EXACT: Final = Context(
    prec=60,
    rounding=ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""All settings are given, since those left out would follow the host's `DefaultContext`."""


class exactly:  # noqa: N801 used like a function: with exactly()
    """A context in which sums and differences of quantities are exact.

    It is `decimal.localcontext` without a copy of the context each time.
    """

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = getcontext()
        setcontext(EXACT)

    def __exit__(self, *_: object) -> None:
        setcontext(self._before)


def total(numbers: Iterable[Decimal]) -> Decimal:
    """Return the exact sum."""
    with exactly():
        return sum(numbers, ZERO)


def plus(so_far: Decimal, part: Decimal) -> Decimal:
    """Return the exact sum of what was added so far, which is 0 at first, and another part."""
    return EXACT.add(so_far, part) if so_far else part


def beyond(more: Decimal, less: Decimal, tolerance: Decimal) -> Decimal:
    """Return how much `more` exceeds `less`, or 0 where that is within the tolerance."""
    if more <= less:
        return ZERO
    difference = EXACT.subtract(more, less)
    return difference if difference > tolerance else ZERO


def share(part: Decimal, whole: Decimal) -> int:
    """Return the part as a percent of the whole, rounded down to 1 … 99."""
    with exactly():
        return min(max(int(part * 100 // whole), 1), 99)
