"""Numbers, ids and members of vocabularies: mostly plain, now and then unusual.

An order takes dozens of draws, so each is cheap: the strategies here are made once, and a composite
strategy calls plain functions rather than drawing from nested strategies.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from costatus.models.statuses import Term

T = TypeVar("T", bound=Term)
_Recipe: TypeAlias = Callable[[Decimal], Decimal]

LARGEST = Decimal("999999999999999.999999999")
"""The largest number that a model takes."""

NASTY_NUMBERS = (Decimal("0.1"), Decimal("1E-9"), Decimal("1E+3"), Decimal("2.50"), LARGEST)
"""Numbers that floating point, rounding and exponents mishandle."""

NASTY_TEXTS = (
    " ",
    "/1",
    "\n",
    "{subject}",
    "%s",
    "õ",
    "e\N{COMBINING ACUTE ACCENT}",
    "\N{BICYCLE}",
)
"""Texts that format strings, paths and encodings mishandle."""


@st.composite
def quantities(draw: st.DrawFn, near: Decimal | None = None) -> Decimal:
    """Return quantities of at least 0.

    With `near`, mostly that same number; else half or twice of it, slightly more or less, or 0.
    """
    return draw_quantity(draw, near)


@st.composite
def amounts(draw: st.DrawFn, near: Decimal | None = None) -> Decimal:
    """Return amounts of money of at least 0; `near` works as in `quantities`."""
    return draw_amount(draw, near)


@st.composite
def names(draw: st.DrawFn, stem: str) -> str:
    """Return ids that begin with the stem; most are the stem, some have a nasty ending."""
    return draw_name(draw, stem)


def draw_quantity(draw: st.DrawFn, near: Decimal | None = None) -> Decimal:
    """Draw a quantity."""
    return draw(_QUANTITIES) if near is None else draw(_NEAR_A_QUANTITY)(near)


def draw_amount(draw: st.DrawFn, near: Decimal | None = None) -> Decimal:
    """Draw an amount of money."""
    return draw(_AMOUNTS) if near is None else draw(_NEAR_AN_AMOUNT)(near)


def draw_name(draw: st.DrawFn, stem: str) -> str:
    """Draw an id."""
    return stem + draw(_ENDINGS)


def mostly(terms: type[T], *usual: T) -> SearchStrategy[T]:
    """Return any member of a vocabulary, three times out of four one of the usual ones."""
    return st.sampled_from((*usual * len(terms) * 3, *tuple(terms) * len(usual)))


def _same(number: Decimal) -> Decimal:
    return number


def _half(number: Decimal) -> Decimal:
    return number // 2


def _other_half(number: Decimal) -> Decimal:
    return number - number // 2


def _twice(number: Decimal) -> Decimal:
    return min(number * 2, LARGEST)


def _nothing(_number: Decimal) -> Decimal:
    return Decimal(0)


def _moved(step: Decimal) -> _Recipe:
    return lambda number: min(max(number + step, Decimal(0)), LARGEST)


def _near(*steps: str) -> SearchStrategy[_Recipe]:
    moved = (_moved(Decimal(sign + step)) for step in steps for sign in "-+")
    return st.sampled_from((*(_same,) * 30, *(_half, _other_half) * 3, _nothing, _twice, *moved))


def _numbers(*more: str) -> SearchStrategy[Decimal]:
    plain = (*range(1, 13), 10) * 5
    return st.sampled_from((*map(Decimal, (*plain, 0, *more)), *NASTY_NUMBERS))


_QUANTITIES = _numbers("0.5")
_NEAR_A_QUANTITY = _near("0.5", "1", "3")
_AMOUNTS = _numbers("0.004", "0.005", "0.006")
_NEAR_AN_AMOUNT = _near("0.004", "0.005", "0.01", "1")
_ENDINGS = st.sampled_from(("",) * 4 * len(NASTY_TEXTS) + NASTY_TEXTS)

ITEMS = st.sampled_from(("bike", "bike", "wheel"))
"""Few items, so that lines compete for the same supply."""

RARELY = st.sampled_from((False,) * 4 + (True,))
