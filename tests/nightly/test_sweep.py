"""The sweep: every order is answered, in order, whatever is wrong with one of them."""

import gc
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.reference.workload import TODAY, workload

import costatus as cs
from costatus.models.statuses import Term
from tests.cases.build import day, line, lot, made, order

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
MOMENT = made(planned_finish=datetime(2026, 11, 25))
CLASHING = order(line(lot(status="planned", source=MOMENT)))
"""Its moment has no zone, so that it cannot be compared with NOW."""


def test_reports_come_in_the_order_of_the_orders_and_say_what_evaluate_says() -> None:
    orders = workload(50, odd=0.4)
    assert list(cs.sweep(orders, as_of=TODAY)) == [
        cs.evaluate(each, as_of=TODAY) for each in orders
    ]


def test_one_bad_order_in_ten_thousand_is_named_and_the_rest_are_answered() -> None:
    good = order(line(lot()))
    orders = [good] * 5000 + [CLASHING] + [good] * 5000
    answers = list(cs.sweep(orders, as_of=NOW))
    assert len(answers) == 10_001
    ((place, failure),) = [
        (n, each) for n, each in enumerate(answers) if isinstance(each, cs.SweepFailure)
    ]
    assert (place, failure.order_id) == (5000, "CO-1")
    assert [fault.path.rpartition(".")[2] for fault in failure.faults] == ["planned_finish"]
    assert str(failure).startswith("order CO-1 was not evaluated: CustomerOrder 'CO-1': lines['1']")


def test_what_is_no_order_is_a_failure_without_an_id() -> None:
    strange: Any = {"id": "CO-7"}
    (failure,) = cs.sweep([strange], as_of=TODAY)
    assert isinstance(failure, cs.SweepFailure)
    assert failure.order_id is None
    assert "expected a CustomerOrder" in str(failure)
    assert str(failure).startswith("an order without an id was not evaluated")


def test_what_the_host_could_not_build_is_passed_on() -> None:
    unread = cs.SweepFailure("CO-7", KeyError("customer"))
    assert list(cs.sweep([unread], as_of=TODAY)) == [unread]
    assert unread.faults == ()


def test_progress_tells_done_total_and_failed() -> None:
    told: list[tuple[int, int | None, int]] = []
    orders = [order(), CLASHING, order()]
    list(cs.sweep(orders, as_of=NOW, progress=lambda *each: told.append(each)))
    assert told == [(1, 3, 0), (2, 3, 1), (3, 3, 1)]
    told.clear()
    list(cs.sweep(iter(orders), as_of=NOW, progress=lambda *each: told.append(each)))
    assert told[-1] == (3, None, 1)


def test_an_observer_is_told_each_decision() -> None:
    told: list[tuple[str, cs.StatusKey, Term]] = []

    def observe(order_id: str, key: cs.StatusKey, decision: cs.Decision[Term]) -> None:
        told.append((order_id, key, decision.status))

    (report,) = cs.sweep([order(line(lot()))], as_of=TODAY, observer=observe)
    assert isinstance(report, cs.OrderReport)
    assert {key: word.value for _, key, word in told} == report.words()
    assert {order_id for order_id, *_ in told} == {"CO-1"}


def test_orders_are_read_one_at_a_time_and_stopping_leaves_nothing_open() -> None:
    read: list[int] = []

    def rows() -> Iterator[cs.CustomerOrder]:
        try:
            for n in range(10):
                read.append(n)
                yield order(line(lot()))
        finally:
            read.append(-1)

    answers = cs.sweep(rows(), as_of=TODAY)
    next(answers)
    assert read == [0]
    del answers
    assert read == [0, -1]


def test_with_tracing_off_the_lots_are_pegged_to_all_the_orders() -> None:
    settings = cs.Settings(tracing=False)
    lots = [lot(quantity=15)]
    orders = [
        cs.CustomerOrder(f"CO-{n}", cs.OrderStatus.CONFIRMED, [line()], priority=3 - n)
        for n in (1, 2)
    ]
    unread = cs.SweepFailure(None, KeyError("customer"))
    told: list[cs.CustomerOrder | cs.SweepFailure] = [orders[0], unread, orders[1]]
    first, passed_on, second = cs.sweep(iter(told), as_of=TODAY, settings=settings, lots=lots)
    assert passed_on is unread
    assert isinstance(first, cs.OrderReport)
    assert isinstance(second, cs.OrderReport)
    assert first.words()["product",] == "not_enough"
    assert second.words()["product",] == "ready_for_shipment"
    pegging = cs.peg(orders, lots, as_of=TODAY, settings=settings)
    again = list(cs.sweep(orders, as_of=TODAY, settings=settings, pegging=pegging))
    assert again == [first, second]


def test_what_cannot_begin_is_refused_at_once() -> None:
    with pytest.raises(cs.InvalidInput, match="as tracing is off"):
        cs.sweep([], as_of=TODAY, settings=cs.Settings(tracing=False))
    with pytest.raises(cs.InvalidInput, match="a date or a datetime"):
        cs.sweep([], as_of="today")  # type: ignore[arg-type]
    with pytest.raises(cs.InvalidInput, match="an id of its own among the orders"):
        cs.sweep([order(), order()], as_of=TODAY, settings=cs.Settings(tracing=False), lots=[])


def test_a_shared_source_is_looked_at_once() -> None:
    """Ten thousand orders wait for one MO; its parts are walked for the first of them only."""
    walked: list[str] = []

    class Watched(cs.Part):
        def __getattribute__(self, name: str) -> Any:
            if name == "consumed":
                walked.append(name)
            return super().__getattribute__(name)

    part = Watched("p", "wheel", 4, bookings=[cs.Booking(lot("W"), 4)])
    walked.clear()
    shared = lot(status="planned", source=made(planned_finish=day(3), parts=[part]))
    orders = (order(line(shared)) for _ in range(1000))
    assert sum(1 for _ in cs.sweep(orders, as_of=TODAY)) == 1000
    assert walked == ["consumed"]


def test_memory_does_not_grow_with_the_number_of_orders() -> None:
    def peak(count: int) -> int:
        stream = (each for n in range(count // 50) for each in workload(50, seed=n))
        gc.collect()  # so that what ran before does not say when the next collection comes
        tracemalloc.start()
        try:
            for _ in cs.sweep(stream, as_of=TODAY):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(50)
    assert peak(9000) < 1.1 * peak(3000)


def test_sweeps_of_the_same_orders_may_run_in_threads() -> None:
    orders = workload(300, odd=0.3)
    expected = [cs.evaluate(each, as_of=TODAY).words() for each in orders]
    found: list[list[dict[cs.StatusKey, str]]] = []

    def run() -> None:
        reports = cs.sweep(orders, as_of=TODAY)
        found.append([each.words() for each in reports if isinstance(each, cs.OrderReport)])

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
