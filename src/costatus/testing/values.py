"""Numbers, ids and members of vocabularies: mostly plain, now and then unusual.

An order takes a hundred choices, and a draw costs far more than a choice. So a model takes one draw
of some bytes, each of which picks from a table, and a composite strategy calls plain functions
rather than drawing from nested strategies.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias, TypeVar

from hypothesis import strategies as st

from costatus.models.statuses import Term

T = TypeVar("T")
_Term = TypeVar("_Term", bound=Term)
_Recipe: TypeAlias = Callable[[Decimal], Decimal]
_BYTES = st.binary(min_size=24, max_size=24)

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


class Picker:
    """Picks from tables, with one byte each; the first entry of a table is the simplest.

    Each model has a picker of its own, and picks its fields unconditionally and always in the same
    order, so that Hypothesis can shrink each model and each field, and the others stay.
    """

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._bytes = _drawn(draw)

    def __call__(self, table: Sequence[T]) -> T:
        """Return an entry of a table of at most 256."""
        return table[next(self._bytes) * len(table) >> 8]

    def fresh(self) -> "Picker":
        """Return a picker with bytes of its own."""
        return Picker(self._draw)


def _drawn(draw: st.DrawFn) -> Iterator[int]:
    while True:
        yield from draw(_BYTES)


@st.composite
def quantities(draw: st.DrawFn, near: Decimal | None = None) -> Decimal:
    """Return quantities of at least 0.

    With `near`, mostly that same number; else half or twice of it, slightly more or less, or 0.
    """
    return pick_quantity(Picker(draw), near)


@st.composite
def amounts(draw: st.DrawFn, near: Decimal | None = None) -> Decimal:
    """Return amounts of money of at least 0; `near` works as in `quantities`."""
    return pick_amount(Picker(draw), near)


@st.composite
def names(draw: st.DrawFn, stem: str) -> str:
    """Return ids that begin with the stem; most are the stem, some have a nasty ending."""
    return pick_name(Picker(draw), stem)


def pick_quantity(pick: Picker, near: Decimal | None = None) -> Decimal:
    """Pick a quantity."""
    return pick(_QUANTITIES) if near is None else pick(_NEAR_A_QUANTITY)(near)


def pick_amount(pick: Picker, near: Decimal | None = None) -> Decimal:
    """Pick an amount of money."""
    return pick(_AMOUNTS) if near is None else pick(_NEAR_AN_AMOUNT)(near)


def pick_name(pick: Picker, stem: str) -> str:
    """Pick an id."""
    return stem + pick(_ENDINGS)


def optional(given: object, value: T) -> T | None:
    """Return the value, or None if it is not given."""
    return value if given else None


def mostly(terms: type[_Term], *usual: _Term) -> tuple[_Term, ...]:
    """Return a table of a vocabulary, three entries out of four one of the usual terms."""
    return (*usual * len(terms) * 3, *tuple(terms) * len(usual))


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


def _near(*steps: str) -> tuple[_Recipe, ...]:
    moved = (_moved(Decimal(sign + step)) for step in steps for sign in "-+")
    return (*(_same,) * 30, *(_half, _other_half) * 3, _nothing, _twice, *moved)


def _numbers(*more: str) -> tuple[Decimal, ...]:
    plain = (*range(1, 13), 10) * 5
    return (*map(Decimal, (*plain, 0, *more)), *NASTY_NUMBERS)


_QUANTITIES = _numbers("0.5")
_NEAR_A_QUANTITY = _near("0.5", "1", "3")
_AMOUNTS = _numbers("0.004", "0.005", "0.006")
_NEAR_AN_AMOUNT = _near("0.004", "0.005", "0.01", "1")
_ENDINGS = ("",) * 4 * len(NASTY_TEXTS) + NASTY_TEXTS

ITEMS = ("bike", "bike", "wheel")
"""Few items, so that lines compete for the same supply."""

MAYBE = (False, True)
RARELY = (False,) * 4 + (True,)
