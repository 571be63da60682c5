"""Numbers are those that the models make of the same values, at any scale."""

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costatus.models._validation.faults import Invalid
from costatus.models._validation.numbers import optional_exact
from costatus.tables._arrow_input import open_table
from costatus.tables._columns import BLOCK
from costatus.tables._numbers import LIMIT, places_of, read_numbers

SPECIAL = [
    *(0.0, -0.0, 0.1 + 0.2, float("nan"), float("inf"), -1.0, -1e-12, 1e15, 1e300, 5e-324),
    *(999_999_999_999_999.9, 999_999_999_999_999.0, 1e14 + 0.25, 123_456_789_012.5, 2.0**53),
    *(5e-10, 1.5e-9, 2.5e-9, 0.1234567895, 0.1234567885, 1_234_567.891234567, 3e-10),
]
DECIMALS = [
    *(pa.decimal32(9, 2), pa.decimal64(18, 4), pa.decimal64(18, 0)),
    *(pa.decimal128(38, scale) for scale in (-20, -16, -3, 0, 2, 3, 4, 9, 10, 20, 37)),
    *(pa.decimal256(76, scale) for scale in (-2, 9, 38, 75)),
]


def check(array: pa.Array) -> None:
    column = open_table(pa.table({"x": array})).children()["x"].column()
    numbers = read_numbers(column)
    needed = numbers.needed
    for places in (needed, 9):
        numbers = read_numbers(column)
        unfit = set(numbers.scale(places).tolist())
        units = numbers.units
        for row in range(column.rows):
            wanted = optional_exact(column.value(row))
            refused = isinstance(wanted, Invalid)
            assert (row in numbers.refused) == refused
            if refused or wanted is None:
                assert (units[row], row in unfit) == (0, False)
            elif row in unfit:
                assert units[row] == 0
                assert wanted.scaleb(places) > LIMIT or places_of(wanted) > places
            else:
                assert Decimal(int(units[row])).scaleb(-places) == wanted
    fitting = [
        places_of(number)
        for row in range(column.rows)
        if row not in numbers.large
        and isinstance(number := optional_exact(column.value(row)), Decimal)
    ]
    assert needed == max(fitting, default=0)


@given(st.lists(st.none() | st.sampled_from(SPECIAL) | st.floats() | st.floats(0, 1e6)))
def test_floats(values: list[Any]) -> None:
    check(pa.array(values, pa.float64()))


@given(st.lists(st.integers(0, 10**15), min_size=1), st.integers(0, 10))
def test_floats_of_few_digits(values: list[int], places: int) -> None:
    check(pa.array([value / 10**places for value in values]))


def test_many_floats() -> None:
    rng = np.random.default_rng(3)
    check(pa.array(rng.integers(0, 2**63, 1000).view("f8")))
    check(pa.array(10 ** rng.uniform(-12, 16, 1000)))
    check(pa.array(rng.integers(0, 100, 1000) * 0.1))


def test_places_are_found_block_by_block() -> None:
    values = np.concatenate([np.full(BLOCK, 1.5), [0.125, 2.0]])
    for array in (pa.array(values), pa.array(values).cast(pa.decimal128(20, 5))):
        numbers = read_numbers(open_table(pa.table({"x": array})).children()["x"].column())
        assert [each.max() for each in numbers.places] == [1, 3]
        assert not numbers.scale(3).size
        np.testing.assert_array_equal(numbers.units, values * 1000)


@pytest.mark.parametrize("kind", [pa.float16(), pa.float32()])
def test_narrow_floats(kind: pa.DataType) -> None:
    rng = np.random.default_rng(4)
    check(pa.array(np.round(rng.uniform(0, 1000, 1000), 2).astype(kind.to_pandas_dtype())))


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 10**15 + 3)))
def test_integers(values: list[Any]) -> None:
    check(pa.array(values, pa.int64()))


@given(st.lists(st.none() | st.integers(0, 2**64 - 1) | st.integers(0, 9)))
def test_unsigned_integers(values: list[Any]) -> None:
    check(pa.array(values, pa.uint64()))


@st.composite
def _decimals(draw: st.DrawFn) -> pa.Array:
    kind = draw(st.sampled_from(DECIMALS))
    most = 10**kind.precision - 1
    digits = st.integers(-3, most) | st.integers(0, 10**15)
    around = st.builds(
        lambda whole, half, more: whole * 10 ** max(kind.scale - 9, 0) + half + more,
        st.integers(0, 10**12),
        st.just(5 * 10 ** max(kind.scale - 10, 0) if kind.scale > 9 else 0),
        st.integers(-1, 1),
    )
    unscaled = draw(st.lists(st.none() | digits | around, min_size=1))
    size = kind.byte_width
    words = [
        max(min(each or 0, most), -most).to_bytes(size, "little", signed=True) for each in unscaled
    ]
    valid = np.packbits([each is not None for each in unscaled], bitorder="little")
    buffers = [pa.py_buffer(valid), pa.py_buffer(b"".join(words))]
    return pa.Array.from_buffers(kind, len(unscaled), buffers)


@given(_decimals())
def test_decimals(array: pa.Array) -> None:
    check(array)


def test_wide_decimals_are_converted_one_by_one() -> None:
    """Those of more than 64 bits, and those that rounding brings to 15 digits before the point."""
    digits = ["99999999999", "999999999999999.9999999995", "12345678901234567890", "1e11"]
    check(pa.array([Decimal(each) for each in digits], pa.decimal128(38, 12)))


def test_special_floats() -> None:
    check(pa.array([*SPECIAL, None]))
    check(pa.array([1e14, 0.125]))


def test_what_is_null_needs_no_places() -> None:
    valid = pa.py_buffer(np.array([0b01], "u1"))
    array = pa.Array.from_buffers(
        pa.float64(), 2, [valid, pa.py_buffer(np.array([2.0, 0.123456789]))]
    )
    column = open_table(pa.table({"x": array})).children()["x"].column()
    assert read_numbers(column).needed == 0
