"""Pegging: who gets what of the supply, in section 7's words G1 to G5, and pegging again."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given

import costatus as cs
from tests.cases.build import TODAY, bought, day, line, lot, made, moved
from tests.pegging.books import Book, books, books_that_change
from tests.reference import pegging as plain

OFF = cs.Settings(tracing=False)
EAST = timezone(timedelta(hours=5))


def order(name: str, *lines: cs.OrderLine, stage: str = "confirmed", **more: Any) -> Any:
    return cs.CustomerOrder(name, cs.OrderStatus(stage), lines or [line()], **more)


def stock(*names: str, quantity: float = 10) -> list[cs.StockLot]:
    return [lot(name, quantity=quantity) for name in names]


def taken(pegging: cs.Pegging, order_id: str, line_id: str = "1") -> list[tuple[str, float]]:
    bookings = pegging.bookings(order_id, line_id)
    return [(booking.lot.id, float(booking.quantity)) for booking in bookings]


def served(*orders: cs.CustomerOrder, settings: cs.Settings = OFF) -> list[str]:
    """The lines that are covered when each needs 10 of the bike and 10 are there."""
    pegging = cs.peg(orders, stock("L1"), as_of=TODAY, settings=settings)
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
    pegging = cs.peg([order("CO-1", stage=stage)], stock("L1"), as_of=TODAY)
    assert bool(taken(pegging, "CO-1")) == (stage == "confirmed")
    assert pegging.shortage("CO-1", "1") == 0


def test_a_demand_is_what_is_outstanding() -> None:
    rest = line(quantity=10, closed=3, shipped=2)
    pegging = cs.peg([order("CO-1", rest)], stock("L1", quantity=4), as_of=TODAY)
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
    pegging = cs.peg([order("CO-1", done)], stock("L1"), as_of=TODAY)
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
    """What is missing comes last; the ids are the other way round, to show that they come after."""
    assert served(order("CO-2", **first), order("CO-1", **second)) == ["CO-2/1"]
    assert served(order("CO-1", **second), order("CO-2", **first)) == ["CO-2/1"]


def test_ties_go_by_order_id_then_by_line_id_as_texts() -> None:
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
    pegging = cs.peg([order("CO-1")], lots, as_of=TODAY)
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


def test_a_lot_without_a_day_has_that_of_its_source() -> None:
    steps = [cs.Operation(id="1", planned_finish=day(3)), cs.Operation(id="2")]
    lots = [
        lot("L1", status="planned", quantity=1, source=bought(expected_on=day(4))),
        lot("L2", status="planned", quantity=1, source=made(operations=steps)),
        lot("L3", status="planned", quantity=1, source=moved(planned_arrival_on=day(2))),
        lot("L4", status="planned", quantity=1, source=made(planned_finish=day(1))),
        lot("L5", status="planned", quantity=1, source=made(), expected_on=day(0)),
    ]
    pegging = cs.peg([order("CO-1")], lots, as_of=TODAY)
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


def test_a_moment_without_a_zone_counts_by_the_day_it_shows_wherever_the_machine_stands() -> None:
    """`evaluate` refuses it beside an `as_of` with a zone; pegging goes on for the others."""
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
    pegging = cs.peg([order("CO-1")], [useless], as_of=TODAY)
    assert pegging.bookings("CO-1", "1") == ()
    assert pegging.shortage("CO-1", "1") == 10
    assert pegging.supply("bike") == 0


def test_goods_in_stock_count_whatever_became_of_their_source() -> None:
    pegging = cs.peg([order("CO-1")], [lot(quantity=10, source=bought("canceled"))], as_of=TODAY)
    assert taken(pegging, "CO-1") == [("L1", 10)]


# G4 and G5: what each takes, and what it lacks


def test_each_takes_in_its_turn_until_it_is_covered() -> None:
    orders = [order("CO-1", line(quantity=4)), order("CO-2"), order("CO-3"), order("CO-4")]
    pegging = cs.peg(orders, stock("L1", "L2"), as_of=TODAY)
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
    pegging = cs.peg([order("CO-1", line(), wheel)], stock("L1"), as_of=TODAY)
    assert pegging.shortage("CO-1", "1") == 0
    assert pegging.shortage("CO-1", "2") == 10


@pytest.mark.parametrize(("first", "second"), [("9.5", []), ("9.4", [("L2", 0.6)])])
def test_a_rest_within_the_tolerance_is_covered(first: str, second: list[object]) -> None:
    """It takes nothing more; the shortage still tells the rest, so that nothing gets lost."""
    half = cs.Settings(tracing=False, quantity_tolerance="0.5")
    given = order("CO-1")
    lots = [lot("L1", quantity=first), lot("L2", quantity=5)]
    pegging = cs.peg([given], lots, as_of=TODAY, settings=half)
    assert taken(pegging, "CO-1") == [("L1", float(first)), *second]
    assert pegging.shortage("CO-1", "1") == (0 if second else Decimal("0.5"))
    report = cs.evaluate(given, as_of=TODAY, settings=half, pegging=pegging)
    assert report.words()["product", "1"] == "ready_for_shipment"


def test_a_last_lot_smaller_than_the_tolerance_is_still_taken_where_it_is_needed() -> None:
    half = cs.Settings(tracing=False, quantity_tolerance="0.5")
    lots = [lot("L1", quantity=9), lot("L2", quantity="0.4")]
    pegging = cs.peg([order("CO-1")], lots, as_of=TODAY, settings=half)
    assert taken(pegging, "CO-1") == [("L1", 9), ("L2", 0.4)]


def test_quantities_are_exact() -> None:
    orders = [order(f"CO-{n}", line(quantity="0.1")) for n in range(10)]  # type: ignore[arg-type]
    pegging = cs.peg(orders, stock("L1", quantity=1), as_of=TODAY)
    assert all(pegging.shortage(each.id, "1") == 0 for each in orders)
    huge = order("CO-1", line(quantity="999999999999999.999999999"))  # type: ignore[arg-type]
    pegging = cs.peg([huge], [lot(quantity="0.000000001")], as_of=TODAY)
    assert pegging.shortage("CO-1", "1") == Decimal("999999999999999.999999998")


def test_ids_that_are_used_twice_are_all_told() -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.peg([order("CO-1"), order("CO-1"), order("CO-1")], stock("L1", "L1"), as_of=TODAY)
    paths = [fault.path for fault in caught.value.faults]
    assert paths == ["orders[1].id", "orders[2].id", "lots[1].id"]


def test_ids_that_are_not_known_have_nothing() -> None:
    pegging = cs.peg([order("CO-1")], stock("L1"), as_of=TODAY)
    for order_id, line_id in (("CO-9", "1"), ("CO-1", "9")):
        assert pegging.bookings(order_id, line_id) == ()
        assert pegging.shortage(order_id, line_id) == 0
        assert pegging.orders_ahead(order_id, line_id) == ((), 0)
    assert pegging.supply("wheel") == 0


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


# What evaluate reads


def product(
    given: cs.CustomerOrder, pegging: cs.Pegging, settings: cs.Settings = OFF
) -> cs.Decision[cs.ProductStatus]:
    report = cs.evaluate(given, as_of=TODAY, settings=settings, pegging=pegging)
    assert report.product is not None
    return report.product


def test_p3b_names_the_orders_ahead_nearest_first() -> None:
    orders = [
        order("CO-1"),
        order("CO-2", line(quantity=1), priority=2),
        order("CO-3", line(quantity=1), line(name="2", quantity=1), priority=1),
    ]
    decision = product(orders[0], cs.peg(orders, stock("L1"), as_of=TODAY))
    assert decision.reasons[0].row == "P3b"
    assert decision.reasons[0].facts["orders_ahead"] == ("CO-2", "CO-3")


def test_an_order_is_not_ahead_of_itself() -> None:
    both = order("CO-1", line(), line(name="2"))
    pegging = cs.peg([both], stock("L1"), as_of=TODAY)
    assert product(both, pegging).reasons[0].row == "P3b"
    assert pegging.orders_ahead("CO-1", "2") == ((), 0)
    pegging = pegging.again(orders=[order("CO-0", line(quantity=2))])
    assert pegging.orders_ahead("CO-1", "2") == (("CO-0",), 0)


def test_a_line_that_was_not_pegged_gets_nothing_and_is_told_who_took() -> None:
    pegging = cs.peg([order("CO-1", line(quantity=1))], stock("L1"), as_of=TODAY)
    unseen = product(order("CO-9"), pegging)
    assert unseen.reasons[0].row == "P3b"
    assert unseen.reasons[0].facts["orders_ahead"] == ("CO-1",)
    pegging = pegging.again(orders=[order("CO-9", line(quantity=9))])
    assert product(order("CO-9", line(quantity=9)), pegging).status == "ready_for_shipment"


def test_a_line_that_was_not_pegged_says_so_where_nobody_took_either() -> None:
    unseen = product(order("CO-9"), cs.peg([], stock("L1"), as_of=TODAY))
    assert unseen.reasons[0].row == "P3b"
    assert "orders ranked higher (none known)" in str(unseen.reasons[0])


def test_a_line_that_has_grown_since_or_is_for_another_item_says_so() -> None:
    pegging = cs.peg(
        [order("CO-0", line(quantity=1)), order("CO-1")], stock("L1", "L2"), as_of=TODAY
    )
    grown = product(order("CO-1", line(quantity=11)), pegging)
    assert grown.reasons[0].facts["orders_ahead"] == ("CO-0",)
    wheel = product(order("CO-1", cs.OrderLine("1", "wheel", 10)), pegging)
    assert wheel.reasons[0].row == "P3a"


# Pegging again


ORDERS = [order("CO-1"), order("CO-2"), order("CO-3", cs.OrderLine("1", "wheel", 1))]
NIGHT = cs.peg(ORDERS, stock("L1"), as_of=TODAY)


def test_after_peg_every_order_with_a_demand_has_changed() -> None:
    assert NIGHT.changed == {"CO-1", "CO-2", "CO-3"}


def test_pegging_again_with_nothing_new_changes_nothing() -> None:
    again = NIGHT.again(orders=ORDERS[:1], lots=stock("L1"), gone_orders=["CO-9"], gone_lots=["L9"])
    assert again.changed == set()
    assert taken(again, "CO-1") == [("L1", 10)]


def test_an_order_that_is_shipped_leaves_its_supply_to_the_next() -> None:
    again = NIGHT.again(orders=[order("CO-1", line(shipped=10))])
    assert taken(again, "CO-2") == [("L1", 10)]
    assert again.changed == {"CO-1", "CO-2"}
    assert taken(NIGHT, "CO-1") == [("L1", 10)]


def test_an_order_that_is_gone_is_not_named() -> None:
    again = NIGHT.again(gone_orders=["CO-1"])
    assert taken(again, "CO-1") == []
    assert taken(again, "CO-2") == [("L1", 10)]
    assert again.changed == {"CO-2"}


def test_what_is_given_is_not_gone() -> None:
    again = NIGHT.again(
        orders=[order("CO-1", line(quantity=4))],
        lots=[lot("L1", quantity=12)],
        gone_orders=["CO-1"],
        gone_lots=["L1"],
    )
    assert taken(again, "CO-1") == [("L1", 4)]
    assert taken(again, "CO-2") == [("L1", 8)]


def test_a_line_that_changes_its_item_leaves_one_and_joins_the_other() -> None:
    wheel = cs.OrderLine("1", "wheel", 10)
    again = NIGHT.again(orders=[order("CO-1", wheel)])
    assert taken(again, "CO-2") == [("L1", 10)]
    assert again.shortage("CO-1", "1") == 10
    assert again.changed == {"CO-1", "CO-2"}


def test_a_lot_that_changes_or_goes_touches_its_item_only() -> None:
    later = lot("L1", status="planned", quantity=10, expected_on=day(3))
    assert NIGHT.again(lots=[later]).changed == {"CO-1"}
    assert NIGHT.again(gone_lots=["L1"]).changed == {"CO-1", "CO-2"}
    assert NIGHT.again(lots=[attrs.evolve(lot("L2"), item="wheel", quantity=9)]).changed == {"CO-3"}


def test_an_order_that_stays_short_is_named_where_it_has_another_reason() -> None:
    """CO-2 lacks 10 as before, but the supply has grown, or another order took it."""
    more = NIGHT.again(orders=[order("CO-1", line(quantity=11))], lots=stock("L1", quantity=11))
    assert more.shortage("CO-2", "1") == NIGHT.shortage("CO-2", "1")
    assert more.changed == {"CO-1", "CO-2"}
    other = NIGHT.again(orders=[order("CO-0")], gone_orders=["CO-1"])
    assert other.orders_ahead("CO-2", "1") == (("CO-0",), 0)
    assert other.changed == {"CO-0", "CO-2"}


def test_pegging_again_refuses_ids_that_are_used_twice() -> None:
    with pytest.raises(cs.InvalidInput, match=r"orders\[1\]\.id: got 'CO-1'"):
        NIGHT.again(orders=[order("CO-1"), order("CO-1")])


def pegged_again(before: Book, after: Book) -> cs.Pegging:
    return before.peg().again(
        orders=[each for name, each in after.orders.items() if before.orders.get(name) != each],
        lots=[each for name, each in after.lots.items() if before.lots.get(name) != each],
        gone_orders=before.orders.keys() - after.orders.keys(),
        gone_lots=before.lots.keys() - after.lots.keys(),
    )


@given(books_that_change())
def test_pegging_again_answers_as_pegging_all_and_names_what_is_different(
    nights: tuple[Book, Book],
) -> None:
    before, after = nights
    pegging, again, whole = before.peg(), pegged_again(before, after), after.peg()
    lines = {*before.lines(), *after.lines()}
    assert {ids: told(again, after, ids) for ids in lines} == {
        ids: told(whole, after, ids) for ids in lines
    }
    assert again.changed == {
        ids[0]
        for ids in lines
        if ids[0] in after.orders and told(pegging, before, ids) != told(again, after, ids)
    }


@given(books_that_change())
def test_orders_that_are_not_named_and_have_not_changed_are_told_the_same(
    nights: tuple[Book, Book],
) -> None:
    before, after = nights
    pegging, again = before.peg(), pegged_again(before, after)
    for name in after.orders.keys() - again.changed:
        order = after.orders[name]
        if before.orders.get(name) == order:
            old, new = (
                cs.evaluate(order, as_of=after.as_of, settings=after.settings, pegging=each)
                for each in (pegging, again)
            )
            assert cs.explain(new) == cs.explain(old)


def told(pegging: cs.Pegging, book: Book, ids: tuple[str, str]) -> tuple[object, ...]:
    """What a report tells of it; where the line is short, also the rest of its item."""
    short = pegging.shortage(*ids)
    mine: tuple[object, ...] = (pegging.bookings(*ids), short)
    if short <= book.settings.quantity_tolerance:
        return mine
    return (*mine, pegging.supply(book.lines()[ids].item), pegging.orders_ahead(*ids))
