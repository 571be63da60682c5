"""Evaluate orders at one moment, with one host's settings."""

from typing import final

from costatus._evaluation.report import OrderReport, evaluated_report
from costatus._evaluation.statuses import evaluated
from costatus._evaluation.time_zone_check import refuse_incomparable
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.as_of import AsOf
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.rules.facts.context import EvaluationContext, Supply


@final
class Evaluator:
    """Evaluates one order after the other; facts of shared sources are extracted once."""

    __slots__ = ("_context",)

    def __init__(self, as_of: AsOf, settings: Settings, pegging: Supply | None = None) -> None:
        if pegging is None and not settings.tracing:
            advice = "send pegging=peg(orders, lots, as_of=…, settings=…)"
            expected = "a Pegging, as tracing is off"
            raise InvalidInput("evaluate", [Fault("pegging", None, expected, advice)])
        if pegging is not None and settings.tracing:
            advice = "leave it out, or send Settings(tracing=False)"
            expected = "none, as it is read only where tracing is off"
            raise InvalidInput("evaluate", [Fault("pegging", pegging, expected, advice)])
        self._context = EvaluationContext(as_of, settings, pegging)

    def report(self, order: CustomerOrder) -> OrderReport:
        """Evaluate one order."""
        context = self._context
        context.trim()
        if context.as_of.has_time:
            refuse_incomparable(order, context)
        return evaluated_report(evaluated(order, context))
