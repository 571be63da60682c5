"""Changes that improve the status of a source."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeAlias

from attrs import evolve

from costatus._evaluation.advice._change import (
    Bookings,
    Proposal,
    alone,
    by_key,
    day_after,
    ordering,
    received,
    released,
    stock,
    with_lots,
    with_orders,
    with_sources,
)
from costatus._evaluation.advice._sentences import Advice, Sentence, naming, says
from costatus.models.as_of import LAST_DAY, NEVER, UNKNOWN, day_of
from costatus.models.lots import Source, StockLot
from costatus.models.quantities import total
from costatus.models.sources import ManufacturingOrder, Operation, Part, TransferOrder
from costatus.models.statuses import SourceStatus, TransferStage
from costatus.rules._evidence import cause_of, source_named
from costatus.rules._subject import Subject
from costatus.rules.facts.context import EvaluationContext
from costatus.rules.facts.coverage import SourceBehind, is_requested, is_usable
from costatus.rules.facts.manufacturing import ManufacturingFacts, ProductionFacts
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.sources import PurchaseFacts, TransferFacts
from costatus.rules.reason_codes import SubjectKind

Change: TypeAlias = tuple[Advice, Callable[[ManufacturingOrder], Source]]


def manufacturing_proposals(mo: ManufacturingFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve an MO, the mildest first.

    Its own changes are made once for all lines that wait for it.
    """
    context: EvaluationContext = mo.context
    for advice, change in context.cached("changes", _changes, mo.production):
        changed = context.cached(advice.sentence, change, mo.source)
        yield _with(mo, advice, with_sources(_held(mo), {(changed.kind, changed.id): changed}))
    yield _received(mo)


def _changes(production: ProductionFacts) -> list[Change]:
    """Return the changes of the MO itself, each with its advice."""
    mo, context = production.source, production.context
    found: list[Change] = []
    short = [part.id for part in production.unbooked]
    if short:
        names = [Subject(SubjectKind.PART, part, mo.id) for part in short]
        found.append((naming(Sentence.FILLED, names), _book_parts(set(short))))
    if production.requested:
        advice = ordering([each.lot for each in production.requested])
        found.append((advice, _order_parts(context)))
    found.append((says(Sentence.IT_IS_SCHEDULED), released))
    if production.unreceived:
        found.append((says(Sentence.PART_LOTS_RECEIVED), _receive_parts))
    for steps, sentence in (
        (production.unstarted, Sentence.OPERATIONS_STARTED),
        (production.unfinished, Sentence.OPERATIONS_FINISHED),
    ):
        ids = [each.operation.id for each in steps if context.as_of.passed(each.deadline)]
        if ids:
            finished = sentence is Sentence.OPERATIONS_FINISHED
            names = [Subject(SubjectKind.OPERATION, each) for each in ids]
            found.append((naming(sentence, names), _do_operations(set(ids), finished=finished)))
    day = day_after(context.today, production.last_part_expected)
    found.append((says(Sentence.REPLANNED, planned_finish=day), _planned(day)))
    return found


