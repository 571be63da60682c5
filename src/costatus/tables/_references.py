"""The references between tables, by keys or by nesting, as rows.

A row that refers to nothing known is a fault, and is left out of its group.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from costatus.tables._columns import Column, IntegerColumn, runs_of
from costatus.tables._faults import Faults
from costatus.tables._ids import of_one_kind
from costatus.tables._snapshot import OF_MANUFACTURING_ORDERS, SOURCES
from costatus.tables._table import ReadTable, Stack, stacked
from costatus.tables.keys import (
    Groups,
    Index,
    Int32s,
    codes,
    group,
    index,
    match,
    repeated,
    take,
)
from costatus.tables.schema import TABLES, TableSchema

_NO_ROWS: Final = np.empty(0, np.int32)
_NO_IDS: Final = IntegerColumn(0, None, np.empty(0, np.int64))


@frozen
class Level:
    """Rows of one table, or of several counted through, within those of another.

    Attributes:
        stack: The tables.
        groups: The rows, grouped by the places of their parents.
        owners: The row of the order, or manufacturing order, of each row; -1: not known.
        lots: The lot that each row books; -1: not known.
    """

    stack: Stack
    groups: Groups
    owners: Int32s
    lots: Int32s = _NO_ROWS

    @property
    def table(self) -> ReadTable:
        """The only table."""
        return self.stack.tables[0]


class References:
    """Looks up references, and adds the faults of those that lead nowhere.

    Attributes:
        stacks: The rows of the tables that others refer to.
    """

    def __init__(self, tables: Mapping[str, ReadTable], faults: Faults) -> None:
        self._tables = tables
        self._faults = faults
        inline: dict[str, list[ReadTable]] = {name: [] for name in ("lots", *SOURCES)}
        for table in tables.values():
            for each in table.walk():
                if each is not table and each.name in inline:
                    inline[each.name].append(each)
        of_made = any(tables[name].rows for name in OF_MANUFACTURING_ORDERS)
        self.stacks: dict[str, Stack] = {"orders": stacked([tables["orders"]])}
        for name, nested in inline.items():
            own, some = tables[name], [each for each in nested if each.rows]
            is_needed = own.rows or not some or (name == SOURCES[0] and of_made)
            self.stacks[name] = stacked([own, *some] if is_needed else some)
        self._indexes = {name: self._indexed(tables[name]) for name in self.stacks}

    def children(self, parent: ReadTable, name: str) -> Level:
        """Return the rows of a table within those of another."""
        level = self._children(parent, name)
        self._check_ids(level, repeated(_column(level.table, "id"), level.groups))
        return level

    def family(self, parent: ReadTable, name: str, booked: str) -> tuple[Level, Level]:
        """Return the rows of a table within those of another, and the bookings within these."""
        level = self._children(parent, name)
        ids, groups = _column(level.table, "id"), level.groups
        nested = level.table.nested.get("bookings")
        if nested is not None or parent.parent is not None:
            self._check_ids(level, repeated(ids, groups))
            if nested is not None:
                return level, self._nested_bookings(level, nested)
            return level, _nothing(TABLES[booked], groups.count)
        table = self._tables[booked]
        own, key = table.schema.parent
        owners = self._find(table, own, parent.name)
        lots = self._lots_of(table)
        by_owner = group(owners, parent.rows)
        places, marks = match(ids, groups, _column(table, key), by_owner)
        self._check_ids(level, marks)
        unknown = by_owner.rows_at(np.flatnonzero(places < 0))
        self._refuse_unknown(table, unknown, key, f"the id of a row of {name} with the same {own}")
        _leave_out(places, lots, by_owner.rows)
        inner = group(places, groups.count)
        rows = inner.rows if by_owner.rows is None else take(by_owner.rows, inner.rows)
        return level, Level(stacked([table]), Groups(inner.offsets, rows), owners, lots)

    def sources(self, lots: ReadTable) -> tuple[NDArray[np.int8], Int32s]:
        """Return the kind and the row of the source of each lot; -1 where there is none."""
        kinds = np.array(lots.arrays["source_kind"])
        rows = np.full(lots.rows, -1, np.int32)
        ids = lots.ids["source_id"]
        has_kind = kinds >= 0
        has_id = np.zeros(lots.rows, np.bool_)
        if ids is not None:
            has_id[:] = True if ids.valid is None else ids.valid
            for kind, name in enumerate(SOURCES):
                some = np.flatnonzero(has_id & (kinds == kind)).astype(np.int32)
                rows[some] = self._indexes[name].find(ids, some)
            unknown = np.flatnonzero(has_id & has_kind & (rows < 0))
            self._refuse_unknown(lots, unknown, "source_id", "the id of a row of that kind")
        both = "both source_kind and source_id, or none of them"
        self._faults.add(lots, np.flatnonzero(has_kind & ~has_id), "source_id", both, "add the id")
        lone = np.flatnonzero(has_id & ~has_kind)
        self._faults.add(lots, lone, "source_kind", both, "add the kind")
        for kind, name in enumerate(SOURCES):
            field = name.removesuffix("s")
            if (inline := lots.nested.get(field)) is not None:
                found = _rows_in(inline, self.stacks[name])
                several = np.flatnonzero((found >= 0) & (rows >= 0))
                advice = "send the one that it comes from"
                self._faults.add(lots, several, field, "one source", advice, value=_null)
                rows = np.where(found >= 0, found, rows)
                kinds[found >= 0] = kind
        kinds[rows < 0] = -1
        return kinds, rows

    def _indexed(self, table: ReadTable) -> Index:
        """Index the ids of a table; refuse those that it has twice."""
        ids = _column(table, "id")
        made = index(ids)
        again = np.flatnonzero(made.marks == 2)
        if again.size:
            first = made.find(ids, again.astype(np.int32))  # others refer to it
            self._refuse_repeated(table, np.union1d(first, again))
        return made

    def _find(self, table: ReadTable, column: str, name: str) -> Int32s:
        """Return the row of another table for each row; refuse keys that it does not have."""
        found = self._indexes[name].find(_column(table, column))
        self._refuse_unknown(table, np.flatnonzero(found < 0), column, f"the id of a row of {name}")
        return found

    def _refuse_unknown(
        self, table: ReadTable, rows: NDArray[Any], column: str, expected: str
    ) -> None:
        """Refuse keys but for nulls, which are refused already."""
        valid = _column(table, column).valid
        rows = rows if valid is None else rows[valid[rows]]
        self._faults.add(table, rows, column, expected, "send that row too, or correct the id")

    def _refuse_repeated(self, table: ReadTable, rows: NDArray[Any]) -> None:
        expected = f"an id of its own among the {table.name}"
        self._faults.add(table, rows, "id", expected, "rename it, or send it only once")

    def _check_ids(self, level: Level, marks: NDArray[np.uint8]) -> None:
        """Refuse ids that a parent has twice."""
        self._refuse_repeated(level.table, level.groups.rows_at(np.flatnonzero(marks == 2)))

    def items(self, lines: ReadTable) -> tuple[Int32s, Int32s]:
        """Return the codes of the items of lines, and those of lots; -1: no line has the item."""
        own, lots = of_one_kind(_column(lines, "item"), self.stacks["lots"].column("item"))
        found, others = codes(own)
        return found, others.find(lots)

    def _children(self, parent: ReadTable, name: str) -> Level:
        if name in parent.nested:
            return _nested(parent.nested[name])
        table = self._tables[name]
        if parent.parent is not None:
            return _nothing(table.schema, parent.rows)
        owners = self._find(table, table.schema.parent[0], parent.name)
        return Level(stacked([table]), group(owners, parent.rows), owners)

    def _nested_bookings(self, level: Level, table: ReadTable) -> Level:
        """Return the bookings that are nested in lines or parts."""
        lots = self._lots_of(table)
        inner = _nested(table)
        owners = take(level.owners, inner.owners)
        if level.groups.rows is None and not (lots < 0).any():
            return Level(stacked([table]), inner.groups, owners, lots)
        count = level.groups.count
        places = np.full(level.table.rows, -1, np.int32)
        places[level.groups.rows_at(np.arange(count))] = np.arange(count)
        parents = take(places, inner.owners)
        _leave_out(parents, lots, None)
        return Level(stacked([table]), group(parents, count), owners, lots)

    def _lots_of(self, table: ReadTable) -> Int32s:
        """Return the row of the lot that each row books."""
        inline = table.nested.get("lot")
        if inline is None:
            return self._find(table, "lot_id", "lots")
        lots = _rows_in(inline, self.stacks["lots"])
        some = np.flatnonzero(lots < 0).astype(np.int32)
        if (keys := table.ids["lot_id"]) is None:
            self._faults.add(table, some, "lot", "a lot", "it is required", value=_null)
        else:
            lots[some] = self._indexes["lots"].find(keys, some)
            unknown = some[lots[some] < 0]
            self._refuse_unknown(table, unknown, "lot_id", "the id of a row of lots")
        return lots


def _null(_: int) -> None:
    """Return the value of a struct that is null."""


def _column(table: ReadTable, name: str) -> Column:
    """Return a column of ids; a table without rows may have none."""
    column = table.ids[name]
    return _NO_IDS if column is None else column


def _nothing(schema: TableSchema, parents: int) -> Level:
    """Return no rows within those of a table."""
    table = ReadTable(schema, 0, dict.fromkeys(schema.columns))
    return Level(
        stacked([table]), Groups(np.zeros(parents + 1, np.int32), None), _NO_ROWS, _NO_ROWS
    )


def _nested(table: ReadTable) -> Level:
    """Return the rows of a nested table within those of its parent."""
    offsets = _offsets(table)
    return Level(stacked([table]), Groups(offsets, None), runs_of(offsets))


def _offsets(table: ReadTable) -> Int32s:
    return np.asarray(table.offsets, np.int32)


def _rows_in(inline: ReadTable, stack: Stack) -> Int32s:
    """Return the row, in the stack, of the struct of each row of its parent; -1 for a null."""
    offsets = _offsets(inline)
    start = stack.start_of(inline)
    return np.where(offsets[:-1] < offsets[1:], offsets[:-1] + start, -1).astype(np.int32)


def _leave_out(parents: Int32s, lots: Int32s, rows: Int32s | None) -> None:
    """Let rows that book no known lot have no parent; row n of the parents is `rows[n]`."""
    unknown = lots < 0
    if unknown.any():
        parents[take(unknown, rows)] = -1


def joined_levels(levels: Sequence[Level], owners: Sequence[int], none: ReadTable) -> Level:
    """Return levels one after another, from the numbers of their owners; `none` has no rows."""
    given = [each.table for each in levels if each.table.arrays] or [none]
    stack = stacked([table for table in given if table.rows] or given[:1])
    if len(levels) == 1:
        return evolve(levels[0], stack=stack)
    starts = accumulate((each.table.rows for each in levels), initial=0)
    places = accumulate((each.groups.count for each in levels), initial=0)
    offsets, rows, owned = [np.zeros(1, np.int32)], [], []
    firsts = zip(levels, starts, places, accumulate(owners, initial=0), strict=False)
    for level, start, place, owner in firsts:
        groups = level.groups
        offsets.append(groups.offsets[1:] + np.int32(place))
        rows.append(groups.rows_at(np.arange(groups.count, dtype=np.int32)) + np.int32(start))
        owned.append(np.where(level.owners < 0, -1, level.owners + owner).astype(np.int32))
    return Level(
        stack,
        Groups(np.concatenate(offsets), np.concatenate(rows)),
        np.concatenate(owned),
        np.concatenate([each.lots for each in levels]),
    )
