"""The library: tables evaluated from end to end, and its kernel alone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
from benchmarks.engines.arrow import Tables
from benchmarks.engines.book import Columns
from benchmarks.engines.objects import Answers

import costatus as cs
from costatus import tables
from costatus._arrays.run import run
from costatus.models.as_of import AsOf
from costatus.tables._evaluate import compiled_kernel
from costatus.tables._link import link
from costatus.tables._read import read as read_tables


def named(given: Tables) -> Tables:
    """Return nested orders under the name that the library gives them."""
    return {"orders": given["nested"]} if "nested" in given else given


def answers(given: Tables, as_of: date) -> Answers:
    """Answer with every reason and note of every status."""
    return read(tables.evaluate(named(given), as_of=as_of))


def read(found: tables.StatusTables) -> Answers:
    """Return all answers as tables."""
    return {
        "orders": pa.table(found.orders),
        "lines": pa.table(found.lines),
        "sources": pa.table(found.sources),
    }


def first_reasons(found: Answers) -> Answers:
    """Return the answers with the first reason of each status in place of all."""
    first = {}
    for name, table in found.items():
        columns = {each: table[each] for each in table.column_names}
        for column in [each for each in columns if each.endswith("reasons")]:
            codes = [each[0] if each else None for each in columns[column].to_pylist()]
            columns[column.removesuffix("s")] = pa.array(codes, pa.string())
        first[name] = pa.table(columns)
    return first


def linked(given: Tables, as_of: date) -> tuple[Columns, Callable[[], object]]:
    """Return the arrays of some tables with integer keys, and the kernel's run over them."""
    settings = cs.Settings()
    snapshot = link(read_tables(named(given), AsOf(as_of), settings))
    kernel: Any = compiled_kernel()
    ids: Any = snapshot.ids("lots")
    arrays = {
        **snapshot.arrays,
        "lot_number": ids.values,
        "lot_text_ends": ids.values[:0],
        "lot_text": ids.values[:0].view("uint8"),
    }

    def way() -> object:
        return run(
            kernel,
            arrays,
            as_of=AsOf(as_of),
            settings=settings,
            quantity_scale=snapshot.quantity_scale,
            money_scale=snapshot.money_scale,
            line_key=int,
            lot_key=int,
        )

    return {**arrays, "lot_id": ids.values}, way
