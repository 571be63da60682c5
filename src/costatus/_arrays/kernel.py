# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Evaluate the orders of a snapshot in one pass over its arrays.

The facts are gathered here, as `costatus.rules.facts` gathers them from models; the rules are
derived from `costatus.rules`. First what is shared is worked out, once for each source and lot:
`read_sources`, `read_lots`, `produce`. Then `evaluate` goes through the orders.

A branch that depends on facts is often guessed wrong by the processor, which takes as long as 50
comparisons. So conditions are numbers here, and all of them are worked out.

Written in Cython's pure Python mode: it is compiled together with the derived rules, and tests run
it as plain Python. Numbers are whole units of the snapshot's scale, days are day numbers, moments
are microseconds; what is missing is as in `costatus.models.as_of`.
"""

import cython

from costatus._arrays.rules import (
    BLOCK,
    INVOICE_KIND_CREDIT_INVOICE,
    INVOICE_KIND_INVOICE,
    INVOICE_KIND_PREPAYMENT_INVOICE,
    INVOICE_KIND_PRO_FORMA_INVOICE,
    INVOICE_STATE_CANCELED,
    INVOICE_STATE_DUMMY,
    INVOICE_STATE_PAID,
    INVOICE_STATE_PAID_PARTIALLY,
    INVOICE_STATE_UNPAID,
    INVOICING,
    INVOICING_STATUS_INVOICED,
    INVOICING_STATUS_PART_INVOICED,
    LAST_DAY,
    MANUFACTURING,
    NEVER,
    NO_MOMENT,
    NOTES_FROM,
    ORDER,
    ORDER_STATUS_ARCHIVED,
    ORDER_STATUS_CANCELED,
    ORDER_STATUS_CONFIRMED,
    ORDER_STATUS_DELIVERED,
    ORDER_STATUS_QUOTATION,
    ORDER_STATUS_WAITING_FOR_CONFIRMATION,
    PAYMENT,
    PAYMENT_STATUS_PAID,
    PAYMENT_STATUS_PART_PAID,
    PRODUCT,
    PRODUCT_STATUS_DELAYED,
    PURCHASE,
    SOURCE_KIND_MANUFACTURING,
    SOURCE_KIND_PURCHASE,
    SOURCE_KIND_TRANSFER,
    STATE_ADDED,
    STATE_FINISHED,
    STATE_FROM_CLOSED,
    STATE_FROM_UNORDERED,
    STATE_FROM_UNSCHEDULED,
    STATE_HAS_SOURCE,
    STATE_KEPT,
    STATE_MANUFACTURED,
    STATE_OF_STAGE,
    STATE_RECEIVED,
    STATE_REQUESTED,
    STATE_STAGE,
    STATE_STARTED,
    STATE_UNSCHEDULED,
    STATE_USABLE,
    TRANSFER,
    TRANSFER_STAGE_NEW,
    TRANSFER_STAGE_READY_FOR_SHIPMENT,
    UNKNOWN,
    Facts,
    LineSource,
    Lot,
    Numbered,
    Production,
    Results,
    Snapshot,
    conditions,
    reasons_of,
    source_is_at_risk,
    status_of,
    timed_conditions,
    turning_day,
    turning_days,
    turning_moment,
    turning_moments,
    turning_of,
)

IS_COMPILED = cython.compiled
NO_QUANTITY = cython.declare(cython.longlong, NO_MOMENT)


@cython.final
@cython.cclass
class Scratch:
    """What one thread needs to go through orders, and uses again for each.

    `supply` has the records of the lots that supply a block of orders, from supply `base` on.
    `covering` are the places of the supplies that cover the demand at hand. The sources of the
    line at hand are numbered from 1: `source_of` has the number of a supply's source, or 0, and
    `numbered` is a hash table of them, by a `factor` that nobody foresees. `fetched` is made of
    all that was read ahead, and only keeps the reading from being left out.
    """

    supply: Lot[::1]
    base: cython.int
    covering: cython.int[::1]
    covers: cython.int
    heap: cython.int[::1]
    source_of: cython.int[::1]
    sources: LineSource[::1]
    numbered: Numbered[::1]
    factor: cython.longlong
    fetched: cython.longlong
    today: cython.longlong
    now: cython.longlong
    source: Facts
    line: Facts
    order: Facts
    invoices: Facts
    earliest: cython.longlong
    payable: cython.longlong
    credited: cython.longlong

    def __init__(self, arrays: dict[str, object], today: int, now: int) -> None:
        self.supply = arrays["supply"]
        self.base = 0
        self.covering = arrays["covering"]
        self.heap = arrays["heap"]
        self.source_of = arrays["source_of"]
        self.sources = arrays["sources"]
        self.numbered = arrays["numbered"]
        for slot in range(self.numbered.shape[0]):
            self.numbered[slot].line = -1
        self.factor = arrays["factor"]
        self.fetched = 0
        self.covers = 0
        self.today = today
        self.now = now
        self.source = Facts()
        self.line = Facts()
        self.order = Facts()
        self.invoices = Facts()
        self.earliest = NO_MOMENT
        self.payable = self.credited = 0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def beyond(
    more: cython.longlong, less: cython.longlong, tolerance: cython.longlong
) -> cython.longlong:
    """Return how much `more` exceeds `less`, or 0 where that is within the tolerance."""
    difference: cython.longlong = more - less
    return difference * (difference > tolerance)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_earlier(
    day: cython.int, moment: cython.longlong, other_day: cython.int, other: cython.longlong
) -> cython.bint:
    """Return whether a deadline is before another; a date counts as the end of its day."""
    return (day < other_day) | ((day == other_day) & (moment < other))


def read_sources(
    snapshot: Snapshot, _scratch: Scratch, first: cython.int, last: cython.int
) -> None:
    """Find what is known of sources: of none, of MOs, of purchase orders, of transfer orders."""
    mos: cython.int = snapshot.source_start[1]
    purchases: cython.int = snapshot.source_start[2]
    transfers: cython.int = snapshot.source_start[3]
    row: cython.int
    with cython.nogil:
        for row in range(first, last):
            if row >= transfers:
                keep_source(
                    snapshot,
                    row,
                    snapshot.to_stage[row - transfers],
                    snapshot.to_arrival[row - transfers],
                )
            elif row >= purchases:
                keep_source(
                    snapshot,
                    row,
                    snapshot.po_stage[row - purchases],
                    snapshot.po_expected[row - purchases],
                )
            elif row >= mos:
                plan(snapshot, row, row - mos)
            else:
                snapshot.sources[row].state = STATE_USABLE
                snapshot.sources[row].day = UNKNOWN


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def keep_source(
    of: Snapshot, row: cython.int, stage: cython.int, expected: cython.int
) -> cython.void:
    of.sources[row].state = STATE_OF_STAGE[stage]
    of.sources[row].day = expected


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def plan(of: Snapshot, row: cython.int, mo: cython.int) -> cython.void:
    """Find when an MO plans to start and finish, and which deadline of an operation is next."""
    day: cython.int
    moment: cython.longlong
    first_start: cython.int = NEVER
    first_start_at: cython.longlong = NO_MOMENT
    last_finish: cython.int = UNKNOWN
    last_finish_at: cython.longlong = 0
    next_start: cython.int = NEVER
    next_start_at: cython.longlong = NO_MOMENT
    next_finish: cython.int = NEVER
    next_finish_at: cython.longlong = NO_MOMENT
    begun: cython.int = 0
    started: cython.int
    finished: cython.int
    earlier: cython.bint
    later: cython.bint
    for step in range(of.mo_operations[mo], of.mo_operations[mo + 1]):
        finished = of.operation_finished[step]
        started = finished | of.operation_started[step]
        begun |= STATE_STARTED * (started != 0)
        day, moment = of.operation_start_day[step], of.operation_start_moment[step]
        earlier = (day != 0) & is_earlier(day, moment, first_start, first_start_at)
        first_start = day if earlier else first_start
        first_start_at = moment if earlier else first_start_at
        earlier = (day != 0) & (not started) & is_earlier(day, moment, next_start, next_start_at)
        next_start = day if earlier else next_start
        next_start_at = moment if earlier else next_start_at
        day, moment = of.operation_finish_day[step], of.operation_finish_moment[step]
        later = (day != 0) & is_earlier(last_finish, last_finish_at, day, moment)
        last_finish = day if later else last_finish
        last_finish_at = moment if later else last_finish_at
        earlier = (day != 0) & (not finished) & is_earlier(day, moment, next_finish, next_finish_at)
        next_finish = day if earlier else next_finish
        next_finish_at = moment if earlier else next_finish_at
    if of.mo_start_day[mo]:
        first_start, first_start_at = of.mo_start_day[mo], of.mo_start_moment[mo]
    if of.mo_finish_day[mo]:
        last_finish, last_finish_at = of.mo_finish_day[mo], of.mo_finish_moment[mo]
    of.productions[mo].plan_start_day = UNKNOWN if first_start == NEVER else first_start
    of.productions[mo].plan_finish_day = last_finish
    of.productions[mo].next_start_day = next_start
    of.productions[mo].next_finish_day = next_finish
    keep_source(of, row, of.mo_stage[mo], last_finish)
    of.sources[row].state |= begun
    if of.has_time:
        of.moments[mo].plan_start = first_start_at
        of.moments[mo].plan_finish = last_finish_at if last_finish else NO_MOMENT
        of.moments[mo].next_start = next_start_at
        of.moments[mo].next_finish = next_finish_at


def read_lots(snapshot: Snapshot, _scratch: Scratch, first: cython.int, last: cython.int) -> None:
    """Find what is known of lots, and when they are expected: of what is received, UNKNOWN."""
    with cython.nogil:
        for lot in range(first, last):
            read_lot(snapshot, lot)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def read_lot(of: Snapshot, lot: cython.int) -> cython.void:
    status: cython.int = of.lot_status[lot]
    kind: cython.int = of.lot_kind[lot]
    row: cython.int = of.source_start[kind + 1] + of.lot_source[lot]
    state: cython.int = of.sources[row].state & STATE_KEPT[status] | STATE_ADDED[status]
    expected: cython.int = of.sources[row].day
    own: cython.int = of.lot_expected[lot]
    expected = own if own else expected
    of.lots[lot].state = state
    of.lots[lot].day = expected * (not state & STATE_RECEIVED)
    of.lots[lot].source = of.lot_source[lot]
    of.lots[lot].item_code = of.lot_item[lot]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_requested(state: cython.int) -> cython.bint:
    return state & (STATE_REQUESTED | STATE_FROM_UNSCHEDULED | STATE_FROM_UNORDERED) != 0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def urgency(of: Snapshot, lot: cython.int, promise: cython.int) -> cython.longlong:
    """Return a number that puts lots in the order in which they cover, but for their ids."""
    state: cython.int = of.lots[lot].state
    expected: cython.longlong = of.lots[lot].day
    rank: cython.longlong
    if state & STATE_RECEIVED:
        return 0
    if is_requested(state):
        rank, expected = 4, 0
    elif expected == UNKNOWN:
        rank = 2
    else:
        rank = 1 if expected <= promise else 3
    return rank * NEVER + expected


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def size_of(number: cython.longlong) -> cython.ulonglong:
    """Return the size of a number, which may not fit its own type."""
    if number >= 0:
        return cython.cast(cython.ulonglong, number)
    return cython.cast(cython.ulonglong, -(number + 1)) + 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def has_smaller_digits(mine: cython.ulonglong, theirs: cython.ulonglong) -> cython.bint:
    """Return whether the digits of a number, as a text, are before those of another."""
    less: cython.ulonglong = min(mine, theirs)
    more: cython.ulonglong = max(mine, theirs)
    power: cython.ulonglong = 10
    while power <= less:
        power *= 10
    while power <= more:  # fill up the shorter one
        less *= 10
        power *= 10
    if less == more:
        return mine < theirs
    return (less < more) == (mine < theirs)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def has_smaller_id(of: Snapshot, lot: cython.int, other: cython.int) -> cython.bint:
    """Return whether the id of a lot, as a text, is before that of another."""
    place: cython.longlong = 0
    mine: cython.int
    theirs: cython.int
    start: cython.longlong
    other_start: cython.longlong
    number: cython.longlong
    other_number: cython.longlong
    if of.lot_text_ends.shape[0]:
        start, other_start = of.lot_text_ends[lot], of.lot_text_ends[other]
        while True:
            if other_start + place == of.lot_text_ends[other + 1]:
                return False
            if start + place == of.lot_text_ends[lot + 1]:
                return True
            mine, theirs = of.lot_text[start + place], of.lot_text[other_start + place]
            if mine != theirs:
                return mine < theirs
            place += 1
    number, other_number = of.lot_number[lot], of.lot_number[other]
    if (number < 0) != (other_number < 0):
        return number < 0  # a sign is before all digits
    return has_smaller_digits(size_of(number), size_of(other_number))


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def covers_before(
    of: Snapshot,
    lots: cython.const[cython.int][::1],
    place: cython.int,
    other: cython.int,
    promise: cython.int,
) -> cython.bint:
    """Return whether a booking covers a demand before another."""
    lot: cython.int = lots[place]
    other_lot: cython.int = lots[other]
    mine: cython.longlong = urgency(of, lot, promise)
    theirs: cython.longlong = urgency(of, other_lot, promise)
    if mine != theirs:
        return mine < theirs
    if lot != other_lot:
        return has_smaller_id(of, lot, other_lot)
    return place < other


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sift(
    of: Snapshot,
    heap: cython.int[::1],
    lots: cython.const[cython.int][::1],
    parent: cython.int,
    size: cython.int,
    promise: cython.int,
) -> cython.void:
    """Let an entry of a heap sink until both entries below cover after it."""
    sinking: cython.int = heap[parent]
    child: cython.int = 2 * parent + 1
    while child < size:
        if child + 1 < size and covers_before(of, lots, heap[child + 1], heap[child], promise):
            child += 1
        if not covers_before(of, lots, heap[child], sinking, promise):
            break
        heap[parent] = heap[child]
        parent = child
        child = 2 * parent + 1
    heap[parent] = sinking


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def cover(
    of: Snapshot,
    scratch: Scratch,
    lots: cython.const[cython.int][::1],
    quantities: cython.const[cython.longlong][::1],
    outstanding: cython.longlong,
    promise: cython.int,
) -> cython.void:
    """Keep of the usable bookings in `covering` the best, until the outstanding is reached.

    Where even the smallest is needed, so are all: then it is not called, and they stay in order.
    """
    tolerance: cython.longlong = of.quantity_tolerance
    size: cython.int = scratch.covers
    parent: cython.int
    for index in range(size):
        scratch.heap[index] = scratch.covering[index]
    parent = size // 2
    while parent > 0:
        parent -= 1
        sift(of, scratch.heap, lots, parent, size, promise)
    scratch.covers = 0
    while outstanding > tolerance:
        scratch.covering[scratch.covers] = scratch.heap[0]
        outstanding -= quantities[scratch.heap[0]]
        scratch.covers += 1
        size -= 1
        scratch.heap[0] = scratch.heap[size]
        sift(of, scratch.heap, lots, 0, size, promise)


def produce(snapshot: Snapshot, scratch: Scratch, first: cython.int, last: cython.int) -> None:
    """Find what MOs lack: the parts not booked, and the lots of parts that are not received."""
    start: cython.int
    end: cython.int
    with cython.nogil:
        for start in range(first, last, BLOCK):
            end = min(start + BLOCK, last)
            fetch_lots(
                snapshot,
                scratch,
                snapshot.part_booking_lot,
                snapshot.part_bookings[snapshot.mo_parts[start]],
                snapshot.part_bookings[snapshot.mo_parts[end]],
            )
            for mo in range(start, end):
                produce_one(snapshot, scratch, mo)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def fetch_lots(
    of: Snapshot,
    scratch: Scratch,
    lots: cython.const[cython.int][::1],
    first: cython.int,
    last: cython.int,
) -> cython.void:
    """Read some lots, so that they are in the processor's cache when they are needed."""
    place: cython.int
    fetched: cython.int = 0
    for place in range(first, last):
        fetched ^= of.lots[lots[place]].state
    scratch.fetched ^= fetched


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def produce_one(of: Snapshot, scratch: Scratch, mo: cython.int) -> cython.void:
    tolerance: cython.longlong = of.quantity_tolerance
    start: cython.int = of.productions[mo].plan_start_day
    promise: cython.int = start if start else NEVER
    first: cython.int = NEVER
    last: cython.int = UNKNOWN
    unbooked: cython.int = 0
    requested: cython.int = 0
    undated: cython.int = 0
    unreceived: cython.int = 0
    rest: cython.longlong
    left: cython.longlong
    booked: cython.longlong
    quantity: cython.longlong
    smallest: cython.longlong
    lot: cython.int
    state: cython.int
    expected: cython.int
    part: cython.int
    place: cython.int
    index: cython.int
    for part in range(of.mo_parts[mo], of.mo_parts[mo + 1]):
        rest = of.part_quantity[part] - of.part_consumed[part]
        left, booked, smallest = rest, 0, NO_QUANTITY
        scratch.covers = 0
        for place in range(of.part_bookings[part], of.part_bookings[part + 1]):
            state = of.lots[of.part_booking_lot[place]].state
            quantity = of.part_booking_quantity[place]
            left -= quantity if state & STATE_RECEIVED else 0
            if state & STATE_USABLE:
                booked += quantity
                smallest = min(smallest, quantity)
                scratch.covering[scratch.covers] = place
                scratch.covers += 1
        if left <= tolerance:
            continue
        if smallest <= booked - rest + tolerance:
            cover(of, scratch, of.part_booking_lot, of.part_booking_quantity, rest, promise)
        unbooked |= rest - booked > tolerance
        for index in range(scratch.covers):
            lot = of.part_booking_lot[scratch.covering[index]]
            state = of.lots[lot].state
            if state & STATE_RECEIVED:
                continue
            expected = of.lots[lot].day
            unreceived = 1
            requested |= is_requested(state)
            undated |= expected == UNKNOWN
            first = min(first, expected if expected else NEVER)
            last = max(last, expected)
    of.productions[mo].first_part_expected = first
    of.productions[mo].last_part_expected = last
    of.productions[mo].unbooked = unbooked
    of.productions[mo].requested = requested
    of.productions[mo].undated = undated
    of.productions[mo].unreceived = unreceived


