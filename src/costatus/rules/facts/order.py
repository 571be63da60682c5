"""The facts of a whole order, gathered from those of its lines."""

from collections.abc import Iterator, Sequence

from attrs import define

from costatus.models.orders import CustomerOrder
from costatus.models.quantities import ZERO
from costatus.models.settings import Settings
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import ManufacturingStage, OrderStatus
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.supply import RECEIVED

_UNCONFIRMED = frozenset({OrderStatus.QUOTATION, OrderStatus.WAITING_FOR_CONFIRMATION})
_NOT_SCHEDULED = frozenset({ManufacturingStage.NEW, ManufacturingStage.NOT_SCHEDULED})
_STARTED = frozenset(
    {ManufacturingStage.IN_PROGRESS, ManufacturingStage.PAUSED, ManufacturingStage.FINISHED}
)


@define(eq=False)
class OrderFacts:
    """What the rows of the order compare; the lists are their evidence.

    `held` says that the automatic words do not apply to the order's stage. `unready` counts the
    lines with goods outstanding that are not covered by received lots.
    """

    order: CustomerOrder
    stage: OrderStatus
    held: bool

    lines: Sequence[LineFacts]
    outstanding_lines: list[LineFacts]
    short_lines: list[LineFacts]
    surplus_lines: list[LineFacts]
    started_orders: list[ManufacturingOrder]
    unscheduled_orders: list[ManufacturingOrder]

    countable: int
    outstanding: int
    unready: int
    short: int
    surplus: int
    started: int
    unscheduled: int


def order_facts(order: CustomerOrder, lines: Sequence[LineFacts], settings: Settings) -> OrderFacts:
    """Extract the facts of an order from those of its lines."""
    countable = [line for line in lines if line.countable]
    outstanding = [line for line in countable if line.outstanding > ZERO]
    short = [line for line in outstanding if line.missing > ZERO]
    surplus = [line for line in lines if line.surplus > ZERO]
    orders = list(_manufacturing_orders(countable))
    started = [order for order in orders if _has_started(order)]
    unscheduled = [order for order in orders if order.stage in _NOT_SCHEDULED]
    return OrderFacts(
        order=order,
        stage=order.stage,
        held=order.stage in _UNCONFIRMED and not settings.advance_unconfirmed,
        lines=lines,
        outstanding_lines=outstanding,
        short_lines=short,
        surplus_lines=surplus,
        started_orders=started,
        unscheduled_orders=unscheduled,
        countable=len(countable),
        outstanding=len(outstanding),
        unready=sum((line.missing > ZERO) | (line.unreceived > 0) for line in outstanding),
        short=len(short),
        surplus=len(surplus),
        started=len(started),
        unscheduled=len(unscheduled),
    )


def _manufacturing_orders(lines: Sequence[LineFacts]) -> Iterator[ManufacturingOrder]:
    """The distinct MOs behind unreceived lots of the lines' covers."""
    seen = set()
    for line in lines:
        for lot, _ in line.cover:
            source = lot.source
            if lot.status is RECEIVED or not isinstance(source, ManufacturingOrder):
                continue
            if source.id not in seen:
                seen.add(source.id)
                yield source


def _has_started(order: ManufacturingOrder) -> bool:
    return order.stage in _STARTED or any(
        operation.started or operation.finished for operation in order.operations
    )
