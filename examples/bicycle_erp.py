"""A small ERP of a bicycle maker in SQLite, and the adapter that reads it into costatus models.

The adapter is what a host writes: its own tables on one side, the models on the other.
"""

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import costatus as cs

SCHEMA = """
CREATE TABLE source (id TEXT PRIMARY KEY, kind TEXT, stage TEXT, starts TEXT, ends TEXT);
CREATE TABLE operation (id TEXT, source TEXT REFERENCES source, starts TEXT, ends TEXT,
    started INTEGER, finished INTEGER);
CREATE TABLE part (id TEXT, source TEXT REFERENCES source, item TEXT, quantity TEXT, lot TEXT,
    booked TEXT);
CREATE TABLE lot (id TEXT PRIMARY KEY, item TEXT, status TEXT, source TEXT REFERENCES source,
    expected TEXT);
CREATE TABLE customer_order (id TEXT PRIMARY KEY, customer TEXT, stage TEXT, promised TEXT,
    total TEXT);
CREATE TABLE line (id TEXT, "order" TEXT REFERENCES customer_order, item TEXT, kind TEXT,
    quantity TEXT, shipped TEXT, lot TEXT, booked TEXT);
CREATE TABLE invoice (id TEXT PRIMARY KEY, "order" TEXT REFERENCES customer_order, kind TEXT,
    status TEXT, amount TEXT, paid TEXT);
"""

ITEMS = ("City bike", "Cargo bike", "Road bike", "Child's bike", "Wheel set")
CUSTOMERS = ("Velo Nord", "Ride & Co", "Pedal House", "Two Wheels", "Tallinn Cycles")
STAGES = ["confirmed"] * 14 + [
    "quotation",
    "waiting_for_confirmation",
    "shipped",
    "delivered",
    "canceled",
    "archived",
]
SOURCE_STAGES = {
    "manufacturing": ["new", "not_scheduled", "scheduled", "scheduled", "in_progress", "finished"],
    "purchase": ["new", "approved", "ordered", "ordered", "shipped", "received"],
    "transfer": ["new", "ready_for_shipment", "shipped", "received"],
}


