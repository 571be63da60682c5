"""The object path: models of nested orders, evaluated one by one; and answers to compare with."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

import costatus as cs

Answers: TypeAlias = dict[str, pa.Table]
KEYS = {
    "orders": ["order_id"],
    "lines": ["order_id", "line_id"],
    "sources": ["order_id", "line_id", "kind", "source_id"],
}
COLUMNS = {
    "orders": [
        "order_id",
        "status", "reason",
        "product",
        "invoicing", "invoicing_percent", "invoicing_reason",
        "payment", "payment_percent", "payment_reason",
    ],
    "lines": ["order_id", "line_id", "status", "reason"],
    "sources": ["order_id", "line_id", "kind", "source_id", "status", "reason"],
}  # fmt: skip
"""Every engine answers the statuses and the code of the first reason of each."""


def answers(nested: pa.Table, as_of: date) -> Answers:
    """Evaluate each order with `costatus.evaluate`."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
    for order in orders(nested):
        report = cs.evaluate(order, as_of=as_of)
        product, invoicing, payment = report.product, report.invoicing, report.payment
        rows["orders"].append((
            order.id, report.status.value, _first(report.order),
            None if product is None else product.status.value,
            invoicing.status.value, invoicing.percent, _first(invoicing),
            payment.status.value, payment.percent, _first(payment),
        ))  # fmt: skip
        for line in report.lines:
            status = None if line.status is None else line.status.value
            rows["lines"].append((order.id, line.line_id, status, _first(line.product)))
            rows["sources"] += [
                (
                    order.id,
                    line.line_id,
                    each.kind.value,
                    each.source_id,
                    each.status.value,
                    _first(each.decision),
                )
                for each in line.sources
            ]
    return {
        name: pa.table(dict(zip(COLUMNS[name], zip(*found, strict=True), strict=True)))
        for name, found in rows.items()
    }


def _first(decision: Any) -> str | None:
    return None if decision is None else str(decision.reasons[0].code.value)


def difference(some: Mapping[str, pa.Table], others: Mapping[str, pa.Table]) -> str | None:
    """Return where two answers differ first, or None; rows may be in any order."""
    for name, keys in KEYS.items():
        one, other = (_plain(each[name], keys, COLUMNS[name]) for each in (some, others))
        if one.num_rows != other.num_rows:
            return f"{name}: {one.num_rows} and {other.num_rows} rows"
        if one.equals(other):
            continue
        for column in one.column_names:
            if not one[column].equals(other[column]):
                same = pc.fill_null(pc.equal(one[column], other[column]), False)
                both_null = pc.and_(pc.is_null(one[column]), pc.is_null(other[column]))
                row = pc.index(pc.or_(same, both_null), False).as_py()
                rows = [each.slice(row, 1).to_pylist() for each in (one, other)]
                return f"{name}.{column}: {rows[0]} and {rows[1]}"
    return None


def _plain(table: pa.Table, keys: list[str], columns: list[str]) -> pa.Table:
    """Return the table with plain types, sorted by its keys."""
    plain = {}
    for name in columns:
        column = table[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        whole = name.endswith("percent")
        plain[name] = column.cast(pa.int64() if whole else pa.large_string()).combine_chunks()
    return pa.table(plain).sort_by([(key, "ascending") for key in keys])


def orders(nested: pa.Table) -> Iterator[cs.CustomerOrder]:
    """Yield the models of nested orders."""
    for batch in nested.to_batches(max_chunksize=1000):
        for row in batch.to_pylist():
            yield _Order().order(row)


class _Order:
    """Makes the models of one order; sources of one id are one object."""

    def __init__(self) -> None:
        self.sources: dict[tuple[str, Any], Any] = {}

    def order(self, row: dict[str, Any]) -> cs.CustomerOrder:
        lines = [self.made(cs.OrderLine, each) for each in row["lines"]]
        invoices = [self.made(cs.Invoice, each) for each in row["invoices"]]
        order: cs.CustomerOrder = self.made(
            cs.CustomerOrder, {**row, "lines": lines, "invoices": invoices}
        )
        return order

    def made(self, model: Any, row: dict[str, Any]) -> Any:
        fields = {name: value for name, value in row.items() if value is not None}
        if "id" in fields:
            fields["id"] = str(fields["id"])
        for name in ("bookings", "parts", "operations"):
            if name in fields:
                child = {"bookings": cs.Booking, "parts": cs.Part, "operations": cs.Operation}[name]
                fields[name] = [self.made(child, each) for each in fields[name]]
        if "lot" in fields:
            fields["lot"] = self.lot(fields["lot"])
        return model(**fields)

    def lot(self, row: dict[str, Any]) -> cs.StockLot:
        fields = {**row}
        for name, model in _SOURCES.items():
            found = fields.pop(name, None)
            if found is not None:
                key = name, found["id"]
                if key not in self.sources:
                    self.sources[key] = self.made(model, found)
                fields["source"] = self.sources[key]
        lot: cs.StockLot = self.made(cs.StockLot, fields)
        return lot


_SOURCES = {
    "manufacturing_order": cs.ManufacturingOrder,
    "purchase_order": cs.PurchaseOrder,
    "transfer_order": cs.TransferOrder,
}
