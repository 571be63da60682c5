"""Copies: lots and sources that are sent inline, again wherever an order needs them.

A copy must say the same as the first one in its order. All copies of a source become the first one,
so that the lots that come from it have one source.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from costatus.tables._columns import Bools, Column, IntegerColumn, TextColumn
from costatus.tables._faults import Faults
from costatus.tables._snapshot import SOURCES, VALUES
from costatus.tables._table import Stack
from costatus.tables.keys import Groups, Int32s, codes, match, take

_WITHIN: Final = {
    SOURCES[0]: (("parts", "mo_parts"), ("operations", "mo_operations")),
    "parts": (("part_bookings", "part_bookings"),),
}
"""The tables whose rows a copy repeats too, and where they begin."""


def unite_copies(
    arrays: dict[str, NDArray[Any]],
    stacks: Mapping[str, Stack],
    rows: Mapping[str, Int32s | None],
    faults: Faults,
) -> None:
    """Let the copies of a source be one; refuse copies of lots and sources that differ."""
    if any(stacks[name].has_nested for name in ("lots", *SOURCES)):
        _Copies(arrays, stacks, rows, faults).unite()


class _Copies:
    """Finds rows with the same id, and compares them with all that belongs to them."""

    def __init__(
        self,
        arrays: dict[str, NDArray[Any]],
        stacks: Mapping[str, Stack],
        rows: Mapping[str, Int32s | None],
        faults: Faults,
    ) -> None:
        self._arrays = arrays
        self._stacks = stacks
        self._rows = rows
        self._faults = faults
        self._columns: dict[tuple[str, str], Column] = {}
        self._codes: dict[tuple[str, str], Int32s] = {}

    def unite(self) -> None:
        lots, starts = self._needed()
        first = self._first("lots", Groups(starts, lots))
        self._refuse_different("lots", lots[first], lots)
        kinds, sources = self._arrays["lot_kind"], self._arrays["lot_source"]
        for kind, name in enumerate(SOURCES):
            if self._stacks[name].has_nested:
                places = np.flatnonzero(take(kinds, lots) == kind)
                some = lots[places]
                own = sources[some]
                within = np.searchsorted(places, starts).astype(np.int32)
                first = own[self._first(name, Groups(within, own))]
                equal = self._refuse_different(name, first, own)
                sources[some] = np.where(equal, first, own)
        self._keep_one_supply()

    def _keep_one_supply(self) -> None:
        """Let only the first copy of a lot supply what pegging reads."""
        quantities = self._arrays["lot_quantity"]
        some = np.flatnonzero(quantities >= 0).astype(np.int32)
        first = self._first("lots", Groups(np.array([0, len(some)], np.int32), some))
        again = some[first != np.arange(len(some))]
        if again.size:
            self._arrays["lot_quantity"] = quantities = quantities.copy()
            quantities[again] = -1

    def _needed(self) -> tuple[Int32s, Int32s]:
        """Return lots by the orders that book them, and where those of each order begin.

        If lots stand in a table of their own, orders share them: then all are as if in one order.
        """
        arrays = self._arrays
        if self._stacks["lots"].tables[0].parent is None:
            count = self._stacks["lots"].rows
            return np.arange(count, dtype=np.int32), np.array([0, count], np.int32)
        return arrays["booking_lot"], arrays["line_bookings"][arrays["order_lines"]]

    def _first(self, name: str, groups: Groups) -> Int32s:
        """Return the place of the first row with the same id in its group."""
        ids = self._column(name, "id")
        found, _ = match(ids, groups, ids, groups)
        return np.where(found < 0, np.arange(len(found), dtype=np.int32), found)

    def _refuse_different(self, name: str, first: Int32s, rows: Int32s) -> Bools:
        """Refuse copies that differ from the first; return which do not."""
        stack = self._stacks[name]
        equal = self._equal(name, first, rows)
        for row in np.unique(rows[~equal]).tolist():
            table, own = stack.place(row)
            expected = "the same facts wherever the order needs it"
            self._faults.add(table, [own], "id", expected, "send its latest state everywhere")
        return equal

    def _equal(self, name: str, ours: Int32s, theirs: Int32s) -> Bools:
        """Return, for pairs of rows, whether they say the same, with all that belongs to them."""
        equal: Bools = ours == theirs
        others = np.flatnonzero(~equal)
        if others.size:
            equal[others] = self._alike(name, ours[others], theirs[others])
        return equal

    def _alike(self, name: str, ours: Int32s, theirs: Int32s) -> Bools:
        arrays = self._arrays
        alike = np.ones(len(ours), np.bool_)
        for column in {"lots": ("id", "item"), "part_bookings": (), "parts": ("id", "item")}.get(
            name, ("id",)
        ):
            alike &= self._same_ids(name, column, ours, theirs)
        for own in VALUES[name]:
            alike &= arrays[own][ours] == arrays[own][theirs]
        if name == "part_bookings":
            lots = arrays["part_booking_lot"]
            alike &= self._equal("lots", lots[ours], lots[theirs])
        elif name == "lots":
            kinds, sources = arrays["lot_kind"], arrays["lot_source"]
            alike &= kinds[ours] == kinds[theirs]
            for kind, source in enumerate(SOURCES):
                some = np.flatnonzero(alike & (kinds[ours] == kind))
                alike[some] = self._equal(source, sources[ours[some]], sources[theirs[some]])
        for child, offsets in _WITHIN.get(name, ()):
            self._compare_children(child, arrays[offsets], ours, theirs, alike)
        return alike

    def _compare_children(
        self, name: str, offsets: Int32s, ours: Int32s, theirs: Int32s, alike: Bools
    ) -> None:
        """Set `alike` to False where the rows within two rows are not the same, in order."""
        counts = offsets[ours + 1] - offsets[ours]
        alike &= counts == offsets[theirs + 1] - offsets[theirs]
        some = np.flatnonzero(alike)
        counts = counts[some]
        nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        our_places, their_places = (
            (np.repeat(offsets[each[some]], counts) + nth).astype(np.int32)
            for each in (ours, theirs)
        )
        equal = self._equal(name, our_places, their_places)
        alike[np.repeat(some, counts)[~equal]] = False

    def _same_ids(self, name: str, column: str, ours: Int32s, theirs: Int32s) -> Bools:
        values, rows = self._column(name, column), self._rows[name]
        if rows is not None:
            ours, theirs = rows[ours], rows[theirs]
        if not isinstance(values, TextColumn) and values.valid is None:
            numbers = self._numbers(name, column, values)
            same: Bools = numbers[ours] == numbers[theirs]
            return same
        pairs = np.arange(len(ours) + 1, dtype=np.int32)
        found, _ = match(values, Groups(pairs, ours), values, Groups(pairs, theirs))
        return found >= 0

    def _numbers(self, name: str, column: str, values: Column) -> NDArray[Any]:
        """Return numbers that are equal where the values are."""
        if isinstance(values, IntegerColumn):
            return values.values
        key = name, column
        if key not in self._codes:
            self._codes[key] = codes(values)[0]
        return self._codes[key]

    def _column(self, name: str, column: str) -> Column:
        key = name, column
        if key not in self._columns:
            self._columns[key] = self._stacks[name].column(column)
        return self._columns[key]
