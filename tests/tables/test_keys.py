"""Rows by key, and rows by parent: as dicts find them."""

import sys
from collections.abc import Iterator, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from costatus import tables
from costatus.tables import _keys, _loops, _plain_keys, keys
from costatus.tables._columns import Column, DictionaryColumn, IntegerColumn, TextColumn

INTEGERS = st.integers(-5, 5) | st.integers(-(2**63), 2**63 - 1)
LIKE_TEXTS = ["", "1234567", "12345678", "1234567890", "1234567891", "a234567890" * 3, "12" * 15]
TEXTS = st.text("ab", max_size=3) | st.sampled_from(LIKE_TEXTS) | st.text()
NUMBERED = st.integers(0, 12).map("CO-{}".format)
PADDED = st.integers(0, 12).map("CO-{:03}".format)
LIKE_NUMBERED = st.sampled_from(["CO-", "C0-1", "CO-01", "CO-1x", "CO-/", "", "1", f"CO-{10**18}"])


@pytest.fixture(params=[(_keys, 100), (_keys, 3), (_plain_keys, 100)], autouse=True, scope="module")
def loops(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test with the loops that are compiled, in threads too, and with the others."""
    with pytest.MonkeyPatch.context() as patch:
        loops, share = request.param
        patch.setattr(keys, "_loops", loops)
        patch.setattr(keys, "_SHARE", share)
        yield


def two_columns(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[list[Any], list[Any]]]:
    some = st.lists(values | st.none(), max_size=30)
    return st.tuples(some, some)


@given(
    two_columns(INTEGERS)
    | two_columns(TEXTS)
    | st.sampled_from([NUMBERED, PADDED]).flatmap(
        lambda texts: st.tuples(
            st.lists(texts) | st.lists(texts | st.none() | LIKE_NUMBERED),
            st.lists(texts | st.none() | LIKE_NUMBERED),
        )
    )
)
@example(([2**63], [2**63, 0]))
@example(([-1], [2**64 - 1]))
@example(([], [1]))
@example((["12345678"], []))
@example(([f"CO-{10**18}"], [f"CO-{10**18}", "CO-1"]))
@example((["CO-1", "CO-22"], ["CX-1", "CO-2x", "CO-02", "CO-22"]))
def test_a_key_is_found_in_its_first_row(values: tuple[list[Any], list[Any]]) -> None:
    ids, wanted = values
    index = keys.index(column(ids))
    rows = index.find(column(wanted))
    assert rows.dtype == np.int32
    assert rows.tolist() == [row_of(key, ids) for key in wanted]
    assert index.marks.tolist() == [mark(row, ids) for row in range(len(ids))]


@given(two_columns(INTEGERS) | two_columns(TEXTS), st.data())
def test_the_keys_of_some_rows_are_found(
    values: tuple[list[Any], list[Any]], data: st.DataObject
) -> None:
    ids, wanted = values
    some = data.draw(st.lists(st.sampled_from(range(len(wanted)))) if wanted else st.just([]))
    for column_of in column, dictionary:
        rows = keys.index(column_of(ids)).find(column_of(wanted), np.array(some, np.int32))
        assert rows.tolist() == [row_of(wanted[row], ids) for row in some]


@given(st.lists(st.integers(-1, 5), max_size=30), st.booleans())
def test_rows_are_grouped_by_parent_in_their_order(parents: list[int], grouped: bool) -> None:
    parents = sorted(parents) if grouped else parents
    groups = keys.group(np.array(parents, np.int32), 6)
    expected = [[row for row, parent in enumerate(parents) if parent == n] for n in range(6)]
    places = range(groups.offsets[-1]) if groups.rows is None else groups.rows.tolist()
    starts = groups.offsets.tolist()
    assert [list(places[starts[n] : starts[n + 1]]) for n in range(6)] == expected
    assert (groups.rows is None) == (parents == sorted(parents) and -1 not in parents)


@given(st.data(), st.sampled_from([INTEGERS, TEXTS, st.integers(0, 8), st.sampled_from("abc")]))
def test_a_key_is_found_within_its_group(data: st.DataObject, values: Any) -> None:
    child = st.tuples(st.integers(0, 2), values | st.none())
    ours, wanted = data.draw(st.tuples(st.lists(child), st.lists(child)))
    our_groups, wanted_groups = (
        keys.group(np.array([parent for parent, _ in children], np.int32), 3)
        for children in (ours, wanted)
    )
    our_keys, wanted_keys = (column([key for _, key in children]) for children in (ours, wanted))
    found, marks = keys.match(our_keys, our_groups, wanted_keys, wanted_groups)
    ours, wanted = sorted(ours, key=parent_of), sorted(wanted, key=parent_of)
    keyed = [None if key is None else (parent, key) for parent, key in ours]
    assert found.tolist() == [
        -1 if key is None else row_of((parent, key), keyed) for parent, key in wanted
    ]
    assert marks.tolist() == [mark(row, keyed) for row in range(len(keyed))]


def test_long_texts_are_compared_where_they_stand() -> None:
    texts = ["a123456789012345", "b123456789012345", "a123456789"]
    ours, wanted = column([texts[1], texts[0], texts[2]]), column([texts[0], texts[2], texts[1]])
    parents, others = np.array([1, 0, 0], np.int32), np.array([0, 0, 1], np.int32)
    ours_by_parent = keys.group(parents, 2)
    found, marks = keys.match(ours, ours_by_parent, wanted, keys.group(others, 2))
    assert found.tolist() == [0, 1, 2]
    assert not marks.any()


def test_texts_with_the_same_hash_differ() -> None:
    """Where texts of one number are compared, their lengths and all their bytes decide."""
    texts = column(["a" * 16, "a" * 8 + "b" * 8, "b" * 8 + "a" * 8, "a" * 17])
    assert isinstance(texts, TextColumn)
    same = np.full(4, -5, np.int64)
    index = _keys.Index(
        _keys.Keys(same, texts.offsets, texts.data), np.zeros(4, np.uint8), np.empty(16, np.int32)
    )
    index.fill()
    found = np.empty(4, np.int32)
    index.find(_keys.Keys(same, texts.offsets, texts.data, np.arange(4, dtype=np.int32)), found)
    assert found.tolist() == [0, 1, 2, 3]


def test_dicts_do_where_nothing_is_compiled_and_cython_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(tables, "_keys")
    monkeypatch.setitem(sys.modules, "costatus.tables._keys", None)
    spec = spec_from_file_location("loops_without_cython", _loops.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.loops is _plain_keys


@pytest.mark.parametrize("loops", [_keys, _plain_keys])
@given(st.lists(st.binary(max_size=3) | st.binary(min_size=62, max_size=66), min_size=1), st.data())
def test_pieces_of_data_are_put_one_after_another(
    loops: Any, texts: list[bytes], data: st.DataObject
) -> None:
    starts = np.cumsum([0, *map(len, texts)])
    wanted = data.draw(st.lists(st.integers(0, len(texts) - 1)))
    offsets = np.cumsum([0, *(len(texts[n]) for n in wanted)])
    found = np.empty(offsets[-1], np.uint8)
    whole = np.frombuffer(b"".join(texts), np.uint8)
    loops.gather(whole, starts[wanted], offsets, found)
    assert found.tobytes() == b"".join(texts[n] for n in wanted)


@pytest.mark.parametrize("dtype", [np.bool_, np.int8, np.uint8, np.int32, np.int64])
def test_values_are_taken_by_row(dtype: type[np.generic]) -> None:
    values = np.array([0, 1, 0, 1, 1]).astype(dtype)
    rows = np.array([4, 0, 1], np.int32)
    assert keys.take(values, rows).tolist() == values[rows].tolist()
    assert keys.take(values[::2], rows[1:]).tolist() == values[[0, 2]].tolist()
    assert keys.take(values, None) is values
    one = np.broadcast_to(values[1], 5)
    assert keys.take(one, rows).tolist() == [values[1].item()] * 3
    assert keys.take(one, None).flags.c_contiguous


def column(values: Sequence[Any]) -> Column:
    valid = np.array([value is not None for value in values], np.bool_)
    given = None if valid.all() else valid
    if all(isinstance(value, int | None) for value in values):
        large = any(value is not None and value >= 2**63 for value in values)
        numbers = np.array([value or 0 for value in values], np.uint64 if large else np.int64)
        return IntegerColumn(len(values), given, numbers)
    texts = [(value or "").encode("utf-8", "surrogatepass") for value in values]
    offsets = np.cumsum([1, *map(len, texts)], dtype=np.int64)
    return TextColumn(len(values), given, offsets, np.frombuffer(b"-" + b"".join(texts), np.uint8))


def dictionary(values: Sequence[Any]) -> Column:
    """Return the column with texts as a dictionary."""
    whole = column(values)
    if isinstance(whole, IntegerColumn):
        return whole
    words = sorted({value for value in values if value is not None})
    indices = np.array([words.index(value) if value is not None else 0 for value in values])
    texts = column(["other", *words])
    assert isinstance(texts, TextColumn)
    return DictionaryColumn(whole.rows, whole.valid, (indices + 1).astype(np.int32), texts)


def parent_of(child: tuple[int, Any]) -> int:
    return child[0]


def row_of(key: object, ids: Sequence[Any]) -> int:
    return -1 if key is None or key not in ids else ids.index(key)


def mark(row: int, ids: Sequence[Any]) -> int:
    if ids[row] is None:
        return 1
    return 2 if ids[row] in ids[:row] else 0
