"""What a host may send as a quantity or an amount.

A number becomes a `Decimal` of at least 0, with at most 15 digits before the point, rounded half to
even to 9 digits after it.
"""

from decimal import Decimal, InvalidOperation
from numbers import Integral, Rational, Real
from operator import index
from typing import Any, SupportsFloat, TypeAlias

from costatus.models._moments import is_missing
from costatus.models._validation.faults import invalid
from costatus.models.quantities import EXACT, ZERO

Number: TypeAlias = Decimal | int | float | str | SupportsFloat

_TOO_LARGE = Decimal("999999999999999.9999999995")
"""The least number that has more than 15 digits before the point once it is rounded."""
_STEP = Decimal("1e-9")
_REQUIRED = "send the number, or 0 if there is none"
_OPTIONAL = "send None if it is not known"
_KINDS = "send an int, a str, a Decimal or a finite float"


def exact(value: Number) -> Decimal:
    """Return the number as a Decimal."""
    return _exact(value, _REQUIRED)


def optional_exact(value: Number | None) -> Decimal | None:
    """Return the number as a Decimal, or None where it is not known."""
    return None if value is None else _exact(value, _OPTIONAL)


def positive(value: Number) -> Decimal:
    """Return the number as a Decimal, which must be greater than 0."""
    number: Any = _exact(value, "send the number")
    if isinstance(number, Decimal) and not number:
        return _refuse(value, "leave it out if there is nothing of it", least="greater than 0")
    return number


def _exact(value: Any, if_missing: str) -> Any:
    kind = type(value)
    if kind is int and 0 <= value < _TOO_LARGE:
        return Decimal(value)
    try:
        number = value if kind is Decimal else _decimal(value)
    except InvalidOperation:
        return _refuse(value, "write the number with digits and a point, such as '12.50'")
    except Exception:  # noqa: BLE001 the value is the host's; its conversion may raise anything
        return _refuse(value, if_missing if is_missing(value) else _KINDS)
    if number is None or not number.is_finite():
        return _refuse(value, if_missing)
    if number < ZERO:
        return _refuse(value, "send the number without its sign, or correct it at its source")
    if number >= _TOO_LARGE:
        return _refuse(value, "use a larger unit, or correct the number")
    rounded = number.quantize(_STEP, None, EXACT)
    if not rounded:
        return ZERO
    if rounded == number and kind is not float:
        return number
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded.normalize(EXACT)


def _decimal(value: object) -> Decimal | None:
    """Return any kind of number as a Decimal, a float by its shortest text, and None as it is."""
    if value is None:
        return None
    if isinstance(value, str | Decimal):
        return Decimal(value, EXACT)
    if isinstance(value, float):
        return Decimal(repr(float(value)))
    if isinstance(value, Integral) and not isinstance(value, bool):
        return Decimal(index(value))
    if isinstance(value, Rational) and not isinstance(value, bool):
        return EXACT.divide(Decimal(index(value.numerator)), Decimal(index(value.denominator)))
    if isinstance(value, Real) and not isinstance(value, bool):
        return Decimal(str(value), EXACT)
    raise TypeError


def _refuse(value: object, advice: str, least: str = "of at least 0") -> Any:
    expected = f"a number {least} with at most 15 digits before the point"
    return invalid(value, expected, advice)
