"""Nest and evaluate orders with DuckDB, on one machine.

    python examples/cluster/on_duckdb.py TABLES ANSWERS --as-of 2026-11-24

TABLES has a folder of Parquet files for each table. ANSWERS becomes a Parquet file with a row for
each order. Flat tables on one machine need no nesting: give them to `tables.evaluate` as they are.
"""

import argparse
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

import costatus as cs
from costatus import tables

ROWS = 20_000  # in a batch: about 30 MB
SETTINGS = cs.Settings()
KINDS = tuple(map(str, cs.SourceKind))


def _booked_lot(manufacturing_order: str) -> str:
    """Return the struct of a booked lot; its source is `manufacturing_order`, `po` or `tr`.

    The ids come from the row that refers to the lot or source. If that does not exist, the struct
    has the id alone, so that the order is refused, and not evaluated without it. An order is also
    refused for an unknown kind of source, and for a source with an id but no kind.
    """
    return f"""struct_pack(
        id := b.lot_id, item := lot.item, status := lot.status, expected_on := lot.expected_on,
        source_kind := CASE WHEN lot.source_kind NOT IN {KINDS} THEN lot.source_kind END,
        source_id := CASE WHEN lot.source_kind IS NULL THEN lot.source_id END,
        manufacturing_order := CASE lot.source_kind WHEN 'manufacturing' THEN
            struct_pack(id := lot.source_id, {manufacturing_order}) END,
        purchase_order := CASE lot.source_kind WHEN 'purchase' THEN
            struct_pack(id := lot.source_id, stage := po.stage, expected_on := po.expected_on) END,
        transfer_order := CASE lot.source_kind WHEN 'transfer' THEN
            struct_pack(id := lot.source_id, stage := tr.stage,
                planned_shipment_on := tr.planned_shipment_on,
                planned_arrival_on := tr.planned_arrival_on) END)"""


def _joined(manufacturing_orders: str) -> str:
    return f"""LEFT JOIN lots lot ON lot.id = b.lot_id
    LEFT JOIN {manufacturing_orders} mo
        ON lot.source_kind = 'manufacturing' AND mo.id = lot.source_id
    LEFT JOIN purchase_orders po ON lot.source_kind = 'purchase' AND po.id = lot.source_id
    LEFT JOIN transfer_orders tr ON lot.source_kind = 'transfer' AND tr.id = lot.source_id"""


PLAN = """stage := mo.stage, planned_start := mo.planned_start,
            planned_finish := mo.planned_finish, operations := mo.operations"""

# A part may wait for another manufacturing order. Its plan matters, its own parts do not.
NESTED = f"""
WITH operations_of AS (
    SELECT manufacturing_order_id AS id,
        list(struct_pack(id := o.id, planned_start, planned_finish, started, finished))
            AS operations
    FROM operations o GROUP BY ALL),
plans AS (
    SELECT * FROM manufacturing_orders LEFT JOIN operations_of USING (id)),
part_bookings_of AS (
    SELECT b.manufacturing_order_id, b.part_id AS id,
        list(struct_pack(lot := {_booked_lot(PLAN)}, quantity := b.quantity)) AS bookings
    FROM part_bookings b {_joined("plans")}
    GROUP BY ALL),
parts_of AS (
    SELECT manufacturing_order_id AS id,
        list(struct_pack(id := p.id, item, quantity, consumed, bookings)) AS parts
    FROM parts p LEFT JOIN part_bookings_of USING (manufacturing_order_id, id)
    GROUP BY ALL),
plans_with_parts AS (
    SELECT * FROM plans LEFT JOIN parts_of USING (id)),
bookings_of AS (
    SELECT b.order_id, b.line_id AS id,
        list(struct_pack(lot := {_booked_lot(f"{PLAN}, parts := mo.parts")},
            quantity := b.quantity)) AS bookings
    FROM bookings b {_joined("plans_with_parts")}
    GROUP BY ALL),
lines_of AS (
    SELECT order_id AS id,
        list(struct_pack(id := l.id, item, quantity, shipped, closed, kind, promised_on, bookings))
            AS lines
    FROM lines l LEFT JOIN bookings_of USING (order_id, id)
    GROUP BY ALL),
invoices_of AS (
    SELECT order_id AS id,
        list(struct_pack(id := i.id, kind, status, amount, payable, paid)) AS invoices
    FROM invoices i GROUP BY ALL)
SELECT * FROM orders LEFT JOIN lines_of USING (id) LEFT JOIN invoices_of USING (id)
"""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection with a view for each table in the folder."""
    connection = duckdb.connect()
    for table in sorted(each.name for each in folder.iterdir()):
        connection.read_parquet(str(folder / table / "*.parquet")).create_view(table)
    return connection


def nested(connection: duckdb.DuckDBPyConnection) -> pa.RecordBatchReader:
    """Return a row for each order, with all that its statuses depend on."""
    return connection.sql(NESTED).to_arrow_reader(ROWS)


def evaluated(
    orders: pa.RecordBatchReader, *, as_of: date, settings: cs.Settings = SETTINGS
) -> pa.RecordBatchReader:
    """Return the answers to nested orders, batch by batch."""

    def answer(batch: pa.RecordBatch | pa.Table) -> pa.Table:
        return pa.table(tables.evaluate_batch(batch, as_of=as_of, settings=settings))

    batches = (each for batch in orders for each in answer(batch).to_batches())
    return pa.RecordBatchReader.from_batches(answer(orders.schema.empty_table()).schema, batches)


def main() -> None:
    """Read the command line, and write the answers."""
    parser = argparse.ArgumentParser(description="Evaluate orders with DuckDB.")
    parser.add_argument("tables", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    given = parser.parse_args()
    answers = evaluated(nested(connect(given.tables)), as_of=given.as_of)
    duckdb.from_arrow(answers).write_parquet(str(given.answers))


if __name__ == "__main__":
    main()
