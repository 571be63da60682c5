"""Tables become arrays in the encoding of the kernel; faults are those of the models."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

from costatus.models.as_of import NEVER, AsOf
from costatus.models.settings import DEFAULT
from costatus.tables._read import read

TODAY = AsOf(date(2026, 11, 26))


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
    assert (found.quantity_scale, found.money_scale, len(found.faults)) == (10, 1000, 0)
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
