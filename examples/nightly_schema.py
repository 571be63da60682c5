"""What an ERP gets for stored statuses: columns, a history, a table of runs, and triggers.

On `customer_order`:

- `status` to `payment_status`: the statuses that lists show, filter and sort by.
- `words`: all statuses of the order, as `costatus.words_to_json` writes them. The next run compares
  with these.
- `next_change`: the day on which time alone next changes a status or a reason; NULL if never.
- `touched`: 1 if something has happened to the order, its lots, sources or invoices since the last
  run. The default is 1, so a new order is due.
- `error`: why the order could not be evaluated, so that its statuses are old; else NULL.

An order is due when it is touched or its `next_change` has come. Both are in its own row, beside
its statuses. So the transaction that writes the statuses also makes the order no longer due, and no
run needs to remember how far it came.

`status_history` has one row for each status that a night changed: from what, to what, and why. Its
key is the status's key and the day, so that no run can store a change twice. A part of the key that
does not apply is the empty text, because NULLs are never equal.

`nightly_run` has one row for each night. Its counts grow in the transactions that write the
statuses, so a run that was killed and started again counts as one that was not.

Triggers set `touched`, so that no program which changes the ERP has to do it. An event on a lot or
a source touches every order that depends on it. An ERP that writes all its tables through one layer
of its own may do the same there.
"""

import sqlite3

COLUMNS = (
    "status TEXT",
    "product_status TEXT",
    "invoicing_status TEXT",
    "payment_status TEXT",
    "words TEXT",
    "next_change TEXT",
    "touched INTEGER NOT NULL DEFAULT 1",
    "error TEXT",
)

TABLES = (
    "CREATE INDEX customer_order_due ON customer_order(next_change)",
    "CREATE INDEX customer_order_touched ON customer_order(touched) WHERE touched = 1",
    """
    CREATE TABLE status_history (
        "order" TEXT NOT NULL REFERENCES customer_order,
        family TEXT NOT NULL,
        line TEXT NOT NULL,
        source_kind TEXT NOT NULL,
        source TEXT NOT NULL,
        as_of TEXT NOT NULL,
        before TEXT,            -- NULL: the status is new
        after TEXT,             -- NULL: the line or source is gone
        cause TEXT NOT NULL,    -- event; or time, where nothing else had happened to the order
        codes TEXT NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY ("order", family, line, source_kind, source, as_of)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX status_history_night ON status_history(as_of)",
    """
    CREATE TABLE nightly_run (
        as_of TEXT PRIMARY KEY,
        looked_at INTEGER NOT NULL,
        by_time INTEGER NOT NULL,   -- of these: nothing but time had passed
        failed INTEGER NOT NULL,    -- of these: could not be evaluated
        finished INTEGER NOT NULL
    )
    """,
)

BY_SOURCE = """
SELECT line."order" FROM lot JOIN line ON line.lot = lot.id WHERE lot.source = {}
"""
BY_LOT = """
SELECT "order" FROM line WHERE lot = {row}.id UNION ALL
SELECT line."order" FROM part JOIN lot ON lot.source = part.source
JOIN line ON line.lot = lot.id WHERE part.lot = {row}.id
"""
TOUCHED = {
    # The orders that a row of a table touches.
    "line": 'SELECT {row}."order"',
    "invoice": 'SELECT {row}."order"',
    "lot": BY_LOT,
    "source": BY_SOURCE.format("{row}.id"),
    "part": BY_SOURCE.format("{row}.source"),
    "operation": BY_SOURCE.format("{row}.source"),
}

OWN_CHANGES = """
CREATE TRIGGER touch_order AFTER UPDATE OF stage, promised, total ON customer_order
BEGIN UPDATE customer_order SET touched = 1 WHERE id = NEW.id; END
"""

ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
"""The rows of an event: a line that moves to another order touches both orders."""


def prepare(connection: sqlite3.Connection) -> None:
    """Add the columns, tables and triggers to the ERP, all or nothing, unless it has them."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'nightly_run'").fetchone():
            return
        for column in COLUMNS:
            connection.execute(f"ALTER TABLE customer_order ADD COLUMN {column}")
        for statement in (*TABLES, OWN_CHANGES):
            connection.execute(statement)
        for table, orders in TOUCHED.items():
            for event, rows in ROWS.items():
                touched = " UNION ALL ".join(orders.format(row=row) for row in rows)
                connection.execute(
                    f"CREATE TRIGGER touch_by_{table}_{event} AFTER {event} ON {table} BEGIN "
                    f"UPDATE customer_order SET touched = 1 WHERE id IN ({touched}); END"
                )
