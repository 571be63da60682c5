"""The report of an evaluation: statuses are decided; decisions are made when they are read."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias, final

from costatus._evaluation.decision import Decision
from costatus._evaluation.explainers import (
    invoicing_decision,
    line_decision,
    order_decision,
    payment_decision,
    product_decision,
    source_decision,
)
from costatus._evaluation.next_change import next_change_of
from costatus._evaluation.plain_data import report_data, report_html
from costatus._evaluation.statuses import evaluated
from costatus._evaluation.time_zone_check import refuse_incomparable
from costatus.models._validation.arguments import accept, require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.fields import one_of
from costatus.models._validation.shown import one_line, shown
from costatus.models.as_of import AsOf
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
    Term,
)
from costatus.rules._value_object import ValueObject
from costatus.rules.facts.context import EvaluationContext, Supply
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import OrderFacts

PIPELINE: Final = (
    OrderStatus.QUOTATION,
    OrderStatus.WAITING_FOR_CONFIRMATION,
    OrderStatus.CONFIRMED,
    OrderStatus.WAITING_FOR_PRODUCTION,
    OrderStatus.IN_PRODUCTION,
    OrderStatus.READY_FOR_SHIPMENT,
)
"""The stages of the sales pipeline, in the order of the process."""


class StatusKey(NamedTuple):
    """The key of a status: its family, and the line or the source that has it.

    Attributes:
        family: "order", "product", "source", "invoicing" or "payment".
        line_id: The id of the line; None for the order's own.
        source_kind: "manufacturing", "purchase" or "transfer"; None for any other family.
        source_id: The id of the source; None for any other family.
    """

    family: str
    line_id: str | None = None
    source_kind: str | None = None
    source_id: str | None = None


FAMILIES: Final[Mapping[str, type[Term]]] = MappingProxyType(
    {
        "order": OrderStatus,
        "product": ProductStatus,
        "source": SourceStatus,
        "invoicing": InvoicingStatus,
        "payment": PaymentStatus,
    }
)
"""The families of statuses, each with its vocabulary."""

Id: TypeAlias = str | Any
"""A `str`. It is checked where it is used, so that the compiled wheel says what to send too."""

_ORDER: Final = StatusKey("order")
_PRODUCT: Final = StatusKey("product")
_INVOICING: Final = StatusKey("invoicing")
_PAYMENT: Final = StatusKey("payment")


@final
class SourceReport(ValueObject):
    """The status of a manufacturing, purchase or transfer order behind a line."""

    __slots__ = ("_decision", "_kind", "_source_id")

    def __init__(self, source_id: str, kind: SourceKind, decision: Decision[SourceStatus]) -> None:
        self._source_id = source_id
        self._kind = kind
        self._decision = decision

    @property
    def source_id(self) -> str:
        """The id of the source, unique among those of its kind."""
        return self._source_id

    @property
    def kind(self) -> SourceKind:
        """The kind of source."""
        return self._kind

    @property
    def status(self) -> SourceStatus:
        """The status."""
        return self._decision.status

    @property
    def decision(self) -> Decision[SourceStatus]:
        """The status with its reasons."""
        return self._decision

    def __repr__(self) -> str:
        return f"<SourceReport {self._kind.label} {self._source_id}: {self._decision}>"

    def _fields(self) -> tuple[Any, ...]:
        return self._source_id, self._kind, self._decision


@final
class LineReport(ValueObject):
    """The status of the goods of a line, and its sources."""

    __slots__ = ("_line_id", "_product", "_sources")

    def __init__(
        self,
        line_id: str,
        product: Decision[ProductStatus] | None,
        sources: tuple[SourceReport, ...] = (),
    ) -> None:
        self._line_id = line_id
        self._product = product
        self._sources = sources

    @property
    def line_id(self) -> str:
        """The id of the line, unique within its order."""
        return self._line_id

    @property
    def status(self) -> ProductStatus | None:
        """The status of its goods; None where it needs none from stock."""
        return None if self._product is None else self._product.status

    @property
    def product(self) -> Decision[ProductStatus] | None:
        """That status with its reasons; None where there is none."""
        return self._product

    @property
    def sources(self) -> tuple[SourceReport, ...]:
        """The manufacturing, purchase and transfer orders behind the line."""
        return self._sources

    def __repr__(self) -> str:
        return f"<LineReport {self._line_id}: {self._product or 'no goods from stock'}>"

    def _fields(self) -> tuple[Any, ...]:
        return self._line_id, self._product, self._sources


@final
class _Evaluation:
    """The cached facts of a report, from which decisions are made when they are read.

    The facts are cached until they are discarded, and then extracted again where needed.
    """

    __slots__ = ("as_of", "facts", "order", "settings", "supply")

    def __init__(self, facts: OrderFacts) -> None:
        context = facts.context
        self.order: CustomerOrder = facts.order
        self.as_of: AsOf = context.as_of
        self.settings: Settings = context.settings
        self.supply: Supply | None = context.supply
        self.facts: OrderFacts | None = facts

    def read(self) -> OrderFacts:
        """Return the facts, with the statuses that the rows decide."""
        facts = self.facts
        if facts is None:
            context = EvaluationContext(self.as_of, self.settings, self.supply)
            facts = evaluated(self.order, context)
        return facts


@final
class OrderReport(ValueObject):
    """Every status of one order, each with its reasons.

    Reports are equal if their contents are equal. `str()` returns the status of the order and
    of its goods in a few lines.
    """

    __slots__ = (
        "_as_of",
        "_by_id",
        "_evaluation",
        "_invoicing",
        "_lines",
        "_next_change",
        "_order",
        "_order_id",
        "_payment",
        "_product",
        "_status",
        "_statuses",
        "_total",
    )

    def __init__(  # noqa: PLR0917 every part of a report
        self,
        order_id: str,
        as_of: date | datetime,
        total: Decimal | None,
        order: Decision[Any],
        product: Decision[Any] | None,
        invoicing: Decision[Any],
        payment: Decision[Any],
        lines: tuple[LineReport, ...],
        next_change: date | datetime | None = None,
    ) -> None:
        self._order_id = order_id
        self._as_of = as_of
        self._total = total
        self._status: Any = order.status
        self._order: Decision[Any] = order
        self._product = product
        self._invoicing: Decision[Any] = invoicing
        self._payment: Decision[Any] = payment
        self._lines = lines
        self._next_change = next_change
        self._evaluation: _Evaluation | None = None
        self._by_id: dict[str, LineReport] | None = None
        self._statuses: dict[StatusKey, Term] | None = None

    @property
    def order_id(self) -> str:
        """The id of the order."""
        return self._order_id

    @property
    def as_of(self) -> date | datetime:
        """The day or moment that the statuses are for."""
        return self._as_of

    @property
    def total(self) -> Decimal | None:
        """The order's total, in its currency; None where it is not known."""
        return self._total

    @property
    def status(self) -> OrderStatus:
        """How far the order has come."""
        status: OrderStatus = self._status
        return status

    @property
    def pipeline_stage(self) -> OrderStatus | None:
        """The order's status while it is in the sales pipeline, else None."""
        status: OrderStatus = self._status
        return status if status in PIPELINE else None

    @property
    def order(self) -> Decision[OrderStatus]:
        """The status of the order with its reasons."""
        self._decide()
        return self._order

    @property
    def product(self) -> Decision[ProductStatus] | None:
        """The status of its goods, the worst of its lines; None where no line needs any."""
        self._decide()
        return self._product

    @property
    def invoicing(self) -> Decision[InvoicingStatus]:
        """How much of it is invoiced."""
        self._decide()
        return self._invoicing

    @property
    def payment(self) -> Decision[PaymentStatus]:
        """How much of what is invoiced is paid."""
        self._decide()
        return self._payment

    @property
    def lines(self) -> tuple[LineReport, ...]:
        """Its lines, as the order lists them."""
        self._decide()
        return self._lines

    def line(self, line_id: Id) -> LineReport:
        """Return the report of a line; raises InvalidInput where the order has no such line."""
        _require_id(line_id, "OrderReport.line", "line_id")
        if self._by_id is None:
            self._by_id = {line.line_id: line for line in self.lines}
        found = self._by_id.get(line_id)
        if found is not None:
            return found
        known = ", ".join(shown(line.line_id) for line in self.lines[:5]) or "none"
        advice = f"its lines are: {known}{', …' if len(self.lines) > 5 else ''}"
        fault = Fault("line_id", line_id, "the id of a line of the order", advice)
        raise InvalidInput("OrderReport.line", [fault])

    @property
    def next_change(self) -> date | datetime | None:
        """When time alone next changes a status or a code of a reason; None if never. Rule S4."""
        evaluation = self._evaluation
        return self._next_change if evaluation is None else next_change_of(evaluation.read())

    def decisions(self) -> Iterator[tuple[StatusKey, Decision[Any]]]:
        """Return every decision with its key."""
        found: list[tuple[StatusKey, Decision[Any]]] = [(_ORDER, self.order)]
        product = self._product
        if product is not None:
            found.append((_PRODUCT, product))
        for line in self._lines:
            line_id = line.line_id
            product = line.product
            if product is not None:
                found.append((_key("product", line_id), product))
            for source in line.sources:
                key = _key("source", line_id, _text(source.kind), source.source_id)
                found.append((key, source.decision))
        found.append((_INVOICING, self._invoicing))
        found.append((_PAYMENT, self._payment))
        return iter(found)

    def words(self) -> dict[StatusKey, str]:
        """Return every status as a text, by its key, for a host to store.

        What has no status has no key, such as the product of a line of services.
        """
        if self._evaluation is not None:
            return _words(self._evaluation.read())
        return {key: _text(decision.status) for key, decision in self.decisions()}

    def status_of(
        self,
        family: Id,
        *,
        line: Id | None = None,
        source: Id | None = None,
        kind: SourceKind | Id | None = None,
    ) -> Term | None:
        """Return one status: of a family, a line, or a source of a line; None if there is none.

        `line` is the id of a line, None for the order's own status; `source` is the id of a source
        of that line, and `kind` its kind, required only where sources of two kinds have that id.
        Raises InvalidInput for an unknown family or kind, and where an id is not a text.
        """
        if not isinstance(family, str) or family not in FAMILIES:
            expected = f"one of {', '.join(FAMILIES)}"
            fault = Fault("family", family, expected, "use one of the families")
            raise InvalidInput("OrderReport.status_of", [fault])
        for name, value in (("line", line), ("source", source)):
            if value is not None:
                _require_id(value, "OrderReport.status_of", name)
        if line is None and source is None and family != "source":
            decision: Decision[Any] | None = getattr(self, family)
            return None if decision is None else decision.status
        kinds: tuple[SourceKind | None, ...] = (None,)
        if family == "source":
            kinds = tuple(SourceKind)
            if kind is not None:
                kinds = (accept(one_of(SourceKind, kind), "OrderReport.status_of", "kind"),)
        if self._statuses is None:
            self._statuses = {key: decision.status for key, decision in self.decisions()}
        found = [
            (each, self._statuses[key])
            for each in kinds
            if (key := StatusKey(family, line, each, source)) in self._statuses
        ]
        if len(found) > 1:
            expected = f"one of {', '.join(str(each) for each, _ in found)}"
            advice = f"send it, as the line has sources of these kinds with the id {shown(source)}"
            raise InvalidInput("OrderReport.status_of", [Fault("kind", kind, expected, advice)])
        return found[0][1] if found else None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as dicts, lists, texts and ints, which `json.dumps` takes."""
        return report_data(self)

    def release(self) -> None:
        """Discard cached facts; if more is read later, they are extracted again."""
        if self._evaluation is not None:
            self._evaluation.facts = None

    def _decide(self) -> None:
        """Make the decisions where they are not made yet."""
        if self._evaluation is None or self._order is not _PENDING:
            return
        facts = self._evaluation.read()
        lines = tuple([_line_report(line) for line in facts.lines])
        self._product = product_decision(facts, [(line.line_id, line.product) for line in lines])
        self._invoicing = invoicing_decision(facts)
        self._payment = payment_decision(facts)
        self._lines = lines
        self._order = order_decision(facts)

    def __str__(self) -> str:
        lines = [f"Order {self._order_id}, as of {self._as_of}: {self.order}"]
        for name, decision in (
            ("Products", self._product),
            ("Invoicing", self._invoicing),
            ("Payment", self._payment),
        ):
            if decision is not None:
                reason = f" - {decision.reasons[0]}" if decision.reasons else ""
                lines.append(f"{name}: {decision}{reason}")
        return "\n".join(map(one_line, lines))

    def __repr__(self) -> str:
        return f"<OrderReport {self._order_id}, as of {self._as_of}: {self.status.label}>"

    def __rich_repr__(self) -> Iterator[tuple[str, str]]:
        yield "order_id", self._order_id
        yield "as_of", str(self._as_of)
        yield "order", str(self.order)
        yield "product", str(self._product)
        yield "invoicing", str(self._invoicing)
        yield "payment", str(self._payment)

    def _repr_html_(self) -> str:
        return report_html(self)

    def _fields(self) -> tuple[Any, ...]:
        self._decide()
        return (
            self._order_id,
            self._as_of,
            self._total,
            self._order,
            self._product,
            self._invoicing,
            self._payment,
            self._lines,
            self.next_change,
        )


def _require_id(value: object, function: str, parameter: str) -> None:
    require(value, str, function, parameter, f"send str({shown(value)})")


_PENDING: Final[Decision[Any]] = Decision(OrderStatus.QUOTATION)
"""A placeholder in a report whose decisions were not read yet."""


def evaluated_report(order: CustomerOrder, context: EvaluationContext) -> OrderReport:
    """Evaluate an order; the decisions are made from its facts when somebody reads them.

    The facts of sources that orders share are extracted once for all orders of a context.
    """
    context.trim()
    if context.as_of.has_time:
        refuse_incomparable(order, context)
    facts = evaluated(order, context)
    as_of = context.as_of.value
    report = OrderReport(order.id, as_of, order.total, _PENDING, None, _PENDING, _PENDING, ())
    report._status = facts.status  # noqa: SLF001
    report._evaluation = _Evaluation(facts)  # noqa: SLF001
    return report


def _line_report(line: LineFacts) -> LineReport:
    sources = [
        SourceReport(each.source.id, each.source.kind, source_decision(each))
        for each in line.sources
    ]
    return LineReport(line.line.id, line_decision(line), tuple(sources))


def _key(
    family: str, line_id: str, source_kind: str | None = None, source_id: str | None = None
) -> StatusKey:
    """Make a key in half the time that its class takes, which is a Python function."""
    return tuple.__new__(StatusKey, (family, line_id, source_kind, source_id))


def _text(term: Term) -> str:
    """Return the value of a term: `value` itself is a slow property."""
    text: str = term._value_
    return text


def _words(facts: OrderFacts) -> dict[StatusKey, str]:
    words: dict[StatusKey, str] = {_ORDER: _text(facts.status)}
    if facts.product is not None:
        words[_PRODUCT] = _text(facts.product)
    for line in facts.lines:
        line_id = line.line.id
        if line.status is not None:
            words[_key("product", line_id)] = _text(line.status)
        for found in line.sources:
            source = found.source
            words[_key("source", line_id, _text(source.kind), source.id)] = _text(found.status)
    words[_INVOICING] = _text(facts.invoicing)
    words[_PAYMENT] = _text(facts.payment)
    return words
