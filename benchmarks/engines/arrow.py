"""An order book as Arrow tables: normalised with integer or text keys, or nested.

Integer keys come with words as dictionaries, whole quantities and money as floats; text keys with
words as text, and decimals. Rows of normalised tables are shuffled.
"""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from benchmarks.engines.book import ITEMS, MILLI, Array, Book, Columns, offsets

import costatus as cs

Keys: TypeAlias = Literal["integers", "texts"]
Tables: TypeAlias = dict[str, pa.Table]

EPOCH = 719_163
FIRST_ID = 100_000_001
_PREFIXES = {
    "orders": "CO",
    "lots": "L",
    "manufacturing_orders": "MO",
    "purchase_orders": "PO",
    "transfer_orders": "TO",
}
_WORDS: dict[str, type[cs.Term]] = {
    "orders.stage": cs.OrderStatus,
    "lines.kind": cs.LineKind,
    "lots.status": cs.LotStatus,
    "manufacturing_orders.stage": cs.ManufacturingStage,
    "purchase_orders.stage": cs.PurchaseStage,
    "transfer_orders.stage": cs.TransferStage,
    "invoices.kind": cs.InvoiceKind,
    "invoices.status": cs.InvoiceState,
}
_SOURCES = ["manufacturing_orders", "purchase_orders", "transfer_orders"]


def normalised(book: Book, keys: Keys = "integers", seed: int = 1) -> Tables:
    """Return one table for each kind of object, its rows in any order."""
    made = _Columns(book, keys)
    random = np.random.default_rng(seed)
    tables = {}
    for name in book:
        table = made.table(name)
        tables[name] = table.take(pa.array(random.permutation(len(table))))
    return tables


def nested(book: Book, keys: Keys = "integers") -> pa.Table:
    """Return a row for each order, with all that it needs in lists of structs."""
    made = _Columns(book, keys)
    lots = made.struct("lots", without=["source_kind", "source_id"])
    kind, source = book["lots"]["kind"], book["lots"]["source"]
    parts = made.struct("parts", without=["manufacturing_order_id"])
    part_lots = _with(lots, "purchase_order", made.struct("purchase_orders"), kind == 1, source)
    part_bookings = pa.StructArray.from_arrays(
        [part_lots.take(book["part_bookings"]["lot"]), book["part_bookings"]["quantity"]],
        ["lot", "quantity"],
    )
    parts = _listed(parts, "bookings", part_bookings, book["part_bookings"]["part"])
    mo = made.struct("manufacturing_orders")
    mo = _listed(mo, "parts", parts, book["parts"]["mo"])
    operations = made.struct("operations", without=["manufacturing_order_id"])
    mo = _listed(mo, "operations", operations, book["operations"]["mo"])
    lots = _with(lots, "manufacturing_order", mo, kind == 0, source)
    lots = _with(lots, "purchase_order", made.struct("purchase_orders"), kind == 1, source)
    lots = _with(lots, "transfer_order", made.struct("transfer_orders"), kind == 2, source)
    bookings = pa.StructArray.from_arrays(
        [lots.take(book["bookings"]["lot"]), book["bookings"]["quantity"]], ["lot", "quantity"]
    )
    lines = made.struct("lines", without=["order_id"])
    lines = _listed(lines, "bookings", bookings, book["bookings"]["line"])
    orders = _listed(made.struct("orders"), "lines", lines, book["lines"]["order"])
    invoices = made.struct("invoices", without=["order_id"])
    orders = _listed(orders, "invoices", invoices, book["invoices"]["order"])
    return pa.Table.from_struct_array(orders)


def words(codes: Array, vocabulary: Sequence[str]) -> pa.DictionaryArray:
    """Return codes as words; -1 is null."""
    values = pa.array([str(each) for each in vocabulary])
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8), mask=codes < 0), values)


def ids(name: str, index: Array, keys: Keys = "integers") -> pa.Array:
    """Return the ids of objects of a kind."""
    numbers = pa.array(FIRST_ID + index.astype(np.int64))
    if keys == "integers":
        return numbers
    return pc.binary_join_element_wise(f"{_PREFIXES[name]}-", numbers.cast(pa.string()), "")