def purchase_proposals(po: PurchaseFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve a purchase order, the mildest first."""
    yield _of_source(po, says(Sentence.IT_IS_ORDERED), released)
    yield from _expected(po)
    yield _received(po)


def transfer_proposals(to: TransferFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve a transfer order, the mildest first."""
    yield _of_source(to, says(Sentence.IT_IS_SHIPPED), _shipped)
    yield from _expected(to)
    yield _received(to)


def _expected(source: PurchaseFacts | TransferFacts) -> Iterator[Proposal]:
    """Agree on a day that is not over; by the promise, or with a later promise."""
    today, promised_on = source.context.today, source.promised_on
    line = source.demand.line
    if today <= promised_on:
        late = [
            one.lot
            for one in source.bookings()
            if not one.received and not today <= one.expected <= promised_on
        ]
        yield _with(source, _agreed(source, late), with_lots(_held(source), *_due(source, late)))
    if source.due_on == UNKNOWN or source.due_on >= today:
        day = day_after(today, source.due_on)
        order = alone(source.demand.order, line, bookings=_held(source), promised_on=day)
        what = says(Sentence.LATER_PROMISE, promised_on=day)
        yield _proposal(source, what, order, _held(source))


def _received(source: SourceBehind) -> Proposal:
    return _of_lots(source, says(Sentence.RECEIVED), received)


def _agreed(source: PurchaseFacts | TransferFacts, late: list[StockLot]) -> Advice:
    """Name what comes on a day of its own; "it" is the source, which gives the day of the rest."""
    names = [cause_of(lot) for lot in late]
    itself = set(names) <= {source_named(source.source)}
    if source.promised_on < NEVER:
        day = day_of(source.promised_on)
        if itself:
            return says(Sentence.EXPECTED_BY, expected_on=day)
        return naming(Sentence.LOTS_EXPECTED_BY, names, expected_on=day)
    day = day_of(source.context.today)
    if itself:
        return says(Sentence.EXPECTED_FROM, expected_on=day)
    return naming(Sentence.LOTS_EXPECTED_FROM, names, expected_on=day)


def _due(
    source: PurchaseFacts | TransferFacts, late: list[StockLot]
) -> tuple[Callable[[StockLot], StockLot], set[str]]:
    """Return the change to that day, and the ids of the lots to change."""
    day = day_of(min(source.promised_on, LAST_DAY))
    return lambda lot: evolve(lot, expected_on=day), {lot.id for lot in late}


def _held(source: SourceBehind) -> Bookings:
    return tuple(one.booking for one in source.bookings())


def _shipped(order: TransferOrder) -> Source:
    return evolve(order, stage=TransferStage.SHIPPED)


def _of_source(source: SourceBehind, advice: Advice, change: Callable[[Any], Source]) -> Proposal:
    return _with(source, advice, with_sources(_held(source), by_key((source.source,), change)))


def _of_lots(
    source: SourceBehind, advice: Advice, change: Callable[[StockLot], StockLot]
) -> Proposal:
    return _with(source, advice, with_lots(_held(source), change))


def _with(source: SourceBehind, advice: Advice, bookings: Bookings) -> Proposal:
    order = alone(source.demand.order, source.demand.line, bookings=bookings)
    return _proposal(source, advice, order, bookings)


def _proposal(source: SourceBehind, advice: Advice, order: Any, bookings: Bookings) -> Proposal:
    kind, id_ = source.source.kind, source.source.id

    def read(facts: OrderFacts) -> SourceStatus:
        return next(
            found.status
            for found in facts.lines[0].sources
            if found.source.kind is kind and found.source.id == id_
        )

    context: EvaluationContext = source.context
    return Proposal(advice, order, context, read, {source.demand.line.id: bookings})


def _book_parts(short: set[str]) -> Callable[[ManufacturingOrder], Source]:
    """Book what the short parts lack; what is booked for them stays, though it may be late."""

    def full(part: Part) -> Part:
        if part.id not in short:
            return part
        booked = total([each.quantity for each in part.bookings if is_usable(each.lot)])
        missing = part.quantity - part.consumed - booked
        return evolve(part, bookings=(*part.bookings, stock(part.id, part.item, missing)))

    return lambda order: evolve(order, parts=tuple(map(full, order.parts)))


def _receive_parts(order: ManufacturingOrder) -> Source:
    """Receive the lots of the parts."""
    parts = [evolve(part, bookings=with_lots(part.bookings, received)) for part in order.parts]
    return evolve(order, parts=tuple(parts))


def _order_parts(context: EvaluationContext) -> Callable[[ManufacturingOrder], Source]:
    """Order the requested lots of the parts."""

    def orders(part: Part) -> Part:
        lots = [
            each.lot for each in part.bookings if is_requested(each.lot.status, each.lot.source)
        ]
        return evolve(part, bookings=with_orders(part.bookings, lots, context))

    return lambda order: evolve(order, parts=tuple(map(orders, order.parts)))


def _do_operations(ids: set[str], *, finished: bool) -> Callable[[ManufacturingOrder], Source]:
    """Start or finish some operations."""

    def operation(each: Operation) -> Operation:
        if each.id not in ids:
            return each
        return evolve(each, started=True, finished=each.finished or finished)

    return lambda order: evolve(order, operations=tuple(map(operation, order.operations)))


def _planned(day: date) -> Callable[[ManufacturingOrder], Source]:
    """Plan an MO and its open operations for a day."""

    def operation(each: Operation) -> Operation:
        return each if each.finished else evolve(each, planned_start=day, planned_finish=day)

    def changed(order: ManufacturingOrder) -> Source:
        operations = tuple(map(operation, order.operations))
        return evolve(order, planned_start=day, planned_finish=day, operations=operations)

    return changed
