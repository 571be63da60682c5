"""What an evaluation answers: a decision for the order, its lines, their sources and its money."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
    Word,
)
from costatus.rules.codes import ReasonCode, SubjectKind
from costatus.rules.decision import Decision, Missed, Why
from costatus.rules.reasons import Reason, Subject

WordKey: TypeAlias = tuple[str, ...]

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


class SourceReport(NamedTuple):
    """How one source stands towards a line."""

    source_id: str
    kind: SourceKind
    status: Decision[SourceStatus]


class LineReport(NamedTuple):
    """How the goods of a line stand (None where it asks for none from stock), and its sources."""

    line_id: str
    product: Decision[ProductStatus] | None
    sources: tuple[SourceReport, ...]


class OrderReport:
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
    def status(self) -> Decision[OrderStatus]:
        """How far the order has come."""

    @property
    @abstractmethod
    def product(self) -> Decision[ProductStatus] | None:
        """How its goods stand: the worst of its lines; None where no line asks for goods."""

    @property
    @abstractmethod
    def invoice(self) -> Decision[InvoicingStatus]:
        """How much of it is invoiced."""

    @property
    @abstractmethod
    def payment(self) -> Decision[PaymentStatus]:
        """How much of what is invoiced is paid."""

    @property
    @abstractmethod
    def next_change(self) -> date | datetime | None:
        """When a word or a code next differs although only time passes; None if never. S4."""

    @property
    @abstractmethod
    def lines(self) -> tuple[LineReport, ...]:
        """Its lines, in the order's order."""

    @property
    def pipeline_stage(self) -> OrderStatus | None:
        """The order's status while it is in the sales pipeline, else None."""
        return in_pipeline(self.status.status)

    def decisions(self) -> Iterator[tuple[WordKey, Decision[Word]]]:
        """Every decision with its key: `("order",)`, `("product", line)`, `("source", …)`."""
        yield ("order",), self.status
        if (product := self.product) is not None:
            yield ("product",), product
        for line_id, product, sources in self.lines:
            if product is not None:
                yield ("product", line_id), product
            for source_id, kind, status in sources:
                yield ("source", line_id, kind._value_, source_id), status
        yield ("invoice",), self.invoice
        yield ("payment",), self.payment

    def words(self) -> dict[WordKey, str]:
        """The status words by key, as a host stores them; what has no status has no key."""
        return {key: decision.status.value for key, decision in self.decisions()}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OrderReport):
            return NotImplemented
        return self._said() == other._said()

    def __hash__(self) -> int:
        return hash((self.order_id, self.as_of))

    def __repr__(self) -> str:
        return f"<OrderReport {self.order_id}, as of {self.as_of}: {self.status.status.label}>"

    def _said(self) -> tuple[object, ...]:
        return (
            self.order_id,
            self.as_of,
            self.total,
            self.status,
            self.product,
            self.invoice,
            self.payment,
            self.lines,
        )


class Lines(NamedTuple):
    """What an order's product status is decided on: its countable lines."""

    order_id: str
    lines: tuple[tuple[str, Decision[ProductStatus]], ...]


class WorstOfLines:
    """The judge of an order's product status: the worst of its countable lines. Section 2."""

    def status(self, lines: Iterable[ProductStatus | None]) -> ProductStatus | None:
        """The worst word, None where no line is countable."""
        worst = None
        for status in lines:
            if status is not None and (worst is None or status.rank < worst.rank):
                worst = status
        return worst

    def why(self, facts: Lines, status: Word) -> Why:
        """The reasons of the lines that have that word, and the notes of all countable lines.

        LINES_DELAYED is a note where the word hides a delay.
        """
        reasons: list[Reason] = []
        notes: list[Reason] = []
        late = ProductStatus.DELAYED
        delayed = []
        for line, decision in facts.lines:
            if decision.status is status:
                reasons += decision.reasons
            if decision.status is late:
                delayed.append(f"line {facts.order_id}/{line}")
            notes += decision.notes
        if delayed and status is not late:
            about = Subject(SubjectKind.ORDER, facts.order_id)
            told = {"lines": tuple(delayed)}
            notes.append(Reason(ReasonCode.LINES_DELAYED, None, about, told, about, None))
        return tuple(reasons), tuple(notes)

    def next_better(self, facts: Lines, status: Word, _reasons: Sequence[Reason]) -> Missed | None:
        """What would change the first of the lines that have that word."""
        return next(told.next_better for _, told in facts.lines if told.status is status)


WORST = WorstOfLines()
