"""Ids: the host's own, as integers or texts."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from costatus.tables import _arrow
from costatus.tables._arrow_input import Arrays, Unreadable
from costatus.tables._columns import (
    Bools,
    DecimalColumn,
    DictionaryColumn,
    FloatColumn,
    Int64s,
    IntegerColumn,
    Ints,
    TextColumn,
    joined_masks,
    joined_texts,
    offsets_of,
)

Ids: TypeAlias = IntegerColumn | TextColumn | DictionaryColumn

_EXACT_BITS: Final = {"half_float": 11, "float": 24, "double": 53}
"""A float of more bits may stand for several integers."""
_MOST_SCALE: Final = 18
_INT64: Final = np.iinfo(np.int64)


def read_ids(arrays: Arrays) -> Any:
    """Read ids; floats and decimals are to be whole numbers, and become integers."""
    column = arrays.column()
    if isinstance(column, FloatColumn):
        bits = _EXACT_BITS[arrays.type]
        numbers, is_whole = _of_floats(column.values, 2.0**bits)
    elif isinstance(column, DecimalColumn):
        bits = 64
        numbers, is_whole = _of_decimals(column)
    else:
        return column
    bad = np.flatnonzero(~is_whole if column.valid is None else ~is_whole & column.valid)
    if len(bad):
        expected = f"whole numbers of at most {bits} bits"
        advice = "cast the column to integers or strings; send null where there is no id"
        raise Unreadable(column.value(int(bad[0])), expected, advice)
    return IntegerColumn(column.rows, column.valid, numbers)


def _of_floats(values: NDArray[np.float64], limit: float) -> tuple[Int64s, Bools]:
    """Return whole numbers, and which of the values are."""
    is_whole = (np.abs(values) < limit) & (np.rint(values) == values)
    return np.where(is_whole, values, 0).astype(np.int64), is_whole


def _of_decimals(column: DecimalColumn) -> tuple[Int64s, Bools]:
    """Return whole numbers, and which of the values are; those of many digits one by one."""
    numbers = column.values[:, 0].astype(np.int64)
    fits = (column.values[:, 1:] == (numbers >> 63).astype(np.uint64)[:, None]).all(axis=1)
    fits &= 0 <= column.scale <= _MOST_SCALE
    numbers, rest = np.divmod(numbers, 10 ** min(max(column.scale, 0), _MOST_SCALE))
    is_whole = fits & (rest == 0)
    for row in np.flatnonzero(~fits).tolist():
        value = column.value(row)
        if value is not None and value == int(value) and _INT64.min <= value <= _INT64.max:
            numbers[row], is_whole[row] = int(value), True
    return numbers, is_whole


def taken_ids(column: Ids, rows: Ints | None) -> Any:
    """Return the ids of some rows as an Arrow array, null for row -1; of all where it is None."""
    if rows is None:
        return as_array(column)
    known = rows >= 0
    if known.all():
        return as_array(column.take(rows))
    return as_array(spread(column.take(rows[known]), known))


def as_array(column: Ids) -> Any:
    """Return ids as an Arrow array."""
    if isinstance(column, IntegerColumn):
        return _arrow.integers(column.values, column.valid)
    texts = column.as_text()
    return _arrow.texts(texts.offsets, texts.data, texts.valid)


def readable(column: Any, rows: Ints) -> Ints:
    """Return the rows, and -1 in place of those whose id is a text that is no UTF-8."""
    values = (str(column.value(row)) for row in rows.tolist())
    found = [text == text.encode(errors="replace").decode() for text in values]
    return np.where(found, rows, -1)


def joined(columns: Sequence[Ids]) -> Ids:
    """Return the ids of one column after another.

    They are text, unless all the columns are of the same integers, or all are dictionaries.
    """
    if len(columns) == 1:
        return columns[0]
    rows = sum(each.rows for each in columns)
    valid = joined_masks([(each.valid, each.rows) for each in columns])
    integers = [each for each in columns if isinstance(each, IntegerColumn)]
    if len(integers) == len(columns) and len({each.values.dtype for each in integers}) == 1:
        values = np.concatenate([each.values for each in integers])
        return IntegerColumn(rows, valid, values)
    words = [each for each in columns if isinstance(each, DictionaryColumn)]
    if words and len(words) == len(columns):
        starts = accumulate((each.texts.rows for each in words), initial=0)
        indices = [
            each.indices + np.int32(start) for each, start in zip(words, starts, strict=False)
        ]
        entries: Any = joined([each.texts for each in words])
        return DictionaryColumn(rows, valid, np.concatenate(indices), entries)
    texts = [each.as_text() for each in columns]
    offsets, data = joined_texts([(each.offsets, each.data) for each in texts])
    return TextColumn(rows, valid, offsets, data)


def spread(column: Ids, known: Bools) -> Ids:
    """Return a column with nulls among its rows, which stand where `known` is true."""
    column = evolve(
        column,
        rows=len(known),
        valid=known if column.valid is None else _spread(column.valid, known),
    )
    if isinstance(column, IntegerColumn):
        return evolve(column, values=_spread(column.values, known))
    if isinstance(column, DictionaryColumn):
        return evolve(column, indices=_spread(column.indices, known))
    counts = _spread(np.diff(column.offsets), known)
    return evolve(column, offsets=column.offsets[0] + offsets_of(counts, np.int64))


def _spread(values: Ints, known: Bools) -> Ints:
    spread = np.zeros(len(known), values.dtype)
    spread[known] = values
    return spread


def find(column: Ids, wanted: object) -> list[int]:
    """Return the rows that have an id; a number or a UUID may be given as text."""
    if isinstance(column, IntegerColumn):
        try:
            number = int(wanted)  # type: ignore[call-overload]
        except (TypeError, ValueError, OverflowError):
            return []
        is_same = isinstance(wanted, str) or number == wanted
        rows = np.flatnonzero((column.values == number) & is_same)
    elif isinstance(wanted, str | UUID):
        texts = column.as_text()
        written = str(wanted).encode("utf-8", "surrogatepass")
        rows = np.flatnonzero(np.diff(texts.offsets) == len(written))
        for place, byte in enumerate(written):
            rows = rows[texts.data[texts.offsets[rows] + place] == byte]
    else:
        return []
    found: list[int] = (rows if column.valid is None else rows[column.valid[rows]]).tolist()
    return found


def of_one_kind(one: Any, other: Any) -> tuple[Ids, Ids]:
    """Return ids as texts where one of the two has integers and the other has none."""
    if isinstance(one, IntegerColumn) == isinstance(other, IntegerColumn):
        return one, other
    return one.as_text(), other.as_text()
