"""Exact numbers: quantities and amounts are `Decimal`, reckoned `exactly()`.

That is, without loss, whatever precision the host set for its own decimals.
"""

from decimal import Context, Decimal, getcontext, setcontext
from typing import Final

ZERO: Final = Decimal(0)
EXACT: Final = Context(prec=60)


class exactly:  # noqa: N801 it reads as a word: with exactly()
    """Within it sums and differences of quantities are exact.

    It does what `decimal.localcontext` does, without a copy of the context each time.
    """

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = getcontext()
        setcontext(EXACT)

    def __exit__(self, *_: object) -> None:
        setcontext(self._before)
