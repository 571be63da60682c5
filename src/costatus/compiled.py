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
from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

from costatus.models.statuses import Word
from costatus.rules.table import Row, Table, otherwise

F = TypeVar("F")


@cache
def compiled(table: Table[F]) -> Callable[[F], Any]:
    """The status of the first row that holds, as one function of the facts."""
    try:
        return _function(table.family, table.rows)
    except OSError:  # no source to read, as in a bundle of compiled files
        return table.status


def _function(family: str, rows: tuple[Row[Any], ...]) -> Callable[[Any], Word | None]:
    constants: dict[str, object] = {}
    body: list[ast.stmt] = []
    for n, row in enumerate(rows):
        constants[f"status_{n}"] = row.status
        answer = ast.Return(ast.Name(f"status_{n}", ast.Load()))
        if row.holds is not otherwise:
            body.append(ast.If(_expression(row.holds, constants), [answer], []))
    body.append(answer)
    name = f"{family}_status"
    empty = ast.parse(f"def {name}(facts): ...")
    cast("ast.FunctionDef", empty.body[0]).body = body
    source = ast.unparse(ast.fix_missing_locations(empty))
    file = f"<costatus {family} table>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    exec(compile(source, file, "exec"), constants)  # noqa: S102 the text is the predicates' own
    return cast("Callable[[Any], Word | None]", constants[name])


def _expression(predicate: Callable[[Any], bool], constants: dict[str, object]) -> ast.expr:
    """What a predicate returns: its constants looked up, its `&` and `|` stopping early."""
    function = cast("FunctionType", predicate)
    definition = _definitions(inspect.getmodule(function))[function.__name__]
    returned = cast("ast.expr", cast("ast.Return", definition.body[-1]).value)
    facts = definition.args.args[0].arg
    return cast("ast.expr", _Inline(facts, function.__globals__, constants).visit(returned))


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
        self, facts: str, names: Mapping[str, object], constants: dict[str, object]
    ) -> None:
        self._facts = facts
        self._names = names
        self._constants = constants

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        joint = ast.And() if isinstance(node.op, ast.BitAnd) else ast.Or()
        return ast.BoolOp(joint, [self.visit(node.left), self.visit(node.right)])

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        owner = cast("ast.Name", node.value).id
        if owner == self._facts:
            return ast.Attribute(ast.Name("facts", ast.Load()), node.attr, ast.Load())
        return self._constant(f"{owner}_{node.attr}", getattr(self._names[owner], node.attr))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._constant(node.id, self._names[node.id])

    def _constant(self, name: str, value: object) -> ast.expr:
        self._constants[name] = value
        return ast.Name(name, ast.Load())
