"""The demo's nights: a month of business by day, and the nightly job by night."""

import sqlite3
from collections import Counter
from datetime import date, timedelta

from bicycle_days import live
from bicycle_erp import read
from nightly_host import Change, frequent_changes, run
from rich.text import Text

import costatus as cs
from costatus.cli.terminal import print_table
from costatus.cli.words import shown_word

WORDS = {
    "order": cs.OrderStatus,
    "product": cs.ProductStatus,
    "source": cs.SourceStatus,
    "invoice": cs.InvoicingStatus,
    "payment": cs.PaymentStatus,
}


def show_nights(connection: sqlite3.Connection, today: date, nights: int = 30) -> None:
    """Run the job night after night, with a day of business between two, and show what it did."""
    days = [today + timedelta(days=n) for n in range(nights)]
    often: Counter[Change] = Counter()
    everything = 0
    rows = []
    for as_of in days:
        if as_of != today:
            live(connection, as_of - timedelta(days=1))
        run(connection, as_of)
        often += frequent_changes(connection, as_of)
        everything += value(connection, "SELECT count(*) FROM customer_order")
        rows.append(night(connection, as_of))
    print_table(
        f"{nights} nights, with bookings, receipts, shipments, payments and more in between",
        ("Night", "Looked at", "By time", "Changed", "What time brought most often"),
        rows,
        right=("Looked at", "By time", "Changed"),
    )
    looked_at = value(connection, "SELECT sum(looked_at) FROM nightly_run")
    print(
        f"Looked at: {looked_at:,} in all, where full sweeps would have judged {everything:,}.\n"
        "By time: nothing had happened to the order but that its next change had come.\n"
        f"Orders whose stored words differ from a full sweep: {differing(connection, days[-1])}.\n"
    )
    print_table(
        "What changed most often, and why",
        ("Times", "By", "Family", "Before", "After", "Why"),
        (
            (str(n), change.cause, change.family, *told(change))
            for change, n in often.most_common(15)
        ),
        right=("Times",),
    )
    print()
    show_history(connection)


def value(connection: sqlite3.Connection, query: str, *values: object) -> int:
    """The only value of the only row."""
    ((number,),) = connection.execute(query, values).fetchall()
    return int(number)


def night(connection: sqlite3.Connection, as_of: date) -> tuple[str, ...]:
    """The row of a night."""
    day = as_of.isoformat()
    counts = """
    SELECT looked_at, by_time, count(DISTINCT "order")
    FROM nightly_run JOIN status_history USING (as_of) WHERE as_of = ?
    """
    ((looked_at, by_time, changed),) = connection.execute(counts, (day,)).fetchall()
    brought = "no word"
    for change, n in frequent_changes(connection, as_of).most_common():
        if change.cause == "time":
            before, after, why = told(change)
            brought = f"{n} x {before.plain[2:]} → {after.plain[2:]}: {why}"
            break
    return day, str(looked_at), str(by_time), str(changed), brought


def told(change: Change) -> tuple[Text, Text, str]:
    """A change as people read it."""
    vocabulary = WORDS[change.family]
    before, after = vocabulary(change.before), vocabulary(change.after)
    return shown_word(before), shown_word(after), cs.ReasonCode(change.code).label


def differing(connection: sqlite3.Connection, as_of: date) -> int:
    """How many orders have stored words that a full sweep would not give."""
    stored = connection.execute("SELECT id, words FROM customer_order")
    previous = {id_: cs.words_from_json(words) for id_, words in stored}
    changes = cs.changes(cs.sweep(read(connection), as_of=as_of), previous)
    return len({change.order_id for change in changes})


def show_history(connection: sqlite3.Connection) -> None:
    """Show how the goods of the order stood whose word has changed most often."""
    of_products = "FROM status_history WHERE family = 'product' AND line = ''"
    most = f'SELECT "order" {of_products} GROUP BY "order" ORDER BY count(*) DESC, 1 LIMIT 1'
    ((order,),) = connection.execute(most).fetchall()
    query = f'SELECT as_of, after, why {of_products} AND "order" = ? ORDER BY as_of'
    print_table(
        f"The history of {order}",
        ("Night", "Products", "Why"),
        (
            (as_of, shown_word(cs.ProductStatus(after)), why.partition("\n")[0])
            for as_of, after, why in connection.execute(query, (order,))
        ),
    )
