"""A host's nightly job: evaluate the orders that are due, and store what has changed.

The job may be killed at any moment and started again; two never run at the same time; nights may be
missed. Each batch of orders is read, evaluated and written in one transaction that holds the write
lock of the database: no event comes between, and a batch is stored whole or not at all. What the
ERP needs for it is in nightly_schema.py.
"""

import argparse
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bicycle_erp import read
from nightly_schema import prepare

import costatus as cs

WINDOW = cs.NightlyWindow(zone="Europe/Tallinn")

DUE = """
SELECT id, words, touched FROM customer_order WHERE touched = 1 OR next_change <= ? LIMIT ?
"""
STORE = """
UPDATE customer_order SET status = ?, product_status = ?, invoicing_status = ?, payment_status = ?,
words = ?, next_change = ?, touched = 0, error = NULL WHERE id = ?
"""
SET_ASIDE = "UPDATE customer_order SET next_change = ?, touched = 0, error = ? WHERE id = ?"
# A second run for the same day, say after a booking at noon, makes one change of the day's two.
RECORD = """
INSERT INTO status_history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET after = excluded.after, cause = excluded.cause,
codes = excluded.codes, why = excluded.why
"""
FAMILIES = ("order", "product", "invoicing", "payment")
FORGET = 'DELETE FROM status_history WHERE "order" = ? AND as_of = ? AND before IS after'
COUNT = """
INSERT INTO nightly_run VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET looked_at = looked_at + excluded.looked_at,
by_time = by_time + excluded.by_time, failed = failed + excluded.failed,
finished = excluded.finished
"""


class AlreadyRunning(Exception):
    """Another run is in progress."""


class TooEarly(ValueError):
    """The stored statuses are already those of a later day."""


def connect(erp: Path | str) -> sqlite3.Connection:
    """Open the ERP's database; transactions begin only where the code says so."""
    return sqlite3.connect(erp, isolation_level=None, timeout=60)


