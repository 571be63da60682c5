"""Changes that improve the status of a line's goods."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from attrs import evolve

from costatus._evaluation.advice._change import (
    Bookings,
    Proposal,
    alone,
    are,
    day_between,
    later_day,
    listed,
    received,
    stock,
    with_lots,
    with_orders,
)
from costatus.models.as_of import NEVER, day_of
from costatus.models.lots import StockLot
from costatus.models.quantities import total
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import LotStatus, ProductStatus
from costatus.rules._evidence import cause_of
from costatus.rules._templates import plain
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import OrderFacts


def product_proposals(line: LineFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve the status of a line's goods, the mildest first."""
    if line.missing:
        yield from _booked(line)
    requested = [one for one in line.in_order(line.coverage) if one.requested]
    if requested:
        lots = [one.lot for one in requested]
        yield _with(line, _ordered(lots), with_orders(_held(line), lots, line.context))
    coming = [one for one in line.coverage if not one.received]
    if coming and not requested:
        yield from _sooner(line)
        rest = total([quantity for one, quantity in line.covered() if not one.received])
        what = f"the remaining {plain(rest)} {are(rest)} received"
        yield _with(line, what, _on_all(line, received))
        if line.promised_on < NEVER:
            day = later_day(line.latest_expected, line.latest_part_expected, line.context.today)
            yield _changed(line, f"{day} or a later day is promised", promised_on=day)
    if line.outstanding and not coming and not line.missing:
        shipped = line.line.shipped + line.outstanding
        what = f"the outstanding {plain(line.outstanding)} {are(line.outstanding)} shipped"
        yield _changed(line, what, shipped=shipped)


def _ordered(lots: list[StockLot]) -> str:
    """Name what has to be scheduled, an MO, or ordered, anything else."""
    made: dict[str, None] = {}
    others: dict[str, None] = {}
    for lot in lots:
        of_mo = lot.status is not LotStatus.REQUESTED and isinstance(lot.source, ManufacturingOrder)
        (made if of_mo else others)[str(cause_of(lot))] = None
    parts = [(made, "scheduled"), (others, "ordered")]
    return " and ".join(
        f"{listed(found)} {are(len(found))} {done}" for found, done in parts if found
    )


def _booked(line: LineFacts) -> Iterator[Proposal]:
    """Book what is missing: from supply that comes in time, or from stock."""
    what = f"the missing {plain(line.missing)} {are(line.missing)} booked"
    if not line.tracing:
        what = f"it gets {plain(line.missing)} more of {line.line.item}"
    day = day_between(line.context, line.promised_on) if line.promised_on < NEVER else None
    if line.promised_on == NEVER:
        yield _with(line, f"{what} from planned supply", (*_held(line), _new(line, date.max)))
    elif day is not None:
        when = f"from supply expected before {day_of(line.promised_on)}"
        yield _with(line, f"{what} {when}", (*_held(line), _new(line, day)))
    yield _with(line, f"{what} from goods in stock", (*_held(line), _new(line, None)))


def _sooner(line: LineFacts) -> Iterator[Proposal]:
    """Let what comes too late, or on an unknown day, come before the promise."""
    day = day_between(line.context, line.promised_on) if line.promised_on < NEVER else None
    if day is None:
        return
    late = [
        one
        for one in line.in_order(line.coverage)
        if not one.received and not 0 < one.expected < line.promised_on
    ]
    if late:
        ids = {one.lot.id for one in late}

        def sooner(lot: StockLot) -> StockLot:
            return evolve(lot, expected_on=day) if lot.id in ids else lot

        names = listed(str(cause_of(one.lot)) for one in late)
        when = f"expected before {day_of(line.promised_on)}"
        yield _with(line, f"{names} {are(len(ids))} {when}", _on_all(line, sooner))


def _held(line: LineFacts) -> Bookings:
    return line.line.bookings if line.pegged is None else line.pegged.bookings


def _new(line: LineFacts, expected_on: date | None) -> Any:
    return stock(line.line.id, line.line.item, line.missing, expected_on)


def _on_all(line: LineFacts, change: Callable[[StockLot], StockLot]) -> Bookings:
    """Change the lots of the coverage."""
    return with_lots(_held(line), change, {one.lot.id for one in line.coverage})


def _with(line: LineFacts, sentence: str, bookings: Bookings) -> Proposal:
    """Propose other bookings, or other supply where tracing is off."""
    if line.tracing:
        return _changed(line, sentence, bookings=bookings)
    order = alone(line.order, line.line)
    return Proposal(sentence, order, line.context, _status, {line.line.id: bookings})


def _changed(line: LineFacts, sentence: str, **changes: Any) -> Proposal:
    order = alone(line.order, line.line, **changes)
    return Proposal(sentence, order, line.context, _status, {line.line.id: _held(line)})


def _status(facts: OrderFacts) -> ProductStatus | None:
    return facts.lines[0].status
