"""What an evaluation answers: a decision for the order, its lines, their sources and its money."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
    Term,
)
from costatus.rules._decision import Decision
from costatus.rules._value_object import Saying

StatusKey: TypeAlias = tuple[str, ...]

PIPELINE = (
    OrderStatus.QUOTATION,
    OrderStatus.WAITING_FOR_CONFIRMATION,
    OrderStatus.CONFIRMED,
    OrderStatus.WAITING_FOR_PRODUCTION,
    OrderStatus.IN_PRODUCTION,
    OrderStatus.READY_FOR_SHIPMENT,
)
"""The stages of the sales pipeline, in the order of the process."""


def in_pipeline(status: OrderStatus) -> OrderStatus | None:
    """The status, if an order that has it is in the sales pipeline; else None."""
    return status if status in PIPELINE else None


class SourceReport(Saying):
    """How one source stands towards a line."""

    __slots__ = ("kind", "source_id", "status")

    def __init__(self, source_id: str, kind: SourceKind, status: Decision[SourceStatus]) -> None:
        self.source_id: str = source_id
        self.kind: SourceKind = kind
        self.status: Decision[SourceStatus] = status

    def __repr__(self) -> str:
        return f"<SourceReport {self.kind.label} {self.source_id}: {self.status.status.label}>"

    def _said(self) -> tuple[object, ...]:
        return self.source_id, self.kind, self.status


class LineReport(Saying):
    """How the goods of a line stand (None where it asks for none from stock), and its sources."""

    __slots__ = ("line_id", "product", "sources")

    def __init__(
        self,
        line_id: str,
        product: Decision[ProductStatus] | None,
        sources: tuple[SourceReport, ...],
    ) -> None:
        self.line_id: str = line_id
        self.product: Decision[ProductStatus] | None = product
        self.sources: tuple[SourceReport, ...] = sources

    def __repr__(self) -> str:
        told = "asks for no goods" if self.product is None else self.product.status.label
        return f"<LineReport {self.line_id}: {told}>"

    def _said(self) -> tuple[object, ...]:
        return self.line_id, self.product, self.sources


class Decisions(Saying):
    """What a report says of its order, and of its lines in the order's order."""

    __slots__ = ("invoice", "lines", "payment", "product", "status")

    def __init__(
        self,
        status: Decision[OrderStatus],
        product: Decision[ProductStatus] | None,
        invoice: Decision[InvoicingStatus],
        payment: Decision[PaymentStatus],
        lines: tuple[LineReport, ...],
    ) -> None:
        self.status: Decision[OrderStatus] = status
        self.product: Decision[ProductStatus] | None = product
        self.invoice: Decision[InvoicingStatus] = invoice
        self.payment: Decision[PaymentStatus] = payment
        self.lines: tuple[LineReport, ...] = lines

    def _said(self) -> tuple[object, ...]:
        return self.status, self.product, self.invoice, self.payment, self.lines


class OrderReport(Saying):
    """Every status of one order, each with its reasons.

    The words are decided when the report is made; decisions with their reasons, facts and
    sentences are made when they are read. Two reports are equal that say the same.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def order_id(self) -> str:
        """The id of the order."""

    @property
    @abstractmethod
    def as_of(self) -> date | datetime:
        """The day or moment that the statuses are for."""

    @property
    @abstractmethod
    def total(self) -> Decimal:
        """The order's total, in its currency."""

    @property
    @abstractmethod
    def next_change(self) -> date | datetime | None:
        """When a word or a code next differs although only time passes; None if never. S4."""

    @abstractmethod
    def _decided(self) -> Decisions:
        """Every decision."""

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
    def lines(self) -> tuple[LineReport, ...]:
        """Its lines, in the order's order."""
        return self._decided().lines

    @property
    def pipeline_stage(self) -> OrderStatus | None:
        """The order's status while it is in the sales pipeline, else None."""
        return in_pipeline(self.status.status)

    def decisions(self) -> Iterator[tuple[StatusKey, Decision[Term]]]:
        """Every decision with its key: `("order",)`, `("product", line)`, `("source", …)`."""
        yield ("order",), self.status
        if (product := self.product) is not None:
            yield ("product",), product
        for line in self.lines:
            if line.product is not None:
                yield ("product", line.line_id), line.product
            for source in line.sources:
                yield ("source", line.line_id, source.kind._value_, source.source_id), source.status
        yield ("invoice",), self.invoice
        yield ("payment",), self.payment

    def words(self) -> dict[StatusKey, str]:
        """The status words by key, as a host stores them; what has no status has no key."""
        return {key: decision.status.value for key, decision in self.decisions()}

    def __repr__(self) -> str:
        return f"<OrderReport {self.order_id}, as of {self.as_of}: {self.status.status.label}>"

    def _said(self) -> tuple[object, ...]:
        return self.order_id, self.as_of, self.total, self._decided()

    def __hash__(self) -> int:
        return hash((self.order_id, self.as_of))

    def __reduce__(self) -> tuple[Any, ...]:
        return ToldReport, (*self._said(), self.next_change)


class ToldReport(OrderReport):
    """A report whose decisions are at hand."""

    __slots__ = ("_as_of", "_decisions", "_next_change", "_order_id", "_total")

    def __init__(
        self,
        order_id: str,
        as_of: date | datetime,
        total: Decimal,
        decisions: Decisions,
        next_change: date | datetime | None,
    ) -> None:
        self._order_id = order_id
        self._as_of = as_of
        self._total = total
        self._decisions = decisions
        self._next_change = next_change

    @property
    def order_id(self) -> str:
        """The id of the order."""
        return self._order_id

    @property
    def as_of(self) -> date | datetime:
        """The day or moment that the statuses are for."""
        return self._as_of

    @property
    def total(self) -> Decimal:
        """The order's total, in its currency."""
        return self._total

    @property
    def next_change(self) -> date | datetime | None:
        """When a word or a code next differs although only time passes; None if never. S4."""
        return self._next_change

    def _decided(self) -> Decisions:
        return self._decisions
