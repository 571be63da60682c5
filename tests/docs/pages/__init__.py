"""What the documentation takes from the code: `python -m tests.docs.pages` writes it again.

A page is written by hand but for its blocks, each between two comments:

    <!-- generated: table product -->
    <!-- end of generated -->
"""

from tests.docs.pages import rows, situations
from tests.docs.pages.blocks import DOCS, Blocks

BLOCKS: Blocks = {
    "about": situations.about_cases,
    "cases": rows.cases,
    "table": rows.table,
}
PAGES = sorted(DOCS.glob("**/*.md"))
