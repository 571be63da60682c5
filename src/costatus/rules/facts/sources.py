"""The facts of the sources behind a line: manufacturing, purchase and transfer orders."""

from typing import Final, cast, final

from costatus.models.as_of import NEVER
from costatus.models.lots import Source
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import TransferStage
from costatus.rules.facts.context import EvaluationContext
from costatus.rules.facts.coverage import Demand, SourceBehind, UsableBooking, is_source
from costatus.rules.facts.manufacturing import ManufacturingFacts

_NOT_SHIPPED: Final = frozenset({TransferStage.NEW, TransferStage.READY_FOR_SHIPMENT})


@final
class PurchaseFacts(SourceBehind):
    """What the rows of purchase orders compare, seen from one line."""

    __slots__ = ()


@final
class TransferFacts(SourceBehind):
    """What the rows of transfer orders compare, seen from one line."""

    __slots__ = ("not_shipped", "shipment_on")

    def __init__(self, source: TransferOrder, demand: Demand, context: EvaluationContext) -> None:
        super().__init__(source, demand, context)
        shipment = source.planned_shipment_on
        self.not_shipped: bool = source.stage in _NOT_SHIPPED
        self.shipment_on: int = NEVER if shipment is None else shipment.toordinal()


def sources_of(  # noqa: C901, PLR0917 one pass over the supplies
    order: CustomerOrder,
    line: OrderLine,
    promised_on: int,
    waiting: bool,
    supplies: list[UsableBooking],
    context: EvaluationContext,
) -> list[SourceBehind]:
    """Extract the facts of the distinct sources behind a line, and tie its bookings to them."""
    found: list[SourceBehind] = []
    demand: Demand | None = None
    by_key: dict[tuple[str, str], SourceBehind] | None = None
    for one in supplies:
        source = one.source
        if source is None or (one.received and not is_source(source)):
            continue
        if demand is None:
            demand = Demand(order, line, promised_on, waiting, supplies)
        behind: SourceBehind | None = None
        if found:
            if found[-1].source is source:
                behind = found[-1]
            else:
                if by_key is None:
                    by_key = {(each.source.kind, each.source.id): each for each in found}
                behind = by_key.get((source.kind, source.id))
        if behind is None:
            behind = _facts_of(source, demand, context)
            found.append(behind)
            if by_key is not None:
                by_key[source.kind, source.id] = behind
        one.behind = behind
        if not one.received:
            behind.open_lots += 1
            if one.expected > behind.due_on:
                behind.due_on = one.expected
    return found


def _facts_of(source: Source, demand: Demand, context: EvaluationContext) -> SourceBehind:
    if isinstance(source, ManufacturingOrder):
        return ManufacturingFacts(source, demand, context)
    if isinstance(source, PurchaseOrder):
        return PurchaseFacts(source, demand, context)
    return TransferFacts(cast("TransferOrder", source), demand, context)
