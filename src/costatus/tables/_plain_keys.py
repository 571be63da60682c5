"""What `_keys` does, with dicts and numpy: for where it is not compiled. It is slow."""

from collections.abc import Hashable, Sequence
from typing import Any, Final

import numpy as np
from attrs import define, field
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

IS_COMPILED: Final = False

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Bytes = NDArray[np.uint8]


def number_texts(
    offsets: Int64s, data: Bytes, numbers: NDArray[np.uint64], rows: Int32s | None = None
) -> None:
    """Leave the texts as they are."""


class Keys:
    """A key for each row."""

    def __init__(
        self,
        numbers: Int64s,
        offsets: Int64s | None = None,
        data: Bytes | None = None,
        rows: Int32s | None = None,
    ) -> None:
        self.values: Sequence[Hashable]
        if offsets is None or data is None:
            self.values = numbers.tolist()
            return
        starts, ends = offsets[:-1], offsets[1:]
        if rows is not None:
            starts, ends = starts[rows], ends[rows]
        content = data.tobytes()
        self.values = [content[start:end] for start, end in zip(starts, ends, strict=True)]


@define
class Index:
    """Looks up the row of a key: among all rows, or in one group of them after the other."""

    keys: Keys
    marks: Bytes
    slots: Int32s
    _rows: dict[Hashable, int] = field(factory=dict)

    def fill(self) -> None:
        """Index all rows."""
        self._fill(0, len(self.keys.values))

    def find(self, wanted: Keys, rows: Int32s) -> None:
        """Write the row of each key that is wanted."""
        self._find(wanted, rows, 0, len(rows))

    def find_in_groups(
        self, groups: Int32s, wanted: Keys, wanted_groups: Int32s, rows: Int32s
    ) -> None:
        """Write the row of each key that is wanted in the same group; groups are offsets."""
        for group in range(len(groups) - 1):
            self._rows = {}
            self._fill(groups[group], groups[group + 1])
            self._find(wanted, rows, wanted_groups[group], wanted_groups[group + 1])

    def _fill(self, first: int, stop: int) -> None:
        for row in range(first, stop):
            if self.marks[row] != 1 and self._rows.setdefault(self.keys.values[row], row) != row:
                self.marks[row] = 2

    def _find(self, wanted: Keys, rows: Int32s, first: int, stop: int) -> None:
        rows[first:stop] = [self._rows.get(key, -1) for key in wanted.values[first:stop]]


def count_children(parents: Int32s, offsets: Int32s) -> bool:
    """Write offsets of groups by parent; return whether the rows are grouped already."""
    counts = np.bincount(parents[parents >= 0], minlength=len(offsets) - 2)
    np.cumsum(counts, out=offsets[2:])
    return bool((np.diff(parents, prepend=0) >= 0).all())


def place_children(parents: Int32s, offsets: Int32s, rows: Int32s) -> None:
    """Write the rows in the order of their groups, and move the offsets to their places."""
    rows[:] = np.argsort(parents, kind="stable")[len(parents) - len(rows) :]
    offsets[1:-1] = offsets[2:]


def take(values: NDArray[Any], rows: Int32s, taken: NDArray[Any]) -> None:
    """Write the values of some rows."""
    taken[:] = values[rows]


_BLOCK: Final = 1 << 14
_SHORT: Final = 64


def gather(data: Bytes, starts: Int64s, offsets: Int64s, gathered: Bytes) -> None:
    """Write pieces of data, each up to the next offset."""
    padded = np.concatenate([data, np.zeros(_SHORT, np.uint8)])
    for first in range(0, len(starts), _BLOCK):
        block = slice(first, first + _BLOCK)
        lengths = np.diff(offsets[first : first + _BLOCK + 1])
        begin, end = offsets[first], offsets[first + len(lengths)]
        longest = max(int(lengths.max()), 1)
        if longest <= _SHORT:  # as rows of bytes, which is faster
            inside = np.arange(longest) < lengths[:, None]
            gathered[begin:end] = sliding_window_view(padded, longest)[starts[block]][inside]
        else:
            shift = np.repeat(starts[block] - offsets[:-1][block], lengths)
            gathered[begin:end] = data[shift + np.arange(begin, end)]
