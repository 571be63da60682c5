"""Columns of every type and layout are read as pyarrow reads them; broken ones are refused."""

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from costatus.tables._arrow_input import Arrays, Unreadable, open_table
from costatus.tables._columns import Column, DictionaryColumn, IntegerColumn, TextColumn

TEXTS = ["a", None, "ö", "größer" * 9, "twelve chars", "thirteen char", "", "b"]
TEXT_TYPES = [pa.string(), pa.large_string(), pa.string_view()]
INTEGERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
DECIMALS = [pa.decimal32(5, 2), pa.decimal64(18, 2), pa.decimal128(38, 9), pa.decimal256(76, 20)]
MOMENTS = [datetime(2026, 1, 1, 3, 4, 5), None, datetime(1960, 10, 25, 3), datetime(1, 1, 2)]
DAYS = [date(2026, 1, 1), None, date.min, date.max]

ARRAYS = [
    *(pa.array(TEXTS, kind) for kind in TEXT_TYPES),
    *(
        pa.array(TEXTS, text)
        .dictionary_encode()
        .cast(pa.dictionary(pa.type_for_alias(index), text))
        for text in TEXT_TYPES[:2]
        for index in INTEGERS
    ),
    *(pa.array([1, None, 3, 100], pa.type_for_alias(kind)) for kind in INTEGERS),
    pa.array([2**64 - 1, None], pa.uint64()),
    *(pa.array([1.5, None, 0.25], kind) for kind in (pa.float16(), pa.float32(), pa.float64())),
    *(pa.array([Decimal("1.50"), None, Decimal("-2.25")], kind) for kind in DECIMALS),
    pa.array([Decimal(100), None], pa.decimal128(5, -2)),
    *(pa.array(DAYS, kind) for kind in (pa.date32(), pa.date64())),
    *(pa.array(MOMENTS[:3], pa.timestamp("ns", zone)) for zone in (None, "UTC")),
    *(
        pa.array(MOMENTS, pa.timestamp(unit, zone))
        for unit in ("s", "ms", "us")
        for zone in (None, "UTC", "America/New_York", "+02:30")
    ),
    pa.array([True, None, False] * 9),
    pa.nulls(5),
    pa.array([7, None, 7, 8]).dictionary_encode(),
    pa.array([Decimal("1.5"), None]).dictionary_encode(),
    pa.DictionaryArray.from_arrays(pa.array([None, None], pa.int8()), pa.array([], pa.string())),
    pa.DictionaryArray.from_arrays(pa.array([1, None, 0], pa.int8()), pa.array(["x", None])),
    pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int8()), pa.array([5, None])),
]


def column(table: pa.Table) -> Arrays:
    return open_table(table).children()["x"]


def values(read: Column) -> list[Any]:
    return [read.value(row) for row in range(read.rows)]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: str(array.type))
def test_values_are_those_of_pyarrow_however_chunked_and_sliced(array: pa.Array) -> None:
    whole = pa.table({"other": pa.nulls(len(array)), "x": array})
    for table in (
        whole,
        whole.slice(1),
        whole.slice(1, 1),
        pa.concat_tables([whole.slice(1), whole, whole.slice(0, 0)]),
        whole.slice(0, 0),
        whole.schema.empty_table(),
    ):
        read = column(table).column()
        wanted = table.column("x").to_pylist()
        assert values(read) == wanted
        assert read.rows == len(wanted)
        backwards = np.arange(len(wanted))[::-1]
        assert values(read.take(backwards)) == wanted[::-1]
        if isinstance(read, DictionaryColumn | TextColumn):
            assert values(read.as_text()) == wanted


def test_integers_keep_their_type() -> None:
    for kind in INTEGERS:
        array = pa.array([1], pa.type_for_alias(kind))
        for each in (array, array.dictionary_encode()):
            read = column(pa.table({"x": each})).column()
            assert isinstance(read, IntegerColumn)
            assert read.values.dtype == kind


@pytest.mark.parametrize("kind", ["f2", "f4"])
def test_narrow_floats_become_the_doubles_of_their_text(kind: str) -> None:
    bits = np.random.default_rng(1).integers(0, 2**31, 3000, dtype=np.uint32)
    found = bits.astype("u2").view("f2") if kind == "f2" else bits.view("f4")
    plain = np.array([*(n / 100 for n in range(2000)), np.nan, np.inf, -0.1], kind)
    found = np.concatenate([found[np.isfinite(found)], plain])
    read = column(pa.table({"x": found})).column()
    wanted = [float(str(value)) for value in found]
    np.testing.assert_array_equal(read.values, wanted)  # type: ignore[attr-defined]


