"""A small ERP of a bicycle maker in SQLite, and the adapter that reads it into costatus models.

The adapter is what a host writes: its own tables on one side, the models on the other. It reads
the rows of many orders with a few queries, and builds each lot and source once, when the first
order needs it; so a row that cannot be read affects only the orders that depend on it.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from operator import itemgetter

import costatus as cs

SCHEMA = """
PRAGMA journal_mode = WAL;  -- people read while others write

CREATE TABLE source (id TEXT PRIMARY KEY, kind TEXT, stage TEXT, starts TEXT, ends TEXT);
CREATE TABLE operation (id TEXT, source TEXT REFERENCES source, starts TEXT, ends TEXT,
    started INTEGER, finished INTEGER);
CREATE TABLE part (id TEXT, source TEXT REFERENCES source, item TEXT, quantity TEXT, lot TEXT,
    booked TEXT);
-- Parts are bought ahead: the lots that they book have no source.
CREATE TABLE lot (id TEXT PRIMARY KEY, item TEXT, status TEXT, source TEXT REFERENCES source,
    expected TEXT);
CREATE TABLE customer_order (id TEXT PRIMARY KEY, customer TEXT, stage TEXT, promised TEXT,
    total TEXT);
CREATE TABLE line (id TEXT, "order" TEXT REFERENCES customer_order, item TEXT, kind TEXT,
    quantity TEXT, shipped TEXT, lot TEXT, booked TEXT);
CREATE TABLE invoice (id TEXT PRIMARY KEY, "order" TEXT REFERENCES customer_order, kind TEXT,
    status TEXT, amount TEXT, paid TEXT);

CREATE INDEX line_order ON line("order");
CREATE INDEX line_lot ON line(lot);
CREATE INDEX invoice_order ON invoice("order");
CREATE INDEX lot_source ON lot(source);
CREATE INDEX part_source ON part(source);
CREATE INDEX part_lot ON part(lot);
CREATE INDEX operation_source ON operation(source);
"""


def read(
    connection: sqlite3.Connection, ids: Iterable[str] | None = None
) -> Iterator[cs.CustomerOrder | cs.SweepFailure]:
    """Yield the orders with these ids, or all, by id; a SweepFailure where one cannot be built."""
    if ids is None:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM customer_order")]
    orders = select(connection, "customer_order", "id", ids)
    lines = Groups("order", select(connection, "line", "order", ids))
    invoices = Groups("order", select(connection, "invoice", "order", ids))
    supply = Supply(connection, lines.each("lot"))
    for row in sorted(orders, key=itemgetter("id")):
        try:
            yield cs.CustomerOrder(
                id=row["id"],
                stage=row["stage"],
                lines=[_line(each, supply) for each in lines[row["id"]]],
                promised_on=_day(row["promised"]),
                total=row["total"],
                invoices=[_invoice(each) for each in invoices[row["id"]]],
            )
        except Exception as error:  # noqa: BLE001 whatever is wrong with one order, the rest go on
            yield cs.SweepFailure(row["id"], error)


def select(
    connection: sqlite3.Connection, table: str, column: str, values: Iterable[str]
) -> list[sqlite3.Row]:
    """Return the rows that have one of the values in a column."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    query = f'SELECT * FROM {table} WHERE "{column}" IN (SELECT value FROM json_each(?))'
    return cursor.execute(query, (json.dumps(list(values)),)).fetchall()


class Groups(defaultdict[str, list[sqlite3.Row]]):
    """Rows by the id of their owner."""

    def __init__(self, owner: str, rows: Iterable[sqlite3.Row]) -> None:
        super().__init__(list)
        for row in rows:
            self[row[owner]].append(row)

    def each(self, column: str) -> set[str]:
        """Return every value of a column, in any group."""
        return {row[column] for rows in self.values() for row in rows} - {None}


class Supply:
    """The lots and sources that some orders depend on, each built once and shared."""

    def __init__(self, connection: sqlite3.Connection, lots: Iterable[str]) -> None:
        booked = select(connection, "lot", "id", lots)
        sources = {row["source"] for row in booked} - {None}
        self._operations = Groups("source", select(connection, "operation", "source", sources))
        self._parts = Groups("source", select(connection, "part", "source", sources))
        of_parts = select(connection, "lot", "id", self._parts.each("lot"))
        self._lots = {row["id"]: row for row in (*booked, *of_parts)}
        self._sources = {row["id"]: row for row in select(connection, "source", "id", sources)}
        self.lot = cache(self._lot)
        self.source = cache(self._source)

    def _lot(self, id_: str) -> cs.StockLot:
        row = self._lots[id_]
        return cs.StockLot(
            id=id_,
            item=row["item"],
            status=row["status"],
            expected_on=_day(row["expected"]),
            source=self.source(row["source"]) if row["source"] else None,
        )

    def _source(self, id_: str) -> cs.ManufacturingOrder | cs.PurchaseOrder | cs.TransferOrder:
        row = self._sources[id_]
        starts, ends = _day(row["starts"]), _day(row["ends"])
        if row["kind"] == "purchase":
            return cs.PurchaseOrder(id_, row["stage"], ends)
        if row["kind"] == "transfer":
            return cs.TransferOrder(id_, row["stage"], starts, ends)
        return cs.ManufacturingOrder(
            id=id_,
            stage=row["stage"],
            planned_start=starts,
            planned_finish=ends,
            parts=[
                cs.Part(
                    id=part["id"],
                    item=part["item"],
                    quantity=part["quantity"],
                    bookings=[cs.Booking(self.lot(part["lot"]), part["booked"])],
                )
                for part in self._parts[id_]
            ],
            operations=[
                cs.Operation(
                    id=step["id"],
                    planned_start=_day(step["starts"]),
                    planned_finish=_day(step["ends"]),
                    started=bool(step["started"]),
                    finished=bool(step["finished"]),
                )
                for step in self._operations[id_]
            ],
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _line(row: sqlite3.Row, supply: Supply) -> cs.OrderLine:
    booked = row["lot"] is not None
    return cs.OrderLine(
        id=row["id"],
        item=row["item"],
        quantity=row["quantity"],
        shipped=row["shipped"],
        kind=row["kind"],
        bookings=[cs.Booking(supply.lot(row["lot"]), row["booked"])] if booked else [],
    )


def _invoice(row: sqlite3.Row) -> cs.Invoice:
    return cs.Invoice(
        id=row["id"],
        kind=row["kind"],
        status=row["status"],
        amount=row["amount"],
        paid=row["paid"],
    )
