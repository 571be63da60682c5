"""The nightly job of the example: killed at any point, run twice at once, and over 30 nights."""

import importlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import costatus as cs

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2026, 11, 24)
KILLS = 200
BUSY = 3

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def job() -> Iterator[Any]:
    """The nightly job as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        yield importlib.import_module("nightly_host")


@pytest.fixture(scope="module")
def days(job: Any) -> Any:
    """The simulated business as a module; `job` has put its folder on the path."""
    return importlib.import_module("bicycle_days")


@pytest.fixture
def erp(tmp_path: Path, job: Any, days: Any) -> Iterator[sqlite3.Connection]:
    """A small ERP that has never seen the job."""
    with closing(job.connect(tmp_path / "erp.sqlite")) as connection:
        days.build(connection, TODAY, orders=40)
        yield connection


def copy(connection: sqlite3.Connection, folder: Path) -> Path:
    """Copy the ERP into a folder of its own."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (_, _, file) = connection.execute("PRAGMA database_list").fetchone()
    folder.mkdir()
    copied = folder / "erp.sqlite"
    shutil.copy(file, copied)
    return copied


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def stored(connection: sqlite3.Connection) -> Rows:
    """All that the job has written."""
    tables = {"customer_order": "1", "status_history": "1, 2, 3, 4, 5, 6", "nightly_run": "1"}
    return {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY {key}").fetchall()
        for table, key in tables.items()
    }


def one(connection: sqlite3.Connection, query: str, *values: object) -> Any:
    """The only value of the only row."""
    ((value,),) = connection.execute(query, values).fetchall()
    return value


def words_of(connection: sqlite3.Connection, order: str) -> dict[tuple[str, ...], str]:
    query = "SELECT words FROM customer_order WHERE id = ?"
    return cs.words_from_json(one(connection, query, order))


def as_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def next_change_of(connection: sqlite3.Connection, order: str) -> date | None:
    query = "SELECT next_change FROM customer_order WHERE id = ?"
    return as_day(one(connection, query, order))


# What is looked at


def test_every_night_stores_what_evaluating_everything_would(
    erp: sqlite3.Connection, job: Any, days: Any
) -> None:
    job.prepare(erp)
    due = 0
    for night in range(30):
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
    """The orders that are due by the library: touched ones count as due today."""
    query = "SELECT id, CASE WHEN touched THEN ? ELSE next_change END FROM customer_order"
    told = connection.execute(query, (as_of.isoformat(),))
    return list(cs.due(((id_, as_day(text)) for id_, text in told), as_of=as_of))


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


def test_the_history_leads_to_the_stored_words(
    erp: sqlite3.Connection, job: Any, days: Any
) -> None:
    for night in range(5):
        job.run(erp, after(night))
        days.live(erp, after(night))
    job.run(erp, after(5))
    told: dict[tuple[str, ...], str | None] = {}
    history = erp.execute("SELECT * FROM status_history ORDER BY as_of")
    for order, family, line, kind, source, _, before, word, _, codes, why in history:
        key = (order, family, line, kind, source)
        assert told.get(key) == before != word
        assert bool(codes) == bool(why) == (word is not None)
        told[key] = word
    kept = {
        (id_, *row[:4]): row.word
        for (id_,) in erp.execute("SELECT id FROM customer_order").fetchall()
        for row in cs.words_to_rows(words_of(erp, id_))
    }
    assert {key: word for key, word in told.items() if word is not None} == kept


def test_the_history_tells_what_time_alone_has_brought(erp: sqlite3.Connection, job: Any) -> None:
    job.run(erp, TODAY)
    erp.execute("UPDATE customer_order SET stage = 'canceled' WHERE id = 'CO-001'")
    job.run(erp, after(9))
    history = "SELECT \"order\", cause FROM status_history WHERE as_of = '2026-12-03'"
    causes = set(erp.execute(history))
    assert ("CO-001", "event") in causes
    assert len(causes) > 1
    assert all((order == "CO-001") == (cause == "event") for order, cause in causes)


def test_a_day_that_is_run_again_after_an_event_tells_its_changes_as_one(
    erp: sqlite3.Connection, job: Any
) -> None:
    job.run(erp, TODAY)
    history = """
    SELECT before, after FROM status_history WHERE "order" = 'CO-001' AND family = 'order'
    AND as_of = '2026-11-25'
    """
    before = one(erp, "SELECT status FROM customer_order WHERE id = 'CO-001'")
    for stage, told in (
        ("canceled", [(before, "canceled")]),
        ("quotation", [(before, "quotation")]),
        ("confirmed", []),
    ):
        erp.execute("UPDATE customer_order SET stage = ? WHERE id = 'CO-001'", (stage,))
        job.run(erp, after(1))
        assert erp.execute(history).fetchall() == told


