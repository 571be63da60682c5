"""From tables as they were read to arrays in which what belongs to an order stands together.

An order that has a fault in any row that it needs, however far away, is not evaluated; one that
needs a number that arrays do not hold is evaluated as a model.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from costatus._arrays.layout import FOR_PEGGING
from costatus.models.as_of import NEVER
from costatus.tables._columns import Bools, joined, runs_of
from costatus.tables._copies import unite_copies
from costatus.tables._reach import Reach
from costatus.tables._read import Input
from costatus.tables._references import Level, References, joined_levels
from costatus.tables._snapshot import OF_MANUFACTURING_ORDERS, OF_ORDERS, SOURCES, VALUES, Snapshot
from costatus.tables._table import ReadTable
from costatus.tables.keys import Int32s, take

_BOOKINGS: Final = {"bookings": "booking_lot", "part_bookings": "part_booking_lot"}
"""The arrays of what is booked, by table."""
_SUMS: Final = {
    "booking_quantity": ("line_bookings", "lines"),
    "part_booking_quantity": ("part_bookings", "parts"),
    "invoice_amount": ("order_invoices", "orders"),
    "invoice_payable": ("order_invoices", "orders"),
    "invoice_paid": ("order_invoices", "orders"),
}
"""What the rules add up: within which groups, which are places of which table."""
_MOST: Final = 2**55
"""The largest sum that fits 64 bits a hundred times."""
_STAGES: Final = 10
"""How far the codes of the stages of one kind of source are from those of the next."""


def link(given: Input) -> Snapshot:
    """Return the arrays of tables that were read; add the faults of their references."""
    return _Linker(given).snapshot()


class _Linker:
    """Makes a snapshot."""

    def __init__(self, given: Input) -> None:
        self._given = given
        self._references = References(given.tables, given.faults)
        self._stacks = dict(self._references.stacks)
        self._rows: dict[str, Int32s | None] = dict.fromkeys(self._stacks)
        self._lost: dict[str, tuple[NDArray[Any], Int32s]] = {}
        self._arrays: dict[str, NDArray[Any]] = {}

    def snapshot(self) -> Snapshot:
        """Make the arrays, and then find what is wrong with orders."""
        self._add_family("orders", "lines", "order_lines", "bookings", "line_bookings")
        self._add_children("orders", "invoices", "order_invoices")
        self._add_family(SOURCES[0], "parts", "mo_parts", "part_bookings", "part_bookings")
        self._add_children(SOURCES[0], "operations", "mo_operations")
        self._add_lots()
        del self._references  # what it keeps to look up ids takes as much memory as the values
        self._add_values()
        unite_copies(self._arrays, self._stacks, self._rows, self._given.faults)
        reach = Reach(self._arrays)
        fault, faulty_lots = self._touched(reach, "faulty")
        unfit, unfit_lots = self._touched(reach, "unfit")
        if faulty_lots.any():
            quantities = self._arrays["lot_quantity"]
            self._arrays["lot_quantity"] = np.where(faulty_lots, -1, quantities)
        self._arrays["order_skip"] = (fault | unfit).view(np.int8)
        return Snapshot(
            self._arrays,
            self._given.quantity_scale,
            self._given.money_scale,
            self._stacks,
            self._rows,
            self._lost,
            self._given.faults,
            fault,
            unfit,
            not unfit_lots.any(),
        )

    def _add_children(self, parents: str, name: str, offsets: str) -> None:
        """Add rows that belong to orders or MOs."""
        tables = self._stacks[parents].tables
        levels = [self._references.children(each, name) for each in tables]
        self._add(name, levels, tables, offsets)

    def _add_family(self, parents: str, name: str, offsets: str, booked: str, inner: str) -> None:
        """Add the same, and their bookings."""
        tables = self._stacks[parents].tables
        families = [self._references.family(each, name, booked) for each in tables]
        self._add(name, [level for level, _ in families], tables, offsets)
        self._add(booked, [bookings for _, bookings in families], tables, inner)

    def _add(
        self, name: str, levels: Sequence[Level], parents: Sequence[ReadTable], offsets: str
    ) -> None:
        none = self._given.tables[name]
        rows = joined_levels(levels, [each.rows for each in parents], none)
        self._stacks[name] = rows.stack
        self._rows[name] = rows.groups.rows
        self._lost[name] = _lost(rows)
        self._arrays[offsets] = rows.groups.offsets
        if name in _BOOKINGS:
            self._arrays[_BOOKINGS[name]] = take(rows.lots, rows.groups.rows)

    def _add_lots(self) -> None:
        """Add what lots refer to."""
        found = [self._references.sources(each) for each in self._stacks["lots"].tables]
        self._arrays["lot_kind"] = joined([kinds for kinds, _ in found])
        self._arrays["lot_source"] = joined([sources for _, sources in found])
        lines = self._stacks["lines"].tables[0]
        items, self._arrays["lot_item"] = self._references.items(lines)
        self._arrays["line_item"] = take(items, self._rows["lines"])

    def _add_values(self) -> None:
        """Add the values of the tables."""
        arrays = self._arrays
        most = max((len(rows) for rows in self._rows.values() if rows is not None), default=0)
        room = np.empty(most, np.int64)
        for name, columns in VALUES.items():
            for own, column in columns.items():
                values = self._stacks[name].array(column)
                # A default that only pegging reads need not stand in memory for each row.
                if own not in FOR_PEGGING or values.strides != (0,):
                    values = _in_order(values, self._rows[name], room)
                arrays[own] = values
        arrays["line_stocked"] = (arrays["line_stocked"] == 0).view(np.int8)
        promises = np.repeat(arrays["order_promise"], np.diff(arrays["order_lines"]))
        promised = arrays["line_promise"]
        np.copyto(promises, promised, where=promised != NEVER)
        arrays["line_promise"] = promises
        arrays["po_stage"] = arrays["po_stage"] + np.int8(_STAGES)
        arrays["to_stage"] = arrays["to_stage"] + np.int8(2 * _STAGES)

    def _touched(self, reach: Reach, what: str) -> tuple[Bools, Bools]:
        """Return the orders, and the lots, that a row touches that is `faulty` or `unfit`."""
        orders = self._marked(reach, OF_ORDERS, "orders", what)
        made = self._marked(reach, OF_MANUFACTURING_ORDERS, SOURCES[0], what)
        if what == "unfit":
            for name, (offsets, table) in _SUMS.items():
                large = _large_sums(self._arrays[name], self._arrays[offsets])
                owners = large if table == "orders" else reach.owners(table, large)
                (made if table == "parts" else orders)[owners] = True
        lots = self._stacks["lots"].mask(what)
        lots = np.zeros(self._stacks["lots"].rows, np.bool_) if lots is None else lots.copy()
        kinds, rows = self._arrays["lot_kind"], self._arrays["lot_source"]
        for kind, name in enumerate(SOURCES[1:], 1):
            if (mask := self._stacks[name].mask(what)) is not None:
                some = np.flatnonzero(kinds == kind)
                lots[some] |= mask[rows[some]]
        if lots.any() or made.any():
            lots = reach.lots(lots, made)
            orders[reach.orders(lots)] = True
        return orders, lots

    def _marked(self, reach: Reach, names: Sequence[str], owner: str, what: str) -> Bools:
        """Return the orders, or MOs, of which a row of their own is marked."""
        own = self._stacks[owner].mask(what)
        marked = np.zeros(self._stacks[owner].rows, np.bool_) if own is None else own.copy()
        for name in names:
            mask = self._stacks[name].mask(what)
            if mask is not None:
                rows, owners = self._lost[name]
                lost = owners[mask[rows]]
                marked[lost[lost >= 0]] = True
                marked[reach.owners(name, np.flatnonzero(take(mask, self._rows[name])))] = True
        return marked


def _in_order(values: NDArray[Any], rows: Int32s | None, room: NDArray[np.int64]) -> NDArray[Any]:
    """Return values in the order of rows, in their own memory where that is possible.

    They go through `room`: the system has to clear all memory that it gives, which takes longer
    than to copy the values.
    """
    if rows is None or not values.flags.owndata or len(rows) != len(values):
        return take(values, rows)
    values[:] = take(values, rows, room.view(values.dtype)[: len(rows)])
    return values


def _lost(rows: Level) -> tuple[NDArray[Any], Int32s]:
    """Return the rows that have no place, and their owners."""
    placed, lost = rows.groups.rows, np.empty(0, np.int64)
    if placed is not None and len(placed) < len(rows.owners):
        absent = np.ones(len(rows.owners), np.bool_)
        absent[placed] = False
        lost = np.flatnonzero(absent)
    return lost, rows.owners[lost]


def _large_sums(values: NDArray[np.int64], offsets: Int32s) -> NDArray[np.int64]:
    """Return the groups whose sum may be too large."""
    counts = np.diff(offsets)
    if int(values.max(initial=0)) * int(counts.max(initial=0)) <= _MOST:
        return np.empty(0, np.int64)
    sums = np.bincount(runs_of(offsets), weights=values)
    return np.flatnonzero(sums > _MOST)
