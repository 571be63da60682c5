"""Proposals, and the changes of models that they are made of."""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from attrs import evolve, frozen

from costatus._evaluation.advice._sentences import Advice, Sentence, naming, says
from costatus._evaluation.decision import NextBetterStatus
from costatus._evaluation.statuses import evaluated
from costatus.models.as_of import LAST_DAY, NEVER, day_of
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.sources import ManufacturingOrder, PurchaseOrder
from costatus.models.statuses import LotStatus, ManufacturingStage, PurchaseStage, Term
from costatus.rules._evidence import source_named
from costatus.rules._subject import Subject
from costatus.rules.facts.context import MOST_NAMED, EvaluationContext, Pegged
from costatus.rules.facts.coverage import NOT_ORDERED, NOT_SCHEDULED
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import OrderFacts
from costatus.rules.reason_codes import SubjectKind

Bookings: TypeAlias = tuple[Booking, ...]
Sources: TypeAlias = Mapping[tuple[str, str], Source]


@frozen
class _ChangedSupply:
    """A supply that gives other bookings to some lines, by line id."""

    supply: Any
    bookings: Mapping[str, Bookings]

    def given(self, order_id: str, line: OrderLine) -> Pegged:
        """Return what the line gets after the change."""
        pegged: Pegged = self.supply.given(order_id, line)
        return pegged._replace(bookings=self.bookings.get(line.id, pegged.bookings))


@frozen
class Proposal:
    """One change: its advice, and the order after it.

    `read` finds the status in question. `given` is what pegging gives to the lines after the
    change, by line id, where tracing is off.
    """

    advice: Advice
    order: CustomerOrder
    context: EvaluationContext
    read: Callable[[OrderFacts], Term | None]
    given: Mapping[str, Bookings]

    @property
    def supply(self) -> Any:
        """What replaces bookings after the change; None where tracing is on."""
        supply = self.context.supply
        return None if supply is None else _ChangedSupply(supply, self.given)

    def status(self) -> Term | None:
        """Return the status that follows; None where there is none then."""
        return self.read(evaluated(self.order, self.context.with_supply(self.supply)))

    def reaching(self, status: Term) -> NextBetterStatus:
        """Return the status that it reaches, with its advice."""
        return NextBetterStatus(status, self.advice.sentence.value, self.advice.facts)


def with_lots(
    bookings: Iterable[Booking],
    change: Callable[[StockLot], StockLot],
    among: Container[str] | None = None,
) -> Bookings:
    """Change the lots of the bookings, those with an id `among` some, or all."""

    def changed(booking: Booking) -> Booking:
        lot = booking.lot
        return evolve(booking, lot=change(lot)) if among is None or lot.id in among else booking

    return tuple(map(changed, bookings))


def by_key(sources: Iterable[Source], change: Callable[[Any], Source]) -> Sources:
    """Change some sources."""
    return {(source.kind, source.id): change(source) for source in sources}


def with_sources(bookings: Iterable[Booking], changed: Sources) -> Bookings:
    """Change some sources wherever a lot comes from them."""

    def of_lot(lot: StockLot) -> StockLot:
        source = lot.source
        found = None if source is None else changed.get((source.kind, source.id))
        return lot if found is None else evolve(lot, source=found)

    return with_lots(bookings, of_lot)


def ordering(lots: Iterable[StockLot]) -> Advice:
    """Name what has to be scheduled, an MO, or ordered: a PO, or the lot where neither waits."""
    made: dict[Subject, None] = {}
    others: dict[Subject, None] = {}
    for lot in lots:
        source = lot.source
        if isinstance(source, ManufacturingOrder) and source.stage in NOT_SCHEDULED:
            made[source_named(source)] = None
        elif isinstance(source, PurchaseOrder) and source.stage in NOT_ORDERED:
            others[source_named(source)] = None
        else:
            others[Subject(SubjectKind.LOT, lot.id)] = None
    if not others:
        return naming(Sentence.SCHEDULED, made)
    if not made:
        return naming(Sentence.ORDERED, others)
    if max(len(made), len(others)) > MOST_NAMED:
        return says(Sentence.ALL_SCHEDULED_AND_ORDERED)
    return naming(Sentence.SCHEDULED_AND_ORDERED, others, sources=tuple(made))


def with_orders(
    bookings: Bookings, requested: Iterable[StockLot], context: EvaluationContext
) -> Bookings:
    """Order some requested lots, with their sources."""
    lots = {lot.id: lot for lot in requested}
    sources = [lot.source for lot in lots.values() if lot.source is not None]
    changed = by_key(sources, lambda source: context.cached("released", released, source))
    return with_sources(with_lots(bookings, ordered, lots), changed)


def received(lot: StockLot) -> StockLot:
    """Receive a lot that is still to come."""
    coming = lot.status in {LotStatus.REQUESTED, LotStatus.PLANNED, LotStatus.ON_HOLD}
    return evolve(lot, status=LotStatus.RECEIVED) if coming else lot


def ordered(lot: StockLot) -> StockLot:
    """Order a lot that is requested by its own status."""
    return evolve(lot, status=LotStatus.PLANNED) if lot.status is LotStatus.REQUESTED else lot


def released(source: Any) -> Source:
    """Schedule an MO, or order a PO, where that is not done yet."""
    found: Source = source
    if isinstance(source, ManufacturingOrder) and source.stage in NOT_SCHEDULED:
        found = evolve(source, stage=ManufacturingStage.SCHEDULED)
    elif isinstance(source, PurchaseOrder) and source.stage in NOT_ORDERED:
        found = evolve(source, stage=PurchaseStage.ORDERED)
    return found


def stock(for_id: str, item: str, quantity: Any, expected_on: date | None = None) -> Booking:
    """Book a new lot for a line or a part: in stock, or planned for a day."""
    status = LotStatus.RECEIVED if expected_on is None else LotStatus.PLANNED
    return Booking(StockLot(f"\x00new {for_id}", item, status, expected_on), quantity)


def alone(order: CustomerOrder, line: OrderLine, **changes: Any) -> CustomerOrder:
    """Return the order with that line alone: no other one matters to its goods and sources."""
    return evolve(order, lines=(evolve(line, **changes),), invoices=())


def held(line: LineFacts) -> Bookings:
    """Return the bookings of a line, or where tracing is off what pegging gave to it."""
    return line.line.bookings if line.pegged is None else line.pegged.bookings


def day_before(promised_on: int, context: EvaluationContext) -> date | None:
    """Return the last day before a promise; None where that is past, or nothing is promised."""
    return day_of(promised_on - 1) if context.today < promised_on < NEVER else None


def day_after(*numbers: int) -> date:
    """Return the day after the latest of some day numbers, or the last of the calendar."""
    return day_of(min(max(numbers) + 1, LAST_DAY))
