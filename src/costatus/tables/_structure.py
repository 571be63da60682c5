"""What a host gives as tables, as `ReadTable`s; everything that is wrong with their structure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import partial
from typing import Any, Final, TypeVar

from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.as_of import AsOf
from costatus.tables._arrow import INTEGERS
from costatus.tables._arrow_input import Arrays, Unreadable, open_table
from costatus.tables._columns import Column, Given, Int64s, IntegerColumn, MomentColumn
from costatus.tables._ids import read_ids
from costatus.tables._table import ReadTable
from costatus.tables.schema import TABLES, ColumnSchema, Kind, TableSchema

T = TypeVar("T")

MOST_ROWS: Final = 2**31 - 1
_DEEPEST: Final = 50
"""How many levels of rows may be nested: a lot, its MO, a part, its booking, a lot, …"""
_FUNCTION: Final = "tables.evaluate"

_INTEGERS: Final = frozenset(map(str, INTEGERS.values()))
_TEXTS: Final = frozenset(
    {"string", "large_string", "string_view", "binary", "large_binary", "binary_view"}
)
_FLOATS: Final = frozenset({"half_float", "float", "double"})
_DECIMALS: Final = frozenset({"decimal32", "decimal64", "decimal128", "decimal256"})
_LISTS: Final = frozenset({"list", "large_list"})
_DAYS: Final = frozenset({"date32", "date64"})
_NUMBERS: Final = _INTEGERS | _FLOATS | _DECIMALS

ACCEPTED: Final[Mapping[Kind, tuple[frozenset[str], str]]] = {
    Kind.ID: (_NUMBERS | _TEXTS | {"fixed_size_binary"}, "integers or strings"),
    Kind.WORD: (_TEXTS, "strings"),
    Kind.QUANTITY: (_NUMBERS, "integers, decimals or floats"),
    Kind.MONEY: (_NUMBERS, "integers, decimals or floats"),
    Kind.PRIORITY: (_INTEGERS, "integers"),
    Kind.DAY: (_DAYS, "days (date32)"),
    Kind.DEADLINE: (_DAYS | {"timestamp"}, "days (date32) or timestamps"),
    Kind.FLAG: (frozenset({"bool"}), "booleans"),
}
"""The types that each kind of column may have, and their names for people."""


def open_tables(tables: Any) -> dict[str, Arrays | Fault | None]:
    """Return tables as they were opened, or what is wrong with each.

    They can be read again and again: a stream of a host can be opened only once.
    """
    if not isinstance(tables, Mapping):
        expected = "a mapping of names to tables"
        fault = Fault("tables", tables, expected, 'send {"orders": …, "lines": …}')
        raise InvalidInput(_FUNCTION, [fault])
    return {name: _of_name(name, table) for name, table in tables.items()}


def _of_name(name: str, table: Any) -> Arrays | Fault | None:
    if isinstance(table, Arrays | Fault):
        return table
    if name not in TABLES:
        near = get_close_matches(name[:80], TABLES, 1) if isinstance(name, str) else []
        advice = f"did you mean {near[0]!r}?" if near else "leave it out"
        return Fault("tables", name, f"one of {', '.join(TABLES)}", advice)
    return None if table is None else opened(f'tables["{name}"]', table)


def opened(path: str, table: Any) -> Arrays | Fault:
    """Return a table as it was opened, or what is wrong with it."""
    try:
        if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
            return checked(path, lambda: open_table(table))
    except Exception as error:  # noqa: BLE001 the table is the host's; it may raise anything
        return Fault(path, table, "a table that can be read as Arrow", _text_of(error))
    expected = "a table with the Arrow PyCapsule interface"
    return Fault(path, table, expected, "send a table of pyarrow, polars, pandas or DuckDB")


def checked(path: str, reading: Callable[[], T]) -> T | Fault:
    """Return what is read, or what is wrong with it."""
    try:
        return reading()
    except Unreadable as error:
        return Fault(path, error.found, error.expected, error.advice)
    except RuntimeError as error:  # of nanoarrow
        advice = "correct the program that made it"
        return Fault(path, _text_of(error), "a valid Arrow array", advice)


def read_structure(tables: Any, as_of: AsOf) -> dict[str, ReadTable]:
    """Return every table of the schema; raise InvalidInput with all faults of their structure."""
    return _Structure(as_of).read(open_tables(tables))


class _Structure:
    """Reads tables and collects what is wrong with their structure."""

    def __init__(self, as_of: AsOf) -> None:
        self._as_of = as_of
        self._faults: list[Fault] = []

    def read(self, tables: Mapping[str, Arrays | Fault | None]) -> dict[str, ReadTable]:
        self._faults += [table for table in tables.values() if isinstance(table, Fault)]
        found = {
            name: self._table(schema, tables.get(name), f'tables["{name}"]')
            for name, schema in TABLES.items()
        }
        if tables.get("orders") is None:
            self._add('tables["orders"]', None, "a table", "it is required")
        for table in found.values():
            self._check_lists(table, found, f'tables["{table.name}"]')
            for each in table.walk():
                self._check_references(each, found)
        if self._faults:
            raise InvalidInput(_FUNCTION, self._faults)
        return found

    def _add(self, path: str, value: object, expected: str, advice: str) -> None:
        self._faults.append(Fault(path, value, expected, advice))

    def _checked(self, path: str, reading: Callable[[], T]) -> T | None:
        """Return what is read, or None where it cannot be."""
        found = checked(path, reading)
        if isinstance(found, Fault):
            self._faults.append(found)
            return None
        return found

    def _table(
        self,
        schema: TableSchema,
        arrays: Arrays | Fault | None,
        path: str,
        parent: ReadTable | None = None,
        offsets: Int64s | None = None,
    ) -> ReadTable:
        if isinstance(arrays, Arrays) and arrays.rows > MOST_ROWS:
            self._add(path, arrays.rows, f"at most {MOST_ROWS} rows", "send them in parts")
            arrays = None
        if not isinstance(arrays, Arrays):
            return ReadTable(schema, 0, dict.fromkeys(schema.columns), {}, parent, offsets)
        repeated = arrays.repeated()
        given = arrays.children()
        for name in (*schema.columns, *schema.lists, *schema.structs):
            if name in repeated:
                advice = "drop or rename the others"
                self._add(f"{path}.{name}", "several columns", "one column", advice)
        nested = [
            name
            for name in (*schema.lists, *schema.structs)
            if name in given and given[name].type != "na"
        ]
        ids: dict[str, Column | None] = {}
        others: dict[str, Given] = {}
        for name, column in schema.columns.items():
            read = None
            if parent is None or name not in schema.parent:
                required = column.required and name.removesuffix("_id") not in nested
                read = self._column(column, given, required, f"{path}.{name}")
            if column.kind is Kind.ID:
                ids[name] = read
            elif read is not None:
                others[name] = Given(read, given[name].column)
        misspelt = schema.misspelt(f"{path}.", given)
        table = ReadTable(schema, arrays.rows, ids, others, parent, offsets, misspelt)
        for name in nested:
            self._nest(table, name, given[name], f"{path}.{name}")
        return table

    def _nest(self, table: ReadTable, name: str, arrays: Arrays, path: str) -> None:
        """Read the rows that are nested in those of a table."""
        lists, structs = table.schema.lists, table.schema.structs
        types, expected = (_LISTS, "lists of structs") if name in lists else ({"struct"}, "structs")
        if path.count(".") > _DEEPEST:
            expected = f"at most {_DEEPEST} levels of nested rows"
            self._add(path, arrays.type, expected, "send the lots as a table of their own")
        elif arrays.type not in types:
            self._add(path, arrays.type, expected, "cast the column")
        elif (read := self._checked(path, arrays.items)) is not None:
            offsets, items = read
            if items.type == "struct":
                schema = TABLES[lists.get(name) or structs[name]]
                table.nested[name] = self._table(schema, items, path, table, offsets)
            elif items.rows or items.type != "na":  # empty lists may have no type
                self._add(path, f"lists of {items.type}", expected, "cast the column")

    def _check_lists(self, table: ReadTable, tables: Mapping[str, ReadTable], path: str) -> None:
        """Refuse rows that are nested in lists beside a table of such rows."""
        for name, inner in table.nested.items():
            if name not in table.schema.lists:
                continue
            if tables[inner.name].rows:
                found, expected = f"{inner.rows} nested rows", f'none beside tables["{inner.name}"]'
                self._add(f"{path}.{name}", found, expected, "send either the column or the table")
            self._check_lists(inner, tables, f"{path}.{name}")

    def _column(
        self, column: ColumnSchema, given: Mapping[str, Arrays], required: bool, path: str
    ) -> Column | None:
        arrays = given.get(column.name)
        types, expected = ACCEPTED[column.kind]
        if arrays is None:
            if required:
                near = get_close_matches(column.name, given, 1)
                advice = f"rename {near[0]!r}, if it is that" if near else "it is required: add it"
                self._add(path, None, f"a column of {expected}", advice)
            return None
        if arrays.type == "na":  # nulls alone
            if required and arrays.rows:
                self._add(path, "nulls alone", f"a column of {expected}", "it is required: fill it")
            return None
        if arrays.type not in types:
            self._add(path, arrays.type, *_other_type(column.kind, arrays.type, expected))
            return None
        is_id = column.kind is Kind.ID
        read = self._checked(path, partial(read_ids, arrays) if is_id else arrays.column)
        if isinstance(read, MomentColumn):
            self._check_zone(read, path)
        return read

    def _check_zone(self, column: MomentColumn, path: str) -> None:
        if self._as_of.clashes(datetime(2000, 1, 1, tzinfo=column.zone)):
            zone = "without a zone" if column.zone else "with a zone"
            found = "timestamps with a zone" if column.zone else "timestamps without a zone"
            expected = f"moments that compare with as_of {self._as_of.value!r}"
            advice = f"send moments {zone}, as as_of is, or give as_of as a date"
            self._add(path, found, expected, advice)

    def _check_references(self, table: ReadTable, tables: Mapping[str, ReadTable]) -> None:
        """Check that ids are of the same kind as those that they refer to."""
        for name, column in table.schema.columns.items():
            for other in column.refers:
                own, ids = table.ids[name], tables[other].ids["id"]
                if own is not None and ids is not None and _kind(own) != _kind(ids):
                    expected = f'{_kind(ids)}, as in tables["{other}"].id'
                    self._add(f'tables["{table.name}"].{name}', _kind(own), expected, "cast one")


def _text_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _kind(ids: Column) -> str:
    return "integers" if isinstance(ids, IntegerColumn) else "strings"


def _other_type(kind: Kind, found: str, expected: str) -> tuple[str, str]:
    """Return what is expected in place of a type, and what to do."""
    if kind is Kind.DAY and found == "timestamp":
        return expected, "send days in the site's zone: in pandas .dt.date, in polars .dt.date()"
    if kind is Kind.PRIORITY and found in _FLOATS:
        return expected, "cast the column to integers; in pandas, to Int64"
    return expected, "cast the column"
