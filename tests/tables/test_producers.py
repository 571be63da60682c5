"""The same tables from every library give the same arrays and the same ids."""

import gc
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import nanoarrow
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from costatus import tables
from costatus.models.as_of import AsOf
from costatus.models.settings import DEFAULT
from costatus.tables._read import Input, read

TODAY = AsOf(date(2026, 11, 26))
TABLES = {
    "orders": pa.table(
        {
            "id": ["CO-1", "CO-2 of a long name"],
            "stage": ["confirmed", "shipped"],
            "promised_on": pa.array([date(2026, 12, 1), None], pa.date32()),
            "total": pa.array([12.25, None]),
        }
    ),
    "lines": pa.table(
        {
            "order_id": ["CO-1", "CO-2 of a long name", "CO-1"],
            "id": [1, 2, 3],
            "item": ["bike", "wheel", "größer"],
            "quantity": [1, 2, 3],
            "shipped": [0.5, 0.0, None],
        }
    ),
    "operations": pa.table(
        {
            "manufacturing_order_id": [1, 1],
            "id": [10, 20],
            "planned_start": pa.array(
                [datetime(2026, 7, 1, 22, 30, tzinfo=UTC), None], pa.timestamp("us", "UTC")
            ),
            "finished": pa.array([True, None]),
        }
    ),
}


class ArrayOnly:
    """A table that has the interface of arrays only, as a batch in other libraries."""

    def __init__(self, table: pa.Table) -> None:
        self._array = table.combine_chunks().to_batches()[0]

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self._array.__arrow_c_array__(requested_schema)


def _queried(table: pa.Table) -> Any:
    return duckdb.from_arrow(table).filter("true")


PRODUCERS: dict[str, Callable[[pa.Table], Any]] = {
    "pyarrow table": lambda table: table,
    "pyarrow chunks": lambda table: pa.concat_tables([table.slice(0, 1), table.slice(1)]),
    "pyarrow slice": lambda table: pa.concat_tables([table, table]).slice(0, len(table)),
    "pyarrow batch": lambda table: table.combine_chunks().to_batches()[0],
    "pyarrow reader": lambda table: table.to_reader(max_chunksize=1),
    "pyarrow dictionaries": lambda table: pa.table(
        {
            name: each.dictionary_encode() if pa.types.is_string(each.type) else each
            for name, each in zip(table.column_names, table.columns, strict=True)
        }
    ),
    "pyarrow views": lambda table: pa.table(
        {
            name: each.cast(pa.string_view()) if pa.types.is_string(each.type) else each
            for name, each in zip(table.column_names, table.columns, strict=True)
        }
    ),
    "polars": pl.from_arrow,
    "polars categories": lambda table: pl.DataFrame(pl.from_arrow(table)).cast(
        {pl.String: pl.Categorical}
    ),
    "pandas": lambda table: table.to_pandas(date_as_object=True),
    "pandas of Arrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "DuckDB": _queried,
    "DuckDB result": lambda table: _queried(table).to_arrow_table(),
    "nanoarrow": nanoarrow.ArrayStream,
    "nanoarrow array": lambda table: nanoarrow.c_array(table.combine_chunks().to_batches()[0]),
    "an array": ArrayOnly,
}


def contents(found: Input) -> dict[str, Any]:
    """What was read: arrays and ids by table and column."""
    result: dict[str, Any] = {}
    for name, table in found.tables.items():
        arrays = {column: array.tolist() for column, array in table.arrays.items()}
        for column, given in table.ids.items():
            arrays[column] = given and [table.value(column, row) for row in range(table.rows)]
        result[name] = arrays
    return result


@pytest.mark.parametrize("producer", PRODUCERS)
def test_every_library_is_read_alike(producer: str) -> None:
    plain = read(TABLES, TODAY, DEFAULT)
    given = {name: PRODUCERS[producer](table) for name, table in TABLES.items()}
    found = read(given, TODAY, DEFAULT)
    del given  # what was read must keep the memory that it lies in
    gc.collect()
    assert not list(found.faults.rejected())
    assert contents(found) == contents(plain)
    assert found.quantity_scale == plain.quantity_scale == 1
    assert found.money_scale == plain.money_scale == 3


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
def test_every_library_gets_the_same_answers(producer: str) -> None:
    given = {name: PRODUCERS[producer](TABLES[name]) for name in ("orders", "lines")}
    answers = tables.evaluate(given, as_of=TODAY.value)
    del given  # answers must keep the memory that ids lie in
    gc.collect()
    plain = tables.evaluate(TABLES | {"operations": None}, as_of=TODAY.value)
    assert answers.lines.to_pylist() == plain.lines.to_pylist()
    assert str(answers.report("CO-2 of a long name")) == str(plain.report("CO-2 of a long name"))