def allocate(
    needed: cython.const[cython.longlong][::1],
    quantity: cython.const[cython.longlong][::1],
    demand_ends: cython.const[cython.int][::1],
    lot_ends: cython.const[cython.int][::1],
    tolerance: cython.longlong,
    taken_lot: cython.int[::1],
    taken_quantity: cython.longlong[::1],
    taken_count: cython.int[::1],
) -> None:
    """Let the demands of each item take from its lots, both by rank.

    A demand takes what it lies beside, and ends where a lot leaves no more of it than the
    tolerance: see `costatus.pegging`.
    """
    item: cython.Py_ssize_t
    demand: cython.Py_ssize_t
    lot: cython.int
    last: cython.int
    taking: cython.int
    taken: cython.int = 0
    start: cython.longlong
    end: cython.longlong
    stop: cython.longlong
    lot_end: cython.longlong
    taking_end: cython.longlong
    with cython.nogil:
        for item in range(demand_ends.shape[0] - 1):
            lot, last = lot_ends[item], lot_ends[item + 1] - 1
            if lot > last:
                continue
            taking, end = lot, 0
            lot_end = taking_end = quantity[lot]
            for demand in range(demand_ends[item], demand_ends[item + 1]):
                if lot == last and end == lot_end:
                    break
                start = end
                end += needed[demand]
                while lot < last and lot_end + tolerance < end:
                    lot += 1
                    lot_end += quantity[lot]
                end = min(end, lot_end)
                while start < end:
                    while taking_end <= start:
                        taking += 1
                        taking_end += quantity[taking]
                    stop = min(taking_end, end)
                    taken_lot[taken] = taking
                    taken_quantity[taken] = stop - start
                    taken_count[demand] += 1
                    taken += 1
                    start = stop


