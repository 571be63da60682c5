"""Every combination of what the rows of a table compare.

A fact takes the values at which its comparisons turn: on either side of what it is compared with,
and at it. It takes them when a row first reads it, so facts that no row reads do not multiply.
"""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from types import SimpleNamespace
from typing import Any, TypeAlias, TypeVar, cast

from costatus.rules._table import Row

T = TypeVar("T")
Laws: TypeAlias = tuple[Callable[[Any], bool], ...]
"""What is true of the facts of every order, so that a combination that breaks it cannot be."""

GIVEN: Mapping[str, Any] = {
    "today": 1_000,
    "now": timedelta(days=1_000),
    "tolerance": Decimal("0.005"),
}
"""The facts that are compared with nothing, as others are compared with them."""

_TURNS: Mapping[type[ast.cmpop], tuple[int, ...]] = {
    ast.Lt: (-1, 0),
    ast.LtE: (0, 1),
    ast.Gt: (0, 1),
    ast.Eq: (-1, 0, 1),
}
"""Where the outcomes of `fact < value` and the like lie, in steps from the value."""

_STEPS: Mapping[type, Any] = {
    int: 1,
    Decimal: Decimal("0.001"),
    timedelta: timedelta(microseconds=1),
}


class _Fact(str):
    """The name of a fact that another one is compared with."""

    __slots__ = ()


_Compared: TypeAlias = dict[str, list[tuple[type[ast.cmpop], Any]]]


def combinations(
    rows: Iterable[Row[Any]], laws: Laws, answer: Callable[[Any], T]
) -> Iterator[tuple[Any, T]]:
    """Every combination of facts that `answer` reads and no law forbids, with the answer."""
    compared = _compared(rows)
    open_: list[dict[str, Any]] = [{}]
    while open_:
        chosen = open_.pop()
        facts = SimpleNamespace(**chosen)
        if not all(_kept(law, facts) for law in laws):
            continue
        try:
            told = answer(facts)
        except AttributeError as unread:
            open_.extend(_choices(str(unread.name), chosen, compared))
        else:
            yield facts, told


def _kept(law: Callable[[Any], bool], facts: Any) -> bool:
    try:
        return law(facts)
    except AttributeError:  # what is not read is as the law wants it
        return True


def _choices(name: str, chosen: dict[str, Any], compared: _Compared) -> Iterator[dict[str, Any]]:
    """What is chosen, and a value of the fact besides, or of one that it is compared with."""
    values: dict[Any, None] = {}
    for operator, other in compared.get(name, ()):
        if isinstance(other, _Fact) and other not in chosen:
            yield from _choices(other, chosen, compared)
            return
        values.update(dict.fromkeys(_around(operator, chosen.get(other, other))))
    for value in values or (GIVEN[name],):
        yield {**chosen, name: value}


def _around(operator: type[ast.cmpop], value: Any) -> Iterable[Any]:
    if isinstance(value, Enum):
        return type(value)
    found = (value + turn * _STEPS[type(value)] for turn in _TURNS[operator])
    return (each for each in found if not isinstance(each, int) or each >= 0)


def _compared(rows: Iterable[Row[Any]]) -> _Compared:
    """What each fact is compared with, and how."""
    compared: _Compared = {}
    for row in rows:
        tree = ast.parse(inspect.getsource(row.holds)).body[0]
        facts = cast("ast.FunctionDef", tree).args.args[0].arg
        names = row.holds.__globals__
        for each in ast.walk(tree):
            if isinstance(each, ast.Compare):
                fact = cast("ast.Attribute", each.left).attr
                other = each.comparators[0]
                text = ast.unparse(other)
                owner, _, name = text.partition(".")
                value = _Fact(name) if owner == facts else eval(text, names)  # noqa: S307 our text
                compared.setdefault(fact, []).append((type(each.ops[0]), value))
    return compared
