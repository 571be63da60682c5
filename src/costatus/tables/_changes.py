"""What changed between two sets of answers: the statuses that differ, by key."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import frozen

from costatus._evaluation.report import FAMILIES
from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.statuses import SourceKind
from costatus.tables import _arrow
from costatus.tables._answers import (
    Column,
    StatusTable,
    StatusTables,
    ids_of_rejected,
    with_columns,
)
from costatus.tables._arrow_input import Arrays
from costatus.tables._columns import Ints
from costatus.tables._ids import Ids, as_array, joined, of_one_kind, read_ids, spread
from costatus.tables._structure import ACCEPTED, checked, opened
from costatus.tables._values import codes
from costatus.tables.keys import Groups, group, index, match
from costatus.tables.schema import Kind

Answers: TypeAlias = StatusTables | Mapping[str, object]

_KEYS: Final[Mapping[str, Sequence[str]]] = {
    "orders": ("order_id",),
    "lines": ("order_id", "line_id"),
    "sources": ("order_id", "line_id", "kind", "source_id"),
}
"""The columns that name a row of each table."""
_STATUSES: Final[Mapping[str, Mapping[str, str]]] = {
    "orders": {
        "status": "order",
        "product": "product",
        "invoicing": "invoicing",
        "payment": "payment",
    },
    "lines": {"status": "product"},
    "sources": {"status": "source"},
}
"""The columns with a status, each with its family."""
_FAMILIES: Final = tuple(FAMILIES)
_WORDS: Final = tuple(dict.fromkeys(term.value for terms in FAMILIES.values() for term in terms))
_KINDS: Final = tuple(kind.value for kind in SourceKind)


@frozen
class _Changed:
    """Statuses of one family that differ: the rows of a table, and codes of `_WORDS`."""

    family: str
    columns: Mapping[str, Ids]
    rows: Ints
    before: Ints
    after: Ints


def changes(before: Answers, after: Answers) -> StatusTable:
    """Return the statuses that differ between two sets of answers.

    Each is what `evaluate` returned, or a mapping with tables of it as they were stored: orders,
    lines and sources, of which those are compared that both have. The columns are those of
    `costatus.changes`: order_id, family, line_id, source_kind, source_id, before, after; `before`
    is null where the order, line or source is new, and `after` where it is gone. An order that
    `evaluate` rejected is neither changed nor gone.

    Ids that are integers in one and texts in the other are compared as texts.

    Raises InvalidInput where a table or a column is missing or of a wrong type, and where a status
    is not one of ours.
    """
    old, new = _tables("before", before), _tables("after", after)
    names = [name for name in _KEYS if name in old and name in new]
    if not names:
        expected = "a table orders, lines or sources that both have"
        fault = Fault("after", sorted(new), expected, f"before has {sorted(old)}")
        raise InvalidInput("tables.changes", [fault])
    rejected = ids_of_rejected(after) if isinstance(after, StatusTables) else None
    faults: list[Fault] = []
    pairs = [
        (
            _columns(f"before.{name}", old[name], name, faults),
            _columns(f"after.{name}", new[name], name, faults),
        )
        for name in names
    ]
    if faults:
        raise InvalidInput("tables.changes", faults)
    found = [
        change
        for name, pair in zip(names, pairs, strict=True)
        for change in _compared(*pair, name, rejected)
    ]
    counts = [len(each.rows) for each in found]
    family = np.repeat([_FAMILIES.index(each.family) for each in found], counts)

    def ids(key: str) -> Column:
        given = [of for of in found if key in of.columns]
        known = np.repeat([key in of.columns for of in found], counts)
        return lambda _: as_array(
            spread(joined([of.columns[key].take(of.rows) for of in given]), known)
        )

    def words(codes: list[Ints], vocabulary: Sequence[str]) -> Column:
        every = np.concatenate([_NONE, *codes])
        return lambda text: _arrow.words(every, vocabulary, text=text)

    columns: dict[str, Column] = {
        "order_id": ids("order_id"),
        "family": words([family], _FAMILIES),
        "line_id": ids("line_id"),
        "source_kind": words([_kinds(each) for each in found], _KINDS),
        "source_id": ids("source_id"),
        "before": words([each.before for each in found], _WORDS),
        "after": words([each.after for each in found], _WORDS),
    }
    return StatusTable("changes", sum(counts), columns)


def _tables(name: str, answers: Answers) -> Mapping[str, object]:
    if isinstance(answers, StatusTables):
        return {each: getattr(answers, each) for each in _KEYS}
    advice = 'send what evaluate returned, or {"orders": …, "lines": …, "sources": …}'
    require(answers, (StatusTables, Mapping), "tables.changes", name, advice)
    return answers


def _columns(path: str, table: Any, name: str, faults: list[Fault]) -> dict[str, Any]:
    """Return the keys of a table as ids, and its statuses as codes of `_WORDS`; -1 for a null."""
    names = (*_KEYS[name], *_STATUSES[name])
    if isinstance(table, StatusTable):
        table = with_columns(table, names)
    arrays = opened(path, table)
    if isinstance(arrays, Fault):
        faults.append(arrays)
        return {}
    given = arrays.children()
    columns: dict[str, Any] = {}
    for column in names:
        found = _read(f"{path}.{column}", given.get(column), is_status=column in _STATUSES[name])
        if isinstance(found, Fault):
            faults.append(found)
        columns[column] = found
    return columns


def _read(path: str, arrays: Arrays | None, *, is_status: bool) -> Any:
    """Return a column as ids or as codes of `_WORDS`, or what is wrong with it."""
    advice = "send the table as evaluate returned it"
    types, expected = ACCEPTED[Kind.WORD if is_status else Kind.ID]
    if arrays is None or arrays.type not in {*types, "na"}:
        return Fault(path, arrays and arrays.type, f"a column of {expected}", advice)
    read = checked(path, arrays.column if is_status else partial(read_ids, arrays))
    if not is_status or isinstance(read, Fault):
        return read
    found = codes(read, _WORDS)
    for row in np.flatnonzero(found < 0).tolist():
        if (word := read.value(row)) is not None:
            return Fault(path, word, "the word of a status", advice)
    return found


_NONE: Final = np.empty(0, np.int8)


def _kinds(changed: _Changed) -> Ints:
    kinds = changed.columns.get("kind")
    if kinds is None:
        return np.full(len(changed.rows), -1, np.int8)
    return codes(kinds, _KINDS)[changed.rows]


def _compared(
    before: Mapping[str, Any], after: Mapping[str, Any], name: str, rejected: Ids | None
) -> Iterator[_Changed]:
    """Yield what differs: of the rows of `after`, and of those that are gone."""
    rows = _rows_of(before, after, _KEYS[name])
    is_gone = np.ones(before["order_id"].rows, np.bool_)
    is_gone[rows[rows >= 0]] = False
    if rejected is not None:
        refused, ids = of_one_kind(rejected, before["order_id"])
        is_gone &= index(refused).find(ids) < 0
    gone = np.flatnonzero(is_gone)
    for column, family in _STATUSES[name].items():
        old, new = before[column], after[column]
        known = np.where(rows < 0, -1, old[rows]) if len(old) else np.full(len(rows), -1)
        changed = np.flatnonzero(known != new)
        yield _Changed(family, after, changed, known[changed], new[changed])
        lost = gone[old[gone] >= 0]
        yield _Changed(family, before, lost, old[lost], np.full(len(lost), -1))


def _rows_of(before: Mapping[str, Ids], after: Mapping[str, Ids], keys: Sequence[str]) -> Ints:
    """Return the row of `before` that has the keys of each row of `after`; -1 where none has."""
    size = 1
    ours = np.zeros(before["order_id"].rows, np.int32)
    theirs = np.zeros(after["order_id"].rows, np.int32)
    for key in keys:
        groups, others = group(ours, size), group(theirs, size)
        size = len(ours)
        own, other = of_one_kind(before[key], after[key])
        ours, theirs = (
            _by_row(match(own, groups, ids, wanted)[0], groups, wanted, parents)
            for ids, wanted, parents in ((own, groups, ours), (other, others, theirs))
        )
    return theirs


def _by_row(found: Ints, groups: Groups, wanted: Groups, parents: Ints) -> Ints:
    """Return the row that was found for each row wanted, from places for places."""
    rows = found if groups.rows is None else np.where(found < 0, -1, groups.rows[found])
    by_row = np.full(len(parents), -1, np.int32)
    by_row[slice(None) if wanted.rows is None else wanted.rows] = rows
    return by_row
