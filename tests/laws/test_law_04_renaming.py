"""Law 4. Renaming ids renames only ids (where no tie is broken by id)."""

from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import given

import costatus as cs
from costatus.testing import Situation, situations
from tests.laws.rebuild import rebuild
from tests.laws.told import rows, sentences, told

MARK = "\N{SNOWMAN}"
UPSIDE_DOWN = str.maketrans("0123456789", "9876543210")
BREAKS_TIES = (cs.StockLot, cs.CustomerOrder, cs.OrderLine)


def renamed(situation: Situation, rename: Callable[[Any], str]) -> Situation:
    def change(model: Any) -> Any:
        return attrs.evolve(model, id=rename(model)) if hasattr(model, "id") else model

    return rebuild(situation, change)


@given(situations())
def test_marked_ids_are_marked_in_every_sentence_and_nothing_else_is(situation: Situation) -> None:
    """Marked at the front, so that what a tie is broken by stays in its order."""
    marked = renamed(situation, lambda model: MARK + model.id).evaluate()
    plain = [
        ([part.removeprefix(MARK) for part in key], [text.replace(MARK, "") for text in texts])
        for key, texts in told(marked, sentences).items()
    ]
    expected = told(situation.evaluate(), sentences)
    assert plain == [(list(key), texts) for key, texts in expected.items()]


@given(situations())
def test_the_order_of_ids_decides_nothing_but_ties(situation: Situation) -> None:
    """Sources, parts, operations and invoices, their ids upside down: no word or row changes.

    Ties between lots, and in the rank of demands, are broken by id: their ids stay.
    """
    turned = renamed(
        situation,
        lambda model: (
            model.id if isinstance(model, BREAKS_TIES) else model.id.translate(UPSIDE_DOWN)
        ),
    ).evaluate()
    expected = told(situation.evaluate(), rows)
    assert {
        (*key[:-1], key[-1].translate(UPSIDE_DOWN)) if key[1] == "source" else key: value
        for key, value in told(turned, rows).items()
    } == expected
