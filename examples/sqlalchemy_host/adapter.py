"""From rows to models: the part that every host writes for its own tables.

A page of orders takes one query for each relationship, however many orders it has. Each lot and
source becomes one model, shared by all orders of the page that depend on it.
"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, selectinload
from sqlalchemy_host.tables import (
    CustomerOrder,
    Invoice,
    Line,
    LineBooking,
    Lot,
    Operation,
    Part,
    PartBooking,
    Source,
)

import costatus as cs

PAGE = 200

# A part may wait for a lot from another source. Its plan is read, its own parts are not.
DEPENDED_ON = (
    selectinload(CustomerOrder.invoices),
    selectinload(CustomerOrder.lines)
    .selectinload(Line.bookings)
    .selectinload(LineBooking.lot)
    .selectinload(Lot.source)
    .options(
        selectinload(Source.operations),
        selectinload(Source.parts)
        .selectinload(Part.bookings)
        .selectinload(PartBooking.lot)
        .selectinload(Lot.source)
        .selectinload(Source.operations),
    ),
)


def read(
    session: Session, which: ColumnElement[bool] | None = None
) -> Iterator[cs.CustomerOrder | cs.SweepFailure]:
    """Yield the orders, by id, a page in memory at a time; SweepFailure for one that is wrong."""
    orders = select(CustomerOrder).where(true() if which is None else which)
    ordered = orders.order_by(CustomerOrder.id).options(*DEPENDED_ON)
    for page in session.scalars(ordered.execution_options(yield_per=PAGE)).partitions():
        supply = Supply()
        for row in page:
            try:
                yield _order(row, supply)
            except Exception as error:  # noqa: BLE001 whatever is wrong with it, the rest go on
                yield cs.SweepFailure(row.number, error)


class Supply:
    """The lots and sources of a page, each built once, when the first order needs it."""

    def __init__(self) -> None:
        self.lot = cache(self._lot)
        self._source = cache(self._build)

    def _lot(self, row: Lot, *, parts: bool = True) -> cs.StockLot:
        return cs.StockLot(
            id=row.number,
            item=row.item,
            status=row.status,
            expected_on=row.expected_on,
            source=self._source(row.source, parts=parts) if row.source else None,
        )

    def _build(
        self, row: Source, *, parts: bool
    ) -> cs.ManufacturingOrder | cs.PurchaseOrder | cs.TransferOrder:
        kind = cs.SourceKind(row.kind)
        if kind is cs.SourceKind.PURCHASE:
            return cs.PurchaseOrder(row.number, row.stage, row.ends_on)
        if kind is cs.SourceKind.TRANSFER:
            return cs.TransferOrder(row.number, row.stage, row.starts_on, row.ends_on)
        return cs.ManufacturingOrder(
            id=row.number,
            stage=row.stage,
            planned_start=row.starts_on,
            planned_finish=row.ends_on,
            parts=[self._part(part) for part in row.parts] if parts else (),
            operations=[_operation(operation) for operation in row.operations],
        )

    def _part(self, row: Part) -> cs.Part:
        return cs.Part(
            id=row.number,
            item=row.item,
            quantity=row.quantity,
            consumed=row.consumed,
            bookings=[
                cs.Booking(self.lot(booking.lot, parts=False), booking.quantity)
                for booking in row.bookings
            ],
        )


def _operation(row: Operation) -> cs.Operation:
    return cs.Operation(row.number, row.starts_on, row.ends_on, row.started, row.finished)


def _order(row: CustomerOrder, supply: Supply) -> cs.CustomerOrder:
    return cs.CustomerOrder(
        id=row.number,
        stage=row.stage,
        lines=[_line(line, supply) for line in row.lines],
        promised_on=row.promised_on,
        total=row.total,
        invoices=[_invoice(invoice) for invoice in row.invoices],
    )


def _line(row: Line, supply: Supply) -> cs.OrderLine:
    return cs.OrderLine(
        id=row.number,
        item=row.item,
        quantity=row.quantity,
        shipped=row.shipped,
        closed=row.closed,
        kind=row.kind,
        bookings=[
            cs.Booking(supply.lot(booking.lot), booking.quantity) for booking in row.bookings
        ],
        promised_on=row.promised_on,
    )


def _invoice(row: Invoice) -> cs.Invoice:
    return cs.Invoice(row.number, row.kind, row.status, row.amount, row.payable, row.paid)
