"""Law 5. With zero tolerances, scaling all quantities of an item, or all money, by k > 0 keeps
every status and percent.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, situations
from costatus.testing.values import LARGEST
from tests.laws.reading import read, rows
from tests.laws.rebuild import rebuild

FACTORS = st.sampled_from(tuple(map(Decimal, (2, 3, 7, 1000))))
"""Whole numbers, so that a product is exact; a quotient is the same law read backwards."""


def times(number: Decimal | None, factor: Decimal) -> Decimal | None:
    product = None if number is None else number * factor
    assume(product is None or product <= LARGEST)
    return product


def scaled(
    situation: Situation, names: tuple[str, ...], factor_of: Callable[[Any], Decimal | None]
) -> Situation:
    """Multiply the fields of these names in each model that has a factor."""

    def change(model: Any) -> Any:
        factor = factor_of(model)
        if factor is None:
            return model
        numbers: dict[str, Any] = {
            name: times(getattr(model, name), factor) for name in names if hasattr(model, name)
        }
        booked = getattr(model, "bookings", ())
        if booked:
            numbers["bookings"] = [
                attrs.evolve(booking, quantity=times(booking.quantity, factor))
                for booking in booked
            ]
        return attrs.evolve(model, **numbers)

    return rebuild(situation, change)


@given(situations(exact=True), st.fixed_dictionaries({"bike": FACTORS, "wheel": FACTORS}))
def test_scaling_the_quantities_of_an_item(
    situation: Situation, factors: Mapping[str, Decimal]
) -> None:
    """Of its lines, parts and lots, and of what is booked for them."""

    def factor_of(model: Any) -> Decimal | None:
        return factors[model.item] if hasattr(model, "item") else None

    larger = scaled(situation, ("quantity", "shipped", "closed", "consumed"), factor_of)
    assert read(larger.evaluate(), rows) == read(situation.evaluate(), rows)


@given(situations(exact=True), FACTORS)
def test_scaling_all_money(situation: Situation, factor: Decimal) -> None:
    """Of the orders and their invoices."""

    def factor_of(model: Any) -> Decimal | None:
        return factor if isinstance(model, cs.Invoice | cs.CustomerOrder) else None

    larger = scaled(situation, ("total", "amount", "payable", "paid"), factor_of)
    assert read(larger.evaluate(), rows) == read(situation.evaluate(), rows)
