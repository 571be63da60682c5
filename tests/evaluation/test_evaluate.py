"""What `evaluate` refuses, and that nothing in it grows or recurses with the input's shape."""

from datetime import UTC, datetime
from typing import Any

import pytest

import costatus as cs
from tests.cases.build import TODAY, line, lot, made, order


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"id": "CO-1"}, "build it with costatus.CustomerOrder"),
        ([], "for many orders, use costatus.sweep"),
        (None, "got None; expected a CustomerOrder"),
    ],
)
def test_the_wrong_kind_of_order_is_refused(given: Any, advice: str) -> None:
    with pytest.raises(cs.InvalidInput, match=advice):
        cs.evaluate(given, as_of=TODAY)


def test_other_wrong_arguments_are_refused() -> None:
    anything: Any = {}
    with pytest.raises(cs.InvalidInput, match=r"send costatus.Settings"):
        cs.evaluate(order(), as_of=TODAY, settings=anything)
    with pytest.raises(
        cs.InvalidInput, match=r"a Pegging or a Supply, as tracing is off; send peg"
    ):
        cs.evaluate(order(), as_of=TODAY, settings=cs.Settings(tracing=False), pegging=anything)
    with pytest.raises(cs.InvalidInput, match="as tracing is off"):
        cs.evaluate(order(), as_of=TODAY, settings=cs.Settings(tracing=False))
    pegging = cs.peg([], [], as_of=TODAY)
    with pytest.raises(cs.InvalidInput, match="read only where tracing"):
        cs.evaluate(order(), as_of=TODAY, pegging=pegging)
    with pytest.raises(cs.InvalidInput, match=r"send what costatus\.evaluate returned"):
        cs.explain(anything)


def test_moments_that_cannot_be_compared_are_refused() -> None:
    inner = made(name="MO-2", planned_finish=datetime(2026, 1, 1))
    wheel = cs.Booking(lot=lot("W", source=inner), quantity=1)
    parts = [cs.Part(id="p", item="wheel", quantity=1, bookings=[wheel, wheel])]
    steps = [cs.Operation(id="10", planned_start=datetime(2026, 1, 2))]
    source = made(parts=parts, operations=steps, planned_start=datetime(2026, 1, 1))
    given = order(line(lot(source=source)))
    assert cs.evaluate(given, as_of=TODAY).order_id == "CO-1"
    assert cs.evaluate(given, as_of=datetime(2026, 1, 1)).order_id == "CO-1"
    with pytest.raises(cs.InvalidInput) as caught:
        cs.evaluate(given, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert [fault.path.rpartition("source.")[2] for fault in caught.value.faults] == [
        "planned_start",
        "operations['10'].planned_start",
        "planned_finish",
    ]


@pytest.mark.no_cover
def test_a_chain_of_manufacturing_orders_may_be_deep() -> None:
    """It recursed, and crashed the interpreter where it was compiled."""
    noon = datetime(2026, 11, 24, 12)
    source = made(name="MO-0", planned_finish=noon)
    for n in range(1, 100_000):
        wheel = cs.StockLot(f"L{n}", "wheel", "planned", source=source)
        part = cs.Part("1", "wheel", 1, bookings=[cs.Booking(wheel, 1)])
        source = made(name=f"MO-{n}", parts=[part], planned_finish=noon)
    given = order(line(lot(status="planned", source=source)))
    for as_of in (TODAY, noon):
        report = cs.evaluate(given, as_of=as_of)
        assert report.lines[0].status is cs.ProductStatus.EXPECTED_ON_TIME
        assert report.next_change is not None


def test_orders_that_share_a_source_are_compared_with_a_moment_once() -> None:
    shared = lot(status="planned", source=made(planned_finish=datetime(2026, 11, 30)))
    orders = [order(line(shared)), order(line(shared, name="2"))]
    reports = list(cs.sweep(orders, as_of=datetime(2026, 11, 24, 12)))
    assert [each.status_of("product") for each in reports if isinstance(each, cs.OrderReport)] == [
        "expected_on_time",
        "expected_on_time",
    ]


def test_a_clash_deep_in_a_chain_has_a_path_that_can_be_read() -> None:
    source = made(name="MO-0", planned_finish=datetime(2026, 1, 1))
    for n in range(1, 1_000):
        wheel = cs.StockLot(f"L{n}", "wheel", "planned", source=source)
        part = cs.Part("1", "wheel", 1, bookings=[cs.Booking(wheel, 1)])
        source = made(name=f"MO-{n}", parts=[part])
    given = order(line(lot(status="planned", source=source)))
    with pytest.raises(cs.InvalidInput) as caught:
        cs.evaluate(given, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(str(caught.value)) < 2_000
