"""What the fields of the models accept, besides numbers: one converter for each kind of field."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from numbers import Integral
from operator import index
from typing import Any, Protocol, SupportsIndex, TypeVar, cast

from costatus.models._moments import is_missing
from costatus.models._validation.faults import Fault, Invalid, InvalidInput, invalid
from costatus.models._validation.shown import shown, with_article
from costatus.models.statuses import Term, unknown

T = TypeVar("T")
V = TypeVar("V", bound=Term)
_SURROGATE = re.compile("[\ud800-\udfff]")


class HasId(Protocol):
    """Anything that is known by an id within its parent."""

    @property
    def id(self) -> str:
        """The id."""


def text(value: str) -> str:
    """Return an id or a name: any text that is not empty and can be written as UTF-8."""
    if type(value) is str and value and value.isascii():
        return value
    if isinstance(value, str) and value:
        if _SURROGATE.search(value):
            expected = "text that can be written as UTF-8"
            return invalid(value, expected, "save it as UTF-8, and remove lone surrogates")
        return str.__str__(value)
    missing = value is None or isinstance(value, str)
    advice = "it is required" if missing else f"send str({shown(value)})"
    return invalid(value, "a text that is not empty", advice)


def flag(value: bool) -> bool:
    """Return a flag."""
    if value is True or value is False:
        return value
    return invalid(value, "True or False", "send a bool")


def day(value: date | None) -> date | None:
    """Return a day, or None where it is not known; refuse a datetime."""
    if value is None or type(value) is date:
        return value
    if isinstance(value, datetime) and not is_missing(value):
        advice = "send its day in the site's zone: moment.astimezone(zone).date()"
        return invalid(value, "a date without a time", advice)
    if isinstance(value, date) and not is_missing(value):
        return date(value.year, value.month, value.day)
    return invalid(value, "a date", _advice(value, "date"))


def deadline(value: date | datetime | None) -> date | datetime | None:
    """Return a day or a moment, or None where it is not known."""
    if value is None:
        return value
    if not isinstance(value, date) or is_missing(value):
        return invalid(value, "a date or a datetime", _advice(value, "datetime"))
    return plain(value)


def _advice(value: object, kind: str) -> str:
    """Return what to send where a day or a moment is expected."""
    if is_missing(value):
        return "send None if it is not known"
    if isinstance(value, str):
        return how_to_read(value)
    return f"send a {kind}, or None if it is not known"


def how_to_read(text: str) -> str:
    """Return how to make a day of a text, or a moment if it has a time."""
    kind = "datetime" if ":" in text else "date"
    return f"read it with {kind}.fromisoformat(...) first"


def plain(value: date) -> date:
    """Return the same day or moment as a `date` or `datetime`, not as one of a subclass."""
    if type(value) in {date, datetime}:
        return value
    if isinstance(value, datetime):
        return datetime.combine(plain(value.date()), value.timetz())
    return date(value.year, value.month, value.day)


def priority(value: SupportsIndex | None) -> int | None:
    """Return a rank, of which 1 is the first and None the last."""
    if value is None or (type(value) is int and value >= 1):
        return value
    if isinstance(value, Integral) and not isinstance(value, bool) and index(value) >= 1:
        return index(value)
    expected = "a whole number, 1 being the first"
    return invalid(value, expected, "number the orders from 1, or leave it out")


def one_of(terms: type[V], value: V | str, among: Iterable[V] | None = None) -> V:
    """Return a member of a vocabulary, from itself or its value; messages list those of `among`."""
    if isinstance(value, terms):
        return value
    if isinstance(value, str) and not isinstance(value, Term):
        try:
            return terms(value)
        except InvalidInput:
            pass
    fault = unknown(value, terms if among is None else among)
    return cast("V", invalid(value, fault.expected, fault.advice))


def instance(model: type[T], value: T) -> T:
    """Return an instance of `model`."""
    return value if isinstance(value, model) else _other(value, model)


def instances(model: type[T], values: Sequence[T]) -> tuple[T, ...]:
    """Return any number of instances of `model`, as a tuple."""
    if not isinstance(values, tuple | list):
        expected = f"a tuple or a list of {model.__name__}"
        return invalid(
            values, expected, "put the objects in a tuple or a list, () if there are none"
        )
    for value in values:
        if not isinstance(value, model):
            return _others(values, model)
    return tuple(values)


def _others(values: Sequence[object], model: type) -> Any:
    return Invalid(
        fault.under(f"[{n}]")
        for n, value in enumerate(values)
        if not isinstance(value, model)
        for fault in _other(value, model).faults
    )


def _other(value: object, model: type) -> Any:
    name = model.__name__
    return invalid(value, with_article(name), f"build one with costatus.{name}(...)")


def repeated_ids(field: str, children: Sequence[HasId]) -> Iterable[Fault]:
    """Yield a fault for each child whose id an earlier one has."""
    seen: set[str] = set()
    for n, child in enumerate(children):
        if child.id in seen:
            expected = f"an id of its own among the {field}"
            yield Fault(f"{field}[{n}].id", child.id, expected, "rename it, or send it only once")
        seen.add(child.id)
