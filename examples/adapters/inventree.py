"""Read rows of InvenTree's REST API as customer orders, and its stock as lots.

    from adapters import inventree

    tables = {path: get_all(f"{server}/api/{path}/") for path in inventree.PATHS}
    orders = inventree.customer_orders(tables)
    for report in costatus.sweep(orders, as_of=today): ...

`get_all` is yours: it follows the pages of a list. Days are text. A purchase order in InvenTree is
for no order in particular, so what is on order can only be pegged:

    lots = inventree.lots(tables)
    reports = costatus.sweep(orders, as_of=today, settings=Settings(tracing=False), lots=lots)
"""

from datetime import date
from decimal import Decimal

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

PATHS = (
    "order/so",
    "order/so-line",
    "order/so-allocation",
    "order/po",
    "order/po-line",
    "build",
    "stock",
    "part",
)

ORDER_STAGES = {
    "10": cs.OrderStatus.WAITING_FOR_CONFIRMATION,  # Pending: not issued
    "15": cs.OrderStatus.CONFIRMED,  # In Progress
    "20": cs.OrderStatus.SHIPPED,
    "25": cs.OrderStatus.WAITING_FOR_CONFIRMATION,  # On Hold
    "30": cs.OrderStatus.DELIVERED,  # Complete
    "40": cs.OrderStatus.CANCELED,
    "50": cs.OrderStatus.CANCELED,  # Lost
    "60": cs.OrderStatus.CANCELED,  # Returned
}
PURCHASE_STAGES = {
    "10": cs.PurchaseStage.NEW,  # Pending
    "20": cs.PurchaseStage.ORDERED,  # Placed
    "25": cs.PurchaseStage.APPROVED,  # On Hold
    "30": cs.PurchaseStage.RECEIVED,  # Complete
    "40": cs.PurchaseStage.CANCELED,
    "50": cs.PurchaseStage.CANCELED,  # Lost
    "60": cs.PurchaseStage.CANCELED,  # Returned
}
BUILD_STAGES = {
    "10": cs.ManufacturingStage.NEW,  # Pending: not issued
    "20": cs.ManufacturingStage.IN_PROGRESS,  # Production
    "25": cs.ManufacturingStage.PAUSED,  # On Hold
    "30": cs.ManufacturingStage.CANCELED,
    "40": cs.ManufacturingStage.FINISHED,  # Complete
}
LOT_STATUSES = {
    "10": cs.LotStatus.RECEIVED,  # OK
    "50": cs.LotStatus.ON_HOLD,  # Attention needed: not checked yet
    "55": cs.LotStatus.REJECTED,  # Damaged
    "60": cs.LotStatus.REJECTED,  # Destroyed
    "65": cs.LotStatus.REJECTED,
    "70": cs.LotStatus.REJECTED,  # Lost
    "75": cs.LotStatus.ON_HOLD,  # Quarantined
    "85": cs.LotStatus.RMA_WAITING_FOR_INSPECTION,  # Returned by a customer
}


def customer_orders(tables: Tables) -> list[cs.CustomerOrder | cs.SweepFailure]:
    """Return the orders, with what is allocated and built for them; raises UnknownCodes."""
    _check(tables)
    return read_all(tables["order/so"], "reference", _Server(tables).order)


def lots(tables: Tables) -> list[cs.StockLot]:
    """Return what is in stock, in production and on order, to be pegged; raises UnknownCodes."""
    _check(tables)
    orders = {row["pk"]: row for row in tables.get("order/po", ())}
    return [
        *(_in_stock(row) for row in tables.get("stock", ()) if row["in_stock"]),
        *(_in_production(row) for row in tables.get("build", ())),
        *(_on_order(row, orders[row["order"]]) for row in tables.get("order/po-line", ())),
    ]


