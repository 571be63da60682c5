"""The arrays of a snapshot, made from models one by one: what linking tables has to give."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from typing import Any

import numpy as np

import costatus as cs
from costatus._arrays.derive import code
from costatus._arrays.layout import FOR_PEGGING, INPUTS, NO_MOMENT
from costatus._arrays.run import MICROSECOND
from costatus.models._moments import instant
from costatus.models.as_of import NEVER, UNKNOWN, AsOf, Deadline
from costatus.testing import Situation

SCALE = 9
NUMBERS = ("quantity", "total", "amount", "payable", "paid", "shipped", "consumed")


def fits(situation: Situation) -> bool:
    """Return whether the numbers of a situation are within what the arrays hold."""
    most = Decimal(2**55).scaleb(-SCALE)
    models: list[Any] = [*situation.orders, *situation.lots]
    for order in situation.orders:
        models += [*order.lines, *order.invoices]
        models += [booking for line in order.lines for booking in line.bookings]
    for lot in situation.lots:
        if isinstance(lot.source, cs.ManufacturingOrder):
            models += lot.source.parts
            models += [booking for part in lot.source.parts for booking in part.bookings]
    return all((getattr(model, name, None) or 0) < most for model in models for name in NUMBERS)


class Rows:
    """Models by id, each with the number of its row."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.models: list[Any] = []

    def is_new(self, model: Any) -> bool:
        return model.id not in self.number

    def of(self, model: Any) -> int:
        if model.id not in self.number:
            self.number[model.id] = len(self.models)
            self.models.append(model)
        return self.number[model.id]


def scaled(number: Decimal | None) -> int:
    return -1 if number is None else int(number.scaleb(SCALE))


def day(value: Any, missing: int = UNKNOWN) -> int:
    return missing if value is None else value.toordinal()


class Lists(dict[str, list[int]]):
    def __missing__(self, name: str) -> list[int]:
        self[name] = []
        return self[name]

    def add(self, **values: int) -> None:
        for name, value in values.items():
            self[name].append(value)

    def deadline(self, name: str, value: Deadline | None, as_of: AsOf) -> None:
        is_moment = as_of.has_time and isinstance(value, datetime)
        moment = instant(value) // MICROSECOND if is_moment else NO_MOMENT  # type: ignore[arg-type]
        self.add(
            **{
                f"{name}_day": UNKNOWN if value is None else as_of.day(value),
                f"{name}_moment": moment,
            }
        )


class Arrays:
    """The arrays of some orders and lots, and the models that their rows are made from."""

    def __init__(
        self, orders: Sequence[cs.CustomerOrder], lots: Iterable[cs.StockLot], as_of: AsOf
    ) -> None:
        self.as_of = as_of
        self.found = Lists()
        self.lots = Rows()
        self.sources = {kind: Rows() for kind in cs.SourceKind}
        self.lines = [(order.id, line.id) for order in orders for line in order.lines]
        self.items: dict[str, int] = {}
        for lot in lots:
            self.lots.of(lot)
        self._add_orders(orders)
        self._add_lots()
        self._add_sources()
        kinds = {**INPUTS, **FOR_PEGGING, "booking_lot": "int32", "booking_quantity": "int64"}
        self.arrays = {name: np.array(self.found[name], kind) for name, kind in kinds.items()}

    def line_key(self, row: int) -> tuple[str, str]:
        return self.lines[row]

    def lot_key(self, row: int) -> str:
        key: str = self.lots.models[row].id
        return key

    def source(self, kind: int, row: int) -> str:
        key: str = self.sources[list(cs.SourceKind)[kind]].models[row].id
        return key

    def _item(self, item: str) -> int:
        return self.items.setdefault(item, len(self.items))

    def _add_orders(self, orders: Iterable[cs.CustomerOrder]) -> None:
        found = self.found
        found.add(order_lines=0, order_invoices=0, line_bookings=0)
        for order in orders:
            for line in order.lines:
                for booking in line.bookings:
                    found.add(
                        booking_lot=self.lots.of(booking.lot),
                        booking_quantity=scaled(booking.quantity),
                    )
                found.add(
                    line_stocked=int(line.kind is cs.LineKind.STOCKED),
                    line_quantity=scaled(line.quantity),
                    line_shipped=scaled(line.shipped),
                    line_closed=scaled(line.closed),
                    line_promise=day(line.promised_on or order.promised_on, NEVER),
                    line_item=self._item(line.item),
                    line_bookings=len(found["booking_lot"]),
                )
            for invoice in order.invoices:
                found.add(
                    invoice_kind=code(invoice.kind),
                    invoice_status=code(invoice.status),
                    invoice_amount=scaled(invoice.amount),
                    invoice_payable=scaled(invoice.payable),
                    invoice_paid=scaled(invoice.paid),
                )
            found.add(
                order_stage=code(order.stage),
                order_total=scaled(order.total),
                order_lines=len(found["line_stocked"]),
                order_invoices=len(found["invoice_kind"]),
                order_skip=0,
                order_priority=2**31 - 1 if order.priority is None else order.priority,
                order_created=day(order.created_on, NEVER),
            )

    def _add_lots(self) -> None:
        """Add the lots, and the MOs behind them, whose parts may book more lots."""
        found = self.found
        found.add(mo_parts=0, mo_operations=0, part_bookings=0)
        kinds = list(cs.SourceKind)
        for lot in self.lots.models:  # grows while it is read
            source = lot.source
            if source is not None and self.sources[source.kind].is_new(source):
                self.sources[source.kind].of(source)
                if isinstance(source, cs.ManufacturingOrder):
                    self._add_manufacturing(source)
            found.add(
                lot_status=code(lot.status),
                lot_expected=day(lot.expected_on),
                lot_kind=-1 if source is None else kinds.index(source.kind),
                lot_source=-1 if source is None else self.sources[source.kind].of(source),
                lot_item=self._item(lot.item),
                lot_quantity=scaled(lot.quantity),
            )
        texts = [lot.id.encode("utf-8") for lot in self.lots.models]
        found["lot_text_ends"] = [0, *accumulate(map(len, texts))]
        found["lot_text"] = list(b"".join(texts))

    def _add_manufacturing(self, source: cs.ManufacturingOrder) -> None:
        found, as_of = self.found, self.as_of
        for part in source.parts:
            for booking in part.bookings:
                found.add(
                    part_booking_lot=self.lots.of(booking.lot),
                    part_booking_quantity=scaled(booking.quantity),
                )
            found.add(
                part_quantity=scaled(part.quantity),
                part_consumed=scaled(part.consumed),
                part_bookings=len(found["part_booking_lot"]),
            )
        for operation in source.operations:
            found.deadline("operation_start", operation.planned_start, as_of)
            found.deadline("operation_finish", operation.planned_finish, as_of)
            found.add(
                operation_started=int(operation.started),
                operation_finished=int(operation.finished),
            )
        found.deadline("mo_start", source.planned_start, as_of)
        found.deadline("mo_finish", source.planned_finish, as_of)
        found.add(
            mo_stage=code(source.stage),
            mo_parts=len(found["part_quantity"]),
            mo_operations=len(found["operation_started"]),
        )

    def _add_sources(self) -> None:
        for order in self.sources[cs.SourceKind.PURCHASE].models:
            self.found.add(po_stage=code(order.stage), po_expected=day(order.expected_on))
        for order in self.sources[cs.SourceKind.TRANSFER].models:
            self.found.add(
                to_stage=code(order.stage),
                to_shipment=day(order.planned_shipment_on),
                to_arrival=day(order.planned_arrival_on),
            )
