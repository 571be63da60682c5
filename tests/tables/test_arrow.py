"""Arrow arrays of numpy arrays: what pyarrow reads of them, checked by pyarrow itself."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from costatus._arrays.layout import NO_MOMENT
from costatus.tables import _arrow
from costatus.tables._columns import BLOCK, offsets_of

NONE = np.iinfo(np.int64).max
ROWS = 3 * BLOCK


def read(array: Any) -> pa.Array:
    """Return the array as pyarrow takes it."""
    found = pa.array(array)
    found.validate(full=True)
    return found


@pytest.mark.parametrize(
    "kind", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
)
def test_integers_keep_their_width(kind: str) -> None:
    values = np.array([0, 1, np.iinfo(kind).max], kind)
    found = read(_arrow.integers(values[::-1]))
    assert str(found.type) == kind
    assert found.to_pylist() == values[::-1].tolist()


def test_a_percent_below_0_is_null() -> None:
    assert read(_arrow.percents(np.array([0, -1, 100], np.int8))).to_pylist() == [0, None, 100]
    assert read(_arrow.percents(np.array([], np.int8))).to_pylist() == []


@pytest.mark.parametrize("text", [False, True])
def test_words_are_dictionary_values_or_plain_text(text: bool) -> None:
    found = read(_arrow.words(np.array([1, -1, 0, 1]), ["a", "õun"], text=text))
    assert found.to_pylist() == ["õun", None, "a", "õun"]
    assert found.type == (pa.string() if text else pa.dictionary(pa.int8(), pa.string()))


@pytest.mark.parametrize("text", [False, True])
@given(st.lists(st.integers(0, 2**5 - 1)))
def test_a_mask_is_the_list_of_the_codes_of_its_bits(text: bool, masks: list[int]) -> None:
    codes = [None, "x", "y", "x", "z"]
    found = read(_arrow.code_lists(np.array(masks, np.uint16) & 30, codes, text=text))
    assert found.to_pylist() == [
        [code for bit, code in enumerate(codes) if code and mask >> bit & 1] for mask in masks
    ]


def test_many_masks_are_read_in_blocks() -> None:
    masks = np.arange(ROWS, dtype=np.uint32) % 8
    found = read(_arrow.code_lists(masks, ["a", "b", "c"])).to_pylist()
    lists = [[], ["a"], ["b"], ["a", "b"], ["c"], ["a", "c"], ["b", "c"], ["a", "b", "c"]]
    assert found == [lists[n % 8] for n in range(ROWS)]


def test_the_largest_number_is_no_day() -> None:
    days = [date(1, 1, 1), None, date(1969, 12, 31), date(9999, 12, 31)]
    numbers = np.array([day.toordinal() if day else NO_MOMENT for day in days])
    assert read(_arrow.days(numbers)).to_pylist() == days


TALLINN = tz.gettz("Europe/Tallinn")


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        (None, None),
        (UTC, "UTC"),
        (ZoneInfo("Europe/Tallinn"), "Europe/Tallinn"),
        (timezone(timedelta(hours=14)), "+14:00"),
        (timezone(timedelta(hours=-9, minutes=-30)), "-09:30"),
        (timezone(timedelta(seconds=1)), "UTC"),
        (TALLINN, getattr(TALLINN, "key", "UTC")),  # dateutil names its zones from version 4 on
        (tz.tzoffset(None, 3600), "UTC"),
    ],
)
def test_moments_are_in_the_zone_by_its_name(zone: tzinfo | None, name: str | None) -> None:
    """A zone without a name that Arrow knows becomes UTC: the instants are the same."""
    moment = datetime(2026, 10, 25, 0, 30, 0, 1)
    instant = (moment - datetime(1, 1, 1)) // timedelta(microseconds=1)
    found = read(_arrow.moments(np.array([instant, NONE]), zone))
    assert found.type == pa.timestamp("us", name)
    assert found.cast(pa.timestamp("us")).to_pylist() == [moment, None]


@given(st.lists(st.text()), st.data())
def test_texts_of_some_rows(texts: list[str], data: st.DataObject) -> None:
    places = st.sampled_from(range(len(texts))) if texts else st.nothing()
    rows = data.draw(st.lists(places))
    written = [text.encode("utf-8", "surrogateescape") for text in texts]
    offsets = offsets_of(np.array([3, *map(len, written)]))[1:]
    chars = np.frombuffer(b"..." + b"".join(written), np.uint8)
    taken = _arrow.taken(offsets, chars, np.array(rows, np.int64))
    assert read(_arrow.texts(*taken)).to_pylist() == [texts[row] for row in rows]


@pytest.mark.parametrize("longest", [8, 1000])
def test_texts_are_copied_in_blocks(longest: int) -> None:
    """Texts of many lengths, and where one is long."""
    texts = [str(n) for n in range(ROWS)]
    texts[7] = "x" * longest
    offsets = offsets_of(np.array([len(text) for text in texts]))
    chars = np.frombuffer("".join(texts).encode(), np.uint8)
    rows = np.arange(ROWS)[::-1]
    assert read(_arrow.texts(*_arrow.taken(offsets, chars, rows))).to_pylist() == texts[::-1]


def test_texts_of_more_than_2_gigabytes_are_large_strings() -> None:
    """Only their type is looked at: the data is not there."""
    types = [_arrow.text_type(size) for size in (2**31 - 1, 2**31)]
    assert [pa.field(schema).type for schema, _ in types] == [pa.string(), pa.large_string()]
    assert [width for _, width in types] == [np.int32, np.int64]


def test_columns_make_a_record_batch() -> None:
    batch = pa.record_batch(
        _arrow.struct({"n": _arrow.integers(np.array([1, 2])), "w": _arrow.words(np.zeros(2), "a")})
    )
    assert batch.to_pylist() == [{"n": 1, "w": "a"}, {"n": 2, "w": "a"}]