class _Columns:
    def __init__(self, book: Book, keys: Keys) -> None:
        self.book = book
        self.keys = keys

    def table(self, name: str) -> pa.Table:
        return pa.table(self.columns(name))

    def struct(self, name: str, without: Sequence[str] = ()) -> pa.StructArray:
        columns = {key: each for key, each in self.columns(name).items() if key not in without}
        return pa.StructArray.from_arrays(list(columns.values()), list(columns))

    def columns(self, name: str) -> dict[str, Any]:
        rows = self.book[name]
        columns: dict[str, Any] = {}
        if name in _PREFIXES:
            columns["id"] = ids(name, np.arange(len(next(iter(rows.values())))), self.keys)
        for key, values in rows.items():
            columns |= self.column(name, key, values, rows)
        return columns

    def column(self, name: str, key: str, values: Array, rows: Columns) -> dict[str, Any]:
        lines, parts = self.book["lines"], self.book["parts"]
        match key:
            case "order":
                return {"order_id": ids("orders", values, self.keys)}
            case "mo":
                return {"manufacturing_order_id": ids("manufacturing_orders", values, self.keys)}
            case "line":
                return {
                    "order_id": ids("orders", lines["order"][values], self.keys),
                    "line_id": self.numbers(lines["number"][values]),
                }
            case "part":
                return {
                    "manufacturing_order_id": ids(
                        "manufacturing_orders", parts["mo"][values], self.keys
                    ),
                    "part_id": self.numbers(parts["number"][values]),
                }
            case "lot":
                return {"lot_id": ids("lots", values, self.keys)}
            case "number":
                return {"id": self.numbers(values)}
            case "kind" if name == "lots":
                return {"source_kind": self.words(values, list(cs.SourceKind))}
            case "source":
                return {"source_id": self.source_ids(rows["kind"], values)}
            case "item":
                items = pa.array([f"item {n:04}" for n in range(ITEMS)])
                return {key: self.text(pa.DictionaryArray.from_arrays(pa.array(values), items))}
            case "kind" | "status" | "stage":
                return {key: self.words(values, list(_WORDS[f"{name}.{key}"]))}
            case "started" | "finished":
                return {key: pa.array(values)}
            case "quantity" | "shipped" | "closed" | "consumed":
                return {key: self.quantities(values)}
            case "total" | "amount" | "payable" | "paid":
                return {key: self.money(values)}
            case _:
                days = pa.array(values - np.int32(EPOCH), pa.date32(), mask=values == 0)
                return {key: days}

    def source_ids(self, kind: Array, source: Array) -> pa.Array:
        found = pa.nulls(len(kind), pa.int64() if self.keys == "integers" else pa.string())
        for n, name in enumerate(_SOURCES):
            found = pc.if_else(pa.array(kind == n), ids(name, source, self.keys), found)
        return found

    def numbers(self, numbers: Array) -> pa.Array:
        return pa.array(numbers) if self.keys == "integers" else pa.array(numbers).cast(pa.string())

    def words(self, codes: Array, vocabulary: Sequence[str]) -> pa.Array:
        return self.text(words(codes, vocabulary))

    def text(self, values: pa.DictionaryArray) -> pa.Array:
        return values if self.keys == "integers" else values.dictionary_decode()

    def quantities(self, values: Array) -> pa.Array:
        numbers = pa.array(values.astype(np.int64))
        return (
            numbers
            if self.keys == "integers"
            else numbers.cast(pa.decimal128(19, 0)).cast(pa.decimal128(18, 3))
        )

    def money(self, values: Array) -> pa.Array:
        numbers = pa.array(values / MILLI, mask=values < 0)
        return numbers if self.keys == "integers" else numbers.cast(pa.decimal128(18, 3))


def _listed(
    parents: pa.StructArray, name: str, children: pa.Array, parent: Array
) -> pa.StructArray:
    """Add a field with the list of each row's children."""
    lists = pa.ListArray.from_arrays(pa.array(offsets(parent, len(parents))), children)
    return _added(parents, name, lists)


def _with(
    rows: pa.StructArray, name: str, others: pa.StructArray, where: Array, index: Array
) -> pa.StructArray:
    """Add a field with the struct that an index refers to, null elsewhere."""
    return _added(rows, name, others.take(pa.array(index, mask=~where)))


def _added(rows: pa.StructArray, name: str, values: pa.Array) -> pa.StructArray:
    names = [field.name for field in rows.type]
    return pa.StructArray.from_arrays([*rows.flatten(), values], [*names, name])
