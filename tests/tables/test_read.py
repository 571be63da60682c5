"""Tables become arrays in the encoding of the kernel; faults are those of the models."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

from costatus.models.as_of import NEVER, AsOf
from costatus.models.settings import DEFAULT, Settings
from costatus.tables._read import read

TODAY = AsOf(date(2026, 11, 26))
ORDERS = pa.table({"id": [1], "stage": ["confirmed"]})


def test_columns_become_arrays_with_defaults_in_place_of_nulls() -> None:
    orders = pa.table(
        {
            "id": [7, 8],
            "stage": ["confirmed", "canceled"],
            "promised_on": [date(2026, 12, 1), None],
            "total": [Decimal("12.50"), None],
        }
    )
    lines = pa.table(
        {"order_id": [7], "id": ["a"], "item": ["bike"], "quantity": [1.5], "own": [{"x": 1}]}
    )
    found = read({"orders": orders, "lines": lines}, TODAY, DEFAULT)

    arrays = {name: array.tolist() for name, array in found.tables["orders"].arrays.items()}
    assert arrays == {
        "stage": [2, 8],
        "promised_on": [date(2026, 12, 1).toordinal(), NEVER],
        "total": [12_500, -1],
        "priority": [2**31 - 1] * 2,
        "created_on": [NEVER] * 2,
    }
    arrays = {name: array.tolist() for name, array in found.tables["lines"].arrays.items()}
    assert arrays == {
        "quantity": [15],
        "shipped": [0],
        "closed": [0],
        "kind": [0],
        "promised_on": [NEVER],
    }
    assert (found.quantity_scale, found.money_scale, len(found.faults)) == (1, 3, 0)
    assert found.tables["lots"].rows == 0
    assert found.tables["lines"].record(0) == {"id": "a", "item": "bike", "quantity": 1.5}


def test_deadlines_become_days_in_the_zone_of_as_of_and_instants() -> None:
    stamps = pa.array([datetime(2026, 7, 1, 22, 30, tzinfo=UTC), None], pa.timestamp("ns", "UTC"))
    table = pa.table(
        {
            "id": ["m", "n"],
            "stage": ["new", "paused"],
            "planned_start": stamps,
            "planned_finish": [date(2026, 7, 3), None],
        }
    )
    orders = pa.table({"id": ["A"], "stage": ["confirmed"]})
    as_of = AsOf(datetime.fromisoformat("2026-07-01T12:00+03:00"))
    found = read({"orders": orders, "manufacturing_orders": table}, as_of, DEFAULT)
    arrays = found.tables["manufacturing_orders"].arrays
    day, moment = date(2026, 7, 2).toordinal(), date(2026, 7, 1).toordinal() - 1
    instant = ((moment * 24 + 22) * 60 + 30) * 60 * 10**6
    assert arrays["planned_start.day"].tolist() == [day, 0]
    assert arrays["planned_start.moment"].tolist() == [instant, 2**63 - 1]
    assert arrays["planned_finish.day"].tolist() == [day + 1, 0]
    assert arrays["planned_finish.moment"].tolist() == [2**63 - 1] * 2


def test_faults_name_table_key_column_value_and_advice() -> None:
    orders = pa.table({"id": [1, 2], "stage": ["confirmd", "canceled"], "total": [1.0, -1.0]})
    found = read({"orders": orders}, TODAY, DEFAULT)
    faults = [(f.table, f.key, f.column, f.value, f.advice) for f in found.faults.rejected()]
    assert faults == [
        ("orders", "1", "stage", "'confirmd'", "did you mean 'confirmed'?"),
        (
            "orders",
            "2",
            "total",
            "-1.0",
            "send the number without its sign, or correct it at its source",
        ),
    ]
    assert found.tables["orders"].faulty is not None
    assert found.tables["orders"].faulty.tolist() == [True, True]


def test_more_closed_than_ordered_is_a_fault_as_in_the_model() -> None:
    lines = pa.table(
        {
            "order_id": [1, 1, 1, 1, 1, 1],
            "id": [1, 2, 3, 4, 5, 6],
            "item": ["x"] * 6,
            "quantity": [1.5, 1e14, 1e14, 1e14, -1.0, 1e14],
            "closed": [2.0, 1e14 + 0.5, 1e14, None, 3.0625, -2.0],
        }
    )
    found = read({"orders": ORDERS, "lines": lines}, TODAY, DEFAULT)
    faults = [(f.key, f.column, f.value, f.expected) for f in found.faults.rejected()]
    least = "a number of at least 0 with at most 15 digits before the point"
    assert faults == [
        ("1/5", "quantity", "-1.0", least),
        ("1/6", "closed", "-2.0", least),
        ("1/1", "closed", "2", "at most the line's quantity 1.5"),
        ("1/2", "closed", "100000000000000.5", "at most the line's quantity 100000000000000"),
    ]


def test_numbers_that_do_not_fit_are_marked_and_are_no_faults() -> None:
    orders = pa.table({"id": [1, 2], "stage": ["confirmed"] * 2, "total": [1e14, 0.123456789]})
    found = read({"orders": orders}, TODAY, DEFAULT)
    assert found.money_scale == 9
    assert found.tables["orders"].unfit is not None
    assert found.tables["orders"].unfit.tolist() == [True, False]
    assert found.tables["orders"].arrays["total"].tolist() == [0, 123_456_789]
    assert len(found.faults) == 0


def test_tolerances_are_units_too() -> None:
    settings = Settings(quantity_tolerance="0.0001", money_tolerance=0)
    found = read({"orders": ORDERS}, TODAY, settings)
    assert (found.quantity_scale, found.money_scale) == (4, 0)


def test_nested_rows_are_read_as_rows_of_tables() -> None:
    lot = {"id": "L", "item": "x", "status": "planned", "purchase_order": None}
    order = {"id": "PO", "stage": "ordered", "expected_on": date(2026, 12, 1)}
    bookings = [
        {"quantity": 1, "lot_id": "L", "lot": lot},
        {"quantity": 0, "lot_id": "M", "lot": {**lot, "id": "M", "purchase_order": order}},
        {"quantity": 2, "lot_id": "N", "lot": None},
    ]
    lines = [
        None,
        [
            {"id": "1", "item": "x", "quantity": 1, "bookings": None},
            {"id": "2", "item": "x", "quantity": -1, "bookings": bookings},
        ],
    ]
    orders = pa.table({"id": ["A", "B"], "stage": ["confirmed"] * 2, "lines": lines})
    found = read({"orders": orders}, TODAY, DEFAULT)

    read_lines = found.tables["orders"].nested["lines"]
    read_bookings = read_lines.nested["bookings"]
    read_lots = read_bookings.nested["lot"]
    purchase_orders = read_lots.nested["purchase_order"]
    tables = [read_lines, read_bookings, read_lots, purchase_orders]
    offsets = [table.offsets.tolist() for table in tables if table.offsets is not None]
    assert offsets == [[0, 0, 2], [0, 0, 3], [0, 1, 2, 2], [0, 0, 1]]
    assert [table.name for table in found.tables["orders"].walk()] == [
        "orders",
        "lines",
        "bookings",
        "lots",
        "purchase_orders",
    ]
    assert purchase_orders.arrays["expected_on"].tolist() == [date(2026, 12, 1).toordinal()]
    assert read_lots.arrays["status"].tolist() == [1, 1]
    assert read_bookings.value("lot_id", 2) == "N"
    assert purchase_orders.key(0) == "PO"
    faults = [(f.table, f.key, f.column) for f in found.faults.rejected()]
    assert faults == [("lines", "B/2", "quantity"), ("bookings", "B/2/M", "quantity")]


def test_a_nested_booking_is_named_by_its_lot() -> None:
    lot = {"id": "L", "item": "x", "status": "received"}
    bookings = [{"quantity": 0, "lot": lot}, {"quantity": 0, "lot": None}]
    line = {"id": "1", "item": "x", "quantity": 1, "bookings": bookings}
    orders = pa.table({"id": ["A"], "stage": ["confirmed"], "lines": [[line]]})
    faults = read({"orders": orders}, TODAY, DEFAULT).faults.rejected()
    assert [fault.key for fault in faults] == ["A/1/L", "A/1/null"]


def test_faults_may_be_added_with_values_of_their_own() -> None:
    found = read({"orders": ORDERS}, TODAY, DEFAULT)
    table = found.tables["orders"]
    found.faults.add(table, [], "id", "an id of its own", "rename it")
    assert table.faulty is None
    found.faults.add(table, [0], "id", "an id of its own", "rename it")
    found.faults.add(table, [0], "id", "a known id", "add it", value=lambda row: f"row {row}")
    faults = [(f.column, f.value, f.expected, f.advice) for f in found.faults.rejected()]
    assert faults == [
        ("id", "'1'", "an id of its own", "rename it"),
        ("id", "'row 0'", "a known id", "add it"),
    ]
    assert len(found.faults) == 2


def test_a_key_that_is_null_is_named_so() -> None:
    lines = pa.table(
        {"order_id": [1], "id": pa.array([None], pa.string()), "item": ["x"], "quantity": [1]}
    )
    (fault,) = read({"orders": ORDERS, "lines": lines}, TODAY, DEFAULT).faults.rejected()
    assert (fault.key, fault.column, fault.advice) == ("1/null", "id", "it is required")
