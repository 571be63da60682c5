"""What a host may send as a quantity or an amount.

Numbers become `Decimal`; they are at least 0, with at most 15 digits before the point and 9 after.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from costatus.models._validation.faults import invalid
from costatus.models.quantities import EXACT, ZERO

Number = Decimal | int | float | str

_LIMIT = Decimal(10) ** 15
_STEP = Decimal("1e-9")


def exact(value: Number) -> Decimal:
    """The number as a Decimal. A float goes through its shortest text, rounded to 9 places."""
    kind = type(value)
    if kind is int or kind is Decimal:
        number = Decimal(value)
    elif isinstance(value, bool) or not isinstance(value, Decimal | int | float | str):
        return _refuse(value, "send an int, a str, a Decimal or a finite float")
    else:
        try:
            number = Decimal(repr(float(value)) if isinstance(value, float) else value)
        except InvalidOperation:
            return _refuse(value, "write the number with digits and a point, such as '12.50'")
    if not number.is_finite():
        return _refuse(value, "leave the field out if the number is not known")
    if number < ZERO:
        return _refuse(value, "send the number without its sign, or correct it at its source")
    if number >= _LIMIT:
        return _refuse(value, "use a larger unit, or correct the number")
    if kind is int:
        return number
    rounded = number.quantize(_STEP, None, EXACT)
    if kind is float:
        return rounded.normalize(EXACT)
    if rounded != number:
        return _refuse(value, "round it to 9 decimals, or use a smaller unit")
    return number or ZERO


def optional_exact(value: Number | None) -> Decimal | None:
    """The number as a Decimal, or None where it is not known."""
    return None if value is None else exact(value)


def positive(value: Number) -> Decimal:
    """The number as a Decimal, which must be greater than 0."""
    number: Any = exact(value)
    if isinstance(number, Decimal) and not number:
        return _refuse(value, "leave it out if there is nothing of it", least="greater than 0")
    return number


def _refuse(value: object, advice: str, least: str = "of at least 0") -> Any:
    expected = f"a number {least} with at most 15 digits before the point and 9 after it"
    return invalid(value, expected, advice)
