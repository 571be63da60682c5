"""Changes that improve the status of an order."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from attrs import evolve

from costatus._evaluation.advice._change import (
    Bookings,
    Proposal,
    Sources,
    by_key,
    held,
    received,
    released,
    stock,
    with_lots,
    with_sources,
)
from costatus._evaluation.advice._sentences import Advice, Sentence, naming, says
from costatus.models.orders import OrderLine
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import ManufacturingStage, OrderStatus
from costatus.rules._evidence import source_named
from costatus.rules._subject import Subject
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import UNCONFIRMED, OrderFacts
from costatus.rules.reason_codes import SubjectKind

_S = OrderStatus
Change: TypeAlias = Callable[[LineFacts], Bookings]


def order_proposals(order: OrderFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve the status of an order, the mildest first."""
    if order.stage in UNCONFIRMED:
        yield _assigned(order, _S.CONFIRMED, Sentence.CONFIRMED)
    unscheduled = order.unscheduled_orders()
    if order.short:
        short = [Subject(SubjectKind.LINE, line.line.id) for line in order.short_lines()]
        yield _with(order, naming(Sentence.FILLED, short), _booked)
    elif unscheduled:
        names = [source_named(mo) for mo in unscheduled]
        changed = by_key(unscheduled, lambda mo: order.context.cached("released", released, mo))
        yield _with(order, naming(Sentence.SCHEDULED, names), _from(changed))
    elif order.unready:
        awaited = order.awaited()
        if awaited and not order.started:
            started = by_key(awaited[:1], lambda mo: order.context.cached("started", _started, mo))
            starts = says(Sentence.STARTED, source=source_named(awaited[0]))
            yield _with(order, starts, _from(started))
        yield _with(order, says(Sentence.ALL_RECEIVED), _receiving(order.lines))
    elif order.outstanding:
        lines = [_shipped(line) for line in order.lines]
        what = Sentence.SHIPPED_AND_RELEASED if order.surplus else Sentence.ALL_SHIPPED
        yield _lines(order, says(what), lines)
    elif order.surplus:
        lines = [evolve(line.line, bookings=()) for line in order.lines]
        yield _lines(order, says(Sentence.SURPLUS_RELEASED), lines)
    if order.stage is not _S.SHIPPED and not order.outstanding:
        yield _assigned(order, _S.SHIPPED, Sentence.MARKED_SHIPPED)
    if not order.outstanding or order.stage is _S.SHIPPED:
        yield _assigned(order, _S.DELIVERED, Sentence.MARKED_DELIVERED)


def _assigned(order: OrderFacts, stage: OrderStatus, sentence: Sentence) -> Proposal:
    moved = evolve(order.order, stage=stage)
    return Proposal(says(sentence), moved, order.context, _status, {})


def _lines(order: OrderFacts, advice: Advice, lines: list[OrderLine]) -> Proposal:
    changed = evolve(order.order, lines=tuple(lines))
    return Proposal(advice, changed, order.context, _status, {})


def _with(order: OrderFacts, advice: Advice, change: Change) -> Proposal:
    """Change the bookings of every line, or what pegging gives to it."""
    bookings = {line.line.id: change(line) for line in order.lines}
    if not order.context.tracing:
        return Proposal(advice, order.order, order.context, _status, bookings)
    lines = [evolve(line.line, bookings=bookings[line.line.id]) for line in order.lines]
    return _lines(order, advice, lines)


def _booked(line: LineFacts) -> Bookings:
    if not line.missing:
        return held(line)
    return (*held(line), stock(line.line.id, line.line.item, line.missing))


def _from(changed: Sources) -> Change:
    return lambda line: with_sources(held(line), changed)


def _started(order: ManufacturingOrder) -> ManufacturingOrder:
    return evolve(order, stage=ManufacturingStage.IN_PROGRESS)


def _receiving(lines: list[LineFacts]) -> Change:
    covering = {one.lot.id for line in lines for one in line.coverage}
    return lambda line: with_lots(held(line), received, covering)


def _shipped(line: LineFacts) -> OrderLine:
    """Ship what is outstanding; the bookings go with it, and what is left of them is released."""
    shipped = line.line.shipped + line.outstanding
    return evolve(line.line, shipped=shipped, bookings=())


def _status(facts: OrderFacts) -> OrderStatus:
    return facts.status
