"""The plain loop over what is behind a line: lots, covers, and the sources' statuses."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from tests.reference.plain_result import Answer, Clock, Why

from costatus.models.lots import Booking, Source, StockLot
from costatus.models.settings import Settings
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import (
    LotStatus,
    ManufacturingStage,
    PurchaseStage,
    SourceKind,
    SourceStatus,
    TransferStage,
)

Cover: TypeAlias = list[tuple[StockLot, date | None]]

DEAD = (ManufacturingStage.CANCELED, PurchaseStage.CANCELED, PurchaseStage.RFQ)
COMING = (LotStatus.REQUESTED, LotStatus.PLANNED, LotStatus.ON_HOLD)
RUNNING = (
    ManufacturingStage.IN_PROGRESS,
    ManufacturingStage.PAUSED,
    ManufacturingStage.FINISHED,
)


def more_than(difference: Decimal, tolerance: Decimal) -> Decimal:
    """The difference, or nothing where it is within the tolerance."""
    return difference if difference > tolerance else Decimal(0)


def source_is_alive(source: Source) -> bool:
    """A canceled source and a request for quotation are no source."""
    return source.stage not in DEAD


def is_usable(lot: StockLot) -> bool:
    """Whether a booking of the lot counts."""
    if lot.status is LotStatus.RECEIVED:
        return True
    return lot.status in COMING and (lot.source is None or source_is_alive(lot.source))


def started(mo: ManufacturingOrder) -> bool:
    """Whether production has begun."""
    return mo.stage in RUNNING or any(step.started or step.finished for step in mo.operations)


def finish_of(mo: ManufacturingOrder, clock: Clock) -> date | datetime | None:
    """The planned finish: its own, else its operations' latest."""
    if mo.planned_finish is not None:
        return mo.planned_finish
    ends = [step.planned_finish for step in mo.operations if step.planned_finish is not None]
    return max(ends, key=clock.order) if ends else None


def start_of(mo: ManufacturingOrder, clock: Clock) -> date | datetime | None:
    """The planned start: its own, else its operations' earliest."""
    if mo.planned_start is not None:
        return mo.planned_start
    starts = [step.planned_start for step in mo.operations if step.planned_start is not None]
    return min(starts, key=clock.order) if starts else None


def expected_day(lot: StockLot, clock: Clock) -> date | None:
    """The lot's own day, else the day its source plans to finish, arrive or deliver."""
    if lot.expected_on is not None:
        return lot.expected_on
    source: Any = lot.source
    if source is None:
        return None
    if source.kind is SourceKind.MANUFACTURING:
        finish = finish_of(source, clock)
        return None if finish is None else clock.day(finish)
    if source.kind is SourceKind.PURCHASE:
        expected: date | None = source.expected_on
        return expected
    arrival: date | None = source.planned_arrival_on
    return arrival


def cover_of(
    usable: Sequence[Booking],
    outstanding: Decimal,
    promise: date | None,
    tolerance: Decimal,
    clock: Clock,
) -> Cover:
    """The bookings that decide: the surest first, until what is outstanding is reached."""
    dated = [(booking, expected_day(booking.lot, clock)) for booking in usable]

    def sureness(one: tuple[Booking, date | None]) -> tuple[int, date, str]:
        booking, day = one
        lot = booking.lot
        if lot.status is LotStatus.RECEIVED:
            return 0, date.min, lot.id
        if lot.status is LotStatus.REQUESTED:
            return 4, date.min, lot.id
        if day is None:
            return 2, date.min, lot.id
        return (1 if promise is None or day <= promise else 3), day, lot.id

    cover: Cover = []
    left = outstanding
    for booking, day in sorted(dated, key=sureness):
        if left <= tolerance:
            break
        cover.append((booking.lot, day))
        left -= booking.quantity
    return cover


def source_answer(
    source: Any, lots: list[StockLot], promise: date | None, clock: Clock, settings: Settings
) -> Answer:
    """The status of a source; `lots` are its unreceived ones, `promise` None if none waits."""
    if source.kind is SourceKind.MANUFACTURING:
        return manufacturing_answer(source, lots, clock, settings)
    days = [day for lot in lots if (day := expected_day(lot, clock)) is not None]
    due = max(days) if days else None
    if source.kind is SourceKind.PURCHASE:
        return purchase_answer(source, lots, promise, due, clock.today)
    return transfer_answer(source, lots, promise, due, clock.today)


