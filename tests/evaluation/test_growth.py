"""Reading everything of a report grows with the input, also where lines share what is large."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

import costatus as cs
from tests.cases.build import TODAY, line, lot, made, order
from tests.growth import Work, assert_it_grows_with_its_input

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATE = NOON - timedelta(hours=1)


def explained(*lines: cs.OrderLine) -> Work:
    """Read every sentence, and what would change each status."""
    given = order(*lines)
    return lambda: cs.explain(cs.evaluate(given, as_of=NOON))


def lines_that_wait_for_many_parts(n: int) -> Work:
    goods = lot(status="planned", source=made(parts=[cs.Part(str(m), "p", 1) for m in range(n)]))
    return explained(*(line(goods, name=str(m)) for m in range(n)))


def lines_that_wait_for_many_operations(n: int) -> Work:
    steps = [cs.Operation(str(m), planned_start=LATE, planned_finish=LATE) for m in range(n)]
    goods = lot(status="planned", source=made(operations=steps))
    return explained(*(line(goods, name=str(m)) for m in range(n)))


def lots_of_a_requested_order_of_many_parts(n: int) -> Work:
    source = made(stage="new", parts=[cs.Part(str(m), "p", 0) for m in range(n)])
    lots = [lot(f"L{m}", status="planned", source=source) for m in range(n)]
    return explained(*(line(each, name=each.id) for each in lots))


def lines_with_an_order_each_that_is_not_scheduled(n: int) -> Work:
    lots = [lot(f"L{m}", status="planned", source=made("new", f"MO-{m}")) for m in range(n)]
    return explained(*(line(each, name=each.id, quantity=1) for each in lots))


def orders_that_wait_for_many_parts(n: int) -> Work:
    goods = lot(status="planned", source=made(parts=[cs.Part(str(m), "p", 0) for m in range(n)]))
    orders = [evolve(order(line(goods, quantity=1)), id=str(m)) for m in range(n)]

    def work() -> None:
        for report in cs.sweep(orders, as_of=NOON):
            assert isinstance(report, cs.OrderReport)
            cs.explain(report)

    return work


def orders_behind_one_long_chain(n: int) -> Work:
    """Between two orders, what is kept of the chain must not be dropped."""
    goods = lot("L")
    for m in range(n):
        part = cs.Part("1", "p", 1, bookings=[cs.Booking(goods, 1)])
        goods = lot(f"L{m}", status="planned", source=made(name=f"MO-{m}", parts=[part]))
    orders = [evolve(order(line(goods)), id=str(m)) for m in range(n)]
    return lambda: [str(each) for each in cs.sweep(orders, as_of=NOON)]


def lines_looked_up_one_by_one(n: int) -> Work:
    ids = [str(m) for m in range(5 * n)]
    report = cs.evaluate(order(*(line(name=each) for each in ids)), as_of=TODAY)
    return lambda: [(report.line(each), report.status_of("product", line=each)) for each in ids]


def sources_of_a_line_looked_up_one_by_one(n: int) -> Work:
    ids = [str(m) for m in range(5 * n)]
    goods = [lot(each, status="planned", source=cs.PurchaseOrder(each, "new")) for each in ids]
    given = order(line(*goods))

    def work() -> None:
        report = cs.evaluate(given, as_of=TODAY)
        assert {report.status_of("source", line="1", source=each) for each in ids} == {"requested"}

    return work


@pytest.mark.parametrize(
    "grow",
    [
        lines_that_wait_for_many_parts,
        lines_that_wait_for_many_operations,
        lots_of_a_requested_order_of_many_parts,
        lines_with_an_order_each_that_is_not_scheduled,
        orders_that_wait_for_many_parts,
        orders_behind_one_long_chain,
        lines_looked_up_one_by_one,
        sources_of_a_line_looked_up_one_by_one,
    ],
)
def test_reading_everything_grows_with_the_input(grow: Callable[[int], Work]) -> None:
    assert_it_grows_with_its_input(grow, 200)
