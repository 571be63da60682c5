"""Plain values to models and back, on cattrs' dispatch by type.

Lots and sources are written as their ids; `shared_records` finds them again.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from costatus.models._moments import comparable
from costatus.models._validation.shown import with_article
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.statuses import Term
from costatus.serialization import hooks
from costatus.serialization.hooks import OWN_FIELDS, Hook

_NUMBERS = (Decimal, Decimal | None)


def reader() -> Converter:
    """Return a converter that builds models from plain values, and an `Invalid` from others."""
    made = Converter()
    made.register_structure_hook_factory(attrs.has, lambda kind: model_hook(made, kind))
    made.register_structure_hook_factory(_is_tuple, lambda kind: hooks.many(_first(made, kind)))
    made.register_structure_hook_factory(_is_optional, lambda kind: _optional(made, kind))
    made.register_structure_hook_func(lambda kind: kind == date | datetime, hooks.deadline)
    for vocabulary in Term.__subclasses__():
        made.register_structure_hook(vocabulary, hooks.term(vocabulary))
    made.register_structure_hook(str, hooks.text)
    made.register_structure_hook(bool, hooks.flag)
    made.register_structure_hook(int, hooks.whole)
    made.register_structure_hook(Decimal, hooks.number)
    made.register_structure_hook(date, hooks.day)
    return made


def model_hook(
    converter: Converter, kind: Any, name: str = "", elsewhere: Mapping[str, Hook] = OWN_FIELDS
) -> Hook:
    """Return the hook that builds a model from an object with the keys of its fields.

    `name` is what messages call the object, where that is not the name of the class.
    """
    fields = attrs.fields(kind)
    return hooks.object_hook(
        {each.name: _field_hook(converter, each) for each in fields},
        kind,
        name or with_article(kind.__name__),
        required=[each.name for each in fields if each.default is attrs.NOTHING],
        elsewhere=elsewhere,
        validates=any(each.converter for each in fields),
    )


def _field_hook(converter: Converter, field: "attrs.Attribute[Any]") -> Hook:
    """Return the hook of a field; a number or a term that its class converts is checked there."""
    if field.converter and field.type in _NUMBERS:
        return hooks.digits
    if field.converter and isinstance(field.type, type) and issubclass(field.type, Term):
        return hooks.member(field.type)
    hook: Hook = converter.get_structure_hook(field.type)
    return hook


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _first(converter: Converter, kind: Any) -> Hook:
    hook: Hook = converter.get_structure_hook(get_args(kind)[0])
    return hook


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType} and NoneType in get_args(kind)


def _optional(converter: Converter, kind: Any) -> Hook:
    rest = reduce(or_, (each for each in get_args(kind) if each is not NoneType))
    return hooks.optional(converter.get_structure_hook(rest))


def writer() -> Converter:
    """Return a converter that makes plain values of models, without fields at their default."""
    return _writer(lambda number: format(number, "f"), datetime.isoformat)


def comparer() -> Converter:
    """Return a converter whose values are equal where two models say the same.

    Numbers are compared by value and moments by instant; lots and sources by their ids.
    """
    return _writer(lambda number: number, comparable)


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
