"""Evaluate tables, or batches of nested orders: read, link, run the kernel, keep its results."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from costatus._arrays.run import Results, run
from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.as_of import AsOf
from costatus.models.settings import DEFAULT, Settings
from costatus.tables._answers import StatusTable, StatusTables
from costatus.tables._columns import NO_BYTES, IntegerColumn
from costatus.tables._ids import Ids
from costatus.tables._link import link
from costatus.tables._objects import all_as_objects, some_as_objects
from costatus.tables._read import read
from costatus.tables._snapshot import Snapshot
from costatus.tables._structure import open_tables
from costatus.tables._warnings import SlowPathWarning, warn_host, warn_of_misspelt


def evaluate(
    tables: Mapping[str, object], *, as_of: date | datetime, settings: Settings = DEFAULT
) -> StatusTables:
    """Return the statuses of all orders of some tables.

    Args:
        tables: The tables by name, as in `SCHEMA`; only `orders` is required. Each is anything
            with the Arrow PyCapsule interface, such as a table of pyarrow, polars, pandas or
            DuckDB. A table may be nested: its lines, invoices or bookings are lists of structs.
        as_of: A day, or a moment whose zone is the site's.
        settings: The choices of the host.

    Raises:
        InvalidInput: A table or a column is missing or of a wrong type, or an argument is of a
            wrong kind. What is wrong with a row is in `StatusTables.rejected`.

    """
    require(settings, Settings, "tables.evaluate", "settings", "send costatus.Settings(…)")
    moment = AsOf(as_of)
    opened = open_tables(tables)

    def linked() -> Snapshot:
        return link(read(opened, moment, settings))

    return answered(linked, moment, settings, compiled_kernel())


def evaluate_batch(
    batch: object, *, as_of: date | datetime, settings: Settings = DEFAULT
) -> StatusTable:
    """Return the answers to a batch of nested orders: `StatusTables.nested`, without dictionaries.

    The columns of the answers depend on those of the batch, never on its rows: a batch without
    orders gives them in advance.

    Args:
        batch: A row for each order, with its lines, their bookings, lots and sources, and its
            invoices, as lists of structs. Anything with the Arrow PyCapsule interface, such as a
            record batch.
        as_of: A day, or a moment whose zone is the site's.
        settings: The choices of the host; tracing must be on.

    Raises:
        InvalidInput: A column is missing or of a wrong type, or tracing is off: pegging needs all
            orders and lots of an item at once.

    """
    function = "tables.evaluate_batch"
    require(settings, Settings, function, "settings", "send costatus.Settings(…)")
    if not settings.tracing:
        expected = "True, as supply is pegged to all orders at once"
        fault = Fault("settings.tracing", False, expected, "send all orders to tables.evaluate")
        raise InvalidInput(function, [fault])
    return evaluate({"orders": batch}, as_of=as_of, settings=settings).nested.with_text()


def compiled_kernel() -> Any:
    """Return the kernel; None where it is not compiled."""
    try:
        kernel = import_module("costatus._arrays.kernel")
    except ImportError:
        return None
    return kernel if kernel.IS_COMPILED else None


def answered(
    linked: Callable[[], Snapshot], as_of: AsOf, settings: Settings, kernel: Any
) -> StatusTables:
    """Return the answers; those of orders that the kernel does not take are found by models."""
    snapshot = linked()
    for stack in snapshot.stacks.values():  # here, as what is read is read again for reports
        for table in stack.tables:
            warn_of_misspelt(table.misspelt)
    results = None if kernel is None else _by_kernel(kernel, snapshot, as_of, settings)
    if results is not None:
        some_as_objects(snapshot, as_of, settings, results)
    else:
        why = "the kernel is not compiled here"
        if kernel is not None:
            why = "with tracing off, some numbers do not fit 64 bits"
        warn_host(SlowPathWarning(f"{why}: all orders are evaluated as models"))
        results = all_as_objects(snapshot, as_of, settings)
    return StatusTables(snapshot, results, as_of, settings, linked)


def _by_kernel(kernel: Any, snapshot: Snapshot, as_of: AsOf, settings: Settings) -> Results | None:
    """Return the results of the orders that fit the kernel.

    With tracing off, return None where an order or a lot does not fit: all lots are pegged to all
    orders.
    """
    if not settings.tracing and (snapshot.order_unfit.any() or not snapshot.lots_fit):
        return None

    ids = cache(snapshot.ids)

    def key_of_line(row: int) -> tuple[str, str]:
        order = int(np.searchsorted(snapshot.arrays["order_lines"], row, side="right")) - 1
        return str(ids("orders").value(order)), str(ids("lines").value(row))

    return run(
        kernel,
        {**snapshot.arrays, **_lot_ids(snapshot)},
        as_of=as_of,
        settings=settings,
        quantity_scale=snapshot.quantity_scale,
        money_scale=snapshot.money_scale,
        line_key=key_of_line,
        lot_key=lambda row: str(ids("lots").value(row)),
    )


def _lot_ids(snapshot: Snapshot) -> dict[str, NDArray[Any]]:
    """Return the ids of lots, which put bookings of equal rank in order."""
    ids = cast("Ids", snapshot.ids("lots"))
    if isinstance(ids, IntegerColumn) and ids.values.dtype != np.uint64:
        numbers, ends, text = ids.values.astype(np.int64, copy=False), _NOTHING, NO_BYTES
    else:
        texts = ids.as_text()
        numbers, ends, text = _NOTHING, texts.offsets, texts.data
    return {"lot_number": numbers, "lot_text_ends": ends, "lot_text": text}


_NOTHING: Final = np.empty(0, np.int64)
