"""Build the bicycle maker's ERP, evaluate its orders as of today, and show what people see."""

import argparse
import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path

from bicycle_erp import build, read
from rich.console import Console
from rich.table import Table
from rich.text import Text

import costatus as cs
from costatus.cli.words import shown


def table(title: str, *columns: str) -> Table:
    """Make an empty table."""
    made = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        made.add_column(column, justify="right" if column in {"Orders", "Total"} else "left")
    return made


def main() -> None:
    """Run the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="keep the SQLite file here")
    parser.add_argument("--rows", type=int, default=20, help="rows of each list (default 20)")
    arguments = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 120, highlight=False)

    today = date.today()
    if arguments.file:
        arguments.file.unlink(missing_ok=True)
    connection = sqlite3.connect(arguments.file or ":memory:")
    build(connection, today)
    orders = list(read(connection))
    reports = [cs.evaluate(order, as_of=today) for _, order in orders]

    listing = table(
        f"Customer orders, as of {today}",
        "Order",
        "Customer",
        "Promised",
        "Status",
        "Products",
        "Invoice",
        "Payment",
    )
    items = table("Items", "Line", "Item", "Quantity", "Product", "Sources")
    for (customer, order), report in list(zip(orders, reports, strict=True))[: arguments.rows]:
        promised = str(order.promised_on or "no day")
        words = map(shown, (report.status, report.product, report.invoice, report.payment))
        listing.add_row(order.id, customer, promised, *words)
        for line, told in zip(order.lines, report.lines, strict=True):
            sources = Text(", ").join(
                Text.assemble(f"{each.source_id} ", shown(each.status)) for each in told.sources
            )
            name = f"{order.id}/{line.id}"
            items.add_row(name, line.item, str(line.quantity), shown(told.product), sources)
    console.print(listing)
    console.print(f"… and {len(orders) - arguments.rows} more\n")
    console.print(items)

    stages = table("Sales pipeline", "Stage", "Orders", "Total")
    for stage in cs.pipeline(reports):
        stages.add_row(stage.stage.label, str(stage.count), f"{stage.total:,.2f}")
    console.print(stages)

    counts = Counter((key[0], word) for report in reports for key, word in report.words().items())
    words = table("How often each word occurs", "Family", "Words")
    for family in ("order", "product", "source", "invoice", "payment"):
        told = (f"{word} {n}" for (of, word), n in counts.most_common() if of == family)
        words.add_row(family, ", ".join(told))
    console.print(words)

    wanted = ("delayed", "possibly_delayed", "not_booked")
    for word in wanted:
        report = next(each for each in reports if each.words().get(("product",)) == word)
        console.print()
        console.print(cs.explain(report), markup=False, end="")


if __name__ == "__main__":
    main()
