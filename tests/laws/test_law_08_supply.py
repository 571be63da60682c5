"""Law 8. Supply (tracing on; tracing off where every expected day is known): more supply,
receiving, or an earlier expected day never worsens a line's rank; releasing never improves it.

With tracing off it holds only where the quantity tolerance is 0. A demand that is within the
tolerance of being covered takes no more; with its lots in another order the same demand may take
all it needs, and those after it find less. Rows P7u and P7c are excepted, see `ranks`.
"""

from datetime import date, timedelta
from decimal import Decimal

import attrs
from hypothesis import assume, given, reject
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, bookings, quantities, situations, stock_lots
from costatus.testing.values import LARGEST
from tests.laws.rebuild import only, rebuild
from tests.reference.clock import Clock
from tests.reference.lots import expected_day

EARLIER = st.sampled_from(tuple(map(timedelta, (1, 2, 7, 30))))


BY_THE_SOURCE = {"P7u", "P7c"}


def ranks(report: cs.OrderReport) -> dict[str, int]:
    """Return the rank of each line; rows P7u and P7c alone count as nothing.

    They read what is behind a lot, and the coverage is ordered without it: a lot that is expected
    earlier may come from a source that is closed or waits for a part.
    """
    found = {}
    for line in report.lines:
        if line.product is not None:
            doubtful = {reason.row for reason in line.product.reasons} <= BY_THE_SOURCE
            status = cs.ProductStatus.EXPECTED_ON_TIME if doubtful else line.product.status
            found[line.line_id] = status.rank
    return found


def assert_never_worse(better: Situation, worse: Situation) -> None:
    for more, less in zip(better.evaluate(), worse.evaluate(), strict=True):
        assert ranks(more).keys() == ranks(less).keys()
        assert all(ranks(more)[line] >= rank for line, rank in ranks(less).items())


def day_of(lot: cs.StockLot, situation: Situation) -> date | None:
    return expected_day(lot, Clock(situation.as_of))


def every_day_known(situation: Situation) -> Situation:
    """Give lots of unknown day the day of `as_of`."""
    today = Clock(situation.as_of).today

    def known(lot: cs.StockLot) -> cs.StockLot:
        return lot if day_of(lot, situation) else attrs.evolve(lot, expected_on=today)

    return rebuild(situation, only(cs.StockLot, known))


PEGGED = situations(tracing=False, exact=True).map(every_day_known)
SUPPLIES = st.one_of(situations(tracing=True), PEGGED)


def with_lot(situation: Situation, lot: cs.StockLot) -> Situation:
    """Replace the lot of that id wherever it is booked."""
    return rebuild(situation, only(cs.StockLot, lambda old: lot if old.id == lot.id else old))


@given(st.data(), situations(tracing=True, max_orders=1))
def test_booking_more_never_worsens_and_releasing_never_improves(
    data: st.DataObject, situation: Situation
) -> None:
    """One more booking for each line, of a lot that others book or of a new one."""
    new = data.draw(stock_lots(situation.as_of, stem="new"))
    lots = (*situation.lots, new)

    def book_more(line: cs.OrderLine) -> cs.OrderLine:
        more = data.draw(bookings(lots, line.quantity, max_size=1))
        return attrs.evolve(line, bookings=(*line.bookings, *more))

    assert_never_worse(rebuild(situation, only(cs.OrderLine, book_more)), situation)


@given(st.data(), SUPPLIES)
def test_receiving_never_worsens(data: st.DataObject, situation: Situation) -> None:
    assume(situation.lots)
    lot = data.draw(st.sampled_from(situation.lots))
    received = attrs.evolve(lot, status=cs.LotStatus.RECEIVED)
    assert_never_worse(with_lot(situation, received), situation)


@given(st.data(), SUPPLIES, EARLIER)
def test_an_earlier_expected_day_never_worsens(
    data: st.DataObject, situation: Situation, earlier: timedelta
) -> None:
    assume(situation.lots)
    lot = data.draw(st.sampled_from(situation.lots))
    day = day_of(lot, situation)
    if day is None or day - date.min < earlier:
        reject()
    sooner = attrs.evolve(lot, expected_on=day - earlier)
    assert_never_worse(with_lot(situation, sooner), situation)


@given(st.data(), PEGGED, quantities())
def test_more_of_a_lot_never_worsens_what_is_pegged(
    data: st.DataObject, situation: Situation, more: Decimal
) -> None:
    """Read backwards: taking supply away never improves a line."""
    assume(situation.lots)
    lot = data.draw(st.sampled_from(situation.lots))
    larger = attrs.evolve(lot, quantity=min((lot.quantity or Decimal(0)) + more, LARGEST))
    assert_never_worse(with_lot(situation, larger), situation)
