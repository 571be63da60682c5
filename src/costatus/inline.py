"""The text of functions that are made of predicates' own expressions.

    def order_status(facts: OrderFacts) -> Word | None:
        if facts.stage is OrderStatus_QUOTATION and facts.held:
            return OrderStatus_QUOTATION
        ...

Each comes with the constants that its text names; a name means the same in all of them.
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

    def product_status(facts: LineFacts) -> Word | None:
        if not facts.countable:
            return None
        ...
        if not facts.finished:
            if facts.latest_from_manufacturing > facts.promised_on:
                return ProductStatus_DELAYED
        ...
    """
    constants: Constants = {"Word": Word}
    asked: list[_Asked] = []
    for row in table.rows:
        status = "None" if row.status is None else _word(row.status, constants)
        if row.holds is not otherwise:
            asked.append((_conjuncts(_expression(row.holds, constants)), f"return {status}"))
    head = f"def {name}(facts: {_facts_of(table, constants)}) -> Word | None:"
    return _joined([head, *_one_by_one(asked, "    ")], f"    return {status}"), constants


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

    def order_shipped(facts: OrderFacts) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        about = order_about(facts)
        reasons: list[Reason] = []
        notes: list[Reason] = []
        if facts.stage is OrderStatus_SHIPPED:
            subject, told = order_evidence_0(facts)
            reasons.append(Reason(ReasonCode_ASSIGNED_MANUALLY, 'O1', subject or about, told, about,
                                  OrderStatus_SHIPPED))
        ...
        return tuple(reasons), tuple(notes)
    """
    family = table.family
    constants: Constants = {f"{family}_about": table.about, "Reason": Reason}
    answer = "tuple[tuple[Reason, ...], tuple[Reason, ...]]"
    text = [
        f"def {name}(facts: {_facts_of(table, constants)}) -> {answer}:",
        f"    about = {family}_about(facts)",
        "    reasons: list[Reason] = []",
        "    notes: list[Reason] = []",
    ]
    last = table.rows[-1]
    for n, row in enumerate(table.rows):
        if row.code is not None and (row.status is status or row is last):
            evidence = f"{family}_evidence_{n}"
            constants[evidence] = row.evidence
            told = f"{_word(row.code, constants)}, {row.id!r}"
            reason = f"{told}, subject or about, told, about, {_word(status, constants)}"
            conditions = ["not reasons"] if row is last else []
            if row.status is status and row.holds is not otherwise:
                conditions.insert(0, ast.unparse(_expression(row.holds, constants)))
            for condition in conditions:
                text += [
                    f"    if {condition}:",
                    f"        subject, told = {evidence}(facts)",
                    f"        reasons.append(Reason({reason}))",
                ]
    for n, note in enumerate(table.notes):
        if note.stands_beside(status):
            evidence = f"{family}_note_{n}"
            constants[evidence] = note.evidence
            reason = f"{_word(note.code, constants)}, None, subject or about, told, about, None"
            text += [
                f"    if {ast.unparse(_expression(note.holds, constants))}:",
                f"        for subject, told in {evidence}(facts):",
                f"            notes.append(Reason({reason}))",
            ]
    return _joined(text, "    return tuple(reasons), tuple(notes)"), constants


def first_turn(
    name: str, table: Table[Any], predicates: Iterable[Predicate]
) -> tuple[str, Constants]:
    """Answers with the first day on which a predicate turns, of those before a given one.

    def delayed_turn(facts: LineFacts, today: int, before: int) -> int:
        turn = facts.promised_on + 1
        if today < turn < before and (facts.promised_on < turn) != (facts.promised_on < today):
            before = turn
        return before
    """
    constants = Constants()
    facts = _facts_of(table, constants)
    text = [f"def {name}(facts: {facts}, today: int, before: int) -> int:"]
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


def _facts_of(table: Table[Any], constants: Constants) -> str:
    """The name of the class of the table's facts."""
    function = cast("FunctionType", table.rows[0].holds)
    facts = ast.unparse(cast("ast.expr", _definition(function).args.args[0].annotation))
    constants[facts] = function.__globals__[facts]
    return facts


def _word(word: Word, constants: Constants) -> str:
    """The name that the word has."""
    name = f"{type(word).__name__}_{word.name}"
    constants[name] = word
    return name


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
        is_word = isinstance(right, ast.Name) and isinstance(self._constants.get(right.id), Word)
        return ast.Compare(left, [ast.Is()] if is_word else node.ops, [right])

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        owner = cast("ast.Name", node.value).id
        if owner == self._facts and node.attr == "today" and self._today is not None:
            return ast.Name(self._today, ast.Load())
        if owner == self._facts:
            return ast.Attribute(ast.Name("facts", ast.Load()), node.attr, ast.Load())
        word = getattr(self._names[owner], node.attr)
        return ast.Name(_word(word, self._constants), ast.Load())

    def visit_Name(self, node: ast.Name) -> ast.expr:
        self._constants[node.id] = self._names[node.id]
        return node
