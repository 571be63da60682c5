"""The rules as a careful ERP developer would write them: a plain loop over the same models.

It tells the semantics a second time and imports nothing of the library but its models, so it is
the yardstick of the benchmark and the other side of a differential test. Tracing is on.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen
from tests.reference.plain_money import invoicing_answer, payment_answer
from tests.reference.plain_result import Answer, Clock, Key, Result, Why
from tests.reference.plain_sources import (
    Cover,
    cover_of,
    is_usable,
    more_than,
    source_answer,
    source_is_alive,
    started,
)

from costatus.models.lots import Booking, Source, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.settings import Settings
from costatus.models.statuses import (
    LineKind,
    LotStatus,
    ManufacturingStage,
    OrderStatus,
    ProductStatus,
    SourceKind,
    Term,
)

RANK: dict[Term, int] = {word: rank for rank, word in enumerate(ProductStatus)}
FINISHED = (OrderStatus.DELIVERED, OrderStatus.CANCELED, OrderStatus.ARCHIVED)
MANUAL = (*FINISHED, OrderStatus.SHIPPED)
UNCONFIRMED = (OrderStatus.QUOTATION, OrderStatus.WAITING_FOR_CONFIRMATION)
LATE = {
    SourceKind.MANUFACTURING: ("P6m", "MO_FINISH_AFTER_PROMISE"),
    SourceKind.PURCHASE: ("P6p", "PO_EXPECTED_AFTER_PROMISE"),
    SourceKind.TRANSFER: ("P6t", "TO_ARRIVAL_AFTER_PROMISE"),
    None: ("P6l", "LOT_EXPECTED_AFTER_PROMISE"),
}
THAT_DAY = {
    SourceKind.MANUFACTURING: ("P7m", "MO_FINISH_ON_PROMISE"),
    SourceKind.PURCHASE: ("P7p", "PO_EXPECTED_ON_PROMISE"),
    SourceKind.TRANSFER: ("P7t", "TO_ARRIVAL_ON_PROMISE"),
    None: ("P7l", "LOT_EXPECTED_ON_PROMISE"),
}


@frozen
class LineState:
    """What the order's status needs to know of a line once it is judged."""

    line: OrderLine
    countable: bool
    outstanding: Decimal
    short: bool
    surplus: bool
    cover: Cover

    def waits_for(self) -> list[Any]:
        """The manufacturing orders behind unreceived lots of the cover."""
        return [
            lot.source
            for lot, _ in self.cover
            if lot.status is not LotStatus.RECEIVED
            and lot.source is not None
            and lot.source.kind is SourceKind.MANUFACTURING
        ]


def judge(order: CustomerOrder, as_of: date | datetime, settings: Settings) -> Result:
    """Every status of one order, with the text of every reason and note."""
    clock = Clock(as_of)
    result = Result(order.id, {})
    states, line_answers = [], []
    for line in order.lines:
        state, usable = line_state(order, line, clock, settings)
        states.append(state)
        if state.countable:
            answer = product_answer(order, state, usable, clock, settings)
            line_answers.append(answer)
            result.answers["product", line.id] = answer
        if order.stage not in FINISHED:
            promise = line.promised_on or order.promised_on
            result.answers.update(source_answers(state, usable, promise, clock, settings))
    result.answers["order",] = order_answer(order, states, settings)
    if line_answers:
        result.answers["product",] = worst_of(line_answers)
    result.answers["invoice",] = invoicing_answer(order, settings)
    result.answers["payment",] = payment_answer(order, settings)
    return result


def line_state(
    order: CustomerOrder, line: OrderLine, clock: Clock, settings: Settings
) -> tuple[LineState, list[Booking]]:
    tolerance = settings.quantity_tolerance
    stocked = line.kind is LineKind.STOCKED
    target = more_than(line.quantity - line.closed, tolerance)
    outstanding = more_than(target - line.shipped, tolerance)
    usable: list[Booking] = []
    if stocked and order.stage is not OrderStatus.CANCELED:
        usable = [booking for booking in line.bookings if is_usable(booking.lot)]
    booked = sum((booking.quantity for booking in usable), Decimal(0))
    promise = line.promised_on or order.promised_on
    state = LineState(
        line=line,
        countable=stocked and target > 0,
        outstanding=outstanding,
        short=outstanding - booked > tolerance,
        surplus=booked - outstanding > tolerance,
        cover=cover_of(usable, outstanding, promise, tolerance, clock),
    )
    return state, usable


