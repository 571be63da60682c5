"""The models of rows: shared as the rows are, however deep, and cut where rows go in a ring."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

import costatus as cs
from costatus import tables

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")


def made_of(wanted: list[tuple[int, int]], *, stages: list[str]) -> dict[str, pa.Table]:
    """Return an order for a lot of MO 0; lot n is from MO n. `wanted`: MO, and lot of its part."""
    numbers = range(len(stages))
    given: dict[str, dict[str, Any]] = {
        "orders": {"id": [1], "stage": ["confirmed"]},
        "lines": {"order_id": [1], "id": [1], "item": ["bike"], "quantity": [1]},
        "bookings": {"order_id": [1], "line_id": [1], "lot_id": [0], "quantity": [1]},
        "lots": {
            "id": numbers,
            "item": ["bike"] * len(stages),
            "status": ["planned"] * len(stages),
            "source_kind": ["manufacturing"] * len(stages),
            "source_id": numbers,
        },
        "manufacturing_orders": {"id": numbers, "stage": stages},
        "parts": {
            "manufacturing_order_id": [order for order, _ in wanted],
            "id": range(len(wanted)),
            "item": ["wheel"] * len(wanted),
            "quantity": [1] * len(wanted),
        },
        "part_bookings": {
            "manufacturing_order_id": [order for order, _ in wanted],
            "part_id": range(len(wanted)),
            "lot_id": [lot for _, lot in wanted],
            "quantity": [1] * len(wanted),
        },
    }
    return {
        name: pa.table({column: [*values] for column, values in columns.items()})
        for name, columns in given.items()
    }


def source_of(given: dict[str, pa.Table]) -> tuple[list[dict[str, Any]], cs.OrderReport]:
    answers = tables.evaluate(given, as_of=TODAY)
    assert answers.rejected.to_pylist() == []
    return answers.sources.to_pylist(), answers.report(1)


def test_a_ring_of_orders_is_cut() -> None:
    """MO 0 waits for a lot of MO 1, which waits for one of MO 0: rules look one step further."""
    rows, report = source_of(made_of([(0, 1), (1, 0)], stages=["scheduled", "new"]))
    assert [row["reasons"] for row in rows] == [["part_requested"]]
    source = report.lines[0].sources[0]
    assert [reason.code for reason in source.decision.reasons] == ["part_requested"]


def test_an_order_may_wait_for_itself() -> None:
    rows, _ = source_of(made_of([(0, 0)], stages=["new"]))
    assert [row["reasons"] for row in rows] == [["mo_not_approved", "part_requested"]]


@pytest.mark.no_cover
def test_a_chain_may_be_long() -> None:
    """Models are built without recursion, each once."""
    length = 2_000
    wanted = [(n, n + 1) for n in range(length - 1)] * 2
    rows, report = source_of(made_of(wanted, stages=["scheduled"] * length))
    assert rows[0]["status"] == report.lines[0].sources[0].status
