"""The demo runs as a real process, fits one screen, and has every status in its ERP."""

import os
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from bicycle_build import build
from bicycle_erp import read
from nightly_host import connect

import costatus as cs
from tests.cli.terminal import on_terminal

EXAMPLES = Path(__file__).parents[2] / "examples"
VOCABULARIES = {
    "order": cs.OrderStatus,
    "product": cs.ProductStatus,
    "source": cs.SourceStatus,
    "invoicing": cs.InvoicingStatus,
    "payment": cs.PaymentStatus,
}


def test_the_demo_fits_a_screen_and_says_what_to_read_next(tmp_path: Path) -> None:
    erp = tmp_path / "erp.sqlite"
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "demo.py"), "--file", str(erp)],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
    )
    lines = done.stdout.splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 100
    for text in ("Customer orders", "What would change it", "Sales pipeline", "30 nights"):
        assert text in done.stdout
    assert "  0 orders whose stored statuses a full sweep would change." in done.stdout
    read_next = lines[lines.index("Read next:") + 1 :]
    assert all((EXAMPLES.parent / line.split()[0]).is_file() for line in read_next)
    assert erp.exists()


@pytest.mark.parametrize("columns", [80, 100])
def test_the_demo_fits_a_terminal(tmp_path: Path, columns: int) -> None:
    shown = on_terminal(f'"$PYTHON" {EXAMPLES / "demo.py"}', tmp_path, columns, NO_COLOR="1")
    assert "Traceback" not in shown
    assert max(map(len, shown.splitlines())) <= columns
    assert len(shown.splitlines()) <= 72


def test_every_status_occurs_in_the_erp_of_the_demo() -> None:
    with closing(connect(":memory:")) as connection:
        build(connection, today := date.today())
        reports = list(cs.sweep(read(connection), as_of=today))
    assert not any(isinstance(report, cs.SweepFailure) for report in reports)
    words = [report.words() for report in reports if isinstance(report, cs.OrderReport)]
    found = {(key.family, word) for each in words for key, word in each.items()}
    every = {(family, word.value) for family, words in VOCABULARIES.items() for word in words}
    assert every - found == {("product", "not_enough")}  # only without tracing
