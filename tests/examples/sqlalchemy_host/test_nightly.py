"""The nightly job on SQLAlchemy: what it stores, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nightly_host import AlreadyRunning
from sqlalchemy import Engine, Select, event, select, update
from sqlalchemy.orm import Session
from sqlalchemy_host.__main__ import main
from sqlalchemy_host.adapter import read
from sqlalchemy_host.database import CHANGED, ErpSession, note
from sqlalchemy_host.nightly import alone, run
from sqlalchemy_host.tables import (
    CustomerOrder,
    Invoice,
    Line,
    LineBooking,
    Lot,
    NightlyRun,
    Operation,
    Part,
    PartBooking,
    Source,
)

import costatus as cs
from costatus import testing
from tests.examples.sqlalchemy_host.erp import (
    TODAY,
    after,
    book,
    evaluated,
    everything,
    expected,
    fill,
    forget,
    history,
    night,
    statuses,
    url,
)

BUSY, KILLED = 3, -9
NOON = datetime(2026, 11, 24, 12)  # without a zone, so that each moment shows one day

BOOKS = testing.stocks(NOON).flatmap(
    lambda lots: st.tuples(
        *(testing.orders(NOON, lots=lots, stem=f"CO-{n}") for n in range(4)),
    )
)


@settings(max_examples=6)
@given(BOOKS)
def test_the_stored_statuses_are_those_of_the_orders(
    erp: Engine, orders: tuple[cs.CustomerOrder, ...]
) -> None:
    fill(erp, orders)
    night(erp, TODAY, page=3)
    assert statuses(erp) == expected(orders, TODAY)


# What is evaluated again


def test_an_event_of_any_kind_is_followed_by_the_statuses(erp: Engine) -> None:
    changes: list[tuple[Select[Any], Callable[[Session, Any], object]]] = [
        (select(CustomerOrder), lambda _, row: setattr(row, "stage", "canceled")),
        (select(Line), lambda _, row: setattr(row, "shipped", row.quantity)),
        (select(Invoice), lambda _, row: setattr(row, "status", "paid")),
        (select(LineBooking), lambda session, row: session.delete(row)),
        (select(Lot).filter_by(number="B-1"), lambda _, row: setattr(row, "status", "rejected")),
        (select(Lot).filter_by(number="W-1"), lambda _, row: setattr(row, "status", "rejected")),
        (select(Source).filter_by(number="MO-1"), lambda _, row: setattr(row, "stage", "finished")),
        (
            select(Source).filter_by(number="PO-1"),
            lambda _, row: setattr(row, "ends_on", after(40)),
        ),
        (select(Operation), lambda _, row: setattr(row, "ends_on", after(40))),
        (select(Part), lambda _, row: setattr(row, "consumed", row.quantity)),
        (select(PartBooking), lambda session, row: session.delete(row)),
    ]
    assert {query.column_descriptions[0]["type"] for query, _ in changes} == set(CHANGED)
    for query, change in changes:
        fill(erp, book(4))
        night(erp, TODAY)
        before = statuses(erp)
        with ErpSession(erp) as session, session.begin():
            change(session, session.scalars(query).first())
        night(erp, TODAY)
        assert statuses(erp) == evaluated(erp, TODAY)
        assert statuses(erp) != before, query


def test_a_line_that_moves_touches_both_orders(erp: Engine) -> None:
    fill(erp, book(2))
    night(erp, TODAY)
    with ErpSession(erp) as session, session.begin():
        first, second = session.scalars(select(CustomerOrder).order_by(CustomerOrder.number))
        line = session.scalars(select(Line).where(Line.order_id == first.id)).one()
        line.order_id, line.number = second.id, "2"
    night(erp, TODAY)
    assert statuses(erp) == evaluated(erp, TODAY)


def test_a_bulk_update_is_noted_by_hand(erp: Engine) -> None:
    fill(erp, book(2))
    night(erp, TODAY)
    with ErpSession(erp) as session, session.begin():
        lots = session.scalars(update(Lot).values(status="rejected").returning(Lot.id))
        note(session, ((Lot, lot_id) for lot_id in lots))
    night(erp, TODAY)
    assert statuses(erp) == evaluated(erp, TODAY)


@pytest.mark.parametrize("erp", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_no_event_is_lost_while_a_run_is_in_progress(erp: Engine) -> None:
    """An order books a lot whose source is just being delayed; neither sees the other yet."""
    fill(erp, book(4))
    night(erp, TODAY)
    with ErpSession(erp) as buyer, ErpSession(erp) as seller:
        buyer.scalars(select(Source).where(Source.kind == "purchase")).one().ends_on = after(40)
        buyer.flush()
        lot = seller.scalars(select(Lot).where(Lot.number == "B-1")).one()
        line = Line(number="1", item="bike", kind="stocked", quantity=1, shipped=0, closed=0)
        line.bookings = [LineBooking(lot=lot, quantity=1)]
        seller.add(CustomerOrder(number="CO-05", stage="confirmed", lines=[line]))
        seller.commit()
        night(erp, TODAY)
        assert statuses(erp) == evaluated(erp, TODAY)
        buyer.commit()
    assert statuses(erp) != evaluated(erp, TODAY)
    night(erp, TODAY)
    assert statuses(erp) == evaluated(erp, TODAY)


def test_only_what_is_due_is_evaluated(erp: Engine) -> None:
    fill(erp, book(4))
    for day, count in enumerate((4, 0, 0, 0, 4)):  # on the last of these days the making starts
        night(erp, after(day))
        assert evaluated_on(erp, after(day)) == count
        assert statuses(erp) == evaluated(erp, after(day))


def evaluated_on(erp: Engine, as_of: date) -> int:
    with Session(erp) as session:
        return session.get_one(NightlyRun, as_of).evaluated


def test_more_orders_take_no_more_queries(erp: Engine) -> None:
    counts = Counter[int]()
    for count in (3, 30):
        fill(erp, book(count))
        with Session(erp) as session:
            connection = session.connection()

            @event.listens_for(connection, "before_cursor_execute")
            def note_query(*_: object, count: int = count) -> None:
                counts[count] += 1

            assert len(list(read(session))) == count
    assert counts == {3: 12, 30: 12}


# What is stored


def test_a_second_run_changes_nothing(erp: Engine) -> None:
    fill(erp, book(3))
    night(erp, TODAY)
    first = everything(erp)
    night(erp, TODAY)
    assert everything(erp) == first


def test_a_change_is_logged_once_with_its_cause(erp: Engine) -> None:
    fill(erp, book(3))
    night(erp, TODAY)
    new = [(TODAY, None, "waiting_for_production", "event")]
    assert history(erp, "CO-01") == new
    for stage, changes in (
        ("canceled", [(after(1), "waiting_for_production", "canceled", "event")]),
        ("quotation", [(after(1), "waiting_for_production", "quotation", "event")]),
        ("confirmed", []),
    ):
        with ErpSession(erp) as session, session.begin():
            session.scalars(
                select(CustomerOrder).where(CustomerOrder.number == "CO-01")
            ).one().stage = stage
        night(erp, after(1))
        assert history(erp, "CO-01") == new + changes
    night(erp, after(30))
    assert [each[3] for each in history(erp, "CO-01", "product")] == ["event", "time"]


def test_an_order_that_is_wrong_keeps_its_statuses_and_stops_no_other(
    erp: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(erp, book(3))
    night(erp, TODAY)
    before = statuses(erp)
    with ErpSession(erp) as session, session.begin():
        first, second, _ = session.scalars(select(CustomerOrder).order_by(CustomerOrder.number))
        first.stage, second.stage = "lost", "canceled"
    assert main([url(erp), "--as-of", str(TODAY), "--page", "1"]) == 1
    printed = capsys.readouterr()
    assert printed.out == f"{TODAY}: 5 orders evaluated, 1 of them failed\n"
    assert printed.err.startswith(
        "order CO-01 was not evaluated: CustomerOrder 'CO-01': stage: got 'lost'"
    )
    failed, canceled, other = statuses(erp)
    assert failed == (*before[0][:2], after(1))
    assert canceled[1][cs.StatusKey("order")] == "canceled"
    assert other == before[2]


def test_statuses_never_go_back_to_an_earlier_day(
    erp: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(erp, book(1))
    night(erp, after(1))
    with pytest.raises(SystemExit, match="2"):
        main([url(erp), "--as-of", str(TODAY)])
    assert "the stored statuses are those of 2026-11-25" in capsys.readouterr().err


# Runs that are killed, and two at once


@pytest.fixture(scope="session")
def process() -> Iterator[Callable[..., int]]:
    """Return what runs the job in a process of its own, and returns its exit code."""
    program = [sys.executable, str(Path(__file__).with_name("killed.py"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as started:
        requests, answers = started.stdin, started.stdout
        assert requests
        assert answers

        def run(erp: Engine, killed_at: int = 0) -> int:
            arguments = [url(erp), "--as-of", str(TODAY), "--page", "2"]
            print(json.dumps([killed_at, arguments]), file=requests, flush=True)
            return int(answers.readline())

        yield run
        requests.close()


def test_a_run_that_is_killed_at_any_point_ends_as_if_it_was_not(
    erp: Engine, process: Callable[..., int]
) -> None:
    fill(erp, book(6))
    assert process(erp) == 0
    whole = everything(erp)
    came = Counter[str]()
    moment, ended = 1, KILLED
    while ended == KILLED:
        forget(erp)
        ended = process(erp, moment)
        stored = everything(erp)
        came["nothing" if not stored["nightly_run"] else "some" if stored != whole else "all"] += 1
        moment += 16
        start_again(erp)
        assert everything(erp) == whole
    assert came["nothing"]
    assert came["some"] > 1, came


def start_again(erp: Engine) -> None:
    """Run the job, as soon as the server has seen that the killed run is gone."""
    for _ in range(100):
        try:
            night(erp, TODAY, page=2)
        except AlreadyRunning:
            time.sleep(0.02)
        else:
            return
    pytest.fail("the killed run still holds the lock")


def test_the_second_of_two_runs_leaves(erp: Engine, process: Callable[..., int]) -> None:
    fill(erp, book(3))
    with alone(erp) as connection:
        assert process(erp) == BUSY
        assert statuses(erp) == []
        run(connection, TODAY)
    assert statuses(erp) == evaluated(erp, TODAY)
    assert process(erp) == 0
