"""Which orders a fault reaches, through the lots that they book and whatever these need."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from costatus.tables._columns import Bools
from costatus.tables.keys import Groups, group

_MADE: Final = 0
"""The kind of source that is a manufacturing order (MO): it needs lots itself."""


class Reach:
    """Goes from lots and sources to the orders that need them, and from rows to their owners."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._kind = arrays["lot_kind"]
        self._source = arrays["lot_source"]
        self._booked = arrays["booking_lot"]
        self._part_booked = arrays["part_booking_lot"]
        self._starts = {
            "lines": arrays["order_lines"],
            "bookings": arrays["line_bookings"][arrays["order_lines"]],
            "invoices": arrays["order_invoices"],
            "parts": arrays["mo_parts"],
            "part_bookings": arrays["part_bookings"][arrays["mo_parts"]],
            "operations": arrays["mo_operations"],
        }

    def owners(self, name: str, places: NDArray[Any]) -> NDArray[np.int64]:
        """Return the order, or the MO, that each place of a table belongs to."""
        return np.searchsorted(self._starts[name], places, side="right") - 1

    def lots(self, lots: Bools, made: Bools) -> Bools:
        """Return these lots, those that these MOs make, and those that need any of them."""
        reached = np.zeros(len(self._kind), np.bool_)
        places = self._lots(np.flatnonzero(lots).tolist(), np.flatnonzero(made).tolist())
        reached[list(places)] = True
        return reached

    def orders(self, lots: Bools) -> NDArray[np.int64]:
        """Return the orders that book some of these lots."""
        return self.owners("bookings", np.flatnonzero(lots[self._booked]))

    def each_order(self, lots: Iterable[int], made: Iterable[int]) -> Iterator[int]:
        """Yield the same orders one by one; some may be repeated."""
        for lot in self._lots(lots, made):
            yield from self.owners("bookings", _members(self._bookings, lot)).tolist()

    def lots_from(self, kind: int, source: int) -> list[int]:
        """Return the lots that come from a source."""
        groups = self._by_source[kind]
        if source >= len(groups.offsets) - 1:  # later than all that have lots
            return []
        found: list[int] = _members(groups, source).tolist()
        return found

    def _lots(self, lots: Iterable[int], made: Iterable[int]) -> Iterator[int]:
        """Yield these lots, those that the MOs make, and those that need any of them."""
        pending, pending_made = list(lots), list(made)
        known, known_made = set(pending), set(pending_made)
        while pending or pending_made:
            if pending:
                lot = pending.pop()
                yield lot
                places = _members(self._part_bookings, lot)
                new = set(self.owners("part_bookings", places).tolist()) - known_made
                known_made |= new
                pending_made += new
            else:
                new = set(self.lots_from(_MADE, pending_made.pop())) - known
                known |= new
                pending += new

    @cached_property
    def _bookings(self) -> Groups:
        return group(self._booked, len(self._kind))

    @cached_property
    def _part_bookings(self) -> Groups:
        return group(self._part_booked, len(self._kind))

    @cached_property
    def _by_source(self) -> list[Groups]:
        """The lots by their source, for each kind."""
        sources = int(self._source.max(initial=-1)) + 1
        return [
            group(np.where(self._kind == kind, self._source, -1).astype(np.int32), sources)
            for kind in range(3)
        ]


def _members(groups: Groups, parent: int) -> NDArray[Any]:
    """Return the rows of a group."""
    first, stop = (
        groups.offsets[parent : parent + 2] if parent + 1 < len(groups.offsets) else (0, 0)
    )
    return np.arange(first, stop) if groups.rows is None else groups.rows[first:stop]
