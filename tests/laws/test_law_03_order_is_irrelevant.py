"""Law 3. Order of lines, bookings, invoices, parts, lots is irrelevant."""

from random import Random
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from costatus.testing import Situation, situations
from tests.laws.reading import read, rows
from tests.laws.rebuild import rebuild


@given(situations(), st.integers())
def test_order_is_irrelevant(situation: Situation, seed: int) -> None:
    """Statuses, percents, rows and codes; which of several a sentence names first may differ."""

    def shuffled(model: Any) -> Any:
        """Shuffle copies of one object alike: they have to stay equal."""
        random = Random(repr((seed, type(model), getattr(model, "id", None))))
        return attrs.evolve(
            model,
            **{
                field.name: random.sample(value, len(value))
                for field in attrs.fields(type(model))
                if isinstance(value := getattr(model, field.name), tuple)
            },
        )

    mixed = rebuild(situation, shuffled)
    assert read(mixed.evaluate(), rows) == read(situation.evaluate(), rows)
