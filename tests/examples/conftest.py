"""The ERPs that the examples run over: a small one, and Northwind, if its tables are there."""

import importlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.examples.nightly import EXAMPLES, ORDERS, TODAY

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "northwind"
ABSENT = "THE REAL INPUT WAS NOT TESTED: no tables of Northwind in"


@pytest.fixture(scope="session")
def northwind() -> Path:
    """The folder of the tables: COSTATUS_NORTHWIND, or the one beside the checkout."""
    folder = Path(os.environ.get("COSTATUS_NORTHWIND", BESIDE))
    if not (folder / "orders.csv").is_file():
        pytest.skip(f"{ABSENT} {folder}; set COSTATUS_NORTHWIND to their folder")
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it once more at the end, in a line of its own."""
    skipped = (report.longrepr for report in terminalreporter.stats.get("skipped", []))
    reasons = {why[2].removeprefix("Skipped: ") for why in skipped if isinstance(why, tuple)}
    for reason in sorted(reasons):
        if reason.startswith(ABSENT):
            terminalreporter.write_line(f"WARNING: {reason}", yellow=True, bold=True)


@pytest.fixture(scope="session")
def job() -> Iterator[Any]:
    """The nightly job as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        yield importlib.import_module("nightly_host")


@pytest.fixture(scope="session")
def days(job: Any) -> Any:
    """The simulated business as a module; `job` has put its folder on the path."""
    return importlib.import_module("bicycle_days")


@pytest.fixture
def erp(tmp_path: Path, job: Any) -> Iterator[sqlite3.Connection]:
    """A small ERP that has never seen the job."""
    with closing(job.connect(tmp_path / "erp.sqlite")) as connection:
        importlib.import_module("bicycle_build").build(connection, TODAY, ORDERS)
        yield connection
