"""Evaluates orders: extracts the facts of each once, puts them to the tables, gathers the words."""

from collections.abc import Callable, Mapping
from decimal import getcontext, setcontext
from functools import cache
from typing import Any, TypeAlias

from costatus._evaluation.compiled import compiled
from costatus._evaluation.evaluated import SOURCES, EvaluatedReport
from costatus._evaluation.time_zone_check import refuse_incomparable
from costatus.models.as_of import AsOf
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.orders import CustomerOrder
from costatus.models.quantities import EXACT
from costatus.models.settings import Settings
from costatus.models.statuses import ProductStatus, Term
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.context import Supply, EvaluationContext
from costatus.rules.invoicing import INVOICING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT
from costatus.rules.product import PRODUCT
from costatus._evaluation.order_product import WORST

_Judge: TypeAlias = Callable[[Any], Any]
"""Tells the word of a thing from its facts."""

_Judges: TypeAlias = tuple[_Judge, _Judge, _Judge, _Judge, Mapping[type, _Judge]]
"""Those of the order, a product, invoicing and payment, and of each kind of source."""


@cache
def _judges() -> _Judges:
    """Compile the tables, once."""
    return (
        compiled(ORDER).status,
        compiled(PRODUCT).status,
        compiled(INVOICING).status,
        compiled(PAYMENT).status,
        {kind: compiled(table).status for kind, table in SOURCES.items()},
    )


class Evaluator:
    """Evaluates orders at one moment, under one host's settings.

    The facts of the latest order stay with its report until the next one, as most reports are
    read at once.
    """

    def __init__(self, as_of: AsOf, settings: Settings, pegging: Supply | None = None) -> None:
        if pegging is None and not settings.tracing:
            advice = "give pegging=peg(orders, lots, as_of=…, settings=…)"
            expected = "a Pegging, as tracing is off"
            raise InvalidInput("evaluate", [Fault("pegging", None, expected, advice)])
        self._terms = EvaluationContext(as_of, settings, None if settings.tracing else pegging)
        self._judges = _judges()
        self._latest: EvaluatedReport | None = None

    def report(self, order: CustomerOrder) -> EvaluatedReport:
        """Evaluate one order."""
        context = self._terms
        order_status, product_status, invoicing_status, payment_status, source_status = self._judges
        if context.as_of.has_time:
            refuse_incomparable(order, context)
        before = getcontext()
        setcontext(EXACT)
        try:
            facts = OrderFacts(order, context)
            products: list[ProductStatus | None] = []
            words: list[Term | None] = []
            for line in facts.lines:
                product = product_status(line)
                products.append(product)
                words.append(product)
                if line.sources:
                    words += [source_status[type(each)](each) for each in line.sources]
            report = EvaluatedReport(
                facts,
                status=order_status(facts),
                product=WORST.status(products),
                invoice=invoicing_status(facts.money),
                payment=payment_status(facts.money),
                words=tuple(words),
            )
        finally:
            setcontext(before)
        if self._latest is not None:
            self._latest.forget_facts()
        self._latest = report
        return report
