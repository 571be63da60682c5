"""Rows by key, and rows by parent: look-ups and groups over arrays. Nothing is sorted."""

from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from costatus._arrays.threads import CORES, Worker, share_out
from costatus.tables import _plain_keys
from costatus.tables._columns import Column, DictionaryColumn, IntegerColumn, TextColumn
from costatus.tables._loops import loops as _loops

Int32s: TypeAlias = NDArray[np.int32]
Marks: TypeAlias = NDArray[np.uint8]

_SHARE: Final = 200_000
"""How many rows a thread takes at a time."""
_NO_KEYS: Final = IntegerColumn(0, None, np.empty(0, np.int64))
_MOST_DIGITS: Final = 18
"""A number of more digits may not fit 64 bits."""
_WIDTHS: Final = {1: np.int8, 2: np.int16, 4: np.int32, 8: np.int64}


@frozen
class Groups:
    """Rows grouped by their parent.

    Attributes:
        offsets: The places of parent n are from `offsets[n]` up to `offsets[n + 1]`.
        rows: The row of each place. None: its own number.
    """

    offsets: Int32s
    rows: Int32s | None

    @property
    def count(self) -> int:
        """How many places there are."""
        return int(self.offsets[-1])

    def rows_at(self, places: NDArray[Any]) -> NDArray[Any]:
        """Return the rows of some places."""
        return places if self.rows is None else self.rows[places]


def group(parents: Int32s, count: int) -> Groups:
    """Group rows by the row of their parent, in their order; leave out those with parent -1."""
    offsets = np.zeros(count + 2, np.int32)
    if _loops.count_children(parents, offsets):
        return Groups(offsets[1:], None)
    rows = np.empty(offsets[-1], np.int32)
    _loops.place_children(parents, offsets, rows)
    return Groups(offsets[:-1], rows)


