"""Pegging again gives the result of pegging everything, and names the orders that differ."""

import attrs
from hypothesis import given

import costatus as cs
from tests.cases.build import day, line, lot
from tests.pegging.books import Book, books_that_change
from tests.pegging.build import order, peg, stock, taken

ORDERS = [order("CO-1"), order("CO-2"), order("CO-3", cs.OrderLine("1", "wheel", 1))]
NIGHT = peg(ORDERS, stock("L1"))


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


def test_a_line_that_is_as_short_of_another_item_has_changed() -> None:
    moved = peg([order("CO-1")], []).again(orders=[order("CO-1", cs.OrderLine("1", "wheel", 10))])
    assert moved.shortage("CO-1", "1") == 10
    assert moved.changed == {"CO-1"}


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


def test_what_pegging_does_not_read_changes_nothing() -> None:
    promised = attrs.evolve(order("CO-1"), total=100, last_activity_on=day(0))
    again = NIGHT.again(orders=[promised])
    assert again.changed == set()
    assert taken(again, "CO-1") == [("L1", 10)]


def test_an_order_is_named_where_other_orders_took_its_item() -> None:
    """CO-9 stays behind the same supply and stays as short as it was."""
    short = peg([order("CO-1"), order("CO-2", priority=2), order("CO-9", priority=9)], stock("L1"))
    other = short.again(orders=[order("CO-1", line(quantity=5)), order("CO-5", line(quantity=5))])
    assert other.orders_ahead("CO-9", "1") == (("CO-2",), 0)
    assert "CO-9" not in other.changed
    gone = short.again(gone_orders=["CO-2"])
    assert gone.orders_ahead("CO-9", "1") == ((), 0)
    assert gone.changed == {"CO-1", "CO-9"}


def pegged_again(before: Book, after: Book) -> cs.Pegging:
    return before.peg().again(
        orders=[each for name, each in after.orders.items() if before.orders.get(name) != each],
        lots=[each for name, each in after.lots.items() if before.lots.get(name) != each],
        gone_orders=before.orders.keys() - after.orders.keys(),
        gone_lots=before.lots.keys() - after.lots.keys(),
    )


@given(books_that_change())
def test_pegging_again_equals_pegging_everything_and_names_what_differs(
    nights: tuple[Book, Book],
) -> None:
    before, after = nights
    pegging, again, whole = before.peg(), pegged_again(before, after), after.peg()
    lines = {*before.lines(), *after.lines()}
    assert {ids: answer(again, after, ids) for ids in lines} == {
        ids: answer(whole, after, ids) for ids in lines
    }
    assert again.changed == {
        ids[0]
        for ids in lines
        if ids[0] in after.orders and answer(pegging, before, ids) != answer(again, after, ids)
    }


@given(books_that_change())
def test_reports_of_orders_that_are_not_named_and_not_given_stay_the_same(
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


def answer(pegging: cs.Pegging, book: Book, ids: tuple[str, str]) -> tuple[object, ...]:
    """Return all that a report reads about the line."""
    short = pegging.shortage(*ids)
    mine: tuple[object, ...] = (pegging.bookings(*ids), short)
    if short <= book.settings.quantity_tolerance:
        return mine
    item = book.lines()[ids].item
    return (*mine, item, pegging.supply(item), pegging.orders_ahead(*ids))
