"""Each table as one plain function, made of its predicates' own expressions.

Calling predicate after predicate costs more than what they compare. So the expressions of a
table's predicates are put into one function, row after row, once, when the table is first asked:

    def order_row(facts):
        if facts.stage == QUOTATION and facts.held > 0:
            return 0
        ...

The tables stay the one definition: a property test holds these functions to them, and where the
source of a predicate cannot be read its table is asked row by row.
"""

import ast
import inspect
import linecache
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, TypeAlias, TypeVar, cast

from costatus.rules.table import Table, otherwise

F = TypeVar("F")
Predicate: TypeAlias = Callable[[Any], bool]

_SOON = ast.parse("today < turn < before", mode="eval").body


@cache
def compiled(table: Table[F]) -> Callable[[F], Any]:
    """The status of the first row that holds, as one function of the facts."""
    try:
        return _status_function(table)
    except OSError:  # no source to read, as in a bundle of compiled files
        return table.status


def _status_function(table: Table[Any]) -> Callable[[Any], Any]:
    constants: dict[str, object] = {}
    body: list[ast.stmt] = []
    for n, row in enumerate(table.rows):
        constants[f"status_{n}"] = row.status
        answer = ast.Return(_name(f"status_{n}"))
        if row.holds is not otherwise:
            body.append(ast.If(_expression(row.holds, constants), [answer], []))
    body.append(answer)
    return _function(f"{table.family}_status", "facts", body, constants)


def compiled_turns(
    name: str, predicates: tuple[Predicate, ...]
) -> Callable[[Any, int, int], int] | None:
    """The first day on which one of some predicates turns, as one function; None without source.

    The function is of the facts, the day that they are for, and the day before which it looks:

        def delayed_turn(facts, today, before):
            turn = facts.promised_on + 1
            if today < turn < before and (facts.promised_on < turn) != (facts.promised_on < today):
                before = turn
            return before
    """
    constants: dict[str, object] = {}
    body: list[ast.stmt] = []
    try:
        for predicate in predicates:
            now, then = (_expression(predicate, constants, at) for at in ("today", "turn"))
            turned = ast.Compare(then, [ast.NotEq()], [now])
            for turn in _turns(now):
                body.append(_assign("turn", turn))
                test = ast.BoolOp(ast.And(), [deepcopy(_SOON), turned])
                body.append(ast.If(test, [_assign("before", _name("turn"))], []))
    except OSError:
        return None
    body.append(ast.Return(_name("before")))
    return _function(name, "facts, today, before", body, constants)


def _turns(expression: ast.expr) -> Iterator[ast.expr]:
    """The days on which an expression may turn: what it compares today with, and the day after."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) == "today":
            if not isinstance(node.ops[0], ast.Lt):
                yield node.left
            yield ast.BinOp(node.left, ast.Add(), ast.Constant(1))


def _assign(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _function(
    name: str, arguments: str, body: list[ast.stmt], constants: dict[str, object]
) -> Callable[..., Any]:
    """Make a function, and its text known to tracebacks and debuggers."""
    empty = ast.parse(f"def {name}({arguments}): ...")
    cast("ast.FunctionDef", empty.body[0]).body = body
    source = ast.unparse(ast.fix_missing_locations(empty))
    file = f"<costatus {name.replace('_', ' ')}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    exec(compile(source, file, "exec"), constants)  # noqa: S102 the text is the predicates' own
    return cast("Callable[..., Any]", constants[name])


def _expression(
    predicate: Predicate, constants: dict[str, object], today: str | None = None
) -> ast.expr:
    """What a predicate returns: its constants looked up, its `&` and `|` stopping early.

    `today` is the name of the variable that stands for the fact of that name.
    """
    function = cast("FunctionType", predicate)
    definition = _definitions(inspect.getmodule(function))[function.__name__]
    returned = cast("ast.expr", cast("ast.Return", definition.body[-1]).value)
    inline = _Inline(definition.args.args[0].arg, function.__globals__, constants, today)
    return cast("ast.expr", inline.visit(deepcopy(returned)))


@cache
def _definitions(module: ModuleType | None) -> Mapping[str, ast.FunctionDef]:
    """The functions of a module by name; raises OSError where its source cannot be read."""
    if module is None:
        raise OSError
    tree = ast.parse(inspect.getsource(module))
    return {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}


class _Inline(ast.NodeTransformer):
    """Rewrites a predicate's expression for a function whose argument is `facts`."""

    def __init__(
        self,
        facts: str,
        names: Mapping[str, object],
        constants: dict[str, object],
        today: str | None,
    ) -> None:
        self._facts = facts
        self._today = today
        self._names = names
        self._constants = constants

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        joint = ast.And() if isinstance(node.op, ast.BitAnd) else ast.Or()
        return ast.BoolOp(joint, [self.visit(node.left), self.visit(node.right)])

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        owner = cast("ast.Name", node.value).id
        if owner == self._facts and node.attr == "today" and self._today is not None:
            return _name(self._today)
        if owner == self._facts:
            return ast.Attribute(ast.Name("facts", ast.Load()), node.attr, ast.Load())
        return self._constant(f"{owner}_{node.attr}", getattr(self._names[owner], node.attr))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._constant(node.id, self._names[node.id])

    def _constant(self, name: str, value: object) -> ast.expr:
        self._constants[name] = value
        return ast.Name(name, ast.Load())
