"""Read documents of ERPNext as customer orders.

    from adapters import erpnext

    tables = {doctype: get_documents(doctype) for doctype in erpnext.DOCTYPES}
    orders = erpnext.customer_orders(tables)
    for report in costatus.sweep(orders, as_of=today): ...

`get_documents` is yours. It gets whole documents, with their child tables, from
`/api/resource/DOCTYPE/NAME`; empty fields are None, days and times are text on the site's clock.
Quantities are read in the stock unit of the item.
"""

from datetime import date, datetime
from decimal import Decimal
from itertools import chain

from adapters.rows import Row, Tables, booked, exact, grouped, read_all, require_known

import costatus as cs

DOCTYPES = (
    "Sales Order",
    "Stock Reservation Entry",
    "Work Order",
    "Purchase Order",
    "Sales Invoice",
    "Item",
)

ORDER_STAGES = {
    "Draft": cs.OrderStatus.WAITING_FOR_CONFIRMATION,
    "On Hold": cs.OrderStatus.WAITING_FOR_CONFIRMATION,
    "To Pay": cs.OrderStatus.CONFIRMED,
    "To Deliver and Bill": cs.OrderStatus.CONFIRMED,
    "To Deliver": cs.OrderStatus.CONFIRMED,
    "To Bill": cs.OrderStatus.CONFIRMED,  # costatus derives Shipped, as for the next
    "Completed": cs.OrderStatus.CONFIRMED,
    "Closed": cs.OrderStatus.CONFIRMED,  # the customer has given up what was not delivered
    "Cancelled": cs.OrderStatus.CANCELED,
}
PRODUCTION_STAGES = {
    "Draft": cs.ManufacturingStage.NEW,
    "Submitted": cs.ManufacturingStage.SCHEDULED,  # it always has a planned start
    "Not Started": cs.ManufacturingStage.SCHEDULED,
    "Stock Reserved": cs.ManufacturingStage.SCHEDULED,
    "Stock Partially Reserved": cs.ManufacturingStage.SCHEDULED,
    "In Process": cs.ManufacturingStage.IN_PROGRESS,
    "Stopped": cs.ManufacturingStage.PAUSED,
    "Completed": cs.ManufacturingStage.FINISHED,
    "Closed": cs.ManufacturingStage.FINISHED,  # what was not made never will be
    "Cancelled": cs.ManufacturingStage.CANCELED,
}
PURCHASE_STAGES = {
    "Draft": cs.PurchaseStage.NEW,
    "On Hold": cs.PurchaseStage.APPROVED,
    "To Receive and Bill": cs.PurchaseStage.ORDERED,
    "To Receive": cs.PurchaseStage.ORDERED,
    "To Bill": cs.PurchaseStage.RECEIVED,
    "Completed": cs.PurchaseStage.RECEIVED,
    "Delivered": cs.PurchaseStage.RECEIVED,  # straight to the customer
    "Closed": cs.PurchaseStage.RECEIVED,  # what was not received never will be
    "Cancelled": cs.PurchaseStage.CANCELED,
}
INVOICE_STATES = {
    "Draft": cs.InvoiceState.DUMMY,
    "Submitted": cs.InvoiceState.UNPAID,
    "Unpaid": cs.InvoiceState.UNPAID,
    "Unpaid and Discounted": cs.InvoiceState.UNPAID,
    "Overdue": cs.InvoiceState.UNPAID,
    "Overdue and Discounted": cs.InvoiceState.UNPAID,
    "Partly Paid": cs.InvoiceState.PAID_PARTIALLY,
    "Partly Paid and Discounted": cs.InvoiceState.PAID_PARTIALLY,
    "Paid": cs.InvoiceState.PAID,
    "Return": cs.InvoiceState.UNPAID,
    "Credit Note Issued": cs.InvoiceState.CANCELED,  # nothing is invoiced by it any more
    "Internal Transfer": cs.InvoiceState.DUMMY,
    "Cancelled": cs.InvoiceState.CANCELED,
}
OPERATION_STATES = {"Pending": False, "Work in Progress": True, "Completed": True}
"""Whether an operation has started."""


def customer_orders(tables: Tables) -> list[cs.CustomerOrder | cs.SweepFailure]:
    """Return the customer orders; raises UnknownCodes."""
    works = tables.get("Work Order", ())
    operations = list(chain.from_iterable(row["operations"] for row in works))
    require_known(
        (doctype, rows, "name", "status", known)
        for doctype, rows, known in (
            ("Sales Order", tables["Sales Order"], ORDER_STAGES),
            ("Work Order", works, PRODUCTION_STAGES),
            ("Work Order Operation", operations, OPERATION_STATES),
            ("Purchase Order", tables.get("Purchase Order", ()), PURCHASE_STAGES),
            ("Sales Invoice", tables.get("Sales Invoice", ()), INVOICE_STATES),
        )
    )
    return read_all(tables["Sales Order"], "name", _Site(tables).order)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


