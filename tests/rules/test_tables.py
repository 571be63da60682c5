"""Each table is total, every row decides somewhere, and the order of rows matters where we say.

Shown over every combination of the facts that its rows read, and over orders.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

import attrs
import pytest

import costatus as cs
from costatus.models.as_of import NEVER, NO_MOMENT, UNKNOWN
from costatus.rules import TABLES
from costatus.rules._table import Row, Table, built, otherwise
from costatus.rules.facts.context import Time
from tests.kind import only_plain
from tests.reference.workload import TODAY, workload
from tests.rules.combinations import Domain, Laws, combinations
from tests.rules.evaluated import tables_and_facts

AT = Time(1_000, timedelta(days=1_000))
_YES_NO = (False, True)
_COUNT = (0, 1)
_QUANTITY = (Decimal(0), Decimal(1))
_LIST: tuple[list[Any], ...] = ([], [None])
_PROMISE = (999, 1_000, 1_001, NEVER)
_EXPECTED = (UNKNOWN, 999, 1_000, 1_001)
_DEADLINE_DAY = (999, 1_000, NEVER)
_DEADLINE_MOMENT = (AT.now, AT.now + timedelta(microseconds=1), NO_MOMENT)
_TOLERANCE = Decimal("0.005")
_MANUAL = tuple(
    stage
    for stage in cs.OrderStatus
    if stage.value not in {"waiting_for_production", "in_production", "ready_for_shipment"}
)
_UNCONFIRMED = (cs.OrderStatus.QUOTATION, cs.OrderStatus.WAITING_FOR_CONFIRMATION)
_NOT_SHIPPED = (cs.TransferStage.NEW, cs.TransferStage.READY_FOR_SHIPMENT)

DOMAINS: Mapping[str, Domain] = {
    "order": {
        "stage": _MANUAL,
        "held": _YES_NO,
        **dict.fromkeys(
            ("countable", "outstanding", "unready", "short", "surplus", "started", "unscheduled"),
            _COUNT,
        ),
    },
    "product": {
        **dict.fromkeys(
            (
                "countable",
                "canceled",
                "tracing",
                "demanded",
                "finished",
                "requested",
                "from_unscheduled",
                "from_unordered",
            ),
            _YES_NO,
        ),
        **dict.fromkeys(("outstanding", "missing", "supply_missing"), _QUANTITY),
        **dict.fromkeys(("unreceived", "undated", "closed_sources"), _COUNT),
        "promised_on": _PROMISE,
        **dict.fromkeys(
            (
                "latest_from_manufacturing",
                "latest_from_purchase",
                "latest_from_transfer",
                "latest_from_elsewhere",
                "latest_part_expected",
            ),
            (UNKNOWN, 1_000, 1_001),
        ),
    },
    "manufacturing": {
        "stage": tuple(cs.ManufacturingStage),
        "open_lots": _COUNT,
        **dict.fromkeys(
            ("production.unbooked", "production.requested", "production.undated"), _LIST
        ),
        "production.unreceived": _COUNT,
        "production.finish_known": _YES_NO,
        **dict.fromkeys(
            (
                "production.finish_day",
                "production.start_day",
                "production.first_part_expected",
                "production.next_start_day",
                "production.next_finish_day",
            ),
            _DEADLINE_DAY,
        ),
        **dict.fromkeys(
            (
                "production.finish_moment",
                "production.start_moment",
                "production.next_start_moment",
                "production.next_finish_moment",
            ),
            _DEADLINE_MOMENT,
        ),
        "production.last_part_expected": (UNKNOWN, 1_001),
        "production.plan.start_day": (UNKNOWN, 1_000),
    },
    "purchase": {
        "stage": tuple(cs.PurchaseStage),
        "open_lots": _COUNT,
        "waiting": _YES_NO,
        "promised_on": _PROMISE,
        "due_on": _EXPECTED,
    },
    "transfer": {
        "stage": tuple(cs.TransferStage),
        "open_lots": _COUNT,
        "waiting": _YES_NO,
        "not_shipped": _YES_NO,
        "promised_on": _PROMISE,
        "due_on": _EXPECTED,
        "shipment_on": _DEADLINE_DAY,
    },
    "invoicing": {
        "counted": _COUNT,
        "total_known": _YES_NO,
        "remaining": _QUANTITY,
        "tolerance": (_TOLERANCE,),
        "invoiced": (Decimal(-1), _TOLERANCE, Decimal(1)),
    },
    "payment": {
        "counted": _COUNT,
        "unknown": _COUNT,
        "open": _QUANTITY,
        "tolerance": (_TOLERANCE,),
        "settled": (_TOLERANCE, Decimal(1)),
    },
}
"""The values of each fact at which some comparison of it turns."""

LAWS: Mapping[str, Laws] = {
    "order": (
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
        lambda line: line.finished or not line.canceled,
        lambda line: line.unreceived or not line.requested,
        lambda line: line.unreceived or not line.from_unscheduled,
        lambda line: line.unreceived or not line.from_unordered,
        lambda line: line.undated <= line.unreceived,
        lambda line: line.closed_sources <= line.unreceived,
    ),
    "manufacturing": (
        lambda mo: mo.production.finish_known or mo.production.finish_day == NEVER,
        lambda mo: mo.production.finish_known or mo.production.finish_moment == NO_MOMENT,
        lambda mo: mo.production.finish_day == NEVER or mo.production.finish_moment == NO_MOMENT,
        lambda mo: mo.production.start_day == NEVER or mo.production.start_moment == NO_MOMENT,
        lambda mo: mo.production.unreceived or not mo.production.requested,
        lambda mo: mo.production.unreceived or not mo.production.undated,
    ),
    "purchase": (),
    "transfer": (lambda to: to.not_shipped == (to.stage in _NOT_SHIPPED),),
    "invoicing": (lambda invoices: invoices.counted or invoices.invoiced <= invoices.tolerance,),
    "payment": (
        lambda invoices: invoices.unknown <= invoices.counted,
        lambda invoices: invoices.counted or not invoices.open,
    ),
}
"""What every order's facts keep to. Where facts cannot be so, no row need decide."""


