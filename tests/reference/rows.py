"""Orders as plain rows, as a database returns them, and models built from them.

The same code builds the library's models and those of a host.
"""

from collections.abc import Iterable
from typing import Any

import costatus as cs

Row = dict[str, Any]


def rows_of(orders: Iterable[cs.CustomerOrder]) -> list[Row]:
    """Return each order as a nested dict; members of vocabularies are texts."""
    return [_row(order) for order in orders]


def _row(model: Any) -> Any:
    if isinstance(model, tuple):
        return [_row(each) for each in model]
    if isinstance(model, str):
        return str(model)
    if not hasattr(model, "__attrs_attrs__"):
        return model
    row = {each.name: _row(getattr(model, each.name)) for each in model.__attrs_attrs__}
    if isinstance(model, cs.ManufacturingOrder | cs.PurchaseOrder | cs.TransferOrder):
        row["kind"] = model.kind.value
    return row


class Kit:
    """Build orders from rows with the classes of one module; an order shares its sources."""

    def __init__(self, models: Any) -> None:
        self.m = models

    def order(self, row: Row) -> Any:
        m = self.m
        sources: dict[tuple[str, str], Any] = {}
        return m.CustomerOrder(
            id=row["id"],
            stage=cs.OrderStatus(row["stage"]),
            lines=[self._line(each, sources) for each in row["lines"]],
            promised_on=row["promised_on"],
            total=row["total"],
            invoices=[self._invoice(each) for each in row["invoices"]],
        )

    def _line(self, row: Row, sources: dict[tuple[str, str], Any]) -> Any:
        return self.m.OrderLine(
            id=row["id"],
            item=row["item"],
            quantity=row["quantity"],
            shipped=row["shipped"],
            closed=row["closed"],
            kind=cs.LineKind(row["kind"]),
            bookings=[self._booking(each, sources) for each in row["bookings"]],
            promised_on=row["promised_on"],
        )

    def _booking(self, row: Row, sources: dict[tuple[str, str], Any]) -> Any:
        lot, source = row["lot"], None
        if lot["source"] is not None:
            key = lot["source"]["kind"], lot["source"]["id"]
            source = sources.get(key)
            if source is None:
                source = sources[key] = self._source(lot["source"], sources)
        made = self.m.StockLot(
            id=lot["id"],
            item=lot["item"],
            status=cs.LotStatus(lot["status"]),
            expected_on=lot["expected_on"],
            source=source,
        )
        return self.m.Booking(lot=made, quantity=row["quantity"])

    def _source(self, row: Row, sources: dict[tuple[str, str], Any]) -> Any:
        m = self.m
        if row["kind"] == "purchase":
            stage = cs.PurchaseStage(row["stage"])
            return m.PurchaseOrder(id=row["id"], stage=stage, expected_on=row["expected_on"])
        if row["kind"] == "transfer":
            return m.TransferOrder(
                id=row["id"],
                stage=cs.TransferStage(row["stage"]),
                planned_shipment_on=row["planned_shipment_on"],
                planned_arrival_on=row["planned_arrival_on"],
            )
        return m.ManufacturingOrder(
            id=row["id"],
            stage=cs.ManufacturingStage(row["stage"]),
            planned_start=row["planned_start"],
            planned_finish=row["planned_finish"],
            parts=[
                m.Part(
                    id=each["id"],
                    item=each["item"],
                    quantity=each["quantity"],
                    consumed=each["consumed"],
                    bookings=[self._booking(one, sources) for one in each["bookings"]],
                )
                for each in row["parts"]
            ],
            operations=[m.Operation(**each) for each in row["operations"]],
        )

    def _invoice(self, row: Row) -> Any:
        return self.m.Invoice(
            id=row["id"],
            kind=cs.InvoiceKind(row["kind"]),
            status=cs.InvoiceState(row["status"]),
            amount=row["amount"],
            payable=row["payable"],
            paid=row["paid"],
        )
