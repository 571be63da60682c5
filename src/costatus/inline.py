"""The expression that a predicate returns, rewritten to stand within another function."""

import ast
import inspect
from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, cast

from costatus.models.statuses import Word


def condition_of(predicate: Callable[[Any], bool], constants: dict[str, object]) -> str:
    """The condition, about `facts`; what it names is added to `constants`.

    Its `&` and `|` stop early, and words, of which each is one object, are compared by identity.
    Raises OSError where the source cannot be read.
    """
    function = cast("FunctionType", predicate)
    definition = _definitions(inspect.getmodule(function))[function.__name__]
    returned = cast("ast.expr", cast("ast.Return", definition.body[-1]).value)
    facts = definition.args.args[0].arg
    inlined = _Inline(facts, function.__globals__, constants).visit(returned)
    return ast.unparse(ast.fix_missing_locations(inlined))


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

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.comparators[0])
        is_word = isinstance(right, ast.Name) and isinstance(self._constants.get(right.id), Word)
        return ast.Compare(left, [ast.Is()] if is_word else node.ops, [right])

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