def product_answer(
    order: CustomerOrder,
    state: LineState,
    usable: list[Booking],
    clock: Clock,
    settings: Settings,
) -> Answer:
    line, cover, today = state.line, state.cover, clock.today
    finished = order.stage in FINISHED
    promise = line.promised_on or order.promised_on
    coming = [(lot, day) for lot, day in cover if lot.status is not LotStatus.RECEIVED]
    late = [(lot, day) for lot, day in coming if day and promise and day > promise]
    notes: list[Why] = []
    if not finished:
        for lot, day in dict.fromkeys(coming):
            if day is not None and day < today:
                notes.append(
                    Why(
                        None, "SOURCE_OVERDUE", f"lot {lot.id} was expected on {day}, and is not in"
                    )
                )
    if order.stage is not OrderStatus.CANCELED:
        for booking in line.bookings:
            if not is_usable(booking.lot):
                text = f"the booking of {booking.quantity} from {booking.lot.id} counts for nothing"
                notes.append(Why(None, "BOOKING_NOT_USABLE", text))

    if not state.outstanding:
        target = more_than(line.quantity - line.closed, settings.quantity_tolerance)
        if line.shipped - target > settings.quantity_tolerance:
            notes.append(Why(None, "OVER_SHIPPED", f"{line.shipped} shipped, {target} wanted"))
        text = f"everything has been shipped ({line.shipped} of {target})"
        return Answer(ProductStatus.DELIVERED, None, [Why("P1", "ALL_SHIPPED", text)], notes)

    promise_over = not finished and promise is not None and promise < today
    if promise_over:
        passed = Why(None, "PROMISE_PASSED", f"the promised {promise} has passed")
    stuck_notes = list(notes)
    if promise_over:
        stuck_notes.append(passed)
    if late:
        text = f"lot {late[-1][0].id} is expected on {late[-1][1]}, after the promised {promise}"
        late_note = Why(None, "EXPECTED_AFTER_PROMISE", text)

    if state.short:
        booked = sum(booking.quantity for booking in usable)
        text = f"{booked} of the outstanding {state.outstanding} are booked"
        why = Why("P2", "NOT_FULLY_BOOKED", text)
        beside = [*stuck_notes, late_note] if late else stuck_notes
        return Answer(ProductStatus.NOT_BOOKED, None, [why], beside)
    if not coming:
        text = f"everything outstanding ({state.outstanding}) is in stock"
        why = Why("P4", "ALL_IN_STOCK", text)
        return Answer(ProductStatus.READY_FOR_SHIPMENT, None, [why], stuck_notes)
    requested = [lot for lot, _ in coming if lot.status is LotStatus.REQUESTED]
    if requested:
        why = Why("P5", "LOT_REQUESTED", f"lot {requested[0].id} is requested, not ordered yet")
        beside = [*stuck_notes, late_note] if late else stuck_notes
        return Answer(ProductStatus.REQUESTED, None, [why], beside)
    if finished:
        text = f"the order is finished ({order.stage.label})"
        why = Why("P8", "ORDER_FINISHED", text)
        return Answer(ProductStatus.EXPECTED_ON_TIME, None, [why], notes)
    if promise is None:
        why = Why("P8", "NO_PROMISED_DATE", "nothing was promised for a day")
        return Answer(ProductStatus.EXPECTED_ON_TIME, None, [why], notes)

    reasons: dict[str, Why] = {}
    for lot, day in late:
        row, code = LATE[lot.source.kind if lot.source else None]
        name = f"{lot.source.kind.label} {lot.source.id}" if lot.source else f"lot {lot.id}"
        text = f"{name} is expected on {day}, after the promised {promise}"
        reasons[row] = Why(row, code, text)
    if promise < today:
        text = f"the promised {promise} passed {(today - promise).days} days ago"
        reasons["P6d"] = Why("P6d", "PROMISE_PASSED", text)
    if reasons:
        return Answer(ProductStatus.DELAYED, None, list(reasons.values()), notes)
    for lot, day in coming:
        if day == promise:
            row, code = THAT_DAY[lot.source.kind if lot.source else None]
            name = f"{lot.source.kind.label} {lot.source.id}" if lot.source else f"lot {lot.id}"
            reasons[row] = Why(row, code, f"{name} is expected on {day}, the promised day")
        if day is None:
            text = f"nobody knows when lot {lot.id} is expected"
            reasons["P7x"] = Why("P7x", "NO_EXPECTED_DATE", text)
    if promise == today:
        text = f"it is promised for today, {promise}, and not in stock"
        reasons["P7d"] = Why("P7d", "PROMISE_TODAY", text)
    if reasons:
        return Answer(ProductStatus.POSSIBLY_DELAYED, None, list(reasons.values()), notes)
    why = Why("P8", "ALL_EXPECTED_ON_TIME", f"all is expected by the promised {promise}")
    return Answer(ProductStatus.EXPECTED_ON_TIME, None, [why], notes)


