"""The bicycle maker's business: what happens in its ERP by day.

Everything is random, but the same for the same day. The events know nothing of statuses: they
change the ERP's own tables, each event in one transaction.
"""

import sqlite3
from datetime import date

from bicycle_build import Chance, add_order, add_source, count, insert


def live(connection: sqlite3.Connection, today: date) -> None:
    """Change the ERP as a day of business does."""
    chance = Chance(today, f"day {today}")
    for event in EVENTS:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            event(connection, chance)


def some(
    connection: sqlite3.Connection, chance: Chance, share: float, query: str, *values: object
) -> list[tuple[str, ...]]:
    """Return about that share of the rows of a query, all read before the first is changed."""
    return [row for row in connection.execute(query, values).fetchall() if chance.happens(share)]


def ask(connection: sqlite3.Connection, chance: Chance) -> None:
    """Plan more supply, and add new orders of customers."""
    lots = count(connection, "lot WHERE id LIKE 'L%'")
    orders = count(connection, "customer_order")
    for n in range(lots + 1, lots + 7):
        add_source(connection, chance, n)
    for n in range(orders + 1, orders + 7):
        stage = chance.choice(["quotation", "confirmed", "confirmed"])
        add_order(connection, chance, n, stage, range(lots - 40, lots + 7))


def confirm(connection: sqlite3.Connection, chance: Chance) -> None:
    """Accept quotations and confirm orders, as customers do."""
    for before, after in (
        ("waiting_for_confirmation", "confirmed"),
        ("quotation", "waiting_for_confirmation"),
    ):
        query = "SELECT id FROM customer_order WHERE stage = ? ORDER BY id"
        for (order,) in some(connection, chance, 0.1, query, before):
            connection.execute("UPDATE customer_order SET stage = ? WHERE id = ?", (after, order))


def book(connection: sqlite3.Connection, chance: Chance) -> None:
    """Book lots for lines that lack goods, as a planner does."""
    usable = "SELECT id, item FROM lot WHERE id LIKE 'L%' AND status IN ('planned', 'received')"
    lots = connection.execute(f"{usable} ORDER BY id").fetchall()
    for line, item in some(connection, chance, 0.04, UNBOOKED):
        lot = chance.choice([id_ for id_, of_lot in lots if of_lot == item])
        connection.execute(
            "UPDATE line SET lot = ?, booked = quantity WHERE rowid = ?", (lot, line)
        )


def go_on(connection: sqlite3.Connection, chance: Chance) -> None:
    """Approve, start and ship sources; receive in stock what has come in."""
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
    """Postpone a source, as a vendor or a planner does."""
    query = "SELECT id FROM source WHERE stage NOT IN ('finished', 'received')"
    for (source,) in some(connection, chance, 0.02, query):
        values = (chance.day(2, 6), source)
        connection.execute("UPDATE source SET ends = max(ends, ?) WHERE id = ?", values)


def provide(connection: sqlite3.Connection, chance: Chance) -> None:
    """Receive what was requested, and book parts."""
    for (lot,) in some(connection, chance, 0.1, "SELECT id FROM lot WHERE status = 'requested'"):
        connection.execute("UPDATE lot SET status = 'received' WHERE id = ?", (lot,))
    for (part,) in some(connection, chance, 0.1, "SELECT rowid FROM part WHERE booked != quantity"):
        connection.execute("UPDATE part SET booked = quantity WHERE rowid = ?", (part,))


def ship(connection: sqlite3.Connection, chance: Chance) -> None:
    """Ship orders that are all in stock; some days later, deliver them."""
    for (order,) in some(connection, chance, 0.15, IN_STOCK):
        connection.execute('UPDATE line SET shipped = quantity WHERE "order" = ?', (order,))
    for (order,) in some(connection, chance, 0.1, SHIPPED):
        connection.execute("UPDATE customer_order SET stage = 'delivered' WHERE id = ?", (order,))


def bill(connection: sqlite3.Connection, chance: Chance) -> None:
    """Invoice what was shipped."""
    query = f'{SHIPPED} AND id NOT IN (SELECT "order" FROM invoice)'
    for (order,) in some(connection, chance, 0.4, query):
        (total,) = connection.execute(
            "SELECT total FROM customer_order WHERE id = ?", (order,)
        ).fetchone()
        insert(connection, "invoice", f"I-{order}", order, "invoice", "unpaid", total, "0")


def pay(connection: sqlite3.Connection, chance: Chance) -> None:
    """Pay invoices, some of them by half."""
    query = "SELECT id, amount FROM invoice WHERE status IN ('unpaid', 'paid_partially')"
    for id_, amount in some(connection, chance, 0.08, query):
        whole = chance.happens(0.7)
        status, paid = ("paid", amount) if whole else ("paid_partially", str(int(amount) // 2))
        values = (status, paid, id_)
        connection.execute("UPDATE invoice SET status = ?, paid = ? WHERE id = ?", values)


def cancel(connection: sqlite3.Connection, chance: Chance) -> None:
    """Cancel an order, and release its bookings."""
    query = "SELECT id FROM customer_order WHERE stage = 'confirmed' ORDER BY id"
    for (order,) in some(connection, chance, 0.002, query):
        connection.execute("UPDATE customer_order SET stage = 'canceled' WHERE id = ?", (order,))
        connection.execute('UPDATE line SET lot = NULL, booked = 0 WHERE "order" = ?', (order,))


EVENTS = (ask, confirm, book, go_on, postpone, provide, ship, bill, pay, cancel)

STEPS = (
    # kind, stage, next stage, and the planned day of the step
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
SELECT line.rowid, item FROM line JOIN customer_order ON customer_order.id = "order"
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
