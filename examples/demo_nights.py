"""The demo's nights: a month of business by day, and the nightly job by night."""

import sqlite3
from collections import Counter
from datetime import date, timedelta

from bicycle_days import live
from bicycle_erp import read
from nightly_host import Change, frequent_changes, run
from rich.text import Text

import costatus as cs
from costatus.cli.status_style import styled
from costatus.cli.terminal import print_table

FAMILIES = {
    "order": cs.OrderStatus,
    "product": cs.ProductStatus,
    "source": cs.SourceStatus,
    "invoicing": cs.InvoicingStatus,
    "payment": cs.PaymentStatus,
}


def show_nights(connection: sqlite3.Connection, today: date, nights: int = 30) -> None:
    """Run the job night after night, with a day of business between two, and sum up."""
    changes: Counter[Change] = Counter()
    everything = 0
    for n in range(nights):
        as_of = today + timedelta(days=n)
        if n:
            live(connection, as_of - timedelta(days=1))
        run(connection, as_of)
        changes += frequent_changes(connection, as_of)
        everything += value(connection, "SELECT count(*) FROM customer_order")
    evaluated = value(connection, "SELECT sum(looked_at) FROM nightly_run")
    by_time = value(connection, "SELECT sum(by_time) FROM nightly_run")
    print(
        f"{nights} nights, with days of business between them:\n"
        f"  {evaluated:,} orders evaluated instead of {everything:,},\n"
        f"  {by_time:,} of them only because their day had come;\n"
        f"  {differing(connection, as_of)} orders whose stored statuses a full sweep would change."
    )
    print_table(
        "\nWhat changed most often, and why",
        ("Times", "Before", "After", "Why"),
        ((str(n), *row(change)) for change, n in changes.most_common(4)),
        right=("Times",),
    )
    print()


def value(connection: sqlite3.Connection, query: str) -> int:
    """Return the only value of the only row."""
    ((number,),) = connection.execute(query).fetchall()
    return int(number)


def row(change: Change) -> tuple[Text, Text, str]:
    """Return a change as people read it."""
    vocabulary = FAMILIES[change.family]
    why = cs.ReasonCode(change.code).label
    return styled(vocabulary(change.before)), styled(vocabulary(change.after)), why


def differing(connection: sqlite3.Connection, as_of: date) -> int:
    """Return how many orders have stored statuses that a full sweep would not give."""
    stored = connection.execute("SELECT id, words FROM customer_order")
    previous = {id_: cs.words_from_json(words) for id_, words in stored}
    changes = cs.changes(cs.sweep(read(connection), as_of=as_of), previous)
    return len({change.order_id for change in changes})
