"""Small builders, so that a case reads like a sentence. TODAY is the day of every case."""

from datetime import date, timedelta
from typing import Any

import costatus as cs

TODAY = date(2026, 11, 24)


def day(after_today: int) -> date:
    return TODAY + timedelta(days=after_today)


def lot(name: str = "L1", *, status: str = "received", **more: Any) -> cs.StockLot:
    return cs.StockLot(id=name, item="bike", status=cs.LotStatus(status), **more)


def made(stage: str = "scheduled", name: str = "MO-1", **more: Any) -> cs.ManufacturingOrder:
    return cs.ManufacturingOrder(id=name, stage=cs.ManufacturingStage(stage), **more)


def bought(stage: str = "ordered", **more: Any) -> cs.PurchaseOrder:
    return cs.PurchaseOrder(id="PO-1", stage=cs.PurchaseStage(stage), **more)


def moved(stage: str = "new", **more: Any) -> cs.TransferOrder:
    return cs.TransferOrder(id="TO-1", stage=cs.TransferStage(stage), **more)


def line(*lots: cs.StockLot, quantity: int = 10, booked: int = 10, **more: Any) -> cs.OrderLine:
    bookings = tuple(cs.Booking(lot=each, quantity=booked) for each in lots)
    name = more.pop("name", "1")
    return cs.OrderLine(id=name, item="bike", quantity=quantity, bookings=bookings, **more)


def order(*lines: cs.OrderLine, stage: str = "confirmed", **more: Any) -> cs.CustomerOrder:
    more.setdefault("promised_on", day(7))
    return cs.CustomerOrder(id="CO-1", stage=cs.OrderStatus(stage), lines=lines, **more)


def invoice(amount: str, status: str = "unpaid", kind: str = "invoice", **more: Any) -> cs.Invoice:
    name = more.pop("name", "I1")
    state = cs.InvoiceState(status)
    return cs.Invoice(id=name, kind=cs.InvoiceKind(kind), status=state, amount=amount, **more)
