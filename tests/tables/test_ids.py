"""Ids: read from columns of many types, taken for answers, and joined to one column."""

import math
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest

from costatus.tables._arrow_input import Unreadable, open_table
from costatus.tables._ids import Ids, as_array, find, joined, read_ids, spread, taken_ids


def column(values: list[Any], kind: pa.DataType) -> Ids:
    return of_array(pa.array(values, kind))


def of_array(values: pa.Array) -> Ids:
    ids: Ids = read_ids(open_table(pa.table({"id": values})).children()["id"])
    return ids


def read(array: Any) -> pa.Array:
    found = pa.array(array)
    found.validate(full=True)
    return found


TEXTS = (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()))
NUMBERS = (pa.int8(), pa.uint16(), pa.int32(), pa.uint64())
FLOATS = (pa.float16(), pa.float32(), pa.float64())
DECIMALS = (
    pa.decimal32(5, 0),
    pa.decimal64(18, 6),
    pa.decimal128(38, 0),
    pa.decimal128(38, 10),
    pa.decimal128(9, -1),
    pa.decimal256(76, 38),
)
BYTES = (pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(3))


@pytest.mark.parametrize("kind", [*FLOATS, *DECIMALS, pa.dictionary(pa.int8(), pa.float64())])
def test_whole_floats_and_decimals_are_integers(kind: pa.DataType) -> None:
    """As pandas makes of integers beside nulls, and Spark and Oracle of any number."""
    found = read(as_array(column([70, None, -120, 0], kind)))
    assert found.type == pa.int64()
    assert found.to_pylist() == [70, None, -120, 0]
    assert find(column([70, None, 70], kind), "70") == [0, 2]


@pytest.mark.parametrize(
    ("kind", "value", "largest"),
    [
        (pa.float64(), 1.5, 2**53 - 1),
        (pa.float64(), 2.0**53, 1 - 2**53),
        (pa.float32(), 2.0**24, 2**24 - 1),
        (pa.float16(), 2048.0, 2047),
        (pa.float64(), math.inf, 0),
        (pa.float64(), math.nan, 0),
        (pa.decimal32(9, 2), Decimal("1.50"), 7),
        (pa.decimal128(38, 10), Decimal("0.0000000001"), -(2**63)),
        (pa.decimal128(38, 0), Decimal(2**63), 2**63 - 1),
        (pa.decimal256(76, 38), Decimal(-(2**63) - 1), 2**63 - 1),
    ],
)
def test_a_number_that_is_no_integer_is_no_id(kind: pa.DataType, value: Any, largest: int) -> None:
    assert find(column([largest], kind), largest) == [0]
    with pytest.raises(Unreadable) as caught:
        column([None, value, 1], kind)
    assert str(caught.value.found) == str(value) or caught.value.found == value
    bits = {pa.float16(): 11, pa.float32(): 24, pa.float64(): 53}.get(kind, 64)
    assert caught.value.expected == f"whole numbers of at most {bits} bits"


@pytest.mark.parametrize("kind", BYTES)
def test_bytes_are_texts(kind: pa.DataType) -> None:
    values = [b"abc", None, "aõ".encode()]
    found = read(as_array(column(values, kind)))
    assert found.to_pylist() == ["abc", None, "aõ"]


def test_uuids_are_their_texts() -> None:
    given = [UUID(int=2**127 + 1), UUID("00112233-4455-6677-8899-aabbccddeeff")]
    stored = pa.array([given[0].bytes, None, given[1].bytes], pa.binary(16))
    for values in (stored, pa.ExtensionArray.from_storage(pa.uuid(), stored)):
        expected = [str(given[0]), None, str(given[1])]
        assert read(as_array(of_array(values))).to_pylist() == expected
        assert read(as_array(of_array(values[1:]))).to_pylist() == expected[1:]
        assert find(of_array(values), given[1]) == [2]
    assert read(as_array(of_array(stored[:0]))).to_pylist() == []


@pytest.mark.parametrize("kind", [*TEXTS, *NUMBERS])
def test_nulls_stay_and_row_minus_1_is_null(kind: pa.DataType) -> None:
    values = ["1", None, "23"] if kind in TEXTS else [1, None, 23]
    ids = column(values, kind)
    assert read(taken_ids(ids, None)).to_pylist() == values
    assert read(taken_ids(ids, np.array([2, 1, 0]))).to_pylist() == values[::-1]
    rows = np.array([2, -1, 1, -1, 0])
    assert read(taken_ids(ids, rows)).to_pylist() == [values[2], None, None, None, values[0]]
    assert read(taken_ids(ids, np.array([], np.int64))).to_pylist() == []


@pytest.mark.parametrize("kind", [*TEXTS, *NUMBERS])
def test_ids_may_all_be_null(kind: pa.DataType) -> None:
    assert read(taken_ids(column([None, None], kind), None)).to_pylist() == [None, None]


@pytest.mark.parametrize("kind", NUMBERS)
def test_integers_of_one_type_keep_it_when_they_are_joined(kind: pa.DataType) -> None:
    one, other = column([1, None, 3], kind), column([4, 5], kind)
    ids = spread(joined([one, other]), np.array([True, True, True, False, False, True, True]))
    found = read(as_array(ids))
    assert found.type == kind
    assert found.to_pylist() == [1, None, 3, None, None, 4, 5]


def test_ids_of_several_types_are_joined_as_text() -> None:
    pieces = [column([-7, None], pa.int64())]
    pieces += [column(["õ", None], kind).take(np.array([1, 0, 0])) for kind in TEXTS]
    found = read(as_array(joined(pieces)))
    assert found.type == pa.string()
    assert found.to_pylist() == ["-7", None, *[None, "õ", "õ"] * len(TEXTS)]


def test_without_ids_all_are_null() -> None:
    assert read(taken_ids(joined([]), np.array([-1, -1]))).to_pylist() == [None, None]
    assert read(taken_ids(joined([]), None)).to_pylist() == []


@pytest.mark.parametrize("kind", TEXTS)
def test_texts_are_found_by_their_bytes(kind: pa.DataType) -> None:
    ids = column(["a", "õ", "ab", "õ", None], kind)
    assert [find(ids, wanted) for wanted in ("õ", "ab", "b", "\ud800", 1)] == [
        [1, 3],
        [2],
        [],
        [],
        [],
    ]


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_are_found_by_number_or_text(kind: pa.DataType) -> None:
    ids = column([0, 5, 7], kind)
    assert [find(ids, wanted) for wanted in (5, "7", 5.0, Decimal(7))] == [[1], [2], [1], [2]]
    for unknown in (2**70, "x", None, 5.5, math.nan, math.inf, b"5", UUID(int=5)):
        assert find(ids, unknown) == []
