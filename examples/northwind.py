"""Evaluate the orders of Northwind, and compare our statuses with those that Northwind stored.

    python examples/northwind.py DIR [--as-of DATE]

DIR has the tables as CSV files; northwind_tables.py makes models of them.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import frozen
from northwind_tables import Northwind
from rich.console import Console
from rich.table import Table
from rich.text import Text

import costatus as cs

_O, _P, _I, _Y = cs.OrderStatus, cs.ProductStatus, cs.InvoicingStatus, cs.PaymentStatus
NOT_SHIPPED = {_O.CONFIRMED, _O.WAITING_FOR_PRODUCTION, _O.IN_PRODUCTION, _O.READY_FOR_SHIPMENT}

# What counts as agreement: our statuses that do not contradict what Northwind's says of a line.
# Invoiced says that goods are sold, not whether they have left; None is no status of ours.
LINES_AGREE: Mapping[str, set[cs.ProductStatus | None]] = {
    "None": {None, _P.NOT_BOOKED},
    "No Stock": {_P.NOT_BOOKED, _P.NOT_ENOUGH},
    "On Order": {_P.REQUESTED, _P.DELAYED, _P.POSSIBLY_DELAYED, _P.EXPECTED_ON_TIME},
    "Allocated": {_P.READY_FOR_SHIPMENT},
    "Invoiced": {_P.READY_FOR_SHIPMENT, _P.DELIVERED},
    "Shipped": {_P.DELIVERED},
}

# The same for an order. Northwind has one status for its goods, invoice and payment together.
ORDERS_AGREE: Mapping[str, set[cs.OrderStatus | cs.InvoicingStatus | cs.PaymentStatus]] = {
    "New": {*NOT_SHIPPED, _I.NOT_INVOICED, _Y.NOT_PAID},
    "Invoiced": {*NOT_SHIPPED, _I.INVOICED, *_Y},
    "Shipped": {_O.SHIPPED, *_I, *_Y},
    "Closed": {_O.SHIPPED, _I.INVOICED, _Y.PAID},
}

# Why they differ, by Northwind's status and the one of ours that contradicts it.
WHY = {
    ("No Stock", "none"): "A line of quantity 0 needs nothing, so nothing is out of stock.",
    ("New", "Shipped"): "They have a day of shipment and one of payment, but no lines and no "
    "invoice. Nobody updated their status.",
    ("New", "Invoiced"): "They have an invoice, and their lines are Invoiced. Nobody updated their "
    "own status.",
}


@frozen
class Comparison:
    """Northwind's status of a line or an order, and ours."""

    name: str
    theirs: str
    ours: tuple[cs.Decision | None, ...]
    agreed: Mapping[str, set]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of our statuses."""
        return tuple(map(label, self.ours))

    @property
    def differing(self) -> tuple[cs.Decision | None, ...]:
        """Our decisions that contradict Northwind's status."""
        allowed = self.agreed[self.theirs]
        return tuple(each for each in self.ours if (each and each.status) not in allowed)

    @property
    def verdict(self) -> str:
        """Whether the statuses agree, as a word."""
        return "differs" if self.differing else "agrees"


def label(decision: cs.Decision | None) -> str:
    """Return the label of a decision."""
    return decision.status.label if decision else "none"


def reasons(name: str, decision: cs.Decision | None) -> list[str]:
    """Return the sentences of a decision, or why a line has no product status."""
    if decision is None:
        return [f"{name} has no product status: it needs no goods from stock. [P0]"]
    return [str(reason) for reason in decision.reasons]


