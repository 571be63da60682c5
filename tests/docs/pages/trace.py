"""The trace matrix: which case shows which row, note, rule and statement, and which has none."""

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from costatus.rules import TABLES
from costatus.rules._table import Row
from tests.cases.case import BULLETS, CASES, NOTES, RULES, Case, RowKey, key_of
from tests.docs.pages.rows import code, sentence


@frozen
class Section:
    """A table of the matrix: what each line is about, and the cases that show it, by column."""

    title: str
    about: tuple[str, ...]
    shown: tuple[str, ...]
    rows: list[tuple[tuple[str, ...], tuple[list[Case], ...]]]


def matrix(cases: Iterable[Case]) -> Iterator[Section]:
    """Yield the rows of every table, the notes, the rules beside the tables, and the statements."""
    cases = list(cases)
    for family, table in TABLES.items():
        rows: dict[RowKey, list[Row[Any]]] = {}
        for row in table.rows:
            rows.setdefault(key_of(family, row), []).append(row)
        yield Section(
            f"Rows of {family}",
            ("Row", "Status", "Reason code", "Rule", "Predicate"),
            ("Decides", "Just does not"),
            [
                (_rule(key, alike), _split([case for case in cases if case.row == key]))
                for key, alike in rows.items()
            ],
        )
    yield Section(
        "Notes, and refusals of moves",
        ("Family", "Code"),
        ("Given", "Just not given"),
        [
            (
                (family, f"`{code.name}`"),
                _split([case for case in cases if (case.family, case.note) == (family, code)]),
            )
            for family, code in NOTES
        ],
    )
    yield Section(
        "Rules beside the tables",
        ("Rule", "Page"),
        ("Shown",),
        [
            ((rule, f"[{page}]({page}.md)"), ([case for case in cases if case.rule == rule],))
            for rule, page in RULES.items()
        ],
    )
    yield Section(
        "Statements about statuses",
        ("Statement",),
        ("Shown",),
        [
            ((id_,), ([case for case in cases if case.bullet == statement],))
            for id_, statement in BULLETS.items()
        ],
    )


def _rule(key: RowKey, alike: list[Row[Any]]) -> tuple[str, ...]:
    predicates = [f"`{row.holds.__name__}`" for row in alike]
    said = " ".join(map(sentence, alike))
    return f"`{key.id}`", key.status, code(alike[0]), said, ", ".join(predicates)


def _split(cases: list[Case]) -> tuple[list[Case], list[Case]]:
    """Return the cases where it is so, and those where it just is not."""
    return [case for case in cases if not case.just_not], [case for case in cases if case.just_not]


def holes(cases: Iterable[Case]) -> list[str]:
    """Return what no case shows."""
    return [
        f"{section.title}: {' '.join(about[:3])} has no case under '{column}'"
        for section in matrix(cases)
        for about, shown in section.rows
        for column, found in zip(section.shown, shown, strict=True)
        if not found
    ]


def sections() -> Iterator[str]:
    """Yield the matrix of all cases as Markdown."""
    return map(_table, matrix(CASES))


def _table(section: Section) -> str:
    columns = (", ".join(section.about).capitalize(), *section.shown)
    lines = [f"\n## {section.title}\n", _line(columns), _line(["---"] * len(columns))]
    for about, shown in section.rows:
        titles = ([f"• {case.title}" for case in found] for found in shown)
        lines.append(_line(map("<br>".join, [about, *titles])))
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
