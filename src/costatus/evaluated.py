"""The report of an evaluation: its words are decided, the why is worked out when it is read."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from costatus.models.orders import CustomerOrder
from costatus.models.quantities import exactly
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
)
from costatus.reports import (
    WORST,
    LineReport,
    Lines,
    OrderReport,
    SourceReport,
    ToldReport,
    WordKey,
    in_pipeline,
)
from costatus.rules.facts.line import LineFacts, lines_of
from costatus.rules.facts.money import InvoicingFacts, PaymentFacts, counted_invoices
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.source import (
    ManufacturingFacts,
    PurchaseFacts,
    Supplied,
    TransferFacts,
    sources_of,
)
from costatus.rules.facts.terms import Terms
from costatus.rules.invoicing import INVOICING
from costatus.rules.manufacturing import MANUFACTURING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT
from costatus.rules.product import PRODUCT
from costatus.rules.purchase import PURCHASE
from costatus.rules.table import Decision, Table
from costatus.rules.transfer import TRANSFER
from costatus.turning import NO_TIME, Calendar

LineWords: TypeAlias = tuple[ProductStatus | None, tuple[SourceStatus, ...]]
"""The words of a line: its product's, and its sources' in the order that they are found in."""


class OrderWords(NamedTuple):
    """The words of an order, with the percents of its money."""

    status: OrderStatus
    product: ProductStatus | None
    invoice: InvoicingStatus
    invoiced: int | None
    payment: PaymentStatus
    paid: int | None
    lines: tuple[LineWords, ...]


SOURCES: Mapping[SourceKind, tuple[Callable[[Supplied, LineFacts], Any], Table[Any]]] = (
    MappingProxyType(
        {
            SourceKind.MANUFACTURING: (ManufacturingFacts, MANUFACTURING),
            SourceKind.PURCHASE: (PurchaseFacts, PURCHASE),
            SourceKind.TRANSFER: (TransferFacts, TRANSFER),
        }
    )
)
"""How the facts of a source are extracted, and the table that judges them."""


class EvaluatedReport(OrderReport):
    """A report that keeps the order and its words; what else is read is made from the order."""

    __slots__ = ("_order", "_terms", "_told", "_words")

    def __init__(self, order: CustomerOrder, terms: Terms, words: OrderWords) -> None:
        self._order = order
        self._terms = terms
        self._words = words
        self._told: ToldReport | None = None

    @property
    def order_id(self) -> str:
        """The id of the order."""
        return self._order.id

    @property
    def as_of(self) -> date | datetime:
        """The day or moment that the statuses are for."""
        return self._terms.as_of.value

    @property
    def total(self) -> Decimal:
        """The order's total, in its currency."""
        return self._order.total

    @property
    def status(self) -> Decision[OrderStatus]:
        """How far the order has come."""
        return self._decided().status

    @property
    def product(self) -> Decision[ProductStatus] | None:
        """How its goods stand: the worst of its lines; None where no line asks for goods."""
        return self._decided().product

    @property
    def invoice(self) -> Decision[InvoicingStatus]:
        """How much of it is invoiced."""
        return self._decided().invoice

    @property
    def payment(self) -> Decision[PaymentStatus]:
        """How much of what is invoiced is paid."""
        return self._decided().payment

    @property
    def next_change(self) -> date | datetime | None:
        """When a word or a code next differs although only time passes; None if never. S4."""
        with exactly():
            return _next_change(self._order, self._terms, self._words)

    @property
    def lines(self) -> tuple[LineReport, ...]:
        """Its lines, in the order's order."""
        return self._decided().lines

    @property
    def pipeline_stage(self) -> OrderStatus | None:
        """The order's status while it is in the sales pipeline, else None."""
        return in_pipeline(self._words.status)

    def words(self) -> dict[WordKey, str]:
        """The status words by key, as a host stores them; what has no status has no key."""
        words = self._words
        told: dict[WordKey, str] = {("order",): words.status.value}
        if words.product is not None:
            told["product",] = words.product.value
        lines = lines_of(self._order, self._terms)
        for line, (product, sources) in zip(lines, words.lines, strict=True):
            line_id = line.line.id
            if product is not None:
                told["product", line_id] = product.value
            for supplied, source in zip(sources_of(line), sources, strict=True):
                key = supplied.source
                told["source", line_id, key.kind.value, key.id] = source.value
        told["invoice",] = words.invoice.value
        told["payment",] = words.payment.value
        return told

    def _decided(self) -> ToldReport:
        if self._told is None:
            with exactly():
                self._told = _decisions(self._order, self._terms, self._words)
        return self._told


def _next_change(order: CustomerOrder, terms: Terms, words: OrderWords) -> date | datetime | None:
    """The earliest turn of a line's product or of one of its sources: nothing else reads time."""
    calendar = Calendar(terms.as_of)
    earliest = NO_TIME
    for line, (product, sources) in zip(lines_of(order, terms), words.lines, strict=True):
        if product is not None:
            earliest = calendar.turn(PRODUCT, line, product, earliest)
        for supplied, status in zip(sources_of(line), sources, strict=True):
            extract, table = SOURCES[supplied.source.kind]
            earliest = calendar.turn(table, extract(supplied, line), status, earliest)
    return calendar.told(earliest)


def _decisions(order: CustomerOrder, terms: Terms, words: OrderWords) -> ToldReport:
    """Every decision, with its facts, which are extracted again: once, for all of them."""
    facts = lines_of(order, terms)
    lines = tuple(map(_line_report, facts, words.lines))
    counted = counted_invoices(order)
    product = None
    if words.product is not None:
        countable = [(each.line_id, each.product) for each in lines if each.product is not None]
        product = Decision(WORST, Lines(order.id, tuple(countable)), words.product)
    return ToldReport(
        order.id,
        terms.as_of.value,
        order.total,
        Decision(ORDER, OrderFacts(order, facts, terms), words.status),
        product,
        Decision(INVOICING, InvoicingFacts(order, counted, terms), words.invoice, words.invoiced),
        Decision(PAYMENT, PaymentFacts(order, counted, terms), words.payment, words.paid),
        lines,
    )


def _line_report(line: LineFacts, words: LineWords) -> LineReport:
    product, statuses = words
    sources = []
    for supplied, status in zip(sources_of(line), statuses, strict=True):
        extract, table = SOURCES[supplied.source.kind]
        decision = Decision(table, extract(supplied, line), status)
        sources.append(SourceReport(supplied.source.id, supplied.source.kind, decision))
    return LineReport(
        line.line.id,
        None if product is None else Decision(PRODUCT, line, product),
        tuple(sources),
    )
