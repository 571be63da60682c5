"""The first pages show what their examples give."""

import re
from pathlib import Path
from typing import Any

import pytest

import costatus as cs
from tests.docs.test_examples import examples

DOCS = Path(__file__).parents[2] / "docs"


def run(page: str) -> dict[str, Any]:
    """Return the names of the examples of a page."""
    names: dict[str, Any] = {}
    for _, source in examples(DOCS / page):
        exec(compile(source, page, "exec"), names)  # noqa: S102 these examples are our own
    return names


def test_the_first_page_shows_what_people_read_of_its_example() -> None:
    explained = " ".join(cs.explain(run("index.md")["report"]).split())
    page = (DOCS / "index.md").read_text(encoding="utf-8")
    cards = re.findall(r'^!!! \w+ ".+?: (.+)"\n((?:    .+\n|\n)+)', page, re.MULTILINE)
    assert len(cards) == 3
    for status, text in cards:
        reason, *advice = (" ".join(each.split()) for each in text.strip().split("\n\n"))
        assert f": {status} - {reason}" in explained
        assert all(each in explained for each in advice)


def test_getting_started_shows_what_its_examples_print(capsys: pytest.CaptureFixture[str]) -> None:
    run("getting-started.md")
    page = (DOCS / "getting-started.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```text\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert capsys.readouterr().out.split() == shown.split()
