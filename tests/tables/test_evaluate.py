"""Which way orders go: through the kernel, or as models."""

import sys
import warnings
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pyarrow as pa
import pytest

import costatus as cs
from costatus import tables
from costatus.models.as_of import AsOf
from costatus.tables._evaluate import answered, compiled_kernel
from costatus.tables._link import link
from costatus.tables._read import read
from costatus.tables._snapshot import Snapshot
from tests.arrays.conftest import kernel

__all__ = ["kernel"]
TODAY = date(2026, 11, 24)
SMALL = Decimal("0.001")
LARGE = 900_000_000_000_000
"""Beyond 2**55 where thousandths count."""


def some_tables(quantities: list[Any], kind: pa.DataType) -> dict[str, pa.Table]:
    """Return an order for each quantity; one of two lots has enough for all."""
    numbers = range(len(quantities))
    ids = pa.array(numbers).cast(kind)
    quantity = pa.array(quantities, pa.decimal128(24, 9))
    return {
        "orders": pa.table(
            {"id": ids, "stage": ["confirmed"] * len(ids), "priority": [1] * len(ids)}
        ),
        "lines": pa.table(
            {"order_id": ids, "id": ids, "item": ["bike"] * len(ids), "quantity": quantity}
        ),
        "bookings": pa.table(
            {
                "order_id": ids,
                "line_id": ids,
                "lot_id": pa.array([7] * len(ids)).cast(kind),
                "quantity": quantity,
            }
        ),
        "lots": pa.table(
            {
                "id": pa.array([7, 12]).cast(kind),
                "item": ["bike", "bike"],
                "status": ["received", "received"],
                "quantity": pa.array([Decimal(sum(quantities))] * 2, pa.decimal128(24, 9)),
            }
        ),
    }


def by(kernel: Any, given: dict[str, pa.Table], settings: cs.Settings) -> list[dict[str, Any]]:
    as_of = AsOf(TODAY)
    linked = partial(link, read(given, as_of, settings))
    return answered(linked, as_of, settings, kernel).orders.to_pylist()


@pytest.mark.parametrize("kind", [pa.int64(), pa.uint64(), pa.string()])
@pytest.mark.parametrize("tracing", [True, False])
@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
def test_both_ways_give_the_same(kernel: Any, kind: pa.DataType, tracing: bool) -> None:
    """Ids of any kind, of which equals in rank are put in order."""
    settings = cs.Settings(tracing=tracing)
    given = some_tables([1, 2, 3], kind)
    rows = by(kernel, given, settings)
    assert rows == by(None, given, settings)
    assert {row["status"] for row in rows} == {"ready_for_shipment"}


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
def test_both_ways_say_nothing_about_a_rejected_order(kernel: Any) -> None:
    given = some_tables([1, -2], pa.int64())
    as_of, settings = AsOf(TODAY), cs.Settings()

    def linked() -> Snapshot:
        return link(read(given, as_of, settings))

    ways = [answered(linked, as_of, settings, way).nested for way in (kernel, None)]
    assert ways[0].to_pylist() == ways[1].to_pylist()
    rejected = ways[0].to_pylist()[1]
    faults, order_id = rejected.pop("faults"), rejected.pop("order_id")
    assert (order_id, {fault["column"] for fault in faults}) == (1, {"quantity"})
    assert [*filter(None, rejected.values())] == []


def test_orders_that_do_not_fit_go_as_models_and_the_others_do_not(kernel: Any) -> None:
    """With tracing on, order by order, and without a word."""
    settings = cs.Settings()
    given = some_tables([SMALL, LARGE, Decimal(3)], pa.int64())
    rows = by(kernel, given, settings)
    assert [row["status"] for row in rows] == ["ready_for_shipment"] * 3


