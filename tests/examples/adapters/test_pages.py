"""The tables of states on the pages for other systems say what the adapters do."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from adapters import erpnext, inventree, mrpeasy, odoo

import costatus as cs

PAGES = Path(__file__).parents[3] / "docs" / "coming-from"
MARKS = re.compile("[†‡*`]")
Codes = Callable[[str], Iterator[tuple[str, str]]]


def in_code(cell: str) -> Iterator[tuple[str, str]]:
    """Yield each code in a cell such as "Quotation `draft`", and its name."""
    for part in cell.split(","):
        if found := re.search("(.*)`(.*)`", part):
            yield found[2], found[1]


def by_name(cell: str) -> Iterator[tuple[str, str]]:
    for part in cell.split(","):
        yield MARKS.sub("", part).strip(), part


def by_number(cell: str) -> Iterator[tuple[str, str]]:
    """Yield each number in a cell such as "15 In Progress", and its name."""
    for part in cell.split(","):
        number, name = MARKS.sub("", part).strip().split(" ", 1)
        yield number, name


def stated(page: str, codes: Codes) -> dict[str, dict[str, str]]:
    """Return what the first table of a page says: by document, the label for each code."""
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    labels: dict[str, str] = {}
    table = text.split("| --- | --- | --- |\n", 1)[1].split("\n\n", 1)[0]
    for row in table.splitlines():
        cell, label, _ = (each.strip() for each in row.strip("|").split("|"))
        if cell.startswith("**"):
            found[MARKS.sub("", cell)] = labels = {}
            continue
        for code, name in codes(cell):
            labels[code] = name.strip() if label == "the same" else label
    return found


def labels_of(words: Mapping[str, cs.Term | None]) -> dict[str, str]:
    return {code: word.label for code, word in words.items() if word is not None}


@pytest.mark.parametrize(
    ("page", "codes", "maps"),
    [
        (
            "odoo",
            in_code,
            {
                "sale.order": odoo.ORDER_STAGES,
                "mrp.production": odoo.PRODUCTION_STAGES,
                "purchase.order": odoo.PURCHASE_STAGES,
                "account.move": {**odoo.ENTRY_STATES, **odoo.PAYMENT_STATES},
            },
        ),
        (
            "erpnext",
            by_name,
            {
                "Sales Order": erpnext.ORDER_STAGES,
                "Work Order": erpnext.PRODUCTION_STAGES,
                "Purchase Order": erpnext.PURCHASE_STAGES,
                "Sales Invoice": erpnext.INVOICE_STATES,
            },
        ),
        (
            "inventree",
            by_number,
            {
                "Sales order": inventree.ORDER_STAGES,
                "Build order": inventree.BUILD_STAGES,
                "Purchase order": inventree.PURCHASE_STAGES,
                "Stock": inventree.LOT_STATUSES,
            },
        ),
        (
            "mrpeasy",
            by_number,
            {
                "Customer order": mrpeasy.ORDER_STAGES,
                "Stock lot": mrpeasy.LOT_STATUSES,
                "Purchase order": mrpeasy.PURCHASE_STAGES,
                "Manufacturing order": mrpeasy.PRODUCTION_STAGES,
                "Invoice": mrpeasy.INVOICE_STATES,
                "Product": mrpeasy.PRODUCT_STATUSES,
            },
        ),
    ],
)
def test_every_state_is_listed_with_its_word(page: str, codes: Codes, maps: dict[str, Any]) -> None:
    found = stated(page, codes)
    found.pop("Work Order Operation", None)
    assert found == {document: labels_of(words) for document, words in maps.items()}