def build(connection: sqlite3.Connection, today: date, orders: int = 300) -> None:
    """Fill an empty database with orders spread around `today`, the same for the same day."""
    chance = random.Random(7)
    connection.executescript(SCHEMA)

    def around(low: int, high: int) -> str:
        return (today + timedelta(days=chance.randint(low, high))).isoformat()

    def insert(table: str, *values: object) -> None:
        marks = ", ".join("?" * len(values))
        connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', values)

    for n in range(1, 161):
        kind = chance.choice(list(SOURCE_STAGES))
        name = f"{kind[0].upper()}O-{n}"
        stage = chance.choice(SOURCE_STAGES[kind])
        starts, ends = around(-6, 4), around(2, 14) if chance.random() < 0.85 else around(-4, 1)
        insert("source", name, kind, stage, starts, ends)
        if kind == "manufacturing":
            started = stage in {"in_progress", "finished"}
            insert("operation", "10", name, starts, ends, started, stage == "finished")
            received = chance.random() < 0.8
            insert("lot", f"P{n}", "Frame", "received" if received else "requested", None, None)
            booked = "4" if chance.random() < 0.85 else "2"
            insert("part", "1", name, "Frame", "4", f"P{n}", booked)
        here = stage in {"finished", "received"}
        status = "received" if here else chance.choice(["planned", "planned", "on_hold"])
        insert("lot", f"L{n}", chance.choice(ITEMS), status, name, None)
    for n in range(161, 241):
        status = chance.choice(["received", "received", "received", "requested", "rejected"])
        insert("lot", f"L{n}", chance.choice(ITEMS), status, None, None)

    for n in range(1, orders + 1):
        name, stage = f"CO-{n:03}", chance.choice(STAGES)
        promised = around(-3, 20) if chance.random() < 0.95 else None
        total = chance.randint(2, 90) * 50
        insert("customer_order", name, chance.choice(CUSTOMERS), stage, promised, str(total))
        done = stage in {"shipped", "delivered", "archived"} or chance.random() < 0.12
        for number in range(1, chance.randint(1, 3) + 1):
            quantity = chance.randint(1, 12)
            booked = quantity if chance.random() < 0.9 else quantity - 1
            if stage == "canceled" or booked == 0 or (done and chance.random() < 0.8):
                lot, booked = None, 0
            else:
                lot = f"L{chance.randint(1, 240)}"
            shipped = quantity if done else 0
            item = chance.choice(ITEMS)
            insert("line", str(number), name, item, "stocked", quantity, shipped, lot, booked)
        if chance.random() < 0.3:
            insert("line", "9", name, "Freight", "non_inventory", 1, 0, None, 0)
        if done or chance.random() < 0.25:
            amount = total if chance.random() < 0.7 else total // 2
            status = chance.choice(["unpaid", "paid", "paid_partially", "dummy"])
            paid = {"paid": amount, "paid_partially": amount // 3}.get(status, 0)
            insert("invoice", f"I-{n}", name, "invoice", status, str(amount), str(paid))
    connection.commit()


def read(connection: sqlite3.Connection) -> Iterator[tuple[str, cs.CustomerOrder]]:
    """Yield (customer, order) for every order; lots and sources are shared objects."""
    connection.row_factory = sqlite3.Row
    parts, operations = (
        _group(connection, "part", "source"),
        _group(connection, "operation", "source"),
    )
    raw = {
        row["id"]: cs.StockLot(row["id"], row["item"], cs.LotStatus(row["status"]))
        for row in connection.execute("SELECT * FROM lot WHERE source IS NULL")
    }
    sources = {
        row["id"]: _source(row, parts[row["id"]], operations[row["id"]], raw)
        for row in connection.execute("SELECT * FROM source")
    }
    lots = dict(raw)
    for row in connection.execute("SELECT * FROM lot WHERE source IS NOT NULL"):
        status, source = cs.LotStatus(row["status"]), sources[row["source"]]
        lots[row["id"]] = cs.StockLot(row["id"], row["item"], status, source=source)
    lines, invoices = _group(connection, "line", "order"), _group(connection, "invoice", "order")
    for row in connection.execute("SELECT * FROM customer_order ORDER BY id"):
        yield (
            row["customer"],
            cs.CustomerOrder(
                id=row["id"],
                stage=cs.OrderStatus(row["stage"]),
                lines=[_line(each, lots) for each in lines[row["id"]]],
                promised_on=_day(row["promised"]),
                total=row["total"],
                invoices=[_invoice(each) for each in invoices[row["id"]]],
            ),
        )


def _group(
    connection: sqlite3.Connection, table: str, by: str
) -> defaultdict[str, list[sqlite3.Row]]:
    groups: defaultdict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in connection.execute(f'SELECT * FROM "{table}"'):
        groups[row[by]].append(row)
    return groups


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _source(
    row: sqlite3.Row,
    parts: list[sqlite3.Row],
    operations: list[sqlite3.Row],
    lots: dict[str, cs.StockLot],
) -> cs.ManufacturingOrder | cs.PurchaseOrder | cs.TransferOrder:
    starts, ends = _day(row["starts"]), _day(row["ends"])
    if row["kind"] == "purchase":
        return cs.PurchaseOrder(row["id"], cs.PurchaseStage(row["stage"]), ends)
    if row["kind"] == "transfer":
        return cs.TransferOrder(row["id"], cs.TransferStage(row["stage"]), starts, ends)
    return cs.ManufacturingOrder(
        id=row["id"],
        stage=cs.ManufacturingStage(row["stage"]),
        planned_start=starts,
        planned_finish=ends,
        parts=[
            cs.Part(
                id=part["id"],
                item=part["item"],
                quantity=part["quantity"],
                bookings=[cs.Booking(lots[part["lot"]], part["booked"])],
            )
            for part in parts
        ],
        operations=[
            cs.Operation(
                id=step["id"],
                planned_start=_day(step["starts"]),
                planned_finish=_day(step["ends"]),
                started=bool(step["started"]),
                finished=bool(step["finished"]),
            )
            for step in operations
        ],
    )


def _line(row: sqlite3.Row, lots: dict[str, cs.StockLot]) -> cs.OrderLine:
    booked = row["lot"] is not None
    return cs.OrderLine(
        id=row["id"],
        item=row["item"],
        quantity=row["quantity"],
        shipped=row["shipped"],
        kind=cs.LineKind(row["kind"]),
        bookings=[cs.Booking(lots[row["lot"]], row["booked"])] if booked else [],
    )


def _invoice(row: sqlite3.Row) -> cs.Invoice:
    return cs.Invoice(
        id=row["id"],
        kind=cs.InvoiceKind(row["kind"]),
        status=cs.InvoiceState(row["status"]),
        amount=row["amount"],
        paid=row["paid"],
    )
