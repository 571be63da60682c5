"""Read rows of MRPeasy's REST API as customer orders.

    from adapters import mrpeasy

    url = "https://api.mrpeasy.com/rest/v1"
    tables = {table: get_all(f"{url}/{table}") for table in mrpeasy.TABLES}
    orders = mrpeasy.customer_orders(tables, ZoneInfo("Europe/Tallinn"))
    for report in costatus.sweep(orders, as_of=today): ...

`get_all` is yours: it follows the pages of a list. Codes are numbers, as integers or as text. Times
are seconds since 1970 in UTC; `zone` is where the site is, and says which day that is.
"""

from datetime import date, datetime, tzinfo
from typing import Any

from adapters.rows import (
    Row,
    Tables,
    booked,
    divided,
    exact,
    grouped,
    read_all,
    require_known,
    row_of,
)

import costatus as cs

TABLES = (
    "customer-orders",
    "shipments",
    "lots",
    "manufacturing-orders",
    "purchase-orders",
    "invoices",
)

ORDER_STAGES = {
    "10": cs.OrderStatus.QUOTATION,
    "20": cs.OrderStatus.WAITING_FOR_CONFIRMATION,
    "30": cs.OrderStatus.CONFIRMED,
    "40": cs.OrderStatus.CONFIRMED,  # Waiting for production, which costatus derives, as the next
    "50": cs.OrderStatus.CONFIRMED,  # In production
    "60": cs.OrderStatus.CONFIRMED,  # Ready for shipment
    "70": cs.OrderStatus.SHIPPED,
    "80": cs.OrderStatus.DELIVERED,
    "85": cs.OrderStatus.ARCHIVED,
    "90": cs.OrderStatus.CANCELED,
}
PRODUCT_STATUSES = {
    "10": cs.ProductStatus.NOT_BOOKED,
    "15": cs.ProductStatus.REQUESTED,
    "20": cs.ProductStatus.DELAYED,
    "25": cs.ProductStatus.POSSIBLY_DELAYED,
    "30": cs.ProductStatus.EXPECTED_ON_TIME,
    "40": cs.ProductStatus.READY_FOR_SHIPMENT,
    "50": cs.ProductStatus.DELIVERED,
}
LOT_STATUSES = {
    "5": cs.LotStatus.REQUESTED,
    "10": cs.LotStatus.PLANNED,
    "15": cs.LotStatus.ON_HOLD,
    "20": cs.LotStatus.RECEIVED,
    "25": cs.LotStatus.REJECTED,
}
PURCHASE_STAGES = {
    "10": cs.PurchaseStage.NEW,
    "20": cs.PurchaseStage.ORDERED,
    "40": cs.PurchaseStage.RECEIVED,
}
# This one and the next are not in the public description: compare them with your `status_txt`.
PRODUCTION_STAGES = {
    "10": cs.ManufacturingStage.NEW,
    "15": cs.ManufacturingStage.NOT_SCHEDULED,
    "20": cs.ManufacturingStage.SCHEDULED,
    "30": cs.ManufacturingStage.IN_PROGRESS,
    "35": cs.ManufacturingStage.PAUSED,
    "40": cs.ManufacturingStage.FINISHED,
    "50": cs.ManufacturingStage.FINISHED,  # Shipped
    "60": cs.ManufacturingStage.FINISHED,  # Closed
    "70": cs.ManufacturingStage.CANCELED,
}
INVOICE_STATES = {
    "10": cs.InvoiceState.DUMMY,
    "20": cs.InvoiceState.UNPAID,
    "40": cs.InvoiceState.PAID,
}
HOLDS_GOODS = {"10": True, "15": True, "20": False, "30": False}
"""Whether a shipment holds its goods: New and Ready for shipment do, Shipped and Canceled not."""


def customer_orders(tables: Tables, zone: tzinfo) -> list[cs.CustomerOrder | cs.SweepFailure]:
    """Return the customer orders; raises UnknownCodes."""
    require_known(
        (table, tables.get(table, ()), "code", "status", known)
        for table, known in (
            ("customer-orders", ORDER_STAGES),
            ("shipments", HOLDS_GOODS),
            ("lots", LOT_STATUSES),
            ("manufacturing-orders", PRODUCTION_STAGES),
            ("purchase-orders", PURCHASE_STAGES),
            ("invoices", INVOICE_STATES),
        )
    )
    return read_all(tables["customer-orders"], "code", _Export(tables, zone).order)


