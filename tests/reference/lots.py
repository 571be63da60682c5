"""Which lots count, which are requested, and when they are expected."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from costatus import (
    LotStatus,
    ManufacturingOrder,
    ManufacturingStage,
    PurchaseStage,
    SourceKind,
    StockLot,
    TransferStage,
)
from tests.reference.clock import Clock

NOTHING = Decimal(0)
DEAD = (ManufacturingStage.CANCELED, PurchaseStage.CANCELED, PurchaseStage.RFQ)
CLOSED = (ManufacturingStage.FINISHED, PurchaseStage.RECEIVED, TransferStage.RECEIVED)
COMING = (LotStatus.REQUESTED, LotStatus.PLANNED, LotStatus.ON_HOLD)
UNSCHEDULED = (ManufacturingStage.NEW, ManufacturingStage.NOT_SCHEDULED)
UNORDERED = (PurchaseStage.NEW, PurchaseStage.APPROVED)


def beyond(difference: Decimal, tolerance: Decimal) -> Decimal:
    """Return the difference, or nothing where it is within the tolerance."""
    return difference if difference > tolerance else NOTHING


def is_source(source: Any) -> bool:
    """Return whether goods can come from it: a canceled source and an RFQ are no source."""
    return source is not None and source.stage not in DEAD


def is_received(lot: StockLot) -> bool:
    """Return whether the goods are in stock."""
    return lot.status is LotStatus.RECEIVED


def is_usable(lot: StockLot) -> bool:
    """Return whether a booking of the lot counts."""
    if lot.status is LotStatus.RECEIVED:
        return True
    return lot.status in COMING and (lot.source is None or is_source(lot.source))


def requested_by_source(lot: StockLot) -> SourceKind | None:
    """Return the kind of the source that makes a Planned lot a requested one, if it does.

    Compare stages of one kind only: members of different vocabularies may have equal values.
    """
    source: Any = lot.source
    if lot.status is not LotStatus.PLANNED or source is None:
        return None
    if source.kind is SourceKind.MANUFACTURING and source.stage in UNSCHEDULED:
        return SourceKind.MANUFACTURING
    if source.kind is SourceKind.PURCHASE and source.stage in UNORDERED:
        return SourceKind.PURCHASE
    return None


def is_requested(lot: StockLot) -> bool:
    """Return whether the lot is not ordered yet: by its own status, or by its source's stage."""
    return lot.status is LotStatus.REQUESTED or requested_by_source(lot) is not None


def planned_start(mo: ManufacturingOrder, clock: Clock) -> date | datetime | None:
    """Return the order's own planned start, else its operations' earliest."""
    if mo.planned_start is not None:
        return mo.planned_start
    starts = [step.planned_start for step in mo.operations if step.planned_start is not None]
    return min(starts, key=clock.order) if starts else None


def planned_finish(mo: ManufacturingOrder, clock: Clock) -> date | datetime | None:
    """Return the order's own planned finish, else its operations' latest."""
    if mo.planned_finish is not None:
        return mo.planned_finish
    ends = [step.planned_finish for step in mo.operations if step.planned_finish is not None]
    return max(ends, key=clock.order) if ends else None


def expected_day(lot: StockLot, clock: Clock) -> date | None:
    """Return the lot's own day, else the day its source plans to finish, arrive or deliver."""
    source: Any = lot.source
    if lot.expected_on is not None or source is None:
        return lot.expected_on
    if source.kind is SourceKind.MANUFACTURING:
        finish = planned_finish(source, clock)
        return None if finish is None else clock.day(finish)
    day: date | None = (
        source.expected_on if source.kind is SourceKind.PURCHASE else source.planned_arrival_on
    )
    return day
