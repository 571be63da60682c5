"""From rows to models: an id is `str(pk)`, and each lot and source is built once."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from django.db.models import Prefetch, QuerySet

import costatus as cs
from sales import models


def loaded(orders: "QuerySet[models.CustomerOrder]") -> "QuerySet[models.CustomerOrder]":
    """Return the orders with all that their models need, in four queries however many they are."""
    bookings = models.Booking.objects.select_related(
        "lot__manufacturing_order", "lot__purchase_order", "lot__transfer_order"
    )
    return orders.prefetch_related("lines", Prefetch("lines__bookings", bookings), "invoices")


def read(rows: Iterable[models.CustomerOrder]) -> Iterator[cs.CustomerOrder | cs.SweepFailure]:
    """Yield an order for each loaded row; a SweepFailure where the row is no valid order."""
    source = cache(_source)  # rows are equal where table and key are

    @cache
    def lot(row: models.StockLot) -> cs.StockLot:
        return cs.StockLot(
            id=str(row.pk),
            item=row.item,
            status=row.status,
            expected_on=row.expected_on,
            source=source(row.source) if row.source else None,
        )

    for row in rows:
        try:
            yield _order(row, lot)
        except cs.InvalidInput as error:
            yield cs.SweepFailure(str(row.pk), error)


def _order(
    row: models.CustomerOrder, lot: Callable[[models.StockLot], cs.StockLot]
) -> cs.CustomerOrder:
    return cs.CustomerOrder(
        id=str(row.pk),
        stage=row.stage,
        lines=[
            cs.OrderLine(
                id=str(line.pk),
                item=line.item,
                quantity=line.quantity,
                shipped=line.shipped,
                bookings=[cs.Booking(lot(each.lot), each.quantity) for each in line.bookings.all()],
            )
            for line in row.lines.all()
        ],
        promised_on=row.promised_on,
        total=row.total,
        invoices=[
            cs.Invoice(str(each.pk), each.kind, each.status, each.amount, paid=each.paid)
            for each in row.invoices.all()
        ],
    )


def _source(
    row: models.Source,
) -> cs.ManufacturingOrder | cs.PurchaseOrder | cs.TransferOrder:
    id_ = str(row.pk)
    match row:
        case models.ManufacturingOrder():
            return cs.ManufacturingOrder(id_, row.stage, row.planned_start, row.planned_finish)
        case models.PurchaseOrder():
            return cs.PurchaseOrder(id_, row.stage, row.expected_on)
        case _:
            return cs.TransferOrder(id_, row.stage, row.planned_shipment_on, row.planned_arrival_on)
