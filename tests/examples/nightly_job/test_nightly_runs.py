"""The nightly job of the example as a process: killed at any point, and run twice at once."""

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
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.examples.nightly_job.erp import EXAMPLES, ORDERS, TODAY, after, copy, one, stored

KILLS = 40
BUSY = 3


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
        """Return the exit code of a run that is killed after so many seconds."""
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
    """Return how far a run had come when it was killed."""
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
    for n in range(KILLS):
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
    assert seen.total() == KILLS
    assert seen["between"] >= KILLS // 3, seen


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
    assert refused.communicate()[1] == f"nothing done: another run is in progress on {file}\n"
    assert refused.returncode == BUSY
    if killed:
        other.kill()
        other.communicate()
        again = start(file, TODAY)
    erp.execute("ROLLBACK")
    assert f"{ORDERS} orders evaluated" in (again if killed else other).communicate()[0]
    assert one(erp, "SELECT finished FROM nightly_run") == 1
