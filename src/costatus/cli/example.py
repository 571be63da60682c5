"""`costatus example`: a small snapshot to try the other commands with."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from costatus.cli.command import Command
from costatus.cli.terminal import output
from costatus.models.invoices import Invoice
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.sources import ManufacturingOrder, Operation, Part, PurchaseOrder
from costatus.models.statuses import (
    InvoiceKind,
    InvoiceState,
    LotStatus,
    ManufacturingStage,
    OrderStatus,
    PurchaseStage,
)
from costatus.serialization import Snapshot, write_snapshot

TODAY = date(2026, 11, 24)
"""The `as_of` of the snapshot, so that everybody sees the same statuses."""


def _day(days: int) -> date:
    return TODAY + timedelta(days)


def _orders() -> Iterator[CustomerOrder]:
    frames = StockLot("LOT-1", "frame", LotStatus.RECEIVED)
    bikes = StockLot("LOT-2", "bike", LotStatus.RECEIVED)
    steel = PurchaseOrder("PO-5", PurchaseStage.ORDERED, expected_on=_day(8))
    scheduled = ManufacturingOrder(
        "MO-4",
        ManufacturingStage.SCHEDULED,
        planned_start=_day(4),
        planned_finish=_day(6),
        parts=[_part("frame", StockLot("LOT-3", "frame", LotStatus.PLANNED, source=steel))],
    )
    started = ManufacturingOrder(
        "MO-3",
        ManufacturingStage.IN_PROGRESS,
        planned_start=_day(-1),
        planned_finish=_day(3),
        parts=[_part("frame", frames)],
        operations=[
            Operation("weld", _day(-1), _day(1), started=True),
            Operation("paint", _day(2), _day(3)),
        ],
    )
    ordered = PurchaseOrder("PO-7", PurchaseStage.ORDERED, expected_on=_day(9))
    approved = PurchaseOrder("PO-8", PurchaseStage.APPROVED, expected_on=_day(12))

    yield _order("CO-11", _line(), stage=OrderStatus.QUOTATION, promised=None)
    yield _order("CO-12", _line(bikes, booked=4), promised=5)
    yield _order("CO-13", _line(_planned("LOT-4", started)), promised=6)
    yield _order("CO-14", _line(_planned("LOT-5", scheduled)), promised=8)
    yield _order("CO-15", _line(bikes), promised=2, invoices=[_invoice("INV-15", 400)])
    yield _order("CO-16", _line(_planned("LOT-6", approved)), promised=20)
    yield _order("CO-17", _line(_planned("LOT-7", ordered)), promised=7)
    yield _order(
        "CO-18",
        _line(shipped=10),
        stage=OrderStatus.DELIVERED,
        promised=-3,
        invoices=[_invoice("INV-18", 1200, paid=True)],
    )


def _order(
    id_: str,
    line: OrderLine,
    *,
    stage: OrderStatus = OrderStatus.CONFIRMED,
    promised: int | None,
    invoices: Sequence[Invoice] = (),
) -> CustomerOrder:
    promised_on = None if promised is None else _day(promised)
    return CustomerOrder(id_, stage, [line], promised_on, Decimal(1200), invoices)


def _line(lot: StockLot | None = None, *, booked: int = 10, shipped: int = 0) -> OrderLine:
    bookings = [Booking(lot, booked)] if lot else []
    return OrderLine("1", "bike", 10, shipped=shipped, bookings=bookings)


def _planned(id_: str, source: Source) -> StockLot:
    return StockLot(id_, "bike", LotStatus.PLANNED, source=source)


def _part(item: str, lot: StockLot) -> Part:
    return Part("1", item, 10, bookings=[Booking(lot, 10)])


def _invoice(id_: str, amount: int, *, paid: bool = False) -> Invoice:
    state = InvoiceState.PAID if paid else InvoiceState.UNPAID
    return Invoice(id_, InvoiceKind.INVOICE, state, amount)


def _run(_arguments: Namespace) -> int:
    output().write(write_snapshot(Snapshot(tuple(_orders()), as_of=TODAY)))
    return 0


COMMAND = Command(
    "example",
    "print a small snapshot to try the other commands with",
    "costatus example > orders.json",
    _run,
)
