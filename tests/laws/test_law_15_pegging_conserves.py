"""Law 15. Pegging conserves: per lot, taken <= quantity; per demand, taken + shortage =
outstanding; removing a demand changes nothing ranked above it.
"""

from collections import Counter
from decimal import Decimal

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import costatus as cs
from tests.pegging.books import Book, books
from tests.reference.pegging import demands, rank


@given(books())
def test_no_lot_gives_more_than_it_has(book: Book) -> None:
    pegging = book.peg()
    given: Counter[str] = Counter()
    for ids, line in book.lines().items():
        for booking in pegging.bookings(*ids):
            assert booking.lot is book.lots[booking.lot.id]
            assert booking.lot.item == line.item
            given[booking.lot.id] += booking.quantity  # type: ignore[assignment]  # exact numbers
    assert all(taken <= (book.lots[lot].quantity or 0) for lot, taken in given.items())


@given(books())
def test_what_is_taken_and_what_is_short_is_what_is_outstanding(book: Book) -> None:
    """Exactly, whatever the tolerance."""
    pegging = book.peg()
    wanted = {
        (order.id, line.id): line.quantity - line.closed - line.shipped
        for order, line in demands(list(book.orders.values()), book.settings.quantity_tolerance)
    }
    for ids in book.lines():
        taken = [booking.quantity for booking in pegging.bookings(*ids)]
        assert sum(taken, pegging.shortage(*ids)) == wanted.get(ids, Decimal(0))


@given(st.data(), books())
def test_removing_a_demand_changes_nothing_ranked_above_it(data: st.DataObject, book: Book) -> None:
    ranked = sorted(demands(list(book.orders.values()), book.settings.quantity_tolerance), key=rank)
    assume(ranked)
    n = data.draw(st.integers(0, len(ranked) - 1))
    order, line = ranked[n]
    rest = attrs.evolve(order, lines=[each for each in order.lines if each is not line])
    before = book.peg()
    after = attrs.evolve(book, orders={**book.orders, order.id: rest}).peg()
    for above, wanted in ranked[:n]:
        assert share(after, above, wanted) == share(before, above, wanted)


def share(pegging: cs.Pegging, order: cs.CustomerOrder, line: cs.OrderLine) -> tuple[object, ...]:
    return (
        pegging.bookings(order.id, line.id),
        pegging.shortage(order.id, line.id),
        pegging.orders_ahead(order.id, line.id),
    )
