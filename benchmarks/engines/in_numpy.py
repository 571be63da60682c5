"""The rules by hand in numpy, on rows that are grouped under their parents, without any keys.

The arrays have the names of the kernel's snapshot (`costatus.tables`): indices, offsets, codes, day
numbers and scaled numbers; as_of is a day. The answers are codes, one for each row.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from benchmarks.engines.arrow import ids, words
from benchmarks.engines.book import Array, Book, Columns, offsets
from benchmarks.engines.objects import Answers

import costatus as cs

NEVER = 10_000_000
_TOLERANCE = 5
_RECEIVED = list(cs.LotStatus).index(cs.LotStatus.RECEIVED)
_REQUESTED, _PLANNED, _ON_HOLD = 0, 1, 2
_MO, _PO, _TO = 0, 1, 2
_CONFIRMED, _DELIVERED, _CANCELED, _ARCHIVED = 2, 7, 8, 9

PRODUCT = (
    ("delivered", "all_shipped"),
    ("not_booked", "order_canceled"),
    ("not_booked", "not_fully_booked"),
    ("ready_for_shipment", "all_in_stock"),
    ("requested", "lot_requested"),
    ("requested", "mo_not_scheduled"),
    ("requested", "po_not_ordered"),
    ("expected_on_time", "order_finished"),
    ("delayed", "mo_finish_after_promise"),
    ("delayed", "po_expected_after_promise"),
    ("delayed", "to_arrival_after_promise"),
    ("delayed", "lot_expected_after_promise"),
    ("delayed", "promise_passed"),
    ("possibly_delayed", "mo_finish_on_promise"),
    ("possibly_delayed", "po_expected_on_promise"),
    ("possibly_delayed", "to_arrival_on_promise"),
    ("possibly_delayed", "lot_expected_on_promise"),
    ("possibly_delayed", "promise_today"),
    ("possibly_delayed", "no_expected_date"),
    ("possibly_delayed", "part_expected_after_promise"),
    ("possibly_delayed", "source_closed"),
    ("expected_on_time", "no_promised_date"),
    ("expected_on_time", "all_expected_on_time"),
)
SOURCE = (
    ("received", "mo_finished"),
    ("not_booked", "part_not_booked"),
    ("requested", "mo_not_approved"),
    ("requested", "mo_not_scheduled"),
    ("requested", "part_requested"),
    ("delayed", "mo_finish_passed"),
    ("possibly_delayed", "part_not_received_on_time"),
    ("possibly_delayed", "operation_not_started_on_time"),
    ("possibly_delayed", "operation_not_finished_on_time"),
    ("possibly_delayed", "no_expected_date"),
    ("expected_on_time", "all_expected_on_time"),
    ("received", "po_received"),
    ("requested", "po_not_ordered"),
    ("delayed", "promise_passed"),
    ("delayed", "po_overdue"),
    ("delayed", "po_expected_after_promise"),
    ("expected_on_time", "all_expected_on_time"),
    ("received", "to_received"),
    ("delayed", "to_arrival_passed"),
    ("delayed", "to_arrival_after_promise"),
    ("delayed", "promise_passed"),
    ("possibly_delayed", "to_shipment_passed"),
    ("possibly_delayed", "no_expected_date"),
    ("expected_on_time", "all_expected_on_time"),
)
ORDER = (
    ("", "assigned_manually"),
    ("confirmed", "no_countable_lines"),
    ("ready_for_shipment", "surplus_booked"),
    ("shipped", "all_shipped"),
    ("ready_for_shipment", "all_in_stock"),
    ("in_production", "production_started"),
    ("waiting_for_production", "all_booked_and_scheduled"),
    ("confirmed", "line_not_booked"),
    ("confirmed", "mo_not_scheduled"),
)
INVOICING = (
    ("not_invoiced", "no_counted_invoice"),
    ("not_invoiced", "nothing_invoiced"),
    ("invoiced", "fully_invoiced"),
    ("part_invoiced", "partly_invoiced"),
)
PAYMENT = (
    ("not_paid", "no_counted_invoice"),
    ("paid", "all_invoices_paid"),
    ("not_paid", "no_payment"),
    ("part_paid", "partly_paid"),
)


def evaluate(s: Mapping[str, Array], today: int) -> Columns:
    """Return the rows that decide, and the percents."""
    lots = _lots(s)
    production = _productions(s, lots, today)
    lines = _lines(s, lots, production, today)
    return {**lines, **_sources(s, lines, production, today), **_orders(s, lines), **_invoices(s)}


def _lots(s: Mapping[str, Array]) -> Columns:
    """What each lot gives, with the facts of its source."""
    finish = np.where(
        s["mo_finish_day"] > 0,
        s["mo_finish_day"],
        _reduced(np.maximum, s["operation_finish_day"], s["mo_operations"], 0),
    )
    status, kind, source = s["lot_status"], s["lot_kind"], s["lot_source"]
    stages = [s["mo_stage"], s["po_stage"] - 10, s["to_stage"] - 20]
    days = [finish, s["po_expected"], s["to_arrival"]]
    first = np.cumsum([0] + [len(each) for each in stages])
    row = np.where(kind < 0, first[3], first[np.maximum(kind, 0)] + source)

    def gathered(parts: list[Array], without: Any) -> Array:
        return np.concatenate([*parts, np.array([without], parts[0].dtype)])[row]

    counts = gathered([stages[0] != 6, (stages[1] != 6) & (stages[1] != 0), stages[2] != 4], True)
    begun = (s["operation_started"] | s["operation_finished"]).view(bool)
    begun = _reduced(np.logical_or, begun, s["mo_operations"], False)
    never = [np.zeros(len(each), bool) for each in stages]
    stage = stages[0]
    received = status == _RECEIVED
    usable = received | ((status <= _ON_HOLD) & counts)
    expected = np.where(s["lot_expected"] > 0, s["lot_expected"], gathered(days, 0))
    planned = status == _PLANNED
    open_ = gathered([stage <= 1, (stages[1] == 1) | (stages[1] == 2), never[2]], False)
    return {
        "usable": usable,
        "received": received,
        "counts": counts,
        "expected": np.where(received, 0, expected),
        "by_status": status == _REQUESTED,
        "by_source": planned & open_,
        "closed": planned & gathered([stage == 5, stages[1] == 5, stages[2] == 3], False),
        "started": gathered([((stage >= 3) & (stage <= 5)) | begun, *never[1:]], False),
        "unscheduled": gathered([stage <= 1, *never[1:]], False),
    }


def _covers(
    lots: Columns, ids: Array, lot: Array, quantity: Array, first: Array, usable: Array,
    outstanding: Array, promise: Array,
) -> tuple[Array, Array]:  # fmt: skip
    """Return the quantity booked for each demand, and which bookings decide."""
    parent = np.repeat(np.arange(len(first) - 1), np.diff(first))
    booked = _reduced(np.add, np.where(usable, quantity, 0), first, 0)
    covers = usable & (outstanding > 0)[parent]
    (some,) = np.nonzero(covers & (booked > outstanding)[parent])
    demand, lot = parent[some], lot[some]
    expected = lots["expected"][lot]
    requested = lots["by_status"][lot] | lots["by_source"][lot]
    urgency = np.where(expected <= promise[demand], 1, 3)
    urgency = np.where(expected == 0, 2, urgency)
    urgency = np.where(requested, 4, urgency)
    urgency = np.where(lots["received"][lot], 0, urgency)
    day = np.where(requested, 0, expected)
    order = np.lexsort((ids[lot], day, urgency, demand))
    amounts = quantity[some[order]]
    ends = np.cumsum(amounts)
    begins = ends - amounts
    demand = demand[order]
    new = np.concatenate([[True], demand[1:] != demand[:-1]])[: len(demand)]
    start = begins[new][np.cumsum(new) - 1]
    covers[some[order]] = begins - start < outstanding[demand]
    return booked, covers


def _productions(s: Mapping[str, Array], lots: Columns, today: int) -> Columns:
    operations = s["mo_operations"]
    finish = np.where(
        s["mo_finish_day"] > 0,
        s["mo_finish_day"],
        _reduced(np.maximum, s["operation_finish_day"], operations, 0),
    )
    starts = s["operation_start_day"]
    start = np.where(
        s["mo_start_day"] > 0,
        s["mo_start_day"],
        _reduced(np.minimum, np.where(starts > 0, starts, NEVER), operations, NEVER),
    )
    waiting = (
        (starts > 0) & ~s["operation_started"].view(bool) & ~s["operation_finished"].view(bool)
    )
    next_start = _reduced(np.minimum, np.where(waiting, starts, NEVER), operations, NEVER)
    finishes = s["operation_finish_day"]
    open_ = (finishes > 0) & ~s["operation_finished"].view(bool)
    next_finish = _reduced(np.minimum, np.where(open_, finishes, NEVER), operations, NEVER)

    first, lot = s["part_bookings"], s["part_booking_lot"]
    outstanding = s["part_quantity"] - s["part_consumed"]
    part_start = np.repeat(start, np.diff(s["mo_parts"]))
    usable = lots["usable"][lot]
    quantity = s["part_booking_quantity"]
    booked, covers = _covers(
        lots, s["lot_id"], lot, quantity, first, usable, outstanding, part_start
    )
    by_order = first[s["mo_parts"]]
    coming = covers & ~lots["received"][lot]
    expected = lots["expected"][lot]
    dated = coming & (expected > 0)
    first_part = _reduced(np.minimum, np.where(dated, expected, NEVER), by_order, NEVER)
    last_part = _reduced(np.maximum, np.where(dated, expected, 0), by_order, 0)
    requested = coming & (lots["by_status"][lot] | lots["by_source"][lot])
    undated = _reduced(np.logical_or, coming & (expected == 0), by_order, False)
    known = start < NEVER
    late = (first_part < today) | (known & (start < last_part)) | (start < today)
    row = _first_row(
        np.int8(10),
        s["mo_stage"] == 5,
        _reduced(np.logical_or, booked < outstanding, s["mo_parts"], False),
        s["mo_stage"] == 0,
        s["mo_stage"] == 1,
        _reduced(np.logical_or, requested, by_order, False),
        (finish > 0) & (finish < today),
        _reduced(np.logical_or, coming, by_order, False) & late,
        next_start < today,
        next_finish < today,
        (finish == 0) | (known & undated),
    )
    return {"row": row, "last_part": np.where(s["mo_stage"] == 5, 0, last_part)}


def _lines(s: Mapping[str, Array], lots: Columns, production: Columns, today: int) -> Columns:
    stage = np.repeat(s["order_stage"], np.diff(s["order_lines"]))
    canceled = stage == _CANCELED
    finished = (stage == _DELIVERED) | canceled | (stage == _ARCHIVED)
    stocked = s["line_stocked"].view(bool)
    target = s["line_quantity"] - s["line_closed"]
    countable = stocked & (target > 0)
    outstanding = np.where(target > 0, np.maximum(target - s["line_shipped"], 0), 0)
    promise, first, lot = s["line_promise"], s["line_bookings"], s["booking_lot"]
    usable = lots["usable"][lot] & np.repeat(stocked & ~canceled, np.diff(first))
    booked, covers = _covers(
        lots, s["lot_id"], lot, s["booking_quantity"], first, usable, outstanding, promise
    )
    received, expected, kind = lots["received"][lot], lots["expected"][lot], s["lot_kind"][lot]
    coming = covers & ~received

    def holds(some: Array) -> Array:
        return _reduced(np.logical_or, some, first, False)

    def latest(some: Array) -> Array:
        return _reduced(np.maximum, np.where(coming & some, expected, 0), first, 0)

    mo, po, to, lot_on = (latest(kind == each) for each in (_MO, _PO, _TO, -1))
    from_mo = coming & (kind == _MO)
    source = np.where(from_mo, s["lot_source"][lot], 0)
    part = _reduced(np.maximum, np.where(from_mo, production["last_part"][source], 0), first, 0)
    unreceived = holds(coming)
    by_source = covers & lots["by_source"][lot]
    row = _first_row(
        np.int8(22),
        outstanding == 0,
        canceled,
        booked < outstanding,
        ~unreceived,
        holds(covers & lots["by_status"][lot]),
        holds(by_source & (kind == _MO)),
        holds(by_source & (kind == _PO)),
        finished,
        mo > promise,
        po > promise,
        to > promise,
        lot_on > promise,
        promise < today,
        mo == promise,
        po == promise,
        to == promise,
        lot_on == promise,
        promise == today,
        (promise < NEVER) & holds(coming & (expected == 0)),
        part >= promise,
        holds(covers & lots["closed"][lot]),
        promise == NEVER,
    )
    return {
        "line_row": np.where(countable, row, np.int8(-1)),
        "countable": countable,
        "outstanding": outstanding,
        "missing": booked < outstanding,
        "surplus": booked > outstanding,
        "unreceived": unreceived,
        "started": holds(coming & lots["started"][lot]),
        "unscheduled": holds(coming & lots["unscheduled"][lot]),
        "booking_source": usable
        & lots["counts"][lot]
        & (kind >= 0)
        & np.repeat(~finished, np.diff(first)),
        "booking_received": received,
        "booking_expected": expected,
    }


def _sources(s: Mapping[str, Array], lines: Columns, production: Columns, today: int) -> Columns:
    """The distinct sources behind each line; few lines have more than one."""
    first = s["line_bookings"]
    (some,) = np.nonzero(lines["booking_source"])
    line = np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))[some]
    lot = s["booking_lot"][some]
    kind, source = s["lot_kind"][lot], s["lot_source"][lot]
    order = np.arange(len(some))
    if len(some):
        order = np.lexsort((source, kind, line))
    line, kind, source = line[order], kind[order], source[order]
    new = np.ones(len(some), bool)
    new[1:] = (line[1:] != line[:-1]) | (kind[1:] != kind[:-1]) | (source[1:] != source[:-1])
    starts = np.append(np.nonzero(new)[0], len(some))
    received = _reduced(np.logical_and, lines["booking_received"][some[order]], starts, True)
    due = _reduced(np.maximum, lines["booking_expected"][some[order]], starts, 0)
    line, kind, source = line[new], kind[new], source[new]
    waiting = lines["outstanding"][line] > 0
    promise = s["line_promise"][line]
    row = np.empty(len(line), np.int8)

    at = kind == _MO
    row[at] = np.where(received[at], np.int8(0), production["row"][source[at]])
    at = kind == _PO
    stage = s["po_stage"][source[at]] - 10
    row[at] = _first_row(
        np.int8(16),
        received[at] | (stage == 5),
        (stage == 1) | (stage == 2),
        waiting[at] & (promise[at] < today),
        (due[at] > 0) & (due[at] < today),
        waiting[at] & (due[at] > promise[at]),
        base=11,
    )
    at = kind == _TO
    stage = s["to_stage"][source[at]] - 20
    shipment = s["to_shipment"][source[at]]
    row[at] = _first_row(
        np.int8(23),
        received[at] | (stage == 3),
        (due[at] > 0) & (due[at] < today),
        waiting[at] & (due[at] > promise[at]),
        waiting[at] & (promise[at] < today),
        (stage <= 1) & (shipment > 0) & (shipment < today),
        due[at] == 0,
        base=17,
    )
    return {"source_line": line, "source_kind": kind, "source_index": source, "source_row": row}


def _orders(s: Mapping[str, Array], lines: Columns) -> Columns:
    first = s["order_lines"]

    def holds(some: Array) -> Array:
        return _reduced(np.logical_or, some, first, False)

    open_ = lines["countable"] & (lines["outstanding"] > 0)
    outstanding = holds(open_)
    short = holds(open_ & lines["missing"])
    unscheduled = holds(lines["unscheduled"])
    row = _first_row(
        np.int8(8),
        s["order_stage"] != _CONFIRMED,
        ~holds(lines["countable"]),
        ~outstanding & holds(lines["surplus"]),
        ~outstanding,
        ~holds(open_ & (lines["missing"] | lines["unreceived"])),
        holds(lines["started"]),
        ~short & ~unscheduled,
        short,
    )
    ranks = np.array([*[cs.ProductStatus(each).rank for each, _ in PRODUCT], 8], np.int8)
    product = _reduced(np.minimum, ranks[lines["line_row"]], first, 8)
    return {"order_row": row, "product": np.where(product == 8, np.int8(-1), product)}


def _invoices(s: Mapping[str, Array]) -> Columns:
    first, status = s["order_invoices"], s["invoice_status"]
    counted = (s["invoice_kind"] == 0) & (status >= 1) & (status <= 3)
    amount, paid = s["invoice_amount"], s["invoice_paid"]
    due = np.where(s["invoice_payable"] < 0, amount, s["invoice_payable"])
    settled = np.where(due - paid > _TOLERANCE, paid, due)
    settled = np.where(paid < 0, 0, settled)
    full = (status == 3) | (due <= _TOLERANCE)
    settled = np.where(full, due, settled)
    unknown = _reduced(np.logical_or, counted & ~full & (paid < 0) & (status == 2), first, False)
    known = _reduced(np.logical_or, counted, first, False)
    invoiced, payable, got = (
        _reduced(np.add, np.where(counted, each, 0), first, 0) for each in (amount, due, settled)
    )
    total = s["order_total"]
    invoicing = _first_row(
        np.int8(3),
        ~known,
        (invoiced <= _TOLERANCE) & ((total < 0) | (total - invoiced > _TOLERANCE)),
        (total >= 0) & (total - invoiced <= _TOLERANCE),
    )
    payment = _first_row(
        np.int8(3),
        ~known,
        ~unknown & (payable - got <= _TOLERANCE),
        ~unknown & (got <= _TOLERANCE),
    )
    return {
        "invoicing_row": invoicing,
        "invoicing_percent": _percent(invoicing, 2, invoiced, total, total < 0),
        "payment_row": payment,
        "payment_percent": _percent(payment, 1, got, payable, unknown),
    }


def _percent(row: Array, full: int, part: Array, whole: Array, unknown: Array) -> Array:
    share = np.clip(part * 100 // np.maximum(whole, 1), 1, 99)
    share = np.where(unknown, -1, share)
    return np.where(row == 3, share, np.where(row == full, 100, 0)).astype(np.int8)


def _first_row(otherwise: np.int8, *conditions: Array, base: int = 0) -> Array:
    """Return the number of the first condition that holds."""
    row = np.full(len(conditions[0]), otherwise)
    for n in range(len(conditions) - 1, -1, -1):
        row[conditions[n]] = base + n
    return row


def _reduced(ufunc: np.ufunc, values: Array, first: Array, empty: Any) -> Array:
    """Reduce the values of each group, which may be empty."""
    some = first[:-1] < first[1:]
    reduced = np.full(len(first) - 1, empty, values.dtype)
    if len(values):
        reduced[some] = ufunc.reduceat(values, first[:-1][some])
    return reduced


def snapshot(book: Book) -> Columns:
    """Return the arrays of a book, as the library links them."""
    b = book
    own, of_order = b["lines"]["promised_on"], b["orders"]["promised_on"][b["lines"]["order"]]
    promise = np.where(own > 0, own, of_order)
    count = {name: len(next(iter(columns.values()))) for name, columns in b.items()}
    return {
        "order_stage": b["orders"]["stage"],
        "order_total": b["orders"]["total"],
        "order_lines": offsets(b["lines"]["order"], count["orders"]),
        "order_invoices": offsets(b["invoices"]["order"], count["orders"]),
        "line_stocked": (b["lines"]["kind"] == 0).astype(np.int8),
        "line_quantity": b["lines"]["quantity"],
        "line_shipped": b["lines"]["shipped"],
        "line_closed": b["lines"]["closed"],
        "line_promise": np.where(promise > 0, promise, np.int32(NEVER)),
        "line_bookings": offsets(b["bookings"]["line"], count["lines"]),
        "booking_lot": b["bookings"]["lot"],
        "booking_quantity": b["bookings"]["quantity"],
        "lot_id": np.arange(count["lots"]),
        "lot_status": b["lots"]["status"],
        "lot_expected": b["lots"]["expected_on"],
        "lot_kind": b["lots"]["kind"],
        "lot_source": b["lots"]["source"],
        "mo_stage": b["manufacturing_orders"]["stage"],
        "mo_start_day": b["manufacturing_orders"]["planned_start"],
        "mo_finish_day": b["manufacturing_orders"]["planned_finish"],
        "mo_parts": offsets(b["parts"]["mo"], count["manufacturing_orders"]),
        "mo_operations": offsets(b["operations"]["mo"], count["manufacturing_orders"]),
        "part_quantity": b["parts"]["quantity"],
        "part_consumed": b["parts"]["consumed"],
        "part_bookings": offsets(b["part_bookings"]["part"], count["parts"]),
        "part_booking_lot": b["part_bookings"]["lot"],
        "part_booking_quantity": b["part_bookings"]["quantity"],
        "operation_start_day": b["operations"]["planned_start"],
        "operation_finish_day": b["operations"]["planned_finish"],
        "operation_started": b["operations"]["started"].view(np.int8),
        "operation_finished": b["operations"]["finished"].view(np.int8),
        "po_stage": b["purchase_orders"]["stage"] + np.int8(10),
        "po_expected": b["purchase_orders"]["expected_on"],
        "to_stage": b["transfer_orders"]["stage"] + np.int8(20),
        "to_shipment": b["transfer_orders"]["planned_shipment_on"],
        "to_arrival": b["transfer_orders"]["planned_arrival_on"],
        "invoice_kind": b["invoices"]["kind"],
        "invoice_status": b["invoices"]["status"],
        "invoice_amount": b["invoices"]["amount"],
        "invoice_payable": b["invoices"]["payable"],
        "invoice_paid": b["invoices"]["paid"],
    }


def answers(book: Book, found: Columns) -> Answers:
    """Return the answers as tables with words, to be compared."""
    lines = book["lines"]
    order_row = found["order_row"]
    by_hand = words(np.where(order_row == 0, book["orders"]["stage"], -1), list(cs.OrderStatus))
    automatic = words(order_row, [status for status, _ in ORDER])
    source_line = found["source_line"]
    kind, index = found["source_kind"], found["source_index"]
    orders, *sources = (
        ids(name, np.arange(len(book[name]["stage"])))
        for name in ("orders", "manufacturing_orders", "purchase_orders", "transfer_orders")
    )
    first = np.cumsum([0] + [len(each) for each in sources])
    number = pa.array(lines["number"].astype(str))
    return {
        "orders": pa.table({
            "order_id": orders,
            "status": pc.coalesce(by_hand.cast(pa.string()), automatic.cast(pa.string())),
            "reason": words(order_row, [reason for _, reason in ORDER]),
            "product": words(found["product"], list(cs.ProductStatus)),
            **_family("invoicing", found, INVOICING),
            **_family("payment", found, PAYMENT),
        }),
        "lines": pa.table({
            "order_id": orders.take(pa.array(lines["order"])),
            "line_id": number,
            "status": words(found["line_row"], [status for status, _ in PRODUCT]),
            "reason": words(found["line_row"], [reason for _, reason in PRODUCT]),
        }),
        "sources": pa.table({
            "order_id": orders.take(pa.array(lines["order"][source_line])),
            "line_id": number.take(pa.array(source_line)),
            "kind": words(kind, list(cs.SourceKind)),
            "source_id": pa.concat_arrays(sources).take(pa.array(first[kind] + index)),
            "status": words(found["source_row"], [status for status, _ in SOURCE]),
            "reason": words(found["source_row"], [reason for _, reason in SOURCE]),
        }),
    }  # fmt: skip


def _family(name: str, found: Columns, rows: tuple[tuple[str, str], ...]) -> dict[str, pa.Array]:
    percent = found[f"{name}_percent"]
    return {
        name: words(found[f"{name}_row"], [status for status, _ in rows]),
        f"{name}_percent": pa.array(percent, mask=percent < 0),
        f"{name}_reason": words(found[f"{name}_row"], [reason for _, reason in rows]),
    }
