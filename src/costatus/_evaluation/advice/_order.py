"""Changes that bring an order further."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from costatus._evaluation.advice._change import (
    Bookings,
    Proposal,
    are,
    listed,
    ordered,
    received,
    released,
    stock,
    with_lots,
)
from costatus.models.lots import Booking, StockLot
from costatus.models.orders import OrderLine
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import ManufacturingStage, OrderStatus
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import OrderFacts

_S = OrderStatus


def order_proposals(order: OrderFacts) -> Iterator[Proposal]:
    """Yield the changes that may bring an order further, the mildest first."""
    if order.stage in {_S.QUOTATION, _S.WAITING_FOR_CONFIRMATION}:
        yield _assigned(order, _S.CONFIRMED, "it is confirmed")
    unscheduled = order.unscheduled_orders()
    if order.short:
        names = listed(f"line {line.line.id}" for line in order.short_lines())
        yield _with(order, f"{names} {are(order.short)} booked in full", _booked)
    elif unscheduled:
        names = listed(mo.id for mo in unscheduled)
        yield _with(order, f"{names} {are(len(unscheduled))} scheduled", _scheduled)
    elif order.unready:
        awaited = order.awaited()
        if awaited and not order.started:
            yield _with(order, f"{awaited[0].id} starts", _starting(awaited[0]))
        yield _with(order, "everything outstanding is received", _received)
    elif order.outstanding:
        lines = [_shipped(line) for line in order.lines]
        yield _lines(order, "everything outstanding is shipped", lines)
    elif order.surplus:
        lines = [evolve(line.line, bookings=()) for line in order.lines]
        yield _lines(order, "the surplus bookings are released", lines)
    if order.stage is not _S.SHIPPED and not order.outstanding:
        yield _assigned(order, _S.SHIPPED, "a person marks it shipped")
    if not order.outstanding:
        yield _assigned(order, _S.DELIVERED, "a person marks it delivered")


def _assigned(order: OrderFacts, stage: OrderStatus, sentence: str) -> Proposal:
    moved = evolve(order.order, stage=stage)
    return Proposal(sentence, moved, order.context, _status, {})


def _lines(order: OrderFacts, sentence: str, lines: list[OrderLine]) -> Proposal:
    changed = evolve(order.order, lines=tuple(lines))
    return Proposal(sentence, changed, order.context, _status, {})


def _with(order: OrderFacts, sentence: str, change: Any) -> Proposal:
    """Change the bookings of every line, or what pegging gives to it."""
    bookings = {line.line.id: change(line) for line in order.lines}
    if not order.context.tracing:
        return Proposal(sentence, order.order, order.context, _status, bookings)
    lines = [evolve(line.line, bookings=bookings[line.line.id]) for line in order.lines]
    return _lines(order, sentence, lines)


def _held(line: LineFacts) -> Bookings:
    return line.line.bookings if line.pegged is None else line.pegged.bookings


def _booked(line: LineFacts) -> Bookings:
    if not line.missing:
        return _held(line)
    return (*_held(line), stock(line.line.item, line.missing))


def _scheduled(line: LineFacts) -> Bookings:
    def scheduled(lot: StockLot) -> StockLot:
        manufactured = isinstance(lot.source, ManufacturingOrder)
        return evolve(lot, source=released(lot.source)) if manufactured else lot

    return with_lots(_held(line), scheduled)


def _starting(mo: ManufacturingOrder) -> Any:
    def started(lot: StockLot) -> StockLot:
        if lot.source is None or (lot.source.kind, lot.source.id) != (mo.kind, mo.id):
            return lot
        return evolve(lot, source=evolve(mo, stage=ManufacturingStage.IN_PROGRESS))

    return lambda line: with_lots(_held(line), started)


def _received(line: LineFacts) -> Bookings:
    covering = {id(one.booking) for one in line.coverage}

    def arrived(booking: Booking) -> Booking:
        if id(booking) not in covering:
            return booking
        return evolve(booking, lot=received(ordered(booking.lot)))

    return tuple(map(arrived, _held(line)))


def _shipped(line: LineFacts) -> OrderLine:
    """Ship what is outstanding; the bookings go with it."""
    if not line.outstanding:
        return line.line
    shipped = line.line.shipped + line.outstanding
    return evolve(line.line, shipped=shipped, bookings=())


def _status(facts: OrderFacts) -> OrderStatus:
    return facts.status
