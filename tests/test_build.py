"""Building where nothing can be compiled; `make test` builds and tests both kinds of wheel."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import wheel

ROOT = Path(__file__).parents[1]


def build(to: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Build a wheel with a compiler that fails."""
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(to)],
        cwd=ROOT,
        env={**os.environ, "CC": "false", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_built_as_plain_python_and_says_so(tmp_path: Path) -> None:
    done = build(tmp_path, COSTATUS_COMPILE="")
    assert done.returncode == 0
    assert "costatus is built as plain Python" in done.stdout + done.stderr
    assert [wheel.name for wheel in tmp_path.iterdir()] == ["costatus-0.1.0-py3-none-any.whl"]


def test_it_is_not_built_where_it_must_be_compiled(tmp_path: Path) -> None:
    done = build(tmp_path, COSTATUS_COMPILE="1")
    assert done.returncode != 0
    assert "costatus could not be compiled" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_is_of_the_kind_that_is_to_be_tested() -> None:
    """COSTATUS_COMPILE tells it, as `make test` tests one after the other."""
    wanted = os.environ.get("COSTATUS_COMPILE")
    assert wanted is None or (wheel() == "compiled") is (wanted == "1")
