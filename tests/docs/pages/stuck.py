"""What a planner sees: the reasons of every status, and each reason with an example."""

from collections.abc import Iterator

from costatus.models.statuses import Term
from costatus.rules import TABLES
from costatus.rules.reason_codes import ReasonCode
from tests.docs.pages.reasons import example, where

_NAMES = {
    "order": "Order",
    "product": "Product",
    "manufacturing": "Manufacturing order",
    "purchase": "Purchase order",
    "transfer": "Transfer order",
    "invoicing": "Invoicing",
    "payment": "Payment",
}
_LAST = frozenset({"delivered", "canceled", "archived", "received", "invoiced", "paid"})
"""The statuses at which nothing has to move any more."""


def reasons_by_status() -> Iterator[str]:
    """Yield a table of the statuses that can change, with links to their reasons."""
    yield "| Status of | Status | Reasons |"
    yield "| --- | --- | --- |"
    for family in TABLES:
        name = _NAMES[family]
        for status, codes in holding(family).items():
            links = ", ".join(f"[{code.label}](#{code.value})" for code in codes)
            yield f"| {name} | {status.label} | {links} |"
            name = ""


def holding(family: str) -> dict[Term, list[ReasonCode]]:
    """Return the codes of each status of a family that is not the last, by rank."""
    found: dict[Term, list[ReasonCode]] = {}
    for row in TABLES[family].rows:
        if row.status and row.code and row.status.value not in _LAST:
            codes = found.setdefault(row.status, [])
            if row.code not in codes:
                codes.append(row.code)
    return {status: found[status] for status in sorted(found)}


def answered() -> set[ReasonCode]:
    """Return the codes that a planner does something about.

    They are all codes but those that only a last status has, such as PO_RECEIVED.
    """
    of_rows = {row.code for table in TABLES.values() for row in table.rows if row.code}
    of_notes = {note.code for table in TABLES.values() for note in table.notes}
    hold = {code for family in TABLES for codes in holding(family).values() for code in codes}
    return set(ReasonCode) - (of_rows - of_notes - hold)


def seen(*names: str) -> Iterator[str]:
    """Yield each code with its label, its rows, and a sentence."""
    for name in names:
        code = ReasonCode[name]
        yield f"- `{name}`{{ #{code.value} }} {code.label} ({where(code)})"
        yield f"  <br>*{example(code)}*"
