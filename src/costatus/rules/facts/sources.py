"""The facts of the purchase and transfer orders behind a line."""

from typing import Final, TypeAlias, cast, final

from costatus.models.as_of import NEVER
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import PurchaseStage, SourceStatus, TransferStage
from costatus.rules.facts.context import EvaluationContext
from costatus.rules.facts.coverage import SourceUse
from costatus.rules.facts.manufacturing import Demand, ManufacturingFacts

_NOT_SHIPPED: Final = frozenset({TransferStage.NEW, TransferStage.READY_FOR_SHIPMENT})


@final
class PurchaseFacts:
    """What the rows of purchase orders compare, seen from one line.

    `waiting`: the line has goods outstanding; `status` is set once the rows have decided.
    """

    __slots__ = (
        "awaited",
        "context",
        "demand",
        "due_on",
        "open_lots",
        "promised_on",
        "source",
        "stage",
        "status",
        "use",
        "waiting",
    )

    status: SourceStatus

    def __init__(
        self,
        source: PurchaseOrder,
        use: SourceUse,
        demand: Demand,
        context: EvaluationContext,
    ) -> None:
        self.source: PurchaseOrder = source
        self.stage: PurchaseStage = source.stage
        self.use: SourceUse = use
        self.open_lots: int = use.open_lots
        self.due_on: int = use.due_on
        self.awaited: bool = use.awaited
        self.demand: Demand = demand
        self.promised_on: int = demand.promised_on
        self.waiting: bool = demand.waiting
        self.context: EvaluationContext = context


@final
class TransferFacts:
    """What the rows of transfer orders compare, seen from one line."""

    __slots__ = (
        "awaited",
        "context",
        "demand",
        "due_on",
        "not_shipped",
        "open_lots",
        "promised_on",
        "shipment_on",
        "source",
        "stage",
        "status",
        "use",
        "waiting",
    )

    status: SourceStatus

    def __init__(
        self,
        source: TransferOrder,
        use: SourceUse,
        demand: Demand,
        context: EvaluationContext,
    ) -> None:
        shipment = source.planned_shipment_on
        self.source: TransferOrder = source
        self.stage: TransferStage = source.stage
        self.use: SourceUse = use
        self.open_lots: int = use.open_lots
        self.due_on: int = use.due_on
        self.awaited: bool = use.awaited
        self.demand: Demand = demand
        self.promised_on: int = demand.promised_on
        self.waiting: bool = demand.waiting
        self.context: EvaluationContext = context
        self.not_shipped: bool = source.stage in _NOT_SHIPPED
        self.shipment_on: int = NEVER if shipment is None else shipment.toordinal()


SourceFacts: TypeAlias = ManufacturingFacts | PurchaseFacts | TransferFacts


def facts_of_source(use: SourceUse, demand: Demand, context: EvaluationContext) -> SourceFacts:
    """Extract the facts of a source behind a line."""
    source = use.source
    if isinstance(source, ManufacturingOrder):
        return ManufacturingFacts(source, use, demand, context)
    if isinstance(source, PurchaseOrder):
        return PurchaseFacts(source, use, demand, context)
    return TransferFacts(cast("TransferOrder", source), use, demand, context)
