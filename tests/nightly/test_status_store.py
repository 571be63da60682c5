"""Words come back equal from JSON and from rows; what is not as written is refused."""

import json
from typing import Any

import pytest
from tests.reference.workload import TODAY, workload
from hypothesis import given

import costatus as cs
from costatus import testing
from costatus.testing import Situation
from tests.cases.build import day, line, lot, made, order

GIVEN = order(line(lot(status="planned", source=made(planned_finish=day(9)))))
WORDS = cs.evaluate(GIVEN, as_of=TODAY).words()


def test_one_json_object() -> None:
    assert json.loads(cs.words_to_json(WORDS)) == {
        "order": "waiting_for_production",
        "product": "delayed",
        "lines": {
            "1": {
                "product": "delayed",
                "sources": {"manufacturing": {"MO-1": "expected_on_time"}},
            }
        },
        "invoice": "not_invoiced",
        "payment": "not_paid",
    }


def test_one_row_per_word() -> None:
    assert cs.words_to_rows(WORDS) == [
        ("order", "", "", "", "waiting_for_production"),
        ("product", "", "", "", "delayed"),
        ("product", "1", "", "", "delayed"),
        ("source", "1", "manufacturing", "MO-1", "expected_on_time"),
        ("invoice", "", "", "", "not_invoiced"),
        ("payment", "", "", "", "not_paid"),
    ]


def test_words_of_a_whole_book_of_orders_come_back() -> None:
    for report in cs.sweep(workload(100, odd=0.4), as_of=TODAY):
        assert isinstance(report, cs.OrderReport)
        words = report.words()
        assert cs.words_from_json(cs.words_to_json(words)) == words
        assert cs.words_from_rows(cs.words_to_rows(words)) == words


@given(testing.situations())
def test_words_come_back_whatever_the_ids(situation: Situation) -> None:
    for report in situation.evaluate():
        words = report.words()
        assert cs.words_from_json(cs.words_to_json(words)) == words
        assert cs.words_from_rows(cs.words_to_rows(words)) == words


BAD: list[tuple[str, str, str]] = [
    ("no JSON", "{", "words: got '{'; expected JSON"),
    ("no object", "[]", "got []; expected an object of words"),
    ("no object of lines", '{"lines": 3}', "lines: got 3; expected an object of words"),
    ("no object of a line", '{"lines": {"1": 3}}', "lines['1']: got 3"),
    ("no object of sources", '{"lines": {"1": {"sources": 3}}}', "lines['1'].sources: got 3"),
    ("a strange family", '{"orders": "confirmed"}', "orders.family: got 'orders'; expected one of"),
    ("a strange word", '{"order": "sold"}', "order.word: got 'sold'; expected one of quotation"),
    ("a number for a word", '{"order": 3}', "order.word: got 3"),
    ("a word of another family", '{"payment": "delayed"}', "payment.word: got 'delayed'"),
    ("a line's invoice", '{"lines": {"1": {"invoice": "invoiced"}}}', "none elsewhere"),
    (
        "a strange kind of source",
        '{"lines": {"1": {"sources": {"sale": {"S": "delayed"}}}}}',
        "lines['1'].sources.sale['S'].source_kind: got 'sale'",
    ),
    ("a source without an id", '{"lines": {"1": {"source": "delayed"}}}', "source_kind: got ''"),
]


@pytest.mark.parametrize(("title", "text", "message"), BAD, ids=[case[0] for case in BAD])
def test_what_is_not_as_written_is_refused(title: str, text: str, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.words_from_json(text)
    assert message in str(caught.value)


def test_all_bad_rows_are_told_at_once() -> None:
    rows: list[Any] = [
        ("order", "", "", "", "confirmed"),
        ("order", "", "", "", "shipped"),
        ("source", "", "purchase", "PO-1", "delayed"),
        ("invoice", "1", "", "", "invoiced"),
    ]
    with pytest.raises(cs.InvalidInput) as caught:
        cs.words_from_rows(rows)
    assert [fault.path for fault in caught.value.faults] == [
        "rows[1]",
        "rows[2].line_id",
        "rows[3]",
    ]
