"""Plain values to models and back, on cattrs' dispatch by type.

Reading does not stop at the first fault: a value that does not fit becomes an `Invalid`, and the
object around it gathers all of them. Lots and sources are written as their ids; `shared_records`
finds them again.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import reduce
from operator import or_
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from costatus.models._validation.faults import Fault, Invalid, InvalidInput, invalid
from costatus.models._validation.fields import flag, text
from costatus.models._validation.numbers import exact
from costatus.models.as_of import instant, is_aware
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.statuses import Term
from costatus.serialization.json_text import Nothing

Hook: TypeAlias = Callable[[Any, Any], Any]

_DAY = r"\d{4}-\d{2}-\d{2}"
DAY = re.compile(_DAY, re.ASCII)
MOMENT = re.compile(
    _DAY + r"T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}(:\d{2}(\.\d{6})?)?)?", re.ASCII
)
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_NUMBERS = (Decimal, Decimal | None)
_HALF = re.compile("[\ud800-\udfff]")
_NO_HOOKS: Mapping[str, Hook] = MappingProxyType({})


def reader() -> Converter:
    """Return a converter that builds models from plain values, and an `Invalid` from others."""
    made = Converter()
    made.register_structure_hook_factory(
        attrs.has, lambda kind: model_hook(made, kind, elsewhere=OWN_FIELDS)
    )
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
    """Return a converter that makes plain values of models, without fields at their default."""
    return _writer(lambda number: format(number, "f"), datetime.isoformat)


def comparer() -> Converter:
    """Return a converter whose values are equal where two models say the same.

    Numbers are compared by value and moments by instant; lots and sources by their ids.
    """
    return _writer(lambda number: number, lambda moment: (is_aware(moment), instant(moment)))


def _writer(number: Callable[[Decimal], Any], moment: Callable[[datetime], Any]) -> Converter:
    made = Converter()
    made.register_unstructure_hook_factory(
        attrs.has,
        lambda kind: make_dict_unstructure_fn(kind, made, _cattrs_omit_if_default=True),
    )
    made.register_unstructure_hook(Decimal, number)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(datetime, moment)
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
    """Return how a lot refers to its source."""
    return None if source is None else {"kind": source.kind.value, "id": source.id}


def model_hook(
    converter: Converter, kind: type, name: str = "", elsewhere: Mapping[str, Hook] = _NO_HOOKS
) -> Hook:
    """Return the hook that builds a model from an object with the keys of its fields.

    `name` is what messages call the object, where that is not the name of the class. The keys of
    `elsewhere` are allowed as well; their hooks check them, and the model does not get them.
    """
    called = name or f"a {kind.__name__}"
    types, needed = fields_of(kind)
    hooks = {**_field_hooks(converter, kind, types), **elsewhere}
    keys = ", ".join(hooks)

    def build(raw: Any, _: Any) -> Any:
        if type(raw) is not dict:
            return invalid(raw, f"an object with the keys {keys}", f"send {called} in {{ }}")
        values = {key: hooks[key](value, None) for key, value in raw.items() if key in hooks}
        if len(values) == len(raw) and Invalid not in map(type, values.values()):
            for key in elsewhere:
                values.pop(key, None)
            try:
                return kind(**values)
            except (TypeError, InvalidInput):  # a key is missing, or values do not fit together
                pass
        return Invalid(faults(raw, values))

    def faults(raw: dict[str, Any], values: dict[str, Any]) -> Iterator[Fault]:
        """Yield every fault: keys that are unknown or missing, and values that do not fit."""
        yield from _unknown_keys(raw, called, list(hooks))
        for key in needed:
            values.setdefault(key, invalid(Nothing(), "a value", "add the key"))
        yield from faults_of((key, values.pop(key, None)) for key in elsewhere)
        try:
            kind(**values)
        except InvalidInput as error:
            yield from error.faults
        else:
            yield from faults_of(values.items())

    return build


def _field_hooks(converter: Converter, kind: type, types: Mapping[str, Any]) -> dict[str, Hook]:
    checked = _checked_by(kind)
    return {
        key: _digits if key in checked else converter.get_structure_hook(each)
        for key, each in types.items()
    }


def _unknown_keys(raw: dict[str, Any], called: str, keys: list[str]) -> Iterator[Fault]:
    own = ", or put your own fields under extra" if "extra" in keys else ""
    for key, value in raw.items():
        if key not in keys:
            near = get_close_matches(key, keys, n=1)
            rest = (
                f"rename it to {near[0]}" if near else f"remove it; the keys are {', '.join(keys)}"
            )
            yield Fault(key, value, f"a key of {called}", rest + own)


def fields_of(kind: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of an attrs class with their types, and the required ones."""
    fields = attrs.fields(kind)
    needed = [each.name for each in fields if each.default is attrs.NOTHING]
    return {each.name: each.type for each in fields}, needed


def _checked_by(kind: Any) -> set[str]:
    """Return the numbers that a class converts itself, so that reading need not do it too."""
    fields = attrs.fields(kind)
    return {each.name for each in fields if each.converter and each.type in _NUMBERS}


def faults_of(values: Iterable[tuple[str, Any]]) -> list[Fault]:
    """Return the faults of the values that are invalid, each under its name."""
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
    """Return the hook that builds a member of the vocabulary `kind` from its value."""
    members = {each.value: each for each in kind}

    def build(raw: Any, _: Any) -> Any:
        found = members.get(raw) if isinstance(raw, str) else None
        if found is not None:
            return found
        near = get_close_matches(raw, members, n=1) if isinstance(raw, str) else []
        advice = f"did you mean {near[0]}?" if near else f"send a value of {kind.__name__}"
        return invalid(raw, f"one of {', '.join(members)}", advice)

    return build


def _text(raw: Any, _: Any) -> Any:
    if isinstance(raw, str) and not raw.isascii() and _HALF.search(raw):
        expected = "text that can be written as UTF-8"
        return invalid(raw, expected, "save it as UTF-8, and remove halves of surrogate pairs")
    return text(raw)


def _own_fields(raw: Any, _: Any) -> Any:
    if type(raw) is dict:
        return None
    return invalid(raw, "an object of your own fields", "put them in { }")


OWN_FIELDS: Mapping[str, Hook] = MappingProxyType({"extra": _own_fields})
"""The key under which an object of a snapshot may have fields of the host, which are ignored."""


def _whole(raw: Any, _: Any) -> Any:
    return (
        raw if type(raw) is int else invalid(raw, "a whole number", "send digits, without quotes")
    )


def number(raw: Any, _: Any) -> Any:
    """Return an exact number, from a number or from its digits as text."""
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
