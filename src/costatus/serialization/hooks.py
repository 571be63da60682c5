"""Hooks: functions that convert one plain value, or return an `Invalid` for it.

Nothing stops at the first fault: a hook returns an `Invalid` for what does not fit, and the object
around it gathers all of them, each with its path. Hooks take a second argument as cattrs calls
them, the type, which they ignore.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import evolve

from costatus.models._validation.faults import Fault, Invalid, InvalidInput, invalid
from costatus.models._validation.fields import text as _text
from costatus.models._validation.numbers import exact
from costatus.models.statuses import Term, unknown
from costatus.serialization.json_text import Nothing

Hook: TypeAlias = Callable[[Any, Any], Any]

_DAY = r"\d{4}-\d{2}-\d{2}"
DAY = re.compile(_DAY, re.ASCII)
MOMENT = re.compile(
    _DAY + r"T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}(:\d{2}(\.\d{6})?)?)?", re.ASCII
)
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_NUMBERS = frozenset({int, Decimal})
_NAME = 80
"""How much of a key is compared with the known ones."""


def object_hook(
    hooks: Mapping[str, Hook],
    make: Callable[..., Any],
    called: str,
    *,
    required: Collection[str],
    elsewhere: Mapping[str, Hook] = MappingProxyType({}),
    validates: bool = False,
) -> Hook:
    """Return the hook that makes something of an object: `make(**values)`, the values by key.

    `called` is the name of the object in messages. Keys of `elsewhere` are allowed, checked, and
    not given to `make`. Where it `validates`, as models do, it is given values that are `Invalid`
    too, and raises InvalidInput with the faults of all of them.
    """
    known = {**hooks, **elsewhere}
    needed = frozenset(required)

    def build(raw: Any, _: Any) -> Any:
        if type(raw) is not dict:
            expected = f"an object with the keys {', '.join(known)}"
            return invalid(raw, expected, f"send {called} in {{ }}")
        values = {key: known[key](value, None) for key, value in raw.items() if key in known}
        complete = len(values) == len(raw) and values.keys() >= needed
        if complete and Invalid not in map(type, values.values()):
            for key in elsewhere:
                values.pop(key, None)
            try:
                return make(**values)
            except InvalidInput:
                pass
        return Invalid(faults(raw, values))

    def faults(raw: dict[str, Any], values: dict[str, Any]) -> Iterator[Fault]:
        """Yield every fault: keys that are unknown or missing, and values that do not fit."""
        yield from _unknown_keys(raw, called, list(known))
        for key in required:
            values.setdefault(key, invalid(Nothing(), "a value", "add the key"))
        yield from faults_of((key, values.pop(key, None)) for key in elsewhere)
        found = [] if validates else faults_of(values.items())
        yield from found
        try:
            if not found:
                make(**values)
        except InvalidInput as error:
            yield from _as_sent(error.faults, raw)

    return build


def _as_sent(faults: Iterable[Fault], raw: dict[str, Any]) -> Iterator[Fault]:
    """Yield the faults with the values of the text, not with those that a model made of them."""
    for fault in faults:
        yield evolve(fault, value=raw.get(fault.path, fault.value))


def _unknown_keys(raw: dict[str, Any], called: str, known: list[str]) -> Iterator[Fault]:
    own = ", or put your own fields under extra" if "extra" in known else ""
    for key, value in raw.items():
        if key not in known:
            near = get_close_matches(key[:_NAME], known, n=1)
            remove = f"remove it; the keys are {', '.join(known)}"
            advice = f"rename it to {near[0]}" if near else remove
            yield Fault(key, value, f"a key of {called}", advice + own)


def faults_of(values: Iterable[tuple[str, Any]]) -> list[Fault]:
    """Return the faults of the values that are invalid, each under its name."""
    return [
        fault.under(name)
        for name, value in values
        if isinstance(value, Invalid)
        for fault in value.faults
    ]


def many(hook: Hook) -> Hook:
    """Return the hook that builds a tuple from a list."""

    def build(raw: Any, _: Any) -> Any:
        if not isinstance(raw, list):
            return invalid(raw, "a list", "put the values in [ ]")
        values = tuple([hook(value, None) for value in raw])
        if Invalid in map(type, values):
            return Invalid(faults_of((f"[{n}]", value) for n, value in enumerate(values)))
        return values

    return build


def optional(hook: Hook) -> Hook:
    """Return the hook that accepts null as well."""
    return lambda raw, _: None if raw is None else hook(raw, None)


def member(vocabulary: type[Term]) -> Hook:
    """Return the hook that finds a member of a vocabulary by its value, and leaves other values."""
    members = {each.value: each for each in vocabulary}
    return lambda raw, _: members.get(raw, raw) if isinstance(raw, str) else raw


def term(vocabulary: type[Term]) -> Hook:
    """Return the hook that builds a member of a vocabulary from its value."""
    find, accepted = member(vocabulary), (vocabulary, Invalid)

    def build(raw: Any, _: Any) -> Any:
        found = find(raw, None)
        return found if isinstance(found, accepted) else Invalid([unknown(raw, vocabulary)])

    return build


def text(raw: Any, _: Any) -> Any:
    """Return a text that is not empty."""
    if type(raw) is str or type(raw) not in _NUMBERS:
        return _text(raw)
    return invalid(raw, "a text that is not empty", f'write it in quotes: "{raw}"')


def flag(raw: Any, _: Any) -> Any:
    """Return true or false."""
    if type(raw) is bool:
        return raw
    return invalid(raw, "true or false", "write it without quotes")


def whole(raw: Any, _: Any) -> Any:
    """Return a whole number."""
    if type(raw) is int:
        return raw
    return invalid(raw, "a whole number", "send digits, without quotes")


def number(raw: Any, _: Any) -> Any:
    """Return an exact number, from a number or from its digits as text."""
    return exact(digits(raw, None))


def digits(raw: Any, _: Any) -> Any:
    """Return a number as it is, or its digits as text, for a model to convert."""
    if isinstance(raw, str):
        fits = NUMBER.fullmatch(raw) is not None
    else:
        fits = raw is None or type(raw) in _NUMBERS
    if fits:
        return raw
    return invalid(raw, "a number", "write it with digits and a point, such as '12.50'")


def day(raw: Any, _: Any) -> Any:
    """Return a day from its text."""
    try:
        if DAY.fullmatch(raw):
            return date.fromisoformat(raw)
    except (TypeError, ValueError):
        pass
    return invalid(raw, "a day, YYYY-MM-DD", "send the day in the site's zone")


def deadline(raw: Any, _: Any) -> Any:
    """Return a day, or a moment with or without an offset, from its text."""
    try:
        if MOMENT.fullmatch(raw):
            return datetime.fromisoformat(raw)
        if DAY.fullmatch(raw):
            return date.fromisoformat(raw)
    except (TypeError, ValueError):
        pass
    expected = "a day, YYYY-MM-DD, or a moment, YYYY-MM-DDThh:mm[:ss][+hh:mm]"
    return invalid(raw, expected, "send the day, or the moment with its offset")


def own_fields(raw: Any, _: Any) -> Any:
    """Accept an object of the host's own fields, which is ignored."""
    if type(raw) is dict:
        return None
    return invalid(raw, "an object of your own fields", "put them in { }")


OWN_FIELDS: Mapping[str, Hook] = MappingProxyType({"extra": own_fields})
"""The key under which an object of a snapshot may have fields of the host, which are ignored."""
