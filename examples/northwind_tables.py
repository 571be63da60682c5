"""The tables of Northwind, the sample trading company, read into costatus models.

This is what a host writes: its tables on one side, the models on the other. Each choice is
explained where it is made. The first choice: no status that Northwind stored for an order or a line
is read here, only what was moved, dated, invoiced and paid. So comparing the statuses means
something.

The tables are one snapshot, and every row of it is taken as it is.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import costatus as cs

Row = Mapping[str, str]

# Submitted means submitted for approval. An approved order goes to the vendor; Northwind has no
# status for that, nor for goods on their way.
PURCHASE_STAGES = {
    "New": cs.PurchaseStage.NEW,
    "Submitted": cs.PurchaseStage.NEW,
    "Approved": cs.PurchaseStage.ORDERED,
    "Closed": cs.PurchaseStage.RECEIVED,
}


class Northwind:
    """The tables of a folder of CSV files, and the models made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.orders = self.read("orders")
        self.products = {row["id"]: row for row in self.read("products")}
        self.movements = {row["id"]: row for row in self.read("inventory_transactions")}
        self.lines = self._grouped("order_details", "order_id")
        self.invoices = self._grouped("invoices", "order_id")
        self.bought = self._grouped("purchase_order_details", "purchase_order_id")

    def read(self, table: str) -> list[Row]:
        """Return the rows of a table; an empty field is ''."""
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def _grouped(self, table: str, column: str) -> Mapping[str, list[Row]]:
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.read(table):
            groups[row[column]].append(row)
        return groups

    def statuses(self, table: str) -> dict[str, str]:
        """Return the texts of a table of statuses by id."""
        return {row["id"]: row[list(row)[1]] for row in self.read(table)}

    def last_day(self) -> date:
        """Return the latest day in any table: by then everything in them has happened."""
        text = "\n".join(path.read_text("utf-8") for path in self.folder.glob("*.csv"))
        return max(map(date.fromisoformat, re.findall(r"\d{4}-\d\d-\d\d", text)))

    @cached_property
    def purchases(self) -> dict[str, cs.PurchaseOrder]:
        """The purchase orders by id."""
        statuses = self.statuses("purchase_order_status")
        return {
            row["id"]: cs.PurchaseOrder(
                id=row["id"],
                stage=PURCHASE_STAGES[statuses[row["status_id"]]],
                expected_on=day(row["expected_date"]),
            )
            for row in self.read("purchase_orders")
        }

    def customer_orders(self) -> Iterator[cs.CustomerOrder]:
        """Yield every order, in the order of the table."""
        for row in self.orders:
            lines = self.lines[row["id"]]
            total = sum(map(net, lines), Decimal(0))
            shipped = bool(row["shipped_date"])
            yield cs.CustomerOrder(
                id=row["id"],
                # A day of shipment means that a person marked the order as shipped. All others are
                # confirmed: Northwind has neither quotations nor deliveries.
                stage=cs.OrderStatus.SHIPPED if shipped else cs.OrderStatus.CONFIRMED,
                # Only whole orders are shipped. The tables have no promised day, and none is made
                # up here.
                lines=[self._line(line, shipped=shipped) for line in lines],
                total=total,
                created_on=day(row["order_date"]),
                invoices=[self._invoice(each, row, total) for each in self.invoices[row["id"]]],
            )

    def _line(self, row: Row, *, shipped: bool) -> cs.OrderLine:
        """Build a line with all its quantity shipped, or none."""
        return cs.OrderLine(
            id=row["id"],
            item=row["product_id"],
            quantity=row["quantity"],
            shipped=row["quantity"] if shipped else 0,
            bookings=[*([] if shipped else self._reserved(row)), *self._on_order(row)],
        )

    def _reserved(self, row: Row) -> Iterator[cs.Booking]:
        """Yield the booking of what a stock movement holds for the line, or has sold to it.

        Northwind moves only what is in stock, so such a lot is Received. The movement's quantity
        is booked, also where it is not the line's. Goods that have left have no booking.
        """
        movement = self.movements.get(row["inventory_id"])
        if movement:
            lot = cs.StockLot(f"stock {movement['id']}", row["product_id"], cs.LotStatus.RECEIVED)
            yield cs.Booking(lot, movement["quantity"])

    def _on_order(self, row: Row) -> Iterator[cs.Booking]:
        """Yield the bookings of what the line's purchase order has still to bring.

        What it has brought is in stock, and booked there. A purchase order that does not list the
        product brings nothing.
        """
        for bought in self.bought[row["purchase_order_id"]]:
            if bought["product_id"] == row["product_id"] and not bought["date_received"]:
                lot = cs.StockLot(
                    id=f"purchase line {bought['id']}",
                    item=row["product_id"],
                    status=cs.LotStatus.PLANNED,
                    source=self.purchases[bought["purchase_order_id"]],
                )
                yield cs.Booking(lot, bought["quantity"])

    def _invoice(self, row: Row, order: Row, total: Decimal) -> cs.Invoice:
        """Build an invoice of the whole order, as the sample leaves its amount at 0.

        It is paid where the order has a day of payment.
        """
        paid = cs.InvoiceState.PAID if order["paid_date"] else cs.InvoiceState.UNPAID
        return cs.Invoice(id=row["id"], kind=cs.InvoiceKind.INVOICE, status=paid, amount=total)


def net(line: Row) -> Decimal:
    """Return the amount of a line, net of tax and freight; its discount is a fraction."""
    return Decimal(line["quantity"]) * Decimal(line["unit_price"]) * (1 - Decimal(line["discount"]))


def day(text: str) -> date | None:
    """Return the day of a moment without a zone."""
    return date.fromisoformat(text[:10]) if text else None
