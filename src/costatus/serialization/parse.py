"""JSON text to a tree of plain values. What JSON leaves open is closed here.

Numbers become `int` or `Decimal`, never `float`. An object that names a key twice, a number that
is none, and a text that cannot be written again stand in the tree as `Invalid`; whoever builds the
model around them tells their path.
"""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from attrs import frozen

from costatus.models._validation.faults import Fault, InvalidInput, Invalid, invalid

_DIGITS = 40


@frozen
class Limits:
    """How much is read: levels of nesting, and characters of a document or of one line.

    `depth` also bounds how long a chain of sources may be: an order made of parts that are made
    of parts.
    """

    depth: int = 32
    size: int = 100_000_000


def parse(text: str, subject: str, limits: Limits) -> Any:
    """Parse one JSON text; raises InvalidInput where it is no JSON or beyond the limits."""
    if len(text) > limits.size:
        expected = f"at most {limits.size} characters"
        _refuse(subject, text, expected, "split it, send JSON Lines, or raise Limits.size")
    too_deep = f"at most {limits.depth} levels of nesting"
    try:
        tree = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        advice = f"{error.msg}, line {error.lineno} column {error.colno}"
        _refuse(subject, text, "JSON", advice)
    except RecursionError:
        _refuse(subject, text, too_deep, "flatten it, or raise Limits.depth")
    if text.count("[") + text.count("{") > limits.depth and _is_deeper(tree, limits.depth):
        _refuse(subject, text, too_deep, "flatten it, or raise Limits.depth")
    return tree


def _refuse(subject: str, text: str, expected: str, advice: str) -> None:
    raise InvalidInput(subject, [Fault("", text, expected, advice)]) from None


def _is_deeper(tree: Any, depth: int) -> bool:
    """Whether a tree has more levels. Going level by level, no tree is too deep to be looked at."""
    level = _containers([tree])
    for _ in range(depth):
        if not level:
            return False
        level = [
            child
            for node in level
            for child in _containers(node.values() if isinstance(node, dict) else node)
        ]
    return bool(level)


def _containers(nodes: Iterable[Any]) -> list[Any]:
    return [node for node in nodes if isinstance(node, dict | list)]


def _object(pairs: list[tuple[str, Any]]) -> Any:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    keys = [key for key, _ in pairs]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    return Invalid(Fault(key, key, "each key only once", "keep one of them") for key in twice)


def _integer(digits: str) -> Any:
    if len(digits) > _DIGITS:
        return invalid(digits, "a number with at most 15 digits before the point", "correct it")
    return int(digits)


def _decimal(digits: str) -> Any:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return invalid(digits, "a number with at most 15 digits before the point", "correct it")


def _constant(name: str) -> Any:
    return invalid(name, "a finite number", "leave the key out if the number is not known")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_decimal,
    parse_constant=_constant,
)
