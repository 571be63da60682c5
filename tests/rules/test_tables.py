"""Each table is total, every row decides somewhere, and its order matters where we say it does.

Shown over every combination of the facts that its rows compare, and over orders.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise, product
from typing import Any

import attrs
import pytest
from tests.reference.workload import TODAY, workload

import costatus as cs
from costatus.models.as_of import NEVER
from costatus.models.orders import AUTOMATIC
from costatus.rules import TABLES
from costatus.rules.payment import PAYMENT
from costatus.rules.purchase import PURCHASE
from costatus.rules._table import Row, Table, otherwise
from costatus.rules.transfer import TRANSFER
from tests.rules.combinations import Laws, combinations
from tests.judged import judged

_UNCONFIRMED = (cs.OrderStatus.QUOTATION, cs.OrderStatus.WAITING_FOR_CONFIRMATION)
_NOT_SHIPPED = (cs.TransferStage.NEW, cs.TransferStage.READY_FOR_SHIPMENT)

LAWS: Mapping[str, Laws] = {
    "order": (
        lambda order: order.stage not in AUTOMATIC,
        lambda order: order.stage in _UNCONFIRMED or not order.held,
        lambda order: order.outstanding <= order.countable,
        lambda order: order.unready <= order.outstanding,
        lambda order: order.short <= order.unready,
        lambda order: order.unready or not order.started,
        lambda order: order.unready or not order.unscheduled,
    ),
    "product": (
        lambda line: line.outstanding or not line.missing,
        lambda line: line.outstanding or not line.unreceived,
        lambda line: line.tracing or line.demanded or line.missing == line.outstanding,
        lambda line: not (line.finished and line.demanded),
        lambda line: line.requested <= line.unreceived,
        lambda line: line.undated <= line.unreceived,
        lambda line: line.latest_from_manufacturing < NEVER,
        lambda line: line.latest_from_purchase < NEVER,
        lambda line: line.latest_from_transfer < NEVER,
        lambda line: line.latest_from_elsewhere < NEVER,
    ),
    "manufacturing": (
        lambda mo: mo.finish_known or mo.finish_day >= mo.today,
        lambda mo: mo.finish_known or mo.finish_moment > mo.now,
        lambda mo: mo.finish_day >= mo.today or mo.finish_moment > mo.now,
        lambda mo: mo.start_day >= mo.today or mo.start_moment > mo.now,
        lambda mo: mo.parts_requested <= mo.parts_unreceived,
        lambda mo: mo.parts_after_start <= mo.parts_unreceived,
        lambda mo: mo.parts_undated <= mo.parts_unreceived,
    ),
    "purchase": (),
    "transfer": (lambda to: to.not_shipped == (to.stage in _NOT_SHIPPED),),
    "invoicing": (lambda money: money.counted or money.invoiced <= money.tolerance,),
    "payment": (
        lambda money: money.unknown <= money.counted,
        lambda money: money.counted or not money.open,
    ),
}
"""What every order's facts keep to. Where facts cannot be so, no row need decide."""


def holes(table: Table[Any], laws: Laws = ()) -> list[str]:
    """Where the table is not total, and the rows that never decide."""

    def decide(facts: Any) -> Row[Any] | None:
        first = next((row for row in table.rows if row.holds(facts)), None)
        if first is None and table.rows[-1].holds is otherwise:
            first = table.rows[-1]
        if first is not None:
            told = list(table.holding(facts, first.status))  # type: ignore[arg-type]
            assert table.status(facts) is first.status
            assert told[0] is first
            assert all(row.status is first.status for row in told)
        return first

    dead = list(table.rows)
    found = []
    for facts, row in combinations(table.rows, laws, decide):
        if row is None:
            found.append(f"no row holds on {vars(facts)}")
        elif row in dead:
            dead.remove(row)
    return found + [f"{row.id} {row.holds.__name__} never decides" for row in dead]


def rivals(table: Table[Any], laws: Laws = ()) -> set[tuple[str, str]]:
    """The neighbouring statuses, by their first rows, of which both hold where none above does.

    Other neighbours could change places, and no answer would change.
    """
    groups = [tuple(rows) for _, rows in groupby(table.rows, key=lambda row: row.status)]

    def contested(facts: Any) -> tuple[str, str] | None:
        for upper, lower in pairwise(groups):
            if any(row.holds(facts) for row in upper):
                both = any(row.holds(facts) for row in lower)
                return (upper[0].id, lower[0].id) if both else None
        return None

    answers = combinations(table.rows, laws, contested)
    return {pair for _, pair in answers if pair is not None}


def undecided(orders: Sequence[cs.CustomerOrder]) -> list[str]:
    """The rows that decide on none of these orders, under any settings."""
    rest = {table.family: list(table.rows) for table in TABLES.values()}
    for table, facts in _asked(orders):
        row = next((row for row in table.rows if row.holds(facts)), table.rows[-1])
        if row in rest[table.family]:
            rest[table.family].remove(row)
    return [f"{row.id} {row.holds.__name__}" for rows in rest.values() for row in rows]


