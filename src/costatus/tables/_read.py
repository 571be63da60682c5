"""Tables as a host gives them, checked as the models check objects, as arrays of numbers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from costatus.models._validation.faults import Fault
from costatus.models._validation.numbers import optional_exact, positive
from costatus.models.as_of import UNKNOWN, AsOf
from costatus.models.orders import closed_beyond
from costatus.models.quantities import ZERO
from costatus.models.settings import Settings
from costatus.tables import _values
from costatus.tables._columns import Bools, Column
from costatus.tables._faults import Faults
from costatus.tables._numbers import Numbers, places_of, read_numbers
from costatus.tables._structure import read_structure
from costatus.tables._table import ReadTable
from costatus.tables.schema import NUMBERS, ColumnSchema, Kind


@frozen
class Input:
    """Tables that were read.

    Attributes:
        tables: Every table of the schema by name; those that were not given have no rows.
        faults: What is wrong with their rows.
        quantity_scale: How many digits after the point the units of quantities have.
        money_scale: How many digits after the point the units of money have.
    """

    tables: dict[str, ReadTable]
    faults: Faults
    quantity_scale: int
    money_scale: int


def read(tables: Any, as_of: AsOf, settings: Settings) -> Input:
    """Read tables; raise InvalidInput with everything that is wrong with their structure."""
    found = read_structure(tables, as_of)
    faults = Faults()
    numbers: dict[Kind, list[_Number]] = {Kind.QUANTITY: [], Kind.MONEY: []}
    every = [each for table in found.values() for each in table.walk()]
    for table in every:
        for schema in table.schema.columns.values():
            given = table.columns[schema.name]
            if given is None:
                _set_missing(table, schema)
            elif schema.kind in NUMBERS:
                numbers[schema.kind].append(_Number(table, schema, given, read_numbers(given)))
            else:
                _read(table, schema, given, as_of, faults)
    scales = [
        _scale(numbers[Kind.QUANTITY], settings.quantity_tolerance, faults),
        _scale(numbers[Kind.MONEY], settings.money_tolerance, faults),
    ]
    for table in every:
        if table.name == "lines":
            _check_closed(table, faults)
    return Input(found, faults, *scales)


def _set_missing(table: ReadTable, schema: ColumnSchema) -> None:
    """Let a column that is not given have its default in all rows."""
    for name, dtype, missing in _arrays(schema):
        table.arrays[name] = np.broadcast_to(np.array(missing, dtype), table.rows)


def _arrays(schema: ColumnSchema) -> Iterator[tuple[str, str, int]]:
    """Yield the arrays made of a column: name, type, and what stands for a null."""
    if schema.kind is Kind.DEADLINE:
        yield f"{schema.name}.day", "i4", UNKNOWN
        yield f"{schema.name}.moment", "i8", _values.NO_MOMENT
    elif schema.kind is not Kind.ID:
        yield schema.name, _DTYPES[schema.kind], schema.missing


_DTYPES: Final = {
    Kind.WORD: "i1",
    Kind.QUANTITY: "i8",
    Kind.MONEY: "i8",
    Kind.PRIORITY: "i4",
    Kind.DAY: "i4",
    Kind.FLAG: "i1",
}


def _read(
    table: ReadTable, schema: ColumnSchema, given: Column, as_of: AsOf, faults: Faults
) -> None:
    """Make the arrays of a column that is not one of numbers, and add its faults."""
    if schema.kind is Kind.ID:
        _refuse(table, schema, given, _values.ids(given), faults)
        return
    made: list[NDArray[Any]]
    match schema.kind:
        case Kind.WORD:
            *made, refused = _values.words(given, schema)
        case Kind.DAY:
            *made, refused = _values.days(given)
        case Kind.DEADLINE:
            *made, refused = _values.deadlines(given, as_of)
        case Kind.FLAG:
            *made, refused = _values.flags(given)
        case _:
            *made, refused, large = _values.priorities(given)
            _mark_unfit(table, large if given.valid is None else large & given.valid)
    _refuse(table, schema, given, refused, faults)
    for (name, _, missing), array in zip(_arrays(schema), made, strict=True):
        table.arrays[name] = _with_missing(array, refused, given, missing)


def _mark_unfit(table: ReadTable, rows: Bools) -> None:
    if rows.any():
        table.mark("unfit", rows)


def _refuse(
    table: ReadTable, schema: ColumnSchema, given: Column, refused: Bools | None, faults: Faults
) -> None:
    """Add a fault for each value that is refused, and for each null where one is required."""
    if given.valid is not None:
        if refused is not None:
            refused = refused & given.valid
        if schema.required:
            refused = ~given.valid if refused is None else refused | ~given.valid
    if refused is not None:
        faults.refuse(table, np.flatnonzero(refused), schema.name)


def _with_missing(array: NDArray[Any], refused: Bools, given: Column, missing: int) -> NDArray[Any]:
    """Put what stands for a null where there is none or where it is refused."""
    np.copyto(array, missing, where=refused)
    if given.valid is not None:
        np.copyto(array, missing, where=~given.valid)
    return array


@frozen
class _Number:
    """A column of numbers that waits for the scale of its kind."""

    table: ReadTable
    schema: ColumnSchema
    given: Column
    numbers: Numbers

    def finish(self, places: int, faults: Faults) -> None:
        """Make the array, and add the faults."""
        units, unfit = self.numbers.at(places)
        refused = self.numbers.refused
        if self.schema.converter is positive:
            refused = refused | ((units == 0) & ~unfit)
        _refuse(self.table, self.schema, self.given, refused, faults)
        _mark_unfit(self.table, unfit)
        if self.given.valid is not None:
            np.copyto(units, self.schema.missing, where=~self.given.valid)
        self.table.arrays[self.schema.name] = units


def _scale(numbers: list[_Number], tolerance: Decimal, faults: Faults) -> int:
    """Make the arrays of all numbers of a kind, at the smallest scale at which they are exact."""
    columns = [int(each.numbers.places.max(initial=0)) for each in numbers]
    places = max([places_of(tolerance), *columns])
    for each in numbers:
        each.finish(places, faults)
    return places


def _check_closed(table: ReadTable, faults: Faults) -> None:
    """Add the faults of lines of which more was closed than ordered."""
    good = np.ones(table.rows, np.bool_) if table.faulty is None else ~table.faulty
    conflicting = good & (table.arrays["closed"] > table.arrays["quantity"])
    if table.unfit is not None:
        for row in np.flatnonzero(good & table.unfit).tolist():
            conflicting[row] = _number_of(table, "closed", row) > _number_of(table, "quantity", row)

    def fault(row: int) -> Fault:
        return closed_beyond(_number_of(table, "quantity", row), _number_of(table, "closed", row))

    faults.find(table, np.flatnonzero(conflicting), "closed", fault)


def _number_of(table: ReadTable, column: str, row: int) -> Decimal:
    number = optional_exact(table.value(column, row))
    return ZERO if number is None else number
