"""Snapshots as one document and as JSON Lines: they come back equal, and bad ones are refused."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from dateutil import tz

import costatus as cs
from costatus import serialization
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, order
from tests.growth import Work, assert_it_grows_with_its_input
from tests.reference.workload import workload

TALLINN = ZoneInfo("Europe/Tallinn")
EAST = timezone(timedelta(hours=2))
NOW = datetime(2026, 11, 24, 1, 30, tzinfo=TALLINN)


def snapshot(zone: Any = None, as_of: Any = TODAY) -> serialization.Snapshot:
    settings = cs.Settings(tracing=False, money_tolerance="0.01")
    spare = cs.StockLot("spare", "bike", cs.LotStatus.RECEIVED, quantity="2.50")
    return serialization.Snapshot(
        tuple(workload(40, odd=0.3, zone=zone)), (spare,), settings, as_of
    )


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


def test_lines_come_back_equal_and_contain_shared_objects_once() -> None:
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
    keys = [(name, record["id"]) for name, record in records]
    assert len(keys) == len(set(keys))


def test_a_zone_keeps_its_days_across_a_change_of_the_clock() -> None:
    winter = datetime(2026, 3, 28, 12, tzinfo=TALLINN)
    finish = datetime(2026, 3, 30, 0, 30, tzinfo=TALLINN)
    given = order(line(lot(status="planned", source=made(planned_finish=finish))))
    back = serialization.read_snapshot(
        serialization.write_snapshot(serialization.Snapshot((given,), (), as_of=winter))
    )
    assert isinstance(back.as_of, datetime)
    assert str(back.as_of.tzinfo) == "Europe/Tallinn"
    assert cs.evaluate(back.orders[0], as_of=back.as_of) == cs.evaluate(given, as_of=winter)


def test_a_zone_without_a_name_cannot_be_written() -> None:
    unnamed = datetime(2026, 11, 24, 1, tzinfo=tz.tzstr("EET-2EEST"))
    with pytest.raises(cs.InvalidInput, match="a zone with an IANA name"):
        serialization.write_snapshot(serialization.Snapshot((), as_of=unnamed))


def test_a_lot_with_two_sets_of_facts_cannot_be_written() -> None:
    orders = (order(line(lot())), order(line(lot(status="planned"))))
    with pytest.raises(cs.InvalidInput, match=r"orders\[1\]\.id: got 'CO-1'"):
        serialization.write_snapshot(serialization.Snapshot(orders))
    with pytest.raises(cs.InvalidInput, match="the same facts wherever lot 'L1' is booked"):
        list(serialization.write_lines(orders))


def test_every_field_of_the_models_is_kept() -> None:
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
    (back,) = serialization.read_snapshot(
        serialization.write_snapshot(serialization.Snapshot((given,)))
    ).orders
    assert back == given
    assert str(back.total) == "1200.00"


UNTYPED: Any = serialization
ORDER = order(line(lot()))
WRITTEN: list[tuple[Callable[[], object], str]] = [
    (
        lambda: UNTYPED.write_snapshot(ORDER),
        "write_snapshot: snapshot: got <CustomerOrder 'CO-1'>; expected a Snapshot",
    ),
    (
        lambda: UNTYPED.Snapshot(ORDER),
        "Snapshot: orders: got <CustomerOrder 'CO-1'>; expected a tuple or a list",
    ),
    (
        lambda: UNTYPED.Snapshot((ORDER,), [ORDER]),
        "Snapshot: lots[0]: got <CustomerOrder 'CO-1'>",
    ),
    (lambda: UNTYPED.Snapshot((ORDER, ORDER)), "Snapshot: orders[1].id: got 'CO-1'"),
    (lambda: UNTYPED.Snapshot((), settings={}), "Snapshot: settings: got {}"),
    (lambda: UNTYPED.Snapshot((), as_of="2026-11-24"), "Snapshot: as_of: got '2026-11-24'"),
    (lambda: UNTYPED.write_lines(ORDER), "write_lines: orders: got <CustomerOrder 'CO-1'>"),
    (lambda: UNTYPED.write_lines((), lots=5), "write_lines: lots: got 5"),
    (lambda: UNTYPED.write_lines((), lots=[ORDER]), "lots[0]: got <CustomerOrder 'CO-1'>"),
    (lambda: UNTYPED.write_lines((), settings={}), "settings: got {}"),
    (lambda: list(UNTYPED.write_lines([5])), "write_lines: orders: got 5"),
]


@pytest.mark.parametrize(("write", "message"), WRITTEN, ids=[case[1] for case in WRITTEN])
def test_what_is_written_is_checked(write: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        write()
    assert message in str(caught.value)


def test_a_snapshot_stores_lists_as_tuples() -> None:
    assert UNTYPED.Snapshot([ORDER]) == serialization.Snapshot((ORDER,))


@pytest.mark.no_cover
def test_snapshots_that_share_what_is_large_are_compared_once() -> None:
    """Each order alone would compare all parts of the manufacturing order that all wait for."""

    def compared(n: int) -> Work:
        parts = [cs.Part(str(m), "p", 1) for m in range(n)]
        shared = lot(status="planned", source=made(parts=parts))
        orders = [attrs.evolve(order(line(shared)), id=str(m)) for m in range(n)]
        text = serialization.write_snapshot(serialization.Snapshot(orders, as_of=NOW))
        one, other = serialization.read_snapshot(text), serialization.read_snapshot(text)
        assert repr(one).startswith(f"Snapshot(orders=<{n} orders>, lots=<1 lot>, as_of=2026-")

        def work() -> None:
            assert one == other
            assert hash(one) == hash(other)

        return work

    assert_it_grows_with_its_input(compared, 150)
