"""A table as it was read: its columns as given, and the arrays made from them; stacks of tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from costatus.tables._columns import Bools, Column, Given, Int64s, joined
from costatus.tables._ids import joined as joined_ids
from costatus.tables.schema import TableSchema


@define(eq=False)
class ReadTable:
    """A table, or the rows of one that are nested in the rows of another.

    Attributes:
        schema: What the table holds.
        rows: How many rows there are.
        ids: The columns of ids; None where one is not given.
        given: The other columns that are given.
        parent: The table that the rows are nested in; None where they stand on their own.
        offsets: Where the rows of each row of the parent begin, and where the last ones end.
        misspelt: A sentence for each column that is ignored and may be misspelt.
        nested: The rows that are nested in these, by the column that they are in.
        arrays: All columns but ids, as numbers; nulls and missing columns have the number for them.
        faulty: Which rows have a fault; None where none has.
        unfit: Which rows have a number that arrays do not hold; None where none has.
    """

    schema: TableSchema
    rows: int
    ids: Mapping[str, Column | None]
    given: Mapping[str, Given] = field(factory=dict)
    parent: "ReadTable | None" = None
    offsets: Int64s | None = None
    misspelt: Sequence[str] = ()
    nested: dict[str, "ReadTable"] = field(factory=dict)
    arrays: dict[str, NDArray[Any]] = field(factory=dict)
    faulty: Bools | None = None
    unfit: Bools | None = None

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.schema.name

    def value(self, column: str, row: int) -> Any:
        """Return a value as the models take it; None where it is null or not given."""
        given = self.ids.get(column) or self.given.get(column)
        value = None if given is None else given.value(row)
        return str(value) if type(value) is int and column in self.ids else value

    def record(self, row: int) -> dict[str, Any]:
        """Return the fields of the row's model that are given, by name."""
        values = {name: self.value(name, row) for name in self.schema.fields}
        return {name: value for name, value in values.items() if value is not None}

    def key(self, row: int) -> str:
        """Return the ids that name a row, such as `CO-1/2` for a line."""
        return "/".join(self._key(row))

    def _key(self, row: int) -> Iterator[str]:
        own: tuple[str, ...] = self.schema.key
        if self.parent is not None and self.offsets is not None:
            own = own[len(self.schema.parent) :]
            if self.schema.parent:
                above = int(np.searchsorted(self.offsets, row, side="right")) - 1
                yield self.parent.key(above)
        for name in own:
            value = self.value(name, row)
            if value is None and (inline := self.nested.get(name.removesuffix("_id"))):
                value = inline.id_within(row)
            yield "null" if value is None else str(value)

    def id_within(self, row: int) -> str | None:
        """Return the first id among the rows that are nested in a row of the parent."""
        first, end = (0, 0) if self.offsets is None else self.offsets[row : row + 2].tolist()
        return self.value("id", first) if first < end else None

    def mark(self, what: str, rows: NDArray[Any]) -> None:
        """Mark rows, given by their numbers or by a mask, as `faulty` or `unfit`."""
        marked = getattr(self, what)
        if marked is None:
            marked = np.zeros(self.rows, np.bool_)
            setattr(self, what, marked)
        marked[rows] = True

    def walk(self) -> Iterator["ReadTable"]:
        """Yield the table and all that are nested in it."""
        yield self
        for each in self.nested.values():
            yield from each.walk()


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
        return joined_ids(given)


def stacked(tables: Iterable[ReadTable]) -> Stack:
    """Return tables as a stack."""
    tables = tuple(tables)
    return Stack(tables, (0, *accumulate(table.rows for table in tables)))