def test_an_order_that_cannot_be_judged_keeps_its_words_and_stops_no_other(
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
    assert words_of(erp, "CO-002")["order",] == "canceled"
    assert one(erp, "SELECT failed FROM nightly_run WHERE as_of = '2026-11-25'") == 1
    assert not due_orders(erp, after(1))
    assert "CO-001" in due_orders(erp, after(2))

    erp.execute("UPDATE customer_order SET total = '10' WHERE id = 'CO-001'")
    assert due_orders(erp, after(1)) == ["CO-001"]
    job.run(erp, after(1))
    assert one(erp, error, "CO-001") is None


# The command


def test_the_command_tells_what_the_night_did(
    erp: sqlite3.Connection, job: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "erp.sqlite")
    assert job.main([file, "--as-of", "2026-11-24"]) == 0
    assert capsys.readouterr().out.startswith("2026-11-24: 40 orders looked at, 0 of them")

    erp.execute("UPDATE customer_order SET stage = 'canceled' WHERE id = 'CO-001'")
    erp.execute("UPDATE customer_order SET stage = 'lost' WHERE id = 'CO-002'")
    assert job.main([file, "--as-of", "2026-11-24"]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("2026-11-24: 42 orders looked at")
    assert told.err.startswith("order CO-002 was not judged: 'lost' is not a valid OrderStatus")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.sqlite"], "no such file: none.sqlite"),
        (["erp.sqlite", "--batch", "0"], "got '0'; expected a whole number from 1"),
        (["erp.sqlite", "--as-of", "2026-11-24"], "the words are those of 2026-11-25; give no"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(
    erp: sqlite3.Connection,
    job: Any,
    tmp_path: Path,
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    job.run(erp, after(1))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        job.main(arguments)
    assert told in capsys.readouterr().err


# Killed at any point


class Killer:
    """Starts runs as processes of their own, and kills them when their time is over."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("killer.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(EXAMPLES), *sys.path])},
        )

    def run(self, erp: Path, as_of: date, seconds: float | None = None) -> int:
        """How a run ended that was given so many seconds to live."""
        assert self._process.stdin
        assert self._process.stdout
        arguments = [str(erp), "--as-of", str(as_of), "--batch", "2"]
        self._process.stdin.write(f"{json.dumps([seconds, arguments])}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        with self._process:
            pass


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with closing(Killer()) as made:
        yield made


def how_far(connection: sqlite3.Connection, as_of: date) -> str:
    """How far a run had come when it was killed."""
    if not one(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'nightly_run'"):
        return "before"
    query = "SELECT finished FROM nightly_run WHERE as_of = ?"
    row = connection.execute(query, (as_of.isoformat(),)).fetchone()
    return "before" if row is None else "after" if row[0] else "between"


@pytest.mark.parametrize("missed", [0, 4], ids=["the first night", "after missed nights"])
def test_a_run_that_is_killed_at_any_point_ends_as_if_it_was_not(
    erp: sqlite3.Connection, job: Any, days: Any, killer: Killer, tmp_path: Path, missed: int
) -> None:
    if missed:
        job.run(erp, TODAY)
    for day in range(missed):
        days.live(erp, after(day))
    as_of = after(missed)
    once = copy(erp, tmp_path / "once")
    began = time.perf_counter()
    assert killer.run(once, as_of) == 0
    whole = time.perf_counter() - began
    with closing(job.connect(once)) as connection:
        expected = stored(connection)

    chance = random.Random(missed)
    seen: Counter[str] = Counter()
    for n in range(KILLS // 2):
        killed = copy(erp, tmp_path / f"killed {n}")
        killer.run(killed, as_of, seconds=chance.uniform(0, whole))
        found = shutil.copytree(killed.parent, tmp_path / f"found {n}") / "erp.sqlite"
        with closing(job.connect(found)) as connection:
            came = how_far(connection, as_of)
        seen[came] += 1
        # The machine is now faster and now slower: kill within the time that a run takes now.
        whole *= 0.9 if came == "after" else 1.01

        assert killer.run(killed, as_of) == 0
        with closing(job.connect(killed)) as connection:
            assert stored(connection) == expected
        shutil.rmtree(killed.parent)
        shutil.rmtree(found.parent)
    assert seen.total() == KILLS // 2
    assert seen["between"] >= KILLS // 6, seen


# Two runs at once


def start(erp: Path, as_of: date) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(EXAMPLES / "nightly_host.py"), str(erp), "--as-of", str(as_of)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_to_end(runs: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    while True:
        for run in runs:
            if run.poll() is not None:
                return run
        time.sleep(0.01)


@pytest.mark.parametrize("killed", [False, True], ids=["the other ends", "the other is killed"])
def test_a_second_run_at_the_same_time_is_refused(
    erp: sqlite3.Connection, tmp_path: Path, *, killed: bool
) -> None:
    file = tmp_path / "erp.sqlite"
    erp.execute("BEGIN IMMEDIATE")  # somebody books: a run waits for this, holding the right to run
    runs = [start(file, TODAY), start(file, TODAY)]
    refused = first_to_end(runs)
    (other,) = (run for run in runs if run is not refused)
    assert refused.communicate()[1] == f"nothing done: another run is at work on {file}\n"
    assert refused.returncode == BUSY
    if killed:
        other.kill()
        other.communicate()
        again = start(file, TODAY)
    erp.execute("ROLLBACK")
    assert "40 orders looked at" in (again if killed else other).communicate()[0]
    assert one(erp, "SELECT finished FROM nightly_run") == 1
