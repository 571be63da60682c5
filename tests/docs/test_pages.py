"""What the pages of the rules say is complete, and up to date."""

import re
from pathlib import Path

import pytest

import costatus as cs
from tests.docs.pages import BLOCKS, PAGES
from tests.docs.pages.blocks import DOCS, written
from tests.docs.pages.stuck import answered


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_is_up_to_date(page: Path) -> None:
    """Write it with `python -m tests.docs.pages`."""
    text = page.read_text(encoding="utf-8")
    assert text == written(text, BLOCKS)


def test_what_can_hold_an_order_back_is_on_its_page_once() -> None:
    text = (DOCS / "stuck.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `([A-Z_]+)`\{ #", text, re.MULTILINE)
    assert sorted(listed) == sorted(code.name for code in answered())


def test_what_holds_an_order_back_says_what_to_do() -> None:
    text = (DOCS / "stuck.md").read_text(encoding="utf-8")
    for answer in text.split("<!-- end of generated -->")[2:]:
        advice = answer.partition("\n#")[0]
        assert "**It means**" in advice
        assert re.search(r"\*\*(It\s+moves\s+on|Check)\*\*", advice)


def test_the_names_of_the_glossary_are_public() -> None:
    """Each of the last column: `peg`, `OrderLine`, or `OrderLine.item`."""
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!Term|---)(.+?) \|.* \| (.+) \|$", text, re.MULTILINE)
    assert rows
    for term, names in rows:
        for name in names.split(", "):
            public, _, attribute = name.strip("`").partition(".")
            assert public in cs.__all__, term
            assert hasattr(getattr(cs, public), attribute or "__doc__"), term
