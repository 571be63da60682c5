"""Tables as a host gives them, checked as the models check objects, as arrays of numbers."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from costatus._arrays.layout import NO_MOMENT
from costatus._arrays.threads import CORES, share_out
from costatus.models._validation.faults import Fault
from costatus.models._validation.numbers import optional_exact, positive
from costatus.models.as_of import UNKNOWN, AsOf
from costatus.models.orders import closed_beyond
from costatus.models.quantities import ZERO
from costatus.models.settings import Settings
from costatus.tables import _values
from costatus.tables._columns import Bools, Column, Given
from costatus.tables._faults import Faults
from costatus.tables._numbers import Numbers, Rows, places_of, read_numbers
from costatus.tables._structure import read_structure
from costatus.tables._table import ReadTable
from costatus.tables.schema import ColumnSchema, Kind

_SHARE: Final = 500_000
"""For how many values another thread is worth its start."""


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
    """Read tables; raise InvalidInput with everything that is wrong with their structure.

    Columns are converted by several threads, since numpy works without the GIL.
    """
    found = read_structure(tables, as_of)
    every = [each for table in found.values() for each in table.walk()]
    fields: list[_Conversion] = []
    keys: list[_Conversion] = []
    for table in every:
        for name, schema in table.schema.columns.items():
            of_its_kind = fields if name in table.schema.fields else keys
            if name in table.given:
                of_its_kind.append(_Conversion(table, schema, table.given[name]))
            elif (ids := table.ids.get(name)) is not None:
                of_its_kind.append(_Conversion(table, schema, ids))
            else:
                _set_missing(table, schema)
    columns = fields + keys
    scales = dict.fromkeys(Kind, 0)
    scales[Kind.QUANTITY] = places_of(settings.quantity_tolerance)
    scales[Kind.MONEY] = places_of(settings.money_tolerance)
    _for_each(columns, lambda column: column.convert(as_of))
    for column in columns:
        scales[column.schema.kind] = max(scales[column.schema.kind], column.places)
    _for_each(columns, lambda column: column.scale(scales[column.schema.kind]))
    faults = Faults()
    for column in fields:
        column.store(faults)
    for table in every:  # before the faults of keys, which the model of a line does not have
        if table.name == "lines":
            _check_closed(table, faults)
    for column in keys:
        column.store(faults)
    return Input(found, faults, scales[Kind.QUANTITY], scales[Kind.MONEY])


def _for_each(columns: Sequence["_Conversion"], work: Callable[["_Conversion"], None]) -> None:
    """Let threads work on the columns, if there are many rows."""
    threads = min(CORES, 1 + sum(column.table.rows for column in columns) // _SHARE)
    share_out([lambda first, _: work(columns[first])] * threads, len(columns), 1)


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


_DTYPES: Final = {
    Kind.WORD: "i1",
    Kind.QUANTITY: "i8",
    Kind.MONEY: "i8",
    Kind.PRIORITY: "i4",
    Kind.DAY: "i4",
    Kind.FLAG: "i1",
}


_NO_ROWS: Final = np.empty(0, np.intp)


def _set_missing(table: ReadTable, schema: ColumnSchema) -> None:
    """Let a column that is not given have its default in all rows."""
    for name, dtype, missing in _arrays(schema):
        table.arrays[name] = np.broadcast_to(np.array(missing, dtype), table.rows)


def _arrays(schema: ColumnSchema) -> Iterator[tuple[str, str, int]]:
    """Yield the arrays made of a column: name, type, and the number for a null."""
    if schema.kind is Kind.DEADLINE:
        yield f"{schema.name}.day", "i4", UNKNOWN
        yield f"{schema.name}.moment", "i8", NO_MOMENT
    elif schema.kind is not Kind.ID:
        yield schema.name, _DTYPES[schema.kind], schema.missing


@define
class _Conversion:
    """A column on its way from what the host gave to arrays."""

    table: ReadTable
    schema: ColumnSchema
    given: Column | Given
    _valid: Bools | None = None
    _numbers: Numbers | None = None
    _made: Sequence[NDArray[Any]] = ()
    _refused: Rows = _NO_ROWS
    _unfit: Rows = _NO_ROWS

    @property
    def places(self) -> int:
        """How many digits after the point converted numbers need."""
        return 0 if self._numbers is None else self._numbers.needed

    def convert(self, as_of: AsOf) -> None:
        """Convert the values."""
        given = self.given.release() if isinstance(self.given, Given) else self.given
        self._valid = given.valid
        refused: Bools | None = None
        made: Sequence[NDArray[Any]] = ()
        match self.schema.kind:
            case Kind.ID:
                refused = _values.ids(given)
            case Kind.WORD:
                refused, *made = _values.words(given, self.schema)
            case Kind.DAY:
                refused, *made = _values.days(given)
            case Kind.DEADLINE:
                refused, *made = _values.deadlines(given, as_of)
            case Kind.FLAG:
                made = [_values.flags(given)]
            case Kind.PRIORITY:
                refused, found, large = _values.priorities(given)
                made, self._unfit = [found], self._valid_of(np.flatnonzero(large))
            case _:
                self._numbers = read_numbers(given)
                return
        self._keep(_NO_ROWS if refused is None else np.flatnonzero(refused), *made)

    def scale(self, places: int) -> None:
        """Make the array of a column of numbers, at the scale of its kind."""
        if self._numbers is not None:
            self._unfit = self._numbers.scale(places)
            units, refused = self._numbers.units, self._numbers.refused
            if self.schema.converter is positive:
                zeros = np.setdiff1d(np.flatnonzero(units == 0), self._unfit)
                refused = np.union1d(refused, zeros)
            self._numbers = None
            self._keep(refused, units)

    def store(self, faults: Faults) -> None:
        """Give the table its arrays, and the faults of the values."""
        for (name, _, _), array in zip(_arrays(self.schema), self._made, strict=True):
            self.table.arrays[name] = array
        if len(self._unfit):
            self.table.mark("unfit", self._unfit)
        faults.refuse(self.table, self._refused, self.schema.name)

    def _keep(self, refused: Rows, *made: NDArray[Any]) -> None:
        """Keep the arrays, with the number for a null where a value is null or refused."""
        valid = self._valid
        for (_, _, missing), array in zip(_arrays(self.schema), made, strict=True):
            array[refused] = missing
            if valid is not None:
                np.copyto(array, missing, where=~valid)
        self._made = made
        self._refused = self._valid_of(refused)
        if valid is not None and self.schema.required:
            self._refused = np.union1d(self._refused, np.flatnonzero(~valid))

    def _valid_of(self, rows: Rows) -> Rows:
        return rows if self._valid is None else rows[self._valid[rows]]
