"""The page of the speed tells what was measured, and its picture is drawn from the same numbers."""

import json
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.__main__ import table
from benchmarks.chart import chart

DOCS = Path(__file__).parents[2] / "docs"
MEASURED = json.loads((DOCS / "speed.json").read_text(encoding="utf-8"))


def test_the_page_tells_the_figures_that_were_measured() -> None:
    page = (DOCS / "speed.md").read_text(encoding="utf-8")
    assert table(MEASURED["figures"]) in page
    assert MEASURED["machine"] in page


def test_the_picture_is_drawn_from_them() -> None:
    picture = (DOCS / "speed.svg").read_text(encoding="utf-8")
    assert picture == chart(MEASURED["curves"])
    assert ElementTree.fromstring(picture).tag.endswith("svg")  # noqa: S314 it is our own