def manufacturing_answer(
    mo: ManufacturingOrder, lots: list[StockLot], clock: Clock, settings: Settings
) -> Answer:
    """M1 to M6."""
    if mo.stage is ManufacturingStage.FINISHED or not lots:
        why = Why("M1", "MO_FINISHED", f"its goods are received (stage {mo.stage.label})")
        return Answer(SourceStatus.RECEIVED, None, [why], [])
    tolerance = settings.quantity_tolerance
    start, finish = start_of(mo, clock), finish_of(mo, clock)
    start_day = None if start is None else clock.day(start)
    unbooked, requested, late, undated = [], [], [], []
    for part in mo.parts:
        usable = [booking for booking in part.bookings if is_usable(booking.lot)]
        booked = sum((booking.quantity for booking in usable), Decimal(0))
        if part.quantity - part.consumed - booked > tolerance:
            unbooked.append(f"part {part.id} ({part.item}) needs {part.quantity}")
        rest = more_than(part.quantity - part.consumed, tolerance)
        for lot, day in cover_of(usable, rest, start_day, tolerance, clock):
            if lot.status is LotStatus.RECEIVED:
                continue
            if lot.status is LotStatus.REQUESTED:
                requested.append(f"lot {lot.id} of part {part.id} is requested")
            if (
                clock.passed(start)
                or (day is not None and day < clock.today)
                or (day is not None and start_day is not None and day > start_day)
            ):
                late.append(f"lot {lot.id} of part {part.id} is expected on {day}")
            if day is None and start is not None:
                undated.append(f"nobody knows when lot {lot.id} of part {part.id} is expected")

    passed = f"it should have been finished by {finish}"
    notes = [Why(None, "MO_FINISH_PASSED", passed)] if clock.passed(finish) else []
    if unbooked:
        why = Why("M2", "PART_NOT_BOOKED", unbooked[0])
        return Answer(SourceStatus.NOT_BOOKED, None, [why], notes)
    reasons = []
    if mo.stage is ManufacturingStage.NEW:
        reasons.append(Why("M3a", "MO_NOT_APPROVED", "it is not approved yet"))
    if mo.stage is ManufacturingStage.NOT_SCHEDULED:
        reasons.append(Why("M3b", "MO_NOT_SCHEDULED", "it is not scheduled yet"))
    if requested:
        reasons.append(Why("M3c", "PART_REQUESTED", requested[0]))
    if reasons:
        return Answer(SourceStatus.REQUESTED, None, reasons, notes)
    if clock.passed(finish):
        why = Why("M4", "MO_FINISH_PASSED", passed)
        return Answer(SourceStatus.DELAYED, None, [why], [])
    if late:
        reasons.append(Why("M5a", "PART_NOT_RECEIVED_ON_TIME", late[0]))
    for step in mo.operations:
        if not step.started and not step.finished and clock.passed(step.planned_start):
            text = f"operation {step.id} should have started by {step.planned_start}"
            reasons.append(Why("M5b", "OPERATION_NOT_STARTED_ON_TIME", text))
            break
    for step in mo.operations:
        if not step.finished and clock.passed(step.planned_finish):
            text = f"operation {step.id} should have been finished by {step.planned_finish}"
            reasons.append(Why("M5c", "OPERATION_NOT_FINISHED_ON_TIME", text))
            break
    if finish is None:
        reasons.append(Why("M5x", "NO_EXPECTED_DATE", "nobody knows when it is finished"))
    elif undated:
        reasons.append(Why("M5x", "NO_EXPECTED_DATE", undated[0]))
    if reasons:
        return Answer(SourceStatus.POSSIBLY_DELAYED, None, reasons, [])
    why = Why("M6", "ALL_EXPECTED_ON_TIME", f"it is to be finished by {finish}")
    return Answer(SourceStatus.EXPECTED_ON_TIME, None, [why], [])


def purchase_answer(
    po: PurchaseOrder, lots: list[StockLot], promise: date | None, due: date | None, today: date
) -> Answer:
    """U1 to U4."""
    if po.stage is PurchaseStage.RECEIVED or not lots:
        why = Why("U1", "PO_RECEIVED", f"its goods are received (stage {po.stage.label})")
        return Answer(SourceStatus.RECEIVED, None, [why], [])
    if po.stage in (PurchaseStage.NEW, PurchaseStage.APPROVED):
        why = Why("U2", "PO_NOT_ORDERED", f"it is not ordered yet (stage {po.stage.label})")
        return Answer(SourceStatus.REQUESTED, None, [why], [])
    reasons = []
    if promise is not None and promise < today:
        reasons.append(Why("U3a", "PROMISE_PASSED", f"the promised {promise} has passed"))
    if due is not None and due < today:
        reasons.append(Why("U3b", "PO_OVERDUE", f"it was expected on {due}"))
    if due is not None and promise is not None and due > promise:
        text = f"it is expected on {due}, after the promised {promise}"
        reasons.append(Why("U3c", "PO_EXPECTED_AFTER_PROMISE", text))
    if reasons:
        return Answer(SourceStatus.DELAYED, None, reasons, [])
    why = Why("U4", "ALL_EXPECTED_ON_TIME", f"it is expected on {due}")
    notes = [Why(None, "NO_EXPECTED_DATE", "nobody knows when it comes")] if due is None else []
    return Answer(SourceStatus.EXPECTED_ON_TIME, None, [why], notes)


def transfer_answer(
    to: TransferOrder, lots: list[StockLot], promise: date | None, due: date | None, today: date
) -> Answer:
    """T1 to T4."""
    if to.stage is TransferStage.RECEIVED or not lots:
        why = Why("T1", "TO_RECEIVED", f"its goods are received (stage {to.stage.label})")
        return Answer(SourceStatus.RECEIVED, None, [why], [])
    reasons = []
    if due is not None and due < today:
        reasons.append(Why("T2a", "TO_ARRIVAL_PASSED", f"it should have arrived on {due}"))
    if due is not None and promise is not None and due > promise:
        text = f"it arrives on {due}, after the promised {promise}"
        reasons.append(Why("T2b", "TO_ARRIVAL_AFTER_PROMISE", text))
    if promise is not None and promise < today:
        reasons.append(Why("T2c", "PROMISE_PASSED", f"the promised {promise} has passed"))
    if reasons:
        return Answer(SourceStatus.DELAYED, None, reasons, [])
    shipment = to.planned_shipment_on
    not_shipped = to.stage in (TransferStage.NEW, TransferStage.READY_FOR_SHIPMENT)
    if not_shipped and shipment is not None and shipment < today:
        text = f"it should have been shipped on {shipment}"
        reasons.append(Why("T3a", "TO_SHIPMENT_PASSED", text))
    if due is None:
        reasons.append(Why("T3x", "NO_EXPECTED_DATE", "nobody knows when it arrives"))
    if reasons:
        return Answer(SourceStatus.POSSIBLY_DELAYED, None, reasons, [])
    why = Why("T4", "ALL_EXPECTED_ON_TIME", f"it arrives on {due}")
    return Answer(SourceStatus.EXPECTED_ON_TIME, None, [why], [])
