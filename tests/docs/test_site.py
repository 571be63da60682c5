"""The pages of the statuses, of the reasons and of the semantics list what the tables have."""

import re
from pathlib import Path

import pytest

from costatus.rules import TABLES
from tests.cases.case import NOTES, RULES
from tests.docs.pages import rows
from tests.docs.pages.reasons import PAGE_OF

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CHAPTERS = ("product", "manufacturing", "purchase", "transfer", "order", "invoicing", "payment")
"""The families in the order of the page of semantics."""
ROW = re.compile(r"^\| `(\w+)`(?:\{ #\w+ \})?( †)? \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def _status_page(page: str) -> str:
    return (DOCS / "statuses" / f"{page}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("family", TABLES)
def test_a_page_has_the_rows_of_its_tables(family: str) -> None:
    """`tests.docs.pages` writes them."""
    text = _status_page(PAGE_OF[family])
    assert f"<!-- generated: table {family} -->" in text
    assert f"<!-- generated: cases {family} -->" in text


@pytest.mark.parametrize("family", TABLES)
def test_a_page_lists_the_notes_of_its_tables(family: str) -> None:
    text = _status_page(PAGE_OF[family])
    for note in TABLES[family].notes:
        assert f"`{note.code.name}`" in text


def test_what_is_our_decision_has_an_alternative() -> None:
    text = (DOCS / "semantics.md").read_text(encoding="utf-8")
    marked = {(id_, code) for id_, dagger, _, _, code in ROW.findall(text) if dagger}
    argued = {(id_, f"`{code}`"): text for (id_, code), text in rows.decisions().items()}
    assert set(argued) == marked
    assert all("alternative" in each for each in argued.values())


def test_every_row_and_note_is_on_the_page_of_semantics() -> None:
    """A row with its status and code, in reading order; the stages that a person assigns once."""
    text = (DOCS / "semantics.md").read_text(encoding="utf-8")
    listed = [
        (
            row.id,
            "the stage itself" if row.id == "O1" else rows.status(row),
            rows.code(row),
        )
        for family in CHAPTERS
        for row in TABLES[family].rows
    ]
    found = [(id_, status, code) for id_, _, status, _, code in ROW.findall(text)]
    assert found == list(dict.fromkeys(listed))
    for family, code in NOTES:
        assert f"`{code.name}`" in text, family


def test_every_rule_beside_the_tables_is_on_the_page_of_semantics() -> None:
    text = (DOCS / "semantics.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `([LGS]\d)`\{ #", text, re.MULTILINE)
    assert set(found) == {*RULES, "S1", "S2", "S3", "S4", "S5"}
    laws = re.findall(r"^\| (\d+) \w", text, re.MULTILINE)
    files = (ROOT / "tests" / "laws").glob("test_law_*.py")
    assert {*map(int, laws)} == {int(file.name[9:11]) for file in files}
