"""Build the bicycle maker's ERP, show where its orders stand, and run a month of nights over it."""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from textwrap import fill

from bicycle_build import build
from bicycle_erp import read
from demo_nights import show_nights
from nightly_host import connect
from rich.text import Text

import costatus as cs
from costatus.cli.terminal import console, print_table
from costatus.cli.words import shown, shown_word


def main() -> None:
    """Run the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="keep the SQLite file here")
    parser.add_argument("--rows", type=int, default=12, help="orders in each list (default 12)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        erp = arguments.file or Path(folder) / "erp.sqlite"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{erp}{suffix}").unlink(missing_ok=True)
        show(erp, date.today(), arguments.rows)


def show(erp: Path, today: date, rows: int) -> None:
    """Show everything there is to see."""
    with closing(connect(erp)) as connection:
        build(connection, today)
        orders = [order for order in read(connection) if isinstance(order, cs.CustomerOrder)]
        customers = dict(connection.execute("SELECT id, customer FROM customer_order"))
        reports = [cs.evaluate(order, as_of=today) for order in orders]

        show_orders(orders[:rows], reports, customers)
        print(f"… and {len(orders) - rows} more\n")
        show_items(orders[:rows], reports)
        print()
        show_pipeline(reports)
        print()
        pegged = show_pegging(today)
        print()
        show_words([*reports, *pegged])
        for word in ("delayed", "possibly_delayed", "not_booked"):
            print()
            show_explanation(
                next(
                    each
                    for each in reports
                    if each.pipeline_stage and each.words().get(("product",)) == word
                )
            )
        print()
        show_nights(connection, today)


def show_orders(
    orders: Sequence[cs.CustomerOrder],
    reports: Sequence[cs.OrderReport],
    customers: dict[str, str],
) -> None:
    """Show the list of orders."""
    print_table(
        f"Customer orders, as of {reports[0].as_of}",
        ("Order\nCustomer", "Promised", "Status\nProducts", "Invoice\nPayment"),
        (
            (
                Text(order.id, style="bold"),
                customers[order.id],
                str(order.promised_on or "no day"),
                *map(shown, (report.status, report.product, report.invoice, report.payment)),
            )
            for order, report in zip(orders, reports, strict=False)
        ),
    )


def show_items(orders: Sequence[cs.CustomerOrder], reports: Sequence[cs.OrderReport]) -> None:
    """Show the list of items: the lines with their sources."""
    print_table(
        "Items",
        ("Line", "Item", "Qty", "Products", "Sources"),
        (
            (
                f"{order.id}/{line.id}",
                line.item,
                f"{line.quantity}",
                shown(told.product),
                Text(", ").join(
                    Text.assemble(f"{each.source_id} ", shown(each.status)) for each in told.sources
                ),
            )
            for order, report in zip(orders, reports, strict=False)
            for line, told in zip(order.lines, report.lines, strict=True)
        ),
        right=("Qty",),
    )


def show_pipeline(reports: Sequence[cs.OrderReport]) -> None:
    """Show how many orders stand at each stage."""
    print_table(
        "Sales pipeline",
        ("Stage", "Orders", "Total"),
        (
            (shown_word(each.stage), f"{each.count}", f"{each.total:,.2f}")
            for each in cs.pipeline(reports)
        ),
        right=("Orders", "Total"),
    )


def show_pegging(today: date) -> list[cs.OrderReport]:
    """Show orders of which no line is booked: with tracing off, supply is pegged to them."""
    stock = [("Bell", 5), ("Helmet", 12)]
    wanted = [
        ("A", "confirmed", 1, "Helmet", 10),
        ("B", "confirmed", 2, "Helmet", 10),
        ("C", "quotation", 3, "Helmet", 2),
        ("D", "confirmed", 4, "Bell", 8),
    ]
    lots = [
        cs.StockLot(id=item, item=item, status=cs.LotStatus.RECEIVED, quantity=quantity)
        for item, quantity in stock
    ]
    orders = [
        cs.CustomerOrder(
            id=id_,
            stage=cs.OrderStatus(stage),
            lines=[cs.OrderLine(id="1", item=item, quantity=quantity)],
            promised_on=today + timedelta(days=7),
            priority=priority,
        )
        for id_, stage, priority, item, quantity in wanted
    ]
    settings = cs.Settings(tracing=False)
    pegging = cs.peg(orders, lots, as_of=today, settings=settings)
    reports = [
        cs.evaluate(order, as_of=today, settings=settings, pegging=pegging) for order in orders
    ]
    print_table(
        "With tracing off: 5 bells and 12 helmets go to orders by priority",
        ("Order", "Item", "Wants", "Short", "Products", "Why"),
        (
            (
                report.order_id,
                line.item,
                f"{line.quantity}",
                f"{pegging.shortage(report.order_id, line.id)}",
                shown(report.product),
                str(report.product.reasons[0]) if report.product else "",
            )
            for report, line in zip(reports, (order.lines[0] for order in orders), strict=True)
        ),
        right=("Wants", "Short"),
    )
    return reports


def show_words(reports: Sequence[cs.OrderReport]) -> None:
    """Show how often each word occurs."""
    counts = Counter((key[0], word) for report in reports for key, word in report.words().items())
    print("How often each word occurs in all of this")
    for family in ("order", "product", "source", "invoice", "payment"):
        told = ", ".join(f"{word} {n}" for (of, word), n in counts.most_common() if of == family)
        print(paragraph(f"  {family:9}{told}", indent=11))


def show_explanation(report: cs.OrderReport) -> None:
    """Show why an order stands where it does."""
    for line in cs.explain(report).splitlines():
        print(paragraph(line, indent=4 if line.startswith("  ") else 0))


def paragraph(text: str, indent: int) -> str:
    """A text that fits the terminal; what goes on stands below its beginning."""
    screen = console()
    if not screen.is_terminal:
        return text
    return fill(text, screen.width, subsequent_indent=" " * indent, break_on_hyphens=False)


if __name__ == "__main__":
    main()
