"""Tables of one kind, one after another."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from costatus.tables._columns import Bools, Column, TextColumn
from costatus.tables._ids import joined as joined_ids
from costatus.tables._ids import texts_of
from costatus.tables._table import ReadTable


@frozen
class Stack:
    """Tables of one kind, whose rows are counted through: a table and what is nested elsewhere.

    Attributes:
        tables: The tables.
        starts: The number of the first row of each, and how many rows there are.
    """

    tables: Sequence[ReadTable]
    starts: Sequence[int]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.starts[-1]

    @property
    def has_nested(self) -> bool:
        """Whether some rows are nested in those of other tables."""
        return any(table.parent is not None for table in self.tables)

    def array(self, name: str) -> NDArray[Any]:
        """Return an array of all rows; it is removed from the tables, which saves memory."""
        return joined([table.arrays.pop(name) for table in self.tables])

    def mask(self, what: str) -> Bools | None:
        """Return which rows are `faulty` or `unfit`; None where none is."""
        masks = [getattr(table, what) for table in self.tables]
        if all(mask is None for mask in masks):
            return None
        pairs = zip(self.tables, masks, strict=True)
        return joined([np.zeros(t.rows, np.bool_) if mask is None else mask for t, mask in pairs])

    def start_of(self, table: ReadTable) -> int:
        """Return the number of the first row of a table; of one without rows, 0."""
        starts = (n for each, n in zip(self.tables, self.starts, strict=False) if each is table)
        return next(starts, 0)

    def place(self, row: int) -> tuple[ReadTable, int]:
        """Return the table of a row, and its row there."""
        n = int(np.searchsorted(self.starts[1:], row, side="right"))
        return self.tables[n], row - self.starts[n]

    def column(self, name: str) -> Column:
        """Return a column of ids, or the like, of all rows."""
        columns = [table.ids[name] for table in self.tables if table.rows]
        given: Any = [each for each in columns if each is not None]
        return given[0] if len(given) == 1 else joined_ids([(each, None) for each in given])


def stacked(tables: Iterable[ReadTable]) -> Stack:
    """Return tables as a stack."""
    tables = tuple(tables)
    return Stack(tables, (0, *accumulate(table.rows for table in tables)))


def joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return arrays one after another; a single one as it is."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def as_text(ids: Any) -> TextColumn:
    """Return ids of any kind as texts."""
    return TextColumn(ids.rows, ids.valid, *texts_of(ids))
