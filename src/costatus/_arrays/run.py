"""Run the kernel over a snapshot, in threads.

`kernel` is the module `kernel`: compiled, or in tests as plain Python.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from secrets import randbits
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from costatus._arrays.layout import (
    BLOCK,
    NO_MOMENT,
    OF_LINES,
    OF_ONE_LINE,
    OF_ORDERS,
    OF_SUPPLIES,
    RECORDS,
)
from costatus._arrays.pegging import pegged
from costatus._arrays.threads import CORES, share_out
from costatus.models.as_of import LAST_DAY, AsOf
from costatus.models.settings import Settings

Arrays = Mapping[str, NDArray[Any]]
Results = dict[str, NDArray[Any]]
MICROSECOND: Final = timedelta(microseconds=1)
_ROWS: Final = 10_000
"""How many rows a thread takes at a time; whole blocks."""
_DAYS: Final = (
    "line_promise",
    "lot_expected",
    "po_expected",
    "to_shipment",
    "to_arrival",
    "mo_start_day",
    "mo_finish_day",
    "operation_start_day",
    "operation_finish_day",
)


def run(
    kernel: Any,
    arrays: Arrays,
    *,
    as_of: AsOf,
    settings: Settings,
    quantity_scale: int,
    money_scale: int,
    line_key: Callable[[int], Any],
    lot_key: Callable[[int], Any],
) -> Results | None:
    """Evaluate the orders but those to be skipped, which keep the status -1.

    `line_key` and `lot_key` return what puts two lines, or lots, of equal rank in order. Return
    None where pegging would not fit.
    """
    orders, lots = len(arrays["order_stage"]), len(arrays["lot_status"])
    lines, mos = len(arrays["line_stocked"]), len(arrays["mo_stage"])
    source_start = np.cumsum([1, 0, mos, len(arrays["po_stage"])], dtype=np.int32)
    sources = int(source_start[-1]) + len(arrays["to_stage"])
    tolerance = int(settings.quantity_tolerance.scaleb(quantity_scale))
    first_day, starts = _starts(arrays, as_of)
    options = {
        "tracing": settings.tracing,
        "net_credit_invoices": settings.net_credit_invoices,
        "advance_unconfirmed": settings.advance_unconfirmed,
        "quantity_tolerance": tolerance,
        "money_tolerance": int(settings.money_tolerance.scaleb(money_scale)),
        "has_time": as_of.has_time,
        "first_day": first_day,
    }
    arrays = {
        **arrays,
        "starts": starts,
        "line_supplies": arrays["line_bookings"],
        "supply_lot": arrays["booking_lot"],
        "supply_quantity": arrays["booking_quantity"],
        "line_supply": np.empty(0, np.int64),
        "source_start": source_start,
        "sources": _records("Source", sources),
        "lots": _records("Lot", lots),
        # The kernel reads ahead row 0 for what no MO makes, so there is one without MOs too.
        "productions": _records("Production", mos + 1),
        "moments": _records("Moments", mos if as_of.has_time else 0),
    }
    snapshot = kernel.Snapshot(arrays, options)
    scratches = _scratches(kernel, arrays, as_of, _threads(orders))
    _share_out(partial(kernel.read_sources, snapshot), sources, scratches)
    _share_out(partial(kernel.read_lots, snapshot), lots, scratches)
    _share_out(partial(kernel.produce, snapshot), mos, scratches)
    if not settings.tracing:
        given = pegged(kernel, arrays, tolerance, line_key=line_key, lot_key=lot_key)
        if given is None:
            return None
        arrays |= given
        scratches = _scratches(kernel, arrays, as_of, _threads(orders))
    arrays["sources"] = _records("Source", 0)  # lots have what is needed of them
    snapshot = kernel.Snapshot(arrays, options)
    results = {
        name: _nothing(kind, count)
        for names, count in (
            (OF_ORDERS, orders),
            (OF_LINES, lines),
            (OF_SUPPLIES, len(arrays["supply_lot"])),
        )
        for name, kind in names.items()
    }
    results["next_change"].fill(NO_MOMENT)
    evaluate = partial(kernel.evaluate, snapshot, kernel.Results(results))
    _share_out(evaluate, orders, scratches)
    return {**results, "line_slots": arrays["line_supplies"]}


def _records(name: str, count: int) -> NDArray[Any]:
    return np.recarray(count, np.dtype([*RECORDS[name].items()], align=True))


def _nothing(kind: str, count: int) -> NDArray[Any]:
    """Return an array of codes or percents that say that there is none, or of zeros."""
    return np.full(count, -1, kind) if kind == "int8" else np.zeros(count, kind)


def _share_out(work: Callable[[Any, int, int], None], rows: int, scratches: list[Any]) -> None:
    share_out([partial(work, each) for each in scratches], rows, _ROWS)


def _threads(orders: int) -> int:
    return max(1, min(CORES, orders // _ROWS))


def _scratches(kernel: Any, arrays: Arrays, as_of: AsOf, threads: int) -> list[Any]:
    longest = max(_longest(arrays["line_supplies"]), _longest(arrays["part_bookings"]), 1)
    of_orders = arrays["line_supplies"][arrays["order_lines"]]
    most = _longest(np.append(of_orders[::BLOCK], of_orders[-1]))
    slots = 1 << (2 * longest).bit_length()
    now = as_of.now // MICROSECOND if as_of.has_time else as_of.today
    return [
        kernel.Scratch(
            {
                **{name: np.empty(longest, np.int32) for name in OF_ONE_LINE},
                "supply": _records("Lot", most),
                "sources": _records("LineSource", longest + 1),
                "numbered": _records("Numbered", slots),
                "factor": np.int64(randbits(30) | 1),
            },
            as_of.today,
            now,
        )
        for _ in range(threads)
    ]


def _longest(offsets: NDArray[np.int32]) -> int:
    return int(np.diff(offsets).max(initial=0))


def _starts(arrays: Arrays, as_of: AsOf) -> tuple[int, NDArray[np.int64]]:
    """Return a day and the instants at which the days from it on begin in the site's zone.

    Only of a day that something is planned for, and of the day after it, is the instant worked
    out; another has that of the next of these.
    """
    first = as_of.today
    if not as_of.has_time:
        return first, np.zeros(1, np.int64)
    planned = np.zeros(LAST_DAY + 2 - first, np.bool_)
    planned[:2] = True
    for name in _DAYS:
        days = arrays[name]
        coming = days[(days >= first) & (days <= LAST_DAY)] - first
        planned[coming] = True
        planned[coming + 1] = True
    planned = planned[: LAST_DAY + 1 - first]
    places = np.flatnonzero(planned)
    starts = np.full(int(places[-1]) + 1, NO_MOMENT, np.int64)
    for place in places.tolist():
        starts[place] = as_of.start_of(first + place) // MICROSECOND
    return first, np.ascontiguousarray(np.minimum.accumulate(starts[::-1])[::-1])
