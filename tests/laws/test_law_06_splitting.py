"""Law 6. Splitting a booking (same lot) or, with zero tolerances, an invoice (amount, payable and
paid alike) in two keeps every status.
"""

from decimal import Decimal
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, situations
from tests.laws.reading import read, rows
from tests.laws.rebuild import changed, only, rebuild

SHARES = st.sampled_from(tuple(map(Decimal, ("0.5", "0.25", "0.1"))))


def divided(number: Decimal, share: Decimal) -> tuple[Decimal, Decimal]:
    """Draw two parts of a number, both with as few digits as a model takes."""
    part = number * share
    assume(part == round(part, 9))
    return part, number - part


@given(situations(), SHARES)
def test_splitting_bookings(situation: Situation, share: Decimal) -> None:
    """Every booking, of lines and of parts, with any tolerances."""

    def split(model: Any) -> Any:
        if not hasattr(model, "bookings"):
            return model
        return attrs.evolve(
            model,
            bookings=[
                cs.Booking(booking.lot, part)
                for booking in model.bookings
                for part in divided(booking.quantity, share)
            ],
        )

    assert read(rebuild(situation, split).evaluate(), rows) == read(situation.evaluate(), rows)


@given(situations(exact=True), SHARES)
def test_splitting_invoices(situation: Situation, share: Decimal) -> None:
    """Every invoice: its amount, what is payable, and what is paid, all in the same proportion."""

    def halves(invoice: cs.Invoice) -> tuple[cs.Invoice, cs.Invoice]:
        numbers = {
            name: divided(number, share)
            for name in ("amount", "payable", "paid")
            if (number := getattr(invoice, name)) is not None
        }
        first, second = ({name: both[n] for name, both in numbers.items()} for n in (0, 1))
        return (
            changed(invoice, first),
            changed(invoice, {"id": f"{invoice.id} again", **second}),
        )

    def split(order: cs.CustomerOrder) -> cs.CustomerOrder:
        parts = [half for invoice in order.invoices for half in halves(invoice)]
        return attrs.evolve(order, invoices=parts)

    smaller = rebuild(situation, only(cs.CustomerOrder, split)).evaluate()
    assert read(smaller, rows) == read(situation.evaluate(), rows)
