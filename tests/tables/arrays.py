"""The arrays of a snapshot, made from models one by one: what linking tables has to give."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

import costatus as cs
from costatus.models.as_of import NEVER, UNKNOWN, AsOf, Deadline, instant
from costatus.tables._derive import code
from costatus.tables._layout import INPUTS
from costatus.tables._run import MICROSECOND, NO_MOMENT

SCALE = 9
KINDS = {"manufacturing": 0, "purchase": 1, "transfer": 2}


class Rows:
    """Models by id, each with the number of its row."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.models: list[Any] = []

    def of(self, model: Any) -> int:
        if model.id not in self.number:
            self.number[model.id] = len(self.models)
            self.models.append(model)
        return self.number[model.id]


def scaled(number: Decimal | None) -> int:
    return -1 if number is None else int(number.scaleb(SCALE))


def day(value: Any, missing: int = UNKNOWN) -> int:
    return missing if value is None else value.toordinal()


def deadline(value: Deadline | None, as_of: AsOf) -> tuple[int, int]:
    if value is None:
        return UNKNOWN, NO_MOMENT
    is_moment = as_of.has_time and isinstance(value, datetime)
    return as_of.day(value), instant(value) // MICROSECOND if is_moment else NO_MOMENT  # type: ignore[arg-type]


class Lists(dict[str, list[int]]):
    def __missing__(self, name: str) -> list[int]:
        self[name] = []
        return self[name]

    def add(self, **values: int) -> None:
        for name, value in values.items():
            self[name].append(value)


def arrays_of(
    orders: Iterable[cs.CustomerOrder], lots: Iterable[cs.StockLot], as_of: AsOf
) -> tuple[dict[str, NDArray[Any]], Rows, dict[str, Rows]]:
    """Return the arrays, the rows of lots, and those of each kind of source."""
    found = Lists()
    lot_rows = Rows()
    sources = {kind: Rows() for kind in KINDS}
    items: dict[str, int] = {}
    for lot in lots:
        lot_rows.of(lot)
    found.add(order_lines=0, order_invoices=0, line_bookings=0)
    for order in orders:
        for line in order.lines:
            promise = line.promised_on or order.promised_on
            for booking in line.bookings:
                found.add(
                    supply_lot=lot_rows.of(booking.lot), supply_quantity=scaled(booking.quantity)
                )
            found.add(
                line_stocked=int(line.kind is cs.LineKind.STOCKED),
                line_quantity=scaled(line.quantity),
                line_shipped=scaled(line.shipped),
                line_closed=scaled(line.closed),
                line_promise=day(promise, NEVER),
                line_item=items.setdefault(line.item, len(items)),
                line_bookings=len(found["supply_lot"]),
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
    done = 0
    found.add(mo_parts=0, mo_operations=0, part_bookings=0)
    while done < len(lot_rows.models):
        lot = lot_rows.models[done]
        done += 1
        source = lot.source
        known = 0 if source is None else len(sources[source.kind].models)
        found.add(
            lot_status=code(lot.status),
            lot_expected=day(lot.expected_on),
            lot_kind=-1 if source is None else KINDS[source.kind],
            lot_source=0 if source is None else sources[source.kind].of(source),
            lot_item=items.setdefault(lot.item, len(items)),
            lot_quantity=scaled(lot.quantity),
        )
        if isinstance(source, cs.ManufacturingOrder) and len(sources[source.kind].models) > known:
            add_manufacturing(found, source, lot_rows, as_of)
    for order in sources["purchase"].models:
        found.add(po_stage=code(order.stage), po_expected=day(order.expected_on))
    for order in sources["transfer"].models:
        found.add(
            to_stage=code(order.stage),
            to_shipment=day(order.planned_shipment_on),
            to_arrival=day(order.planned_arrival_on),
        )
    texts = [lot.id.encode("utf-8", "surrogatepass") for lot in lot_rows.models]
    found["lot_text_ends"] = [0, *np.cumsum([len(text) for text in texts]).tolist()]
    found["lot_text"] = list(b"".join(texts))
    found["booking_lot"] = found["supply_lot"]
    found["booking_quantity"] = found["supply_quantity"]
    found["line_supplies"] = found["line_bookings"]
    kinds = {
        **INPUTS,
        "booking_lot": "int32",
        "booking_quantity": "int64",
        "lot_quantity": "int64",
        "order_priority": "int32",
        "order_created": "int32",
    }
    arrays = {name: np.array(found[name], kind) for name, kind in kinds.items()}
    return arrays, lot_rows, sources


def add_manufacturing(
    found: Lists, source: cs.ManufacturingOrder, lot_rows: Rows, as_of: AsOf
) -> None:
    start, start_moment = deadline(source.planned_start, as_of)
    finish, finish_moment = deadline(source.planned_finish, as_of)
    for part in source.parts:
        for booking in part.bookings:
            found.add(
                part_booking_lot=lot_rows.of(booking.lot),
                part_booking_quantity=scaled(booking.quantity),
            )
        found.add(
            part_quantity=scaled(part.quantity),
            part_consumed=scaled(part.consumed),
            part_bookings=len(found["part_booking_lot"]),
        )
    for operation in source.operations:
        op_start, op_start_moment = deadline(operation.planned_start, as_of)
        op_finish, op_finish_moment = deadline(operation.planned_finish, as_of)
        found.add(
            operation_start_day=op_start,
            operation_start_moment=op_start_moment,
            operation_finish_day=op_finish,
            operation_finish_moment=op_finish_moment,
            operation_started=int(operation.started),
            operation_finished=int(operation.finished),
        )
    found.add(
        mo_stage=code(source.stage),
        mo_start_day=start,
        mo_start_moment=start_moment,
        mo_finish_day=finish,
        mo_finish_moment=finish_moment,
        mo_parts=len(found["part_quantity"]),
        mo_operations=len(found["operation_started"]),
    )
