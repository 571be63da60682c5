"""The answers: tables that every library takes as its own kind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import nanoarrow as na
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import costatus as cs
from costatus import tables

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
DEFAULT = cs.Settings()
TOMORROW = TODAY + timedelta(1)
Tables = dict[str, pa.Table]


def some_tables(**more: Any) -> Tables:
    """Return two orders: one of two lines, of which a PO brings one, and one without lines."""
    given: dict[str, Any] = {
        "orders": {
            "id": ["CO-1", "CO-2"],
            "stage": ["confirmed", "quotation"],
            "promised_on": [TOMORROW, None],
            "total": [10, 20],
        },
        "lines": {
            "order_id": ["CO-1", "CO-1"],
            "id": ["1", "2"],
            "item": ["bike", "advice"],
            "quantity": [2, 1],
            "kind": ["stocked", "non_inventory"],
        },
        "bookings": {
            "order_id": ["CO-1"],
            "line_id": ["1"],
            "lot_id": ["L-1"],
            "quantity": [2],
        },
        "lots": {
            "id": ["L-1"],
            "item": ["bike"],
            "status": ["planned"],
            "source_kind": ["purchase"],
            "source_id": ["PO-1"],
            "quantity": [2],
        },
        "purchase_orders": {"id": ["PO-1"], "stage": ["ordered"], "expected_on": [TOMORROW]},
    }
    return {name: pa.table(columns) for name, columns in {**given, **more}.items()}


def evaluate(
    given: Tables, as_of: date = TODAY, settings: cs.Settings = DEFAULT
) -> tables.StatusTables:
    return tables.evaluate(given, as_of=as_of, settings=settings)


def test_a_row_for_each_order() -> None:
    first, second = evaluate(some_tables()).orders.to_pylist()
    assert first == {
        "order_id": "CO-1",
        "status": "waiting_for_production",
        "pipeline_stage": "waiting_for_production",
        "next_change": TOMORROW,
        "product": "possibly_delayed",
        "invoicing": "not_invoiced",
        "invoicing_percent": 0,
        "payment": "not_paid",
        "payment_percent": 0,
        "reasons": ["all_booked_and_scheduled"],
        "notes": [],
        "product_reasons": ["po_expected_on_promise"],
        "product_notes": [],
        "invoicing_reasons": ["no_counted_invoice"],
        "invoicing_notes": [],
        "payment_reasons": ["no_counted_invoice"],
        "payment_notes": [],
    }
    assert second["order_id"] == "CO-2"
    assert second["next_change"] is second["product"] is None
    assert second["product_reasons"] == []


def test_a_row_for_each_line_and_each_source() -> None:
    answers = evaluate(some_tables())
    assert answers.lines.to_pylist() == [
        {
            "order_id": "CO-1",
            "line_id": "1",
            "status": "possibly_delayed",
            "reasons": ["po_expected_on_promise"],
            "notes": [],
        },
        {"order_id": "CO-1", "line_id": "2", "status": None, "reasons": [], "notes": []},
    ]
    assert answers.sources.to_pylist() == [
        {
            "order_id": "CO-1",
            "line_id": "1",
            "kind": "purchase",
            "source_id": "PO-1",
            "status": "expected_on_time",
            "reasons": ["all_expected_on_time"],
            "notes": [],
        }
    ]


@pytest.mark.parametrize("name", ["orders", "lines", "sources", "rejected"])
@pytest.mark.parametrize("text", [False, True])
def test_every_library_takes_a_table_as_its_own(name: str, text: bool) -> None:
    """The same rows from pyarrow, polars, pandas, DuckDB and nanoarrow."""
    table: tables.StatusTable = getattr(evaluate(some_tables()), name)
    table = table.with_text() if text else table
    arrow = pa.table(table)
    arrow.validate(full=True)
    rows = table.to_pylist()
    assert arrow.schema == pa.schema(table)
    assert pa.RecordBatchReader.from_stream(table, schema=arrow.schema).read_all() == arrow
    assert arrow.to_pylist() == rows
    assert pl.DataFrame(table).to_dicts() == rows
    assert na.Array(table).to_pylist() == rows
    framed = pd.DataFrame.from_arrow(table)
    assert list(framed.columns) == table.column_names
    assert len(framed) == table.num_rows == len(table) == len(rows)
    found = duckdb.from_arrow(arrow).fetchall()
    assert found == [tuple(row.values()) for row in rows]


def test_words_are_dictionaries_or_plain_text_on_request() -> None:
    orders = evaluate(some_tables()).orders
    word = pa.dictionary(pa.int8(), pa.string())
    schema = pa.table(orders).schema
    assert schema.field("status").type == word
    assert schema.field("reasons").type == pa.list_(word)
    schema = pa.table(orders.with_text()).schema
    assert schema.field("status").type == pa.string()
    assert schema.field("reasons").type == pa.list_(pa.string())
    assert orders.with_text().to_pylist() == orders.to_pylist()


@pytest.mark.parametrize(
    ("as_of", "kind"),
    [
        (TODAY, pa.date32()),
        (datetime(2026, 11, 24, 12), pa.timestamp("us")),
        (datetime(2026, 11, 24, 12, tzinfo=UTC), pa.timestamp("us", "UTC")),
        (
            datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Tallinn")),
            pa.timestamp("us", "Europe/Tallinn"),
        ),
    ],
)
def test_next_change_is_a_day_or_a_moment_as_as_of_is(as_of: date, kind: pa.DataType) -> None:
    orders = pa.table(evaluate(some_tables(), as_of).orders)
    assert orders.schema.field("next_change").type == kind
    zone = as_of.tzinfo if isinstance(as_of, datetime) else None
    tomorrow = datetime(2026, 11, 25, tzinfo=zone) if isinstance(as_of, datetime) else TOMORROW
    assert orders["next_change"].to_pylist() == [tomorrow, None]


@pytest.mark.parametrize(
    "kind",
    [pa.int16(), pa.uint64(), pa.int64(), pa.string(), pa.dictionary(pa.int8(), pa.string())],
)
def test_ids_have_the_type_of_the_input(kind: pa.DataType) -> None:
    """A dictionary becomes plain text: it is another one after each selection of rows."""
    numbers = pa.array(["7", "5"]).cast(pa.int64()).cast(pa.string()).cast(kind)
    given = some_tables(orders={"id": numbers, "stage": ["confirmed"] * 2})
    lines = given["lines"].set_column(0, "order_id", numbers)
    answers = evaluate({"orders": given["orders"], "lines": lines})
    plain = pa.string() if pa.types.is_dictionary(kind) else kind
    assert pa.table(answers.orders).schema.field("order_id").type == plain
    assert pa.table(answers.lines)["order_id"].cast(pa.string()).to_pylist() == ["7", "5"]


def sources(manufacturing: Any, purchase: Any, **more: Any) -> pa.Table:
    """Return the sources of an order that books a lot of an MO and one of a PO."""
    given = some_tables(
        orders={"id": ["CO-1"], "stage": ["confirmed"]},
        bookings={
            "order_id": ["CO-1", "CO-1"],
            "line_id": ["1", "1"],
            "lot_id": ["L-1", "L-2"],
            "quantity": [1, 1],
        },
        lots={
            "id": ["L-1", "L-2"],
            "item": ["bike", "bike"],
            "status": ["planned", "planned"],
            "source_kind": ["manufacturing", "purchase"],
            "source_id": ["12", "7"],
        },
        manufacturing_orders={"id": manufacturing, "stage": ["scheduled"]},
        purchase_orders={"id": purchase, "stage": ["ordered"]},
        **more,
    )
    if not pa.types.is_string(given["purchase_orders"]["id"].type):
        numbers = given["lots"]["source_id"].cast(pa.int64())
        given["lots"] = given["lots"].set_column(4, "source_id", numbers)
    return pa.table(evaluate(given).sources)


def test_ids_of_sources_are_numbers_where_all_kinds_have_numbers() -> None:
    assert sources([12], [7])["source_id"] == pa.chunked_array([[12, 7]], pa.int64())


def test_ids_of_sources_are_text_where_their_types_differ() -> None:
    """They are one column for all kinds; a table without rows has a type, too."""
    texts = pa.chunked_array([["12", "7"]])
    assert sources(["12"], ["7"])["source_id"] == texts
    assert sources(pa.array([12], pa.int8()), [7])["source_id"] == texts
    none = {"id": pa.array([], pa.int16()), "stage": pa.array([], pa.string())}
    assert sources([12], [7], transfer_orders=none)["source_id"] == texts


FAULTY = {
    "order_id": ["CO-1", "CO-1", "CO-9"],
    "line_id": ["1", "1", "1"],
    "lot_id": ["L-9", "L-1", "L-1"],
    "quantity": [2, -1, 1],
}


def test_a_rejected_order_has_no_row_and_its_faults_are_listed() -> None:
    """A row that belongs to no order is listed without one."""
    answers = evaluate(some_tables(bookings=FAULTY))
    assert [row["order_id"] for row in answers.orders.to_pylist()] == ["CO-2"]
    assert answers.lines.to_pylist() == answers.sources.to_pylist() == []
    found = {row["key"]: row for row in answers.rejected.to_pylist()}
    assert set(found) == {"CO-1/1/L-9", "CO-1/1/L-1", "CO-9/1/L-1"}
    assert found["CO-1/1/L-1"] == {
        "table": "bookings",
        "key": "CO-1/1/L-1",
        "column": "quantity",
        "value": "-1",
        "expected": "a number of at least 0 with at most 15 digits before the point",
        "advice": "send the number without its sign, or correct it at its source",
        "order_id": "CO-1",
    }
    assert [found[key]["order_id"] for key in sorted(found)] == ["CO-1", "CO-1", None]


@pytest.mark.parametrize("tracing", [True, False])
def test_the_report_of_an_order_is_that_of_its_models(tracing: bool) -> None:
    """With tracing off, all orders are pegged once."""
    settings = cs.Settings(tracing=tracing)
    answers = evaluate(some_tables(), settings=settings)
    source = cs.PurchaseOrder("PO-1", cs.PurchaseStage.ORDERED, TOMORROW)
    lot = cs.StockLot("L-1", "bike", cs.LotStatus.PLANNED, source=source, quantity=2)
    order = cs.CustomerOrder(
        "CO-1",
        cs.OrderStatus.CONFIRMED,
        lines=[
            cs.OrderLine("1", "bike", 2, bookings=[cs.Booking(lot, 2)]),
            cs.OrderLine("2", "advice", 1, kind=cs.LineKind.NON_INVENTORY),
        ],
        promised_on=TOMORROW,
        total=10,
    )
    pegging = None if tracing else cs.peg([order], [lot], as_of=TODAY, settings=settings)
    expected = cs.evaluate(order, as_of=TODAY, settings=settings, pegging=pegging)
    assert answers.report("CO-1") == expected == answers.report("CO-1")
    assert str(answers.report("CO-1")) == str(expected)


def test_an_order_is_found_by_number_or_text() -> None:
    given = {"orders": pa.table({"id": [7, 12], "stage": ["confirmed", "shipped"]})}
    answers = evaluate(given)
    assert answers.report(12) == answers.report("12")
    assert answers.report(12).order_id == "12"
    wrong: Any
    for wrong in (13, "x", None, 2**70, [], 12.5):
        with pytest.raises(cs.InvalidInput, match="the id of an order"):
            answers.report(wrong)
    with pytest.raises(cs.InvalidInput, match="send an id of the table orders"):
        answers.report("x")


def test_an_unknown_id_is_refused_with_one_that_is_like_it() -> None:
    answers = evaluate(some_tables())
    with pytest.raises(cs.InvalidInput, match="did you mean 'CO-1'"):
        answers.report("CO-11")
    with pytest.raises(cs.InvalidInput, match="the id of an order"):
        answers.report(1)


def test_there_may_be_no_orders() -> None:
    answers = evaluate({"orders": pl.DataFrame({"id": [], "stage": []})})
    assert [*answers.orders.to_pylist(), *answers.nested.to_pylist()] == []
    with pytest.raises(cs.InvalidInput, match="the id of an order"):
        answers.report("CO-1")


def test_a_rejected_order_has_no_report_but_its_faults() -> None:
    answers = evaluate(some_tables(bookings=FAULTY))
    with pytest.raises(cs.InvalidInput) as raised:
        answers.report("CO-1")
    assert {fault.path for fault in raised.value.faults} == {
        "bookings['CO-1/1/L-9'].lot_id",
        "bookings['CO-1/1/L-1'].quantity",
    }


def test_every_row_with_a_repeated_id_has_the_fault() -> None:
    """So each order that needs one of them is told why it has no answer."""
    orders = pa.table({"id": ["CO-1", "CO-1"], "stage": ["confirmed", "confirmed"]})
    answers = evaluate({"orders": orders})
    assert [len(row["faults"]) for row in answers.nested.to_pylist()] == [1, 1]
    with pytest.raises(cs.InvalidInput, match="an id of its own among the orders"):
        answers.report("CO-1")
    given = some_tables()
    answers = evaluate({**given, "lots": pa.concat_tables([given["lots"], given["lots"]])})
    assert "CO-1" in {row["order_id"] for row in answers.rejected.to_pylist()}


def test_nested_answers_have_a_row_for_each_order() -> None:
    """Its lines, their sources and its faults are lists; words are null if it was rejected."""
    first, second = evaluate(some_tables(bookings=FAULTY)).nested.to_pylist()
    assert [first["order_id"], first["status"], first["lines"]] == ["CO-1", None, []]
    assert {fault["key"] for fault in first["faults"]} == {"CO-1/1/L-9", "CO-1/1/L-1"}
    assert [second["order_id"], second["status"]] == ["CO-2", "quotation"]
    assert second["lines"] == second["faults"] == []
    (whole, _) = evaluate(some_tables()).nested.to_pylist()
    assert [line["line_id"] for line in whole["lines"]] == ["1", "2"]
    assert [len(line["sources"]) for line in whole["lines"]] == [1, 0]


def test_an_id_that_is_no_text_is_shown_in_its_fault_alone() -> None:
    ids = pa.array([b"a", b"\xff"], pa.binary()).view(pa.string())
    found = tables.evaluate(
        {"orders": pa.table({"id": ids, "stage": ["confirmed", "confirmed"]})}, as_of=TODAY
    )
    (fault,) = pa.table(found.rejected).to_pylist()
    assert (fault["order_id"], fault["key"]) == (None, "\\udcff")
    assert pa.table(found.nested)["order_id"].to_pylist() == ["a", None]


def test_reprs_say_what_is_there() -> None:
    answers = evaluate(some_tables(bookings=FAULTY))
    assert repr(answers) == "<StatusTables of 1 order and 3 faults, as of 2026-11-24>"
    assert repr(answers.lines) == (
        "<StatusTable lines, 0 rows: order_id, line_id, status, reasons, notes>"
    )
    assert repr(answers.orders).startswith("<StatusTable orders, 1 row: order_id, status, ")
    assert answers.as_of == TODAY


def test_settings_are_checked() -> None:
    with pytest.raises(cs.InvalidInput, match="settings"):
        tables.evaluate(some_tables(), as_of=TODAY, settings=None)  # type: ignore[arg-type]
