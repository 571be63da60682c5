"""Everything that is wrong with the structure of tables is reported at once."""

import ctypes
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import nanoarrow
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from costatus import InvalidInput, tables
from costatus.models.as_of import AsOf
from costatus.models.settings import DEFAULT
from costatus.tables._arrow_input import READERS
from costatus.tables._read import read
from costatus.tables._structure import ACCEPTED

TODAY = AsOf(date(2026, 11, 26))
ORDERS = pa.table({"id": [1], "stage": ["confirmed"]})
LINES = pa.table({"order_id": [1], "id": [1], "item": ["x"], "quantity": [1]})


def faults(tables: Any, as_of: AsOf = TODAY) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as refused:
        read(tables, as_of, DEFAULT)
    assert refused.value.subject == "tables.evaluate"
    return [(fault.path, fault.expected, fault.advice) for fault in refused.value.faults]


def lines(**columns: Any) -> dict[str, Any]:
    given = {name: LINES.column(name) for name in LINES.column_names} | columns
    return {"orders": ORDERS, "lines": pa.table(given)}


def test_tables_come_in_a_mapping() -> None:
    assert faults(ORDERS) == [
        ("tables", "a mapping of names to tables", 'send {"orders": …, "lines": …}')
    ]


def test_orders_are_required_and_other_tables_are_not() -> None:
    assert faults({}) == [('tables["orders"]', "a table", "it is required")]
    assert faults({"orders": None}) == faults({})
    assert read({"orders": ORDERS, "lines": None}, TODAY, DEFAULT).tables["lines"].rows == 0


def test_an_unknown_table_is_refused_with_the_nearest_name() -> None:
    found = faults({"orders": ORDERS, "line": LINES, "xyz": LINES, 3: LINES})
    assert [(path, advice) for path, _, advice in found] == [
        ("tables", "did you mean 'lines'?"),
        ("tables", "leave it out"),
        ("tables", "leave it out"),
    ]


