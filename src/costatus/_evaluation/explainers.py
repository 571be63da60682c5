"""Decisions that are explained by the rule tables."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from costatus._evaluation.decision import Decision, Explainer, NextBetterStatus, explained_by
from costatus._evaluation.order_product import ORDER_PRODUCT, CountableLines
from costatus.models.statuses import Term
from costatus.rules._table import Table, Why, built
from costatus.rules.facts.coverage import SourceBehind
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.manufacturing import ManufacturingFacts
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.sources import PurchaseFacts, TransferFacts
from costatus.rules.invoicing import INVOICING, invoiced_percent
from costatus.rules.manufacturing import MANUFACTURING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT, paid_percent
from costatus.rules.product import PRODUCT
from costatus.rules.purchase import PURCHASE
from costatus.rules.transfer import TRANSFER


class _ByTable(Explainer):
    """Explains decisions by the rows of a table."""

    __slots__ = ("_family", "_why")

    def __init__(self, table: Table[Any]) -> None:
        self._family = table.family
        self._why: Callable[..., Why] = built(table, "why")

    def why(self, facts: Any, status: Term) -> Why:
        """Return a reason for each row of the status that holds, and the notes beside it."""
        return self._why(facts, status)

    def next_better(self, facts: Any, status: Term) -> NextBetterStatus | None:
        """Return the next better status, and what would have to change; None for the best."""
        from costatus._evaluation.advice import next_better  # noqa: PLC0415 advice evaluates

        return next_better(self._family, facts, status)


SOURCE_TABLES: Final[Mapping[type, Table[Any]]] = MappingProxyType(
    {
        ManufacturingFacts: MANUFACTURING,
        PurchaseFacts: PURCHASE,
        TransferFacts: TRANSFER,
    }
)
"""The table that decides the status of a source, by the kind of its facts."""

_ORDER: Final = _ByTable(ORDER)
_PRODUCT: Final = _ByTable(PRODUCT)
_INVOICING: Final = _ByTable(INVOICING)
_PAYMENT: Final = _ByTable(PAYMENT)
_SOURCES: Final = {kind: _ByTable(table) for kind, table in SOURCE_TABLES.items()}


def order_decision(facts: OrderFacts) -> Decision[Any]:
    """Return the decision about the order."""
    return explained_by(_ORDER, facts, facts.status)


def product_decision(
    facts: OrderFacts, lines: list[tuple[str, Decision[Any] | None]]
) -> Decision[Any] | None:
    """Return the decision about the order's product from those of its lines."""
    if facts.product is None:
        return None
    countable = [(line_id, decision) for line_id, decision in lines if decision is not None]
    found = CountableLines(facts.order.id, countable)
    return explained_by(ORDER_PRODUCT, found, facts.product)


def invoicing_decision(facts: OrderFacts) -> Decision[Any]:
    """Return the decision about invoicing."""
    percent = invoiced_percent(facts.invoices, facts.invoicing)
    return explained_by(_INVOICING, facts.invoices, facts.invoicing, percent)


def payment_decision(facts: OrderFacts) -> Decision[Any]:
    """Return the decision about payment."""
    percent = paid_percent(facts.invoices, facts.payment)
    return explained_by(_PAYMENT, facts.invoices, facts.payment, percent)


def line_decision(line: LineFacts) -> Decision[Any] | None:
    """Return the decision about the goods of a line; None where it is not countable."""
    return None if line.status is None else explained_by(_PRODUCT, line, line.status)


def source_decision(source: SourceBehind) -> Decision[Any]:
    """Return the decision about a source of a line."""
    return explained_by(_SOURCES[type(source)], source, source.status)
