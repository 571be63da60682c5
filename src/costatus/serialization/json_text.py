"""JSON text to plain values, and plain values to JSON text.

Numbers are read as `int` or `Decimal`, never as `float`. An object with a repeated key and a
number that cannot be read become an `Invalid`, whose path the reader of the object around it adds.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from attrs import field, frozen

from costatus.models._validation.checked import Checked
from costatus.models._validation.faults import Fault, Invalid, InvalidInput, invalid

_DIGITS = 40
_SHOWN = 100


def _limit(value: int) -> int:
    if type(value) is int and value >= 1:
        return value
    refused: int = invalid(value, "a whole number, at least 1", "leave it out for the default")
    return refused


@frozen
class Limits(Checked):
    """How much is read.

    Attributes:
        depth: The levels of nesting, and the number of sources behind each other: an order made of
            parts that are made of parts.
        size: The characters of a document, or of one line of JSON Lines.
    """

    depth: int = field(default=32, converter=_limit)
    size: int = field(default=100_000_000, converter=_limit)


LIMITS = Limits()


@frozen(repr=False)
class Nothing:
    """The value of a fault where there is none: a key or a text that is missing."""

    def __repr__(self) -> str:
        return "nothing"


def parse(text: str, subject: str, limits: Limits) -> Any:
    """Parse one JSON text; raise InvalidInput where it is not JSON or exceeds the limits."""
    if len(text) > limits.size:
        expected = f"at most {limits.size} characters"
        _refuse(subject, text, expected, "split it, send JSON Lines, or raise Limits.size")
    try:
        tree = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        if not text or text.isspace():
            advice = 'write at least {"costatus": 1, "orders": []}'
            raise InvalidInput(subject, [Fault("", Nothing(), "JSON", advice)]) from None
        _refuse(subject, text, "JSON", _advice(text, error))
    except RecursionError:
        _refuse_deep(subject, text, limits)
    if text.count("[") + text.count("{") > limits.depth and _is_deeper(tree, limits.depth):
        _refuse_deep(subject, text, limits)
    return tree


def _refuse_deep(subject: str, text: str, limits: Limits) -> NoReturn:
    expected = f"at most {limits.depth} levels of nesting"
    _refuse(subject, text, expected, "flatten it, or raise Limits.depth")


def _refuse(subject: str, text: str, expected: str, advice: str) -> NoReturn:
    raise InvalidInput(subject, [Fault("", text[:_SHOWN], expected, advice)]) from None


_TABLE = "build the orders from its rows, or sweep a folder of tables"
_PACKED = "decompress it, or compress it by gzip"
_SIGNATURES = (
    (("\udcff\udcfe", "\udcfe\udcff", "ÿþ", "þÿ"), "UTF-16 or UTF-32: save it as UTF-8"),
    (("\x1f\x8b", "\x1f\udc8b"), "gzip: send its bytes, which are decompressed"),
    (("BZh",), f"bzip2: {_PACKED}"),
    (("\udcfd7zXZ", "ý7zXZ"), f"xz: {_PACKED}"),
    (("(\udcb5/\udcfd", "(µ/ý"), f"Zstandard: {_PACKED}"),
    (("PAR1",), f"Parquet: {_TABLE}"),
    (("ARROW1", "\udcff\udcff\udcff\udcff"), f"Arrow: {_TABLE}"),
    (("PK\x03\x04",), "a spreadsheet or a zip archive: build the orders from its rows"),
    (("<",), "XML or HTML: build the orders from it"),
)
"""How other formats begin; a byte that is not UTF-8 was decoded as a surrogate, or as Latin-1."""

_FILE_NAME = re.compile(r"[^\n{\[]{1,250}\.(jsonl?|ndjson|gz)", re.IGNORECASE)


def _advice(text: str, error: json.JSONDecodeError) -> str:
    """Say where the JSON ends, and what the text is where that can be seen."""
    for beginnings, advice in _SIGNATURES:
        if text.startswith(beginnings):
            return f"this is {advice}"
    start = text[:_SHOWN].lstrip()
    if "\0" in start[:4]:
        return "this is UTF-16 or UTF-32: save it as UTF-8"
    if _FILE_NAME.fullmatch(text):
        return "this is the name of a file: send what the file contains"
    if not start.startswith(("{", "[")) and any(mark in start for mark in ",;\t"):
        return f"this looks like CSV: {_TABLE}"
    if error.msg == "Extra data" and start.startswith("{"):
        return f"more follows on line {error.lineno}: read JSON Lines with read_lines"
    return f"{error.msg}, line {error.lineno} column {error.colno}"


def _is_deeper(tree: Any, depth: int) -> bool:
    """Return whether a tree has more levels than `depth`; go level by level, never recurse."""
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
    counts = Counter(key for key, _ in pairs)
    repeated = [key for key, count in counts.items() if count > 1]
    return Invalid(Fault(key, key, "each key only once", "keep one of them") for key in repeated)


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


def compact(raw: Any) -> str:
    """Write plain values as one line of JSON, with its end."""
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return escaped(text) + "\n"


_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Controls, marks that change the direction of text, line separators, halves of a character."""


def escaped(text: str) -> str:
    """Escape in a JSON text what a terminal or an editor would act on instead of showing it."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
