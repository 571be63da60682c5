"""Snapshots as one document and as JSON Lines: they come back equal, and bad ones are refused."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.reference.workload import workload
from dateutil import tz

import costatus as cs
from costatus import serialization
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, order

TALLINN = ZoneInfo("Europe/Tallinn")
EAST = timezone(timedelta(hours=2))
NOW = datetime(2026, 11, 24, 1, 30, tzinfo=TALLINN)


def snapshot(zone: Any = None, as_of: Any = TODAY) -> serialization.Snapshot:
    settings = cs.Settings(tracing=False, money_tolerance="0.01")
    spare = cs.StockLot("spare", "bike", cs.LotStatus.RECEIVED, quantity="2.50")
    return serialization.Snapshot(tuple(workload(40, odd=0.3, zone=zone)), (spare,), settings, as_of)


@pytest.mark.parametrize(
    ("zone", "as_of"),
    [(None, TODAY), (None, None), (EAST, NOW), (UTC, NOW.astimezone(EAST))],
    ids=["days", "no moment", "moments, a named zone", "moments, an offset"],
)
def test_a_document_comes_back_equal(zone: Any, as_of: Any) -> None:
    given = snapshot(zone, as_of)
    back = serialization.read_snapshot(serialization.write_snapshot(given))
    assert (back.orders, back.settings, back.as_of) == (given.orders, given.settings, as_of)
    assert {"spare"} < {lot.id for lot in back.lots}
    assert serialization.read_snapshot(serialization.write_snapshot(back)) == back


def test_lines_come_back_equal_and_tell_what_is_shared_once() -> None:
    given = snapshot(EAST, NOW)
    written = list(
        serialization.write_lines(
            given.orders, lots=given.lots, settings=given.settings, as_of=given.as_of
        )
    )
    assert all(text.endswith("\n") and "\n" not in text[:-1] for text in written)
    read = serialization.read_lines(["", *written, "\n"])
    assert (read.settings, read.as_of) == (given.settings, given.as_of)
    assert tuple(read) == given.orders
    document = serialization.read_snapshot(serialization.write_snapshot(given))
    assert read.lots() == document.lots
    records = [next(iter(json.loads(text).items())) for text in written[1:]]
    told = [(name, record["id"]) for name, record in records]
    assert len(told) == len(set(told))


def test_a_zone_keeps_its_days_across_a_change_of_the_clock() -> None:
    winter = datetime(2026, 3, 28, 12, tzinfo=TALLINN)
    finish = datetime(2026, 3, 30, 0, 30, tzinfo=TALLINN)
    given = order(line(lot(status="planned", source=made(planned_finish=finish))))
    back = serialization.read_snapshot(serialization.write_snapshot(serialization.Snapshot((given,), (), as_of=winter)))
    assert isinstance(back.as_of, datetime)
    assert str(back.as_of.tzinfo) == "Europe/Tallinn"
    assert cs.evaluate(back.orders[0], as_of=back.as_of) == cs.evaluate(given, as_of=winter)


def test_a_zone_without_a_name_cannot_be_written() -> None:
    unnamed = datetime(2026, 11, 24, 1, tzinfo=tz.tzstr("EET-2EEST"))
    with pytest.raises(cs.InvalidInput, match="a zone that has a name"):
        serialization.write_snapshot(serialization.Snapshot((), as_of=unnamed))


def test_one_lot_told_in_two_ways_cannot_be_written() -> None:
    orders = (order(line(lot())), order(line(lot(status="planned"))))
    with pytest.raises(cs.InvalidInput, match=r"orders\[1\]\.id: got 'CO-1'"):
        serialization.write_snapshot(serialization.Snapshot(orders))
    with pytest.raises(cs.InvalidInput, match="the same facts wherever lot 'L1' is booked"):
        list(serialization.write_lines(orders))


LOT = {"id": "L1", "item": "bike", "status": "planned"}
GOOD: dict[str, Any] = {
    "costatus": 1,
    "lots": [LOT],
    "orders": [
        {
            "id": "CO-1",
            "stage": "confirmed",
            "lines": [
                {
                    "id": "1",
                    "item": "bike",
                    "quantity": "10",
                    "bookings": [{"lot": "L1", "quantity": 10}],
                }
            ],
        }
    ],
}


def test_the_plain_document_is_good() -> None:
    (read,) = serialization.read_snapshot(json.dumps(GOOD)).orders
    assert read == order(line(lot(status="planned")), promised_on=None)


def changed(**change: Any) -> str:
    return json.dumps({**GOOD, **change})


def with_order(**change: Any) -> str:
    return changed(orders=[{**GOOD["orders"][0], **change}])


def with_line(**change: Any) -> str:
    return with_order(lines=[{**GOOD["orders"][0]["lines"][0], **change}])


def with_lot(**change: Any) -> str:
    return changed(lots=[{**LOT, **change}])


def with_source(**source: Any) -> dict[str, Any]:
    return {**LOT, "source": {"kind": "manufacturing", "id": "MO-1"}, **source}


CIRCLE = {
    "id": "MO-1",
    "stage": "scheduled",
    "parts": [{"id": "1", "item": "w", "quantity": 1, "bookings": [{"lot": "L1", "quantity": 1}]}],
}
HALF = '{"costatus": 1, "orders": [{"id": "\\ud800", "stage": "confirmed"}]}'
BAD: list[tuple[str, str, str]] = [
    ("no JSON", "{", "expected JSON; Expecting property name"),
    ("no text", "", "expected JSON; Expecting value"),
    ("no object", "[]", "expected an object that tells a SnapshotHeader"),
    ("a key twice at the top", '{"costatus": 1, "costatus": 1}', "costatus: got 'costatus'"),
    ("a key twice inside", '{"costatus":1,"orders":[{"id":"a","id":"b"}]}', "orders[0].id: got"),
    ("another version", changed(costatus=2), "costatus: got 2; expected 1, the version"),
    ("no version", '{"orders": []}', "costatus: got None; expected a value; add the key"),
    ("an unknown key", changed(order=[]), "order: got []; expected a key of SnapshotHeader"),
    ("an unknown key inside", with_line(qty=3), "orders[0].lines[0].qty: got 3"),
    ("an unknown word", with_order(stage="sold"), "orders[0].stage: got 'sold'; expected one of"),
    ("an automatic word", with_order(stage="in_production"), "a stage that a person chooses"),
    ("a number as a word", with_lot(status=3), "lots[0].status: got 3"),
    ("a missing key", changed(lots=[{"id": "L1", "item": "bike"}]), "lots[0].status: got None"),
    ("no list", changed(lots={}), "lots: got {}; expected a list"),
    ("no list inside", with_order(lines=3), "orders[0].lines: got 3; expected a list"),
    ("no object inside", with_order(lines=[3]), "orders[0].lines[0]: got 3; expected an object"),
    ("a number as an id", with_order(id=5), "orders[0].id: got 5; expected a text"),
    ("a text as a flag", changed(settings={"tracing": "no"}), "settings.tracing: got 'no'"),
    ("a text as a rank", with_order(priority="1"), "orders[0].priority: got '1'"),
    ("a flag as a number", with_line(quantity=True), "orders[0].lines[0].quantity: got True"),
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
    ("a word as a moment", changed(as_of="today"), "or a moment"),
    ("a zone of a day", changed(as_of="2026-01-01", zone="UTC"), "no zone beside a day"),
    (
        "a zone that is none",
        changed(as_of="2026-01-01T01:00Z", zone="Mars/Base"),
        "zone: got 'Mars/Base'; expected the name of a zone",
    ),
    ("half a letter", HALF, "orders[0].id: got '\\ud800'; expected text that can be written"),
    ("a lot that is not there", changed(lots=[]), "lines[0].bookings[0].lot: got 'L1'"),
    ("a lot told in place", with_line(bookings=[{"lot": LOT, "quantity": 1}]), "the id of a lot"),
    ("a lot twice", changed(lots=[LOT, LOT]), "lots[1].id: got 'L1'; expected an id of its own"),
    ("a lot without an id", changed(lots=[LOT, {"item": "b"}]), "lots[1].id: got None"),
    ("a lot that is no object", changed(lots=[LOT, 3]), "lots[1]: got 3; expected an object"),
    ("a bad lot, and who needs it", with_lot(item=""), "expected a lot without faults"),
    ("a source that is not there", changed(lots=[with_source()]), "a manufacturing_order of this"),
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


def test_every_fault_of_a_document_is_told_at_once() -> None:
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


def chain(length: int) -> str:
    """A bike made of a part made of a part …"""
    orders = []
    lots = []
    for n in range(length):
        part = {"id": "1", "item": "p", "quantity": 1}
        if n + 1 < length:
            part["bookings"] = [{"lot": f"L{n + 2}", "quantity": 1}]
        orders.append({"id": f"MO-{n}", "stage": "new", "parts": [part]})
        lots.append(
            {**LOT, "id": f"L{n + 1}", "source": {"kind": "manufacturing", "id": f"MO-{n}"}}
        )
    return changed(lots=lots, manufacturing_orders=orders)


LIMITS: list[tuple[Callable[[], str], serialization.Limits, str]] = [
    (changed, serialization.Limits(size=50), "expected at most 50 characters"),
    (changed, serialization.Limits(depth=6), "expected at most 6 levels of nesting"),
    (lambda: "[" * 100_000, serialization.Limits(), "expected at most 32 levels of nesting"),
    (lambda: chain(17), serialization.Limits(), "expected at most 32 sources behind each other"),
]


@pytest.mark.parametrize(
    ("text", "limits", "message"), LIMITS, ids=["size", "depth", "far", "chain"]
)
def test_what_is_beyond_the_limits_is_refused(
    text: Callable[[], str], limits: serialization.Limits, message: str
) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_snapshot(text(), limits=limits)
    assert message in str(caught.value)


def test_what_is_within_the_limits_is_read() -> None:
    assert len(serialization.read_snapshot(changed(), limits=serialization.Limits(depth=7)).orders) == 1
    assert len(serialization.read_snapshot(chain(16)).lots) == 16


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
    refused = [each for each in read if isinstance(each, serialization.Refused)]
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
    assert "tell that lot first" in str(refused.error)


@pytest.mark.parametrize("head", ["", ORDER, '{"costatus": 3}', "null"])
def test_lines_need_a_head(head: str) -> None:
    with pytest.raises(cs.InvalidInput, match="line 1"):
        serialization.read_lines([head])


def test_lines_stream() -> None:
    """Each order comes before the next line is read."""
    asked = []

    def lines() -> Any:
        for n, text in enumerate([HEAD, LOT_LINE, ORDER, ORDER]):
            asked.append(n)
            yield text

    read = iter(serialization.read_lines(lines()))
    next(read)
    assert asked == [0, 1, 2]
    assert isinstance(next(read), cs.CustomerOrder)
    assert list(read) == []


def test_everything_that_a_host_may_tell_is_kept() -> None:
    source = made(
        planned_start=datetime(2026, 11, 20, 8, 15),
        planned_finish=day(3),
        operations=[cs.Operation("10", started=True, planned_finish=datetime(2026, 11, 21, 9))],
        parts=[cs.Part("1", "wheel", "2.5", "0.5", [cs.Booking(lot("W", source=bought()), 2)])],
    )
    given = order(
        line(lot(source=source), closed=1, shipped="0.000000001", promised_on=day(2)),
        total="1200.00",
        invoices=[invoice("3", paid="2.50", payable="3.72")],
        priority=2,
        created_on=date(1, 1, 1),
        last_activity_on=date.max,
    )
    (back,) = serialization.read_snapshot(serialization.write_snapshot(serialization.Snapshot((given,)))).orders
    assert back == given
    assert str(back.total) == "1200.00"
