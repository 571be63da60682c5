"""Tables of any columns: either their structure is refused, or each row is what its model says."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from costatus import (
    Booking,
    CustomerOrder,
    InvalidInput,
    Invoice,
    LotStatus,
    ManufacturingOrder,
    Operation,
    OrderLine,
    Part,
    PurchaseOrder,
    StockLot,
    TransferOrder,
)
from costatus.models._moments import instant
from costatus.models._validation.shown import shown
from costatus.models.as_of import AsOf
from costatus.models.settings import DEFAULT
from costatus.models.statuses import Term
from costatus.tables._numbers import LIMIT
from costatus.tables._read import Input, read
from costatus.tables._table import ReadTable
from costatus.tables.schema import LAST, TABLES, ColumnSchema, Kind

LOT = StockLot("L", "x", LotStatus.RECEIVED)
MODELS: dict[str, Callable[..., Any]] = {
    "orders": CustomerOrder,
    "lines": OrderLine,
    "bookings": lambda **fields: Booking(LOT, **fields),
    "lots": StockLot,
    "manufacturing_orders": ManufacturingOrder,
    "parts": Part,
    "part_bookings": lambda **fields: Booking(LOT, **fields),
    "operations": Operation,
    "purchase_orders": PurchaseOrder,
    "transfer_orders": TransferOrder,
    "invoices": Invoice,
}
TODAY = AsOf(datetime(2026, 11, 26, 12, tzinfo=UTC))

IDS = [
    (pa.string(), st.sampled_from(["", "a", "CO-1", "größer"]) | st.text(max_size=3)),
    (pa.large_string(), st.text(max_size=20)),
    (pa.string_view(), st.text(max_size=20)),
    (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    (pa.uint8(), st.integers(0, 255)),
]
NUMBERS = [
    (pa.float64(), st.floats() | st.floats(0, 100).map(lambda x: round(x, 2))),
    (pa.float32(), st.floats(width=32)),
    (pa.int16(), st.integers(-5, 100)),
    (pa.uint64(), st.integers(0, 2**64 - 1) | st.integers(0, 9)),
    (pa.decimal128(20, 3), st.decimals(-9, 10**16, places=3)),
    (pa.decimal128(38, 12), st.decimals(0, 100, places=12)),
    (pa.decimal256(60, 2), st.decimals(0, 10**16, places=2)),
    (pa.decimal64(10, 2), st.decimals(0, 100, places=2)),
]
DAYS = [(pa.date32(), st.dates()), (pa.date64(), st.dates())]
MOMENTS = [
    (pa.timestamp("us", "UTC"), st.datetimes(timezones=st.just(UTC))),
    (pa.timestamp("ms", "Asia/Tokyo"), st.datetimes(datetime(1900, 1, 1), timezones=st.just(UTC))),
]
ANYTHING: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    *IDS,
    *NUMBERS,
    *DAYS,
    *MOMENTS,
    (pa.bool_(), st.booleans()),
    (pa.binary(), st.binary(max_size=3)),
    (pa.list_(pa.int8()), st.lists(st.integers(0, 5))),
    (pa.null(), st.none()),
]


PLAIN_ONLY = [pa.null(), pa.string_view(), pa.list_(pa.int8()), pa.decimal64(10, 2)]


def _types(column: ColumnSchema) -> list[tuple[pa.DataType, st.SearchStrategy[Any]]]:
    """Types that a column may have, with their values."""
    words = [term.value for term in column.terms or ()]
    texts = st.sampled_from([*words, *words, "bad"]) if words else st.just("")
    kinds: dict[Kind, list[tuple[pa.DataType, st.SearchStrategy[Any]]]] = {
        Kind.ID: IDS,
        Kind.WORD: [(pa.string(), texts), (pa.string_view(), texts)],
        Kind.QUANTITY: NUMBERS,
        Kind.MONEY: NUMBERS,
        Kind.PRIORITY: [(pa.int64(), st.integers(-2, 2**40)), (pa.int8(), st.integers(0, 5))],
        Kind.DAY: DAYS,
        Kind.DEADLINE: DAYS + MOMENTS,
        Kind.FLAG: [(pa.bool_(), st.booleans())],
    }
    return kinds[column.kind]


@st.composite
def _column(draw: st.DrawFn, column: ColumnSchema, rows: int, wild: bool) -> pa.ChunkedArray | None:
    if not column.required and draw(st.integers(0, 3)) == 0:
        return None
    kind, values = draw(st.sampled_from(ANYTHING if wild else _types(column)))
    if not column.required or draw(st.integers(0, 3)) == 0:
        values = st.none() | values
    array = pa.array(draw(st.lists(values, min_size=rows, max_size=rows)), kind)
    if kind not in PLAIN_ONLY and draw(st.booleans()):
        array = array.dictionary_encode()
    cut = draw(st.integers(0, rows))
    return pa.chunked_array([array[:cut], array[cut:]])


@st.composite
def tables(draw: st.DrawFn) -> dict[str, pa.Table]:
    """Tables with few rows, and now and then a column of any type."""
    wild = draw(st.integers(0, 4)) == 0
    found = {}
    for name in draw(st.sets(st.sampled_from(list(TABLES)), max_size=3)) | {"orders"}:
        rows = draw(st.integers(0, 4))
        columns = {
            column.name: array
            for column in TABLES[name].columns.values()
            if (array := draw(_column(column, rows, wild and draw(st.booleans())))) is not None
        }
        found[name] = pa.table(columns).slice(draw(st.integers(0, 1)))
    return found


@example(
    {
        "orders": pa.table({"id": ["CO-1"], "stage": ["confirmed"]}),
        "lines": pa.table(
            {
                "order_id": pa.nulls(1, pa.string()),
                "id": ["1"],
                "item": ["bike"],
                "quantity": [0],
                "closed": [1],
            }
        ),
    }
)
@example(
    {
        "orders": pa.table({"id": ["CO-1"], "stage": ["confirmed"]}),
        "bookings": pa.table(
            {
                "order_id": pa.nulls(2, pa.string()),
                "line_id": pa.nulls(2, pa.string()),
                "lot_id": pa.nulls(2, pa.string()),
                "quantity": [0.0, -0.0],
            }
        ),
    }
)
@given(tables())
def test_a_row_is_refused_just_where_its_model_is(given_: dict[str, pa.Table]) -> None:
    try:
        found = read(given_, TODAY, DEFAULT)
    except InvalidInput:
        return
    rejected: dict[tuple[str, int], set[tuple[str, str, str, str]]] = {}
    for fault in found.faults.rejected():
        cell = (fault.column, fault.value, fault.expected, fault.advice)
        rejected.setdefault((fault.table, fault.row), set()).add(cell)
    for name, table in found.tables.items():
        for row in range(table.rows):
            check(found, table, row, rejected.get((name, row), set()))


def check(found: Input, table: ReadTable, row: int, faults: set[tuple[str, str, str, str]]) -> None:
    fields = {name: table.value(name, row) for name in table.schema.fields}
    required = {name for name in fields if table.schema.columns[name].required}
    sent = {k: v for k, v in fields.items() if v is not None or k in required}
    wanted = set()
    model = None
    try:
        model = MODELS[table.name](**sent)
    except InvalidInput as error:
        wanted = {(f.path, shown(f.value), f.expected, f.advice) for f in error.faults}
    own = {fault for fault in faults if fault[0] in fields}
    assert own == wanted
    assert (table.faulty is not None and table.faulty[row]) == bool(faults)
    if model is None:
        return
    assert table.record(row).keys() == {k for k, v in sent.items() if v is not None}
    for name in fields:
        if not (table.unfit is not None and table.unfit[row]):
            column = table.schema.columns[name]
            same(found, table, column, row, getattr(model, name))


def same(found: Input, table: ReadTable, column: ColumnSchema, row: int, value: Any) -> None:
    """Check that the arrays say what the model says."""
    arrays = table.arrays
    wanted: Any
    match column.kind:
        case Kind.ID:
            assert column.name not in arrays
            return
        case Kind.DEADLINE:
            moment = isinstance(value, datetime)
            wanted = instant(value) // timedelta(microseconds=1) if moment else 2**63 - 1
            assert arrays[f"{column.name}.moment"][row] == wanted
            assert arrays[f"{column.name}.day"][row] == (0 if value is None else TODAY.day(value))
            return
        case Kind.QUANTITY | Kind.MONEY if isinstance(value, Decimal):
            money = column.kind is Kind.MONEY
            wanted = value.scaleb(found.money_scale if money else found.quantity_scale)
            assert wanted <= LIMIT
        case Kind.WORD if isinstance(value, Term):
            wanted = value.rank
        case Kind.DAY if isinstance(value, date):
            wanted = value.toordinal()
        case Kind.PRIORITY:
            wanted = LAST if value is None else value
        case Kind.FLAG:
            wanted = int(value)
        case _:
            wanted = column.missing
    assert arrays[column.name][row] == wanted
    assert arrays[column.name].dtype.kind == "i"


def test_garbage_behind_nulls_counts_for_nothing() -> None:
    """What lies under a null is any bytes: it is not read, and raises no fault."""
    rng = np.random.default_rng(5)
    valid = pa.py_buffer(np.zeros(2, "u1"))
    for kind in (pa.float64(), pa.decimal128(38, 12), pa.int64(), pa.date32(), pa.uint64()):
        for column in ("total", "promised_on", "priority"):
            garbage = pa.py_buffer(rng.integers(0, 2**63, 32).view("u1").copy())
            array = pa.Array.from_buffers(kind, 16, [valid, garbage])
            orders = pa.table({"id": range(16), "stage": ["confirmed"] * 16, column: array})
            try:
                found = read({"orders": orders}, TODAY, DEFAULT)
            except InvalidInput:
                continue
            assert len(found.faults) == 0
            assert found.tables["orders"].unfit is None
            missing = TABLES["orders"].columns[column].missing
            assert (found.tables["orders"].arrays[column] == missing).all()