def compare(northwind: Northwind, as_of: date) -> tuple[list[Comparison], list[Comparison]]:
    """Evaluate every order; return the comparisons of all lines and of all orders."""
    line_statuses = northwind.statuses("order_details_status")
    order_statuses = northwind.statuses("orders_status")
    lines, orders = [], []
    for row, order in zip(northwind.orders, northwind.customer_orders(), strict=True):
        report = cs.evaluate(order, as_of=as_of)
        ours = (report.order, report.invoicing, report.payment)
        theirs = order_statuses[row["status_id"]]
        orders.append(Comparison(f"Order {order.id}", theirs, ours, ORDERS_AGREE))
        for line, reported in zip(northwind.lines[order.id], report.lines, strict=True):
            name = f"Line {order.id}/{reported.line_id}"
            theirs = line_statuses[line["status_id"]]
            lines.append(Comparison(name, theirs, (reported.product,), LINES_AGREE))
    return lines, orders


def tally(comparisons: Iterable[Comparison]) -> list[tuple[str, ...]]:
    """Return the rows of an agreement table: both sides' statuses, how often, the verdict."""
    found = Counter((each.theirs, *each.labels, each.verdict) for each in comparisons)
    return [(*labels, str(count), verdict) for (*labels, verdict), count in found.most_common()]


def table(title: str, *columns: str) -> Table:
    """Make an empty table."""
    made = Table(
        title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1, 0, 0)
    )
    for column in columns:
        made.add_column(column, justify="right" if column in {"Qty", "Count"} else "left")
    return made


def listing(northwind: Northwind, lines: Sequence[Comparison]) -> Table:
    """Make the table of all lines."""
    shown = table("Lines", "Line", "Product", "Qty", "Northwind", "costatus", "", "Because")
    rows = (row for order in northwind.orders for row in northwind.lines[order["id"]])
    for row, each in zip(rows, lines, strict=True):
        product = northwind.products[row["product_id"]]["product_name"]
        because = reasons(each.name, each.ours[0])[0].partition(": ")[2]
        name, product = each.name.removeprefix("Line "), product.removeprefix("Northwind Traders ")
        statuses = (each.theirs, *each.labels, each.verdict)
        shown.add_row(*map(Text, (name, product, row["quantity"], *statuses, because)))
    return shown


def agreement(title: str, columns: Sequence[str], comparisons: Sequence[Comparison]) -> Table:
    """Make an agreement table."""
    shown = table(title, "Northwind", *columns, "Count", "")
    for row in tally(comparisons):
        shown.add_row(*row)
    return shown


def disagreements(comparisons: Iterable[Comparison]) -> Iterable[str]:
    """Yield the disagreements with our reasons, grouped by why."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in comparisons:
        for decision in each.differing:
            groups[each.theirs, label(decision)] += reasons(each.name, decision)
    for (theirs, ours), sentences in groups.items():
        yield f"\n{theirs} there, {ours} here. {WHY.get((theirs, ours), 'Not seen before.')}"
        yield from (f"  - {sentence}" for sentence in sentences)


def main() -> None:
    """Read, evaluate, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", metavar="DIR", type=Path, help="the folder of the CSV files")
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DATE",
        help="the day to evaluate for (default: the latest day in the tables; no status depends on "
        "it here, as nothing has a promised or expected day)",
    )
    arguments = parser.parse_args()
    if not (arguments.folder / "orders.csv").is_file():
        parser.error(f"no orders.csv in {arguments.folder}; give the folder of Northwind's tables")
    northwind = Northwind(arguments.folder)
    as_of = arguments.as_of or northwind.last_day()
    lines, orders = compare(northwind, as_of)

    console = Console(width=None if Console().is_terminal else 120, highlight=False)
    console.print(f"Northwind as of {as_of}: {len(orders)} orders, {len(lines)} lines\n")
    console.print(listing(northwind, lines))
    empty = [row["id"] for row in northwind.orders if not northwind.lines[row["id"]]]
    console.print(f"Orders without lines: {', '.join(empty)}\n")
    console.print(agreement("Agreement on lines", ["costatus"], lines))
    console.print()
    console.print(agreement("Agreement on orders", ["costatus", "Invoicing", "Payment"], orders))
    for text in disagreements([*lines, *orders]):
        console.print(text, markup=False)


if __name__ == "__main__":
    main()
