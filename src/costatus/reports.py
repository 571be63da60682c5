"""What an evaluation answers: a decision for the order, its lines, their sources and its money."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from attrs import frozen

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
from costatus.rules.reasons import Reason, Subject
from costatus.rules.table import Decision, Missed

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


@frozen
class SourceReport:
    """How one source stands towards a line."""

    source_id: str
    kind: SourceKind
    status: Decision[SourceStatus]


@frozen
class LineReport:
    """How the goods of a line stand (None where it asks for none from stock), and its sources."""

    line_id: str
    product: Decision[ProductStatus] | None
    sources: tuple[SourceReport, ...]


@frozen
class OrderReport:
    """Every status of one order, each with its reasons; `total` is the order's total."""

    order_id: str
    as_of: date | datetime
    total: Decimal
    status: Decision[OrderStatus]
    product: Decision[ProductStatus] | None
    invoice: Decision[InvoicingStatus]
    payment: Decision[PaymentStatus]
    lines: tuple[LineReport, ...]

    @property
    def pipeline_stage(self) -> OrderStatus | None:
        """The order's status while it is in the sales pipeline, else None."""
        status = self.status.status
        return status if status in PIPELINE else None

    def decisions(self) -> Iterator[tuple[WordKey, Decision[Word]]]:
        """Every decision with its key: `("order",)`, `("product", line)`, `("source", …)`."""
        yield ("order",), self.status
        if self.product is not None:
            yield ("product",), self.product
        for line in self.lines:
            if line.product is not None:
                yield ("product", line.line_id), line.product
            for source in line.sources:
                kind = source.kind.value
                yield ("source", line.line_id, kind, source.source_id), source.status
        yield ("invoice",), self.invoice
        yield ("payment",), self.payment

    def words(self) -> dict[WordKey, str]:
        """The status words by key, as a host stores them; what has no status has no key."""
        return {key: decision.status.value for key, decision in self.decisions()}


@frozen(eq=False)
class Lines:
    """What an order's product status is decided on: its countable lines."""

    order_id: str
    lines: tuple[tuple[str, Decision[ProductStatus]], ...]


class WorstOfLines:
    """The judge of an order's product status: the worst of its countable lines. Section 2."""

    def decide(self, order_id: str, lines: Iterable[LineReport]) -> Decision[ProductStatus] | None:
        """The worst word, None where no line is countable."""
        countable = tuple(
            (line.line_id, line.product) for line in lines if line.product is not None
        )
        if not countable:
            return None
        worst = min((decision.status for _, decision in countable), key=_RANK.__getitem__)
        return Decision(self, Lines(order_id, countable), worst)

    def reasons(self, facts: Lines, status: Word) -> tuple[Reason, ...]:
        """The reasons of the lines that have that word."""
        return tuple(
            reason
            for _, decision in facts.lines
            if decision.status is status
            for reason in decision.reasons
        )

    def next_better(self, facts: Lines, status: Word) -> Missed | None:
        """What would change the first of the lines that have that word."""
        return next(told.next_better for _, told in facts.lines if told.status is status)

    def notes_on(self, facts: Lines, status: Word) -> tuple[Reason, ...]:
        """The notes of all countable lines, and LINES_DELAYED where the word hides a delay."""
        notes = [note for _, decision in facts.lines for note in decision.notes]
        late = ProductStatus.DELAYED
        delayed = tuple(line for line, decision in facts.lines if decision.status is late)
        if delayed and status is not late:
            about = Subject(SubjectKind.ORDER, facts.order_id)
            told = {"lines": tuple(f"line {facts.order_id}/{line}" for line in delayed)}
            notes.append(Reason(ReasonCode.LINES_DELAYED, None, about, told, about, None))
        return tuple(notes)


_RANK = {status: rank for rank, status in enumerate(ProductStatus)}
