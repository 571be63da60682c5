"""Evaluate an order: extract its facts once, put them to the tables, gather the words."""

from datetime import date, datetime

from costatus.compiled import compiled
from costatus.evaluated import SOURCES, EvaluatedReport, LineWords, OrderWords
from costatus.incomparable import refuse_incomparable
from costatus.models.as_of import AsOf
from costatus.models.faults import Fault, InvalidInput
from costatus.models.lots import Source
from costatus.models.orders import CustomerOrder
from costatus.models.quantities import exactly
from costatus.models.settings import Settings
from costatus.models.statuses import SourceKind, SourceStatus
from costatus.pegging import Pegging
from costatus.reports import WORST, OrderReport
from costatus.rules.facts.line import LineFacts, lines_of
from costatus.rules.facts.money import InvoicingFacts, PaymentFacts, counted_invoices
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.source import Supplied, sources_of
from costatus.rules.facts.terms import Terms, keep_small
from costatus.rules.invoicing import INVOICING, invoiced_percent
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT, paid_percent
from costatus.rules.product import PRODUCT

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
    return Evaluator(as_of, settings, pegging).report(order)


def next_change(
    order: CustomerOrder,
    *,
    as_of: date | datetime,
    settings: Settings = DEFAULT,
    pegging: Pegging | None = None,
) -> date | datetime | None:
    """Say when the order's report changes next although nothing but time passes; S4.

    It is the earliest later day, or moment where `as_of` is one, at which a status word or a code
    of a reason or note differs; None if none ever does. A pegging is held as it is. Raises
    InvalidInput as `evaluate` does.
    """
    return evaluate(order, as_of=as_of, settings=settings, pegging=pegging).next_change


class Evaluator:
    """Evaluates orders at one moment, under one host's settings.

    An MO that many lines share is judged once: `_judged` remembers the latest ones.
    """

    def __init__(
        self, as_of: date | datetime, settings: Settings, pegging: Pegging | None = None
    ) -> None:
        if pegging is None and not settings.tracing:
            advice = "give pegging=peg(orders, lots, as_of=…, settings=…)"
            expected = "a Pegging, as tracing is off"
            raise InvalidInput("evaluate", [Fault("pegging", None, expected, advice)])
        self._terms = Terms(AsOf(as_of), settings, None if settings.tracing else pegging)
        self._has_time = isinstance(as_of, datetime)
        self._judged: dict[int, tuple[Source, SourceStatus]] = {}
        self._lines: dict[LineWords, LineWords] = {}

    def report(self, order: CustomerOrder) -> OrderReport:
        """Evaluate one order."""
        terms = self._terms
        if self._has_time:
            refuse_incomparable(order, terms)
        with exactly():
            lines = lines_of(order, terms)
            words = tuple([self._line(line) for line in lines])
            counted = counted_invoices(order)
            invoicing = InvoicingFacts(order, counted, terms)
            payment = PaymentFacts(order, counted, terms)
            invoice, pay = compiled(INVOICING)(invoicing), compiled(PAYMENT)(payment)
            told = OrderWords(
                compiled(ORDER)(OrderFacts(order, lines, terms)),
                WORST.status([product for product, _ in words]),
                invoice,
                invoiced_percent(invoicing, invoice),
                pay,
                paid_percent(payment, pay),
                words,
            )
        return EvaluatedReport(order, terms, told)

    def _line(self, line: LineFacts) -> LineWords:
        """The words of a line; equal ones are one object."""
        sources = [self._source(supplied, line) for supplied in sources_of(line)]
        words = compiled(PRODUCT)(line), tuple(sources)
        return self._lines.setdefault(words, words)

    def _source(self, supplied: Supplied, line: LineFacts) -> SourceStatus:
        source = supplied.source
        shared = source.kind is SourceKind.MANUFACTURING and supplied.open_lots
        if shared and (known := self._judged.get(id(source))):
            return known[1]
        extract, table = SOURCES[source.kind]
        status: SourceStatus = compiled(table)(extract(supplied, line))
        if shared:
            self._judged[id(source)] = source, status
            keep_small(self._judged)
        return status
