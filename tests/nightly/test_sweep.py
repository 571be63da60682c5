"""The sweep: a report or a failure for every order, in order, whatever is wrong with one."""

import gc
import threading
import tracemalloc
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

import costatus as cs
from costatus.models.statuses import Term
from tests.cases.build import bought, day, line, lot, made, order
from tests.reference.workload import TODAY, workload

PRODUCT = cs.StatusKey("product")
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
MOMENT = made(planned_finish=datetime(2026, 11, 25))
CLASHING = order(line(lot(status="planned", source=MOMENT)))
"""Its moment has no zone, so that it cannot be compared with NOW."""


def test_reports_are_those_of_evaluate_in_the_order_of_the_input() -> None:
    orders = workload(50, odd=0.4)
    assert list(cs.sweep(orders, as_of=TODAY)) == [
        cs.evaluate(each, as_of=TODAY) for each in orders
    ]


def test_one_bad_order_in_ten_thousand_is_named_and_the_rest_are_evaluated() -> None:
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
    wrong: Any = {"id": "CO-7"}
    good, failure = cs.sweep([order(), wrong], as_of=TODAY)
    assert isinstance(good, cs.OrderReport)
    assert isinstance(failure, cs.SweepFailure)
    assert failure.order_id is None
    assert str(failure) == (
        "an order without an id was not evaluated: sweep: orders[1]: got {'id': 'CO-7'}; "
        "expected a CustomerOrder; build it, or send a SweepFailure for it"
    )


def test_what_the_host_could_not_build_is_passed_on() -> None:
    unread = cs.SweepFailure("CO-7", KeyError("customer"))
    assert list(cs.sweep([unread], as_of=TODAY)) == [unread]
    assert unread.faults == ()


def test_progress_is_called_with_done_total_and_failed() -> None:
    calls: list[tuple[int, int | None, int]] = []
    orders = [order(), CLASHING, order()]
    list(cs.sweep(orders, as_of=NOW, progress=lambda *each: calls.append(each)))
    assert calls == [(1, 3, 0), (2, 3, 1), (3, 3, 1)]
    calls.clear()
    list(cs.sweep(iter(orders), as_of=NOW, progress=lambda *each: calls.append(each)))
    assert calls[-1] == (3, None, 1)


def test_orders_are_counted_only_for_progress() -> None:
    """Counting a query of a database would run it, or run it once more."""
    counted: list[int] = []

    class Query(list[cs.CustomerOrder]):
        def __len__(self) -> int:
            counted.append(super().__len__())
            return counted[-1]

    orders = Query([order()])
    next(cs.sweep(orders, as_of=TODAY))
    assert counted == []
    next(cs.sweep(orders, as_of=TODAY, progress=lambda *_: None))
    assert counted == [1]


def test_an_observer_is_called_with_each_decision() -> None:
    calls: list[tuple[str, cs.StatusKey, Term]] = []

    def observe(order_id: str, key: cs.StatusKey, decision: cs.Decision[Term]) -> None:
        calls.append((order_id, key, decision.status))

    (report,) = cs.sweep([order(line(lot()))], as_of=TODAY, observer=observe)
    assert isinstance(report, cs.OrderReport)
    assert {key: status.value for _, key, status in calls} == report.words()
    assert {order_id for order_id, *_ in calls} == {"CO-1"}


@pytest.mark.parametrize("stop", ["closed", "dropped"])
def test_orders_are_read_one_at_a_time_and_stopping_leaves_nothing_open(stop: str) -> None:
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
    if stop == "closed":
        answers.close()  # type: ignore[attr-defined]
    else:
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
    read: list[cs.CustomerOrder | cs.SweepFailure] = [orders[0], unread, orders[1]]
    first, passed_on, second = cs.sweep(iter(read), as_of=TODAY, settings=settings, lots=lots)
    assert passed_on is unread
    assert isinstance(first, cs.OrderReport)
    assert isinstance(second, cs.OrderReport)
    assert first.words()[PRODUCT] == "not_enough"
    assert second.words()[PRODUCT] == "ready_for_shipment"
    pegging = cs.peg(orders, lots, as_of=TODAY, settings=settings)
    again = list(cs.sweep(orders, as_of=TODAY, settings=settings, pegging=pegging))
    assert again == [first, second]


