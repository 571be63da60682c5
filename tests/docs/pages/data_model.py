"""The diagram of the data model: what a host gives, and how it hangs together."""

from collections.abc import Iterator
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin

import attrs

import costatus as cs
from tests.docs.pages.svg import arrow, box, figure, text

_WIDTH, _GAP, _HEAD, _LINE = 250, 52, 30, 21
_COLUMNS: tuple[tuple[type[Any], ...], ...] = (
    (cs.CustomerOrder, cs.Invoice),
    (cs.OrderLine, cs.Booking, cs.StockLot),
    (cs.ManufacturingOrder, cs.Part, cs.Operation, cs.PurchaseOrder, cs.TransferOrder),
)
_NAMES = {str: "text", Decimal: "decimal", int: "integer", bool: "flag"}
_NAME = "data-model"


def _tops() -> Iterator[tuple[type[Any], tuple[float, float]]]:
    for n, column in enumerate(_COLUMNS):
        y = 4
        for model in column:
            yield model, (n * (_WIDTH + _GAP) + 4, y)
            y += _height(model) + 34


def _height(model: type[Any]) -> int:
    return _HEAD + _LINE * len(attrs.fields(model)) + 8


_CORNERS = dict(_tops())


def data_model() -> Iterator[str]:
    """Yield the picture."""
    relations = []
    for model, field, to, many in _relations():
        held = " or ".join(each.__name__ for each in to)
        relations.append(f"{model.__name__}.{field}: {'many ' if many else ''}{held}")
    width = 3 * _WIDTH + 2 * _GAP + 30
    height = max(y + _height(model) for model, (_, y) in _CORNERS.items()) + 4
    yield from figure(
        _NAME, "The models of costatus", "; ".join(relations) + ".", (width, int(height)), _parts()
    )


def _relations() -> Iterator[tuple[type[Any], str, list[type[Any]], bool]]:
    """Yield each field that holds other models: where it is, what it holds, whether many."""
    for model in _CORNERS:
        for field in attrs.fields(model):
            for one in _types(field.type):
                to = [each for each in _CORNERS if issubclass(each, one)]
                if to:
                    yield model, field.name, to, get_origin(field.type) is tuple


def _types(kind: Any) -> list[type[Any]]:
    """Return the types that a field may hold, without None."""
    parts = get_args(kind) if get_origin(kind) in {tuple, UnionType} else (kind,)
    return [each for each in parts if each not in {Ellipsis, type(None)}]


def _parts() -> Iterator[str]:
    for model, field, to, _ in _relations():
        for each in to:
            yield arrow(_NAME, "line", _way(model, field, each))
    for model, (x, y) in _CORNERS.items():
        yield box("box", x, y, _WIDTH, _height(model))
        yield text("name", x + 12, y + 20, model.__name__)
        for n, field in enumerate(attrs.fields(model)):
            foot = y + _HEAD + _LINE * n + 15
            optional = "" if field.default is attrs.NOTHING else "?"
            yield text("field", x + 12, foot, field.name + optional)
            yield text("field end", x + _WIDTH - 12, foot, _type_name(field.type))


def _type_name(kind: Any) -> str:
    named = ", ".join(_NAMES.get(one, one.__name__) for one in _types(kind))
    return f"{named} *" if get_origin(kind) is tuple else named


def _way(model: type[Any], field: str, to: type[Any]) -> list[tuple[float, float]]:
    """Return the way of an arrow from a field to the model that it holds."""
    (x, y), (to_x, to_y) = _CORNERS[model], _CORNERS[to]
    n = [each.name for each in attrs.fields(model)].index(field)
    row, head = y + _HEAD + _LINE * n + 10, to_y + _HEAD / 2
    if x < to_x:
        bend = to_x - _GAP / 2
        return [(x + _WIDTH, row), (bend, row), (bend, head), (to_x, head)]
    if x > to_x:
        bend = x - _GAP / 4
        return [(x, row), (bend, row), (bend, head), (to_x + _WIDTH, head)]
    if to_y - y - _height(model) < _LINE * 2:
        middle = x + _WIDTH / 2
        return [(middle, y + _height(model)), (middle, to_y)]
    bend = x + _WIDTH + 16
    return [(x + _WIDTH, row), (bend, row), (bend, head), (x + _WIDTH, head)]