class _Server:
    """The rows that orders refer to, or that refer to an order or a line of one."""

    def __init__(self, tables: Tables) -> None:
        self.stock = {row["pk"]: row for row in tables.get("stock", ())}
        self.virtual = {row["pk"] for row in tables.get("part", ()) if row["virtual"]}
        self.lines = grouped(tables.get("order/so-line", ()), lambda row: row["order"])
        self.builds = grouped(
            tables.get("build", ()), lambda row: (row["sales_order"], row["part"])
        )
        not_shipped = (
            row
            for row in tables.get("order/so-allocation", ())
            if not (row["shipment_detail"] or {}).get("shipment_date")
        )
        self.allocations = grouped(not_shipped, lambda row: row["line"])

    def order(self, row: Row) -> cs.CustomerOrder:
        lines = self.lines.get(row["pk"], [])
        bookings: dict[int, list[cs.Booking]] = {}
        for part, same in grouped(lines, lambda line: line["part"]).items():
            in_stock = list(map(self.in_stock, same))
            needs = [
                exact(line["quantity"])
                - exact(line["shipped"])
                - sum((each.quantity for each in held), Decimal(0))
                for line, held in zip(same, in_stock, strict=True)
            ]
            made = divided(needs, self.in_production(row["pk"], part))
            for line, held, more in zip(same, in_stock, made, strict=True):
                bookings[line["pk"]] = held + more
        return cs.CustomerOrder(
            id=row["reference"],
            stage=ORDER_STAGES[str(row["status"])],
            lines=[self.line(line, bookings[line["pk"]]) for line in lines],
            promised_on=_day(row["target_date"]),
            total=row["total_price"],
            created_on=_day(row["creation_date"]),
        )

    def line(self, row: Row, bookings: list[cs.Booking]) -> cs.OrderLine:
        return cs.OrderLine(
            id=str(row["pk"]),
            item=str(row["part"]),
            quantity=row["quantity"],
            shipped=row["shipped"],
            kind="non_inventory" if row["part"] in self.virtual else "stocked",
            bookings=bookings,
            promised_on=_day(row["target_date"]),
        )

    def in_stock(self, line: Row) -> list[cs.Booking]:
        """Return what is allocated to a line."""
        return [
            booking
            for each in self.allocations.get(line["pk"], ())
            for booking in booked(
                _in_stock(row_of("stock", self.stock, each["item"])), exact(each["quantity"])
            )
        ]

    def in_production(self, order: int, part: int) -> list[cs.Booking]:
        """Return what is being built of a part for an order."""
        return [
            booking
            for each in self.builds.get((order, part), ())
            for booking in booked(_in_production(each), _not_made(each))
        ]


def _check(tables: Tables) -> None:
    require_known(
        (path, tables.get(path, ()), "pk", "status", known)
        for path, known in (
            ("order/so", ORDER_STAGES),
            ("order/po", PURCHASE_STAGES),
            ("build", BUILD_STAGES),
            ("stock", LOT_STATUSES),
        )
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _in_stock(row: Row) -> cs.StockLot:
    return cs.StockLot(
        id=f"stock {row['pk']}",
        item=str(row["part"]),
        status=LOT_STATUSES[str(row["status"])],
        quantity=row["quantity"],
    )


def _not_made(build: Row) -> Decimal:
    return max(exact(build["quantity"]) - exact(build["completed"]), Decimal(0))


def _in_production(build: Row) -> cs.StockLot:
    return cs.StockLot(
        id=f"build {build['pk']}",
        item=str(build["part"]),
        status=cs.LotStatus.PLANNED,
        source=cs.ManufacturingOrder(
            id=build["reference"],
            stage=BUILD_STAGES[str(build["status"])],
            planned_start=_day(build["start_date"]),
            planned_finish=_day(build["target_date"]),
        ),
        quantity=_not_made(build),
    )


def _on_order(line: Row, order: Row) -> cs.StockLot:
    rest = exact(line["quantity"]) - exact(line["received"])
    return cs.StockLot(
        id=f"po-line {line['pk']}",
        item=str(line["internal_part"]),
        status=cs.LotStatus.PLANNED,
        expected_on=_day(line["target_date"]),
        source=cs.PurchaseOrder(
            id=order["reference"],
            stage=PURCHASE_STAGES[str(order["status"])],
            expected_on=_day(order["target_date"]),
        ),
        quantity=max(rest, Decimal(0)),
    )
