"""Rows P1 to P8: the goods of a line, and of the whole order."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from costatus import (
    CustomerOrder,
    LotStatus,
    ManufacturingStage,
    OrderStatus,
    ProductStatus,
    Settings,
    SourceKind,
    SourceStatus,
    StockLot,
)
from tests.reference.answer import Answer, Why, note
from tests.reference.clock import Clock
from tests.reference.coverage import Coverage, part_states
from tests.reference.line import FINISHED, LineState, Pegged
from tests.reference.lots import CLOSED, is_requested, is_usable, requested_by_source
from tests.reference.sources import SourceId, SourceState

RANK: dict[StrEnum, int] = {status: n for n, status in enumerate(ProductStatus)}
STUCK = (ProductStatus.NOT_BOOKED, ProductStatus.NOT_ENOUGH, ProductStatus.REQUESTED)
COMING = (ProductStatus.EXPECTED_ON_TIME, ProductStatus.POSSIBLY_DELAYED)
AT_RISK = (
    SourceStatus.NOT_BOOKED,
    SourceStatus.REQUESTED,
    SourceStatus.POSSIBLY_DELAYED,
    SourceStatus.DELAYED,
)
AFTER_PROMISE = {
    SourceKind.MANUFACTURING: ("P6m", "MO_FINISH_AFTER_PROMISE"),
    SourceKind.PURCHASE: ("P6p", "PO_EXPECTED_AFTER_PROMISE"),
    SourceKind.TRANSFER: ("P6t", "TO_ARRIVAL_AFTER_PROMISE"),
    None: ("P6l", "LOT_EXPECTED_AFTER_PROMISE"),
}
ON_PROMISE = {
    SourceKind.MANUFACTURING: ("P7m", "MO_FINISH_ON_PROMISE"),
    SourceKind.PURCHASE: ("P7p", "PO_EXPECTED_ON_PROMISE"),
    SourceKind.TRANSFER: ("P7t", "TO_ARRIVAL_ON_PROMISE"),
    None: ("P7l", "LOT_EXPECTED_ON_PROMISE"),
}
REQUESTED = {
    None: ("P5", "LOT_REQUESTED"),
    SourceKind.MANUFACTURING: ("P5m", "MO_NOT_SCHEDULED"),
    SourceKind.PURCHASE: ("P5p", "PO_NOT_ORDERED"),
}


def product_answer(
    order: CustomerOrder,
    state: LineState,
    sources: Mapping[SourceId, SourceState],
    clock: Clock,
    settings: Settings,
    pegged: Pegged | None,
) -> Answer:
    """Return the status of a countable line, with its notes."""
    status, reasons = status_of(order, state, clock, settings, pegged)
    notes = [
        *notes_on_bookings(order, state, settings),
        *notes_on_days(order, state, status, clock),
        *notes_on_sources(state, status, sources),
    ]
    if status is ProductStatus.DELIVERED:
        over = state.line.shipped - state.target
        if over > settings.quantity_tolerance:
            text = f"{state.line.shipped} shipped, {state.target} ordered"
            notes.append(note("OVER_SHIPPED", text))
    return Answer(status, None, reasons, notes)


def status_of(
    order: CustomerOrder,
    state: LineState,
    clock: Clock,
    settings: Settings,
    pegged: Pegged | None,
) -> tuple[ProductStatus, list[Why]]:
    """Test P1 to P8 from the top."""
    if not state.outstanding:
        text = f"everything has been shipped ({state.line.shipped} of {state.target})"
        return ProductStatus.DELIVERED, [Why("P1", "ALL_SHIPPED", text)]
    if order.stage is OrderStatus.CANCELED:
        why = Why("P2c", "ORDER_CANCELED", "the order is canceled, its bookings are released")
        return ProductStatus.NOT_BOOKED, [why]
    if pegged is None and state.short:
        text = f"{state.booked} of the outstanding {state.outstanding} are booked"
        return ProductStatus.NOT_BOOKED, [Why("P2", "NOT_FULLY_BOOKED", text)]
    if pegged is not None and order.stage is not OrderStatus.CONFIRMED:
        text = f"it has raised no demand at the stage {order.stage.label}"
        return ProductStatus.NOT_BOOKED, [Why("P2t", "NO_DEMAND", text)]
    if pegged is not None and state.short:
        return ProductStatus.NOT_ENOUGH, [shortage(order, state, settings, pegged)]
    if not state.coming:
        text = f"everything outstanding ({state.outstanding}) is in stock"
        return ProductStatus.READY_FOR_SHIPMENT, [Why("P4", "ALL_IN_STOCK", text)]
    if requested := list(requested_lots(state.coming)):
        return ProductStatus.REQUESTED, requested
    if order.stage in FINISHED:
        text = f"the order is finished ({order.stage.label})"
        return ProductStatus.EXPECTED_ON_TIME, [Why("P8", "ORDER_FINISHED", text)]

    reasons: dict[str, Why] = {}
    if state.promise is not None:
        reasons = late(state.coming, state.promise, clock.today)
        if reasons:
            return ProductStatus.DELAYED, list(reasons.values())
        reasons = doubtful(state, state.promise, settings.quantity_tolerance, clock)
    for lot, _ in state.coming:
        if lot.status is LotStatus.PLANNED and lot.source and lot.source.stage in CLOSED:
            text = f"{origin(lot)} is closed, and lot {lot.id} did not come with it"
            reasons["P7c"] = Why("P7c", "SOURCE_CLOSED", text)
    if reasons:
        return ProductStatus.POSSIBLY_DELAYED, list(reasons.values())

    if state.promise is None:
        why = Why("P8", "NO_PROMISED_DATE", "no day was promised")
    else:
        text = f"everything is expected before the promised {state.promise}"
        why = Why("P8", "ALL_EXPECTED_ON_TIME", text)
    return ProductStatus.EXPECTED_ON_TIME, [why]


def shortage(order: CustomerOrder, state: LineState, settings: Settings, pegged: Pegged) -> Why:
    """P3a or P3b: too little of the item, or orders ahead took it."""
    supply = pegged.supply(state.line.item)
    missing = state.outstanding - state.booked
    if state.outstanding - supply > settings.quantity_tolerance:
        text = f"{missing} of {state.outstanding} are missing, the whole supply is {supply}"
        return Why("P3a", "SHORT_SUPPLY", text)
    ahead = pegged.orders_ahead(order.id, state.line.id)
    others = f" and {len(ahead) - 5} others" if len(ahead) > 5 else ""
    text = f"{missing} of {state.outstanding} are missing, taken by {', '.join(ahead[:5])}{others}"
    return Why("P3b", "TAKEN_BY_HIGHER_PRIORITY", text)


def requested_lots(coming: Coverage) -> Iterator[Why]:
    """P5, P5m and P5p."""
    seen = set()
    for lot, _ in coming:
        if is_requested(lot):
            row, code = REQUESTED[requested_by_source(lot)]
            if row not in seen:
                seen.add(row)
                yield Why(row, code, f"lot {lot.id} is not ordered yet")


def late(coming: Coverage, promise: date, today: date) -> dict[str, Why]:
    """P6: something comes after the promise, or the promise has passed."""
    reasons = {}
    for lot, day in coming:
        if day is not None and day > promise:
            row, code = AFTER_PROMISE[lot.source.kind if lot.source else None]
            text = f"{origin(lot)} is expected on {day}, after the promised {promise}"
            reasons[row] = Why(row, code, text)
    if promise < today:
        text = f"the promised {promise} passed {(today - promise).days} days ago"
        reasons["P6d"] = Why("P6d", "PROMISE_PASSED", text)
    return reasons


def doubtful(state: LineState, promise: date, tolerance: Decimal, clock: Clock) -> dict[str, Why]:
    """P7 but P7c: there is no day to spare, or a day is not known."""
    reasons = {}
    for lot, day in state.coming:
        if day == promise:
            row, code = ON_PROMISE[lot.source.kind if lot.source else None]
            text = f"{origin(lot)} is expected on {day}, the promised day"
            reasons[row] = Why(row, code, text)
        if day is None:
            text = f"no expected day is known of lot {lot.id}"
            reasons["P7x"] = Why("P7x", "NO_EXPECTED_DATE", text)
        source: Any = lot.source
        if (
            source
            and source.kind is SourceKind.MANUFACTURING
            and source.stage is not ManufacturingStage.FINISHED
        ):
            for part in part_states(source, tolerance, clock):
                for needed, day_of_part in part.coming:
                    if day_of_part is not None and day_of_part >= promise:
                        text = f"lot {needed.id} of part {part.part.id} comes on {day_of_part}"
                        reasons["P7u"] = Why("P7u", "PART_EXPECTED_AFTER_PROMISE", text)
    if promise == clock.today:
        text = f"it is promised for today, {promise}, and not in stock"
        reasons["P7d"] = Why("P7d", "PROMISE_TODAY", text)
    return reasons


def origin(lot: StockLot) -> str:
    """Name what the lot comes from."""
    return f"{lot.source.kind.label} {lot.source.id}" if lot.source else f"lot {lot.id}"


def notes_on_bookings(order: CustomerOrder, state: LineState, settings: Settings) -> Iterator[Why]:
    """Yield the notes about bookings, which decide nothing."""
    line = state.line
    if not settings.tracing:
        if line.bookings:
            yield note("BOOKINGS_IGNORED", "its bookings are ignored, tracing is off")
        return
    if order.stage is not OrderStatus.CANCELED:
        for booking in line.bookings:
            if not is_usable(booking.lot):
                text = f"the booking of {booking.quantity} from lot {booking.lot.id} does not count"
                yield note("BOOKING_NOT_USABLE", text)
    others = [lot.id for lot, _ in state.coverage if lot.item != line.item]
    if others:
        yield note("BOOKED_OTHER_ITEM", f"lot {others[0]} is of another item than {line.item}")
    if state.surplus and order.stage not in FINISHED:
        yield note("SURPLUS_BOOKED", f"{state.surplus} are booked beyond need")


def notes_on_days(
    order: CustomerOrder, state: LineState, status: ProductStatus, clock: Clock
) -> Iterator[Why]:
    """Yield the notes: what the status does not show of the promise and the expected days."""
    promise = state.promise
    finished = order.stage in FINISHED
    stuck = status in STUCK
    if not finished:
        for lot, day in state.coming:
            if day is not None and day < clock.today:
                text = f"lot {lot.id} was expected on {day} and is not received"
                yield note("SOURCE_OVERDUE", text)
                break
    if promise is None:
        return
    if not finished and (stuck or status is ProductStatus.READY_FOR_SHIPMENT):
        if promise < clock.today:
            yield note("PROMISE_PASSED", f"the promised {promise} has passed")
        if promise == clock.today:
            yield note("PROMISE_TODAY", "it is promised for today")
    late_days = [day for _, day in state.coming if day is not None and day > promise]
    if stuck and late_days:
        text = f"some is expected on {max(late_days)}, after the promised {promise}"
        yield note("EXPECTED_AFTER_PROMISE", text)


def notes_on_sources(
    state: LineState, status: ProductStatus, sources: Mapping[SourceId, SourceState]
) -> Iterator[Why]:
    """Yield a note for each awaited source that may not keep its day, which the status hides."""
    if status not in COMING:
        return
    waited_for = {
        (lot.source.kind.value, lot.source.id) for lot, _ in state.coming if lot.source is not None
    }
    for id_, source in sources.items():
        paused = source.source.stage is ManufacturingStage.PAUSED
        if id_ in waited_for and (paused or source.answer.status in AT_RISK):
            text = f"{source.source.id} is {source.answer.status.value}"
            yield note("SOURCE_AT_RISK", text)


def order_product(answers: list[Answer]) -> Answer:
    """Return the worst of the countable lines, with the reasons of the lines that have it."""
    worst = min((answer.status for answer in answers), key=RANK.__getitem__)
    reasons = [why for answer in answers if answer.status is worst for why in answer.reasons]
    notes = [why for answer in answers for why in answer.notes]
    late_lines = sum(answer.status is ProductStatus.DELAYED for answer in answers)
    if late_lines and worst is not ProductStatus.DELAYED:
        notes.append(note("LINES_DELAYED", f"{late_lines} lines are delayed"))
    return Answer(worst, None, reasons, notes)
