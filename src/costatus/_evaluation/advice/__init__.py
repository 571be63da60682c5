"""Find what would improve a status: single changes, applied and evaluated. Law 21.

A proposal is one change of the order, as a host would make it, and its sentence. Each is applied
to the order and evaluated, so the status that is promised is the status that follows.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from costatus._evaluation.advice._change import Proposal
from costatus._evaluation.advice._invoices import invoicing_proposals, payment_proposals
from costatus._evaluation.advice._line import product_proposals
from costatus._evaluation.advice._order import order_proposals
from costatus._evaluation.advice._sentences import Sentence
from costatus._evaluation.advice._source import (
    manufacturing_proposals,
    purchase_proposals,
    transfer_proposals,
)
from costatus._evaluation.decision import NextBetterStatus
from costatus.models._validation.faults import InvalidInput
from costatus.models.quantities import exactly
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceStatus,
    Term,
)
from costatus.rules.facts.order import UNCONFIRMED

_FINAL = frozenset({OrderStatus.CANCELED, OrderStatus.ARCHIVED})

_PROPOSALS: Mapping[str, Callable[[Any], Iterator[Proposal]]] = MappingProxyType(
    {
        "order": order_proposals,
        "product": product_proposals,
        "manufacturing": manufacturing_proposals,
        "purchase": purchase_proposals,
        "transfer": transfer_proposals,
        "invoicing": invoicing_proposals,
        "payment": payment_proposals,
    }
)

_GOALS: Mapping[type[Term], tuple[Term, ...]] = MappingProxyType(
    {
        OrderStatus: tuple(OrderStatus)[:8],
        ProductStatus: (
            ProductStatus.EXPECTED_ON_TIME,
            ProductStatus.READY_FOR_SHIPMENT,
            ProductStatus.DELIVERED,
        ),
        SourceStatus: (SourceStatus.EXPECTED_ON_TIME, SourceStatus.RECEIVED),
        InvoicingStatus: tuple(InvoicingStatus),
        PaymentStatus: tuple(PaymentStatus),
    }
)
"""The statuses that people work towards, from the worst to the best."""


def proposals(family: str, facts: Any) -> Iterator[Proposal]:
    """Yield the single changes that may improve the status of that family, the mildest first."""
    with suppress(InvalidInput):  # the change takes a number that is too large for a model
        yield from _PROPOSALS[family](facts)


def next_better(family: str, facts: Any, status: Term) -> NextBetterStatus | None:
    """Return the next better status within reach of a single change, and that change.

    That is the first proposal that reaches the next status that people work towards, else the one
    that reaches the best status. None where the status is the best, or the order is final.
    """
    goal = next((each for each in _GOALS[type(status)] if each.rank > status.rank), None)
    if goal is None or _order_of(facts).stage in _FINAL:
        return None
    best: NextBetterStatus | None = None
    best_rank = status.rank
    with exactly():
        for proposal in proposals(family, facts):
            reached = proposal.status()
            if reached is None or reached.rank <= best_rank:
                continue
            best, best_rank = proposal.reaching(reached), reached.rank
            if reached.rank >= goal.rank:
                break
    if best is not None:
        return best
    return NextBetterStatus(None, _none(family, facts).value)


def _none(family: str, facts: Any) -> Sentence:
    """Return why no single change helps, or what has to come first."""
    if family == "payment":
        return Sentence.INVOICE_FIRST
    if family == "product" and not facts.tracing and facts.stage in UNCONFIRMED:
        return Sentence.CONFIRM_FIRST
    return Sentence.NOTHING_HELPS


def _order_of(facts: Any) -> Any:
    return facts.demand.order if hasattr(facts, "demand") else facts.order