def take(
    values: NDArray[Any], rows: Int32s | None, room: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Return the values of some rows, or of all, one after another in memory.

    They are in `room`, where that is given: an array of as many.
    """
    if rows is None:
        return np.ascontiguousarray(values)
    if values.strides == (0,):
        return np.repeat(values[:1], len(rows))  # the default of a column that was not given
    taken = np.empty(len(rows), values.dtype) if room is None else room
    width = _WIDTHS[values.itemsize]
    _share_out(
        partial(_take_some, np.ascontiguousarray(values).view(width), rows, taken.view(width)),
        len(rows),
    )
    return taken


def _take_some(
    values: NDArray[Any], rows: Int32s, taken: NDArray[Any], first: int, stop: int
) -> None:
    _loops.take(values, rows[first:stop], taken[first:stop])


def _share_out(work: Worker, rows: int) -> None:
    share_out([work] * CORES, rows, _SHARE)


@frozen
class _Numbered:
    """Texts that are a prefix and a number, such as `CO-00042`: their numbers are their keys.

    Attributes:
        prefix: The prefix.
        digits: How many digits all numbers have; 0: as few as they need.
    """

    prefix: NDArray[np.uint8]
    digits: int

    def keys(self, texts: TextColumn, others: Marks, rows: Int32s | None) -> tuple[Any, int]:
        """Return the keys of texts; mark and count those that are not of this kind."""
        numbers = np.empty(len(others), np.int64)
        count = _loops.read_numbers(
            texts.offsets, texts.data, self.prefix, self.digits, numbers, others, rows
        )
        return _loops.Keys(numbers), count


@frozen
class Index:
    """Looks up rows by key.

    Attributes:
        column: The keys.
        marks: By row: 1 if there is no key, 2 if an earlier row has it too.
    """

    column: Column
    marks: Marks
    _index: Any
    _numbered: _Numbered | None

    def find(self, wanted: Column, rows: Int32s | None = None) -> Int32s:
        """Return the row of each key of a column, or of some rows of it; -1: there is none."""
        if isinstance(wanted, DictionaryColumn) and wanted.texts.rows:
            found = take(self.find(wanted.texts), take(wanted.indices, rows))
        else:
            found = np.full(wanted.rows if rows is None else len(rows), -1, np.int32)
            if isinstance(wanted, IntegerColumn) == isinstance(self.column, IntegerColumn):
                _share_out(partial(self._find_some, wanted, rows, found), len(found))
        return _known(found, self.column, wanted, rows)

    def _find_some(
        self, wanted: Column, rows: Int32s | None, found: Int32s, first: int, stop: int
    ) -> None:
        found = found[first:stop]
        if rows is None:
            self._find(_part(wanted, first, stop), None, found)
        else:
            self._find(wanted, rows[first:stop], found)

    def _find(self, wanted: Column, rows: Int32s | None, found: Int32s) -> None:
        if self._numbered is None:
            self._index.find(_keys_of(wanted, rows), found)
            return
        others = np.zeros(len(found), np.uint8)
        keys, count = self._numbered.keys(_texts(wanted), others, rows)
        self._index.find(keys, found)
        if count:
            found[others.view(np.bool_)] = -1


def index(column: Column) -> Index:
    """Index a column of ids; rows without one are left out."""
    marks = _marks(column, None)
    numbered, keys = _numbered(column, marks) or (None, _keys_of(column, None))
    made = _loops.Index(keys, marks, np.empty(4 * column.rows, np.int32))
    made.fill()
    return Index(column, marks, made, numbered)


def _numbered(column: Column, marks: Marks) -> tuple[_Numbered, Any] | None:
    """Return of which kind all texts are, and their keys, if they end with numbers."""
    if isinstance(column, IntegerColumn) or not column.rows or _loops is _plain_keys:
        return None
    texts = _texts(column)
    lengths = np.diff(texts.offsets)
    text = texts.data[texts.offsets[0] : texts.offsets[1]]
    prefix = len(text.tobytes().rstrip(b"0123456789"))
    if not 0 < len(text) - prefix <= _MOST_DIGITS:
        return None
    digits = len(text) - prefix if lengths.min() == lengths.max() else 0
    found = _Numbered(text[:prefix], digits)
    keys, others = found.keys(texts, marks.copy(), None)
    return None if others else (found, keys)


def match(
    ours: Column, groups: Groups, wanted: Column, wanted_groups: Groups
) -> tuple[Int32s, Marks]:
    """Look up keys that are unique within their group only.

    Return, by place among the wanted, the place of ours that has the key in the same group (-1:
    there is none), and by place of ours the marks of an Index.
    """
    marks = _marks(ours, groups.rows)
    largest = int(np.diff(groups.offsets).max(initial=0))
    found = np.empty(wanted_groups.count, np.int32)
    keys = wanted_keys = _keys_of(ours, groups.rows)
    if wanted is not ours or wanted_groups is not groups:
        wanted_keys = _keys_of(wanted, wanted_groups.rows)

    def share(first: int, stop: int) -> None:
        made = _loops.Index(keys, marks, np.empty(4 * largest, np.int32))
        within, wanted_within = (
            groups.offsets[first : stop + 1],
            wanted_groups.offsets[first : stop + 1],
        )
        made.find_in_groups(within, wanted_keys, wanted_within, found)

    _share_out(share, len(groups.offsets) - 1)
    return _known(found, ours, wanted, wanted_groups.rows), marks


def codes(column: Column) -> tuple[Int32s, Index]:
    """Return a code for each value, and an index that finds the codes of others.

    Codes are the same for equal values, and less than the number of rows; that of a null is -1.
    """
    values = column.texts if isinstance(column, DictionaryColumn) else column
    found = index(values)
    if values is column and not found.marks.any():
        return np.arange(column.rows, dtype=np.int32), found
    return found.find(column), found


def repeated(ours: Column, groups: Groups) -> Marks:
    """Return the marks of an Index, by place, of keys that are unique within their group only."""
    nothing = Groups(np.zeros(len(groups.offsets), np.int32), np.empty(0, np.int32))
    return match(ours, groups, _NO_KEYS, nothing)[1]


def _keys_of(column: Column, rows: Int32s | None) -> Any:
    """Return the keys of some rows, or of all."""
    if isinstance(column, IntegerColumn):
        return _loops.Keys(_as_int64(take(column.values, rows)))
    texts = _texts(column)
    if rows is not None and 2 * len(rows) <= texts.rows:
        numbers = np.empty(len(rows), np.uint64)
        _loops.number_texts(texts.offsets, texts.data, numbers, rows)
    else:
        numbers = np.empty(texts.rows, np.uint64)

        def share(first: int, stop: int) -> None:
            offsets = texts.offsets[first : stop + 1]
            _loops.number_texts(offsets, texts.data, numbers[first:stop])

        _share_out(share, texts.rows)
        numbers = take(numbers, rows)
    return _loops.Keys(numbers.view(np.int64), texts.offsets, texts.data, rows)


def _part(column: Any, first: int, stop: int) -> Column:
    """Return integers or texts of successive rows."""
    if isinstance(column, IntegerColumn):
        return evolve(column, rows=stop - first, values=column.values[first:stop])
    texts = _texts(column)
    return evolve(texts, rows=stop - first, offsets=texts.offsets[first : stop + 1])


def _texts(column: Any) -> TextColumn:
    """Return ids that are no integers as texts."""
    texts: TextColumn = column.as_text()
    return texts


def _marks(column: Column, rows: Int32s | None) -> Marks:
    if column.valid is None:
        return np.zeros(column.rows if rows is None else len(rows), np.uint8)
    return take(~column.valid, rows).view(np.uint8)


def _known(found: Int32s, ours: Column, wanted: Column, rows: Int32s | None) -> Int32s:
    """Return the rows that were found, and -1 for nulls and for numbers that ours cannot hold."""
    if wanted.valid is not None:
        found[~take(wanted.valid, rows)] = -1
    if (
        isinstance(wanted, IntegerColumn)
        and isinstance(ours, IntegerColumn)
        and (wanted.values.dtype == np.uint64) != (ours.values.dtype == np.uint64)
    ):
        found[_as_int64(take(wanted.values, rows)) < 0] = -1
    return found


def _as_int64(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return integers as signed ones of 64 bits; what does not fit is negative."""
    if values.dtype == np.uint64:
        return values.view(np.int64)
    return values.astype(np.int64, copy=False)
