"""The faults of rows: which rows cannot be used, and why."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from costatus.models._validation.faults import Fault
from costatus.models._validation.shown import shown
from costatus.tables._table import ReadTable


@frozen
class Rejected:
    """One thing that is wrong with a row, and where the row is."""

    source: ReadTable
    row: int
    column: str
    fault: Fault

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.source.name

    @property
    def key(self) -> str:
        """The ids that name the row."""
        return self.source.key(self.row)

    @property
    def value(self) -> str:
        """The value that was refused, as text."""
        return shown(self.fault.value)

    @property
    def expected(self) -> str:
        """What is accepted there."""
        return self.fault.expected

    @property
    def advice(self) -> str:
        """What to do."""
        return self.fault.advice


@frozen
class _Group:
    """Rows of which one column is wrong."""

    table: ReadTable
    rows: NDArray[np.int64]
    column: str
    fault: Callable[[int], Fault]

    def rejected(self) -> Iterator[Rejected]:
        for row in self.rows.tolist():
            yield Rejected(self.table, row, self.column, self.fault(row))


class Faults:
    """Collects the faults of rows; their texts are made when they are read."""

    def __init__(self) -> None:
        self._groups: list[_Group] = []

    def __len__(self) -> int:
        return sum(len(group.rows) for group in self._groups)

    def add(
        self,
        table: ReadTable,
        rows: Sequence[int] | NDArray[Any],
        column: str,
        expected: str,
        advice: str,
        *,
        value: Callable[[int], object] | None = None,
    ) -> None:
        """Add a fault of some rows, whose values are those of the column unless given."""

        def fault(row: int) -> Fault:
            found = table.value(column, row) if value is None else value(row)
            return Fault("", found, expected, advice)

        self.find(table, rows, column, fault)

    def refuse(self, table: ReadTable, rows: NDArray[Any], column: str) -> None:
        """Add the faults that the models find in the values of a column."""
        converter: Any = table.schema.columns[column].converter

        @lru_cache(maxsize=256, typed=True)
        def fault(value: object, _written: str) -> Fault:  # 0.0 and -0.0 are equal
            found: Fault = converter(value).faults[0]
            return found

        def of_row(row: int) -> Fault:
            value = table.value(column, row)
            return fault(value, repr(value))

        self.find(table, rows, column, of_row)

    def find(
        self,
        table: ReadTable,
        rows: Sequence[int] | NDArray[Any],
        column: str,
        fault: Callable[[int], Fault],
    ) -> None:
        """Add faults that are made when they are read."""
        if len(rows):
            numbers = np.asarray(rows, np.int64)
            table.mark("faulty", numbers)
            self._groups.append(_Group(table, numbers, column, fault))

    def rejected(self) -> Iterator[Rejected]:
        """Yield all faults, in the order in which they were found."""
        for group in self._groups:
            yield from group.rejected()
