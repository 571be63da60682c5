"""Plain values to models and back, on cattrs' dispatch by type.

Reading does not stop at the first fault: a value that does not fit becomes an `Invalid`, and the
model that gets it raises InvalidInput with all of them. Lots and sources are written as their ids;
`shared` finds them again.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from costatus.models._validation.faults import Fault, InvalidInput, Invalid, invalid
from costatus.models._validation.fields import flag, text
from costatus.models.lots import Booking, Source, StockLot
from costatus.models._validation.numbers import exact
from costatus.models.statuses import Term

Hook: TypeAlias = Callable[[Any, Any], Any]

_DAY = r"\d{4}-\d{2}-\d{2}"
DAY = re.compile(_DAY, re.ASCII)
MOMENT = re.compile(
    _DAY + r"T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}(:\d{2})?)?", re.ASCII
)
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_NUMBERS = (Decimal, Decimal | None)
_HALF = re.compile("[\ud800-\udfff]")


def reader() -> Converter:
    """A converter that builds models from plain values; what does not fit becomes an `Invalid`."""
    made = Converter()
    made.register_structure_hook_factory(attrs.has, lambda kind: model_hook(made, kind))
    made.register_structure_hook_factory(_is_tuple, lambda kind: _many(made, kind))
    made.register_structure_hook_factory(_is_optional, lambda kind: _optional(made, kind))
    made.register_structure_hook_func(lambda kind: kind == date | datetime, deadline)
    for words in Term.__subclasses__():
        made.register_structure_hook(words, word(words))
    made.register_structure_hook(str, _text)
    made.register_structure_hook(bool, lambda raw, _: flag(raw))
    made.register_structure_hook(int, _whole)
    made.register_structure_hook(Decimal, number)
    made.register_structure_hook(date, _day)
    return made


def writer() -> Converter:
    """A converter that makes plain values of models; a field that has its default is left out."""
    made = Converter()
    made.register_unstructure_hook_factory(
        attrs.has,
        lambda kind: make_dict_unstructure_fn(kind, made, _cattrs_omit_if_default=True),
    )
    made.register_unstructure_hook(Decimal, lambda value: format(value, "f"))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_unstructure_hook(Term, lambda value: value.value)
    made.register_unstructure_hook(
        Booking,
        make_dict_unstructure_fn(Booking, made, lot=override(unstruct_hook=lambda lot: lot.id)),
    )
    made.register_unstructure_hook(
        StockLot,
        make_dict_unstructure_fn(
            StockLot,
            made,
            _cattrs_omit_if_default=True,
            source=override(unstruct_hook=_source_key),
        ),
    )
    return made


def _source_key(source: Source | None) -> dict[str, str] | None:
    """How a lot refers to its source."""
    return None if source is None else {"kind": source.kind.value, "id": source.id}


def model_hook(converter: Converter, kind: type, name: str = "") -> Hook:
    """How a model is built from an object: every key known, every needed key there.

    `name` is what messages call it, where that is not the name of the class.
    """
    called = name or kind.__name__
    types, needed = fields_of(kind)
    checked = _checked_by(kind)
    hooks = {
        name: _digits if name in checked else converter.get_structure_hook(each)
        for name, each in types.items()
    }
    keys = ", ".join(hooks)

    def build(raw: Any, _: Any) -> Any:
        try:
            told = {key: hooks[key](value, None) for key, value in raw.items()}
            made = kind(**told)
        except (AttributeError, KeyError, TypeError, InvalidInput):
            return look_again(raw)
        return look_again(raw) if Invalid in map(type, told.values()) else made

    def look_again(raw: Any) -> Any:
        """Gather the faults of what is no object, has other keys or a value that does not fit."""
        if not isinstance(raw, dict):
            return invalid(raw, f"an object that tells a {called}", f"its keys are {keys}")
        told = {key: hook(raw[key], None) for key, hook in hooks.items() if key in raw}
        for key in needed:
            told.setdefault(key, invalid(None, "a value", "add the key, which is missing"))
        faults = [
            Fault(key, raw[key], f"a key of {called}", f"remove it; the keys are {keys}")
            for key in raw
            if key not in hooks
        ]
        try:
            made = kind(**told)
        except InvalidInput as error:
            faults += error.faults
        else:
            faults += faults_of(told.items())
        return Invalid(faults) if faults else made

    return build


def fields_of(kind: Any) -> tuple[dict[str, Any], list[str]]:
    """The fields of an attrs class with their types, and those it needs."""
    fields = attrs.fields(kind)
    needed = [each.name for each in fields if each.default is attrs.NOTHING]
    return {each.name: each.type for each in fields}, needed


def _checked_by(kind: Any) -> set[str]:
    """The numbers that a class makes and checks itself, so that reading need not do it too."""
    fields = attrs.fields(kind)
    return {each.name for each in fields if each.converter and each.type in _NUMBERS}


def faults_of(values: Iterable[tuple[str, Any]]) -> list[Fault]:
    """The faults of the values that are invalid, each under its name."""
    return [
        fault.under(name)
        for name, value in values
        if isinstance(value, Invalid)
        for fault in value.faults
    ]


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _many(converter: Converter, kind: Any) -> Hook:
    hook = converter.get_structure_hook(get_args(kind)[0])

    def build(raw: Any, _: Any) -> Any:
        if not isinstance(raw, list):
            return invalid(raw, "a list", "put the values in [ ]")
        values = tuple([hook(value, None) for value in raw])
        if Invalid in map(type, values):
            return Invalid(faults_of((f"[{n}]", value) for n, value in enumerate(values)))
        return values

    return build


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType} and NoneType in get_args(kind)


def _optional(converter: Converter, kind: Any) -> Hook:
    rest = reduce(or_, (each for each in get_args(kind) if each is not NoneType))
    hook = converter.get_structure_hook(rest)
    return lambda raw, _: None if raw is None else hook(raw, None)


def word(kind: type[Term]) -> Hook:
    """How a word of the vocabulary `kind` is built from its value."""
    words = {each.value: each for each in kind}

    def build(raw: Any, _: Any) -> Any:
        found = words.get(raw) if isinstance(raw, str) else None
        if found is not None:
            return found
        return invalid(raw, f"one of {', '.join(words)}", f"send a word of {kind.__name__}")

    return build


def _text(raw: Any, _: Any) -> Any:
    if isinstance(raw, str) and not raw.isascii() and _HALF.search(raw):
        expected = "text that can be written as UTF-8"
        return invalid(raw, expected, "save it as UTF-8, and remove halves of surrogate pairs")
    return text(raw)


def _whole(raw: Any, _: Any) -> Any:
    return (
        raw if type(raw) is int else invalid(raw, "a whole number", "send digits, without quotes")
    )


def number(raw: Any, _: Any) -> Any:
    """An exact number, from a number or from its digits as text."""
    return exact(_digits(raw, None))


def _digits(raw: Any, _: Any) -> Any:
    if isinstance(raw, str) and not NUMBER.fullmatch(raw):
        return invalid(raw, "a number", "write it with digits and a point, such as '12.50'")
    return raw


def _day(raw: Any, _: Any) -> Any:
    expected, advice = "a day, YYYY-MM-DD", "send the day in the site's zone"
    try:
        return date.fromisoformat(raw) if DAY.fullmatch(raw) else invalid(raw, expected, advice)
    except (TypeError, ValueError):
        return invalid(raw, expected, advice)


def deadline(raw: Any, _: Any) -> Any:
    """A day, or a moment with or without an offset, from its text."""
    try:
        if MOMENT.fullmatch(raw):
            return datetime.fromisoformat(raw)
        if DAY.fullmatch(raw):
            return date.fromisoformat(raw)
    except (TypeError, ValueError):
        pass
    expected = "a day, YYYY-MM-DD, or a moment, YYYY-MM-DDThh:mm[:ss][+hh:mm]"
    return invalid(raw, expected, "send the day, or the moment with its offset")
