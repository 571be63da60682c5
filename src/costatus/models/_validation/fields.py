"""What the fields of the models accept, besides numbers: one converter for each kind of field."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from costatus.models._validation.faults import Fault, Invalid, invalid

T = TypeVar("T")


class HasId(Protocol):
    """Anything that is known by an id within its parent."""

    @property
    def id(self) -> str:
        """The id."""


def text(value: str) -> str:
    """An id or a name: any text but the empty one."""
    if type(value) is str and value:
        return value
    if isinstance(value, str) and value:
        return str.__str__(value)
    return invalid(value, "a text that is not empty", "send the id as a str")


def flag(value: bool) -> bool:
    """Yes or no."""
    if value is True or value is False:
        return value
    return invalid(value, "True or False", "send a bool")


def day(value: date | None) -> date | None:
    """A calendar day, or None where it is not known. A datetime is refused."""
    if value is None or type(value) is date:
        return value
    if isinstance(value, datetime):
        advice = "send its day in the site's zone: moment.astimezone(zone).date()"
        return invalid(value, "a date without a time", advice)
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    return invalid(value, "a date", "send a datetime.date, or None if it is not known")


def deadline(value: date | datetime | None) -> date | datetime | None:
    """A day or a moment, or None where it is not known."""
    if value is None or isinstance(value, date):
        return value
    advice = "send a datetime.date or datetime.datetime, or None if it is not known"
    return invalid(value, "a date or a datetime", advice)


def priority(value: int | None) -> int | None:
    """A rank, 1 first; None comes last."""
    if value is None or (type(value) is int and value >= 1):
        return value
    return invalid(value, "a whole number, 1 being the first", "count from 1, or send None")


def one_of(words: type[T], value: T) -> T:
    """A member of the vocabulary `words`."""
    if isinstance(value, words):
        return value
    name = words.__name__
    return invalid(value, f"a member of {name}", f"send {name}(value) of one of its words")


def a(model: type[T], value: T) -> T:
    """An instance of `model`."""
    if isinstance(value, model):
        return value
    return invalid(value, f"a {model.__name__}", f"build a {model.__name__} first")


def many(model: type[T], values: Sequence[T]) -> tuple[T, ...]:
    """Any number of instances of `model`; a list is stored as a tuple."""
    if not isinstance(values, tuple | list):
        expected = f"a tuple or a list of {model.__name__}"
        return invalid(values, expected, "put the objects in a tuple or a list")
    for value in values:
        if not isinstance(value, model):
            return _strangers(values, model)
    return tuple(values)


def _strangers(values: Sequence[object], model: type) -> Any:
    return Invalid(
        Fault(f"[{n}]", value, f"a {model.__name__}", f"build a {model.__name__} first")
        for n, value in enumerate(values)
        if not isinstance(value, model)
    )


def repeated_ids(field: str, children: Sequence[HasId]) -> Iterable[Fault]:
    """A fault for each child whose id an earlier one has."""
    seen: set[str] = set()
    for n, child in enumerate(children):
        if child.id in seen:
            expected = f"an id of its own among the {field}"
            yield Fault(f"{field}[{n}].id", child.id, expected, "rename it, or send it only once")
        seen.add(child.id)
