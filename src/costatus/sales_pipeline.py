"""The sales pipeline: how many orders are at each stage, and the sum of their totals."""

from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen

from costatus._evaluation.report import PIPELINE, OrderReport
from costatus.models._validation.arguments import require
from costatus.models.quantities import EXACT, ZERO
from costatus.models.statuses import OrderStatus


@frozen
class PipelineStage:
    """The orders at one stage.

    Attributes:
        stage: The stage.
        count: The number of orders.
        total: The sum of the totals that are known, in their currency.
        unknown_totals: The number of orders whose total is not known.
    """

    stage: OrderStatus
    count: int
    total: Decimal
    unknown_totals: int


def pipeline(reports: Iterable[OrderReport]) -> tuple[PipelineStage, ...]:
    """Count the orders and sum their totals at each stage from Quotation to Ready for Shipment.

    Every stage is in the result. Totals are added as they are: send the reports of one currency.
    Raises InvalidInput for anything but reports, so that no failure of a sweep is left out unseen.
    """
    advice = "send reports: [evaluate(order, as_of=…)], or what sweep yields without its failures"
    require(reports, Iterable, "pipeline", "reports", advice)
    counts = dict.fromkeys(PIPELINE, 0)
    unknown = dict.fromkeys(PIPELINE, 0)
    totals = dict.fromkeys(PIPELINE, ZERO)
    for report in reports:
        require(report, OrderReport, "pipeline", "reports", advice)
        stage, total = report.pipeline_stage, report.total
        if stage is None:
            continue
        counts[stage] += 1
        if total is None:
            unknown[stage] += 1
        else:
            totals[stage] = EXACT.add(totals[stage], total)
    return tuple(
        PipelineStage(stage, counts[stage], totals[stage], unknown[stage]) for stage in PIPELINE
    )
