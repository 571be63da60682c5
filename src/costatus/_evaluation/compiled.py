"""Each table as plain functions, made of its predicates' own expressions.

Calling predicate after predicate costs more than what they compare. So the expressions of a
table's predicates are put into one function, row after row, once, when the table is first asked.

A package that was built with a compiler brings them along, in the module that `prepare.py` tells.
The tables stay the one definition: a property test holds these functions to them, and where the
source of a predicate cannot be read its table is asked row by row.
"""

import linecache
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from costatus.models.statuses import Term
from costatus.rules import TABLES
from costatus.rules._decision import Judge, Missed, Why
from costatus.rules._reasons import Reason
from costatus.rules._table import Predicate, Table

F = TypeVar("F")


class CompiledTable(Judge, Generic[F]):
    """A table that answers as its rows do, by functions that are made when first needed."""

    __slots__ = ("_status", "_table", "_whys")

    def __init__(self, table: Table[F]) -> None:
        self._table: Table[F] = table
        self._status: Callable[[F], Any] | None = None
        self._whys: dict[Term, Callable[[F], Why]] = {}

    @property
    def status(self) -> Callable[[F], Any]:
        """Tells the status of the first row that holds."""
        if self._status is None:
            table = self._table
            self._status = _made("first_that_holds", None, table) or table.status
        return self._status

    def why(self, facts: F, status: Term) -> Why:
        """A reason for each row of that status that holds, and the notes that stand beside it."""
        why = self._whys.get(status)
        return self._why_of(status)(facts) if why is None else why(facts)

    def _why_of(self, status: Term) -> Callable[[F], Why]:
        """Makes the function of a status. Apart from `why`, which would pay for the lambda."""
        table = self._table
        made = _made("why", status, table, status)
        why = self._whys[status] = made or (lambda facts: table.why(facts, status))
        return why

    def next_better(self, facts: F, status: Term, reasons: Sequence[Reason]) -> Missed | None:
        """The first goal that is better than the status, and why its last row fails."""
        return self._table.next_better(facts, status, reasons)


@cache
def compiled(table: Table[F]) -> CompiledTable[F]:
    """The table as functions of its facts, made once."""
    return CompiledTable(table)


def compiled_turns(
    table: Table[Any], status: Term, predicates: Sequence[Predicate]
) -> Callable[[Any, int, int], int] | None:
    """The first day on which one of some predicates turns, as one function; None without source.

    The predicates are those of the table that matter to the status. The function is of the facts,
    the day that they are for, and the day before which it looks.
    """
    return _made("first_turn", status, table, predicates)


_ENDINGS: Mapping[str, str] = MappingProxyType(
    {"first_that_holds": "status", "why": "", "first_turn": "turn"}
)


def name_of(kind: str, status: Term | None, table: Table[Any]) -> str:
    """The name of a function of that kind, which `inline.py` makes, of the table and a status."""
    return "_".join(filter(None, (table.family, status, _ENDINGS[kind])))


def _made(
    kind: str, status: Term | None, table: Table[Any], *more: Any
) -> Callable[..., Any] | None:
    """A function whose text is known to tracebacks and debuggers; None without source."""
    name = name_of(kind, status, table)
    brought_along = _prepared().get(name)
    if brought_along is not None and TABLES[table.family] is table:
        return brought_along
    from costatus._evaluation import inline  # noqa: PLC0415 to read source costs more than to import the rest

    try:
        source, constants = getattr(inline, kind)(name, table, *more)
    except OSError:
        return None
    file = f"<costatus {name.replace('_', ' ')}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    exec(compile(source, file, "exec"), constants)  # noqa: S102 the text is the predicates' own
    return cast("Callable[..., Any]", constants[name])


@cache
def _prepared() -> Mapping[str, Callable[..., Any]]:
    """The functions that the package brings along, by name."""
    try:
        module = import_module("costatus.prepared")
    except ModuleNotFoundError:
        return {}
    return cast("Mapping[str, Callable[..., Any]]", module.FUNCTIONS)
