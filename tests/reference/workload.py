"""Orders of the size that hosts have, made from a seed.

An order has 3 lines, 4 bookings, 1.2 sources with parts and operations, and half an invoice on
average. `odd` is the share of facts that stray: missing days, canceled sources, returned lots,
amounts that disagree with their status. `zone` gives manufacturing orders moments, None days.
Each order's days lie around a day of its own, drawn from `around` and counted from TODAY.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from random import Random
from typing import TypeVar

from costatus.models.invoices import Invoice
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.orders import AUTOMATIC, CustomerOrder, OrderLine
from costatus.models.sources import (
    ManufacturingOrder,
    Operation,
    Part,
    PurchaseOrder,
    TransferOrder,
)
from costatus.models.statuses import (
    InvoiceKind,
    InvoiceState,
    LineKind,
    LotStatus,
    ManufacturingStage,
    OrderStatus,
    PurchaseStage,
    TransferStage,
)

TODAY = date(2026, 11, 24)
T = TypeVar("T")


def workload(
    count: int,
    *,
    seed: int = 1,
    odd: float = 0.05,
    zone: tzinfo | None = None,
    around: Sequence[int] = range(1),
    lines: int | None = None,
) -> list[CustomerOrder]:
    """Return orders, the same for the same seed; `lines` None means 1 to 5 per order."""
    maker = _Maker(Random(seed), odd, zone, lines)
    days = Random(seed).choices(around, k=count)
    return [maker.order(f"CO-{n}", TODAY + timedelta(day)) for n, day in enumerate(days)]


class _Maker:
    def __init__(self, random: Random, odd: float, zone: tzinfo | None, lines: int | None) -> None:
        self.lines = lines
        self.random = random
        self.odd = odd
        self.zone = zone
        self.last_id = 0
        self.around = TODAY

    def order(self, id_: str, around: date) -> CustomerOrder:
        self.around = around
        sources = [self.source() for _ in range(self.often([1, 1, 2]))]
        count = self.lines or self.random.randint(1, 5)
        lines = [self.line(str(n + 1), sources) for n in range(count)]
        choices = [stage for stage in OrderStatus if stage not in AUTOMATIC]
        total = Decimal(self.random.randint(0, 20) * 50)
        return CustomerOrder(
            id=id_,
            stage=self.mostly(OrderStatus.CONFIRMED, choices),
            lines=lines,
            promised_on=self.day(missing=0.1),
            total=total,
            invoices=[self.invoice(n, total) for n in range(self.often([0, 0, 0, 1, 1, 1]))],
        )

    def line(self, id_: str, sources: list[Source]) -> OrderLine:
        quantity = Decimal(self.random.randint(0 if self.strays() else 1, 20))
        bookings = list(self.bookings(quantity, sources))
        shipped = quantity if self.chance(0.15) else Decimal(0)
        if self.strays():
            shipped = Decimal(self.random.randint(0, 22))
        return OrderLine(
            id=id_,
            item="bike",
            quantity=quantity,
            shipped=shipped,
            closed=Decimal(self.random.randint(0, int(quantity))) if self.strays() else 0,
            kind=LineKind.NON_INVENTORY if self.chance(0.1) else LineKind.STOCKED,
            bookings=bookings,
            promised_on=self.day() if self.chance(0.2) else None,
        )

    def bookings(self, quantity: Decimal, sources: list[Source]) -> Iterator[Booking]:
        """Book mostly the whole quantity, in one or two bookings."""
        if self.chance(0.1):
            return
        parts = self.often([1, 1, 1, 2, 2])
        for n in range(parts):
            part = quantity / 2 if parts == 2 and quantity else quantity
            if self.strays():
                part = Decimal(self.random.randint(1, 15))
            if part:
                source = None if self.chance(0.3) else self.random.choice(sources)
                yield Booking(self.lot("bike", source), part)
            if not n and self.strays():
                yield Booking(self.lot("saddle", None), Decimal(self.random.randint(1, 5)))

    def lot(self, item: str, source: Source | None) -> StockLot:
        usual = [LotStatus.PLANNED, LotStatus.PLANNED, LotStatus.ON_HOLD, LotStatus.REQUESTED]
        status = self.random.choice(usual) if source else LotStatus.RECEIVED
        if self.strays():
            status = self.random.choice(list(LotStatus))
        expected = self.day() if self.chance(0.2) else None
        return StockLot(self.id("L"), item, status, expected_on=expected, source=source)

    def source(self) -> Source:
        draw = self.random.random()
        if draw < 0.5:
            return self.manufacturing()
        if draw < 0.8:
            ordered = [PurchaseStage.ORDERED, PurchaseStage.SHIPPED, PurchaseStage.APPROVED]
            stage = self.mostly(self.random.choice(ordered), list(PurchaseStage))
            return PurchaseOrder(self.id("PO"), stage, self.day(missing=0.1))
        moving = [TransferStage.READY_FOR_SHIPMENT, TransferStage.SHIPPED]
        transfer = self.mostly(self.random.choice(moving), list(TransferStage))
        shipment, arrival = self.day(missing=0.1), self.day(missing=0.1)
        return TransferOrder(self.id("TO"), transfer, shipment, arrival)

    def manufacturing(self) -> ManufacturingOrder:
        usual = [ManufacturingStage.SCHEDULED, ManufacturingStage.IN_PROGRESS]
        own_plan = self.chance(0.5)
        return ManufacturingOrder(
            id=self.id("MO"),
            stage=self.mostly(self.random.choice(usual), list(ManufacturingStage)),
            planned_start=self.deadline() if own_plan else None,
            planned_finish=self.deadline() if own_plan else None,
            parts=[self.part(str(n)) for n in range(self.random.randint(1, 3))],
            operations=[self.operation(str(n)) for n in range(self.random.randint(1, 3))],
        )

    def part(self, id_: str) -> Part:
        needed = Decimal(self.random.randint(1, 9))
        lots = [self.lot("frame", self.supplier()) for _ in range(self.often([1, 1, 2]))]
        bookings = [Booking(lot, self.mostly(needed, [Decimal(1), needed / 2])) for lot in lots]
        consumed = self.mostly(Decimal(0), [Decimal(1), needed])
        return Part(id_, "frame", needed, consumed, bookings)

    def supplier(self) -> Source | None:
        """Make a supplier of parts: most are in stock, some are on order."""
        if self.chance(0.7):
            return None
        stage = self.mostly(PurchaseStage.ORDERED, list(PurchaseStage))
        return PurchaseOrder(self.id("PO"), stage, self.day(missing=0.1))

    def operation(self, id_: str) -> Operation:
        done = self.chance(0.3)
        return Operation(
            id=id_,
            planned_start=self.deadline(),
            planned_finish=self.deadline(),
            started=done,
            finished=done and self.chance(0.5),
        )

    def invoice(self, n: int, total: Decimal) -> Invoice:
        amount = self.random.choice([total, total / 2, total / 4, Decimal("0.004")])
        payable = amount * 2 if self.chance(0.3) else None
        paid = self.random.choice([None, Decimal(0), Decimal("0.004"), amount / 2, amount])
        return Invoice(
            id=f"INV-{n}",
            kind=self.mostly(InvoiceKind.INVOICE, list(InvoiceKind)),
            status=self.mostly(InvoiceState.UNPAID, list(InvoiceState)),
            amount=amount,
            payable=payable,
            paid=paid if self.strays() else None,
        )

    def day(self, missing: float = 0.0) -> date | None:
        """Draw a day around the order's own; that one itself and its neighbours come often."""
        if self.chance(missing):
            return None
        near = self.chance(0.3)
        return self.around + timedelta(
            self.random.randint(-1, 1) if near else self.random.randint(-9, 30)
        )

    def deadline(self) -> date | datetime | None:
        day = self.day(missing=self.odd / 2)
        if day is None or self.zone is None or self.chance(0.3):
            return day
        moment = time(self.random.randint(0, 23), self.random.choice([0, 30]), tzinfo=self.zone)
        return datetime.combine(day, moment)

    def mostly(self, usual: T, others: list[T]) -> T:
        return self.random.choice(others) if self.chance(max(self.odd, 0.1)) else usual

    def often(self, counts: list[int]) -> int:
        return self.random.choice(counts) + (self.random.randint(0, 2) if self.strays() else 0)

    def strays(self) -> bool:
        return self.chance(self.odd)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def id(self, prefix: str) -> str:
        self.last_id += 1
        return f"{prefix}-{self.last_id}"
