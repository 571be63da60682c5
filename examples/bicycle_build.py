"""The bicycle maker's ERP as it is today: random, but the same for the same day."""

import random
import sqlite3
from datetime import date, timedelta

from bicycle_erp import SCHEMA

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


class Chance(random.Random):
    """The random numbers of a day."""

    def __init__(self, today: date, seed: str) -> None:
        super().__init__(seed)
        self.today = today

    def happens(self, share: float) -> bool:
        """Return True in that share of the calls."""
        return self.random() < share

    def day(self, low: int, high: int) -> str:
        """Return a day between so many days from today."""
        return (self.today + timedelta(days=self.randint(low, high))).isoformat()


def build(connection: sqlite3.Connection, today: date, orders: int = 300) -> None:
    """Fill an empty database with orders spread around `today`, and their supply."""
    connection.executescript(SCHEMA)
    chance = Chance(today, "build")
    with connection:
        connection.execute("BEGIN")
        for n in range(1, 161):
            add_source(connection, chance, n)
        for n in range(161, 241):
            status = chance.choice(["received", "received", "received", "requested", "rejected"])
            insert(connection, "lot", f"L{n}", chance.choice(ITEMS), status, None, None)
        for n in range(1, orders + 1):
            add_order(connection, chance, n, chance.choice(STAGES), range(1, 241))


def count(connection: sqlite3.Connection, rows: str) -> int:
    """Return the number of rows."""
    (number,) = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
    return int(number)


def insert(connection: sqlite3.Connection, table: str, *values: object) -> None:
    """Insert a row with values for its first columns."""
    named = connection.execute(f'SELECT name FROM pragma_table_info("{table}")').fetchall()
    columns = ", ".join(f'"{name}"' for (name,) in named[: len(values)])
    marks = ", ".join("?" * len(values))
    connection.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values)


def add_source(connection: sqlite3.Connection, chance: Chance, n: int) -> None:
    """Add the n-th manufacturing, purchase or transfer order, with the lot that it supplies."""
    kind = chance.choice(list(SOURCE_STAGES))
    name = f"{kind[0].upper()}O-{n}"
    stage = chance.choice(SOURCE_STAGES[kind])
    late = chance.happens(0.15)
    starts, ends = chance.day(-6, 4), chance.day(-4, 1) if late else chance.day(2, 14)
    insert(connection, "source", name, kind, stage, starts, ends)
    if kind == "manufacturing":
        started = stage in {"in_progress", "finished"}
        insert(connection, "operation", "10", name, starts, ends, started, stage == "finished")
        received = "received" if chance.happens(0.8) else "requested"
        insert(connection, "lot", f"P{n}", "Frame", received, None, None)
        booked = "4" if chance.happens(0.85) else "2"
        insert(connection, "part", "1", name, "Frame", "4", f"P{n}", booked)
    here = stage in {"finished", "received"}
    status = "received" if here else chance.choice(["planned", "planned", "on_hold"])
    insert(connection, "lot", f"L{n}", chance.choice(ITEMS), status, name, None)


def add_order(
    connection: sqlite3.Connection, chance: Chance, n: int, stage: str, lots: range
) -> None:
    """Add the n-th customer order with its lines, booked on these lots, and maybe an invoice."""
    name = f"CO-{n:03}"
    promised = chance.day(-3, 20) if chance.happens(0.95) else None
    total = chance.randint(2, 90) * 50
    customer = chance.choice(CUSTOMERS)
    insert(connection, "customer_order", name, customer, stage, promised, str(total))
    done = stage in {"shipped", "delivered", "archived"} or (
        stage == "confirmed" and chance.happens(0.12)
    )
    for number in range(1, chance.randint(1, 3) + 1):
        quantity = chance.randint(1, 12)
        booked = quantity if chance.happens(0.9) else quantity - 1
        lot: str | None = f"L{chance.choice(lots)}"
        (item,) = connection.execute("SELECT item FROM lot WHERE id = ?", (lot,)).fetchone()
        if stage == "canceled" or booked == 0 or (done and chance.happens(0.8)):
            lot, booked = None, 0
        shipped = quantity if done else 0
        values = (item, "stocked", quantity, shipped, lot, booked)
        insert(connection, "line", str(number), name, *values)
    if chance.happens(0.3):
        insert(connection, "line", "9", name, "Freight", "non_inventory", 1, 0, None, 0)
    if done or chance.happens(0.25):
        amount = total if chance.happens(0.7) else total // 2
        status = chance.choice(["unpaid", "paid", "paid_partially", "dummy"])
        paid = {"paid": amount, "paid_partially": amount // 3}.get(status, 0)
        insert(connection, "invoice", f"I-{n}", name, "invoice", status, str(amount), str(paid))
