"""Public functions refuse the wrong kind of argument, and say what to send."""

from datetime import date, datetime

import pytest

import costatus as cs
from costatus.models._validation.arguments import accept, require
from costatus.models._validation.fields import day
from costatus.models._validation.shown import with_article

TODAY = date(2026, 11, 24)


def test_an_argument_of_the_wrong_kind_says_what_to_send() -> None:
    advice = "build one with costatus.CustomerOrder(...)"
    with pytest.raises(cs.InvalidInput) as caught:
        require({"id": "1"}, cs.CustomerOrder, "evaluate", "order", advice)
    assert str(caught.value) == (
        "evaluate: order: got {'id': '1'}; expected a CustomerOrder; "
        "build one with costatus.CustomerOrder(...)"
    )


def test_any_of_several_kinds_is_accepted() -> None:
    require(datetime(2026, 11, 24), (date, str), "due", "day", "send a date")
    with pytest.raises(cs.InvalidInput, match="expected a date or an OrderLine; send a date"):
        require(None, (date, cs.OrderLine), "due", "day", "send a date")


def test_what_a_converter_refused_is_refused_as_an_argument() -> None:
    assert accept(day(TODAY), "due", "day") == TODAY
    with pytest.raises(cs.InvalidInput, match=r"^due: day: got 5; expected a date; send a date"):
        accept(day(5), "due", "day")  # type: ignore[arg-type]


@pytest.mark.parametrize("noun", ["OrderLine", "Invoice", "int"])
def test_the_article_before_a_vowel_is_an(noun: str) -> None:
    assert with_article(noun) == f"an {noun}"
    assert with_article("StockLot") == "a StockLot"