def worst_of(answers: list[Answer]) -> Answer:
    worst = min((answer.word for answer in answers), key=RANK.__getitem__)
    reasons = [why for answer in answers if answer.word is worst for why in answer.reasons]
    notes = [why for answer in answers for why in answer.notes]
    late = sum(answer.word is ProductStatus.DELAYED for answer in answers)
    if late and worst is not ProductStatus.DELAYED:
        notes.append(Why(None, "LINES_DELAYED", f"{late} lines are delayed"))
    return Answer(worst, None, reasons, notes)


def source_answers(
    state: LineState,
    usable: list[Booking],
    promise: date | None,
    clock: Clock,
    settings: Settings,
) -> dict[Key, Answer]:
    """The statuses of the distinct sources behind the line's usable bookings."""
    waiting = promise if state.outstanding else None
    open_lots: dict[Key, list[StockLot]] = {}
    sources: dict[Key, Source] = {}
    for booking in usable:
        lot, source = booking.lot, booking.lot.source
        if source is None or not source_is_alive(source):
            continue
        key = ("source", state.line.id, source.kind.value, source.id)
        sources.setdefault(key, source)
        lots = open_lots.setdefault(key, [])
        if lot.status is not LotStatus.RECEIVED:
            lots.append(lot)
    return {
        key: source_answer(source, open_lots[key], waiting, clock, settings)
        for key, source in sources.items()
    }


def order_answer(order: CustomerOrder, states: list[LineState], settings: Settings) -> Answer:
    stage = order.stage
    countable = [state for state in states if state.countable]
    waiting = [state for state in countable if state.outstanding]
    manual = Why("O1", "ASSIGNED_MANUALLY", "a person chose it")
    shipped = Why("O4", "ALL_SHIPPED", "every line is shipped")
    notes = []
    if waiting and stage in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        ids = ", ".join(state.line.id for state in waiting)
        notes.append(Why(None, "GOODS_NOT_SHIPPED", f"goods of {ids} are outstanding"))
    if stage is OrderStatus.CANCELED and any(line.bookings for line in order.lines):
        notes.append(Why(None, "BOOKINGS_NOT_RELEASED", "it still holds bookings"))
    if stage in MANUAL:
        both = stage is OrderStatus.SHIPPED and countable and not waiting
        return Answer(stage, None, [manual, shipped] if both else [manual], notes)
    if stage in UNCONFIRMED and not settings.advance_unconfirmed:
        return Answer(stage, None, [manual], notes)

    mos = [mo for state in countable for mo in state.waits_for()]
    short = [state for state in waiting if state.short]
    unscheduled = [
        mo for mo in mos if mo.stage in (ManufacturingStage.NEW, ManufacturingStage.NOT_SCHEDULED)
    ]
    if stage is OrderStatus.CONFIRMED and not countable:
        why = Why("O2", "NO_COUNTABLE_LINES", "no line asks for goods from stock")
        return Answer(OrderStatus.CONFIRMED, None, [why], notes)
    if countable and not waiting:
        surplus = [state.line.id for state in states if state.surplus]
        if surplus:
            text = f"everything is shipped, but {', '.join(surplus)} still hold bookings"
            why = Why("O3", "SURPLUS_BOOKED", text)
            return Answer(OrderStatus.READY_FOR_SHIPMENT, None, [why], notes)
        return Answer(OrderStatus.SHIPPED, None, [shipped], notes)
    if waiting and not short and all(in_stock(state.cover) for state in waiting):
        why = Why("O5", "ALL_IN_STOCK", "everything outstanding is in stock")
        return Answer(OrderStatus.READY_FOR_SHIPMENT, None, [why], notes)
    running = [mo for mo in mos if started(mo)]
    if running:
        why = Why("O6", "PRODUCTION_STARTED", f"{running[0].id} has started")
        return Answer(OrderStatus.IN_PRODUCTION, None, [why], notes)
    if countable and not short and not unscheduled:
        why = Why("O7", "ALL_BOOKED_AND_SCHEDULED", "everything is booked and scheduled")
        return Answer(OrderStatus.WAITING_FOR_PRODUCTION, None, [why], notes)
    if stage in UNCONFIRMED:
        return Answer(stage, None, [manual], notes)
    reasons = []
    if short:
        text = f"line {short[0].line.id} lacks some of the outstanding {short[0].outstanding}"
        reasons.append(Why("O8", "LINE_NOT_BOOKED", text))
    if unscheduled:
        text = f"{unscheduled[0].id} is not scheduled yet"
        reasons.append(Why("O8", "MO_NOT_SCHEDULED", text))
    return Answer(OrderStatus.CONFIRMED, None, reasons, notes)


def in_stock(cover: Cover) -> bool:
    return all(lot.status is LotStatus.RECEIVED for lot, _ in cover)


def judge_all(
    orders: Iterable[CustomerOrder], as_of: date | datetime, settings: Settings
) -> list[Result]:
    """The nightly loop."""
    return [judge(order, as_of, settings) for order in orders]