def test_days_and_moments_outside_the_calendar_are_numbers() -> None:
    days = pa.array([-800_000, 3_000_000], pa.int32()).cast(pa.date32())
    assert values(column(pa.table({"x": days})).column()) == [-80_837, 3_719_163]
    moments = pa.array([-(10**15), 10**15]).cast(pa.timestamp("s", "UTC"))
    assert values(column(pa.table({"x": moments})).column()) == [-(10**15), 10**15]
    last = pa.array([253402300799]).cast(pa.timestamp("s", "Europe/Tallinn"))
    assert values(column(pa.table({"x": last})).column()) == [253402300799]


def test_shared_dictionaries_are_read_once() -> None:
    chunk = pa.array(["x", "y", "x"]).dictionary_encode()
    read = column(pa.table({"x": pa.chunked_array([chunk, chunk[1:], chunk])})).column()
    assert isinstance(read, DictionaryColumn)
    assert values(read.texts) == ["x", "y"]
    other = pa.array(["z"]).dictionary_encode()
    read = column(pa.table({"x": pa.chunked_array([chunk, other])})).column()
    assert values(read) == ["x", "y", "x", "z"]


ITEMS = [
    [{"a": 1, "s": {"z": "x"}}],
    None,
    [],
    [{"a": 2, "s": None}, None, {"a": 3, "s": {"z": "y"}}],
]


@pytest.mark.parametrize("large", [False, True])
def test_lists_give_their_items_and_where_those_of_each_row_begin(large: bool) -> None:
    struct = pa.struct([("a", pa.int64()), ("s", pa.struct([("z", pa.string())]))])
    array = pa.array(ITEMS, pa.large_list(struct) if large else pa.list_(struct))
    whole = pa.table({"x": array})
    for table in (
        whole,
        whole.slice(1),
        pa.concat_tables([whole.slice(3), whole, whole.slice(2, 1)]),
    ):
        rows = [row or [] for row in table.column("x").to_pylist()]
        offsets, items = column(table).items()
        found = values(items.children()["a"].column())
        wanted = [[item and item["a"] for item in row] for row in rows]
        assert [found[a:b] for a, b in pairwise(offsets)] == wanted
        inner_offsets, inner = items.children()["s"].items()
        texts = values(inner.children()["z"].column())
        given = [item["s"]["z"] if item and item["s"] else None for row in rows for item in row]
        assert texts == [text for text in given if text is not None]
        assert np.diff(inner_offsets).tolist() == [int(text is not None) for text in given]


def test_items_of_null_lists_are_left_out_at_every_level() -> None:
    inner = pa.ListArray.from_arrays(pa.array([0, 2, 3, 5], pa.int32()), pa.array([1, 2, 3, 4, 5]))
    struct = pa.StructArray.from_arrays([inner, pa.array(["a", "b", "c"])], ["n", "t"])
    outer = pa.ListArray.from_arrays(
        pa.array([0, 1, 2, 3], pa.int32()), struct, mask=pa.array([False, True, False])
    )
    offsets, items = column(pa.table({"x": outer})).items()
    assert offsets.tolist() == [0, 1, 1, 2]
    assert values(items.children()["t"].column()) == ["a", "c"]
    offsets, numbers = items.children()["n"].items()
    assert offsets.tolist() == [0, 2, 4]
    assert values(numbers.column()) == [1, 2, 4, 5]


def test_rows_of_a_null_struct_are_null() -> None:
    struct = pa.StructArray.from_arrays(
        [pa.array([1, 2, None])], ["x"], mask=pa.array([False, True, False])
    )
    assert values(open_table(struct).children()["x"].column()) == [1, None, None]


def test_of_two_columns_of_one_name_the_first_is_read() -> None:
    table = pa.table([pa.array([1]), pa.array([2])], ["x", "x"])
    assert values(column(table).column()) == [1]


