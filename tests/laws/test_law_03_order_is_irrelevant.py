"""Law 3. Order of lines, bookings, invoices, parts, lots is irrelevant."""

from random import Random
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from costatus.testing import Situation, situations
from tests.laws.rebuild import rebuild
from tests.laws.told import rows, told


@given(situations(), st.randoms(use_true_random=False))
def test_order_is_irrelevant(situation: Situation, random: Random) -> None:
    """Words, percents, rows and codes; which of several a sentence names first may differ."""

    def shuffled(model: Any) -> Any:
        return attrs.evolve(
            model,
            **{
                field.name: random.sample(value, len(value))
                for field in attrs.fields(type(model))
                if isinstance(value := getattr(model, field.name), tuple)
            },
        )

    mixed = rebuild(situation, shuffled)
    assert told(mixed.evaluate(), rows) == told(situation.evaluate(), rows)
