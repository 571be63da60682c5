"""What the documentation takes from the code: `python -m tests.docs.pages` writes it again.

A page is written by hand but for its blocks, each between two comments:

    <!-- generated: table product -->
    <!-- end of generated -->
"""

from tests.docs.pages import data_model, reasons, rows, situations, states, stuck, tables, trace
from tests.docs.pages.blocks import DOCS, Blocks

BLOCKS: Blocks = {
    "about": situations.about_cases,
    "cases": rows.cases,
    "columns": tables.columns,
    "codes": reasons.codes,
    "data_model": data_model.data_model,
    "facts": reasons.facts,
    "moves": states.moves,
    "reasons_by_status": stuck.reasons_by_status,
    "seen": stuck.seen,
    "states": states.states,
    "table": rows.table,
    "trace": trace.sections,
}
PAGES = sorted(DOCS.glob("**/*.md"))
