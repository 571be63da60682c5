"""The benchmarks run, and write what they print."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.engines import in_duckdb, in_numpy, in_polars, objects
from benchmarks.engines.arrow import Keys, nested, normalised
from benchmarks.engines.book import book
from benchmarks.growth import KINDS

import costatus as cs
from tests.reference.rows import Kit, rows_of
from tests.reference.workload import TODAY, workload

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


def test_the_rules_by_hand_in_numpy_answer_as_the_library() -> None:
    rows = book(500)
    found = in_numpy.evaluate(in_numpy.snapshot(rows), TODAY.toordinal())
    expected = objects.answers(nested(rows), TODAY)
    assert objects.difference(in_numpy.answers(rows, found), expected) is None


@pytest.mark.parametrize("keys", ["integers", "texts"])
@pytest.mark.parametrize("engine", [in_duckdb, in_polars])
def test_the_rules_by_hand_in_other_engines_answer_as_the_library(engine: Any, keys: Keys) -> None:
    rows = book(500)
    inline = nested(rows, keys)
    expected = objects.answers(inline, TODAY)
    for tables in (normalised(rows, keys), {"nested": inline}):
        assert objects.difference(engine.answers(tables, TODAY), expected) is None
