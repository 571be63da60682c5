"""Ids of answers: taken from the host's columns, and joined to one column."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from costatus.tables._arrow_input import open_table
from costatus.tables._ids import Ids, as_array, find, joined, spread, taken_ids


def column(values: list[Any], kind: pa.DataType) -> Ids:
    table = open_table(pa.table({"id": pa.array(values, kind)}))
    return table.children()["id"].column()  # type: ignore[return-value]


def read(array: Any) -> pa.Array:
    found = pa.array(array)
    found.validate(full=True)
    return found


TEXTS = (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()))
NUMBERS = (pa.int8(), pa.uint16(), pa.int32(), pa.uint64())


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
    assert [find(ids, wanted) for wanted in (5, "7", 2**70, "x", None)] == [[1], [2], [], [], []]
