"""The facts of the sources behind a line: manufacturing, purchase and transfer orders."""

from decimal import Decimal
from typing import Final, Protocol, TypeAlias, cast

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.lots import Source
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import PurchaseStage, TransferStage
from costatus.rules.facts.manufacturing import ManufacturingFacts
from costatus.rules.facts.coverage import RECEIVED, UsableBooking, is_source
from costatus.rules.facts.context import EvaluationContext

_NOT_SHIPPED: Final = frozenset({TransferStage.NEW, TransferStage.READY_FOR_SHIPMENT})


class Waiting(Protocol):
    """The facts of a line that those of its sources are seen from."""

    outstanding: Decimal
    promised_on: int
    context: EvaluationContext
    today: int


class _Behind:
    """A source behind a line, and what is counted of it."""

    __slots__ = ("due_on", "open_lots", "source")

    def __init__(self, source: Source) -> None:
        self.source: Source = source
        self.open_lots: int = 0
        self.due_on: int = UNKNOWN


def sources_of(  # noqa: C901 one pass over the supplies
    supplies: list[UsableBooking], line: Waiting
) -> "list[SourceFacts]":
    """The distinct sources behind all usable bookings of the line; section 3.

    Each counts its unreceived lots among them; its due day is the latest expected day of those.
    """
    found: list[_Behind] = []
    for supply in supplies:
        source = supply.source
        if source is None:
            continue
        received = supply.status is RECEIVED
        if received and not is_source(source):
            continue
        for one in found:
            known = one.source
            if known is source or (known.id == source.id and known.kind is source.kind):
                break
        else:
            one = _Behind(source)
            found.append(one)
        if not received:
            one.open_lots += 1
            if supply.expected > one.due_on:
                one.due_on = supply.expected
    facts: list[SourceFacts] = []
    for one in found:
        source = one.source
        if isinstance(source, ManufacturingOrder):
            facts.append(line.context.remembered(ManufacturingFacts, source, one.open_lots))
        elif isinstance(source, PurchaseOrder):
            facts.append(PurchaseFacts(source, one.open_lots, one.due_on, line))
        else:
            transfer = cast("TransferOrder", source)
            facts.append(TransferFacts(transfer, one.open_lots, one.due_on, line))
    return facts


class PurchaseFacts:
    """What the rows of purchase orders compare, seen from one line."""

    __slots__ = ("due_on", "open_lots", "promised_on", "source", "stage", "today", "waiting")

    def __init__(self, source: PurchaseOrder, open_lots: int, due_on: int, line: Waiting) -> None:
        self.source: PurchaseOrder = source
        self.stage: PurchaseStage = source.stage
        self.open_lots: int = open_lots
        self.due_on: int = due_on
        self.waiting: bool = bool(line.outstanding)
        self.promised_on: int = line.promised_on
        self.today: int = line.today


class TransferFacts:
    """What the rows of transfer orders compare, seen from one line."""

    __slots__ = (
        "due_on",
        "not_shipped",
        "open_lots",
        "promised_on",
        "shipment_on",
        "source",
        "stage",
        "today",
        "waiting",
    )

    def __init__(self, source: TransferOrder, open_lots: int, due_on: int, line: Waiting) -> None:
        shipment = source.planned_shipment_on
        self.source: TransferOrder = source
        self.stage: TransferStage = source.stage
        self.open_lots: int = open_lots
        self.due_on: int = due_on
        self.waiting: bool = bool(line.outstanding)
        self.promised_on: int = line.promised_on
        self.today: int = line.today
        self.not_shipped: bool = source.stage in _NOT_SHIPPED
        self.shipment_on: int = NEVER if shipment is None else shipment.toordinal()


SourceFacts: TypeAlias = ManufacturingFacts | PurchaseFacts | TransferFacts