def evaluate(
    snapshot: Snapshot, results: Results, scratch: Scratch, first: cython.int, last: cython.int
) -> None:
    """Evaluate orders, but those to be skipped."""
    start: cython.int
    with cython.nogil:
        for start in range(first, last, BLOCK):
            evaluate_block(snapshot, results, scratch, start, min(start + BLOCK, last))


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def evaluate_block(
    of: Snapshot, results: Results, scratch: Scratch, first: cython.int, last: cython.int
) -> cython.void:
    """Evaluate some orders; what their lots and sources are is fetched first, many at a time."""
    base: cython.int = of.line_supplies[of.order_lines[first]]
    end: cython.int = of.line_supplies[of.order_lines[last]]
    place: cython.int
    scratch.base = base
    for place in range(base, end):
        scratch.supply[place - base] = of.lots[of.supply_lot[place]]
    fetch_productions(of, scratch, end - base)
    for order in range(first, last):
        if not of.order_skip[order]:
            evaluate_order(of, results, scratch, scratch.order, order)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def fetch_productions(of: Snapshot, scratch: Scratch, supplies: cython.int) -> cython.void:
    """Read the MOs of the supplies of a block, as `fetch_lots` reads lots."""
    row: cython.int
    mo: cython.int
    fetched: cython.int = 0
    for row in range(supplies):
        mo = scratch.supply[row].source
        mo *= kind_of(scratch.supply[row].state) == SOURCE_KIND_MANUFACTURING
        fetched ^= of.productions[mo].plan_start_day ^ of.productions[mo].unreceived
    scratch.fetched ^= fetched


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def kind_of(state: cython.int) -> cython.int:
    """Return the kind of a lot's source; -1 where it has none."""
    return (state // STATE_MANUFACTURED & 3) - 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def stage_of(state: cython.int) -> cython.int:
    """Return the code of the stage of a lot's source."""
    return state // STATE_STAGE


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def evaluate_order(
    of: Snapshot, results: Results, scratch: Scratch, facts: Facts, order: cython.int
) -> cython.void:
    stage: cython.int = of.order_stage[order]
    product: cython.int = -1
    delayed: cython.bint = False
    held: cython.ulonglong
    status: cython.int
    facts.stage = stage
    facts.held = not of.advance_unconfirmed and (
        stage in (ORDER_STATUS_QUOTATION, ORDER_STATUS_WAITING_FOR_CONFIRMATION)
    )
    facts.countable = facts.outstanding = facts.unready = facts.short = facts.surplus = 0
    facts.holding_lines = facts.shipped_lines = facts.closed_lines = 0
    facts.started = facts.unscheduled = 0
    scratch.earliest = NO_MOMENT
    for line in range(of.order_lines[order], of.order_lines[order + 1]):
        status = evaluate_line(of, results, scratch, facts, scratch.line, line)
        if status >= 0:
            delayed |= status == PRODUCT_STATUS_DELAYED
            product = status if product < 0 else min(product, status)
    held = conditions(ORDER, facts, scratch.today, scratch.now)
    status = status_of(ORDER, held)
    held = reasons_of(ORDER, held, status)
    results.order_status[order] = status
    results.order_rows[order] = rows_in(held)
    results.order_notes[order] = notes_in(held)
    results.order_product[order] = product
    results.product_notes_delayed[order] = delayed & (product != PRODUCT_STATUS_DELAYED)
    results.next_change[order] = scratch.earliest
    evaluate_invoices(of, results, scratch, scratch.invoices, order)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def evaluate_line(
    of: Snapshot,
    results: Results,
    scratch: Scratch,
    order: Facts,
    facts: Facts,
    line: cython.int,
) -> cython.int:
    """Evaluate a line and its sources; return its product status, or -1."""
    stage: cython.longlong = order.stage
    tolerance: cython.longlong = of.quantity_tolerance
    target: cython.longlong = beyond(of.line_quantity[line], of.line_closed[line], tolerance)
    outstanding: cython.longlong = beyond(target, of.line_shipped[line], tolerance)
    booked: cython.longlong = 0
    smallest: cython.longlong = NO_QUANTITY
    start: cython.int = of.line_supplies[line]
    sources: cython.int = 1
    number: cython.int
    place: cython.int
    state: cython.int
    day: cython.int
    held: cython.ulonglong
    status: cython.int = -1
    finished: cython.bint = stage in (
        ORDER_STATUS_DELIVERED,
        ORDER_STATUS_CANCELED,
        ORDER_STATUS_ARCHIVED,
    )
    canceled: cython.bint = stage == ORDER_STATUS_CANCELED
    stocked: cython.bint = of.line_stocked[line] != 0
    facts.finished = finished
    facts.canceled = canceled
    facts.tracing = of.tracing
    facts.demanded = stage == ORDER_STATUS_CONFIRMED
    facts.promised_on = of.line_promise[line]
    facts.countable = stocked & (target > 0)
    facts.outstanding = outstanding
    facts.over_shipped = beyond(of.line_shipped[line], target, tolerance)
    facts.held = of.line_bookings[line + 1] - of.line_bookings[line]
    scratch.covers = 0
    if not of.tracing or (stocked and not canceled):
        for place in range(start, of.line_supplies[line + 1]):
            state = scratch.supply[place - scratch.base].state
            if not state & STATE_USABLE:
                continue
            booked += of.supply_quantity[place]
            smallest = min(smallest, of.supply_quantity[place])
            scratch.covering[scratch.covers] = place
            scratch.covers += 1
            number = 0
            if state & STATE_HAS_SOURCE and not finished:
                number = number_source(scratch, line, place, sources)
                sources = max(sources, number + 1)
                scratch.sources[number].open_lots += not state & STATE_RECEIVED
                day = scratch.supply[place - scratch.base].day
                scratch.sources[number].due_on = max(scratch.sources[number].due_on, day)
            scratch.source_of[place - start] = number
    facts.missing = beyond(outstanding, booked, tolerance)
    facts.surplus = beyond(booked, outstanding, tolerance) if of.tracing else 0
    facts.unusable = facts.held - scratch.covers
    facts.supply_missing = 0 if of.tracing else beyond(outstanding, of.line_supply[line], tolerance)
    scratch.covers *= outstanding > 0
    if (outstanding > 0) & (of.tracing != 0) & (smallest <= booked - outstanding + tolerance):
        cover(of, scratch, of.supply_lot, of.supply_quantity, outstanding, of.line_promise[line])
    read_coverage(of, scratch, order, facts, line)
    facts.sources_is_at_risk = 0
    for number in range(1, sources):
        evaluate_source(of, results, scratch, facts, scratch.source, number)
    if facts.countable:
        held = conditions(PRODUCT, facts, scratch.today, scratch.now)
        status = status_of(PRODUCT, held)
        look_ahead(of, scratch, facts, PRODUCT, held, status)
        held = reasons_of(PRODUCT, held, status)
        results.line_rows[line] = rows_in(held)
        results.line_notes[line] = notes_in(held)
        order.countable += 1
        order.outstanding += outstanding > 0
        order.short += facts.missing > 0
        order.unready += (facts.missing > 0) | (facts.unreceived > 0)
    results.line_status[line] = status
    order.surplus += facts.surplus > 0
    order.holding_lines += facts.held > 0
    order.shipped_lines += of.line_shipped[line] > tolerance
    order.closed_lines += of.line_closed[line] > tolerance
    return status


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def number_source(
    scratch: Scratch, line: cython.int, place: cython.int, known: cython.int
) -> cython.int:
    """Return the number of the source of a supply among those of the line, from 1."""
    kind: cython.int = kind_of(scratch.supply[place - scratch.base].state)
    row: cython.int = scratch.supply[place - scratch.base].source
    key: cython.longlong = 3 * cython.cast(cython.longlong, row) + kind
    last: cython.longlong = scratch.numbered.shape[0] - 1
    slot: cython.longlong = (key * scratch.factor >> 15) & last
    number: cython.int = known
    while scratch.numbered[slot].line == line and scratch.numbered[slot].key != key:
        slot = (slot + 1) & last
    if scratch.numbered[slot].line == line:
        number = cython.cast(cython.int, scratch.numbered[slot].number)
    else:
        scratch.numbered[slot].line = line
        scratch.numbered[slot].key = key
        scratch.numbered[slot].number = number
        scratch.sources[number].supply = place
        scratch.sources[number].open_lots = 0
        scratch.sources[number].due_on = UNKNOWN
        scratch.sources[number].awaited = False
    return number


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def read_coverage(
    of: Snapshot, scratch: Scratch, order: Facts, facts: Facts, line: cython.int
) -> cython.void:
    """Gather the facts of the supplies that cover a line; what is received has no day."""
    item: cython.int = of.line_item[line]
    start: cython.int = of.line_supplies[line]
    place: cython.int
    supply: cython.int
    state: cython.int
    expected: cython.int
    kind: cython.int
    coming: cython.int
    made: cython.int
    part: cython.int
    unreceived: cython.int = 0
    undated: cython.int = 0
    other_items: cython.int = 0
    states: cython.int = 0
    earliest: cython.int = NEVER
    elsewhere: cython.int = UNKNOWN
    manufactured: cython.int = UNKNOWN
    purchased: cython.int = UNKNOWN
    transferred: cython.int = UNKNOWN
    latest_part: cython.int = UNKNOWN
    for index in range(scratch.covers):
        place = scratch.covering[index]
        supply = place - scratch.base
        other_items += scratch.supply[supply].item_code != item
        state = scratch.supply[supply].state
        coming = not state & STATE_RECEIVED
        state *= coming
        expected = scratch.supply[supply].day
        kind = kind_of(state)
        scratch.sources[scratch.source_of[place - start]].awaited |= coming
        unreceived += coming
        states |= state
        undated += coming & (expected == UNKNOWN)
        earliest = min(earliest, expected if expected else NEVER)
        elsewhere = max(elsewhere, expected * (kind < 0))
        manufactured = max(manufactured, expected * (kind == SOURCE_KIND_MANUFACTURING))
        purchased = max(purchased, expected * (kind == SOURCE_KIND_PURCHASE))
        transferred = max(transferred, expected * (kind == SOURCE_KIND_TRANSFER))
        made = (kind == SOURCE_KIND_MANUFACTURING) & (not state & STATE_FINISHED)
        part = of.productions[scratch.supply[supply].source * made].last_part_expected * made
        latest_part = max(latest_part, part)
    facts.unreceived = unreceived
    facts.undated = undated
    facts.other_items = other_items
    facts.requested = states & STATE_REQUESTED
    facts.from_unscheduled = states & STATE_FROM_UNSCHEDULED
    facts.from_unordered = states & STATE_FROM_UNORDERED
    facts.closed_sources = states & STATE_FROM_CLOSED
    facts.earliest_expected = earliest
    facts.latest_expected = max(elsewhere, manufactured, purchased, transferred)
    facts.latest_from_elsewhere = elsewhere
    facts.latest_from_manufacturing = manufactured
    facts.latest_from_purchase = purchased
    facts.latest_from_transfer = transferred
    facts.latest_part_expected = latest_part
    order.started |= states & STATE_STARTED
    order.unscheduled |= states & STATE_UNSCHEDULED


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def evaluate_source(
    of: Snapshot,
    results: Results,
    scratch: Scratch,
    line: Facts,
    facts: Facts,
    number: cython.int,
) -> cython.void:
    """Evaluate a source of the line at hand."""
    place: cython.int = scratch.sources[number].supply
    state: cython.int = scratch.supply[place - scratch.base].state
    row: cython.int = scratch.supply[place - scratch.base].source
    kind: cython.int = kind_of(state)
    facts.promised_on = line.promised_on
    facts.waiting = line.outstanding > 0
    facts.open_lots = scratch.sources[number].open_lots
    facts.due_on = scratch.sources[number].due_on
    facts.awaited = scratch.sources[number].awaited
    facts.stage = stage_of(state)
    results.source_kind[place] = kind
    results.source_row[place] = row
    if kind == SOURCE_KIND_MANUFACTURING:
        read_production(of, facts, row)
        decide_source(of, results, scratch, facts, MANUFACTURING, place)
    elif kind == SOURCE_KIND_PURCHASE:
        decide_source(of, results, scratch, facts, PURCHASE, place)
    else:
        facts.not_shipped = facts.stage in (TRANSFER_STAGE_NEW, TRANSFER_STAGE_READY_FOR_SHIPMENT)
        facts.shipment_on = of.to_shipment[row] if of.to_shipment[row] else NEVER
        decide_source(of, results, scratch, facts, TRANSFER, place)
    line.sources_is_at_risk += source_is_at_risk(facts, scratch.today, scratch.now)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def decide_source(
    of: Snapshot,
    results: Results,
    scratch: Scratch,
    facts: Facts,
    family: cython.int,
    place: cython.int,
) -> cython.void:
    held: cython.ulonglong = conditions(family, facts, scratch.today, scratch.now)
    status: cython.int = status_of(family, held)
    facts.status = status
    look_ahead(of, scratch, facts, family, held, status)
    held = reasons_of(family, held, status)
    results.source_status[place] = status
    results.source_rows[place] = rows_in(held)
    results.source_notes[place] = notes_in(held)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def read_production(of: Snapshot, facts: Facts, mo: cython.int) -> cython.void:
    """Gather the facts of an MO that are the same for all lines."""
    production: Production = of.productions[mo]
    start: cython.longlong = NO_MOMENT
    finish: cython.longlong = NO_MOMENT
    next_start: cython.longlong = NO_MOMENT
    next_finish: cython.longlong = NO_MOMENT
    if of.has_time:
        start, finish = of.moments[mo].plan_start, of.moments[mo].plan_finish
        next_start, next_finish = of.moments[mo].next_start, of.moments[mo].next_finish
    facts.production_start_moment = start
    facts.production_finish_moment = finish
    facts.production_next_start_moment = next_start
    facts.production_next_finish_moment = next_finish
    facts.production_plan_start_day = production.plan_start_day
    facts.production_start_day = day_alone(production.plan_start_day, start)
    facts.production_finish_known = production.plan_finish_day != UNKNOWN
    facts.production_finish_day = day_alone(production.plan_finish_day, finish)
    facts.production_next_start_day = day_alone(production.next_start_day, next_start)
    facts.production_next_finish_day = day_alone(production.next_finish_day, next_finish)
    facts.production_first_part_expected = production.first_part_expected
    facts.production_last_part_expected = production.last_part_expected
    facts.production_unbooked = production.unbooked
    facts.production_requested = production.requested
    facts.production_undated = production.undated
    facts.production_unreceived = production.unreceived


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def day_alone(day: cython.int, moment: cython.longlong) -> cython.int:
    """Return the day after which a deadline has passed; NEVER where it is a moment, or none."""
    return day if day != UNKNOWN and moment == NO_MOMENT else NEVER


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def rows_in(held: cython.ulonglong) -> cython.uint:
    return cython.cast(cython.uint, held ^ (held >> NOTES_FROM << NOTES_FROM))


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def notes_in(held: cython.ulonglong) -> cython.uint:
    return cython.cast(cython.uint, held >> NOTES_FROM)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def look_ahead(
    of: Snapshot,
    scratch: Scratch,
    facts: Facts,
    family: cython.int,
    held: cython.ulonglong,
    status: cython.int,
) -> cython.void:
    """Keep the earliest later time at which a decision changes, if it is earlier than what is kept.

    The time is a day where `as_of` is one, else an instant, with its day.
    """
    turning: cython.ulonglong = turning_of(family, status)
    earliest: cython.longlong = scratch.earliest
    day: cython.longlong
    moment: cython.longlong
    for key in range(turning_days(family)):
        day = moment = turning_day(family, facts, key)
        if of.has_time:
            moment = start_of(of, day)
        earliest = min(earliest, turn(scratch, family, facts, day, moment, held, turning))
    if of.has_time:
        for key in range(turning_moments(family)):
            moment = turning_moment(family, facts, key)
            if moment < earliest:
                day = day_at(of, moment)
                earliest = min(earliest, turn(scratch, family, facts, day, moment, held, turning))
    scratch.earliest = earliest


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def turn(
    scratch: Scratch,
    family: cython.int,
    facts: Facts,
    day: cython.longlong,
    moment: cython.longlong,
    held: cython.ulonglong,
    turning: cython.ulonglong,
) -> cython.longlong:
    """Return a later moment if a decision is another then, else NO_MOMENT."""
    turns: cython.longlong = (
        (scratch.now < moment)
        & (day <= LAST_DAY)
        & (((timed_conditions(family, facts, day, moment) ^ held) & turning) != 0)
    )
    return (cython.cast(cython.longlong, moment) - NO_MOMENT) * turns + NO_MOMENT


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def start_of(of: Snapshot, day: cython.longlong) -> cython.longlong:
    """Return the instant at which a day begins, of the days within those that are known."""
    return of.starts[min(max(day - of.first_day, 0), of.starts.shape[0] - 1)]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def day_at(of: Snapshot, moment: cython.longlong) -> cython.longlong:
    """Return the day of an instant in the site's zone: the last that has begun."""
    low: cython.longlong = 0
    high: cython.longlong = of.starts.shape[0]
    middle: cython.longlong
    while low + 1 < high:
        middle = (low + high) // 2
        if of.starts[middle] <= moment:
            low = middle
        else:
            high = middle
    return of.first_day + low


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def evaluate_invoices(
    of: Snapshot, results: Results, scratch: Scratch, facts: Facts, order: cython.int
) -> cython.void:
    """Evaluate the invoicing and the payment of an order."""
    tolerance: cython.longlong = of.money_tolerance
    total: cython.longlong = of.order_total[order]
    payable: cython.longlong
    held: cython.ulonglong
    invoicing: cython.int
    payment: cython.int
    facts.canceled = of.order_stage[order] == ORDER_STATUS_CANCELED
    facts.tolerance = tolerance
    facts.total_known = total >= 0
    facts.counted = facts.unknown = facts.invoiced = facts.settled = 0
    facts.credits = facts.not_counted = facts.refunds = facts.paid_in_advance = 0
    facts.overpaid = facts.unpaid = facts.conflicting = 0
    scratch.payable = scratch.credited = 0
    for invoice in range(of.order_invoices[order], of.order_invoices[order + 1]):
        read_invoice(of, scratch, facts, invoice)
    if not facts.counted:
        facts.not_counted = of.order_invoices[order + 1] - of.order_invoices[order]
    payable = scratch.payable
    if scratch.credited:
        payable = max(payable - scratch.credited, 0)
        facts.settled = min(facts.settled, payable)
    facts.remaining = beyond(max(total, 0), facts.invoiced, tolerance)
    facts.too_much = beyond(facts.invoiced, total, tolerance) if total >= 0 else 0
    facts.open = beyond(payable, facts.settled, tolerance)
    held = conditions(INVOICING, facts, scratch.today, scratch.now)
    invoicing = status_of(INVOICING, held)
    held = reasons_of(INVOICING, held, invoicing)
    results.order_invoicing[order] = invoicing
    results.invoicing_rows[order] = rows_in(held)
    results.invoicing_notes[order] = notes_in(held)
    held = conditions(PAYMENT, facts, scratch.today, scratch.now)
    payment = status_of(PAYMENT, held)
    held = reasons_of(PAYMENT, held, payment)
    results.order_payment[order] = payment
    results.payment_rows[order] = rows_in(held)
    results.payment_notes[order] = notes_in(held)
    if invoicing == INVOICING_STATUS_PART_INVOICED:
        results.invoicing_percent[order] = share(facts.invoiced, total) if total >= 0 else -1
    else:
        results.invoicing_percent[order] = 100 if invoicing == INVOICING_STATUS_INVOICED else 0
    if payment == PAYMENT_STATUS_PART_PAID:
        results.payment_percent[order] = -1 if facts.unknown else share(facts.settled, payable)
    else:
        results.payment_percent[order] = 100 if payment == PAYMENT_STATUS_PAID else 0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def read_invoice(of: Snapshot, scratch: Scratch, facts: Facts, invoice: cython.int) -> cython.void:
    """Add an invoice to the facts of its order."""
    tolerance: cython.longlong = facts.tolerance
    kind: cython.int = of.invoice_kind[invoice]
    status: cython.int = of.invoice_status[invoice]
    paid: cython.longlong = of.invoice_paid[invoice]
    due: cython.longlong = of.invoice_payable[invoice]
    settled: cython.longlong
    nothing: cython.bint
    everything: cython.bint
    if status in (INVOICE_STATE_DUMMY, INVOICE_STATE_CANCELED):
        return
    if due < 0:
        due = of.invoice_amount[invoice]
    if status == INVOICE_STATE_PAID or due <= tolerance:
        settled = due
    elif paid < 0:
        settled = -1 if status == INVOICE_STATE_PAID_PARTIALLY else 0
    else:
        settled = paid if beyond(due, paid, tolerance) else due
    if kind == INVOICE_KIND_INVOICE:
        facts.counted += 1
        facts.invoiced += of.invoice_amount[invoice]
        scratch.payable += due
        if settled < 0:
            facts.unknown += 1
        else:
            facts.settled += settled
        if status != INVOICE_STATE_PAID:
            facts.unpaid += 1
        if paid >= 0:
            nothing = paid <= tolerance
            everything = not beyond(due, paid, tolerance)
            if beyond(paid, due, tolerance):
                facts.overpaid += 1
            if status == INVOICE_STATE_PAID:
                facts.conflicting += not everything
            elif status == INVOICE_STATE_UNPAID:
                facts.conflicting += not nothing
            else:
                facts.conflicting += nothing or everything
    elif kind == INVOICE_KIND_CREDIT_INVOICE:
        facts.credits += 1
        facts.refunds += settled != due
        if of.net_credit_invoices:
            facts.invoiced -= of.invoice_amount[invoice]
            scratch.credited += due
    elif kind in (INVOICE_KIND_PREPAYMENT_INVOICE, INVOICE_KIND_PRO_FORMA_INVOICE):
        facts.not_counted += kind == INVOICE_KIND_PREPAYMENT_INVOICE
        facts.paid_in_advance += status in (INVOICE_STATE_PAID, INVOICE_STATE_PAID_PARTIALLY)


@cython.cfunc
@cython.nogil
@cython.cdivision(True)
@cython.exceptval(check=False)
def share(part: cython.longlong, whole: cython.longlong) -> cython.int:
    """Return the part as a percent of the whole, rounded down to 1 … 99."""
    return cython.cast(cython.int, min(max(part * 100 // whole, 1), 99))
