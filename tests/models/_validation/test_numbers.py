"""Which numbers are quantities and amounts, and as what they are stored."""

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus.models._validation.numbers import exact, optional_exact, positive
from costatus.models._validation.shown import shown
from tests.models.foreign import NA, NAT, Broken, Float32, Int64, Unknown


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (5, "5"),
        (999_999_999_999_999, "999999999999999"),
        (Int64(5), "5"),
        ("12.50", "12.50"),
        (Decimal("-0"), "0"),
        ("0.1234567885", "0.123456788"),
        ("0.1234567895", "0.12345679"),
        (Decimal("0.12345678950001"), "0.12345679"),
        (Decimal("99.9999999999"), "100"),
        (100.0, "100"),
        (0.1 + 0.2, "0.3"),
        (1e-10, "0"),
        (-0.0, "0"),
        (Float32("0.1"), "0.1"),
        (Fraction(1, 4), "0.25"),
        (Fraction(2, 3), "0.666666667"),
        (Fraction(7), "7"),
        ("999999999999999.9999999994", "999999999999999.999999999"),
    ],
)
def test_a_number_is_stored_as_a_decimal_of_nine_places(value: Any, stored: str) -> None:
    for number in (exact(value), optional_exact(value)):
        assert type(number) is Decimal
        assert str(number) == stored


LARGE = "use a larger unit, or correct the number"
KIND = "send an int, a str, a Decimal or a finite float"
SIGN = "send the number without its sign, or correct it at its source"
REQUIRED = "send the number, or 0 if there is none"
DIGITS = "write the number with digits and a point, such as '12.50'"


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (None, REQUIRED),
        (float("nan"), REQUIRED),
        (float("inf"), REQUIRED),
        (Decimal("sNaN"), REQUIRED),
        (Float32("nan"), REQUIRED),
        ("-Infinity", REQUIRED),
        (True, KIND),
        ([], KIND),
        (1j, KIND),
        (NAT, REQUIRED),
        (NA, REQUIRED),
        (Unknown(), KIND),
        (Broken(5), KIND),
        (-1, SIGN),
        (Int64(-1), SIGN),
        (-1e-12, SIGN),
        (Fraction(-1, 3), SIGN),
        ("ten", DIGITS),
        ("", DIGITS),
        (10**15, LARGE),
        (10**5000, LARGE),
        (Fraction(10**5000), LARGE),
        ("1e99999", LARGE),
        (Decimal("1e99999999"), LARGE),
        ("999999999999999.9999999995", LARGE),
        (1e300, LARGE),
    ],
    ids=shown,
)
def test_anything_else_is_refused_with_advice(value: Any, advice: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.Part(id="1", item="wheel", quantity=value)
    (fault,) = caught.value.faults
    assert (fault.path, fault.advice) == ("quantity", advice)
    assert fault.value is value
    expected = "expected a number of at least 0 with at most 15 digits before the point"
    assert expected in str(caught.value)


@pytest.mark.parametrize("value", [float("nan"), Decimal("NaN"), float("-inf"), NAT, NA])
def test_an_optional_number_that_is_missing_is_none(value: Any) -> None:
    assert optional_exact(None) is None
    with pytest.raises(cs.InvalidInput, match="send None if it is not known"):
        cs.StockLot("L1", "bike", cs.LotStatus.PLANNED, quantity=value)


@pytest.mark.parametrize("value", [0, "0.00", 1e-10])
def test_a_booking_of_nothing_is_refused(value: Any) -> None:
    lot = cs.StockLot("L1", "bike", cs.LotStatus.PLANNED)
    with pytest.raises(cs.InvalidInput, match="a number greater than 0 with at most 15 digits"):
        cs.Booking(lot, value)
    with pytest.raises(cs.InvalidInput, match=r"quantity: got None; .*; send the number$"):
        cs.Booking(lot, None)  # type: ignore[arg-type]
    assert positive(1) == 1


@given(st.decimals(0, 10**14, allow_nan=False) | st.floats(0, 1e14) | st.fractions(0, 10**14))
def test_a_stored_number_is_stored_as_it_is(value: Decimal | float | Fraction) -> None:
    """It is within half a step of what was sent, whatever decimals the host uses."""
    with localcontext(prec=2):
        number = exact(value)
        again = exact(number)
    assert again == number
    assert (
        abs(Fraction(number) - Fraction(value)) <= Fraction(1, 2 * 10**9) + Fraction(value) / 2**52
    )
