"""The report of an evaluation: its words are decided, the why is worked out when it is read."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from costatus._evaluation.compiled import compiled
from costatus.models.as_of import AsOf
from costatus.models.quantities import exactly
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    Term,
)
from costatus._evaluation.report import (
    Decisions,
    LineReport,
    OrderReport,
    SourceReport,
    StatusKey,
    in_pipeline,
)
from costatus.rules._decision import Decision
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.manufacturing import ManufacturingFacts
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.sources import PurchaseFacts, TransferFacts
from costatus.rules.facts.context import EvaluationContext
from costatus.rules.invoicing import INVOICING
from costatus.rules.manufacturing import MANUFACTURING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT
from costatus.rules.percents import invoiced_percent, paid_percent
from costatus.rules.product import PRODUCT
from costatus.rules.purchase import PURCHASE
from costatus.rules._table import Table
from costatus.rules.transfer import TRANSFER
from costatus._evaluation.next_change import NO_TIME, Calendar
from costatus._evaluation.order_product import WORST, Lines

SOURCES: Mapping[type, Table[Any]] = MappingProxyType(
    {
        ManufacturingFacts: MANUFACTURING,
        PurchaseFacts: PURCHASE,
        TransferFacts: TRANSFER,
    }
)
"""The table that judges a source, by the kind of its facts."""

_ORDER: Final = compiled(ORDER)
_PRODUCT: Final = compiled(PRODUCT)
_INVOICING: Final = compiled(INVOICING)
_PAYMENT: Final = compiled(PAYMENT)
_SOURCES: Final = MappingProxyType({kind: compiled(table) for kind, table in SOURCES.items()})


class EvaluatedReport(OrderReport):
    """A report that keeps the order and its words; what else is read is made from the order.

    `_words` are those of the lines, each line's product before its sources. The facts are kept
    until somebody forgets them, and then extracted again where they are needed.
    """

    __slots__ = (
        "_as_of",
        "_facts",
        "_invoice",
        "_order",
        "_payment",
        "_product",
        "_settings",
        "_status",
        "_supply",
        "_told",
        "_words",
    )

    def __init__(
        self,
        facts: OrderFacts,
        *,
        status: OrderStatus,
        product: ProductStatus | None,
        invoice: InvoicingStatus,
        payment: PaymentStatus,
        words: tuple[Term | None, ...],
    ) -> None:
        self._order = facts.order
        self._as_of = facts.context.as_of.value
        self._settings = facts.context.settings
        self._supply = facts.context.supply
        self._status = status
        self._product = product
        self._invoice = invoice
        self._payment = payment
        self._words = words
        self._facts: OrderFacts | None = facts
        self._told: Decisions | None = None

    def forget_facts(self) -> None:
        """Give the memory of the facts back."""
        self._facts = None

    @property
    def order_id(self) -> str:
        """The id of the order."""
        return self._order.id

    @property
    def as_of(self) -> date | datetime:
        """The day or moment that the statuses are for."""
        return self._as_of

    @property
    def total(self) -> Decimal:
        """The order's total, in its currency."""
        return self._order.total

    @property
    def next_change(self) -> date | datetime | None:
        """When a word or a code next differs although only time passes; None if never. S4.

        It is the earliest turn of a line's product or of a source: nothing else reads the time.
        """
        facts = self._at_hand()
        calendar, earliest = Calendar(facts.context.as_of), NO_TIME
        words: Iterator[Any] = iter(self._words)
        for line in facts.lines:
            product = next(words)
            if product is not None:
                earliest = calendar.turn(PRODUCT, line, product, earliest)
            for source in line.sources:
                table = SOURCES[type(source)]
                earliest = calendar.turn(table, source, next(words), earliest)
        return calendar.told(earliest)

    @property
    def pipeline_stage(self) -> OrderStatus | None:
        """The order's status while it is in the sales pipeline, else None."""
        return in_pipeline(self._status)

    def words(self) -> dict[StatusKey, str]:
        """The status words by key, as a host stores them; what has no status has no key."""
        told: dict[StatusKey, str] = {("order",): self._status._value_}
        if self._product is not None:
            told["product",] = self._product._value_
        words: Iterator[Any] = iter(self._words)
        for line in self._at_hand().lines:
            line_id = line.line.id
            product = next(words)
            if product is not None:
                told["product", line_id] = product._value_
            for facts in line.sources:
                source = facts.source
                told["source", line_id, source.kind._value_, source.id] = next(words)._value_
        told["invoice",] = self._invoice._value_
        told["payment",] = self._payment._value_
        return told

    def _at_hand(self) -> OrderFacts:
        """The facts of the order, extracted again where they were forgotten."""
        facts = self._facts
        if facts is None:
            context = EvaluationContext(AsOf(self._as_of), self._settings, self._supply)
            with exactly():
                facts = OrderFacts(self._order, context)
        return facts

    def _decided(self) -> Decisions:
        if self._told is None:
            self._told = self._decisions(self._at_hand())
        return self._told

    def _decisions(self, facts: OrderFacts) -> Decisions:
        """Every decision, with its facts."""
        words: Iterator[Any] = iter(self._words)
        lines = tuple(_line_report(line, words) for line in facts.lines)
        product = None
        if self._product is not None:
            countable = [(each.line_id, each.product) for each in lines if each.product is not None]
            product = Decision(WORST, Lines(self._order.id, countable), self._product)
        money = facts.money
        invoiced = invoiced_percent(money, self._invoice)
        paid = paid_percent(money, self._payment)
        return Decisions(
            Decision(_ORDER, facts, self._status),
            product,
            Decision(_INVOICING, money, self._invoice, invoiced),
            Decision(_PAYMENT, money, self._payment, paid),
            lines,
        )


def _line_report(line: LineFacts, words: Iterator[Any]) -> LineReport:
    status = next(words)
    product = None if status is None else Decision(_PRODUCT, line, status)
    sources = []
    for facts in line.sources:
        source = facts.source
        decision = Decision(_SOURCES[type(facts)], facts, next(words))
        sources.append(SourceReport(source.id, source.kind, decision))
    return LineReport(line.line.id, product, tuple(sources))
