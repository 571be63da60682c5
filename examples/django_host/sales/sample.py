"""A few orders around a day, each of which stands somewhere else."""

from datetime import date, timedelta

from sales.models import CustomerOrder, ManufacturingOrder, PurchaseOrder, StockLot, TransferOrder

Lines = list[tuple[str, int, str | None]]  # item, quantity, lot
Invoices = list[tuple[int, int]]  # amount, paid

# Customer, stage, days until the promise, total, lines and invoices.
ORDERS: list[tuple[str, str, int, int, Lines, Invoices]] = [
    ("Velo Nord", "quotation", 21, 4800, [("City bike", 4, None)], []),
    ("Ride & Co", "waiting_for_confirmation", 14, 2600, [("Cargo bike", 1, None)], []),
    ("Pedal House", "confirmed", 7, 5200, [("Cargo bike", 2, "in production")], [(2600, 0)]),
    ("Velo Sud", "confirmed", 8, 2800, [("Cargo bike", 1, "to make"), ("Helmet", 5, "bought")], []),
    ("Tallinn Cycles", "confirmed", 5, 450, [("Helmet", 10, "bought")], [(450, 450)]),
    ("Velo Nord", "confirmed", 2, 3600, [("City bike", 3, "in stock")], [(3600, 3600)]),
    ("Ride & Co", "confirmed", 9, 7400, [("City bike", 6, "moved"), ("Helmet", 6, None)], []),
    ("Pedal House", "confirmed", -1, 2400, [("City bike", 2, "moved")], []),
    ("Two Wheels", "delivered", -3, 1200, [("City bike", 1, None)], [(1200, 600)]),
    ("Tallinn Cycles", "canceled", 3, 2600, [("Cargo bike", 1, None)], []),
]


def build(today: date) -> None:
    """Add the orders and their supply."""

    def after(days: int) -> date:
        return today + timedelta(days)

    in_production = ManufacturingOrder.objects.create(
        stage="in_progress", planned_start=after(-2), planned_finish=after(9)
    )
    scheduled = ManufacturingOrder.objects.create(
        stage="scheduled", planned_start=after(2), planned_finish=after(6)
    )
    bought = PurchaseOrder.objects.create(stage="ordered", expected_on=after(5))
    moved = TransferOrder.objects.create(
        stage="shipped", planned_shipment_on=after(-1), planned_arrival_on=after(2)
    )
    lot = StockLot.objects.create
    lots = {
        "in production": lot(
            item="Cargo bike", status="planned", manufacturing_order=in_production
        ),
        "to make": lot(item="Cargo bike", status="planned", manufacturing_order=scheduled),
        "bought": lot(item="Helmet", status="planned", purchase_order=bought),
        "moved": lot(item="City bike", status="planned", transfer_order=moved),
        "in stock": lot(item="City bike", status="received"),
    }
    for customer, stage, days, total, lines, invoices in ORDERS:
        order = CustomerOrder.objects.create(
            customer=customer, stage=stage, promised_on=after(days), total=total
        )
        for item, quantity, booked in lines:
            shipped = quantity if stage == "delivered" else 0
            line = order.lines.create(item=item, quantity=quantity, shipped=shipped)
            if booked:
                line.bookings.create(lot=lots[booked], quantity=quantity)
        for amount, paid in invoices:
            status = "paid" if paid == amount else "paid_partially" if paid else "unpaid"
            order.invoices.create(status=status, amount=amount, paid=paid)
