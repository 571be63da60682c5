"""The input behind each decision, computed by the reference loop."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from attrs import frozen

import costatus as cs
from costatus.models._moments import comparable
from costatus.models.lots import Source
from costatus.testing import Situation
from tests.reference.clock import Clock
from tests.reference.coverage import Coverage, latest_day, sureness
from tests.reference.line import FINISHED, LineState, line_state
from tests.reference.lots import expected_day, is_received
from tests.reference.pegging import Pegging, peg
from tests.reference.sources import SourceState, source_states

Facts: TypeAlias = Mapping[str, Any]
NOTHING = Decimal(0)


@frozen
class SeenLine:
    """A line, and what is booked for it or pegged to it."""

    situation: Situation
    order: cs.CustomerOrder
    state: LineState
    sources: list[SourceState]
    pegged: Pegging | None

    @property
    def subject(self) -> cs.Subject:
        return cs.Subject(cs.SubjectKind.LINE, self.state.line.id, self.order.id)

    @property
    def clock(self) -> Clock:
        return Clock(self.situation.as_of)

    @property
    def tolerance(self) -> Decimal:
        return self.situation.settings.quantity_tolerance

    @property
    def missing(self) -> Decimal:
        """What is neither booked nor within the tolerance."""
        return self.state.outstanding - self.state.booked if self.state.short else NOTHING

    def parts(self) -> Iterator[tuple[cs.StockLot, date | None, Decimal]]:
        """Yield the lots of the coverage with their days, and how much of each counts."""
        bookings = list(self.state.usable)
        if self.pegged is None:
            promise = self.state.promise
            bookings.sort(
                key=lambda each: sureness(each.lot, expected_day(each.lot, self.clock), promise)
            )
        rest = self.state.outstanding
        for booking, (lot, day) in zip(bookings, self.state.coverage, strict=False):
            assert booking.lot is lot
            yield lot, day, min(booking.quantity, rest)
            rest -= min(booking.quantity, rest)

    def not_in_stock(self) -> Decimal:
        received = sum((part for lot, _, part in self.parts() if is_received(lot)), NOTHING)
        missing = self.state.outstanding - received
        return missing if missing > self.tolerance else NOTHING


@frozen
class SeenSource:
    """A source of a line, and the unreceived lots that it owes the line."""

    line: SeenLine
    source: Any
    open_lots: list[cs.StockLot]

    @property
    def clock(self) -> Clock:
        return self.line.clock

    @property
    def due(self) -> date | None:
        return latest_day(self.open_lots, self.clock)

    @property
    def promise(self) -> date | None:
        """The promise of a line that waits for goods."""
        return self.line.state.promise if self.line.state.outstanding else None

    def all_lots(self) -> set[str]:
        """Return the lots of this source among the line's usable bookings."""
        return {
            each.lot.id
            for each in self.line.state.usable
            if each.lot.source is not None
            and (each.lot.source.kind, each.lot.source.id) == (self.source.kind, self.source.id)
        }


@frozen
class SeenOrder:
    """An order and its lines."""

    situation: Situation
    order: cs.CustomerOrder
    lines: list[SeenLine]

    @property
    def countable(self) -> list[SeenLine]:
        return [line for line in self.lines if line.state.countable]

    @property
    def outstanding(self) -> list[SeenLine]:
        return [line for line in self.countable if line.state.outstanding]

    @property
    def made(self) -> list[cs.ManufacturingOrder]:
        """The manufacturing orders that lines wait for."""
        sources = [lot.source for line in self.countable for lot, _ in line.state.coming]
        found = {each.id: each for each in sources if isinstance(each, cs.ManufacturingOrder)}
        return list(found.values())


Seen: TypeAlias = SeenLine | SeenSource | SeenOrder
Check: TypeAlias = Callable[[Any, Facts, cs.Reason], bool]
"""Whether a reason is true: by what is seen, its facts, and the reason itself."""


def same(facts: Facts, **expected: Any) -> bool:
    """Return whether the facts are these and no others, besides what `listed` checks.

    A moment is the same instant, as the site's clock shows it.
    """
    lists = {"lots", "open_lots", "lines", "sources", "parts", "invoices", "others"}
    found = {name: comparable(value) for name, value in facts.items() if name not in lists}
    return found == {name: comparable(value) for name, value in expected.items()}


def listed(facts: Facts, name: str, expected: Iterable[str | cs.Subject]) -> bool:
    """Return whether at most five of the expected are named, each once, and the others counted."""
    found, wanted = facts[name], set(expected)
    return (
        set(found) <= wanted
        and len(set(found)) == len(found) == min(5, len(wanted))
        and facts["others"] == len(wanted) - len(found)
    )


def of_lot(lot: cs.StockLot) -> dict[str, Any]:
    """Return the facts that name a lot and its source."""
    source = lot.source
    return {"lot": lot.id, "source": None if source is None else source_named(source)}


def source_named(source: Source) -> cs.Subject:
    return cs.Subject(cs.SubjectKind(source.kind.value), source.id)


def origin(lot: cs.StockLot) -> tuple[str, str]:
    """Return the cause of a reason about a lot's day.

    The source that gives its day; the lot where it has a day of its own or is On hold, or its
    source is closed.
    """
    source = lot.source
    if source is None or source.stage.value in {"finished", "received"}:
        return "lot", lot.id
    if lot.expected_on is not None or lot.status is cs.LotStatus.ON_HOLD:
        return "lot", lot.id
    return source.kind.value, source.id


def cause(reason: cs.Reason) -> tuple[str, str]:
    return reason.cause.kind.value, reason.cause.id


def find(coverage: Coverage, lot_id: object) -> tuple[cs.StockLot, date | None]:
    """Return a lot of a coverage with its day."""
    return next((lot, day) for lot, day in coverage if lot.id == lot_id)


def ago(facts: Facts, day: date | None, today: date) -> bool:
    """Return whether the day is over, and the days since then are right."""
    return day is not None and 0 < facts["days"] == (today - day).days


def seen_in(situation: Situation) -> Iterator[tuple[cs.Decision[Any], str, Seen]]:
    """Yield each decision of a situation with its family and what it was decided on."""
    as_of, settings = situation.as_of, situation.settings
    pegged = None if settings.tracing else peg(situation.orders, situation.lots, as_of, settings)
    clock = Clock(as_of)
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        lines = []
        for line in order.lines:
            state = line_state(order, line, clock, settings, pegged)
            sources = source_states(state, settings.quantity_tolerance, clock)
            found = [] if order.stage in FINISHED else list(sources.values())
            lines.append(SeenLine(situation, order, state, found, pegged))
        whole = SeenOrder(situation, order, lines)
        yield report.order, "order", whole
        yield report.invoicing, "invoicing", whole
        yield report.payment, "payment", whole
        for seen, line_report in zip(lines, report.lines, strict=True):
            if line_report.product is not None:
                yield line_report.product, "product", seen
            for each, source in zip(seen.sources, line_report.sources, strict=True):
                assert (each.source.kind, each.source.id) == (source.kind, source.source_id)
                yield source.decision, "source", SeenSource(seen, each.source, each.open_lots)
