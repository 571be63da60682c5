"""The generated blocks of the pages are up to date."""

from pathlib import Path

import pytest

from tests.docs.pages import BLOCKS, PAGES
from tests.docs.pages.blocks import DOCS, written


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_is_up_to_date(page: Path) -> None:
    """Write it with `python -m tests.docs.pages`."""
    text = page.read_text(encoding="utf-8")
    assert text == written(text, BLOCKS)
