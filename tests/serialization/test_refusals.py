"""Bad documents are refused, every fault with its path, its value and what to do."""

import json

import pytest

import costatus as cs
from costatus import serialization
from tests.cases.build import line, lot, order
from tests.serialization.samples import (
    GOOD,
    LOT,
    changed,
    with_line,
    with_lot,
    with_order,
    with_source,
)


def test_the_plain_document_is_good() -> None:
    (read,) = serialization.read_snapshot(json.dumps(GOOD)).orders
    assert read == order(line(lot(status="planned")), promised_on=None)


CIRCLE = {
    "id": "MO-1",
    "stage": "scheduled",
    "parts": [{"id": "1", "item": "w", "quantity": 1, "bookings": [{"lot": "L1", "quantity": 1}]}],
}
HALF = '{"costatus": 1, "orders": [{"id": "\\ud800", "stage": "confirmed"}]}'
BAD: list[tuple[str, str, str]] = [
    ("no JSON", "{", "expected JSON; Expecting property name"),
    ("no text", "", "got nothing; expected JSON"),
    ("a list", '[{"id": "CO-1"}]', 'wrap the list: {"costatus": 1, "orders": [ … ]}'),
    ("no object", "5", "snapshot: got 5; expected an object with the keys costatus, settings"),
    ("a key twice at the top", '{"costatus": 1, "costatus": 1}', "costatus: got 'costatus'"),
    ("a key twice inside", '{"costatus":1,"orders":[{"id":"a","id":"b"}]}', "orders[0].id: got"),
    ("another version", changed(costatus=2), "costatus: got 2; expected 1, the version"),
    (
        "no version",
        '{"orders": []}',
        'that is read; add "costatus": 1',
    ),
    (
        "an unknown key",
        changed(order=[]),
        "order: got []; expected a key of a snapshot; rename it to orders",
    ),
    ("own fields that are none", with_order(extra=5), "orders[0].extra: got 5; expected an object"),
    ("an unknown key inside", with_line(color=3), "orders[0].lines[0].color: got 3"),
    ("an unknown value", with_order(stage="sold"), "orders[0].stage: got 'sold'; expected one of"),
    ("an automatic stage", with_order(stage="in_production"), "a stage that a person chooses"),
    ("only stages that are accepted", with_order(stage="sold"), "confirmed, shipped, delivered, "),
    ("a number as a status", with_lot(status=3), "lots[0].status: got 3"),
    ("a missing key", changed(lots=[{"id": "L1", "item": "bike"}]), "lots[0].status: got nothing"),
    ("no list", changed(lots={}), "lots: got {}; expected a list"),
    ("no list inside", with_order(lines=3), "orders[0].lines: got 3; expected a list"),
    (
        "no object inside",
        with_order(lines=[3]),
        "orders[0].lines[0]: got 3; expected an object with the keys id, item, quantity",
    ),
    (
        "a number as an id",
        with_order(id=5),
        'orders[0].id: got 5; expected a text that is not empty; write it in quotes: "5"',
    ),
    (
        "a text as a flag",
        changed(settings={"tracing": "no"}),
        "settings.tracing: got 'no'; expected true or false; write it without quotes",
    ),
    (
        "a stage as it was sent",
        with_order(stage="in_production"),
        "orders[0].stage: got 'in_production'; expected a stage that a person chooses",
    ),
    (
        "more closed than ordered",
        with_line(closed=11),
        "closed: got 11; expected at most the line's quantity 10",
    ),
    ("a text as a rank", with_order(priority="1"), "orders[0].priority: got '1'"),
    (
        "a flag as a number",
        with_line(quantity=True),
        "orders[0].lines[0].quantity: got True; expected a number; write it with digits",
    ),
    ("a negative", with_line(quantity=-1), "without its sign"),
    ("a negative text", with_line(quantity="-1"), "without its sign"),
    ("an exponent as text", with_line(quantity="1e3"), "write it with digits and a point"),
    ("a huge exponent", changed().replace('"10"', "1e999999999"), "use a larger unit"),
    ("an exponent beyond all", changed().replace('"10"', "1e9999999999999999999"), "correct it"),
    ("too many digits", changed().replace('"10"', "9" * 50), "at most 15 digits"),
    ("no number at all", changed().replace('"10"', "NaN"), "expected a finite number"),
    ("a day that is none", with_order(promised_on="2026-02-30"), "expected a day, YYYY-MM-DD"),
    ("a week", with_order(promised_on="2026-W10-1"), "expected a day, YYYY-MM-DD"),
    ("a moment as a day", with_order(promised_on="2026-01-01T00:00"), "expected a day"),
    ("a number as a day", with_order(promised_on=20260101), "expected a day"),
    ("a number as a moment", changed(as_of=5), "or a moment, YYYY-MM-DDThh:mm"),
    ("a moment that is none", changed(as_of="2026-01-01T25:00"), "or a moment"),
    ("a name as a moment", changed(as_of="today"), "or a moment"),
    ("a zone of a day", changed(as_of="2026-01-01", zone="UTC"), "no zone beside a day"),
    (
        "a zone that is none",
        changed(as_of="2026-01-01T01:00Z", zone="Mars/Base"),
        "zone: got 'Mars/Base'; expected the name of a zone",
    ),
    ("half a letter", HALF, "orders[0].id: got '\\ud800'; expected text that can be written"),
    ("a lot that is not there", changed(lots=[]), "lines[0].bookings[0].lot: got 'L1'"),
    (
        "a lot in place of its id",
        with_line(bookings=[{"lot": LOT, "quantity": 1}]),
        "the id of a lot",
    ),
    ("a lot twice", changed(lots=[LOT, LOT]), "lots[1].id: got 'L1'; expected an id of its own"),
    ("a lot without an id", changed(lots=[LOT, {"item": "b"}]), "lots[1].id: got nothing"),
    ("a lot that is no object", changed(lots=[LOT, 3]), "lots[1]: got 3; expected an object"),
    ("a bad lot, and who needs it", with_lot(item=""), "expected a lot without faults"),
    (
        "a source that is not there",
        changed(lots=[with_source()]),
        "the id of a manufacturing order of this",
    ),
    ("a bad reference", changed(lots=[with_source(source={"id": "x"})]), "lots[0].source.kind"),
    (
        "a lot that comes from itself",
        changed(lots=[with_source()], manufacturing_orders=[CIRCLE]),
        "expected a lot that does not come from itself; break the circle",
    ),
    ("an order twice", changed(orders=GOOD["orders"] * 2), "orders[1].id: got 'CO-1'"),
    ("two lines of one id", with_order(lines=GOOD["orders"][0]["lines"] * 2), "lines[1].id"),
]


@pytest.mark.parametrize(("title", "text", "message"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_document_is_refused_with_path_and_reason(
    title: str, text: str, message: str
) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_snapshot(text)
    assert message in str(caught.value)


def test_every_fault_of_a_document_is_listed() -> None:
    bad_line = {"id": "1", "item": "", "quantity": "x", "color": "red"}
    text = changed(
        lots=[{"id": "L2", "item": "bike", "status": "gone"}],
        orders=[{"id": "CO-1", "stage": "sold", "lines": [bad_line]}, {"id": "CO-2"}],
    )
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_snapshot(text)
    assert {fault.path for fault in caught.value.faults} == {
        "lots[0].status",
        "orders[0].stage",
        "orders[0].lines[0].item",
        "orders[0].lines[0].quantity",
        "orders[0].lines[0].color",
        "orders[1].stage",
    }