class _Site:
    """The documents that orders refer to, or that refer to an item of an order."""

    def __init__(self, tables: Tables) -> None:
        entries = [
            row for row in tables.get("Stock Reservation Entry", ()) if row["docstatus"] == 1
        ]
        self.reserved = grouped(entries, lambda row: row["voucher_detail_no"])
        self.works = grouped(tables.get("Work Order", ()), lambda row: row["sales_order_item"])
        self.purchases = grouped(
            (
                {**row, "order": order}
                for order in tables.get("Purchase Order", ())
                for row in order["items"]
            ),
            lambda row: row["sales_order_item"],
        )
        self.invoices = grouped(
            (
                {**row, "invoice": invoice}
                for invoice in tables.get("Sales Invoice", ())
                for row in invoice["items"]
            ),
            lambda row: row["sales_order"],
        )
        self.services = {row["name"] for row in tables.get("Item", ()) if not row["is_stock_item"]}

    def order(self, row: Row) -> cs.CustomerOrder:
        invoiced = grouped(self.invoices.get(row["name"], ()), lambda item: item["invoice"]["name"])
        return cs.CustomerOrder(
            id=row["name"],
            stage=ORDER_STAGES[row["status"]],
            lines=[self.line(each, closed=row["status"] == "Closed") for each in row["items"]],
            promised_on=_day(row["delivery_date"]),
            total=row["net_total"],
            invoices=list(map(self.invoice, invoiced.values())),
            created_on=_day(row["transaction_date"]),
        )

    def line(self, row: Row, *, closed: bool) -> cs.OrderLine:
        quantity = exact(row["stock_qty"])
        shipped = exact(row["delivered_qty"]) * exact(row["conversion_factor"])
        return cs.OrderLine(
            id=row["name"],
            item=row["item_code"],
            quantity=quantity,
            shipped=shipped,
            closed=max(quantity - shipped, Decimal(0)) if closed else 0,
            kind="non_inventory" if row["item_code"] in self.services else "stocked",
            bookings=[*self.in_stock(row), *self.in_production(row), *self.on_order(row)],
            promised_on=_day(row["delivery_date"]),
        )

    def in_stock(self, row: Row, used: str = "delivered_qty") -> list[cs.Booking]:
        """Return the reservations for an item of an order; `used` says what has left them."""
        return [
            booking
            for each in self.reserved.get(row["name"], ())
            for booking in booked(
                cs.StockLot(each["name"], each["item_code"], cs.LotStatus.RECEIVED),
                exact(each["reserved_qty"]) - exact(each[used]),
            )
        ]

    def in_production(self, row: Row) -> list[cs.Booking]:
        return [
            booking
            for each in self.works.get(row["name"], ())
            for booking in booked(
                cs.StockLot(
                    id=each["name"],
                    item=each["production_item"],
                    status=cs.LotStatus.PLANNED,
                    source=self.work(each),
                ),
                exact(each["qty"]) - exact(each["produced_qty"]),
            )
        ]

    def work(self, row: Row) -> cs.ManufacturingOrder:
        stage = PRODUCTION_STAGES[row["status"]]
        if stage is cs.ManufacturingStage.SCHEDULED and row["produced_qty"]:
            stage = cs.ManufacturingStage.IN_PROGRESS  # Not Started may mean: nothing transferred
        return cs.ManufacturingOrder(
            id=row["name"],
            stage=stage,
            planned_start=_moment(row["planned_start_date"]),
            planned_finish=_moment(row["planned_end_date"]),
            parts=[
                cs.Part(
                    id=each["name"],
                    item=each["item_code"],
                    quantity=each["required_qty"],
                    consumed=each["consumed_qty"],
                    bookings=[*self.transferred(each), *self.in_stock(each, "transferred_qty")],
                )
                for each in row["required_items"]
            ],
            operations=[
                cs.Operation(
                    id=each["name"],
                    planned_start=_moment(each["planned_start_time"]),
                    planned_finish=_moment(each["planned_end_time"]),
                    started=OPERATION_STATES[each["status"]],
                    finished=each["status"] == "Completed",
                )
                for each in row["operations"]
            ],
        )

    def transferred(self, part: Row) -> list[cs.Booking]:
        """Return what lies beside the machine: transferred, and not consumed yet."""
        lot = cs.StockLot(f"{part['name']} transferred", part["item_code"], cs.LotStatus.RECEIVED)
        return booked(lot, exact(part["transferred_qty"]) - exact(part["consumed_qty"]))

    def on_order(self, row: Row) -> list[cs.Booking]:
        return [
            booking
            for each in self.purchases.get(row["name"], ())
            for booking in booked(
                cs.StockLot(
                    id=each["name"],
                    item=each["item_code"],
                    status=cs.LotStatus.PLANNED,
                    expected_on=_day(each["expected_delivery_date"] or each["schedule_date"]),
                    source=cs.PurchaseOrder(
                        id=each["order"]["name"], stage=PURCHASE_STAGES[each["order"]["status"]]
                    ),
                ),
                exact(each["stock_qty"])
                - exact(each["received_qty"]) * exact(each["conversion_factor"]),
            )
        ]

    def invoice(self, items: list[Row]) -> cs.Invoice:
        """Read the items of an invoice that are of one order; of a return, numbers are negative."""
        row = items[0]["invoice"]
        payable = abs(exact(row["rounded_total"]) or exact(row["grand_total"]))
        paid = payable - abs(exact(row["outstanding_amount"]))
        state = INVOICE_STATES[row["status"]]
        if state is cs.InvoiceState.UNPAID and paid:  # Overdue says nothing of what was paid
            state = cs.InvoiceState.PAID_PARTIALLY if paid < payable else cs.InvoiceState.PAID
        return cs.Invoice(
            id=row["name"],
            kind=cs.InvoiceKind.CREDIT_INVOICE if row["is_return"] else cs.InvoiceKind.INVOICE,
            status=state,
            amount=abs(sum((exact(each["net_amount"]) for each in items), Decimal(0))),
            payable=payable,
            paid=paid,
        )
