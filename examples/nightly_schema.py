"""What an ERP gets for stored statuses: columns, a history, a table of runs, and triggers.

On `customer_order`:

- `status` to `payment_status`: the words that lists show, filter and sort by.
- `words`: every word of the order, as `costatus.words_to_json` writes them. The next run compares
  with these.
- `next_change`: the day on which time alone next changes a word or a reason; NULL if never.
- `touched`: 1 since something has happened to the order, its lots, sources or invoices. Orders
  begin with it, so a new one is due as it stands.
- `error`: why the order could not be judged, and its words are old; else NULL.

An order is due when it is touched or its `next_change` has come. This stands in its own row, beside
its words. So the transaction that writes the words also says that they are done, and no run needs
to remember how far it came.

`status_history` has one row for each word that a night changed: from what, to what, and why. Its
key is the word's key and the day, so that no run can tell a change twice. What a word's key does
not have is the empty text, as NULLs are never equal.

`nightly_run` has one row for each night. Its counts grow in the transactions that write the words,
so a run that was killed and started again counts as one that was not.

Triggers set `touched`, so that no program which changes the ERP has to think of it. An event on a
lot or a source touches every order that depends on it. An ERP that writes all its tables through
one layer of its own may do the same there.
"""

import sqlite3

COLUMNS = (
    "status TEXT",
    "product_status TEXT",
    "invoice_status TEXT",
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
        before TEXT,            -- NULL: the word is new
        after TEXT,             -- NULL: what it was about is gone
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
        failed INTEGER NOT NULL,    -- of these: could not be judged
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
"""The rows that an event is about: a line that moves to another order touches both."""


def prepare(connection: sqlite3.Connection) -> None:
    """Give the ERP what stored statuses need, all or nothing, if it does not have it."""
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
