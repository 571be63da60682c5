"""Law 16. `next_change` is right: no word and no code differs before it, some differs at it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from attrs import evolve
from dateutil.tz import resolve_imaginary
from hypothesis import given

import costatus as cs
from costatus import testing
from costatus.testing import Situation
from tests.laws.told import rows, told

A_MOMENT = timedelta(microseconds=1)
DAYS = 45
LAST_DAYS = (date.max - timedelta(days=1), date.max)


def later(as_of: Any, orders: tuple[cs.CustomerOrder, ...]) -> Iterator[Any]:
    """Every following day, or every moment at which anything could turn and the one before it."""
    if not isinstance(as_of, datetime):
        yield from (as_of + timedelta(days=n) for n in range(1, DAYS))
        yield from LAST_DAYS
        return
    days = [as_of.date() + timedelta(days=n) for n in range(1, DAYS)]
    midnights = (datetime.combine(day, time(), as_of.tzinfo) for day in (*days, *LAST_DAYS))
    moments = {utc_like(resolve_imaginary(each), as_of) for each in midnights}
    moments |= {utc_like(each, as_of) for order in orders for each in deadlines(order)}
    for moment in sorted({each - A_MOMENT for each in moments} | moments):
        if moment > utc_like(as_of, as_of):
            yield moment if as_of.tzinfo is None else moment.astimezone(as_of.tzinfo)


def utc_like(moment: datetime, as_of: datetime) -> datetime:
    """The moment in a form that orders by instants: in UTC where it has a zone."""
    return moment if as_of.tzinfo is None else moment.astimezone(UTC)


def deadlines(order: cs.CustomerOrder) -> Iterator[datetime]:
    """Every deadline of the order's MOs that is a moment."""
    for line in order.lines:
        for booking in line.bookings:
            source = booking.lot.source
            if isinstance(source, cs.ManufacturingOrder):
                planned = [source.planned_start, source.planned_finish]
                for step in source.operations:
                    planned += [step.planned_start, step.planned_finish]
                yield from (each for each in planned if isinstance(each, datetime))


@given(testing.situations(max_orders=1))
def test_no_word_and_no_code_differs_before_it_and_some_differs_at_it(situation: Situation) -> None:
    (report,) = situation.evaluate()
    now = codes(situation, situation.as_of)
    differing = (
        moment
        for moment in later(situation.as_of, situation.orders)
        if codes(situation, moment) != now
    )
    assert report.next_change == next(differing, None)


def codes(situation: Situation, as_of: date | datetime) -> object:
    """The words, rows and codes at another moment; a pegging is held as it is."""
    return told(evolve(situation, as_of=as_of).evaluate(), rows)
