"""What each table and each of its columns holds.

Most columns are fields of the models: their types, defaults and meanings are those of the models,
and so is what they accept. The others are the ids by which a row names a row of another table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum, auto
from types import NoneType
from typing import Any, Final, get_args

import attrs
from attrs import frozen

from costatus.models._model import Model
from costatus.models._validation.fields import one_of, text
from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.invoices import Invoice
from costatus.models.lots import Booking, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.sources import (
    ManufacturingOrder,
    Operation,
    Part,
    PurchaseOrder,
    TransferOrder,
)
from costatus.models.statuses import SourceKind, Term

LAST: Final = 2**31 - 1
"""The priority of orders that have none."""


class Kind(Enum):
    """What a column holds."""

    ID = auto()
    WORD = auto()
    QUANTITY = auto()
    MONEY = auto()
    PRIORITY = auto()
    DAY = auto()
    DEADLINE = auto()
    FLAG = auto()


NUMBERS: Final = frozenset({Kind.QUANTITY, Kind.MONEY})


@frozen
class ColumnSchema:
    """A column of a table.

    Attributes:
        name: The name of the column.
        kind: What it holds.
        required: Whether it must be given, without nulls.
        missing: The number for a null, and for a column that is not given.
        converter: What checks a value, as in the models.
        terms: The vocabulary of a column of words.
        refers: The tables whose ids it holds.
        meaning: What it says.
    """

    name: str
    kind: Kind
    required: bool
    missing: int
    converter: Callable[[Any], object]
    meaning: str
    terms: type[Term] | None = None
    refers: tuple[str, ...] = ()


@frozen
class TableSchema:
    """A table.

    Attributes:
        name: The name of the table.
        meaning: What a row is.
        columns: Its columns by name.
        key: The columns that name a row.
        parent: The columns that name the row that this one belongs to; nested rows need none.
        fields: The columns that are fields of the model.
        lists: The columns that may hold lists of rows of other tables, in place of such tables.
        structs: The columns that may hold one row of other tables, in place of its id.
    """

    name: str
    meaning: str
    columns: Mapping[str, ColumnSchema]
    key: tuple[str, ...]
    parent: tuple[str, ...]
    fields: frozenset[str]
    lists: Mapping[str, str]
    structs: Mapping[str, str]

    def misspelt(self, where: str, names: Iterable[str]) -> list[str]:
        """Return a sentence for each name that is close to that of a missing optional column.

        The sentence has `where` before the name.
        """
        given = set(names)
        known = {*self.columns, *self.lists, *self.structs}
        required = {name for name, column in self.columns.items() if column.required}
        return [
            f"{where}{name} is ignored: rename it, if it is {near}"
            for name in sorted(given - known)
            for near in get_close_matches(name, known - given - required, 1, 0.85)
        ]


def _sentences(model: Any) -> dict[str, str]:
    """Return what the docstring of a model says about each attribute."""
    _, _, attributes = (model.__doc__ or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in filter(None, map(str.strip, attributes.splitlines())):
        head, colon, rest = line.partition(": ")
        if colon and head in attrs.fields_dict(model):
            name, line = head, rest  # noqa: PLW2901 the rest of the line begins the sentence
            found[name] = line
        else:
            found[name] += f" {line}"
    return {name: each.replace("None:", "Null:") for name, each in found.items()}


def _kind(model: type[Model], name: str, types: tuple[type, ...]) -> Kind | None:
    """Return what a field holds, or None where it holds other models."""
    if Decimal in types:
        return Kind.MONEY if model is Invoice or name == "total" else Kind.QUANTITY
    if datetime in types:
        return Kind.DEADLINE
    kinds = {date: Kind.DAY, bool: Kind.FLAG, int: Kind.PRIORITY, str: Kind.ID}
    if types[0] in kinds:
        return kinds[types[0]]
    return Kind.WORD if isinstance(types[0], type) and issubclass(types[0], Term) else None


def _missing(kind: Kind, name: str, default: Any) -> int:
    """Return the number for the default of a field, or for a value that is not known."""
    if kind is Kind.DAY:
        return NEVER if name in {"promised_on", "created_on"} else UNKNOWN
    if kind is Kind.PRIORITY:
        return LAST
    if kind in NUMBERS or kind is Kind.WORD:
        return -1 if default is None else getattr(default, "rank", 0)
    return 0


def _fields(model: Any) -> Iterator[ColumnSchema]:
    meanings = _sentences(model)
    for field in attrs.fields(model):
        types = tuple(each for each in get_args(field.type) if each is not NoneType)
        types = types or (field.type,)
        kind = _kind(model, field.name, types)
        if kind is not None and field.name != "last_activity_on":
            yield ColumnSchema(
                field.name,
                kind,
                field.default is attrs.NOTHING,
                _missing(kind, field.name, field.default),
                field.converter,
                meanings.get(field.name, ""),
                types[0] if kind is Kind.WORD else None,
            )


def _id(name: str, meaning: str, *refers: str, required: bool = True) -> ColumnSchema:
    return ColumnSchema(name, Kind.ID, required, 0, text, meaning, refers=refers)


def _source_kind(value: SourceKind | str) -> SourceKind:
    return one_of(SourceKind, value)


_ORDER = _id("order_id", "The id of the order that the row belongs to.", "orders")
_LINE = _id("line_id", "The id of the order line that the row belongs to.", "lines")
_LOT = _id("lot_id", "The id of the lot.", "lots")
_MANUFACTURING_ORDER = _id(
    "manufacturing_order_id",
    "The id of the manufacturing order that the row belongs to.",
    "manufacturing_orders",
)
_PART = _id("part_id", "The id of the part that the row belongs to.", "parts")
_SOURCE = (
    ColumnSchema(
        "source_kind",
        Kind.WORD,
        False,
        -1,
        _source_kind,
        "The kind of order that the lot comes from. Null: unknown.",
        SourceKind,
    ),
    _id(
        "source_id",
        "The id of that order. Null: unknown.",
        "manufacturing_orders",
        "purchase_orders",
        "transfer_orders",
        required=False,
    ),
)


_NONE: Final[Mapping[str, str]] = {}


def _table(
    name: str,
    model: type[Model],
    meaning: str,
    *others: ColumnSchema,
    belongs_to: tuple[ColumnSchema, ...] = (),
    key: tuple[str, ...] = ("id",),
    lists: Mapping[str, str] = _NONE,
    structs: Mapping[str, str] = _NONE,
) -> TableSchema:
    fields = tuple(_fields(model))
    columns = {each.name: each for each in (*belongs_to, *fields, *others)}
    parent = tuple(each.name for each in belongs_to)
    names = frozenset(each.name for each in fields)
    return TableSchema(name, meaning, columns, (*parent, *key), parent, names, lists, structs)


TABLES: Final[Mapping[str, TableSchema]] = {
    each.name: each
    for each in (
        _table(
            "orders",
            CustomerOrder,
            "Customer orders; the only table that is required.",
            lists={"lines": "lines", "invoices": "invoices"},
        ),
        _table(
            "lines",
            OrderLine,
            "The lines of the orders.",
            belongs_to=(_ORDER,),
            lists={"bookings": "bookings"},
        ),
        _table(
            "bookings",
            Booking,
            "What is reserved for the lines.",
            _LOT,
            belongs_to=(_ORDER, _LINE),
            key=("lot_id",),
            structs={"lot": "lots"},
        ),
        _table(
            "lots",
            StockLot,
            "Stock lots, in stock or on their way.",
            *_SOURCE,
            structs={
                "manufacturing_order": "manufacturing_orders",
                "purchase_order": "purchase_orders",
                "transfer_order": "transfer_orders",
            },
        ),
        _table(
            "manufacturing_orders",
            ManufacturingOrder,
            "Orders to make goods.",
            lists={"parts": "parts", "operations": "operations"},
        ),
        _table(
            "parts",
            Part,
            "What the manufacturing orders need.",
            belongs_to=(_MANUFACTURING_ORDER,),
            lists={"bookings": "part_bookings"},
        ),
        _table(
            "part_bookings",
            Booking,
            "What is reserved for the parts.",
            _LOT,
            belongs_to=(_MANUFACTURING_ORDER, _PART),
            key=("lot_id",),
            structs={"lot": "lots"},
        ),
        _table(
            "operations",
            Operation,
            "The steps of the manufacturing orders.",
            belongs_to=(_MANUFACTURING_ORDER,),
        ),
        _table("purchase_orders", PurchaseOrder, "Orders to buy goods."),
        _table("transfer_orders", TransferOrder, "Orders to move goods between sites."),
        _table("invoices", Invoice, "The invoices of the orders.", belongs_to=(_ORDER,)),
    )
}
"""The tables by name."""
