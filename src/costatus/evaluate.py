"""Evaluate an order: extract its facts once, put them to the tables, gather the words."""

from datetime import date, datetime
from decimal import getcontext, setcontext

from costatus.evaluated import EvaluatedReport
from costatus.incomparable import refuse_incomparable
from costatus.judges import judges
from costatus.models.as_of import AsOf
from costatus.models.faults import Fault, InvalidInput
from costatus.models.orders import CustomerOrder
from costatus.models.quantities import EXACT
from costatus.models.settings import Settings
from costatus.models.statuses import ProductStatus, Word
from costatus.pegging import Pegging
from costatus.reports import WORST, OrderReport
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.terms import Terms

DEFAULT = Settings()


def evaluate(
    order: CustomerOrder,
    *,
    as_of: date | datetime,
    settings: Settings = DEFAULT,
    pegging: Pegging | None = None,
) -> OrderReport:
    """Say where the order stands at `as_of`, and why.

    `as_of` is a day, or a moment whose zone is the site's. `pegging` is what `peg` made of all
    orders; it is needed where the settings say that tracing is off, and not read elsewhere.
    Raises InvalidInput where a moment of the order cannot be compared with `as_of` (one has a zone
    and the other has not), or where a pegging is needed and missing.
    """
    report = Evaluator(as_of, settings, pegging).report(order)
    report.forget_facts()
    return report


class Evaluator:
    """Evaluates orders at one moment, under one host's settings.

    The facts of the latest order stay with its report until the next one, as most reports are
    read at once.
    """

    def __init__(
        self, as_of: date | datetime, settings: Settings, pegging: Pegging | None = None
    ) -> None:
        if pegging is None and not settings.tracing:
            advice = "give pegging=peg(orders, lots, as_of=…, settings=…)"
            expected = "a Pegging, as tracing is off"
            raise InvalidInput("evaluate", [Fault("pegging", None, expected, advice)])
        self._terms = Terms(AsOf(as_of), settings, None if settings.tracing else pegging)
        self._judges = judges()
        self._latest: EvaluatedReport | None = None

    def report(self, order: CustomerOrder) -> EvaluatedReport:
        """Evaluate one order."""
        terms = self._terms
        order_status, product_status, invoicing_status, payment_status, source_status = self._judges
        if terms.as_of.has_time:
            refuse_incomparable(order, terms)
        before = getcontext()
        setcontext(EXACT)
        try:
            facts = OrderFacts(order, terms)
            products: list[ProductStatus | None] = []
            words: list[Word | None] = []
            for line in facts.lines:
                product = product_status(line)
                products.append(product)
                words.append(product)
                for source in line.sources:
                    words.append(source_status[source.source.kind](source))
            money = facts.money
            report = EvaluatedReport(
                facts,
                terms,
                order_status(facts),
                WORST.status(products),
                invoicing_status(money),
                payment_status(money),
                tuple(words),
            )
        finally:
            setcontext(before)
        if self._latest is not None:
            self._latest.forget_facts()
        self._latest = report
        return report
