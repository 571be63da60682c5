"""The demo runs as a real process, and every status word occurs in it."""

import os
import subprocess
import sys
from pathlib import Path

import costatus as cs

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_demo_shows_every_word(tmp_path: Path) -> None:
    erp = tmp_path / "erp.sqlite"
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "demo.py"), "--file", str(erp)],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
    )
    for title in (
        "Customer orders",
        "Items",
        "Sales pipeline",
        "What would change it",
        "30 nights",
    ):
        assert title in done.stdout
    assert "Orders whose stored words differ from a full sweep: 0." in done.stdout
    assert erp.exists()
    vocabularies = (
        cs.OrderStatus,
        cs.ProductStatus,
        cs.SourceStatus,
        cs.InvoicingStatus,
        cs.PaymentStatus,
    )
    words = {word.value for vocabulary in vocabularies for word in vocabulary}
    assert words <= set(done.stdout.replace(",", " ").split())
