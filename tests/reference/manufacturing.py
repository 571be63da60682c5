"""Rows M1 to M6: a manufacturing order behind a line."""

from datetime import date
from decimal import Decimal

from costatus import ManufacturingOrder, ManufacturingStage, SourceStatus, StockLot
from tests.reference.answer import Answer, Why, note
from tests.reference.clock import Clock
from tests.reference.coverage import latest_day, part_states
from tests.reference.lots import is_requested, planned_finish, planned_start

RUNNING = (
    ManufacturingStage.IN_PROGRESS,
    ManufacturingStage.PAUSED,
    ManufacturingStage.FINISHED,
)


def has_started(mo: ManufacturingOrder) -> bool:
    """Return whether production has begun; a finished operation counts as started."""
    return mo.stage in RUNNING or any(step.started or step.finished for step in mo.operations)


def manufacturing_answer(
    mo: ManufacturingOrder,
    open_lots: list[StockLot],
    promise: date | None,
    tolerance: Decimal,
    clock: Clock,
) -> Answer:
    """Return the status; `open_lots` are the unreceived ones that the line has booked."""
    if mo.stage is ManufacturingStage.FINISHED or not open_lots:
        text = f"its goods for this line are received (stage {mo.stage.label})"
        return Answer(SourceStatus.RECEIVED, None, [Why("M1", "MO_FINISHED", text)])
    finish = planned_finish(mo, clock)
    notes = []
    if mo.stage is ManufacturingStage.PAUSED:
        notes.append(note("MO_PAUSED", "it is paused"))
    due = latest_day(open_lots, clock)
    if due is not None and promise is not None and due > promise:
        text = f"it is expected on {due}, after the promised {promise}"
        notes.append(note("EXPECTED_AFTER_PROMISE", text))
    status, reasons = status_of(mo, finish, tolerance, clock)
    if status in (SourceStatus.NOT_BOOKED, SourceStatus.REQUESTED) and clock.passed(finish):
        notes.append(note("MO_FINISH_PASSED", f"it should have been finished by {finish}"))
    return Answer(status, None, reasons, notes)


def status_of(
    mo: ManufacturingOrder, finish: date | None, tolerance: Decimal, clock: Clock
) -> tuple[SourceStatus, list[Why]]:
    """Test M2 to M6 from the top."""
    parts = part_states(mo, tolerance, clock)
    missing = [state for state in parts if state.missing]
    if missing:
        part = missing[0].part
        text = f"part {part.id} ({part.item}) needs {part.quantity}, {missing[0].missing} missing"
        return SourceStatus.NOT_BOOKED, [Why("M2", "PART_NOT_BOOKED", text)]

    coming = [(state.part, lot, day) for state in parts for lot, day in state.coming]
    reasons = []
    if mo.stage is ManufacturingStage.NEW:
        reasons.append(Why("M3a", "MO_NOT_APPROVED", "it is not approved yet"))
    if mo.stage is ManufacturingStage.NOT_SCHEDULED:
        reasons.append(Why("M3b", "MO_NOT_SCHEDULED", "it is not scheduled yet"))
    for part, lot, _ in coming:
        if is_requested(lot):
            text = f"lot {lot.id} of part {part.id} is requested, but not ordered or scheduled yet"
            reasons.append(Why("M3c", "PART_REQUESTED", text))
            break
    if reasons:
        return SourceStatus.REQUESTED, reasons

    if clock.passed(finish):
        text = f"it should have been finished by {finish}"
        return SourceStatus.DELAYED, [Why("M4", "MO_FINISH_PASSED", text)]

    start = planned_start(mo, clock)
    start_day = None if start is None else clock.day(start)
    for part, lot, day in coming:
        late = day is not None and (
            day < clock.today or (start_day is not None and day > start_day)
        )
        if late or clock.passed(start):
            text = f"lot {lot.id} of part {part.id} is expected on {day}, needed from {start}"
            reasons.append(Why("M5a", "PART_NOT_RECEIVED_ON_TIME", text))
            break
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
    undated = [lot.id for _, lot, day in coming if day is None]
    if finish is None or (undated and start is not None):
        what = "the order" if finish is None else f"lot {undated[0]}"
        reasons.append(Why("M5x", "NO_EXPECTED_DATE", f"no expected day is known of {what}"))
    if reasons:
        return SourceStatus.POSSIBLY_DELAYED, reasons

    text = f"it is planned to finish by {finish}"
    return SourceStatus.EXPECTED_ON_TIME, [Why("M6", "ALL_EXPECTED_ON_TIME", text)]
