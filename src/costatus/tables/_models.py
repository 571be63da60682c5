"""The models of rows: each lot and each source is built once, when it is first needed."""

from collections.abc import Iterator
from typing import Any, Final, TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from costatus.models.invoices import Invoice
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.sources import (
    ManufacturingOrder,
    Operation,
    Part,
    PurchaseOrder,
    TransferOrder,
)
from costatus.tables._snapshot import SOURCES, Snapshot

T = TypeVar("T")
_MANUFACTURING: Final = 0


class Models:
    """Builds the models of a snapshot. Lots and sources are shared by all that need them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._lots: dict[int, StockLot] = {}
        self._orders: dict[int, ManufacturingOrder] = {}
        self._sources: dict[tuple[int, int], Source] = {}
        self._rows: dict[int, int] = {}

    def order(self, row: int) -> CustomerOrder:
        """Return the customer order of a row."""
        lines = [self._line(each) for each in self._between("order_lines", row)]
        invoices = [
            self._model(Invoice, "invoices", each) for each in self._between("order_invoices", row)
        ]
        return self._model(CustomerOrder, "orders", row, lines=lines, invoices=invoices)

    def lots(self) -> Iterator[StockLot]:
        """Yield the lots that supply anything where tracing is off."""
        for row in np.flatnonzero(self._array("lot_quantity") >= 0).tolist():
            yield self._lot(row)

    def row_of(self, source: Source) -> int:
        """Return the row of a source of a lot."""
        return self._rows[id(source)]

    def _line(self, row: int) -> OrderLine:
        lots = self._array("booking_lot")
        bookings = [
            self._booking("bookings", each, self._lot(int(lots[each])))
            for each in self._between("line_bookings", row)
        ]
        return self._model(OrderLine, "lines", row, bookings=bookings)

    def _lot(self, row: int) -> StockLot:
        lot = self._lots.get(row)
        if lot is None:
            order = self._order_behind(row)
            if order is not None:
                self._build(order)
            lot = self._lots[row] = self._lot_from(row, self._source(row))
        return lot

    def _lot_from(self, row: int, source: Source | None) -> StockLot:
        return self._model(StockLot, "lots", row, source=source)

    def _order_behind(self, lot: int) -> int | None:
        """Return the row of the manufacturing order that a lot comes from."""
        if self._array("lot_kind")[lot] != _MANUFACTURING:
            return None
        return int(self._array("lot_source")[lot])

    def _source(self, lot: int) -> Source | None:
        """Return the source of a lot; a manufacturing order must have been built."""
        kind, row = int(self._array("lot_kind")[lot]), int(self._array("lot_source")[lot])
        if kind < 0:
            return None
        source = self._sources.get((kind, row))
        if source is None:
            model = PurchaseOrder if kind == 1 else TransferOrder
            source = self._keep(kind, row, self._model(model, SOURCES[kind], row))
        return source

    def _keep(self, kind: int, row: int, source: Source) -> Source:
        self._sources[kind, row] = source
        self._rows[id(source)] = row
        return source

    def _build(self, row: int) -> None:
        """Build a manufacturing order, after those that its parts wait for.

        Where orders wait for each other in a ring, the ring is cut: a part of the last one has a
        lot from an order without parts. Rules do not look further than that.
        """
        waiting = [row]
        begun: set[int] = set()
        while waiting:
            row = waiting[-1]
            if (_MANUFACTURING, row) in self._sources:
                waiting.pop()
            elif row in begun:
                self._keep(_MANUFACTURING, row, self._manufacturing_order(row))
            else:
                begun.add(row)
                behind = (self._order_behind(lot) for lot in self._part_lots(row))
                waiting += [order for order in behind if order is not None and order not in begun]

    def _part_lots(self, order: int) -> list[int]:
        """Return the rows of the lots that are booked for the parts of an order."""
        parts = self._array("mo_parts")
        first, last = self._array("part_bookings")[[parts[order], parts[order + 1]]]
        found: list[int] = self._array("part_booking_lot")[first:last].tolist()
        return found

    def _manufacturing_order(self, row: int) -> ManufacturingOrder:
        lots = self._array("part_booking_lot")
        parts = []
        for part in self._between("mo_parts", row):
            bookings = [
                self._booking("part_bookings", each, self._part_lot(int(lots[each])))
                for each in self._between("part_bookings", part)
            ]
            parts.append(self._model(Part, "parts", part, bookings=bookings))
        return self._order_with(row, parts)

    def _order_with(self, row: int, parts: list[Part]) -> ManufacturingOrder:
        operations = [
            self._model(Operation, "operations", each)
            for each in self._between("mo_operations", row)
        ]
        return self._model(ManufacturingOrder, SOURCES[0], row, parts=parts, operations=operations)

    def _part_lot(self, row: int) -> StockLot:
        """Return a lot of a part; in a ring, one from an order without parts."""
        order = self._order_behind(row)
        if order is None or (_MANUFACTURING, order) in self._sources:
            return self._lot(row)
        return self._lot_from(row, self._order_with(order, []))

    def _booking(self, table: str, row: int, lot: StockLot) -> Booking:
        return self._model(Booking, table, row, lot=lot)

    def _model(self, model: type[T], table: str, row: int, **children: Any) -> T:
        """Build the model of a grouped row; what other columns say is left out."""
        of, place = self._snapshot.place(table, row)
        record = of.record(place)
        fields = {
            each.name: record[each.name]
            for each in attrs.fields(model)  # type: ignore[arg-type]  # T is a model
            if each.name in record
        }
        return model(**{**fields, **children})

    def _between(self, offsets: str, row: int) -> range:
        """Return the rows of the children of a row."""
        array = self._array(offsets)
        return range(int(array[row]), int(array[row + 1]))

    def _array(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = self._snapshot.arrays[name]
        return array
