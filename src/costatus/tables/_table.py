"""A table as it was read: its columns as given, and the arrays made from them."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from costatus.tables._columns import Bools, Column, Given, Int64s
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
