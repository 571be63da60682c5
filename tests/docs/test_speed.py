"""The page on speed shows what was measured, and its picture is drawn from the same numbers."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from benchmarks.__main__ import table
from benchmarks.chart import chart

DOCS = Path(__file__).parents[2] / "docs"
MEASURED = {"compiled": "speed.json", "plain": "speed-plain.json"}


def measured(wheel: str) -> Any:
    return json.loads((DOCS / MEASURED[wheel]).read_text(encoding="utf-8"))


@pytest.mark.parametrize("wheel", MEASURED)
def test_the_page_shows_the_figures_that_were_measured(wheel: str) -> None:
    page = (DOCS / "speed.md").read_text(encoding="utf-8")
    results = measured(wheel)
    assert results["wheel"] == wheel
    assert table(results["figures"]) in page
    assert results["machine"] in page


def test_the_picture_is_drawn_from_them() -> None:
    picture = (DOCS / "speed.svg").read_text(encoding="utf-8")
    assert picture == chart(measured("compiled")["curves"])
    assert ElementTree.fromstring(picture).tag.endswith("svg")  # noqa: S314 it is our own
