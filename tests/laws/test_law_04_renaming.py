"""Law 4. Renaming ids renames only ids (where no tie is broken by id)."""

from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import given

import costatus as cs
from costatus.testing import Situation, situations
from tests.laws.reading import read, rows, sentences
from tests.laws.rebuild import rebuild

MARK = "\N{SNOWMAN}"
UPSIDE_DOWN = str.maketrans("0123456789", "9876543210")
BREAKS_TIES = (cs.StockLot, cs.CustomerOrder, cs.OrderLine)


def renamed(situation: Situation, rename: Callable[[Any], str]) -> Situation:
    def change(model: Any) -> Any:
        return attrs.evolve(model, id=rename(model)) if hasattr(model, "id") else model

    return rebuild(situation, change)


@given(situations())
def test_marked_ids_are_marked_in_every_sentence_and_nothing_else_is(situation: Situation) -> None:
    """Marked at the front, so that the order of ids, which breaks ties, stays."""
    marked = read(renamed(situation, lambda model: MARK + model.id).evaluate(), sentences)
    plain = {
        (order_id.removeprefix(MARK), unmarked(key)): [text.replace(MARK, "") for text in texts]
        for (order_id, key), texts in marked.items()
    }
    assert plain == read(situation.evaluate(), sentences)


def unmarked(key: cs.StatusKey) -> cs.StatusKey:
    return cs.StatusKey(*(part and part.removeprefix(MARK) for part in key))  # type: ignore[arg-type]


@given(situations())
def test_the_order_of_ids_decides_nothing_but_ties(situation: Situation) -> None:
    """Reverse the order of the ids of sources, parts, operations and invoices.

    Ids break ties between lots, and in the rank of demands: those stay.
    """
    turned = renamed(
        situation,
        lambda model: (
            model.id if isinstance(model, BREAKS_TIES) else model.id.translate(UPSIDE_DOWN)
        ),
    )
    assert {
        (order_id, turned_key(key)): value
        for (order_id, key), value in read(turned.evaluate(), rows).items()
    } == read(situation.evaluate(), rows)


def turned_key(key: cs.StatusKey) -> cs.StatusKey:
    return key._replace(source_id=key.source_id and key.source_id.translate(UPSIDE_DOWN))
