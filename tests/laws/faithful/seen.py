"""The input behind a decision, reckoned anew: on the models alone and the plain host loop."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

from attrs import define

import costatus as cs
from costatus.models.lots import Source
from costatus.testing import Situation
from tests.reference.clock import Clock
from tests.reference.coverage import Coverage, coverage_of
from tests.reference.lots import beyond, expected_day, is_source, is_usable

FINISHED = (cs.OrderStatus.DELIVERED, cs.OrderStatus.CANCELED, cs.OrderStatus.ARCHIVED)
NOTHING = Decimal(0)


@define(slots=False)
class SeenLine:
    """A line, and what is booked for it or pegged to it."""

    situation: Situation
    order: cs.CustomerOrder
    line: cs.OrderLine
    pegging: cs.Pegging | None

    @property
    def name(self) -> str:
        return f"line {self.order.id}/{self.line.id}"

    @property
    def clock(self) -> Clock:
        return Clock(self.situation.as_of)

    @property
    def tolerance(self) -> Decimal:
        return self.situation.settings.quantity_tolerance

    @property
    def promise(self) -> date | None:
        return self.line.promised_on or self.order.promised_on

    @property
    def stocked(self) -> bool:
        return self.line.kind is cs.LineKind.STOCKED

    @cached_property
    def target(self) -> Decimal:
        return beyond(self.line.quantity - self.line.closed, self.tolerance)

    @cached_property
    def outstanding(self) -> Decimal:
        return beyond(self.target - self.line.shipped, self.tolerance)

    @property
    def countable(self) -> bool:
        return self.stocked and self.target > 0

    @cached_property
    def bookings(self) -> tuple[cs.Booking, ...]:
        """What counts."""
        if self.pegging is not None:
            return self.pegging.bookings(self.order.id, self.line.id)
        if not self.stocked or self.order.stage is cs.OrderStatus.CANCELED:
            return ()
        return tuple(booking for booking in self.line.bookings if is_usable(booking.lot))

    @property
    def booked(self) -> Decimal:
        return sum((booking.quantity for booking in self.bookings), NOTHING)

    @property
    def lacking(self) -> Decimal:
        return beyond(self.outstanding - self.booked, self.tolerance)

    @property
    def surplus(self) -> Decimal:
        return beyond(self.booked - self.outstanding, self.tolerance)

    @cached_property
    def cover(self) -> Coverage:
        if self.pegging is not None:
            return [(each.lot, expected_day(each.lot, self.clock)) for each in self.bookings]
        return coverage_of(
            self.bookings, self.outstanding, self.promise, self.tolerance, self.clock
        )

    @property
    def coming(self) -> Coverage:
        """What of the cover is not received."""
        return [(lot, day) for lot, day in self.cover if lot.status is not cs.LotStatus.RECEIVED]

    def expected(self, lot_id: object) -> date | None:
        """The day of a lot of the cover that is not received; an error if it is no such lot."""
        return {lot.id: day for lot, day in self.coming}[str(lot_id)]


@define
class SeenSource:
    """A source of a line, and the lots that are to come from it."""

    seen: SeenLine
    source: Source

    @property
    def clock(self) -> Clock:
        return self.seen.clock

    @property
    def open(self) -> list[cs.StockLot]:
        return [
            booking.lot
            for booking in self.seen.bookings
            if booking.lot.source == self.source and booking.lot.status is not cs.LotStatus.RECEIVED
        ]

    @property
    def due(self) -> date | None:
        """The latest known day."""
        days = (expected_day(lot, self.clock) for lot in self.open)
        return max((day for day in days if day is not None), default=None)


@define
class SeenOrder:
    """An order and its lines."""

    situation: Situation
    order: cs.CustomerOrder
    lines: list[SeenLine]

    @property
    def countable(self) -> list[SeenLine]:
        return [line for line in self.lines if line.countable]

    @property
    def outstanding(self) -> list[SeenLine]:
        return [line for line in self.countable if line.outstanding]

    @property
    def made(self) -> dict[str, cs.ManufacturingOrder]:
        """The manufacturing orders that lines wait for."""
        sources = [lot.source for line in self.countable for lot, _ in line.coming]
        return {each.id: each for each in sources if isinstance(each, cs.ManufacturingOrder)}


Seen: TypeAlias = SeenLine | SeenSource | SeenOrder
Check: TypeAlias = Callable[[Any, Mapping[str, Any], cs.Reason], bool]
"""Whether a reason is true, from what is seen, its facts, and the reason itself."""


def seen_in(situation: Situation) -> Iterator[tuple[cs.Decision[Any], str, Seen]]:
    """Each decision of a situation with its family and with what it was decided on."""
    pegging = None
    if not situation.settings.tracing:
        pegging = cs.peg(
            situation.orders, situation.lots, as_of=situation.as_of, settings=situation.settings
        )
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        lines = [SeenLine(situation, order, line, pegging) for line in order.lines]
        whole = SeenOrder(situation, order, lines)
        yield report.status, "order", whole
        yield report.invoice, "invoice", whole
        yield report.payment, "payment", whole
        for seen, line in zip(lines, report.lines, strict=True):
            if line.product is not None:
                yield line.product, "product", seen
            for source, told in zip(sources(seen), line.sources, strict=True):
                assert (source.kind, source.id) == (told.kind, told.source_id)
                yield told.status, "source", SeenSource(seen, source)


def sources(seen: SeenLine) -> list[Source]:
    """The distinct sources behind what is booked; a finished order has none."""
    if seen.order.stage in FINISHED:
        return []
    every = [each.lot.source for each in seen.bookings]
    alive = [source for source in every if source is not None and is_source(source)]
    return list({(source.kind, source.id): source for source in alive}.values())
