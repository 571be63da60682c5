"""JSON Lines: one record at a time; what is refused comes out in its place."""

import json
from typing import Any

import pytest

import costatus as cs
from costatus import serialization
from tests.serialization.samples import GOOD, LOT, refused_in

ORDER = json.dumps({"order": GOOD["orders"][0]})
HEAD = '{"costatus": 1}'
LOT_LINE = json.dumps({"lot": LOT})


def test_a_bad_line_does_not_stop_the_others() -> None:
    bad = json.dumps({"order": {"id": "CO-0", "stage": "sold"}})
    nameless = json.dumps({"order": {"stage": "sold"}})
    spare = json.dumps({"lot": {**LOT, "id": "spare", "status": "gone"}})
    lines = [
        HEAD, spare, "{", '{"foo": 1}', "[]", "{}", '{"order": {}, "lot": {}}', '{"order": 5}',
        '{"lot": {}, "lot": {}}', LOT_LINE, bad, nameless, LOT_LINE, ORDER,
    ]  # fmt: skip
    read = list(serialization.read_lines(lines))
    (good,) = (each for each in read if isinstance(each, cs.CustomerOrder))
    assert good.id == "CO-1"
    refused = refused_in(read)
    assert [(each.where, each.id) for each in refused] == [
        ("line 3", None),
        ("line 4", None),
        ("line 5", None),
        ("line 6", None),
        ("line 7", None),
        ("line 8", None),
        ("line 9", None),
        ("line 11", "CO-0"),
        ("line 12", None),
        ("line 13", "L1"),
        ("line 2", "spare"),
    ]
    assert str(refused[7].error).startswith("line 11, order 'CO-0': stage: got 'sold'")
    assert str(refused[10].error).startswith("line 2, lot 'spare': status: got 'gone'")


def test_a_lot_that_comes_after_its_order_is_dangling() -> None:
    (refused,) = serialization.read_lines([HEAD, ORDER, LOT_LINE])
    assert isinstance(refused, serialization.Refused)
    assert "in JSON Lines before what refers to it" in str(refused.error)


def test_lines_stream() -> None:
    """Each order comes before the next line is read."""
    asked = []
    other = ORDER.replace("CO-1", "CO-2")

    def lines() -> Any:
        for n, text in enumerate([HEAD, LOT_LINE, ORDER, other]):
            asked.append(n)
            yield text

    read = iter(serialization.read_lines(lines()))
    next(read)
    assert asked == [0, 1, 2]
    assert isinstance(next(read), cs.CustomerOrder)
    assert list(read) == []


@pytest.mark.parametrize("read", ["lines", "document"])
def test_a_repeated_order_id_is_refused_in_its_place(read: str) -> None:
    """Also where one of the two is bad, and whether or not they are the same."""
    order = GOOD["orders"][0]
    orders = [order, {**order, "stage": "shipped"}, {**order, "id": "CO-2", "stage": "sold"},
              {**order, "id": "CO-2"}, order]  # fmt: skip
    if read == "lines":
        lines = [json.dumps({"order": order}) for order in orders]
        reader = serialization.read_lines([HEAD, LOT_LINE, *lines])
        places = [f"line {n}" for n in (4, 5, 6, 7)]
    else:
        reader = serialization.read_document(json.dumps({**GOOD, "orders": orders}))
        places = [f"orders[{n}]" for n in (1, 2, 3, 4)]
    good, *bad = reader
    assert isinstance(good, cs.CustomerOrder)
    refused = refused_in(bad)
    assert [(each.where, each.name, each.id) for each in refused] == [
        (places[0], "order", "CO-1"),
        (places[1], "order", "CO-2"),
        (places[2], "order", "CO-2"),
        (places[3], "order", "CO-1"),
    ]
    repeated = [each for each in refused if "an id of its own among the orders" in str(each.error)]
    assert [each.where for each in repeated] == [places[0], places[2], places[3]]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("", "line 1: got nothing; expected JSON"),
        (ORDER, "line 1: order: got {'id': 'CO-1'"),
        (ORDER, 'begin with the line {"costatus": 1}'),
        (json.dumps(GOOD), "or read one document with read_document"),
        ('{"costatus": 3}', "line 1: costatus: got 3; expected 1"),
        ("null", "line 1: got None; expected an object with the keys costatus"),
        ("[]", 'wrap the list: {"costatus": 1, "orders": [ … ]}'),
    ],
)
def test_lines_need_a_header(head: str, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_lines([head])
    assert message in str(caught.value)


def test_a_line_that_is_no_text_is_refused_in_its_place() -> None:
    lines: Any = [HEAD, LOT_LINE, {"order": 1}, ORDER]
    refused, good = serialization.read_lines(lines)
    assert isinstance(refused, serialization.Refused)
    assert str(refused.error).startswith("line 3: got {'order': 1}; expected JSON as str or bytes")
    assert "send json.dumps(…) of it" in str(refused.error)
    assert isinstance(good, cs.CustomerOrder)


def test_a_record_without_its_name_says_how_to_write_it() -> None:
    (refused,) = serialization.read_lines([HEAD, json.dumps(GOOD["orders"][0])])
    assert isinstance(refused, serialization.Refused)
    assert 'write one record on each line, such as {"order": { … }}' in str(refused.error)
