"""Pegging gives the supply to the demands by rank: rules G1 to G5."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

import costatus as cs
from tests.cases.build import TODAY, bought, day, line, lot, made, moved
from tests.pegging.books import Book, books
from tests.pegging.build import OFF, order, peg, stock, taken
from tests.reference import pegging as plain

EAST = timezone(timedelta(hours=5))


def served(*orders: cs.CustomerOrder) -> list[str]:
    """Return the lines that are covered when each needs 10 of the bike and 10 are there."""
    pegging = peg([*orders], stock("L1"))
    lines = [(each.id, line.id) for each in orders for line in each.lines]
    return [f"{name}/{line}" for name, line in lines if taken(pegging, name, line) == [("L1", 10)]]


# G1: what is a demand


@pytest.mark.parametrize(
    "stage",
    [
        s.value
        for s in cs.OrderStatus
        if s not in {"waiting_for_production", "in_production", "ready_for_shipment"}
    ],
)
def test_only_confirmed_orders_raise_demands(stage: str) -> None:
    pegging = peg([order("CO-1", stage=stage)], stock("L1"))
    assert bool(taken(pegging, "CO-1")) == (stage == "confirmed")
    assert pegging.shortage("CO-1", "1") == 0


def test_a_demand_is_what_is_outstanding() -> None:
    rest = line(quantity=10, closed=3, shipped=2)
    pegging = peg([order("CO-1", rest)], stock("L1", quantity=4))
    assert taken(pegging, "CO-1") == [("L1", 4)]
    assert pegging.shortage("CO-1", "1") == 1


@pytest.mark.parametrize(
    "done",
    [
        line(shipped=10),
        line(shipped=4, closed=6),
        line(shipped=11),
        line(quantity=0),
        line(kind=cs.LineKind.NON_INVENTORY),
    ],
)
def test_lines_without_anything_outstanding_raise_none(done: cs.OrderLine) -> None:
    pegging = peg([order("CO-1", done)], stock("L1"))
    assert pegging.bookings("CO-1", "1") == ()
    assert pegging.shortage("CO-1", "1") == 0
    assert pegging.orders_ahead("CO-1", "1") == ((), 0)


@pytest.mark.parametrize(("rest", "raises"), [("0.5", False), ("0.6", True)])
def test_a_rest_within_the_tolerance_is_no_demand(rest: str, raises: bool) -> None:
    half = cs.Settings(tracing=False, quantity_tolerance="0.5")
    nearly = line(shipped=10 - Decimal(rest))
    pegging = cs.peg([order("CO-1", nearly)], stock("L1"), as_of=TODAY, settings=half)
    assert bool(taken(pegging, "CO-1")) is raises


# G2: who comes first


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"priority": 1}, {"priority": 2}),
        ({"priority": 10**12}, {"priority": None}),
        ({"priority": 1, "promised_on": day(9)}, {"priority": 2, "promised_on": day(1)}),
        ({"promised_on": day(1)}, {"promised_on": day(2)}),
        ({"promised_on": date.max}, {"promised_on": None}),
        ({"promised_on": day(1), "created_on": day(0)}, {"created_on": day(-9)}),
        ({"created_on": day(-2)}, {"created_on": day(-1)}),
        ({"created_on": date.max}, {"created_on": None}),
    ],
)
def test_priority_then_promise_then_creation(first: Any, second: Any) -> None:
    """What is missing comes last. The ids are in the opposite order, as they count only after."""
    assert served(order("CO-2", **first), order("CO-1", **second)) == ["CO-2/1"]
    assert served(order("CO-1", **second), order("CO-2", **first)) == ["CO-2/1"]


def test_ties_are_broken_by_order_id_then_by_line_id_as_text() -> None:
    assert served(order("CO-2"), order("CO-10")) == ["CO-10/1"]
    assert served(order("CO-1", line(name="2"), line(name="10"))) == ["CO-1/10"]


def test_a_lines_own_promise_beats_its_orders() -> None:
    pressing = line(name="2", promised_on=day(1))
    assert served(order("CO-1", line(), pressing, promised_on=day(5))) == ["CO-1/2"]


# G3: what is taken first


def test_supplies_are_taken_surest_first() -> None:
    lots = [
        lot("requested", status="requested", expected_on=day(-9), quantity=1),
        lot("a of no known day", status="planned", quantity=1),
        lot("of the end of days", status="planned", expected_on=date.max, quantity=1),
        lot("a late one", status="planned", expected_on=day(9), quantity=1),
        lot("an early one, on hold", status="on_hold", expected_on=day(1), quantity=1),
        lot("here, 2", quantity=1, expected_on=day(9)),
        lot("here, 1", quantity=1),
    ]
    pegging = peg([order("CO-1")], lots)
    assert taken(pegging, "CO-1") == [
        ("here, 1", 1),
        ("here, 2", 1),
        ("an early one, on hold", 1),
        ("a late one", 1),
        ("of the end of days", 1),
        ("a of no known day", 1),
        ("requested", 1),
    ]
    assert pegging.shortage("CO-1", "1") == 3
    assert pegging.supply("bike") == 7


@pytest.mark.parametrize(
    ("status", "source", "requested"),
    [
        ("requested", None, True),
        ("planned", made("new"), True),
        ("planned", made("not_scheduled"), True),
        ("planned", bought("new"), True),
        ("planned", bought("approved"), True),
        ("planned", made("scheduled"), False),
        ("planned", bought("ordered"), False),
        ("planned", moved("new"), False),
        ("planned", None, False),
        ("on_hold", bought("approved"), False),
        ("on_hold", made("new"), False),
    ],
)
def test_what_is_not_ordered_comes_last(status: str, source: Any, requested: bool) -> None:
    """A Planned lot is requested too where its MO is not scheduled or its PO is not ordered."""
    lots = [
        lot("L1", status=status, source=source, expected_on=day(1), quantity=10),
        lot("L2", status="planned", quantity=10),
    ]
    pegging = peg([order("CO-1")], lots)
    assert taken(pegging, "CO-1") == [("L2" if requested else "L1", 10)]


def test_requested_lots_are_taken_in_the_order_of_their_ids() -> None:
    lots = [
        lot("L2", status="requested", expected_on=day(1), quantity=4),
        lot("L1", status="planned", source=bought("new"), expected_on=day(2), quantity=4),
    ]
    assert taken(peg([order("CO-1")], lots), "CO-1") == [("L1", 4), ("L2", 4)]


def test_a_lot_without_a_day_has_that_of_its_source() -> None:
    steps = [cs.Operation(id="1", planned_finish=day(3)), cs.Operation(id="2")]
    lots = [
        lot("L1", status="planned", quantity=1, source=bought(expected_on=day(4))),
        lot("L2", status="planned", quantity=1, source=made(operations=steps)),
        lot("L3", status="planned", quantity=1, source=moved(planned_arrival_on=day(2))),
        lot("L4", status="planned", quantity=1, source=made(planned_finish=day(1))),
        lot("L5", status="planned", quantity=1, source=made(), expected_on=day(0)),
    ]
    pegging = peg([order("CO-1")], lots)
    assert [name for name, _ in taken(pegging, "CO-1")] == ["L5", "L4", "L3", "L2", "L1"]


def test_a_moment_counts_by_its_day_in_the_zone_of_as_of() -> None:
    """20:00 in London is the next day farther east."""
    evening = made(planned_finish=datetime(2026, 11, 24, 20, tzinfo=UTC))
    lots = [
        lot("L2", status="planned", quantity=10, source=evening),
        lot("L1", status="planned", quantity=10, expected_on=date(2026, 11, 25)),
    ]
    for zone, first in ((UTC, "L2"), (EAST, "L1")):
        pegging = cs.peg([order("CO-1")], lots, as_of=datetime(2026, 11, 24, tzinfo=zone))
        assert taken(pegging, "CO-1") == [(first, 10)]


def test_a_moment_without_a_zone_counts_by_its_own_date_in_any_zone_of_the_machine() -> None:
    """`evaluate` refuses it for an `as_of` with a zone; pegging goes on for the other orders."""
    zoneless = made(planned_finish=datetime(1, 1, 1))
    lots = [
        lot("L2", status="planned", quantity=10, source=zoneless),
        lot("L1", status="planned", quantity=10, expected_on=date(1, 1, 2)),
    ]
    given = order("CO-1")
    at = datetime(2026, 11, 24, tzinfo=EAST)
    pegging = cs.peg([given], lots, as_of=at)
    assert taken(pegging, "CO-1") == [("L2", 10)]
    with pytest.raises(cs.InvalidInput, match="planned_finish"):
        cs.evaluate(given, as_of=at, settings=OFF, pegging=pegging)


@pytest.mark.parametrize(
    "useless",
    [
        lot(),
        lot(quantity=0),
        lot(status="rejected", quantity=1),
        lot(status="canceled", quantity=1),
        lot(status="rma_returned", quantity=1),
        lot(status="rma_ready_for_shipment", quantity=1),
        lot(status="planned", quantity=1, source=bought("rfq")),
        lot(status="requested", quantity=1, source=made("canceled")),
        lot(status="on_hold", quantity=1, source=moved("canceled")),
        cs.StockLot(id="L1", item="wheel", status=cs.LotStatus.RECEIVED, quantity=1),
    ],
)
def test_lots_that_give_nothing(useless: cs.StockLot) -> None:
    pegging = peg([order("CO-1")], [useless])
    assert pegging.bookings("CO-1", "1") == ()
    assert pegging.shortage("CO-1", "1") == 10
    assert pegging.supply("bike") == 0


def test_received_lots_count_whatever_their_source_is() -> None:
    pegging = peg([order("CO-1")], [lot(quantity=10, source=bought("canceled"))])
    assert taken(pegging, "CO-1") == [("L1", 10)]


# G4 and G5: what each demand takes and lacks


def test_each_demand_takes_by_rank_until_it_is_covered() -> None:
    orders = [order("CO-1", line(quantity=4)), order("CO-2"), order("CO-3"), order("CO-4")]
    pegging = peg(orders, stock("L1", "L2"))
    assert taken(pegging, "CO-1") == [("L1", 4)]
    assert taken(pegging, "CO-2") == [("L1", 6), ("L2", 4)]
    assert taken(pegging, "CO-3") == [("L2", 6)]
    assert taken(pegging, "CO-4") == []
    assert [pegging.shortage(each.id, "1") for each in orders] == [0, 0, 4, 10]
    assert pegging.orders_ahead("CO-1", "1") == ((), 0)
    assert pegging.orders_ahead("CO-3", "1") == (("CO-2", "CO-1"), 0)
    assert pegging.orders_ahead("CO-4", "1") == (("CO-3", "CO-2", "CO-1"), 0)


def test_items_do_not_share() -> None:
    wheel = cs.OrderLine("2", "wheel", 10)
    pegging = peg([order("CO-1", line(), wheel)], stock("L1"))
    assert pegging.shortage("CO-1", "1") == 0
    assert pegging.shortage("CO-1", "2") == 10


@pytest.mark.parametrize(("first", "second"), [("9.5", []), ("9.4", [("L2", 0.6)])])
def test_a_rest_within_the_tolerance_is_covered(first: str, second: list[object]) -> None:
    """It takes nothing more; the shortage includes the rest, so that the sum stays right."""
    half = cs.Settings(tracing=False, quantity_tolerance="0.5")
    given = order("CO-1")
    lots = [lot("L1", quantity=first), lot("L2", quantity=5)]
    pegging = cs.peg([given], lots, as_of=TODAY, settings=half)
    assert taken(pegging, "CO-1") == [("L1", float(first)), *second]
    assert pegging.shortage("CO-1", "1") == (0 if second else Decimal("0.5"))
    report = cs.evaluate(given, as_of=TODAY, settings=half, pegging=pegging)
    assert report.line("1").status == "ready_for_shipment"


def test_a_last_lot_smaller_than_the_tolerance_is_still_taken_where_it_is_needed() -> None:
    half = cs.Settings(tracing=False, quantity_tolerance="0.5")
    lots = [lot("L1", quantity=9), lot("L2", quantity="0.4")]
    pegging = cs.peg([order("CO-1")], lots, as_of=TODAY, settings=half)
    assert taken(pegging, "CO-1") == [("L1", 9), ("L2", 0.4)]


def test_quantities_are_exact() -> None:
    orders = [order(f"CO-{n}", line(quantity="0.1")) for n in range(10)]  # type: ignore[arg-type]
    pegging = peg(orders, stock("L1", quantity=1))
    assert all(pegging.shortage(each.id, "1") == 0 for each in orders)
    huge = order("CO-1", line(quantity="999999999999999.999999999"))  # type: ignore[arg-type]
    pegging = peg([huge], [lot(quantity="0.000000001")])
    assert pegging.shortage("CO-1", "1") == Decimal("999999999999999.999999998")


def test_ids_that_are_not_known_have_nothing() -> None:
    pegging = peg([order("CO-1")], stock("L1"))
    for order_id, line_id in (("CO-9", "1"), ("CO-1", "9")):
        assert pegging.bookings(order_id, line_id) == ()
        assert pegging.shortage(order_id, line_id) == 0
        assert pegging.orders_ahead(order_id, line_id) == ((), 0)
    assert pegging.supply("wheel") == 0


def test_every_line_of_a_long_order_is_found_by_its_id() -> None:
    lines = [line(name=str(n), quantity=1) for n in range(40)]
    pegging = peg([order("CO-1", *lines)], stock("L1", quantity=39))
    assert [taken(pegging, "CO-1", each.id) for each in lines].count([("L1", 1)]) == 39
    assert pegging.shortage("CO-1", "9") == 1
    assert pegging.shortage("CO-1", "40") == 0


@given(books())
def test_the_answer_is_that_of_a_plain_allocator(book: Book) -> None:
    orders, lots = list(book.orders.values()), list(book.lots.values())
    expected = plain.peg(orders, lots, book.as_of, book.settings)
    pegging = book.peg()
    for ids, wanted in book.lines().items():
        assert list(pegging.bookings(*ids)) == expected.bookings(*ids)
        assert pegging.shortage(*ids) == expected.shortage(*ids)
        ahead = [each for each in expected.orders_ahead(*ids) if each != ids[0]]
        assert pegging.orders_ahead(*ids) == (tuple(ahead[:5]), len(ahead[5:]))
        assert pegging.supply(wanted.item) == expected.supply(wanted.item)