def _asked(orders: Sequence[cs.CustomerOrder]) -> Iterator[tuple[Table[Any], Any]]:
    yield from judged(orders, cs.Settings())
    yield from judged(orders, cs.Settings(advance_unconfirmed=True))
    off = cs.Settings(tracing=False)
    for few in zip(orders[::2], orders[1::2], strict=True):
        bookings = [each for order in few for line in order.lines for each in line.bookings]
        lots = [attrs.evolve(each.lot, quantity=each.quantity) for each in bookings]
        yield from judged(few, off, cs.peg(few, lots, as_of=TODAY, settings=off))


RIVALS: Mapping[str, set[tuple[str, str]]] = {
    "order": {
        ("O3", "O4"),  # all is shipped: a surplus keeps it in the pipeline
        ("O6", "O7"),  # all is scheduled, and some of it has started
        ("O7", "O1"),  # an unconfirmed order advances
        ("O1", "O8"),  # or stays what it is, though a line is not booked
    },
    "product": {
        ("P0", "P1"),  # nothing is wanted, so nothing is outstanding
        ("P1", "P2"),  # all is shipped, and no demand was raised
        ("P2", "P3a"),  # no demand was raised, so nothing is pegged
        ("P3a", "P4"),  # what is pegged is in stock, and not enough
        ("P5", "P6m"),  # a requested lot, and a late one
        ("P6m", "P7m"),  # a late lot, and one on the very day
    },
    "manufacturing": {
        ("M1", "M2"),  # finished, though a part was never booked
        ("M2", "M3a"),  # a part is not booked, and it is not scheduled
        ("M3a", "M4"),  # not scheduled, and late
        ("M4", "M5a"),  # late, and so are its parts
    },
    "purchase": {
        ("U1", "U2"),  # the lots came, though it was never ordered
        ("U2", "U3a"),  # not ordered, and late
    },
    "transfer": {
        ("T1", "T2a"),  # received, and late
        ("T2a", "T3a"),  # not arrived, and not shipped
    },
    "invoicing": {("I1a", "I2")},  # a total of nothing, and no invoice
    "payment": {("Y2", "Y1b")},  # nothing was to be paid
}
"""Where the order of rows decides: the statuses on either side of these places hold at once."""


@pytest.mark.parametrize("family", TABLES)
def test_one_status_decides_always_and_every_row_decides_somewhere(family: str) -> None:
    assert holes(TABLES[family], LAWS[family]) == []


@pytest.mark.parametrize("family", TABLES)
def test_the_order_of_rows_matters_only_here(family: str) -> None:
    assert rivals(TABLES[family], LAWS[family]) == RIVALS[family]


def test_every_row_decides_on_some_order() -> None:
    orders = [each for odd in (0.4, 0.7) for each in workload(1000, seed=2, odd=odd)]
    assert undecided(orders) == []


def test_the_facts_of_orders_keep_to_the_laws() -> None:
    for table, facts in _asked(workload(100, odd=0.4)):
        assert all(law(facts) for law in LAWS[table.family])


def test_a_table_with_a_hole_is_found_out() -> None:
    open_ended = attrs.evolve(PAYMENT, rows=PAYMENT.rows[:-1])
    assert all(hole.startswith("no row holds on {") for hole in holes(open_ended, LAWS["payment"]))
    assert holes(open_ended, LAWS["payment"])


def test_a_row_that_never_decides_is_found_out() -> None:
    first, paid, *rest = PAYMENT.rows
    twin = paid._replace(id="Y9")
    assert holes(attrs.evolve(PAYMENT, rows=(first, paid, twin, *rest))) == [
        "Y9 all_paid never decides"
    ]
    lost = first._replace(id="Y9", holds=otherwise)
    assert holes(attrs.evolve(PAYMENT, rows=(lost, first, paid, *rest))) == [
        "Y9 otherwise never decides"
    ]
    unpaid = (lambda money: money.open or not money.counted,)
    assert holes(PAYMENT, unpaid) == ["Y2 all_paid never decides"]


def test_a_change_of_order_is_found_out() -> None:
    first, second, *rest = TRANSFER.rows
    changed = attrs.evolve(TRANSFER, rows=(second, first, *rest))
    assert rivals(changed, LAWS["transfer"]) != RIVALS["transfer"]


def test_rows_that_no_order_reaches_are_found_out() -> None:
    assert "Y1b nothing_paid" in undecided([])


def test_facts_take_the_values_where_their_comparisons_turn() -> None:
    late = [row for row in PURCHASE.rows if row.id in {"U3a", "U3c"}]

    def seen(po: Any) -> tuple[int, int, int]:
        return po.promised_on - po.today, po.due_on - po.promised_on, po.waiting

    assert {told for _, told in combinations(late, (), seen)} == set(
        product((-1, 0), (0, 1), (0, 1))
    )
