"""Templates of sentences: parsed once, filled with the facts of a reason. See `messages`."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from costatus.models.statuses import Term
from costatus.rules._subject import Subject

Fact: TypeAlias = Decimal | int | date | datetime | str | Subject | tuple[str | Subject, ...] | None


class _Piece:
    """A literal text, and the field that follows it; `name` is empty where none does.

    A field shows a fact, or a template: one of `forms` by its number, or `optional` where there
    is a fact. English has two forms, other languages may have more.
    """

    __slots__ = ("forms", "literal", "name", "optional")

    def __init__(self, literal: str, field: str) -> None:
        self.literal: str = literal
        self.forms: list[list[_Piece]] | None = None
        self.optional: list[_Piece] | None = None
        name, found, text = field.partition("?")
        if found and ":" not in name:
            self.optional = parse_template(text.replace("%", "{" + name + "}"))
        else:
            name, found, text = field.partition(":")
            if found:
                self.forms = [parse_template(form) for form in _split(text)]
        self.name: str = name


def parse_template(text: str) -> list[_Piece]:
    """Split a template into its pieces."""
    pieces: list[_Piece] = []
    literal, field, depth = "", "", 0
    for character in text:
        depth -= character == "}"
        if depth:
            field += character
        elif character == "}":
            pieces.append(_Piece(literal, field))
            literal = field = ""
        elif character != "{":
            literal += character
        depth += character == "{"
    pieces.append(_Piece(literal, ""))
    return pieces


def _split(text: str) -> list[str]:
    """Split the forms of a field at each "/" that is not within a field of theirs."""
    forms, depth = [""], 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if character == "/" and not depth:
            forms.append("")
        else:
            forms[-1] += character
    return forms


def fact_names(template: list[_Piece]) -> Iterator[tuple[str, bool]]:
    """Yield the name of each fact that a template shows, and whether it is required."""
    for piece in template:
        if piece.optional is not None:
            yield piece.name, False
            for name, _ in fact_names(piece.optional):
                yield name, False
        elif piece.name and piece.name != "cause":
            yield piece.name, True


def fill(parts: list[str], template: list[_Piece], facts: dict[str, Fact], cause: str) -> None:
    """Append the parts of a filled template; `cause` is the text of the object that was found."""
    for piece in template:
        if piece.literal:
            parts.append(piece.literal)
        name = piece.name
        if not name:
            continue
        if name == "cause":
            parts.append(cause)
            continue
        forms = piece.forms
        if forms is not None:
            fill(parts, forms[0] if _is_one(facts[name]) else forms[1], facts, cause)
        elif piece.optional is None:
            parts.append(_shown(name, facts[name], facts))
        elif facts.get(name):
            fill(parts, piece.optional, facts, cause)


def plain(number: Decimal) -> str:
    """Write a number without exponent and trailing zeros."""
    text = str(number)
    if "E" in text or "e" in text:  # by the host's context
        text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_one(value: Fact) -> bool:
    if type(value) is _DECIMAL:
        return value == _ONE
    return len(value) == 1 if isinstance(value, tuple) else value == 1


def _shown(name: str, value: Fact, facts: dict[str, Fact]) -> str:
    """Write a fact as it appears in a sentence."""
    if type(value) is _DECIMAL:
        return plain(value)
    if type(value) is _DATE:
        return _iso(value)
    if type(value) is str:  # a term is not: it is a text with a label
        return value
    if isinstance(value, int):
        return _days(value) if name == "days" else str(value)
    if isinstance(value, Term):
        return value.label
    if isinstance(value, tuple):
        return _listed([str(each) for each in value], facts["others"])
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return "unknown" if value is None else str(value)


def _iso(day: date) -> str:
    """Write a day as `isoformat` does, which takes three times as long."""
    year = day.year
    century, decade = _TWO_DIGITS[year // 100], _TWO_DIGITS[year % 100]
    return f"{century}{decade}{_OF_YEAR[day.month * 32 + day.day]}"


def _listed(names: list[str], others: Fact) -> str:
    """Join names; `others` is how many more there are."""
    if others:
        return f"{', '.join(names)} and {others} {'other' if others == 1 else 'others'}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


_DATE: Final = date
_DECIMAL: Final = Decimal
_ONE: Final = Decimal(1)
_OF_YEAR: Final = [f"-{month:02}-{day:02}" for month in range(13) for day in range(32)]
_TWO_DIGITS: Final = [f"{number:02}" for number in range(100)]
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _days(count: int) -> str:
    number = _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
    return f"{number} day" if count == 1 else f"{number} days"
