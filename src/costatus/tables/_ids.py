"""Ids of answers: the host's own, in the type that the host gave them."""

from collections.abc import Sequence
from itertools import accumulate
from operator import index
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from costatus.tables import _arrow
from costatus.tables._columns import Bools, DictionaryColumn, IntegerColumn, Ints, TextColumn

Texts: TypeAlias = tuple[Ints, NDArray[np.uint8]]
Ids: TypeAlias = IntegerColumn | TextColumn | DictionaryColumn


def taken_ids(column: Ids | None, rows: Ints | None) -> Any:
    """Return the ids of some rows as an Arrow array, null for row -1; of all where it is None."""
    if column is None:
        column, rows = joined([(None, rows)]), None
    valid, known = column.valid, None
    if rows is not None:
        if (rows < 0).any():
            known = rows >= 0
            rows = rows[known]
        valid = None if valid is None else valid[rows]
    if isinstance(column, IntegerColumn):
        values = _taken(column.values, rows)
        narrow = values.astype(_arrow.INTEGERS[column.format], copy=False)
        return _arrow.integers(_spread(narrow, known), _valid(valid, known))
    offsets, data = texts_of(column, rows)
    if known is not None:
        offsets = _arrow.offsets_of(_spread(np.diff(offsets), known), np.int64)
    return _arrow.texts(offsets, data, _valid(valid, known))


def readable(column: Any, rows: Ints) -> Ints:
    """Return the rows, and -1 in place of those whose id is a text that is no UTF-8."""
    values = (str(column.value(row)) for row in rows.tolist())
    found = [text == text.encode(errors="replace").decode() for text in values]
    return np.where(found, rows, -1)


def joined(pieces: Sequence[tuple[Ids | None, Ints | None]]) -> Ids:
    """Return the ids of some rows of one column after another; nulls in place of no column.

    They are text, unless all the columns are of the same integers, or all are dictionaries.
    """
    given = [(column, rows) for column, rows in pieces if column is not None]
    masks = [_mask(column, rows) for column, rows in pieces]
    valid = np.concatenate([np.empty(0, np.bool_), *masks])
    nulls = None if valid.all() else valid
    lengths = [len(mask) for mask in masks]
    known = np.repeat(np.array([column is not None for column, _ in pieces], np.bool_), lengths)
    integers = [(each, rows) for each, rows in given if isinstance(each, IntegerColumn)]
    formats = {each.format for each, _ in integers}
    if len(integers) == len(given) and len(formats) == 1:
        values = np.concatenate([_taken(each.values, rows) for each, rows in integers])
        return IntegerColumn(len(valid), nulls, _spread(values, known), formats.pop())
    words = [(each, rows) for each, rows in given if isinstance(each, DictionaryColumn)]
    if words and len(words) == len(given):
        indices, entries = _one_dictionary(words)
        return DictionaryColumn(len(valid), nulls, _spread(indices, known), entries)
    texts = [texts_of(column, rows) for column, rows in given]
    counts = np.concatenate([_NOTHING, *(np.diff(offsets) for offsets, _ in texts)])
    data = [data[offsets[0] : offsets[-1]] for offsets, data in texts]
    offsets = _arrow.offsets_of(_spread(counts, known), np.int64)
    return TextColumn(len(valid), nulls, offsets, np.concatenate([_NOTHING, *data]))


def _one_dictionary(pieces: Sequence[tuple[DictionaryColumn, Ints | None]]) -> tuple[Ints, Any]:
    """Return the indices of some rows in one dictionary, and its texts, of which some are equal."""
    starts = accumulate((column.texts.rows for column, _ in pieces), initial=0)
    indices = [
        _taken(column.indices, rows) + np.int32(start)
        for (column, rows), start in zip(pieces, starts, strict=False)
    ]
    return np.concatenate(indices), joined([(column.texts, None) for column, _ in pieces])


def _mask(column: Ids | None, rows: Ints | None) -> Bools:
    """Return which of some rows have an id; without a column none has."""
    count = len(rows) if rows is not None else 0 if column is None else column.rows
    if column is None or column.valid is None:
        return np.full(count, column is not None)
    valid: Bools = _taken(column.valid, rows)
    return valid


_NOTHING = np.empty(0, np.uint8)


def find(column: Ids, wanted: object) -> list[int]:
    """Return the rows that have an id; a number may be given as text."""
    if isinstance(column, IntegerColumn):
        try:
            number = int(wanted) if isinstance(wanted, str) else index(wanted)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return []
        numbers: list[int] = np.flatnonzero(column.values == number).tolist()
        return numbers
    if not isinstance(wanted, str):
        return []
    offsets, data = texts_of(column)
    written = wanted.encode("utf-8", "surrogatepass")
    rows = np.flatnonzero(np.diff(offsets) == len(written))
    for place, byte in enumerate(written):
        rows = rows[data[offsets[rows] + place] == byte]
    found: list[int] = rows.tolist()
    return found


def _taken(values: Ints, rows: Ints | None) -> Ints:
    return values if rows is None else values[rows]


def _valid(valid: Bools | None, known: Bools | None) -> Bools | None:
    return known if valid is None else _spread(valid, known)


def _spread(values: Ints, known: Bools | None) -> Ints:
    """Return values with 0 in the place of what is not known."""
    if known is None:
        return values
    spread = np.zeros(len(known), values.dtype)
    spread[known] = values
    return spread


def texts_of(column: Ids, rows: Ints | None = None) -> Texts:
    """Return ids of some rows as texts."""
    if isinstance(column, IntegerColumn):
        return _digits(_taken(column.values, rows))
    if isinstance(column, DictionaryColumn):
        indices = _taken(column.indices, rows)
        return _arrow.taken(column.texts.offsets, column.texts.data, indices)
    if rows is None:
        return column.offsets, column.data
    return _arrow.taken(column.offsets, column.data, rows)


def _digits(values: Ints) -> Texts:
    """Return integers as decimal text."""
    written = values.astype("S21")
    data = written.view(np.uint8)
    is_used = data != 0
    lengths = is_used.reshape(len(values), written.itemsize).sum(axis=1)
    return _arrow.offsets_of(lengths, np.int64), data[is_used]


def as_text(ids: Any) -> TextColumn:
    """Return ids of any kind as texts."""
    return TextColumn(ids.rows, ids.valid, *texts_of(ids))
