"""The rows of a family: a table of them all, and a section for each with its two cases."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from costatus.rules import TABLES
from costatus.rules._table import Row, otherwise
from tests.cases.case import BULLETS, CASES, Case, RowKey, key_of
from tests.docs.pages.blocks import DOCS
from tests.docs.pages.situations import boundary, side_by_side
from tests.docs.pages.stuck import answered

_OF_NO_ROW = frozenset({"source-which", "product-overnight", "product-not-enough-untraced"})
"""Statements that are about no row, or about all rows of a status."""
_MARKED = re.compile(r"^\| `(\w+)`(?:\{ #\w+ \})? † \|.*`(\w+)` \|$", re.MULTILINE)
_ARGUED = re.compile(r"^- (`\w+`[^:\n]*): (.+?)(?=\n- |\n\n)", re.MULTILINE | re.DOTALL)


def table(family: str) -> Iterator[str]:
    """Yield the table of the rows, in reading order."""
    yield "| Row | Status | Holds when | Reason code |"
    yield "| --- | --- | --- | --- |"
    for row in TABLES[family].rows:
        link = f"[`{row.id}`](#{row.id.lower()}){_dagger(row)}"
        yield f"| {link} | {status(row)} | {sentence(row)} | {_linked(row)} |"


def cases(family: str) -> Iterator[str]:
    """Yield a section for each id, with two cases for each of its rows."""
    alike: dict[str, dict[RowKey, list[Row[Any]]]] = {}
    for row in TABLES[family].rows:
        alike.setdefault(row.id, {}).setdefault(key_of(family, row), []).append(row)
    for id_, keys in alike.items():
        statuses = list(dict.fromkeys(status(rows[0]) for rows in keys.values()))
        title = statuses[0] if len(statuses) == 1 else "the stage itself"
        yield f"\n### {id_} · {title} {{ #{id_.lower()} }}"
        for key, rows in keys.items():
            of = f"**{status(rows[0])}.** " if len(statuses) > 1 else ""
            said = " Or: ".join(map(sentence, rows))
            exactly = f"[Exact condition](../semantics.md#{id_.lower()})"
            yield f"\n{of}{said} Reason code: {code(rows[0])}. {exactly}."
            yield from _section(key, rows[0])


def sentence(row: Row[Any]) -> str:
    """Return when a row holds."""
    if row.holds is otherwise:
        return "No other row holds."
    return (row.holds.__doc__ or "").removeprefix(f"{row.id}. ")


def status(row: Row[Any]) -> str:
    """Return the status of a row as a page shows it."""
    return row.status.label if row.status else "no status"


def code(row: Row[Any]) -> str:
    """Return the reason code of a row as a page shows it."""
    return f"`{row.code.name}`" if row.code else "none"


def _linked(row: Row[Any]) -> str:
    """Return the reason code, with a link to what a planner does about it."""
    if row.code not in answered():
        return code(row)
    return f"[{code(row)}](../stuck.md#{row.code.value})"


def _section(key: RowKey, row: Row[Any]) -> Iterator[str]:
    described = "; ".join(f"“{statement}”" for statement in _described(key))
    if described:
        yield f"\nUsually described as: {described}."
    argument = decisions().get(_name(row))
    if argument:
        yield f"\n† **Our decision:** {argument}"
    decides, just_not = boundary(key)
    yield ""
    yield from side_by_side(decides, just_not)
    text = example(decides, row)
    if text:
        yield f"\n> {text}"


def example(case: Case, row: Row[Any]) -> str:
    """Return the sentence of the reason of a row in a case; empty where there is none."""
    decision = case.decision_in(case.given.report())
    reasons = decision.reasons if decision else ()
    return next((str(one) for one in reasons if (one.row, one.code) == (row.id, row.code)), "")


def _described(key: RowKey) -> list[str]:
    """Return the statements whose case is answered by the row."""
    return [
        statement.partition(". Assigned")[0].removeprefix("or ")
        for id_, statement in BULLETS.items()
        if id_ not in _OF_NO_ROW
        for case in CASES
        if case.bullet == statement and case.family == key.family and _answers(key, case)
    ]


def _answers(key: RowKey, case: Case) -> bool:
    decision = case.decision_in(case.given.report())
    if decision is None:
        return False
    first = decision.reasons[0]
    return (first.row, first.code.label, decision.status.label) == (key.id, key.code, key.status)


def _name(row: Row[Any]) -> tuple[str, str]:
    return row.id, row.code.name if row.code else ""


def _dagger(row: Row[Any]) -> str:
    return " †" if _name(row) in decisions() else ""


@cache
def decisions() -> Mapping[tuple[str, str], str]:
    """Return what docs/semantics.md argues of each row that it marks as our own decision."""
    text = (DOCS / "semantics.md").read_text(encoding="utf-8")
    marked = _MARKED.findall(text)
    codes = {name for _, name in marked}
    found = {}
    for names, argument in _ARGUED.findall(text):
        named = set(re.findall(r"`(\w+)`", names))
        for id_, name in marked:
            if id_ in named and (name in named or not named & codes):
                said = " ".join(argument.split())
                found[id_, name] = said[0].upper() + said[1:]
    return found
