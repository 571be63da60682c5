"""Rows O1 to O8: how far the order has come."""

from collections.abc import Iterator
from typing import Any

from costatus import CustomerOrder, OrderStatus, Settings, SourceKind
from tests.reference.answer import Answer, Why, note
from tests.reference.line import LineState
from tests.reference.lots import UNSCHEDULED
from tests.reference.manufacturing import has_started

UNCONFIRMED = (OrderStatus.QUOTATION, OrderStatus.WAITING_FOR_CONFIRMATION)
BY_HAND = (
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.CANCELED,
    OrderStatus.ARCHIVED,
)


def order_answer(order: CustomerOrder, states: list[LineState], settings: Settings) -> Answer:
    """Return the status of the order, with its notes."""
    status, reasons = status_of(order, states, settings)
    return Answer(status, None, reasons, list(notes_of(order, states, settings)))


def status_of(
    order: CustomerOrder, states: list[LineState], settings: Settings
) -> tuple[OrderStatus, list[Why]]:
    """Test O1 to O8 from the top."""
    stage = order.stage
    countable = [state for state in states if state.countable]
    waiting = [state for state in countable if state.outstanding]
    all_shipped = bool(countable) and not waiting
    manual = Why("O1", "ASSIGNED_MANUALLY", "a person chose it")
    shipped = Why("O4", "ALL_SHIPPED", "every line is shipped")
    if stage in BY_HAND:
        both = stage is OrderStatus.SHIPPED and all_shipped
        return stage, [manual, shipped] if both else [manual]
    if stage in UNCONFIRMED and not settings.advance_unconfirmed:
        return stage, [manual]
    if stage is OrderStatus.CONFIRMED and not countable:
        why = Why("O2", "NO_COUNTABLE_LINES", "no line needs goods from stock")
        return OrderStatus.CONFIRMED, [why]

    if all_shipped:
        surplus = [state.line.id for state in states if state.surplus]
        if surplus:
            text = f"everything is shipped, but {', '.join(surplus)} still hold bookings"
            return OrderStatus.READY_FOR_SHIPMENT, [Why("O3", "SURPLUS_BOOKED", text)]
        return OrderStatus.SHIPPED, [shipped]
    short = [state for state in waiting if state.short]
    if waiting and not short and not any(state.coming for state in waiting):
        why = Why("O5", "ALL_IN_STOCK", "everything outstanding is in stock")
        return OrderStatus.READY_FOR_SHIPMENT, [why]
    mos = [mo for state in countable for mo in manufacturing_orders(state)]
    started = [mo for mo in mos if has_started(mo)]
    if started:
        why = Why("O6", "PRODUCTION_STARTED", f"production of {started[0].id} has started")
        return OrderStatus.IN_PRODUCTION, [why]
    unscheduled = [mo for mo in mos if mo.stage in UNSCHEDULED]
    if countable and not short and not unscheduled:
        text = "everything is booked, and every manufacturing order is scheduled"
        return OrderStatus.WAITING_FOR_PRODUCTION, [Why("O7", "ALL_BOOKED_AND_SCHEDULED", text)]

    if stage in UNCONFIRMED:
        return stage, [manual]
    reasons = []
    if short:
        missing = short[0].outstanding - short[0].booked
        text = f"line {short[0].line.id} lacks {missing} of {short[0].outstanding}"
        reasons.append(Why("O8", "LINE_NOT_BOOKED", text))
    if unscheduled:
        text = f"{unscheduled[0].id} is not scheduled yet"
        reasons.append(Why("O8", "MO_NOT_SCHEDULED", text))
    return OrderStatus.CONFIRMED, reasons


def manufacturing_orders(state: LineState) -> Iterator[Any]:
    """Return the manufacturing orders behind unreceived lots of the coverage."""
    for lot, _ in state.coming:
        if lot.source is not None and lot.source.kind is SourceKind.MANUFACTURING:
            yield lot.source


def notes_of(order: CustomerOrder, states: list[LineState], settings: Settings) -> Iterator[Why]:
    """Yield the notes: facts that contradict the stage, and what was given up."""
    tolerance = settings.quantity_tolerance
    waiting = [state.line.id for state in states if state.countable and state.outstanding]
    if waiting and order.stage in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        text = f"marked {order.stage.label}, but goods of {', '.join(waiting)} are outstanding"
        yield note("GOODS_NOT_SHIPPED", text)
    if order.stage is OrderStatus.CANCELED:
        holding = [line.id for line in order.lines if line.bookings]
        if holding:
            yield note("BOOKINGS_NOT_RELEASED", f"{', '.join(holding)} still hold bookings")
        shipped = [line.id for line in order.lines if line.shipped > tolerance]
        if shipped:
            yield note("SHIPPED_BUT_CANCELED", f"goods of {', '.join(shipped)} were shipped")
    closed = [line.id for line in order.lines if line.closed > tolerance]
    if closed:
        yield note("QUANTITY_CLOSED", f"some of {', '.join(closed)} was given up")
