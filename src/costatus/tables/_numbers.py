"""Numbers as the models take them, as integers of 64 bits at a common scale.

The models round a number half to even to 9 places, a float by its shortest text. That is done here
for many at once; the few numbers for which it cannot be are converted as the models do, one by one.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from costatus.models._validation.faults import Invalid
from costatus.models._validation.numbers import optional_exact
from costatus.models.quantities import EXACT
from costatus.tables._columns import BLOCK, Bools, Column, DecimalColumn, Int64s, IntegerColumn

LIMIT: Final = 2**55
"""The most units of a number that fits, so that sums stay within 64 bits."""
_PLACES: Final = 9
_POWERS: Final = 10 ** np.arange(_PLACES + 1, dtype=np.int64)
_LIMITS: Final = LIMIT // _POWERS
_TOO_LARGE: Final = 10**15
_MOST_POWER: Final = 18
"""The largest power of ten of 64 bits."""
_SIGN: Final = np.uint64(63)

Rows: TypeAlias = NDArray[np.intp]
Block: TypeAlias = tuple[Int64s, Any, Bools, Bools]
"""Units and their places; which numbers the models refuse, which are to be converted singly.

The units of both are 0.
"""


@frozen
class Numbers:
    """The numbers of a column.

    Attributes:
        units: Each number times 10**places; 0 where there is none.
        places: By block, how many digits after the point each needs, or once how many all need.
        refused: The rows of those that the models refuse.
        large: The rows of those that have too many digits for units.
    """

    units: Int64s
    places: Sequence[NDArray[np.int8]]
    refused: Rows
    large: Rows

    @property
    def needed(self) -> int:
        """How many digits after the point all of them need."""
        return max((int(each.max()) for each in self.places), default=0)

    def scale(self, places: int) -> Rows:
        """Bring the units to one scale, in place; return the rows that do not fit."""
        unfit = [self.large]
        for block, own in zip(_blocks(len(self.units)), self.places, strict=True):
            more: Any = places - own
            units = self.units[block]
            unfit.append(block.start + np.flatnonzero(units > _LIMITS[more]))
            units *= _POWERS[more]
        found = np.concatenate(unfit)
        self.units[found] = 0
        return found


def _blocks(rows: int) -> list[slice]:
    return [slice(first, min(first + BLOCK, rows)) for first in range(0, rows, BLOCK)]


def read_numbers(column: Column) -> Numbers:
    """Return the numbers of a column of integers, floats or decimals."""
    all_units, all_places = np.empty(column.rows, np.int64), []
    refused: list[Rows] = [np.empty(0, np.intp)]
    large: list[int] = []
    for block in _blocks(column.rows):
        units, places, is_refused, is_single = _read(column, block)
        singles = np.flatnonzero(is_single).tolist()
        if singles:
            places = np.array(np.broadcast_to(places, len(units)), np.int8)
        for row in singles:
            number = optional_exact(column.value(block.start + row))
            if isinstance(number, Invalid):
                is_refused[row] = True
                continue
            unscaled, digits = _unscaled(number)
            if unscaled > LIMIT:
                large.append(block.start + row)
            else:
                units[row], places[row] = unscaled, digits
        all_units[block] = units
        all_places.append(_once(places))
        refused.append(block.start + np.flatnonzero(is_refused))
    return Numbers(all_units, all_places, np.concatenate(refused), np.array(large, np.intp))


def _once(places: Any) -> NDArray[np.int8]:
    """Return the places once, where they are all the same."""
    found = np.asarray(places, np.int8)
    return found.max() if found.ndim and found.min() == found.max() else found


def _unscaled(number: Any) -> tuple[int, int]:
    """Return the fewest units of a number, and their places."""
    places = places_of(number)
    unscaled: Decimal = number.scaleb(places, EXACT)
    return int(unscaled), places


def places_of(number: Decimal) -> int:
    """Return how many digits after the point a number needs."""
    exponent: Any = number.normalize(EXACT).as_tuple().exponent
    places: int = max(-exponent, 0)
    return places


def _read(column: Any, rows: slice) -> Block:
    values = column.values[rows]
    if column.valid is not None:
        values = values.copy()
        values[~column.valid[rows]] = 0
    if isinstance(column, IntegerColumn):
        refused = (values < 0) | (values >= _TOO_LARGE)
        units = np.where(refused, 0, values).astype(np.int64)
        return units, 0, refused, _none(values)
    if isinstance(column, DecimalColumn):
        return _decimals(values, column.scale)
    return _floats(values)


def _floats(values: NDArray[np.float64]) -> Block:
    refused = ~((values >= 0) & (values < _TOO_LARGE))
    values = np.where(refused, 0, values)
    units, places = np.zeros(len(values), np.int64), np.zeros(len(values), np.int8)
    left = np.arange(len(values))
    # A number of at most 15 digits is the shortest text of the float that is nearest to it.
    for digits, power in enumerate(_POWERS):
        whole = np.rint(values[left] * power)
        same = (whole < _TOO_LARGE) & (whole / power == values[left])
        units[left[same]], places[left[same]] = whole[same].astype(np.int64), digits
        left = left[~same]
        if not len(left) and (values * power < _TOO_LARGE).all():
            return np.rint(values * power).astype(np.int64), digits, refused, _none(values)
        if not len(left):
            break
    # The text of the others differs from the float by less than the float's precision.
    product = values[left] * _POWERS[-1]
    whole = np.rint(product)
    clear = np.abs(product - whole) < 0.5 - 4 * np.spacing(product)
    units[left[clear]], places[left[clear]] = _shortest(whole[clear].astype(np.int64), _PLACES)
    single = _none(values)
    single[left[~clear]] = True
    return units, places, refused, single


def _none(values: NDArray[Any]) -> Bools:
    return np.zeros(len(values), np.bool_)


def _shortest(units: Int64s, places: int) -> tuple[Int64s, NDArray[np.int8]]:
    """Return units without the zeros at the end of each, and the places that are left."""
    digits = np.full(len(units), places, np.int8)
    for _ in range(places):
        round_ = (units % 10 == 0) & (digits > 0)
        units = np.where(round_, units // 10, units)
        digits -= round_
    return units, digits


def _decimals(words: NDArray[np.uint64], scale: int) -> Block:
    negative = words[:, -1] >> _SIGN != 0
    if scale > _PLACES:
        words = _rounded(words, scale - _PLACES)
    units, places = words[:, 0].astype(np.int64), min(scale, _PLACES)
    single = (words[:, 1:] != 0).any(axis=1) | (units < 0)
    units[negative | single] = 0
    refused = negative
    if places <= _MOST_POWER - 15:
        refused = negative | (units >= 10 ** max(15 + places, 0))
        units[refused] = 0
    if places < 0:
        units, places = units * 10 ** min(-places, 15), 0
    while places > 0 and not (units % 10).any():
        units, places = units // 10, places - 1
    return units, places, refused, single & ~negative


def _rounded(words: NDArray[np.uint64], places: int) -> NDArray[np.uint64]:
    """Return integers of several words divided by 10**places, rounded half to even."""
    digits = words.view("<u4").astype(np.uint64)
    fives, rest = divmod(places - 1, _PLACES)
    inexact = np.zeros(len(words), np.bool_)
    for power in [_PLACES] * fives + [rest]:
        inexact |= _divide(digits, 10**power) != 0
    last = _divide(digits, 10)
    up = (last > 5) | ((last == 5) & (inexact | (digits[:, 0] % 2 == 1)))
    result = digits.astype("<u4").view("<u8")
    result[:, 0] += up
    return result


def _divide(digits: NDArray[np.uint64], divisor: int) -> NDArray[np.uint64]:
    """Divide integers of several digits of 32 bits, lowest first, in place; return the rests."""
    rest = np.zeros(len(digits), np.uint64)
    for n in reversed(range(digits.shape[1])):
        digits[:, n], rest = np.divmod((rest << np.uint64(32)) | digits[:, n], np.uint64(divisor))
    return rest
