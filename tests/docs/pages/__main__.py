"""`python -m tests.docs.pages`: write the generated blocks of every page again."""

from tests.docs.pages import BLOCKS, PAGES
from tests.docs.pages.blocks import written

for page in PAGES:
    page.write_text(written(page.read_text(encoding="utf-8"), BLOCKS), encoding="utf-8")
