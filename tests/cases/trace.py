"""The trace matrix: which case shows which row, note, rule and statement, and which has none.

`python -m tests.cases.trace` writes it to docs/trace.md.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from costatus.rules import TABLES
from costatus.rules._table import Row, otherwise
from tests.cases.build import TODAY
from tests.cases.case import BULLETS, CASES, NOTES, RULES, Case, RowKey, key_of

PAGE = Path(__file__).parents[2] / "docs" / "trace.md"

_HEAD = f"""\
# Trace matrix

Which case of `tests/cases/` shows which row, note, rule and statement. This page is written by
`python -m tests.cases.trace`; a test fails where it is out of date, and where a cell is empty.

A case is a table of a TOML file, one file for each family of statuses:

- `title` says in a sentence what is the case.
- `decides` names the row that decides there, `gives` the note that is given there. `just_not` names
  a row or a note that is just not there: a day earlier, a piece more or a cent less it would be.
  `rule` names a rule that is in no table.
- `bullet` quotes the statement about statuses that the case shows.
- `given` is the situation, by the fields of the [models](api/orders.md). `as_of` is today, {TODAY};
  `"+7"` is the day seven days later. The defaults: one line of 10 bikes, nothing of it booked or
  shipped; a Confirmed order, promised for `"+7"`, with a total of 100; invoices of the kind
  Invoice, Unpaid; purchase orders are Ordered, manufacturing orders Scheduled, transfer orders New;
  a part needs 4 wheels.
- A booking is a phrase, `"10 planned from PO-1 expected +8 as L1"`: the quantity and the status of
  the lot, and where they matter its item, its source, the day on which it is expected, and its id.
- `expect` is the answer: the `status`, the `rows` of all its reasons, and all its `notes`. `of`
  names the line or the source where the order has several. `says` is a part of the sentences.
"""


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
    sentences = [
        "No other row holds."
        if row.holds is otherwise
        else (row.holds.__doc__ or "").removeprefix(f"{row.id}. ")
        for row in alike
    ]
    predicates = [f"`{row.holds.__name__}`" for row in alike]
    code = alike[0].code
    name = f"`{code.name}`" if code else "none"
    return f"`{key.id}`", key.status, name, " ".join(sentences), ", ".join(predicates)


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


def page(cases: Iterable[Case]) -> str:
    """Return the matrix as Markdown."""
    return _HEAD + "".join(_table(section) for section in matrix(cases))


def _table(section: Section) -> str:
    columns = (", ".join(section.about).capitalize(), *section.shown)
    lines = [f"\n## {section.title}\n", _line(columns), _line(["---"] * len(columns))]
    for about, shown in section.rows:
        titles = ([f"• {case.title}" for case in found] for found in shown)
        lines.append(_line(map("<br>".join, [about, *titles])))
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(CASES), encoding="utf-8")
