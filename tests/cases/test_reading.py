"""A case that is not understood is refused, by its title and with what may be said instead."""

import re

import pytest

from tests.cases.case import read
from tests.cases.vocabulary import Unclear

CASE = """
family = "{family}"
[[case]]
title = "It is so"
{about}
{given}
expect = {expect}
"""
UNCLEAR = [
    ("an unknown key of a case", "decide = 'P2'", "given = {}", "a case has no 'decide'; it may"),
    ("a case about nothing", "", "given = {}", "it has to say what it is about"),
    ("an unknown row", "decides = 'P9'", "given = {}", "'P9' has to name one row of product"),
    ("a row that is several", "decides = 'P8'", "given = {}", "P8 Order finished (Expected on"),
    ("an unknown note", "gives = 'Lost'", "given = {}", "'Lost' is no ReasonCode"),
    (
        "a note of another family",
        "gives = 'Prepaid'",
        "given = {}",
        "'Prepaid' is no note of product",
    ),
    ("an unknown rule", "rule = 'G9'", "given = {}", "rule 'G9' is none of: G1"),
    ("an unknown bullet", "rule = 'G1'\nbullet = 'x'", "given = {}", "bullets.toml"),
    ("an unknown field", "decides = 'P2'", "given.colour = 'red'", "CustomerOrder has no 'colour'"),
    (
        "an unknown field of a source",
        "decides = 'P2'",
        "given.bookings = ['1 planned from PO-1']\ngiven.PO-1 = { due = '+1' }",
        "PurchaseOrder has no 'due'; it may have: id, stage, expected_on",
    ),
    ("an unknown stage", "decides = 'P2'", "given.stage = 'lost'", "'lost' is no OrderStatus"),
    ("an unknown day", "decides = 'P2'", "given.promised_on = 'soon'", "'soon' is no day such as"),
    ("no as_of", "decides = 'P2'", "given.as_of = 'none'", "as_of has to be a day or a moment"),
    ("an unknown phrase", "decides = 'P2'", "given.bookings = ['ten']", "'ten' is not of the form"),
    (
        "a source that is not told",
        "decides = 'P2'",
        "given.bookings = ['1 planned from PO-1']",
        "something comes from PO-1, of which nothing is told",
    ),
    (
        "a source that nothing comes from",
        "decides = 'P2'",
        "given.PO-1 = {}",
        "PO-1 is told, but nothing comes from it",
    ),
    (
        "a line told twice",
        "decides = 'P2'",
        "given.lines = []\ngiven.quantity = 1",
        "quantity: tell it within one of the lines",
    ),
    (
        "stock where tracing is on",
        "decides = 'P2'",
        "given.stock = []",
        "stock and others are read only where tracing is off",
    ),
]


@pytest.mark.parametrize(
    ("title", "about", "given", "message"), UNCLEAR, ids=[each[0] for each in UNCLEAR]
)
def test_a_case_that_is_not_understood_is_refused(
    title: str, about: str, given: str, message: str
) -> None:
    expect = "{ word = 'Not booked', rows = ['P2'] }"
    text = CASE.format(family="product", about=about, given=given, expect=expect)
    with pytest.raises(Unclear, match=re.escape("file.toml, 'It is so': ")) as caught:
        list(read(text, "file.toml"))
    assert message in str(caught.value)


def test_an_unknown_key_of_an_answer_is_refused() -> None:
    text = CASE.format(family="moves", about="rule = 'L1'", given="given = {}", expect="{ so = 1 }")
    with pytest.raises(Unclear, match=r"expect has no 'so'; it may have: stage, released, notes"):
        list(read(text, "file.toml"))


def test_a_case_without_an_answer_is_refused() -> None:
    text = "family = 'order'\n[[case]]\ntitle = 'It is so'\ndecides = 'O2'"
    with pytest.raises(Unclear, match="'It is so': it lacks 'expect'"):
        list(read(text, "file.toml"))