def holes(table: Table[Any], laws: Laws = ()) -> list[str]:
    """Return where the table is not total, and the rows that never decide."""

    def decide(facts: Any) -> Row[Any] | None:
        first = next((row for row in table.rows if row.holds_at(facts, AT)), None)
        if first is None and table.rows[-1].holds is otherwise:
            first = table.rows[-1]
        if first is not None:
            assert table.status(facts, AT) is built(table, "status")(facts, AT) is first.status
        return first

    dead = list(table.rows)
    found = []
    for facts, row in combinations(DOMAINS[table.family], laws, decide):
        if row is None:
            found.append(f"no row holds on {facts}")
        elif row in dead:
            dead.remove(row)
    return found + [f"{row.id} {row.holds.__name__} never decides" for row in dead]


def rivals(table: Table[Any], laws: Laws = ()) -> set[tuple[str, str]]:
    """Return neighbouring statuses, by their first rows, which both hold where none above does.

    Other neighbours could change places, and no answer would change.
    """
    groups = [tuple(rows) for _, rows in groupby(table.rows, key=lambda row: row.status)]

    def contested(facts: Any) -> tuple[str, str] | None:
        for upper, lower in pairwise(groups):
            if any(row.holds_at(facts, AT) for row in upper):
                both = any(row.holds_at(facts, AT) for row in lower)
                return (upper[0].id, lower[0].id) if both else None
        return None

    answers = combinations(DOMAINS[table.family], laws, contested)
    return {pair for _, pair in answers if pair is not None}


def undecided(orders: Sequence[cs.CustomerOrder]) -> list[str]:
    """Return the rows that decide on none of these orders, under any settings."""
    rest = {table.family: list(table.rows) for table in TABLES.values()}
    for table, facts in _read(orders):
        time = facts.context.time
        row = next((row for row in table.rows if row.holds_at(facts, time)), table.rows[-1])
        assert built(table, "status")(facts, time) is row.status
        if row in rest[table.family]:
            rest[table.family].remove(row)
    return [f"{row.id} {row.holds.__name__}" for rows in rest.values() for row in rows]


def _read(orders: Sequence[cs.CustomerOrder]) -> Iterator[tuple[Table[Any], Any]]:
    yield from tables_and_facts(orders, cs.Settings())
    yield from tables_and_facts(orders, cs.Settings(advance_unconfirmed=True))
    off = cs.Settings(tracing=False)
    for few in zip(orders[::2], orders[1::2], strict=True):
        bookings = [each for order in few for line in order.lines for each in line.bookings]
        lots = [attrs.evolve(each.lot, quantity=each.quantity) for each in bookings]
        pegging = cs.peg(few, lots, as_of=TODAY, settings=off)
        yield from tables_and_facts(few, off, pegging)


RIVALS: Mapping[str, set[tuple[str, str]]] = {
    "order": {
        ("O3", "O4"),  # all is shipped: a surplus keeps it in the pipeline
        ("O6", "O7"),  # all is scheduled, and some of it has started
        ("O7", "O1"),  # an unconfirmed order advances
        ("O1", "O8"),  # or stays what it is, though a line is not booked
    },
    "product": {
        ("P0", "P1"),  # nothing is wanted, so nothing is outstanding
        ("P1", "P2c"),  # all is shipped, and the order was canceled
        ("P2c", "P3a"),  # no demand was raised, so nothing is pegged
        ("P3a", "P4"),  # what is pegged is in stock, and not enough
        ("P5", "P6m"),  # a requested lot, and a late one
        ("P6m", "P7m"),  # a late lot, and one on the very day
        ("P7m", "P8"),  # a closed source, and no day is promised
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
    "invoicing": set(),
    "payment": {("Y2", "Y1b")},  # nothing was to be paid
}
"""Where the order of rows decides: the statuses on either side of these places hold at once."""


@pytest.mark.no_cover
@only_plain  # compiled predicates read true facts alone
@pytest.mark.parametrize("family", TABLES)
def test_one_status_decides_always_and_every_row_decides_somewhere(family: str) -> None:
    assert holes(TABLES[family], LAWS[family]) == []


@pytest.mark.no_cover
@only_plain  # compiled predicates read true facts alone
@pytest.mark.parametrize("family", TABLES)
def test_the_order_of_rows_matters_only_here(family: str) -> None:
    assert rivals(TABLES[family], LAWS[family]) == RIVALS[family]


@pytest.mark.no_cover
def test_every_row_decides_on_some_order() -> None:
    orders = [each for odd in (0.4, 0.7) for each in workload(1000, seed=2, odd=odd)]
    assert undecided(orders) == []


def test_the_facts_of_orders_keep_to_the_laws() -> None:
    for table, facts in _read(workload(100, odd=0.4)):
        assert all(law(facts) for law in LAWS[table.family])


def test_without_ladders_the_rows_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "costatus.rules._ladders", None)
    for table in TABLES.values():
        assert built(table, "status") == table.status
        assert built(table, "why") == table.why
