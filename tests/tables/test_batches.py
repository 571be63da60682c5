"""Answers as one row for each order, of tables and of batches of nested orders."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

import costatus as cs
from costatus import tables
from costatus.testing import tables_of
from tests.reference.workload import TODAY, workload

pytestmark = pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")

OFF = cs.Settings(tracing=False)


def order(id_: str | int, **more: Any) -> dict[str, Any]:
    """Return a nested order of one line, which waits for a purchase order."""
    purchase = {"id": 7, "stage": "ordered", "expected_on": TODAY}
    lot = {"id": 5, "item": "bike", "status": "planned", "purchase_order": purchase}
    booking = {"lot": lot, "quantity": 2}
    line = {"id": 1, "item": "bike", "quantity": 2, "bookings": [booking]}
    own = {"id": id_, "stage": "confirmed", "promised_on": TODAY, "total": 9.5}
    return {**own, "lines": [line], **more}


def batch(*orders: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(orders))


def evaluated(given: pa.RecordBatch, as_of: date = TODAY) -> pa.Table:
    answers = pa.table(tables.evaluate_batch(given, as_of=as_of))
    answers.validate(full=True)
    return answers


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def test_nested_answers_are_those_of_the_other_tables() -> None:
    answers = tables.evaluate(tables_of(workload(50, odd=0.2)), as_of=TODAY)
    nested = pa.table(answers.nested).to_pylist()
    orders = [without(row, "lines", "faults") for row in nested]
    lines = [(row["order_id"], line) for row in nested for line in row["lines"]]
    sources = [(id_, line["line_id"], each) for id_, line in lines for each in line["sources"]]
    assert orders == pa.table(answers.orders).to_pylist()
    assert [{"order_id": id_, **without(line, "sources")} for id_, line in lines] == (
        pa.table(answers.lines).to_pylist()
    )
    assert [{"order_id": id_, "line_id": line, **each} for id_, line, each in sources] == (
        pa.table(answers.sources).to_pylist()
    )
    assert {len(row["faults"]) for row in nested} == {0}


def test_an_order_that_is_rejected_has_its_row_and_what_is_wrong_with_it() -> None:
    given = batch(order("CO-1"), order("CO-2", stage="sold", total=-1.0), order("CO-3"))
    one, two, three = evaluated(given).to_pylist()
    assert [row["order_id"] for row in (one, two, three)] == ["CO-1", "CO-2", "CO-3"]
    assert without(one, "order_id") == without(three, "order_id")
    assert (one["status"], one["lines"][0]["status"]) == (
        "waiting_for_production",
        "possibly_delayed",
    )
    assert one["faults"] == []
    assert {str(value) for name, value in two.items() if name not in {"order_id", "faults"}} == {
        "None",
        "[]",
    }
    assert {(fault["table"], fault["key"], fault["column"]) for fault in two["faults"]} == {
        ("orders", "CO-2", "stage"),
        ("orders", "CO-2", "total"),
    }


def test_a_fault_of_no_order_is_in_no_row() -> None:
    given = {
        "orders": pa.table({"id": ["CO-1"], "stage": ["confirmed"]}),
        "purchase_orders": pa.table({"id": ["PO-1"], "stage": ["sold"]}),
    }
    answers = tables.evaluate(given, as_of=TODAY)
    assert answers.rejected.num_rows == 1
    assert [row["faults"] for row in answers.nested.to_pylist()] == [[]]


def test_a_batch_has_no_dictionaries_and_ids_of_sources_are_text() -> None:
    answers = evaluated(batch(order(1)))
    assert "dictionary" not in str(answers.schema)
    assert answers.schema.field("order_id").type == pa.int64()
    ((line,),) = answers["lines"].to_pylist()
    assert (line["line_id"], line["sources"][0]["source_id"]) == (1, "7")


def test_the_columns_depend_on_those_of_the_batch_and_not_on_its_rows() -> None:
    given = batch(order(1), order(2, lines=None), order(3, lines=[]))
    answers = evaluated(given)
    assert [len(lines) for lines in answers["lines"].to_pylist()] == [1, 0, 0]
    for start, count in ((0, 0), (0, 1), (1, 1), (1, 2)):
        assert evaluated(given.slice(start, count)) == answers.slice(start, count)


def test_next_change_is_a_moment_of_the_zone_where_as_of_is() -> None:
    answers = evaluated(batch(order(1)), datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert answers.schema.field("next_change").type == pa.timestamp("us", "UTC")


def test_batches_cannot_be_pegged() -> None:
    with pytest.raises(cs.InvalidInput, match="tracing") as raised:
        tables.evaluate_batch(batch(order(1)), as_of=TODAY, settings=OFF)
    assert "tables.evaluate" in str(raised.value)
