"""What a predicate returns, as an expression for another function whose argument is `facts`.

Each comes with the constants that it names; a name means the same everywhere.
"""

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any, TypeAlias, cast

from costatus.models.statuses import Term
from costatus.rules._table import Predicate, Table

Constants: TypeAlias = dict[str, object]


def expression_of(predicate: Predicate, constants: Constants, today: str | None = None) -> ast.expr:
    """What a predicate returns: its constants looked up, its `&` and `|` stopping early.

    Words, of which each is one object, are compared by identity. `today` is the name of the
    variable that stands for the fact of that name. Raises OSError where there is no source to
    read, as in a bundle of compiled files.
    """
    function = cast("FunctionType", predicate)
    definition = _definition(function)
    returned = cast("ast.expr", cast("ast.Return", definition.body[-1]).value)
    inline = _Inline(definition.args.args[0].arg, function.__globals__, constants, today)
    return cast("ast.expr", inline.visit(returned))


def _definition(function: FunctionType) -> ast.FunctionDef:
    return _definitions(inspect.getmodule(function))[function.__name__]


@cache
def _definitions(module: ModuleType | None) -> Mapping[str, ast.FunctionDef]:
    """The functions of a module by name; raises OSError where its source cannot be read."""
    if module is None:
        raise OSError
    tree = ast.parse(inspect.getsource(module))
    return {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}


_TRUTHS: Mapping[tuple[type, object], bool] = MappingProxyType(
    {(ast.Gt, 0): True, (ast.Eq, 0): False, (ast.Lt, 1): False}
)
"""What a comparison with a plain number asks: whether there is something, or whether there is none.

Facts that are compared so are never negative, and those below 1 are flags or counts.
"""


class _Inline(ast.NodeTransformer):
    """Rewrites a predicate's expression for a function whose argument is `facts`; makes it anew."""

    def __init__(
        self, facts: str, names: Mapping[str, object], constants: Constants, today: str | None
    ) -> None:
        self._facts = facts
        self._today = today
        self._names = names
        self._constants = constants

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        joint = ast.And() if isinstance(node.op, ast.BitAnd) else ast.Or()
        return ast.BoolOp(joint, [self.visit(node.left), self.visit(node.right)])

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.comparators[0])
        truth = _TRUTHS.get((type(node.ops[0]), getattr(right, "value", None)))
        if truth is not None:
            return left if truth else ast.UnaryOp(ast.Not(), left)
        is_word = isinstance(right, ast.Name) and isinstance(self._constants.get(right.id), Term)
        return ast.Compare(left, [ast.Is()] if is_word else node.ops, [right])

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        owner = cast("ast.Name", node.value).id
        if owner == self._facts and node.attr == "today" and self._today is not None:
            return ast.Name(self._today, ast.Load())
        if owner == self._facts:
            return ast.Attribute(ast.Name("facts", ast.Load()), node.attr, ast.Load())
        word = getattr(self._names[owner], node.attr)
        return ast.Name(word_of(word, self._constants), ast.Load())

    def visit_Name(self, node: ast.Name) -> ast.expr:
        self._constants[node.id] = self._names[node.id]
        return node


def facts_of(table: Table[Any], constants: Constants) -> str:
    """The name of the class of the table's facts."""
    function = cast("FunctionType", table.rows[0].holds)
    facts = ast.unparse(cast("ast.expr", _definition(function).args.args[0].annotation))
    constants[facts] = function.__globals__[facts]
    return facts


def word_of(word: Term, constants: Constants) -> str:
    """The name that the word has."""
    name = f"{type(word).__name__}_{word.name}"
    constants[name] = word
    return name
