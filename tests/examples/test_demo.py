"""The demo runs as a real process, fits the screen, and says what to read next."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_demo_fits_the_screen_and_says_what_to_read_next(tmp_path: Path) -> None:
    erp = tmp_path / "erp.sqlite"
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "demo.py"), "--file", str(erp)],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
    )
    assert done.stderr == ""
    for text in (
        "Customer orders, as of ",
        "What would change it",
        "Sales pipeline",
        "30 nights",
        "Stored statuses that a full sweep would change: 0.",
        "What changed most often, and why",
    ):
        assert text in done.stdout
    assert erp.exists()
    assert max(map(len, done.stdout.splitlines())) <= 100
    shown, _, read_next = done.stdout.partition("Read next:\n")
    assert shown
    files = [line.split()[0] for line in read_next.splitlines()]
    assert files
    assert all((ROOT / file).is_file() for file in files)