def product_statuses(tables: Tables) -> dict[tuple[str, str], cs.ProductStatus]:
    """Return MRPeasy's own statuses by the code of the order and the id of the line."""
    lines = [
        {**line, "code": row["code"]}
        for row in tables["customer-orders"]
        for line in row["products"]
    ]
    require_known([("line of", lines, "code", "part_status", PRODUCT_STATUSES)])
    return {
        (line["code"], str(line["line_id"])): PRODUCT_STATUSES[str(line["part_status"])]
        for line in lines
    }


class _Export:
    """The tables, with what orders refer to."""

    def __init__(self, tables: Tables, zone: tzinfo) -> None:
        self.zone = zone
        self.invoices = grouped(tables.get("invoices", ()), lambda row: str(row["cust_ord_id"]))
        self.shipments = grouped(
            (row for row in tables.get("shipments", ()) if HOLDS_GOODS[str(row["status"])]),
            lambda row: str(row["customer_order_id"]),
        )
        sources: dict[tuple[str, str], cs.ManufacturingOrder | cs.PurchaseOrder] = {}
        for row in tables.get("manufacturing-orders", ()):
            sources["man_ord_id", str(row["man_ord_id"])] = cs.ManufacturingOrder(
                id=row["code"],
                stage=PRODUCTION_STAGES[str(row["status"])],
                planned_start=self.moment(row["start_date"]),
                planned_finish=self.moment(row["finish_date"]),
            )
        for row in tables.get("purchase-orders", ()):
            sources["pur_ord_id", str(row["pur_ord_id"])] = cs.PurchaseOrder(
                id=row["code"],
                stage=PURCHASE_STAGES[str(row["status"])],
                expected_on=self.day(row["expected_date"]),
            )
        self.lots = {
            str(row["lot_id"]): cs.StockLot(
                id=row["code"],
                item=str(row["article_id"]),
                status=LOT_STATUSES[str(row["status"])],
                source=sources.get(("man_ord_id", str(row["man_ord_id"])))
                or sources.get(("pur_ord_id", str(row["pur_ord_id"]))),
            )
            for row in tables.get("lots", ())
        }

    def moment(self, seconds: int | str | None) -> datetime | None:
        if not seconds or seconds == "0":
            return None
        return datetime.fromtimestamp(int(seconds), self.zone)

    def day(self, seconds: int | str | None) -> date | None:
        moment = self.moment(seconds)
        return moment and moment.date()

    def order(self, row: Row) -> cs.CustomerOrder:
        goods = grouped(
            (
                row
                for each in self.shipments.get(str(row["cust_ord_id"]), ())
                for row in each["products"]
            ),
            lambda product: str(product["article_id"]),
        )
        bookings: dict[Any, list[cs.Booking]] = {}
        for article, same in grouped(row["products"], lambda line: str(line["article_id"])).items():
            held = [
                booking
                for each in goods.get(article, ())
                for booking in booked(
                    row_of("lots", self.lots, str(each["lot_id"])),
                    exact(each["quantity_booked"]) + exact(each["quantity_picked"]),
                )
            ]
            needs = [exact(line["quantity"]) - exact(line["shipped"]) for line in same]
            bookings |= zip((line["line_id"] for line in same), divided(needs, held), strict=True)
        return cs.CustomerOrder(
            id=row["code"],
            stage=ORDER_STAGES[str(row["status"])],
            lines=[self.line(each, bookings[each["line_id"]]) for each in row["products"]],
            promised_on=self.day(row["delivery_date"]),
            total=row["total_price"],
            invoices=list(map(self.invoice, self.invoices.get(str(row["cust_ord_id"]), ()))),
            created_on=self.day(row["created"]),
        )

    def line(self, row: Row, bookings: list[cs.Booking]) -> cs.OrderLine:
        return cs.OrderLine(
            id=str(row["line_id"]),
            item=str(row["article_id"]),
            quantity=row["quantity"],
            shipped=row["shipped"],
            bookings=bookings,
            promised_on=self.day(row["delivery_date"]),
        )

    def invoice(self, row: Row) -> cs.Invoice:
        return cs.Invoice(
            id=row["code"],
            kind=cs.InvoiceKind.INVOICE,
            status=INVOICE_STATES[str(row["status"])],
            amount=row["total_price"],
        )
