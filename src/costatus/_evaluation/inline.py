"""The text of functions that are made of predicates' own expressions.

    def order_status(facts: OrderFacts) -> Term | None:
        if facts.stage is OrderStatus_QUOTATION and facts.held:
            return OrderStatus_QUOTATION
        ...

Each comes with the constants that its text names; a name means the same in all of them.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from costatus._evaluation.expressions import Constants, expression_of, facts_of, word_of
from costatus.models.statuses import Term
from costatus.rules._reasons import Reason, reason_of
from costatus.rules._table import Once, Predicate, Table, otherwise


def first_that_holds(name: str, table: Table[Any]) -> tuple[str, Constants]:
    """Answers with the status of the first row that holds; with the last where none does.

    def product_status(facts: LineFacts) -> Term | None:
        if not facts.countable:
            return None
        ...
        if not facts.finished:
            if facts.latest_from_manufacturing > facts.promised_on:
                return ProductStatus_DELAYED
        ...
    """
    constants: Constants = {"Term": Term}
    asked: list[_Asked] = []
    for row in table.rows:
        status = "None" if row.status is None else word_of(row.status, constants)
        if row.holds is not otherwise:
            asked.append((_conjuncts(expression_of(row.holds, constants)), f"return {status}"))
    head = f"def {name}(facts: {facts_of(table, constants)}) -> Term | None:"
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


def why(name: str, table: Table[Any], status: Term) -> tuple[str, Constants]:
    """Answers with the reasons for a status and the notes beside it, as `Table.why` does.

    def order_shipped(facts: OrderFacts) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        about = order_about(facts)
        reasons: list[Reason] = []
        notes: list[Reason] = []
        if facts.stage is OrderStatus_SHIPPED:
            reasons.append(reason_of(ReasonCode_ASSIGNED_MANUALLY, 'O1', order_evidence_0(facts),
                                     about, OrderStatus_SHIPPED))
        ...
        return tuple(reasons), tuple(notes)
    """
    family = table.family
    constants: Constants = {
        f"{family}_about": table.about,
        "Reason": Reason,
        "reason_of": reason_of,
    }
    answer = "tuple[tuple[Reason, ...], tuple[Reason, ...]]"
    text = [
        f"def {name}(facts: {facts_of(table, constants)}) -> {answer}:",
        f"    about = {family}_about(facts)",
        "    reasons: list[Reason] = []",
        "    notes: list[Reason] = []",
    ]
    last = table.rows[-1]
    for n, row in enumerate(table.rows):
        if row.code is not None and (row.status is status or row is last):
            evidence = f"{family}_evidence_{n}"
            constants[evidence] = row.evidence
            told = f"{word_of(row.code, constants)}, {row.id!r}, {evidence}(facts)"
            reason = f"reason_of({told}, about, {word_of(status, constants)})"
            conditions = ["not reasons"] if row is last else []
            if row.status is status and row.holds is not otherwise:
                conditions.insert(0, ast.unparse(expression_of(row.holds, constants)))
            for condition in conditions:
                text += [f"    if {condition}:", f"        reasons.append({reason})"]
    for n, note in enumerate(table.notes):
        if note.stands_beside(status):
            evidence = f"{family}_note_{n}"
            code = word_of(note.code, constants)
            text.append(f"    if {ast.unparse(expression_of(note.holds, constants))}:")
            if isinstance(note.evidence, Once):
                constants[evidence] = note.evidence.evidence
                reason = f"reason_of({code}, None, {evidence}(facts), about, None)"
                text.append(f"        notes.append({reason})")
            else:
                constants[evidence] = note.evidence
                reason = f"reason_of({code}, None, evidence, about, None)"
                text.append(f"        for evidence in {evidence}(facts):")
                text.append(f"            notes.append({reason})")
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
    facts = facts_of(table, constants)
    text = [f"def {name}(facts: {facts}, today: int, before: int) -> int:"]
    for predicate in predicates:
        now = expression_of(predicate, constants, "today")
        then = expression_of(predicate, constants, "turn")
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
