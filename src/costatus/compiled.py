"""Each table as plain functions, made of its predicates' own expressions.

Calling predicate after predicate costs more than what they compare. So the expressions of a
table's predicates are put into one function, row after row, once, when the table is first asked:

    def order_status(facts):
        if facts.stage is QUOTATION and facts.held > 0:
            return status_0
        ...

The tables stay the one definition: a property test holds these functions to them, and where the
source of a predicate cannot be read its table is asked row by row.
"""

import linecache
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Generic, TypeAlias, TypeVar, cast

from costatus.models.statuses import Word
from costatus.rules.table import Missed, Note, Row, Table, Why, otherwise

F = TypeVar("F")
T = TypeVar("T")
Rows: TypeAlias = Callable[[F], Sequence[Row[F]]]
Notes: TypeAlias = Callable[[F], Sequence[Note[F]]]


class CompiledTable(Generic[F]):
    """A table that answers as its rows do, by functions that are made when first needed."""

    def __init__(self, table: Table[F]) -> None:
        self._table = table
        self._asked: dict[Word, tuple[Rows[F], Notes[F]]] = {}
        self.status: Callable[[F], Any] = _status(table)
        """The status of the first row that holds."""

    def why(self, facts: F, status: Word) -> Why:
        """A reason for each row of that status that holds, and the notes that stand beside it."""
        table = self._table
        asked = self._asked.get(status)
        if asked is None:
            asked = self._asked[status] = _holding(table, status), _noted(table, status)
        holding, noted = asked
        return table.told(holding(facts) or table.rows[-1:], noted(facts), facts, status)

    def next_better(self, facts: F, status: Word) -> Missed | None:
        """The first goal that is better than the status, and why its last row fails."""
        return self._table.next_better(facts, status)


@cache
def compiled(table: Table[F]) -> CompiledTable[F]:
    """The table as functions of the facts, made once."""
    return CompiledTable(table)


def _status(table: Table[F]) -> Callable[[F], Word | None]:
    cases = [(row.holds, row.status) for row in table.rows]
    return _made(f"{table.family}_status", cases, "return {}") or table.status


def _holding(table: Table[F], status: Word) -> Rows[F]:
    rows = [(row.holds, row) for row in table.rows if row.status is status]
    made = _made(f"{table.family}_{status}", rows, "found.append({})")
    return made or (lambda facts: table.holding(facts, status))


def _noted(table: Table[F], status: Word) -> Notes[F]:
    notes = [(note.holds, note) for note in table.notes if note.stands_beside(status)]
    made = _made(f"{table.family}_beside_{status}", notes, "found.append({})")
    return made or (lambda facts: table.noted(facts, status))


def _made(
    name: str, cases: Iterable[tuple[Callable[[Any], bool], T]], answer: str
) -> Callable[[Any], Any] | None:
    """A function that goes down the cases and answers with each that holds.

    It returns the first answer, or all that it found; None where there is no source to read, as
    in a bundle of compiled files.
    """
    from costatus.inline import condition_of  # noqa: PLC0415 reading source is needed once, not at import

    constants: dict[str, object] = {}
    lines = [f"def {name}(facts):"]
    gathers = not answer.startswith("return")
    if gathers:
        lines.append("    found = []")
    last = "return found"
    for n, (holds, value) in enumerate(cases):
        constants[f"case_{n}"] = value
        if holds is not otherwise:
            try:
                condition = condition_of(holds, constants)
            except OSError:
                return None
            lines += [f"    if {condition}:", f"        {answer.format(f'case_{n}')}"]
        if not gathers:
            last = f"return case_{n}"
    lines.append(f"    {last}")
    source = "".join(f"{line}\n" for line in lines)
    file = f"<costatus {name}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    exec(compile(source, file, "exec"), constants)  # noqa: S102 the text is the predicates' own
    return cast("Callable[[Any], Any]", constants[name])
