"""The cases: situations as a planner describes them, each with the answer that it must get.

They are in TOML files beside this module; docs/trace.md explains how to read them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from attrs import field, frozen

import costatus as cs
from costatus.rules import TABLES
from costatus.rules._table import Row
from costatus.rules.reason_codes import ReasonCode
from tests.cases.vocabulary import Situation, Unclear, only, situation, term

HERE = Path(__file__).parent
MOVES = "moves"
RULES = {
    **{f"G{n}": "pegging" for n in range(1, 6)},
    **{f"L{n}": "lifecycle" for n in range(1, 6)},
}
"""The rules that are in no table, each with its page of docs/."""

_BESIDE_TABLES = [
    ("product", ReasonCode.LINES_DELAYED),
    (MOVES, ReasonCode.GOODS_NOT_SHIPPED),
    (MOVES, ReasonCode.SHIPPED_BUT_CANCELED),
    (MOVES, ReasonCode.ASSIGNED_AUTOMATICALLY),
    (MOVES, ReasonCode.CANCELED_IS_FINAL),
    (MOVES, ReasonCode.ARCHIVED_IS_FINAL),
    (MOVES, ReasonCode.NOT_FINISHED),
]
NOTES = [(family, note.code) for family in TABLES for note in TABLES[family].notes]
NOTES += _BESIDE_TABLES
"""Every note of a family, and the codes that refuse a move."""

BULLETS: dict[str, str] = tomllib.loads((HERE / "bullets.toml").read_text(encoding="utf-8"))
"""The statements of the reference page: our id, and its text."""


_WHOSE = re.compile(r"order|(?P<source>\w\w-\w+)?(?: for )?(?:line (?P<line>\w+))?")
_USUAL_SOURCE = {"manufacturing": "MO-1", "purchase": "PO-1", "transfer": "TO-1"}


@frozen(order=True)
class RowKey:
    """Identifies a row, as some share an id: the labels of its code and its status."""

    family: str
    id: str
    code: str
    status: str


def key_of(family: str, row: Row[Any]) -> RowKey:
    """Return the key of a row of a family's table."""
    code = row.code.label if row.code else "none"
    return RowKey(family, row.id, code, row.status.label if row.status else "none")


def find_row(family: str, name: str) -> RowKey:
    """Return the row that a case names: by id and, where several share it, by code or status."""
    id_, _, which = name.partition(" ")
    keys = {key_of(family, row) for row in TABLES[family].rows if row.id == id_}
    found = [key for key in keys if not which or which in {key.code, key.status}]
    if len(found) != 1:
        known = ", ".join(sorted(f"{key.id} {key.code} ({key.status})" for key in keys))
        raise Unclear(f"{name!r} must name one row of {family}; found: {known or 'none'}")
    return found[0]


@frozen(kw_only=True)
class Expected:
    """The answer to a case about statuses; `of` names the subject where there are several.

    `says` is a part of the sentences.
    """

    status: str
    rows: list[str]
    notes: list[str] = field(factory=list)
    percent: int | None = None
    of: str = ""
    says: str = ""
    pipeline: str | None = None


@frozen(kw_only=True)
class Moved:
    """The answer to a case about a move, or about the choice of orders to archive."""

    stage: str | None = None
    released: list[str] = field(factory=list)
    notes: list[str] = field(factory=list)
    refused: str | None = None
    allowed: list[str] | None = None
    picked: bool | None = None


@frozen(kw_only=True)
class Case:
    """One situation and its answer.

    It is about a row that `decides`, a note that it `gives`, or one of these that is `just_not`
    so; or about a `rule` that is in no table. `data` is what is given, as the file has it.
    """

    family: str
    title: str
    given: Situation
    expect: Expected | Moved
    data: Mapping[str, Any] = field(eq=False)
    decides: str | None = None
    gives: str | None = None
    just_not: str | None = None
    rule: str | None = None
    bullet: str | None = None
    assign: str | None = None
    older_than: str | None = None

    @property
    def row(self) -> RowKey | None:
        """The row that it is about."""
        name = self.decides or self.just_not
        return find_row(self.family, name) if name and name[1:2].isdigit() else None

    @property
    def note(self) -> ReasonCode | None:
        """The code of the note, or of the refusal, that it is about."""
        name = self.gives or (None if self.row else self.just_not)
        return term(ReasonCode, name) if name else None

    def decision_in(self, report: cs.OrderReport) -> cs.Decision[Any] | None:
        """Return the decision that it is about; None where there is no status."""
        assert isinstance(self.expect, Expected)
        return dict(report.decisions()).get(_decided(self.family, self.expect.of))


def _decided(family: str, of: str) -> cs.StatusKey:
    """Return whose decision a case is about: by default the first line's, or its source's."""
    whose = _WHOSE.fullmatch(of)
    if not whose:
        raise Unclear(f"{of!r} names nothing that has a status")
    line = whose["line"] or "1"
    if family in _USUAL_SOURCE:
        return cs.StatusKey("source", line, family, whose["source"] or _USUAL_SOURCE[family])
    if family == "product" and of != "order":
        return cs.StatusKey(family, line)
    return cs.StatusKey(family)


def read(text: str, name: str) -> Iterator[Case]:
    """Yield the cases of a file; raises Unclear, which names the case, where one is not clear."""
    data = tomllib.loads(text)
    only(data, ("family", "case"), name)
    for case in data["case"]:
        where = f"{name}, {case.get('title', 'a case without a title')!r}"
        try:
            yield _case(data["family"], case)
        except KeyError as missing:
            raise Unclear(f"{where}: {missing} is missing") from None
        except (TypeError, ValueError) as fault:
            raise Unclear(f"{where}: {fault}") from None


def _case(family: str, data: dict[str, Any]) -> Case:
    answer = Moved if family == MOVES else Expected
    fields = attrs.fields_dict(Case)
    only(data, [name for name in fields if name not in {"family", "data"}], "a case")
    only(data["expect"], attrs.fields_dict(answer), "expect")
    given = data.get("given", {})
    built = {"given": situation(given), "data": given, "expect": answer(**data["expect"])}
    case = Case(family=family, **{**data, **built})
    if not (case.row or case.note or case.rule):
        raise Unclear("name what it is about: decides, gives, just_not or rule")
    if case.note and (family, case.note) not in NOTES:
        raise Unclear(f"{case.note.label!r} is no note of {family}")
    if case.rule and case.rule not in RULES:
        raise Unclear(f"rule {case.rule!r} is none of: {', '.join(RULES)}")
    if case.bullet and case.bullet not in BULLETS.values():
        raise Unclear(f"{case.bullet!r} is not a statement of bullets.toml")
    return case


CASES = [
    case
    for path in sorted(HERE.glob("*.toml"))
    if path.stem != "bullets"
    for case in read(path.read_text(encoding="utf-8"), path.name)
]
