"""Show what costatus does, on the ERP of a bicycle maker: 300 orders, and 30 nights."""

import argparse
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill

from bicycle_build import build
from bicycle_erp import read
from demo_nights import show_nights
from nightly_host import connect

import costatus as cs
from costatus.cli.status_style import styled, styled_decision
from costatus.cli.terminal import print_table

NEXT = """\
Read next:
  docs/getting-started.md   evaluate an order of your own
  docs/cli.md               the same without programming
  examples/bicycle_erp.py   an adapter: from the tables of an ERP to models
  examples/nightly_host.py  the nightly job that ran above
"""


def main() -> None:
    """Run the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="keep the SQLite database in FILE")
    parser.add_argument("--rows", type=int, default=3, help="orders in the list (default 3)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        erp = arguments.file or Path(folder) / "erp.sqlite"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{erp}{suffix}").unlink(missing_ok=True)
        show(erp, date.today(), arguments.rows)


def show(erp: Path, today: date, rows: int) -> None:
    """Build the ERP, and show its orders, one of them explained, their sums and 30 nights."""
    with closing(connect(erp)) as connection:
        build(connection, today)
        orders = [order for order in read(connection) if isinstance(order, cs.CustomerOrder)]
        reports = [cs.evaluate(order, as_of=today) for order in orders]
        show_orders(orders[:rows], reports)
        print(f"… and {len(orders) - rows} more. Why is one of them delayed?\n")
        print(explanation(reports))
        show_pipeline(reports)
        print()
        show_nights(connection, today)
    print(NEXT, end="")


def show_orders(orders: Sequence[cs.CustomerOrder], reports: Sequence[cs.OrderReport]) -> None:
    """Show a list of orders."""
    print_table(
        f"Customer orders, as of {reports[0].as_of}",
        ("Order", "Promised", "Status", "Products"),
        (
            (
                order.id,
                str(order.promised_on or "no day"),
                styled_decision(report.order),
                styled_decision(report.product),
            )
            for order, report in zip(orders, reports, strict=False)
        ),
    )


def explanation(reports: Sequence[cs.OrderReport]) -> str:
    """Explain the delayed order with the shortest explanation."""
    texts = [cs.explain(each) for each in reports if each.status_of("product") == "delayed"]
    shortest = min(texts, key=lambda text: (text.count("\n"), len(text)))
    width = min(get_terminal_size((100, 24)).columns, 100)
    return "\n".join(
        fill(line, width, subsequent_indent="    ", break_on_hyphens=False)
        for line in shortest.splitlines()
    )


def show_pipeline(reports: Sequence[cs.OrderReport]) -> None:
    """Show how many orders are at each stage, and their totals."""
    print_table(
        "\nSales pipeline",
        ("Stage", "Orders", "Total"),
        (
            (styled(each.stage), f"{each.count}", f"{each.total:,.2f}")
            for each in cs.pipeline(reports)
        ),
        right=("Orders", "Total"),
    )


if __name__ == "__main__":
    main()
