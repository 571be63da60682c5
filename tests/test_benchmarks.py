"""The benchmarks run, and write what they print."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.growth import KINDS

import costatus as cs
from tests.reference.rows import Kit, rows_of
from tests.reference.workload import workload

ROOT = Path(__file__).parents[1]


def test_a_tiny_run_prints_a_table_and_writes_it(tmp_path: Path) -> None:
    sizes = ["--orders", "20", "--repeats", "1", "--many", "100", "--kept", "20"]
    files = ["--json", str(tmp_path / "figures.json"), "--chart", str(tmp_path / "curves.svg")]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *sizes, *files],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert "the same statuses both ways" in done.stdout
    assert all(f"| {name} |" in done.stdout for name in written["figures"])
    assert (tmp_path / "curves.svg").read_text(encoding="utf-8").startswith("<svg")


def test_every_kind_of_growth_is_measured() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.growth", "--most", "80"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    for kind in KINDS:
        assert f"\n{kind.replace('_', ' ')} " in done.stdout


def test_models_built_from_rows_are_the_ones_the_rows_are_of() -> None:
    orders = workload(50, odd=0.4)
    assert [Kit(cs).order(row) for row in rows_of(orders)] == orders
