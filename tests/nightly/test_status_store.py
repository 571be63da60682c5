"""Statuses come back equal from JSON and from rows; anything else is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus import testing
from costatus.testing import Situation
from tests.cases.build import TODAY, day, line, lot, made, order

ORDER = order(line(lot(status="planned", source=made(planned_finish=day(9)))))
WORDS = cs.evaluate(ORDER, as_of=TODAY).words()


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
        "invoicing": "not_invoiced",
        "payment": "not_paid",
    }


def test_one_row_for_each_status() -> None:
    assert cs.words_to_rows(WORDS) == [
        ("order", "", "", "", "waiting_for_production"),
        ("product", "", "", "", "delayed"),
        ("product", "1", "", "", "delayed"),
        ("source", "1", "manufacturing", "MO-1", "expected_on_time"),
        ("invoicing", "", "", "", "not_invoiced"),
        ("payment", "", "", "", "not_paid"),
    ]


def test_a_database_may_return_none_for_an_empty_text() -> None:
    rows = [tuple(part or None for part in row) for row in cs.words_to_rows(WORDS)]
    assert cs.words_from_rows(rows) == WORDS


@given(testing.situations())
def test_statuses_come_back_whatever_the_ids(situation: Situation) -> None:
    for report in situation.evaluate():
        words = report.words()
        assert cs.words_from_json(cs.words_to_json(words).encode()) == words
        assert cs.words_from_rows(cs.words_to_rows(words)) == words


def test_json_has_no_character_that_moves_the_text_of_a_terminal() -> None:
    words = {cs.StatusKey("product", "\x9b\u202e\ud800Ö"): "delayed"}
    text = cs.words_to_json(words)
    assert text.isascii()
    assert text.isprintable()
    assert cs.words_from_json(text) == words


def test_json_may_be_bytes_with_a_byte_order_mark() -> None:
    assert cs.words_from_json(b'\xef\xbb\xbf{"order":"confirmed"}') == {
        ("order", *NO_IDS): "confirmed"
    }


NO_IDS = (None, None, None)

BAD_JSON: list[tuple[str, Any, str]] = [
    ("None", None, "words_from_json: got None; expected JSON text; send the text or bytes"),
    ("an object", WORDS, "expected JSON text; send the text or bytes that words_to_json wrote"),
    ("no JSON", "{", "got '{'; expected JSON text; Expecting property name"),
    ("no text", b"\xff", "expected JSON text; 'utf-8' codec can't decode byte 0xff"),
    ("a long number", "1" * 5000, "expected JSON text; Exceeds the limit"),
    ("deep nesting", '{"order":' * 100_000, "expected JSON text; it is nested too deeply"),
    ("no object", "[]", "got []; expected an object; store the JSON that words_to_json wrote"),
    ("no object of lines", '{"lines": 3}', "lines: got 3; expected an object"),
    ("no object of a line", '{"lines": {"1": 3}}', "lines['1']: got 3; expected an object"),
    ("no object of sources", '{"lines": {"1": {"sources": 3}}}', "lines['1'].sources: got 3"),
    (
        "no object of a kind",
        '{"lines": {"1": {"sources": {"purchase": []}}}}',
        "lines['1'].sources.purchase: got []; expected an object",
    ),
    ("an unknown family", '{"invoice": "invoiced"}', "expected a StatusKey of one of the families"),
    ("an unknown status", '{"order": "confirmt"}', "order: got 'confirmt'; expected one of quot"),
    ("a number for a status", '{"order": 3}', "order: got 3; expected one of quotation"),
    ("an array for a status", '{"order": ["confirmed"]}', "order: got ['confirmed']; expected one"),
    (
        "a status of another family",
        '{"payment": "delayed"}',
        "payment: got 'delayed'; expected one",
    ),
    (
        "a line's payment",
        '{"lines": {"1": {"payment": "paid"}}}',
        "got StatusKey(family='payment', line_",
    ),
    (
        "a line without an id",
        '{"lines": {"": {"product": "delayed"}}}',
        "expected StatusKey('product'), or",
    ),
    (
        "a source beside its line",
        '{"lines": {"1": {"source": "delayed"}}}',
        "expected StatusKey('source', line_id,",
    ),
    (
        "an unknown kind of source",
        '{"lines": {"1": {"sources": {"sale": {"S": "delayed"}}}}}',
        "lines['1'].sources.sale['S']: got StatusKey(",
    ),
    ("a key twice", '{"order": "confirmed", "order": "shipped"}', "each key of an object once"),
    (
        "a line twice",
        '{"lines": {"1": {"product": "delayed"}, "1": {}}}',
        "lines: got [('1', {'product': 'delayed'}), ('1', {})]; expected each key of an object",
    ),
]


@pytest.mark.parametrize(
    ("text", "message"), [case[1:] for case in BAD_JSON], ids=[case[0] for case in BAD_JSON]
)
def test_json_that_was_not_written_by_us_is_refused(text: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.words_from_json(text)
    assert message in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["order", "product", "lines", "sources", "1"]), inner)
    ),
)


@given(JSON | st.text())
def test_any_json_is_read_or_refused(value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    try:
        words = cs.words_from_json(text)
    except cs.InvalidInput:
        return
    assert cs.words_from_json(cs.words_to_json(words)) == words


def test_all_faulty_rows_are_listed_at_once() -> None:
    rows: list[Any] = [
        ("order", "", "", "", "confirmed"),
        ("order", "", "", "", "shipped"),
        ("source", "", "purchase", "PO-1", "delayed"),
        ("invoicing", "1", "", "", "invoiced"),
        ("payment", "", "", "", "Paid"),
        ("product", 1, "", "", "delayed"),
        ("source", "1", ["purchase"], "PO-1", "delayed"),
        ("order", "confirmed"),
        None,
        (["order"], "", "", "", "confirmed"),
    ]
    with pytest.raises(cs.InvalidInput) as caught:
        cs.words_from_rows(rows)
    assert [fault.path for fault in caught.value.faults] == [f"rows[{n}]" for n in range(1, 10)]
    assert "expected each status once" in str(caught.value.faults[0])
    assert "expected a row of five columns" in str(caught.value.faults[6])


def test_what_are_no_rows_is_refused() -> None:
    with pytest.raises(cs.InvalidInput, match="rows: got None; expected the rows of an order"):
        cs.words_from_rows(None)  # type: ignore[arg-type]


BAD_WORDS: list[tuple[str, Any, str]] = [
    (
        "a report",
        cs.evaluate(ORDER, as_of=TODAY),
        "expected a dict or another mapping; send report.words()",
    ),
    ("a family for a key", {"order": "confirmed"}, "words['order']: got 'order'; expected a Stat"),
    ("a short key", {("order",): "confirmed"}, "words[('order',)]: got ('order',); expected a"),
    ("no status", {cs.StatusKey("order"): None}, "got None; expected one of quotation, waiting"),
]


@pytest.mark.parametrize(
    ("words", "message"), [case[1:] for case in BAD_WORDS], ids=[case[0] for case in BAD_WORDS]
)
@pytest.mark.parametrize("write", [cs.words_to_json, cs.words_to_rows])
def test_what_could_not_be_read_back_is_not_written(write: Any, words: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        write(words)
    assert message in str(caught.value)