def test_with_tracing_off_all_orders_go_as_models_if_one_does_not_fit(kernel: Any) -> None:
    settings = cs.Settings(tracing=False)
    given = some_tables([SMALL, LARGE // 4, 3], pa.int64())
    with pytest.warns(tables.SlowPathWarning, match="do not fit 64 bits: all orders"):
        rows = by(kernel, given, settings)
    assert [row["product"] for row in rows] == ["ready_for_shipment"] * 3


def supplied(part: Decimal, quantity: Decimal) -> dict[str, pa.Table]:
    """Return an order that books nothing, and a lot from an MO, which nobody books."""
    decimal = pa.decimal128(24, 9)
    return {
        "orders": pa.table({"id": ["CO-1"], "stage": ["confirmed"]}),
        "lines": pa.table({"order_id": ["CO-1"], "id": [1], "item": ["bike"], "quantity": [3]}),
        "lots": pa.table(
            {
                "id": ["L-1"],
                "item": ["bike"],
                "status": ["planned"],
                "quantity": pa.array([quantity], decimal),
                "source_kind": ["manufacturing"],
                "source_id": ["MO-1"],
            }
        ),
        "manufacturing_orders": pa.table({"id": ["MO-1"], "stage": ["scheduled"]}),
        "parts": pa.table(
            {
                "manufacturing_order_id": ["MO-1"],
                "id": ["P-1"],
                "item": ["wheel"],
                "quantity": pa.array([part], decimal),
                "consumed": pa.array([abs(part)], decimal),
            }
        ),
    }


PRECISE = LARGE + Decimal("0.000000001")


@pytest.mark.parametrize(("part", "quantity"), [(PRECISE, Decimal(3)), (Decimal(1), PRECISE)])
def test_with_tracing_off_what_may_supply_an_order_has_to_fit(
    kernel: Any, part: Decimal, quantity: Decimal
) -> None:
    with pytest.warns(tables.SlowPathWarning, match="do not fit 64 bits: all orders"):
        (row,) = by(kernel, supplied(part, quantity), cs.Settings(tracing=False))
    assert row["product_reasons"] == ["no_promised_date"]


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
def test_with_tracing_off_what_comes_from_a_faulty_source_supplies_nothing(kernel: Any) -> None:
    """The orders are answered, though nobody knows when it comes."""
    for way in (kernel, None):
        (row,) = by(way, supplied(Decimal(-1), Decimal(3)), cs.Settings(tracing=False))
        assert row["product_reasons"] == ["short_supply"]


def test_where_the_kernel_is_not_compiled_evaluate_says_so() -> None:
    given = some_tables([1], pa.int64())
    if compiled_kernel() is None:
        with pytest.warns(tables.SlowPathWarning, match="the kernel is not compiled here") as said:
            answers = tables.evaluate(given, as_of=TODAY)
        assert [each.filename for each in said] == [__file__]
    else:
        answers = tables.evaluate(given, as_of=TODAY)
    assert [row["status"] for row in answers.orders.to_pylist()] == ["ready_for_shipment"]


def test_the_kernel_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "costatus._arrays.kernel", None)
    assert compiled_kernel() is None


def test_a_stream_that_is_read_once_is_enough() -> None:
    """Its chunks are held for reports and for the list of what was rejected."""
    whole = some_tables([1, -1], pa.int64())
    streams = {name: table.to_reader(max_chunksize=1) for name, table in whole.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tables.SlowPathWarning)
        answers = tables.evaluate(streams, as_of=TODAY)
        same = tables.evaluate(whole, as_of=TODAY)
    assert answers.report(0) == same.report(0)
    assert answers.rejected.to_pylist() == same.rejected.to_pylist() != []


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(cs.InvalidInput, match="tables: got 7; expected a mapping"):
        tables.evaluate(7, as_of=TODAY)  # type: ignore[arg-type]
    with pytest.raises(cs.InvalidInput, match="expected a table with the Arrow PyCapsule"):
        tables.evaluate({"orders": [1]}, as_of=TODAY)
