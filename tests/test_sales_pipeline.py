"""The sales pipeline: counts and totals by stage, and orders whose total is not known."""

from decimal import Decimal, getcontext
from typing import Any

import pytest

import costatus as cs
from tests.cases.build import TODAY, line, lot, order

ZERO = Decimal(0)


def report(stage: str = "confirmed", total: object = None) -> cs.OrderReport:
    return cs.evaluate(order(line(), stage=stage, total=total), as_of=TODAY)


def test_every_stage_is_there_in_the_order_of_the_process() -> None:
    stages = cs.pipeline([])
    assert [each.stage.value for each in stages] == [
        "quotation",
        "waiting_for_confirmation",
        "confirmed",
        "waiting_for_production",
        "in_production",
        "ready_for_shipment",
    ]
    assert {(each.count, each.total, each.unknown_totals) for each in stages} == {(0, ZERO, 0)}


def test_totals_are_summed_and_unknown_ones_are_counted_apart() -> None:
    reports = [report(total="1.10"), report(total="2.20"), report(), report("quotation")]
    by_stage = {each.stage.value: each for each in cs.pipeline(reports)}
    assert by_stage["confirmed"] == cs.PipelineStage(
        cs.OrderStatus.CONFIRMED, count=3, total=Decimal("3.30"), unknown_totals=1
    )
    assert by_stage["quotation"] == cs.PipelineStage(
        cs.OrderStatus.QUOTATION, count=1, total=ZERO, unknown_totals=1
    )


def test_a_total_of_zero_is_known() -> None:
    (found,) = [each for each in cs.pipeline([report(total=0)]) if each.count]
    assert (found.total, found.unknown_totals) == (ZERO, 0)


def test_orders_that_have_left_the_pipeline_are_not_counted() -> None:
    left = [report(stage, 10) for stage in ("shipped", "delivered", "canceled", "archived")]
    assert sum(each.count for each in cs.pipeline(left)) == 0
    ready = cs.evaluate(order(line(lot()), total=10), as_of=TODAY)
    assert [each.stage.label for each in cs.pipeline([ready]) if each.count] == [
        "Ready for Shipment"
    ]


def test_sums_are_exact_and_the_precision_of_the_host_stays() -> None:
    """The reports may come from a generator that does sums of its own."""
    before = getcontext().copy()
    seen = []

    def reports() -> Any:
        for _ in range(3):
            seen.append(getcontext().prec)
            yield report(total="999999999999999.123456789")

    getcontext().prec = 5
    try:
        (found,) = [each for each in cs.pipeline(reports()) if each.count]
    finally:
        getcontext().prec = before.prec
    assert found.total == Decimal("2999999999999997.370370367")
    assert seen == [5, 5, 5]


WRONG: list[tuple[str, Any, str]] = [
    (
        "an order",
        order(),
        "pipeline: reports: got .*expected a list or another iterable; send reports",
    ),
    ("orders", [order()], "pipeline: reports: got .*expected an OrderReport; send reports"),
    ("a failure", [cs.SweepFailure("CO-7", KeyError("x"))], "what sweep yields without its fail"),
]


@pytest.mark.parametrize(
    ("reports", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_what_are_no_reports_is_refused(reports: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput, match=message):
        cs.pipeline(reports)
