"""Fill the tables with the orders of a snapshot, so that there is something to run over."""

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy_host.database import ErpSession, connect
from sqlalchemy_host.tables import (
    Base,
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
from costatus.serialization import read_snapshot


class Loader:
    """Makes rows of orders: one for each lot and source, however many orders depend on it."""

    def __init__(self) -> None:
        self._lots: dict[str, Lot] = {}
        self._sources: dict[tuple[str, str], Source] = {}

    def order(self, order: cs.CustomerOrder) -> CustomerOrder:
        """Return the row of an order, with all that it depends on."""
        return CustomerOrder(
            number=order.id,
            stage=order.stage.value,
            promised_on=order.promised_on,
            total=order.total,
            lines=[self._line(line) for line in order.lines],
            invoices=[
                Invoice(
                    number=invoice.id,
                    kind=invoice.kind.value,
                    status=invoice.status.value,
                    amount=invoice.amount,
                    payable=invoice.payable,
                    paid=invoice.paid,
                )
                for invoice in order.invoices
            ],
        )

    def _line(self, line: cs.OrderLine) -> Line:
        return Line(
            number=line.id,
            item=line.item,
            kind=line.kind.value,
            quantity=line.quantity,
            shipped=line.shipped,
            closed=line.closed,
            promised_on=line.promised_on,
            bookings=[
                LineBooking(lot=self._lot(booking.lot), quantity=booking.quantity)
                for booking in line.bookings
            ],
        )

    def _lot(self, lot: cs.StockLot) -> Lot:
        if lot.id not in self._lots:
            self._lots[lot.id] = Lot(
                number=lot.id,
                item=lot.item,
                status=lot.status.value,
                expected_on=lot.expected_on,
                source=lot.source and self._source(lot.source),
            )
        return self._lots[lot.id]

    def _source(self, source: Any) -> Source:
        key = (source.kind.value, source.id)
        if key not in self._sources:
            row = Source(kind=source.kind.value, number=source.id, stage=source.stage.value)
            match source:
                case cs.PurchaseOrder():
                    row.ends_on = source.expected_on
                case cs.TransferOrder():
                    row.starts_on = source.planned_shipment_on
                    row.ends_on = source.planned_arrival_on
                case _:
                    row.starts_on = _day(source.planned_start)
                    row.ends_on = _day(source.planned_finish)
                    row.parts = [self._part(part) for part in source.parts]
                    row.operations = [_operation(operation) for operation in source.operations]
            self._sources[key] = row
        return self._sources[key]

    def _part(self, part: cs.Part) -> Part:
        return Part(
            number=part.id,
            item=part.item,
            quantity=part.quantity,
            consumed=part.consumed,
            bookings=[
                PartBooking(lot=self._lot(booking.lot), quantity=booking.quantity)
                for booking in part.bookings
            ],
        )


def _operation(operation: cs.Operation) -> Operation:
    return Operation(
        number=operation.id,
        starts_on=_day(operation.planned_start),
        ends_on=_day(operation.planned_finish),
        started=operation.started,
        finished=operation.finished,
    )


def _day(planned: date | datetime | None) -> date | None:
    """Return the day that a moment shows; this ERP plans in days."""
    return planned.date() if isinstance(planned, datetime) else planned


def main(arguments: list[str] | None = None) -> None:
    """Make the tables, and load the orders."""
    parser = argparse.ArgumentParser(prog="python -m sqlalchemy_host.load", description=__doc__)
    parser.add_argument("url", metavar="URL", help="the database, as SQLAlchemy writes it")
    parser.add_argument("file", metavar="FILE", type=Path, help="a snapshot: JSON of costatus")
    given = parser.parse_args(arguments)
    snapshot = read_snapshot(given.file.read_text(encoding="utf-8"))
    engine = connect(given.url)
    Base.metadata.create_all(engine)
    load = Loader()
    with ErpSession(engine) as session, session.begin():
        session.add_all([load.order(order) for order in snapshot.orders])
    print(f"{len(snapshot.orders)} orders loaded")


if __name__ == "__main__":
    main()
