"""The strategies make valid models, near every boundary."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import costatus as cs
from costatus import testing
from costatus.models.as_of import AsOf
from costatus.models.statuses import Term
from costatus.testing import Situation
from costatus.testing.lots import _at_offset
from costatus.testing.values import LARGEST
from tests.reference.clock import Clock
from tests.reference.coverage import part_states
from tests.reference.lots import planned_start, requested_by_source
from tests.testing.sample import draw_situations

MODELS: list[tuple[SearchStrategy[Any], type]] = [
    (testing.orders(), cs.CustomerOrder),
    (testing.order_lines(), cs.OrderLine),
    (testing.stock_lots(), cs.StockLot),
    (testing.manufacturing_orders(), cs.ManufacturingOrder),
    (testing.parts(), cs.Part),
    (testing.operations(), cs.Operation),
    (testing.purchase_orders(), cs.PurchaseOrder),
    (testing.transfer_orders(), cs.TransferOrder),
    (testing.invoices(), cs.Invoice),
    (testing.settings(), cs.Settings),
    (testing.quantities(), Decimal),
    (testing.amounts(), Decimal),
    (testing.names("CO-1"), str),
    (testing.days(), date),
    (testing.deadlines(), date),
    (testing.as_ofs(), date),
]


@pytest.mark.parametrize(("strategy", "kind"), MODELS, ids=[str(each[0]) for each in MODELS])
@given(data=st.data())
@settings(max_examples=20)
def test_a_strategy_makes_what_it_is_named_for(
    strategy: SearchStrategy[Any], kind: type, data: st.DataObject
) -> None:
    assert isinstance(data.draw(strategy), kind)


@given(testing.as_ofs().flatmap(lambda as_of: st.tuples(st.just(as_of), testing.deadlines(as_of))))
def test_a_deadline_compares_with_what_it_is_around(both: tuple[date, date]) -> None:
    as_of, deadline = both
    assert not isinstance(deadline, datetime) or not AsOf(as_of).clashes(deadline)


@given(testing.amounts() | testing.quantities(), st.data())
def test_numbers_near_another_are_as_valid(near: Decimal, data: st.DataObject) -> None:
    assert 0 <= data.draw(testing.quantities(near)) <= LARGEST
    assert 0 <= data.draw(testing.amounts(near)) <= LARGEST


@given(st.data())
def test_bookings_share_the_lots_that_they_are_given(data: st.DataObject) -> None:
    lots = data.draw(testing.stocks())
    booked = data.draw(testing.bookings(lots, max_size=2))
    assert len(booked) <= (2 if lots else 0)
    assert all(booking.lot in lots for booking in booked)


def bookings(situation: Situation) -> Iterator[cs.Booking]:
    for order in situation.orders:
        for line in order.lines:
            yield from line.bookings


def shares_a_lot(situation: Situation) -> bool:
    """Return whether two lines of one order book one lot."""
    lots = [line.bookings[0].lot.id for line in situation.orders[0].lines if line.bookings]
    return len(lots) > len(set(lots))


def shares_a_source(situation: Situation) -> bool:
    """Return whether two lots come from one source."""
    lots = {booking.lot.id: booking.lot for booking in bookings(situation)}
    sources = [id(lot.source) for lot in lots.values() if lot.source is not None]
    return len(sources) > len(set(sources))


def waits_for_a_source_behind_a_source(situation: Situation) -> bool:
    """Return whether a part of a manufacturing order waits for another order."""
    return any(
        inner.lot.source is not None
        for booking in bookings(situation)
        if isinstance(booking.lot.source, cs.ManufacturingOrder)
        for part in booking.lot.source.parts
        for inner in part.bookings
    )


def books_a_copy_in_another_zone(situation: Situation) -> bool:
    """Return whether two equal lots have their sources' moments in different zones."""
    zones: dict[str, set[object]] = {}
    for booking in bookings(situation):
        finish = getattr(booking.lot.source, "planned_finish", None)
        if isinstance(finish, datetime):
            zones.setdefault(booking.lot.id, set()).add(finish.utcoffset())
    return any(len(found) > 1 for found in zones.values())


def waits_for_two_part_lots(situation: Situation) -> bool:
    """Two lots of a manufacturing order's parts are expected after it starts: a count of them
    changes on days on which nothing else does.
    """
    clock = Clock(situation.as_of)
    for booking in bookings(situation):
        mo = booking.lot.source
        if isinstance(mo, cs.ManufacturingOrder) and (start := planned_start(mo, clock)):
            coming = [lot for part in part_states(mo, Decimal(0), clock) for lot in part.coming]
            if sum(day is not None and day > clock.day(start) for _, day in coming) > 1:
                return True
    return False


def is_requested_by_its_source(situation: Situation) -> bool:
    """Return whether a Planned lot comes from an order that is not placed yet."""
    return any(requested_by_source(booking.lot) for booking in bookings(situation))


def is_covered_exactly(situation: Situation) -> bool:
    """Return whether two bookings together are what a line needs."""
    return any(
        len(line.bookings) == 2
        and sum(booking.quantity for booking in line.bookings) == line.quantity
        for order in situation.orders
        for line in order.lines
    )


def is_due_at_this_moment(situation: Situation) -> bool:
    """Return whether a manufacturing order should finish at `as_of` itself."""
    return isinstance(situation.as_of, datetime) and any(
        isinstance(booking.lot.source, cs.ManufacturingOrder)
        and booking.lot.source.planned_finish == situation.as_of
        for booking in bookings(situation)
    )


@pytest.fixture(scope="module")
def sample() -> list[Situation]:
    return [situation for number in range(30) for situation in draw_situations(number)]


@pytest.mark.parametrize(
    "happens",
    [
        shares_a_lot,
        shares_a_source,
        waits_for_a_source_behind_a_source,
        books_a_copy_in_another_zone,
        waits_for_two_part_lots,
        is_requested_by_its_source,
        is_covered_exactly,
        is_due_at_this_moment,
    ],
)
def test_situations_that_are_easily_mishandled_occur(happens: Any, sample: list[Situation]) -> None:
    assert sum(map(happens, sample)) >= 3


def test_every_status_occurs(sample: list[Situation]) -> None:
    families: list[type[Term]] = [
        cs.OrderStatus,
        cs.ProductStatus,
        cs.SourceStatus,
        cs.InvoicingStatus,
        cs.PaymentStatus,
    ]
    seen = {
        (type(decision.status), decision.status)
        for situation in sample
        for report in situation.evaluate()
        for _, decision in report.decisions()
    }
    assert seen == {(family, status) for family in families for status in family}


def test_without_hypothesis_the_import_names_the_extra() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import costatus.testing"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.endswith(
        'ImportError: costatus.testing needs hypothesis: pip install "costatus[testing]"\n'
    )


def test_the_page_of_testing_lists_every_public_name() -> None:
    page = (Path(__file__).parents[2] / "docs" / "testing.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^        - (\w+)$", page, re.MULTILINE)) == sorted(testing.__all__)


@pytest.mark.parametrize("moment", [datetime.min, datetime.max, datetime(2026, 11, 24)])
def test_a_moment_at_the_end_of_the_calendar_stays_as_it_is(moment: datetime) -> None:
    """Near it there may be no such moment in the other zone."""
    aware = moment.replace(tzinfo=UTC)
    assert _at_offset(aware) == aware
