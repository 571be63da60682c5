"""What the pages of the rules say is complete, and up to date."""

import re
from pathlib import Path

import pytest

import costatus as cs
from costatus.rules import TABLES
from costatus.rules.reason_codes import ReasonCode
from tests.docs.pages import BLOCKS, PAGES
from tests.docs.pages.blocks import DOCS, written
from tests.docs.pages.stuck import holding


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_is_up_to_date(page: Path) -> None:
    """Write it with `python -m tests.docs.pages`."""
    text = page.read_text(encoding="utf-8")
    assert text == written(text, BLOCKS)


def test_what_can_hold_an_order_back_is_on_its_page_once() -> None:
    """Every code but those that only a last status has, such as PO_RECEIVED."""
    text = (DOCS / "stuck.md").read_text(encoding="utf-8")
    of_rows = {row.code for table in TABLES.values() for row in table.rows if row.code}
    of_notes = {note.code for table in TABLES.values() for note in table.notes}
    hold = {code for family in TABLES for codes in holding(family).values() for code in codes}
    listed = re.findall(r"^- `([A-Z_]+)`\{ #", text, re.MULTILINE)
    missing = {code.name for code in set(ReasonCode) - (of_rows - of_notes - hold)} - set(listed)
    assert missing == set()
    assert len(listed) == len(set(listed))


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
