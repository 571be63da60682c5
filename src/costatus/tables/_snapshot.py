"""Tables as arrays in which what belongs to an order stands together."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Final

import numpy as np
from attrs import define
from numpy.typing import NDArray

from costatus.tables._columns import Bools, Column
from costatus.tables._faults import Faults
from costatus.tables._reach import Reach
from costatus.tables._table import ReadTable, Stack
from costatus.tables.keys import Int32s

OF_ORDERS: Final = ("lines", "bookings", "invoices")
"""The tables whose rows belong to an order."""
OF_MANUFACTURING_ORDERS: Final = ("parts", "part_bookings", "operations")
"""The tables whose rows belong to a manufacturing order."""
SOURCES: Final = ("manufacturing_orders", "purchase_orders", "transfer_orders")
"""The tables of sources, in the order of their codes."""

VALUES: Final = {
    "orders": {
        "order_stage": "stage",
        "order_promise": "promised_on",
        "order_total": "total",
        "order_priority": "priority",
        "order_created": "created_on",
    },
    "lines": {
        "line_stocked": "kind",
        "line_quantity": "quantity",
        "line_shipped": "shipped",
        "line_closed": "closed",
        "line_promise": "promised_on",
    },
    "bookings": {"booking_quantity": "quantity"},
    "lots": {"lot_status": "status", "lot_expected": "expected_on", "lot_quantity": "quantity"},
    "manufacturing_orders": {
        "mo_stage": "stage",
        "mo_start_day": "planned_start.day",
        "mo_start_moment": "planned_start.moment",
        "mo_finish_day": "planned_finish.day",
        "mo_finish_moment": "planned_finish.moment",
    },
    "parts": {"part_quantity": "quantity", "part_consumed": "consumed"},
    "part_bookings": {"part_booking_quantity": "quantity"},
    "operations": {
        "operation_start_day": "planned_start.day",
        "operation_start_moment": "planned_start.moment",
        "operation_finish_day": "planned_finish.day",
        "operation_finish_moment": "planned_finish.moment",
        "operation_started": "started",
        "operation_finished": "finished",
    },
    "purchase_orders": {"po_stage": "stage", "po_expected": "expected_on"},
    "transfer_orders": {
        "to_stage": "stage",
        "to_shipment": "planned_shipment_on",
        "to_arrival": "planned_arrival_on",
    },
    "invoices": {
        "invoice_kind": "kind",
        "invoice_status": "status",
        "invoice_amount": "amount",
        "invoice_payable": "payable",
        "invoice_paid": "paid",
    },
}
"""The arrays of the snapshot by table, and the array of that table that each is made of."""


@define(eq=False, slots=False)
class Snapshot:
    """All that the statuses of orders are found from.

    Attributes:
        arrays: What the kernel reads, as in `costatus._arrays.layout`.
        quantity_scale: How many digits after the point the units of quantities have.
        money_scale: How many digits after the point the units of money have.
        stacks: The tables that the arrays are made of.
        rows: By table, the row of each place in the arrays. None: its own number.
        lost: By table, the rows that have no place, and the orders or MOs that they belong to.
        faults: What is wrong with the rows.
        order_fault: Which orders are touched by a fault.
        order_unfit: Which orders need a number that the arrays do not hold.
        lots_fit: Whether the arrays hold all numbers of lots and of what these need.
    """

    arrays: dict[str, NDArray[Any]]
    quantity_scale: int
    money_scale: int
    stacks: Mapping[str, Stack]
    rows: Mapping[str, Int32s | None]
    lost: Mapping[str, tuple[NDArray[Any], Int32s]]
    faults: Faults
    order_fault: Bools
    order_unfit: Bools
    lots_fit: bool

    def place(self, name: str, number: int) -> tuple[ReadTable, int]:
        """Return the table of a place in the arrays, and its row there."""
        rows = self.rows[name]
        return self.stacks[name].place(number if rows is None else int(rows[number]))

    def ids(self, name: str) -> Column:
        """Return the ids of a table in the order of the arrays."""
        ids, rows = self.stacks[name].column("id"), self.rows[name]
        return ids if rows is None else ids.take(rows.astype(np.int64))

    def orders_of(self, table: ReadTable, row: int, limit: int = 100) -> list[int]:
        """Return the orders that need a row of a table, at most `limit` of them."""
        row += self.stacks[table.name].start_of(table)
        return list(islice(dict.fromkeys(self._orders_of(table.name, row)), limit))

    def _orders_of(self, name: str, row: int) -> Iterator[int]:
        if name == "orders":
            yield row
        elif name == "lots":
            yield from self._reach.each_order([row], [])
        elif name == SOURCES[0]:
            yield from self._reach.each_order([], [row])
        elif name in SOURCES:
            lots = self._reach.lots_from(SOURCES.index(name), row)
            yield from self._reach.each_order(lots, [])
        elif (owner := self._owner(name, row)) >= 0:
            if name in OF_ORDERS:
                yield owner
            else:
                yield from self._reach.each_order([], [owner])

    def _owner(self, name: str, row: int) -> int:
        """Return the order or MO that a row belongs to; -1 if it is not known."""
        rows, owners = self.lost[name]
        n = int(np.searchsorted(rows, row))
        if n < len(rows) and rows[n] == row:
            return int(owners[n])
        place = row if self.rows[name] is None else int(self._places[name][row])
        return int(self._reach.owners(name, np.array([place]))[0])

    @cached_property
    def _reach(self) -> Reach:
        return Reach(self.arrays)

    @cached_property
    def _places(self) -> dict[str, Int32s]:
        """The place of each row of the tables whose rows were moved."""
        found = {}
        for name, rows in self.rows.items():
            if rows is not None:
                found[name] = np.zeros(self.stacks[name].rows, np.int32)
                found[name][rows] = np.arange(len(rows))
        return found