class Failing:
    """A table whose export fails."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise OSError("no such file")


class Broken:
    """An object of which no attribute can be read."""

    def __getattr__(self, name: str) -> object:
        raise OSError(name)


def reader_that_fails() -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        yield from ORDERS.to_batches()
        raise OSError("the disk is gone")

    return pa.RecordBatchReader.from_batches(ORDERS.schema, batches())


def test_only_tables_of_arrow_are_read() -> None:
    expected = "a table with the Arrow PyCapsule interface"
    assert faults({"orders": [{"id": 1}]}) == [
        ('tables["orders"]', expected, "send a table of pyarrow, polars, pandas or DuckDB")
    ]
    assert faults({"orders": Failing()}) == [
        ('tables["orders"]', "a table that can be read as Arrow", "OSError: no such file")
    ]
    assert faults({"orders": Broken()})[0][1] == "a table that can be read as Arrow"
    assert faults({"orders": pa.chunked_array([[1]])}) == [
        ('tables["orders"]', "a table, with named columns", "send a table")
    ]


def test_a_stream_that_fails_after_some_rows_is_refused() -> None:
    with pytest.raises(InvalidInput, match="the disk is gone"):
        tables.evaluate({"orders": reader_that_fails()}, as_of=TODAY.value)


def test_missing_columns_are_named_with_what_they_may_be_called() -> None:
    given = pa.table({"order_id": [1], "ident": [1], "item": ["x"], "quantitiy": [1]})
    assert faults({"orders": ORDERS, "lines": given}) == [
        ('tables["lines"].id', "a column of integers or strings", "it is required: add it"),
        (
            'tables["lines"].quantity',
            "a column of integers, decimals or floats",
            "rename 'quantitiy', if it is that",
        ),
    ]


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
def test_a_name_that_is_close_to_a_missing_column_is_warned_of() -> None:
    """Once, and not again where tables are read again for reports and for what was rejected."""
    orders = ORDERS.append_column("promise_on", pa.nulls(len(ORDERS)))
    line = pa.array([[{"id": 1, "item": "x", "quantity": 1, "shiped": 1, "shipment": 2}]])
    orders = orders.append_column("lines", line)
    with pytest.warns(tables.MisspeltColumnWarning) as said:
        answers = tables.evaluate({"orders": orders}, as_of=TODAY.value)
    assert answers.report(1).order_id == "1"  # another warning would be an error here
    assert answers.rejected.to_pylist() == []
    misspelt = [each for each in said if each.category is tables.MisspeltColumnWarning]
    assert [(str(each.message), each.filename) for each in misspelt] == [
        ('tables["orders"].promise_on is ignored: rename it, if it is promised_on', __file__),
        ('tables["orders"].lines.shiped is ignored: rename it, if it is shipped', __file__),
    ]


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
def test_a_name_that_is_close_to_a_given_column_is_not_warned_of() -> None:
    given = {"id": [1], "stage": ["confirmed"], "stages": ["x"], "totally": [1.0]}
    with warnings.catch_warnings():
        warnings.simplefilter("error", tables.MisspeltColumnWarning)
        answers = tables.evaluate({"orders": pa.table(given)}, as_of=TODAY.value)
    assert len(answers.orders.to_pylist()) == 1


def test_a_column_is_given_once() -> None:
    orders = pa.table([pa.array([1]), pa.array(["x"]), pa.array([2])], ["id", "stage", "id"])
    assert faults({"orders": orders})[0] == (
        'tables["orders"].id',
        "one column",
        "drop or rename the others",
    )
    orders = pa.table([[1], ["confirmed"], [1], [2]], ["id", "stage", "own", "own"])
    assert read({"orders": orders}, TODAY, DEFAULT).tables["orders"].rows == 1


def test_other_columns_of_any_type_are_ignored() -> None:
    union = pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1])])
    others = [
        union,
        pa.array([[1]], pa.list_view(pa.int8())),
        pa.array([[1]], pa.large_list_view(pa.int8())),
        pa.array([[1]], pa.list_(pa.int8(), 1)),
        pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int8())),
        pa.RunEndEncodedArray.from_arrays([1], [1]),
        pa.array([b"x"], pa.binary_view()),
        pa.array([b"x"], pa.binary(1)),
        pa.array([1], pa.duration("s")),
        pa.array([1], pa.time32("s")),
        pa.array([(1, 2, 3)], pa.month_day_nano_interval()),
        pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"x" * 16], pa.binary(16))),
    ]
    names = [f"other {n}" for n in range(len(others))]
    orders = pa.table([*ORDERS.columns, *others], [*ORDERS.column_names, *names])
    assert read({"orders": orders}, TODAY, DEFAULT).tables["orders"].rows == 1
    for other in others:
        found = faults({"orders": pa.table([[1], ["confirmed"], other], ["id", "stage", "lines"])})
        assert found == [('tables["orders"].lines', "lists of structs", "cast the column")]


def test_a_column_whose_type_is_none_of_arrow_is_named() -> None:
    orders = pl.DataFrame({"id": [1], "stage": ["confirmed"], "sum": [[1]]})
    with pytest.raises(InvalidInput, match=r"got 'sum\.item of type _pli128'; .*cast or drop it"):
        read({"orders": orders.cast({"sum": pl.List(pl.Int128)})}, TODAY, DEFAULT)


def test_dictionaries_of_dictionaries_are_refused() -> None:
    inner = pa.array(["x"]).dictionary_encode()
    outer = pa.DictionaryArray.from_arrays(pa.array([0], pa.int8()), inner)
    assert faults(lines(item=outer)) == [
        ('tables["lines"].item', "integers or strings", "cast the column")
    ]


def test_a_column_of_nulls_stands_for_none() -> None:
    found = read(lines(shipped=pa.nulls(1)), TODAY, DEFAULT)
    assert "shipped" not in found.tables["lines"].given
    nested = [{"id": 1, "item": "x", "quantity": 1, "bookings": [], "shipped": None}]
    orders = pl.DataFrame({"id": [1], "stage": ["confirmed"], "own": [None], "lines": [nested]})
    assert read({"orders": orders}, TODAY, DEFAULT).tables["orders"].nested["lines"].rows == 1
    assert faults(lines(quantity=pa.nulls(1))) == [
        (
            'tables["lines"].quantity',
            "a column of integers, decimals or floats",
            "it is required: fill it",
        )
    ]


def test_a_table_without_rows_may_have_columns_without_types() -> None:
    """As libraries make of a query that found nothing."""
    nothing = pd.DataFrame(columns=["order_id", "id", "item", "quantity"])
    assert read({"orders": ORDERS, "lines": nothing}, TODAY, DEFAULT).tables["lines"].rows == 0


@pytest.mark.parametrize(
    ("column", "array", "expected", "advice"),
    [
        ("id", [True], "integers or strings", "cast the column"),
        ("quantity", ["12"], "integers, decimals or floats", "cast the column"),
        ("kind", [1], "strings", "cast the column"),
        (
            "promised_on",
            [datetime(2026, 1, 1)],
            "days (date32)",
            "send days in the site's zone: in pandas .dt.date, in polars .dt.date()",
        ),
        ("promised_on", ["2026-01-01"], "days (date32)", "cast the column"),
        ("closed", [[1]], "integers, decimals or floats", "cast the column"),
    ],
)
def test_types_that_a_column_cannot_have(
    column: str, array: list[Any], expected: str, advice: str
) -> None:
    assert faults(lines(**{column: pa.array(array)})) == [
        (f'tables["lines"].{column}', expected, advice)
    ]


def test_priorities_are_integers_and_flags_booleans() -> None:
    orders = ORDERS.append_column("priority", pa.array([1.0]))
    assert faults({"orders": orders})[0][2].endswith("in pandas, to Int64")
    table = pa.table({"manufacturing_order_id": [1], "id": [1], "started": [1]})
    assert faults({"orders": ORDERS, "operations": table})[0][1] == "booleans"


def test_every_accepted_type_has_a_reader() -> None:
    types = {name for names, _ in ACCEPTED.values() for name in names}
    assert types <= set(READERS)


def test_a_column_that_is_broken_is_refused() -> None:
    shipped = pa.array([1]).cast(pa.timestamp("s", "Mars/Olympus"))
    table = pa.table({"id": [1], "stage": ["new"], "planned_start": shipped})
    found = faults({"orders": ORDERS, "manufacturing_orders": table})
    assert found == [
        (
            'tables["manufacturing_orders"].planned_start',
            "a time zone of the IANA database, or an offset such as +02:00",
            "convert the timestamps to UTC",
        )
    ]


def test_moments_that_do_not_compare_with_as_of_are_refused() -> None:
    table = pa.table({"id": [1], "stage": ["new"], "planned_start": [datetime(2026, 1, 1)]})
    tables = {"orders": ORDERS, "manufacturing_orders": table}
    aware = AsOf(datetime(2026, 1, 1, tzinfo=UTC))
    path = 'tables["manufacturing_orders"].planned_start'
    assert faults(tables, aware) == [
        (
            path,
            f"moments that compare with as_of {aware.value!r}",
            "send moments with a zone, as as_of is, or give as_of as a date",
        )
    ]
    stamps = pa.array([datetime(2026, 1, 1)], pa.timestamp("s", "UTC"))
    zoned = table.set_column(2, "planned_start", stamps)
    naive = AsOf(datetime(2026, 1, 1))
    (found,) = faults(tables | {"manufacturing_orders": zoned}, naive)
    assert found[2] == "send moments without a zone, as as_of is, or give as_of as a date"
    for as_of in (TODAY, naive):
        assert read(tables, as_of, DEFAULT).tables["manufacturing_orders"].rows == 1


def test_ids_that_refer_to_each_other_are_of_one_kind() -> None:
    lots = pa.table({"id": [1], "item": ["x"], "status": ["received"], "source_id": ["P"]})
    tables: Mapping[str, Any] = {
        **lines(order_id=pa.array(["1"])),
        "lots": lots,
        "purchase_orders": pa.table({"id": ["P"], "stage": ["new"]}),
        "transfer_orders": pa.table({"id": [1], "stage": ["new"]}),
    }
    assert faults(tables) == [
        ('tables["lines"].order_id', 'integers, as in tables["orders"].id', "cast one"),
        ('tables["lots"].source_id', 'integers, as in tables["transfer_orders"].id', "cast one"),
    ]


def test_tables_have_a_bound() -> None:
    """A null array of any length has no buffers, so this costs nothing."""
    array = pa.StructArray.from_buffers(
        pa.struct([("other", pa.null())]), 2**31, [None], children=[pa.nulls(2**31)]
    )
    (fault,) = faults({"orders": pa.RecordBatch.from_struct_array(array)})
    assert fault == ('tables["orders"]', "at most 2147483647 rows", "send them in parts")


def nested(**columns: Any) -> dict[str, Any]:
    return {"orders": pa.table({"id": [1], "stage": ["confirmed"], **columns})}


def test_nested_rows_are_lists_of_structs_and_single_ones_structs() -> None:
    path = 'tables["orders"].lines'
    structs = pa.array([{"id": 1}])
    encoded = [
        pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()), values)
        for values in (structs, pa.array([[{"id": 1}]]))
    ]
    lists = [pa.ListArray.from_arrays([0, 1], each) for each in encoded]
    for wrong in (pa.array([[1]]), structs, pa.array([1]), *encoded, *lists):
        assert faults(nested(lines=wrong)) == [(path, "lists of structs", "cast the column")]
    line = {"id": 1, "item": "x", "quantity": 1, "bookings": [{"quantity": 1, "lot": [1]}]}
    assert faults(nested(lines=pa.array([[line]]))) == [
        (f"{path}.bookings.lot", "structs", "cast the column")
    ]


def test_the_depth_of_nested_rows_has_a_bound() -> None:
    text = pa.string()
    plain = [("id", text), ("item", text), ("status", text)]
    lot = pa.struct(plain)
    for _ in range(20):
        booking = pa.struct([("quantity", pa.int8()), ("lot", lot)])
        part = pa.struct(
            [("id", text), ("item", text), ("quantity", pa.int8()), ("bookings", pa.list_(booking))]
        )
        order = pa.struct([("id", text), ("stage", text), ("parts", pa.list_(part))])
        lot = pa.struct([*plain, ("manufacturing_order", order)])
    lots = pa.array([None], lot)
    found = faults({"orders": ORDERS, "lots": pa.RecordBatch.from_struct_array(lots)})
    assert [(path.count("."), advice) for path, _, advice in found] == [
        (51, "send the lots as a table of their own")
    ]


def test_nested_rows_are_checked_as_tables_are() -> None:
    line = {"id": 1.5, "item": "x", "bookings": [{"lot_id": 1, "lot": {"id": 1}, "quantity": 1}]}
    found = faults(nested(lines=pa.array([[line]]), invoices=pa.nulls(1)))
    assert [path.removeprefix('tables["orders"].lines.') for path, _, _ in found] == [
        "id",
        "quantity",
        "bookings.lot.item",
        "bookings.lot.status",
    ]
    line = {"id": 1, "item": "x", "quantity": 1, "bookings": [{"quantity": 1}]}
    (fault,) = faults(nested(lines=pa.array([[line]])))
    assert fault[0] == 'tables["orders"].lines.bookings.lot_id'


def test_a_broken_nested_list_is_refused() -> None:
    items = pa.StructArray.from_arrays([pa.array([1, 2, 3])], ["id"])
    offsets = np.zeros(2, "i4")
    array = pa.Array.from_buffers(
        pa.list_(items.type), 1, [None, pa.py_buffer(offsets)], children=[items]
    )
    table = pa.table({"id": [1], "stage": ["confirmed"], "lines": array})
    offsets[:] = [0, 9]
    assert faults({"orders": table})[0][1] == "a valid Arrow array"
    offsets[:] = [2, 1]
    assert faults({"orders": table})[0][1] == "a valid Arrow array"


def test_rows_are_nested_or_in_a_table_and_not_both() -> None:
    line = {"id": 1, "item": "x", "quantity": 1, "bookings": [{"quantity": 1, "lot_id": 1}]}
    bookings = pa.table({"order_id": [1], "line_id": [1], "lot_id": [1], "quantity": [1]})
    tables = nested(lines=pa.array([[line]]))
    advice = "send either the column or the table"
    path = 'tables["orders"].lines'
    assert faults({**tables, "lines": LINES, "bookings": bookings}) == [
        (path, 'none beside tables["lines"]', advice),
        (f"{path}.bookings", 'none beside tables["bookings"]', advice),
    ]
    assert read({**tables, "lines": LINES.slice(0, 0)}, TODAY, DEFAULT).tables["lines"].rows == 0


class Hostile:
    """A table whose first column, or itself, says something untrue of its array."""

    def __init__(self, place: int, value: int, *, itself: bool = False) -> None:
        self.array = nanoarrow.c_array(pa.table({"id": [1, 2]}).to_batches()[0])
        target = self.array if itself else self.array.child(0)
        ctypes.c_int64.from_address(target._addr() + place).value = value

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self.array.__arrow_c_array__()


LENGTH, OFFSET, BUFFERS = 0, 16, 24


@pytest.mark.parametrize("itself", [False, True])
@pytest.mark.parametrize(
    ("place", "value"),
    [(LENGTH, -1), (OFFSET, -1), (LENGTH, 2**63 - 1), (OFFSET, 2**63 - 1), (BUFFERS, 0)],
)
def test_lengths_and_offsets_that_cannot_be_are_refused(
    place: int, value: int, itself: bool
) -> None:
    (fault, *_) = faults({"orders": Hostile(place, value, itself=itself)})
    assert fault[1] in {"a valid Arrow array", f"at most {2**31 - 1} rows"}


def test_a_column_shorter_than_its_table_is_refused() -> None:
    (fault, *_) = faults({"orders": Hostile(LENGTH, 1)})
    assert fault[1] == "a valid Arrow array"
