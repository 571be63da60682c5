"""Tables as a host gives them, checked as the models check objects, as arrays of numbers."""

import os
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import frozen

from costatus.models._validation.faults import Fault
from costatus.models._validation.numbers import optional_exact
from costatus.models.as_of import AsOf
from costatus.models.orders import closed_beyond
from costatus.models.quantities import ZERO
from costatus.models.settings import Settings
from costatus.tables._conversion import Conversion, set_missing
from costatus.tables._faults import Faults
from costatus.tables._numbers import places_of
from costatus.tables._structure import read_structure
from costatus.tables._table import ReadTable
from costatus.tables.schema import Kind


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
    fields: list[Conversion] = []
    keys: list[Conversion] = []
    for table in every:
        for name, schema in table.schema.columns.items():
            of_its_kind = fields if name in table.schema.fields else keys
            if name in table.given:
                of_its_kind.append(Conversion(table, schema, table.given[name]))
            elif (ids := table.ids.get(name)) is not None:
                of_its_kind.append(Conversion(table, schema, ids))
            else:
                set_missing(table, schema)
    columns = fields + keys
    scales = dict.fromkeys(Kind, 0)
    scales[Kind.QUANTITY] = places_of(settings.quantity_tolerance)
    scales[Kind.MONEY] = places_of(settings.money_tolerance)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        needed = pool.map(lambda column: column.convert(as_of), columns)
        for column, places in zip(columns, needed, strict=True):
            scales[column.schema.kind] = max(scales[column.schema.kind], places)
        list(pool.map(lambda column: column.scale(scales[column.schema.kind]), columns))
    faults = Faults()
    for column in fields:
        column.store(faults)
    for table in every:  # before the faults of keys, which the model of a line does not have
        if table.name == "lines":
            _check_closed(table, faults)
    for column in keys:
        column.store(faults)
    return Input(found, faults, scales[Kind.QUANTITY], scales[Kind.MONEY])


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