TRACING_OFF = cs.Settings(tracing=False)
LOTS = [lot(quantity=1)]
PEGGING = cs.peg([order()], LOTS, as_of=TODAY)

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("one order", {"orders": order()}, "sweep: orders: got .*put the order in a list, or call"),
    ("no orders", {"orders": None}, "sweep: orders: got None; expected a list or another iterable"),
    ("no day", {"as_of": "today"}, "expected a date or a datetime"),
    ("no settings", {"settings": {}}, "sweep: settings: got {}; expected a Settings; send co"),
    ("no supply", {"settings": TRACING_OFF}, "expected either lots or pegging, as tracing is off"),
    (
        "two supplies",
        {"settings": TRACING_OFF, "lots": LOTS, "pegging": PEGGING},
        "expected either lots or pegging, as tracing is off",
    ),
    ("lots in vain", {"lots": LOTS}, "lots: got .*as lots and pegging are read only where trac"),
    ("pegging in vain", {"pegging": PEGGING}, "pegging: got .*leave it out, or send settings=Se"),
    (
        "no pegging",
        {"settings": TRACING_OFF, "pegging": LOTS},
        "sweep: pegging: got .*expected a Pegging",
    ),
    (
        "one id twice",
        {"orders": [order(), order()], "settings": TRACING_OFF, "lots": []},
        "an id of its own among the orders",
    ),
]


@pytest.mark.parametrize(
    ("arguments", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_arguments_that_do_not_fit_are_refused_at_once(
    arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(cs.InvalidInput, match=message):
        cs.sweep(**{"orders": [], "as_of": TODAY, **arguments})


def test_an_error_that_is_not_about_input_is_a_failure_too() -> None:
    class Broken(cs.CustomerOrder):
        @property
        def lines(self) -> Any:
            raise RecursionError("too deep")

    broken = Broken.__new__(Broken)
    object.__setattr__(broken, "id", "CO-9")
    failure, report = cs.sweep([broken, order()], as_of=TODAY)
    assert isinstance(failure, cs.SweepFailure)
    assert isinstance(failure.error, RecursionError)
    assert failure.faults == ()
    assert isinstance(report, cs.OrderReport)


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


@pytest.mark.no_cover
def test_memory_does_not_grow_with_the_number_of_orders() -> None:
    def orders(count: int) -> Iterator[cs.CustomerOrder]:
        """Yield the same thousand orders again and again, with new ids."""
        for n in range(count // 50):
            gc.collect()  # so that a peak does not depend on when garbage was collected
            for each in workload(50, seed=n % 20):
                yield attrs.evolve(each, id=f"{each.id}/{n}")

    def peak(count: int) -> int:
        stream = orders(count)
        tracemalloc.start()
        try:
            for _ in cs.sweep(stream, as_of=TODAY):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(50)
    assert peak(3000) < 1.1 * peak(1000)


@pytest.mark.parametrize("source", [bought, made])
def test_a_sweep_keeps_few_of_the_orders_that_were_explained(source: Any) -> None:
    sources: list[weakref.ref[Any]] = []

    def stream() -> Iterator[cs.CustomerOrder]:
        for _ in range(500):
            behind = source("new")
            sources.append(weakref.ref(behind))
            yield order(line(lot(status="planned", source=behind)))

    for report in cs.sweep(stream(), as_of=TODAY):
        assert isinstance(report, cs.OrderReport)
        assert cs.explain(report)
    gc.collect()
    assert sum(each() is not None for each in sources) < 150


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


@pytest.mark.no_cover
def test_reports_of_one_sweep_may_be_explained_in_threads() -> None:
    """They share what would change a manufacturing order that all of them wait for."""
    parts = [cs.Part(str(n), "wheel", 1) for n in range(300)]
    goods = lot(status="planned", source=made("new", parts=parts))
    orders = [attrs.evolve(order(line(goods)), id=str(n)) for n in range(100)]
    reports = [each for each in cs.sweep(orders, as_of=TODAY) if isinstance(each, cs.OrderReport)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(cs.explain, reports))
    assert together == [cs.explain(cs.evaluate(each, as_of=TODAY)) for each in orders]
