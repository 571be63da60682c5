"""The bicycle maker's business: how its ERP stands today, and what happens in it day by day.

Everything is drawn by chance, the same for the same day. The events know nothing of statuses: they
change the ERP's own tables, each event in one transaction.
"""

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
    """What happens by chance on a day."""

    def __init__(self, today: date, seed: str) -> None:
        super().__init__(seed)
        self.today = today

    def happens(self, share: float) -> bool:
        """Whether a thing happens that happens so often."""
        return self.random() < share

    def day(self, low: int, high: int) -> str:
        """A day that is so many days from today."""
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
    """How many such rows there are."""
    (number,) = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
    return int(number)


def insert(connection: sqlite3.Connection, table: str, *values: object) -> None:
    """Insert a row whose first columns are these."""
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
        if stage == "canceled" or booked == 0 or (done and chance.happens(0.8)):
            lot, booked = None, 0
        shipped = quantity if done else 0
        values = (chance.choice(ITEMS), "stocked", quantity, shipped, lot, booked)
        insert(connection, "line", str(number), name, *values)
    if chance.happens(0.3):
        insert(connection, "line", "9", name, "Freight", "non_inventory", 1, 0, None, 0)
    if done or chance.happens(0.25):
        amount = total if chance.happens(0.7) else total // 2
        status = chance.choice(["unpaid", "paid", "paid_partially", "dummy"])
        paid = {"paid": amount, "paid_partially": amount // 3}.get(status, 0)
        insert(connection, "invoice", f"I-{n}", name, "invoice", status, str(amount), str(paid))


def live(connection: sqlite3.Connection, today: date) -> None:
    """Let a day of business happen."""
    chance = Chance(today, f"day {today}")
    for event in EVENTS:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            event(connection, chance)


def some(
    connection: sqlite3.Connection, chance: Chance, share: float, query: str, *values: object
) -> list[tuple[str, ...]]:
    """About that share of the rows of a query, all read before the first is changed."""
    return [row for row in connection.execute(query, values).fetchall() if chance.happens(share)]


def ask(connection: sqlite3.Connection, chance: Chance) -> None:
    """More supply is planned, and customers ask for more."""
    lots = count(connection, "lot WHERE id LIKE 'L%'")
    orders = count(connection, "customer_order")
    for n in range(lots + 1, lots + 7):
        add_source(connection, chance, n)
    for n in range(orders + 1, orders + 7):
        stage = chance.choice(["quotation", "confirmed", "confirmed"])
        add_order(connection, chance, n, stage, range(lots - 40, lots + 7))


def confirm(connection: sqlite3.Connection, chance: Chance) -> None:
    """Customers accept quotations and confirm orders."""
    for before, after in (
        ("waiting_for_confirmation", "confirmed"),
        ("quotation", "waiting_for_confirmation"),
    ):
        query = "SELECT id FROM customer_order WHERE stage = ? ORDER BY id"
        for (order,) in some(connection, chance, 0.1, query, before):
            connection.execute("UPDATE customer_order SET stage = ? WHERE id = ?", (after, order))


def book(connection: sqlite3.Connection, chance: Chance) -> None:
    """A planner books lots for lines that lack goods."""
    usable = "SELECT id FROM lot WHERE id LIKE 'L%' AND status IN ('planned', 'received')"
    lots = connection.execute(f"{usable} ORDER BY id").fetchall()
    for (line,) in some(connection, chance, 0.04, UNBOOKED):
        (lot,) = chance.choice(lots)
        connection.execute(
            "UPDATE line SET lot = ?, booked = quantity WHERE rowid = ?", (lot, line)
        )


def go_on(connection: sqlite3.Connection, chance: Chance) -> None:
    """Sources are approved, started and shipped; what has come in is received in stock."""
    today = chance.today.isoformat()
    for kind, before, after, planned in STEPS:
        share = 0.3 if planned else 0.15
        query = f"SELECT id FROM source WHERE kind = ? AND stage = ? AND {planned or 'starts'} <= ?"
        for (source,) in some(connection, chance, share, query, kind, before, today):
            connection.execute("UPDATE source SET stage = ? WHERE id = ?", (after, source))
            if after == "in_progress":
                connection.execute("UPDATE operation SET started = 1 WHERE source = ?", (source,))
            elif after in {"finished", "received"}:
                connection.execute("UPDATE operation SET finished = 1 WHERE source = ?", (source,))
                connection.execute("UPDATE lot SET status = 'received' WHERE source = ?", (source,))


def postpone(connection: sqlite3.Connection, chance: Chance) -> None:
    """A vendor or a planner tells a later day."""
    query = "SELECT id FROM source WHERE stage NOT IN ('finished', 'received')"
    for (source,) in some(connection, chance, 0.02, query):
        values = (chance.day(2, 6), source)
        connection.execute("UPDATE source SET ends = max(ends, ?) WHERE id = ?", values)


def provide(connection: sqlite3.Connection, chance: Chance) -> None:
    """What was requested comes in, and parts are booked."""
    for (lot,) in some(connection, chance, 0.1, "SELECT id FROM lot WHERE status = 'requested'"):
        connection.execute("UPDATE lot SET status = 'received' WHERE id = ?", (lot,))
    for (part,) in some(connection, chance, 0.1, "SELECT rowid FROM part WHERE booked != quantity"):
        connection.execute("UPDATE part SET booked = quantity WHERE rowid = ?", (part,))


def ship(connection: sqlite3.Connection, chance: Chance) -> None:
    """The warehouse ships orders that are all in stock; some days later they are delivered."""
    for (order,) in some(connection, chance, 0.15, IN_STOCK):
        connection.execute('UPDATE line SET shipped = quantity WHERE "order" = ?', (order,))
    for (order,) in some(connection, chance, 0.1, SHIPPED):
        connection.execute("UPDATE customer_order SET stage = 'delivered' WHERE id = ?", (order,))


def bill(connection: sqlite3.Connection, chance: Chance) -> None:
    """What was shipped is invoiced."""
    query = f'{SHIPPED} AND id NOT IN (SELECT "order" FROM invoice)'
    for (order,) in some(connection, chance, 0.4, query):
        (total,) = connection.execute(
            "SELECT total FROM customer_order WHERE id = ?", (order,)
        ).fetchone()
        insert(connection, "invoice", f"I-{order}", order, "invoice", "unpaid", total, "0")


def pay(connection: sqlite3.Connection, chance: Chance) -> None:
    """Customers pay, some of them half."""
    query = "SELECT id, amount FROM invoice WHERE status IN ('unpaid', 'paid_partially')"
    for id_, amount in some(connection, chance, 0.08, query):
        whole = chance.happens(0.7)
        status, paid = ("paid", amount) if whole else ("paid_partially", str(int(amount) // 2))
        values = (status, paid, id_)
        connection.execute("UPDATE invoice SET status = ?, paid = ? WHERE id = ?", values)


def cancel(connection: sqlite3.Connection, chance: Chance) -> None:
    """A customer cancels, and the bookings are released."""
    query = "SELECT id FROM customer_order WHERE stage = 'confirmed' ORDER BY id"
    for (order,) in some(connection, chance, 0.002, query):
        connection.execute("UPDATE customer_order SET stage = 'canceled' WHERE id = ?", (order,))
        connection.execute('UPDATE line SET lot = NULL, booked = 0 WHERE "order" = ?', (order,))


EVENTS = (ask, confirm, book, go_on, postpone, provide, ship, bill, pay, cancel)

STEPS = (
    # kind, stage, the next one, and the planned day that it waits for
    ("manufacturing", "new", "not_scheduled", None),
    ("manufacturing", "not_scheduled", "scheduled", None),
    ("manufacturing", "scheduled", "in_progress", "starts"),
    ("manufacturing", "in_progress", "finished", "ends"),
    ("purchase", "new", "approved", None),
    ("purchase", "approved", "ordered", None),
    ("purchase", "ordered", "shipped", "starts"),
    ("purchase", "shipped", "received", "ends"),
    ("transfer", "new", "ready_for_shipment", None),
    ("transfer", "ready_for_shipment", "shipped", "starts"),
    ("transfer", "shipped", "received", "ends"),
)

UNBOOKED = """
SELECT line.rowid FROM line JOIN customer_order ON customer_order.id = "order"
WHERE kind = 'stocked' AND shipped != quantity AND booked != quantity
AND stage IN ('quotation', 'waiting_for_confirmation', 'confirmed')
"""
IN_STOCK = """
SELECT id FROM customer_order WHERE stage = 'confirmed' AND id NOT IN (
    SELECT "order" FROM line LEFT JOIN lot ON lot.id = lot WHERE kind = 'stocked'
    AND (shipped = quantity OR booked != quantity OR status IS NOT 'received')
)
"""
SHIPPED = """
SELECT id FROM customer_order WHERE stage IN ('confirmed', 'shipped') AND id NOT IN (
    SELECT "order" FROM line WHERE kind = 'stocked' AND shipped != quantity
)
"""
