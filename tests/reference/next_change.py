"""When an order's statuses or codes next differ: by trying every moment at which they could.

A status can differ on a day that stands in the facts, on the day after it, or at a moment that
stands in the facts. Nothing else that is read depends on the time.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from costatus import (
    CustomerOrder,
    ManufacturingOrder,
    PurchaseOrder,
    Settings,
    StockLot,
    TransferOrder,
)
from tests.reference.clock import Clock, instant
from tests.reference.line import Pegged
from tests.reference.loop import evaluate

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)


def next_change(
    order: CustomerOrder,
    as_of: date | datetime,
    settings: Settings,
    pegged: Pegged | None = None,
) -> date | datetime | None:
    """Return the first later day or moment at which a status or a code differs; None if never."""
    return first_difference(
        as_of,
        candidates(order, as_of, pegged),
        lambda moment: evaluate(order, moment, settings, pegged).codes(),
    )


def first_difference(
    as_of: date | datetime,
    moments: Iterable[date | datetime],
    codes: Callable[[date | datetime], object],
) -> date | datetime | None:
    """Return the first of the moments at which the codes are not those of `as_of`."""
    now = codes(as_of)
    return next((moment for moment in moments if codes(moment) != now), None)


def candidates(
    order: CustomerOrder, as_of: date | datetime, pegged: Pegged | None = None
) -> list[date | datetime]:
    """Return every day, or moment, at which something could differ, in order, after `as_of`."""
    clock = Clock(as_of)
    deadlines = set(deadlines_of(order, pegged))
    days = {clock.day(deadline) for deadline in deadlines}
    days |= {day + ONE_DAY for day in days if day < date.max}
    if clock.moment is None:
        return sorted(day for day in days if day > clock.today)
    moments = [each for each in deadlines if isinstance(each, datetime)]
    moments += [start_of_day(day, clock.zone) for day in days if day > clock.today]
    if clock.zone is not None:
        moments = [moment.astimezone(clock.zone) for moment in moments]
    later = {instant(each): each for each in moments if instant(each) > instant(clock.moment)}
    return [later[each] for each in sorted(later)]


def deadlines_of(order: CustomerOrder, pegged: Pegged | None) -> Iterator[date | datetime]:
    """Return every day and moment that is read: of the order, its lots, and their parts' lots."""
    known = [order.promised_on, *(line.promised_on for line in order.lines)]
    for lot in lots_of(order, pegged):
        known.append(lot.expected_on)
        match lot.source:
            case PurchaseOrder(expected_on=expected):
                known.append(expected)
            case TransferOrder(planned_shipment_on=shipment, planned_arrival_on=arrival):
                known += [shipment, arrival]
            case ManufacturingOrder() as mo:
                known += [mo.planned_start, mo.planned_finish]
                for step in mo.operations:
                    known += [step.planned_start, step.planned_finish]
    return (deadline for deadline in known if deadline is not None)


def lots_of(order: CustomerOrder, pegged: Pegged | None) -> Iterator[StockLot]:
    """Return the lots behind the lines, and those behind the parts of their sources."""
    for line in order.lines:
        for booking in line.bookings if pegged is None else pegged.bookings(order.id, line.id):
            yield booking.lot
            if isinstance(booking.lot.source, ManufacturingOrder):
                for part in booking.lot.source.parts:
                    yield from (inner.lot for inner in part.bookings)


def start_of_day(day: date, zone: tzinfo | None) -> datetime:
    """Return the first moment at which the clock of the zone shows the day, or a later one."""
    midnight = datetime.combine(day, time())
    if zone is None:
        return midnight
    first, second = sorted(
        midnight.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    if first.astimezone(zone).date() == day:
        return first
    low, high = first, max(second, first + ONE_DAY)  # the clock skips midnight between them
    while high - low > ONE_SECOND:
        middle = (low + (high - low) // 2).replace(microsecond=0)
        if middle.astimezone(zone).date() < day:
            low = middle
        else:
            high = middle
    return high
