"""Orders and lots as tables, as `costatus.tables.evaluate` takes them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import attrs

from costatus.models._model import Model
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import SourceKind, Term

Rows: TypeAlias = dict[str, list[dict[str, Any]]]
"""The rows of each table, by column."""

NAMES: Final = (
    "orders",
    "lines",
    "bookings",
    "lots",
    "manufacturing_orders",
    "parts",
    "part_bookings",
    "operations",
    "purchase_orders",
    "transfer_orders",
    "invoices",
)
_TABLE_OF: Final[Mapping[SourceKind, str]] = {
    SourceKind.MANUFACTURING: "manufacturing_orders",
    SourceKind.PURCHASE: "purchase_orders",
    SourceKind.TRANSFER: "transfer_orders",
}


def table_rows(orders: Iterable[CustomerOrder], lots: Iterable[StockLot] = ()) -> Rows:
    """Return the rows of all tables for some orders, and for lots that need not be booked.

    A lot or a source that is sent several times is one row.
    """
    rows: Rows = {name: [] for name in NAMES}
    waiting = list(lots)
    for order in orders:
        rows["orders"].append(_row(order, "last_activity_on"))
        rows["invoices"] += [_row(invoice, order_id=order.id) for invoice in order.invoices]
        for line in order.lines:
            rows["lines"].append(_row(line, order_id=order.id))
            rows["bookings"] += _bookings(line.bookings, order_id=order.id, line_id=line.id)
            waiting += [booking.lot for booking in line.bookings]
    _add_lots(rows, waiting)
    return rows


def tables_of(orders: Iterable[CustomerOrder], lots: Iterable[StockLot] = ()) -> dict[str, Any]:
    """Return the same as pyarrow tables; a column of deadlines must hold days alone or moments.

    Needs pyarrow.
    """
    import pyarrow as pa  # noqa: PLC0415 only this function needs it

    return {
        name: pa.table({column: _column(pa, [row[column] for row in rows]) for column in rows[0]})
        for name, rows in table_rows(orders, lots).items()
        if rows
    }


def _add_lots(rows: Rows, waiting: list[StockLot]) -> None:
    """Add lots and what is behind them, each once."""
    lots: set[str] = set()
    sources: set[tuple[str, str]] = set()
    while waiting:
        lot = waiting.pop()
        if lot.id in lots:
            continue
        lots.add(lot.id)
        source = lot.source
        kind, source_id = (None, None) if source is None else (source.kind, source.id)
        rows["lots"].append(_row(lot, source_kind=_plain(kind), source_id=source_id))
        if source is not None and (source.kind, source.id) not in sources:
            sources.add((source.kind, source.id))
            waiting += _add_source(rows, source)


def _add_source(rows: Rows, source: Source) -> list[StockLot]:
    """Add a source, and return the lots that are booked for its parts."""
    rows[_TABLE_OF[source.kind]].append(_row(source))
    if not isinstance(source, ManufacturingOrder):
        return []
    names = {"manufacturing_order_id": source.id}
    rows["operations"] += [_row(step, **names) for step in source.operations]
    for part in source.parts:
        rows["parts"].append(_row(part, **names))
        rows["part_bookings"] += _bookings(part.bookings, **names, part_id=part.id)
    return [booking.lot for part in source.parts for booking in part.bookings]


def _bookings(bookings: Iterable[Booking], **parents: str) -> list[dict[str, Any]]:
    return [_row(booking, **parents, lot_id=booking.lot.id) for booking in bookings]


def _row(model: Any, *left_out: str, **more: Any) -> dict[str, Any]:
    """Return the fields of a model that are no models, and some more columns."""
    values = {each.name: getattr(model, each.name) for each in attrs.fields(type(model))}
    own = {
        name: _plain(value)
        for name, value in values.items()
        if name not in left_out and name != "source" and not isinstance(value, tuple | Model)
    }
    return {**more, **own}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Term) else value


def _column(pa: Any, values: list[Any]) -> Any:
    """Return an Arrow array of values; of numbers, one that holds all that the models take."""
    is_exact = any(isinstance(value, Decimal) for value in values)
    return pa.array(values, pa.decimal128(24, 9) if is_exact else None)
