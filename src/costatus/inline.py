"""The text of functions that are made of predicates' own expressions.

    def order_status(facts):
        if facts.stage is S_QUOTATION and facts.held:
            return status_0
        ...

Each comes with the constants that its text names.
"""

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any, TypeAlias, cast

from costatus.models.statuses import Word
from costatus.rules.reasons import Reason
from costatus.rules.table import Predicate, Table, otherwise

Constants: TypeAlias = dict[str, object]


def first_that_holds(name: str, table: Table[Any]) -> tuple[str, Constants]:
    """Answers with the status of the first row that holds; with the last where none does.

    def product_status(facts):
        if not facts.countable:
            return status_0
        ...
        if not facts.finished:
            if facts.latest_from_manufacturing > facts.promised_on:
                return status_8
        ...
    """
    constants = Constants()
    asked: list[_Asked] = []
    for n, row in enumerate(table.rows):
        constants[f"status_{n}"] = row.status
        if row.holds is not otherwise:
            asked.append((_conjuncts(_expression(row.holds, constants)), f"return status_{n}"))
    text = [f"def {name}(facts):", *_one_by_one(asked, "    ")]
    return _joined(text, f"    return status_{n}"), constants


_Asked: TypeAlias = tuple[Sequence[str], str]
"""What must hold, all of it, for a statement to be run."""


def _one_by_one(asked: Iterable[_Asked], indent: str) -> Iterator[str]:
    """Ifs that run the first statement whose conditions hold; shared first ones are asked once."""
    for first, following in groupby(asked, lambda each: each[0][:1]):
        alike = list(following)
        if not first:
            yield f"{indent}{alike[0][1]}"
        elif len(alike) == 1:
            conditions, statement = alike[0]
            yield f"{indent}if {' and '.join(conditions)}:"
            yield f"{indent}    {statement}"
        else:
            yield f"{indent}if {first[0]}:"
            yield from _one_by_one([(rest[1:], then) for rest, then in alike], f"{indent}    ")


def why(name: str, table: Table[Any], status: Word) -> tuple[str, Constants]:
    """Answers with the reasons for a status and the notes beside it, as `Table.why` does.

    def order_shipped(facts):
        about = about_of(facts)
        reasons, notes = [], []
        if facts.stage is S_SHIPPED:
            subject, told = evidence_0(facts)
            reasons.append(Reason(code_0, 'O1', subject or about, told, about, status))
        ...
        return tuple(reasons), tuple(notes)
    """
    constants: Constants = {"about_of": table.about, "Reason": Reason, "status": status}
    text = [f"def {name}(facts):", "    about = about_of(facts)", "    reasons, notes = [], []"]
    last = table.rows[-1]
    for n, row in enumerate(table.rows):
        if row.code is not None and (row.status is status or row is last):
            constants |= {f"code_{n}": row.code, f"evidence_{n}": row.evidence}
            reason = f"code_{n}, {row.id!r}, subject or about, told, about, status"
            conditions = ["not reasons"] if row is last else []
            if row.status is status and row.holds is not otherwise:
                conditions.insert(0, ast.unparse(_expression(row.holds, constants)))
            for condition in conditions:
                text += [
                    f"    if {condition}:",
                    f"        subject, told = evidence_{n}(facts)",
                    f"        reasons.append(Reason({reason}))",
                ]
    for n, note in enumerate(table.notes):
        if note.stands_beside(status):
            constants |= {f"note_{n}": note.code, f"evidence_of_{n}": note.evidence}
            text += [
                f"    if {ast.unparse(_expression(note.holds, constants))}:",
                f"        for subject, told in evidence_of_{n}(facts):",
                "            subject = subject or about",
                f"            notes.append(Reason(note_{n}, None, subject, told, about, None))",
            ]
    return _joined(text, "    return tuple(reasons), tuple(notes)"), constants


def first_turn(name: str, predicates: Iterable[Predicate]) -> tuple[str, Constants]:
    """Answers with the first day on which a predicate turns, of those before a given one.

    def delayed_turn(facts, today, before):
        turn = facts.promised_on + 1
        if today < turn < before and (facts.promised_on < turn) != (facts.promised_on < today):
            before = turn
        return before
    """
    text, constants = [f"def {name}(facts, today, before):"], Constants()
    for predicate in predicates:
        now = _expression(predicate, constants, "today")
        then = _expression(predicate, constants, "turn")
        turns = f"({ast.unparse(then)}) != ({ast.unparse(now)})"
        for turn in _turns(now):
            text += [
                f"    turn = {turn}",
                f"    if today < turn < before and {turns}:",
                "        before = turn",
            ]
    return _joined(text, "    return before"), constants


def _conjuncts(expression: ast.expr) -> list[str]:
    """The texts of what must hold, all of it, for the expression to hold."""
    if not isinstance(expression, ast.BoolOp):
        return [ast.unparse(expression)]
    if isinstance(expression.op, ast.Or):
        return [f"({ast.unparse(expression)})"]
    return [part for value in expression.values for part in _conjuncts(value)]


def _joined(text: list[str], last: str) -> str:
    return "".join(f"{line}\n" for line in (*text, last))


def _turns(expression: ast.expr) -> Iterator[str]:
    """The days on which an expression may turn: what it compares today with, and the day after."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) == "today":
            day = ast.unparse(node.left)
            if not isinstance(node.ops[0], ast.Lt):
                yield day
            yield f"{day} + 1"


def _expression(predicate: Predicate, constants: Constants, today: str | None = None) -> ast.expr:
    """What a predicate returns: its constants looked up, its `&` and `|` stopping early.

    Words, of which each is one object, are compared by identity. `today` is the name of the
    variable that stands for the fact of that name. Raises OSError where there is no source to
    read, as in a bundle of compiled files.
    """
    function = cast("FunctionType", predicate)
    definition = _definitions(inspect.getmodule(function))[function.__name__]
    returned = cast("ast.expr", cast("ast.Return", definition.body[-1]).value)
    inline = _Inline(definition.args.args[0].arg, function.__globals__, constants, today)
    return cast("ast.expr", inline.visit(returned))


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
        is_word = isinstance(right, ast.Name) and isinstance(self._constants.get(right.id), Word)
        return ast.Compare(left, [ast.Is()] if is_word else node.ops, [right])

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        owner = cast("ast.Name", node.value).id
        if owner == self._facts and node.attr == "today" and self._today is not None:
            return ast.Name(self._today, ast.Load())
        if owner == self._facts:
            return ast.Attribute(ast.Name("facts", ast.Load()), node.attr, ast.Load())
        return self._constant(f"{owner}_{node.attr}", getattr(self._names[owner], node.attr))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._constant(node.id, self._names[node.id])

    def _constant(self, name: str, value: object) -> ast.expr:
        self._constants[name] = value
        return ast.Name(name, ast.Load())