@contextmanager
def alone(erp: Path) -> Iterator[None]:
    """Hold the lock of a run; raises AlreadyRunning where another process holds it.

    The lock is a transaction in a database of its own. It ends with the process, so a run that was
    killed leaves no lock behind. In another database, use an advisory lock of the session.
    """
    with closing(sqlite3.connect(f"{erp}.lock", isolation_level=None, timeout=0)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise AlreadyRunning(f"another run is in progress on {erp}") from None
        yield


def run(connection: sqlite3.Connection, as_of: date, batch: int = 200) -> None:
    """Evaluate all orders that are due, batch after batch, until none is.

    Raises TooEarly where the stored statuses are those of a later day: orders that changed between
    the two days are no longer due, and would be missed.
    """
    prepare(connection)
    (latest,) = connection.execute("SELECT max(as_of) FROM nightly_run").fetchone()
    if latest is not None and as_of.isoformat() < latest:
        raise TooEarly(f"as_of: got {as_of}; the stored statuses are those of {latest}")
    finished = False
    while not finished:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            finished = run_batch(connection, as_of, batch)


def run_batch(connection: sqlite3.Connection, as_of: date, batch: int) -> bool:
    """Evaluate one batch; return whether it was the last."""
    due = connection.execute(DUE, (as_of.isoformat(), batch)).fetchall()
    previous = {id_: cs.words_from_json(words) for id_, words, _ in due if words is not None}
    causes = {id_: "event" if touched else "time" for id_, _, touched in due}
    failed = 0

    def stored() -> Iterator[cs.OrderReport | cs.SweepFailure]:
        """Store each answer while its facts are there: the next one releases them."""
        nonlocal failed
        for answer in cs.sweep(read(connection, list(causes)), as_of=as_of):
            if isinstance(answer, cs.OrderReport):
                connection.execute(STORE, status_columns(answer))
            else:  # its statuses stay; it is due again the next night, or when it is touched
                failed += 1
                tomorrow = as_of + timedelta(days=1)
                values = (tomorrow.isoformat(), str(answer.error), answer.order_id)
                connection.execute(SET_ASIDE, values)
            yield answer

    for change in cs.changes(stored(), previous):
        connection.execute(RECORD, history_row(change, as_of, causes[change.order_id]))
    connection.executemany(FORGET, ((id_, as_of.isoformat()) for id_ in causes))
    by_time = list(causes.values()).count("time")
    finished = len(due) < batch
    connection.execute(COUNT, (as_of.isoformat(), len(due), by_time, failed, finished))
    return finished


def status_columns(report: cs.OrderReport) -> tuple[str | None, ...]:
    """Return the values of STORE for a report."""
    words, next_change = report.words(), report.next_change
    return (
        *(words.get(cs.StatusKey(family)) for family in FAMILIES),
        cs.words_to_json(words),
        None if next_change is None else next_change.isoformat(),
        report.order_id,
    )


def history_row(change: cs.StatusChange, as_of: date, cause: str) -> tuple[str | None, ...]:
    """Return the values of RECORD for a change."""
    return (
        change.order_id,
        *(part or "" for part in change.key),
        as_of.isoformat(),
        change.before,
        change.after,
        cause,
        " ".join(dict.fromkeys(reason.code.value for reason in change.reasons)),
        "\n".join(map(str, change.reasons)),
    )


class Change(NamedTuple):
    """A kind of change: the family, both statuses, the cause, and the code of the first reason."""

    family: str
    before: str
    after: str
    cause: str
    code: str


def frequent_changes(connection: sqlite3.Connection, as_of: date) -> Counter[Change]:
    """Count each kind of change of that night, without what is new or gone."""
    query = """
    SELECT family, before, after, cause, codes FROM status_history
    WHERE as_of = ? AND before NOT NULL AND after NOT NULL
    """
    return Counter(
        Change(family, before, after, cause, codes.partition(" ")[0])
        for family, before, after, cause, codes in connection.execute(query, (as_of.isoformat(),))
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the job; returns its exit code."""
    parser = argparse.ArgumentParser(
        description="Evaluate the orders that are due, and store their statuses and what changed.",
        epilog="Start it as often as you like: a night that is finished has nothing due. "
        "Exit codes: 0; 1 if an order could not be evaluated (the others are stored); 2 if the "
        "arguments are wrong; 3 if another run is in progress (nothing is changed).",
    )
    parser.add_argument("erp", type=Path, metavar="FILE", help="the SQLite database of the ERP")
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=WINDOW.as_of(datetime.now(UTC)),
        metavar="DAY",
        help="the day to evaluate for (default: that of the last nightly window)",
    )
    parser.add_argument(
        "--batch",
        type=at_least_one,
        default=200,
        metavar="N",
        help="orders in one transaction (default %(default)s)",
    )
    given = parser.parse_args(arguments)
    if not given.erp.is_file():
        parser.error(f"no such file: {given.erp}; examples/demo.py --file makes one")
    try:
        with alone(given.erp), closing(connect(given.erp)) as connection:
            run(connection, given.as_of, given.batch)
            return summarize(connection, given.as_of)
    except TooEarly as error:
        parser.error(str(error))
    except AlreadyRunning as error:
        print(f"nothing done: {error}", file=sys.stderr)
        return 3


def at_least_one(text: str) -> int:
    """Parse a number of orders."""
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"got {text!r}; expected a whole number from 1")


def summarize(connection: sqlite3.Connection, as_of: date) -> int:
    """Print what the night did and which orders failed; return 1 if any did, else 0."""
    counts = "SELECT looked_at, by_time FROM nightly_run WHERE as_of = ?"
    looked_at, by_time = connection.execute(counts, (as_of.isoformat(),)).fetchone()
    print(f"{as_of}: {looked_at} orders evaluated, {by_time} of them only because time had passed")
    for change, times in frequent_changes(connection, as_of).most_common(5):
        print(f"  {times} x {change.family}: {change.before} -> {change.after}, {change.code}")
    failures = connection.execute("SELECT id, error FROM customer_order WHERE error NOT NULL")
    code = 0
    for id_, error in failures:
        print(f"order {id_} was not evaluated: {error}", file=sys.stderr)
        code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