def broken(kind: pa.DataType, rows: int, validity: Any, data: Any, *others: Any) -> pa.Array:
    """Return an array of these buffers; pyarrow checks it before the data is put in."""
    buffer = np.zeros_like(data)
    made = [None if each is None else pa.py_buffer(each) for each in (validity, buffer, *others)]
    array = pa.Array.from_buffers(kind, rows, made)
    buffer[...] = data
    return array


def view(length: int, buffer: int = 0, offset: int = 0) -> Any:
    return np.array([length, 0, buffer, offset], "i4")


def dictionary(indices: Any, texts: int = 2, validity: Any = None) -> pa.Array:
    buffer = np.zeros_like(indices)
    own = pa.Array.from_buffers(
        pa.from_numpy_dtype(buffer.dtype),
        len(buffer),
        [None if validity is None else pa.py_buffer(validity), pa.py_buffer(buffer)],
    )
    found = pa.array([f"t{n}" for n in range(texts)], pa.string())
    array = pa.DictionaryArray.from_arrays(own, found, safe=False)
    buffer[...] = indices
    return array


TEXT = np.frombuffer(b"abcdefghijklmnopqrst", np.uint8)
BROKEN = {
    "offsets that descend": broken(pa.string(), 2, None, np.array([0, 5, 2], "i4"), TEXT),
    "offsets past the end": broken(pa.string(), 2, None, np.array([0, 2**30, 2], "i4"), TEXT),
    "offsets below 0": broken(pa.string(), 2, None, np.array([0, -5, 2], "i4"), TEXT),
    "large offsets": broken(pa.large_string(), 2, None, np.array([0, 2**62, 2], "i8"), TEXT),
    "a view of no buffer": broken(pa.string_view(), 1, None, view(20, 7), TEXT),
    "a view of a buffer below 0": broken(pa.string_view(), 1, None, view(20, -1), TEXT),
    "a view past the end": broken(pa.string_view(), 1, None, view(20, 0, 1), TEXT),
    "a view before the start": broken(pa.string_view(), 1, None, view(13, 0, -1), TEXT),
    "a view of length below 0": broken(pa.string_view(), 1, None, view(-1), TEXT),
    "an index past the end": dictionary(np.array([0, 2], "i1")),
    "an index below 0": dictionary(np.array([0, -1], "i1")),
    "an index of 64 bits": dictionary(np.array([0, 2**63], "u8")),
    "an index into nothing": dictionary(np.array([0], "i1"), texts=0),
    "an unknown zone": pa.array([1]).cast(pa.timestamp("s", "Mars/Olympus")),
    "a zone that is an offset of nothing": pa.array([1]).cast(pa.timestamp("s", "+99:99")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_array_is_refused_before_it_is_read(what: str) -> None:
    table = pa.table({"x": BROKEN[what]})
    with pytest.raises(Unreadable):
        column(table).column()


def test_a_broken_list_is_refused() -> None:
    items = pa.StructArray.from_arrays([pa.array([1, 2, 3])], ["a"])
    offsets = np.zeros(4, "i4")
    made = [None, pa.py_buffer(offsets)]
    array = pa.Array.from_buffers(pa.list_(items.type), 3, made, children=[items])
    offsets[:] = [0, 2, 1, 3]
    with pytest.raises(Unreadable):
        column(pa.table({"x": array})).items()


def test_what_is_null_is_not_checked() -> None:
    valid = np.array([0b01], "u1")
    views = np.concatenate([view(1), view(-7, 9, 9)])
    array = broken(pa.string_view(), 2, valid, views, TEXT)
    assert values(column(pa.table({"x": array})).column())[1] is None
    array = dictionary(np.array([1, 99], "i1"), validity=valid)
    assert values(column(pa.table({"x": array})).column()) == ["t1", None]


def test_buffers_that_are_not_aligned_are_copied() -> None:
    raw = np.zeros(8 * 3 + 1, np.uint8)
    raw[1:].view("u1")[:] = np.frombuffer(np.array([1, 2, 3], "<i8").tobytes(), np.uint8)
    array = pa.Array.from_buffers(pa.int64(), 3, [None, pa.py_buffer(raw).slice(1)])
    read = column(pa.table({"x": array})).column()
    assert values(read) == [1, 2, 3]
    assert read.values.flags.aligned  # type: ignore[attr-defined]


def test_only_tables_are_opened() -> None:
    with pytest.raises(Unreadable):
        open_table(pa.chunked_array([pa.array([1])]))
