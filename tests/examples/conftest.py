"""Where the tables of Northwind are, and a loud word where they are not."""

import os
from pathlib import Path

import pytest

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
