"""The nightly job of the example: what it evaluates, what it stores, and its command."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import costatus as cs
from tests.examples.nightly_job.erp import ORDERS, TODAY, after, copy, one, stored


def words_of(connection: sqlite3.Connection, order: str) -> dict[cs.StatusKey, str]:
    query = "SELECT words FROM customer_order WHERE id = ?"
    return cs.words_from_json(one(connection, query, order))


def as_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def next_change_of(connection: sqlite3.Connection, order: str) -> date | None:
    query = "SELECT next_change FROM customer_order WHERE id = ?"
    return as_day(one(connection, query, order))


# What is evaluated


def test_every_night_stores_what_evaluating_everything_would(
    erp: sqlite3.Connection, job: Any, days: Any
) -> None:
    job.prepare(erp)
    due = 0
    for night in range(15):
        as_of = after(night)
        due += len(due_orders(erp, as_of))
        job.run(erp, as_of, batch=7)
        for order in job.read(erp):
            report = cs.evaluate(order, as_of=as_of)
            assert words_of(erp, order.id) == report.words()
            assert next_change_of(erp, order.id) == report.next_change
        days.live(erp, as_of)
    assert one(erp, "SELECT sum(looked_at) FROM nightly_run") == due
    assert 0 < one(erp, "SELECT sum(by_time) FROM nightly_run") < due


def due_orders(connection: sqlite3.Connection, as_of: date) -> list[str]:
    """Return the orders that are due by the library: touched ones count as due today."""
    query = "SELECT id, CASE WHEN touched THEN ? ELSE next_change END FROM customer_order"
    rows = connection.execute(query, (as_of.isoformat(),))
    return list(cs.due(((id_, as_day(text)) for id_, text in rows), as_of=as_of))


def test_missed_nights_end_as_if_none_had_been_missed(
    erp: sqlite3.Connection, job: Any, tmp_path: Path
) -> None:
    job.run(erp, TODAY)
    missed_nights = copy(erp, tmp_path / "missed")
    for night in range(1, 8):
        job.run(erp, after(night))
    with closing(job.connect(missed_nights)) as missed:
        job.run(missed, after(7))
        assert stored(missed)["customer_order"] == stored(erp)["customer_order"]


def test_a_night_that_is_finished_has_nothing_due(erp: sqlite3.Connection, job: Any) -> None:
    job.run(erp, TODAY)
    first = stored(erp)
    job.run(erp, TODAY)
    assert stored(erp) == first
    assert not due_orders(erp, TODAY)


def test_an_event_on_a_lot_or_a_source_touches_every_order_that_depends_on_it(
    erp: sqlite3.Connection, job: Any
) -> None:
    job.run(erp, TODAY)
    depending: dict[tuple[str, str], set[str]] = {}
    for order in job.read(erp):
        for booking in (booking for line in order.lines for booking in line.bookings):
            for lot in (booking.lot, *lots_of_parts(booking.lot.source)):
                depending.setdefault(("lot", lot.id), set()).add(order.id)
            if booking.lot.source:
                depending.setdefault(("source", booking.lot.source.id), set()).add(order.id)
    assert max(map(len, depending.values())) > 1
    for (table, id_), orders in depending.items():
        erp.execute("UPDATE customer_order SET touched = 0")
        erp.execute(f"UPDATE {table} SET id = id WHERE id = ?", (id_,))
        assert set(due_orders(erp, TODAY)) == orders


def lots_of_parts(source: object) -> Iterator[cs.StockLot]:
    if isinstance(source, cs.ManufacturingOrder):
        for part in source.parts:
            yield from (booking.lot for booking in part.bookings)


@pytest.mark.parametrize(
    "event",
    [
        "UPDATE customer_order SET promised = '2026-12-24' WHERE id = 'CO-001'",
        """UPDATE line SET "order" = 'CO-001' WHERE "order" = 'CO-002'""",
        """UPDATE line SET "order" = 'CO-002' WHERE "order" = 'CO-001'""",
        """DELETE FROM line WHERE "order" = 'CO-001'""",
        """INSERT INTO invoice VALUES ('new', 'CO-001', 'invoice', 'unpaid', '10', '0')""",
        """
        UPDATE operation SET started = 1 WHERE source IN
        (SELECT lot.source FROM line JOIN lot ON lot.id = lot WHERE "order" = 'CO-001')
        """,
        """
        UPDATE part SET booked = '4' WHERE source IN
        (SELECT lot.source FROM line JOIN lot ON lot.id = lot WHERE "order" = 'CO-001')
        """,
    ],
)
def test_an_event_of_any_kind_touches_the_order(
    erp: sqlite3.Connection, job: Any, event: str
) -> None:
    (source,) = erp.execute("SELECT source FROM part LIMIT 1").fetchone()
    erp.execute("INSERT INTO lot VALUES ('made', 'City bike', 'planned', ?, NULL)", (source,))
    erp.execute("""UPDATE line SET lot = 'made' WHERE "order" = 'CO-001'""")
    job.run(erp, TODAY)
    assert not due_orders(erp, TODAY)
    erp.execute(event)
    assert "CO-001" in due_orders(erp, TODAY)


# What is stored


def test_the_history_leads_to_the_stored_statuses(
    erp: sqlite3.Connection, job: Any, days: Any
) -> None:
    for night in range(5):
        job.run(erp, after(night))
        days.live(erp, after(night))
    job.run(erp, after(5))
    last: dict[tuple[str, ...], str | None] = {}
    history = erp.execute("SELECT * FROM status_history ORDER BY as_of")
    for order, family, line, kind, source, _, before, word, _, codes, why in history:
        key = (order, family, line, kind, source)
        assert last.get(key) == before != word
        assert bool(codes) == bool(why) == (word is not None)
        last[key] = word
    kept = {
        (id_, *row[:4]): row.word
        for (id_,) in erp.execute("SELECT id FROM customer_order").fetchall()
        for row in cs.words_to_rows(words_of(erp, id_))
    }
    assert {key: word for key, word in last.items() if word is not None} == kept


def test_the_history_shows_what_time_alone_has_changed(erp: sqlite3.Connection, job: Any) -> None:
    job.run(erp, TODAY)
    erp.execute("UPDATE customer_order SET stage = 'canceled' WHERE id = 'CO-001'")
    job.run(erp, after(9))
    history = "SELECT \"order\", cause FROM status_history WHERE as_of = '2026-12-03'"
    causes = set(erp.execute(history))
    assert ("CO-001", "event") in causes
    assert len(causes) > 1
    assert all((order == "CO-001") == (cause == "event") for order, cause in causes)


def test_a_day_that_is_run_again_after_an_event_stores_its_changes_as_one(
    erp: sqlite3.Connection, job: Any
) -> None:
    job.run(erp, TODAY)
    history = """
    SELECT before, after FROM status_history WHERE "order" = 'CO-001' AND family = 'order'
    AND as_of = '2026-11-25'
    """
    before = one(erp, "SELECT status FROM customer_order WHERE id = 'CO-001'")
    for stage, changes in (
        ("canceled", [(before, "canceled")]),
        ("quotation", [(before, "quotation")]),
        ("confirmed", []),
    ):
        erp.execute("UPDATE customer_order SET stage = ? WHERE id = 'CO-001'", (stage,))
        job.run(erp, after(1))
        assert erp.execute(history).fetchall() == changes


def test_an_order_that_cannot_be_evaluated_keeps_its_statuses_and_stops_no_other(
    erp: sqlite3.Connection, job: Any
) -> None:
    job.run(erp, TODAY)
    words = words_of(erp, "CO-001")
    erp.execute("UPDATE customer_order SET total = 'lots' WHERE id = 'CO-001'")
    erp.execute("UPDATE customer_order SET stage = 'canceled' WHERE id = 'CO-002'")
    job.run(erp, after(1), batch=1)
    error = "SELECT error FROM customer_order WHERE id = ?"
    assert "total: got 'lots'" in one(erp, error, "CO-001")
    assert words_of(erp, "CO-001") == words
    assert words_of(erp, "CO-002")[cs.StatusKey("order")] == "canceled"
    assert one(erp, "SELECT failed FROM nightly_run WHERE as_of = '2026-11-25'") == 1
    assert not due_orders(erp, after(1))
    assert "CO-001" in due_orders(erp, after(2))

    erp.execute("UPDATE customer_order SET total = '10' WHERE id = 'CO-001'")
    assert due_orders(erp, after(1)) == ["CO-001"]
    job.run(erp, after(1))
    assert one(erp, error, "CO-001") is None


# The command


def test_the_command_prints_what_the_night_did(
    erp: sqlite3.Connection, job: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "erp.sqlite")
    assert job.main([file, "--as-of", "2026-11-24"]) == 0
    assert capsys.readouterr().out.startswith(f"{TODAY}: {ORDERS} orders evaluated, 0 of them")

    erp.execute("UPDATE customer_order SET stage = 'canceled' WHERE id = 'CO-001'")
    erp.execute("UPDATE customer_order SET stage = 'lost' WHERE id = 'CO-002'")
    assert job.main([file, "--as-of", "2026-11-24"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith(f"{TODAY}: {ORDERS + 2} orders evaluated")
    assert printed.err.startswith(
        "order CO-002 was not evaluated: CustomerOrder 'CO-002': stage: got 'lost'; expected one of"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.sqlite"], "no such file: none.sqlite"),
        (["erp.sqlite", "--batch", "0"], "got '0'; expected a whole number from 1"),
        (
            ["erp.sqlite", "--as-of", "2026-11-24"],
            "the stored statuses are those of 2026-11-25",
        ),
    ],
)
def test_the_command_refuses_what_it_cannot_do(
    erp: sqlite3.Connection,
    job: Any,
    tmp_path: Path,
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    job.run(erp, after(1))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        job.main(arguments)
    assert message in capsys.readouterr().err
