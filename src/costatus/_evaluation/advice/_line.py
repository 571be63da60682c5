"""Changes that improve the status of a line's goods."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import evolve

from costatus._evaluation.advice._change import (
    Bookings,
    Proposal,
    alone,
    day_after,
    day_before,
    held,
    ordering,
    received,
    stock,
    with_lots,
    with_orders,
)
from costatus._evaluation.advice._sentences import Advice, Sentence, naming, says
from costatus.models.as_of import NEVER, UNKNOWN, day_of
from costatus.models.quantities import total
from costatus.models.statuses import ProductStatus
from costatus.rules._evidence import cause_of
from costatus.rules._templates import Fact
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import OrderFacts


def product_proposals(line: LineFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve the status of a line's goods, the mildest first."""
    if line.missing:
        yield from _booked(line)
    requested = [one for one in line.in_order(line.coverage) if one.requested]
    if requested:
        lots = [one.lot for one in requested]
        yield _with(line, ordering(lots), with_orders(held(line), lots, line.context))
    coming = [one for one in line.coverage if not one.received]
    if coming and not requested:
        yield from _sooner(line)
        rest = total([quantity for one, quantity in line.covered() if not one.received])
        what = says(Sentence.REST_RECEIVED, outstanding=rest)
        covering = {one.lot.id for one in line.coverage}
        yield _with(line, what, with_lots(held(line), received, covering))
        if line.promised_on < NEVER:
            day = day_after(line.latest_expected, line.latest_part_expected, line.context.today)
            what = says(Sentence.LATER_PROMISE, promised_on=day)
            yield _changed(line, what, promised_on=day)
    if line.outstanding and not coming and not line.missing:
        shipped = line.line.shipped + line.outstanding
        what = says(Sentence.REST_SHIPPED, outstanding=line.outstanding)
        yield _changed(line, what, shipped=shipped)


def _booked(line: LineFacts) -> Iterator[Proposal]:
    """Book what is missing: from supply that comes in time, or from stock."""
    planned, before, from_stock = _BOOKED if line.tracing else _SUPPLIED
    facts: dict[str, Fact] = {"missing": line.missing}
    if not line.tracing:
        facts["item"] = line.line.item
    day = day_before(line.promised_on, line.context)
    if line.promised_on == NEVER:
        yield _with(line, says(planned, **facts), (*held(line), _new(line, date.max)))
    elif day is not None:
        when = says(before, **facts, promised_on=day_of(line.promised_on))
        yield _with(line, when, (*held(line), _new(line, day)))
    yield _with(line, says(from_stock, **facts), (*held(line), _new(line, None)))


_BOOKED = Sentence.BOOKED_AS_PLANNED, Sentence.BOOKED_BEFORE, Sentence.BOOKED_FROM_STOCK
_SUPPLIED = Sentence.SUPPLIED_AS_PLANNED, Sentence.SUPPLIED_BEFORE, Sentence.SUPPLIED_FROM_STOCK


def _sooner(line: LineFacts) -> Iterator[Proposal]:
    """Let what comes too late, or on an unknown day, come before the promise."""
    day = day_before(line.promised_on, line.context)
    if day is None:
        return
    late = [
        one
        for one in line.in_order(line.coverage)
        if not one.received and not UNKNOWN < one.expected < line.promised_on
    ]
    if late:
        names = [cause_of(one.lot) for one in late]
        what = naming(Sentence.EXPECTED_BEFORE, names, promised_on=day_of(line.promised_on))
        ids = {one.lot.id for one in late}
        yield _with(
            line, what, with_lots(held(line), lambda lot: evolve(lot, expected_on=day), ids)
        )


def _new(line: LineFacts, expected_on: date | None) -> Any:
    return stock(line.line.id, line.line.item, line.missing, expected_on)


def _with(line: LineFacts, advice: Advice, bookings: Bookings) -> Proposal:
    """Propose other bookings, or other supply where tracing is off."""
    if line.tracing:
        return _changed(line, advice, bookings=bookings)
    order = alone(line.order, line.line)
    return Proposal(advice, order, line.context, _status, {line.line.id: bookings})


def _changed(line: LineFacts, advice: Advice, **changes: Any) -> Proposal:
    order = alone(line.order, line.line, **changes)
    return Proposal(advice, order, line.context, _status, {line.line.id: held(line)})


def _status(facts: OrderFacts) -> ProductStatus | None:
    return facts.lines[0].status
