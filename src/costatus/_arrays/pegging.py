"""Peg the lots of a snapshot to its lines, where tracing is off. Rules G1 to G5.

It is the allocation of `costatus.pegging`: demands by rank beside lots, the surest first, item by
item. Only where two are equal in rank are ids compared.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from costatus._arrays.derive import code
from costatus._arrays.layout import STATE
from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.statuses import OrderStatus

Arrays = dict[str, NDArray[Any]]
_CONFIRMED: Final = code(OrderStatus.CONFIRMED)
_MOST: Final = 2.0**62
_REQUESTED: Final = STATE["requested"] | STATE["from_unscheduled"] | STATE["from_unordered"]


def pegged(
    kernel: Any,
    arrays: Arrays,
    tolerance: int,
    *,
    line_key: Callable[[int], Any],
    lot_key: Callable[[int], Any],
) -> Arrays | None:
    """Return what supplies each line; None where sums may not fit.

    `line_key` and `lot_key` return what breaks a tie, of a row.
    """
    needed = _needed(arrays, tolerance)
    quantity = arrays["lot_quantity"]
    if max(quantity.sum(dtype=np.float64), needed.sum(dtype=np.float64)) > _MOST:
        return None
    lines = np.flatnonzero(needed)
    of_line = np.repeat(np.arange(len(arrays["order_stage"])), np.diff(arrays["order_lines"]))
    of_order = of_line[lines]
    demands = _ranked(
        lines,
        arrays["line_item"][lines],
        arrays["order_priority"][of_order],
        arrays["line_promise"][lines],
        arrays["order_created"][of_order],
        key=line_key,
    )
    usable = arrays["lots"]["state"] & STATE["usable"] != 0
    lots = np.flatnonzero((quantity > 0) & usable & (arrays["lot_item"] >= 0))
    item = arrays["lot_item"][lots]
    items = 1 + max(arrays["line_item"].max(initial=-1), item.max(initial=-1))
    supply = np.zeros(items, np.int64)
    np.add.at(supply, item, quantity[lots])
    lots = _ranked(lots, item, _urgency(arrays, lots), key=lot_key)
    taken: Arrays = {
        "lot": np.empty(len(demands) + len(lots), np.int32),
        "quantity": np.empty(len(demands) + len(lots), np.int64),
        "count": np.zeros(len(demands), np.int32),
    }
    kernel.allocate(
        np.ascontiguousarray(needed[demands]),
        np.ascontiguousarray(quantity[lots]),
        _ends(arrays["line_item"][demands], items),
        _ends(arrays["lot_item"][lots], items),
        tolerance,
        taken["lot"],
        taken["quantity"],
        taken["count"],
    )
    return {
        **_by_line(demands, lots, taken, len(needed)),
        "line_supply": supply[arrays["line_item"]],
    }


def _needed(arrays: Arrays, tolerance: int) -> NDArray[np.int64]:
    """Return the outstanding quantity of the lines that raise a demand, else 0."""
    target = arrays["line_quantity"] - arrays["line_closed"]
    outstanding = target - arrays["line_shipped"]
    confirmed = np.repeat(arrays["order_stage"] == _CONFIRMED, np.diff(arrays["order_lines"]))
    demanded = confirmed & (arrays["line_stocked"] != 0) & (target > tolerance)
    return np.where(demanded & (outstanding > tolerance), outstanding, 0)


def _urgency(arrays: Arrays, lots: NDArray[np.intp]) -> NDArray[np.int32]:
    state, day = (arrays["lots"][field][lots] for field in ("state", "day"))
    urgency = np.where(day == UNKNOWN, NEVER, day)
    urgency = np.where(state & _REQUESTED != 0, NEVER + 1, urgency)
    return np.where(state & STATE["received"] != 0, UNKNOWN, urgency)


def _ranked(
    rows: NDArray[np.intp],
    item: NDArray[np.int32],
    *ranks: NDArray[Any],
    key: Callable[[int], Any],
) -> NDArray[np.intp]:
    """Return rows by item and rank; those that are equal by their keys."""
    order = np.lexsort((*reversed(ranks), item))
    ranked = rows[order]
    sorted_ranks = [each[order] for each in (item, *ranks)]
    same = np.ones(max(len(rows) - 1, 0), np.bool_)
    for each in sorted_ranks:
        same &= each[1:] == each[:-1]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False])).astype(np.int8)))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        ranked[first : last + 1] = sorted(ranked[first : last + 1].tolist(), key=key)
    return ranked


def _ends(items: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    return np.concatenate(([0], np.cumsum(np.bincount(items, minlength=count)))).astype(np.int32)


def _by_line(
    demands: NDArray[np.intp], lots: NDArray[np.intp], taken: Arrays, lines: int
) -> Arrays:
    """Put what the demands take in the order of the lines."""
    counts = np.zeros(lines, np.int32)
    counts[demands] = taken["count"]
    ends = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    total = int(ends[-1])
    begins = np.cumsum(taken["count"]) - taken["count"]
    place = np.arange(total) + np.repeat(ends[demands] - begins, taken["count"])
    supply_lot, supply_quantity = np.empty(total, np.int32), np.empty(total, np.int64)
    supply_lot[place] = lots[taken["lot"][:total]]
    supply_quantity[place] = taken["quantity"][:total]
    return {
        "line_supplies": ends,
        "supply_lot": supply_lot,
        "supply_quantity": supply_quantity,
    }
