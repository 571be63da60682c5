"""The sales pipeline: how many orders stand at each stage, and what they come to."""

from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen

from costatus.models.quantities import ZERO, exactly
from costatus.models.statuses import OrderStatus
from costatus._evaluation.report import PIPELINE, OrderReport


@frozen
class PipelineStage:
    """The orders at one stage: their number, and the sum of their totals."""

    stage: OrderStatus
    count: int
    total: Decimal


def pipeline(reports: Iterable[OrderReport]) -> tuple[PipelineStage, ...]:
    """Count the orders and sum their totals at each stage, from Quotation on; none is left out.

    Totals are added as they are: give the reports of one currency at a time.
    """
    counts = dict.fromkeys(PIPELINE, 0)
    totals = dict.fromkeys(PIPELINE, ZERO)
    with exactly():
        for report in reports:
            stage = report.pipeline_stage
            if stage is not None:
                counts[stage] += 1
                totals[stage] += report.total
    return tuple(PipelineStage(stage, counts[stage], totals[stage]) for stage in PIPELINE)
