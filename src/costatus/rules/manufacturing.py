"""Source status of a manufacturing order behind a line. Rows M1 to M6."""

from bisect import bisect_right
from datetime import timedelta
from typing import Final

from costatus.models.as_of import UNKNOWN
from costatus.models.quantities import total
from costatus.models.sources import Part
from costatus.models.statuses import ManufacturingStage, SourceStatus
from costatus.rules._evidence import (
    after_promise,
    lot_facts,
    received,
    source_subject,
    stage,
    with_names,
)
from costatus.rules._reasons import ITSELF, Evidence
from costatus.rules._subject import Subject
from costatus.rules._table import Note, Row, Table, TimedNote, TimedRow, otherwise
from costatus.rules._templates import Fact
from costatus.rules.facts.context import Time
from costatus.rules.facts.coverage import is_usable
from costatus.rules.facts.manufacturing import ManufacturingFacts, PartLot, Step
from costatus.rules.reason_codes import ReasonCode, SubjectKind

_S, _C = SourceStatus, ReasonCode
_FINISHED: Final = ManufacturingStage.FINISHED
_PART: Final = SubjectKind.PART
_OPERATION: Final = SubjectKind.OPERATION
_NEW: Final = ManufacturingStage.NEW
_NOT_SCHEDULED: Final = ManufacturingStage.NOT_SCHEDULED
_PAUSED: Final = ManufacturingStage.PAUSED


def is_received(mo: ManufacturingFacts) -> bool:
    """M1. It is finished, or all the lots it supplies to the line are received."""
    return mo.stage is _FINISHED or mo.open_lots == 0


def part_not_booked(mo: ManufacturingFacts) -> bool:
    """M2. A part's consumed and booked quantities are below what is required."""
    return len(mo.production.unbooked) > 0


def not_approved(mo: ManufacturingFacts) -> bool:
    """M3a. It is new, not approved yet."""
    return mo.stage is _NEW


def not_scheduled(mo: ManufacturingFacts) -> bool:
    """M3b. It is not scheduled yet."""
    return mo.stage is _NOT_SCHEDULED


def part_requested(mo: ManufacturingFacts) -> bool:
    """M3c. A lot of a part's coverage is requested, not ordered yet."""
    return len(mo.production.requested) > 0


def finish_passed(mo: ManufacturingFacts, at: Time) -> bool:
    """M4. Its planned finish has passed."""
    return mo.production.finish_day < at.today or mo.production.finish_moment <= at.now


def part_overdue(mo: ManufacturingFacts, at: Time) -> bool:
    """The expected day of a part's lot has passed."""
    return mo.production.first_part_expected < at.today


def part_after_start(mo: ManufacturingFacts) -> bool:
    """A part's lot is expected after the day on which the MO starts."""
    return UNKNOWN < mo.production.plan.start_day < mo.production.last_part_expected


def part_not_received_on_time(mo: ManufacturingFacts, at: Time) -> bool:
    """M5a. A part's lot is not received: overdue, after the start, or the start has passed."""
    return mo.production.unreceived > 0 and (
        part_overdue(mo, at)
        or part_after_start(mo)
        or mo.production.start_day < at.today
        or mo.production.start_moment <= at.now
    )


def operation_not_started(mo: ManufacturingFacts, at: Time) -> bool:
    """M5b. An operation is not started, and its planned start has passed."""
    return mo.production.next_start_day < at.today or mo.production.next_start_moment <= at.now


def operation_not_finished(mo: ManufacturingFacts, at: Time) -> bool:
    """M5c. An operation is not finished, and its planned finish has passed."""
    return mo.production.next_finish_day < at.today or mo.production.next_finish_moment <= at.now


def no_expected_date(mo: ManufacturingFacts) -> bool:
    """M5x. No planned finish is known, or no expected day of a part that a planned start needs."""
    return not mo.production.finish_known or (
        mo.production.plan.start_day > UNKNOWN and len(mo.production.undated) > 0
    )


def expected_after_promise(mo: ManufacturingFacts) -> bool:
    """Its due day is after the line's promise."""
    return mo.due_on > mo.promised_on


def is_paused(mo: ManufacturingFacts) -> bool:
    """It is paused."""
    return mo.stage is _PAUSED


def finish(mo: ManufacturingFacts) -> Evidence:
    """Return the planned finish where it is known."""
    planned, as_of = mo.production.plan.finish, mo.context.as_of
    return ITSELF, {} if planned is None else {"planned_finish": as_of.on_clock(planned)}


def unbooked_parts(mo: ManufacturingFacts) -> Evidence:
    """Name the parts that are short, with what the first requires and has."""
    unbooked = mo.production.unbooked
    part = unbooked[0]
    booked = [each.quantity for each in part.bookings if is_usable(each.lot)]
    facts: dict[str, Fact] = {
        "item": part.item,
        "required": part.quantity,
        "covered": total([part.consumed, *booked]),
    }
    return _part(mo, part), with_names(facts, "parts", [each.id for each in unbooked])


def requested_lots(mo: ManufacturingFacts) -> Evidence:
    """Name the requested lots of the parts, the first with its source."""
    return _first_of(mo, mo.production.requested)


def late_lot(mo: ManufacturingFacts) -> Evidence:
    """Name a part's lot that is late: the first overdue, or else the last to come."""
    production = mo.production
    if part_overdue(mo, production.context.time):
        return _late(mo, production.dated[0])
    if part_after_start(mo):
        return _late(mo, production.dated[-1])
    return _late(mo, (production.undated or production.dated)[0])


def missed_start(mo: ManufacturingFacts) -> Evidence:
    """Name the operation that should have started first, and count the others."""
    return _missed(mo, mo.production.unstarted, "planned_start")


def missed_finish(mo: ManufacturingFacts) -> Evidence:
    """Name the operation that should have been finished first, and count the others."""
    return _missed(mo, mo.production.unfinished, "planned_finish")


def undated_lot(mo: ManufacturingFacts) -> Evidence:
    """Name the first lot of a part with an unknown day, where the MO's own finish is known."""
    if not mo.production.finish_known:
        return ITSELF, {}
    return _first_of(mo, mo.production.undated)


def _first_of(mo: ManufacturingFacts, lots: tuple[PartLot, ...]) -> Evidence:
    facts = lot_facts(lots[0].lot)
    return _part(mo, lots[0].part), with_names(facts, "lots", [each.lot.id for each in lots])


def _part(mo: ManufacturingFacts, part: Part) -> Subject:
    return Subject(_PART, part.id, mo.source.id)


def _late(mo: ManufacturingFacts, late: PartLot) -> Evidence:
    facts = lot_facts(late.lot)
    facts["expected_on"] = None if late.expected == UNKNOWN else mo.context.day(late.expected)
    start = mo.production.plan.start
    facts["needed_by"] = None if start is None else mo.context.as_of.on_clock(start)
    return _part(mo, late.part), facts


def _missed(mo: ManufacturingFacts, steps: tuple[Step, ...], deadline: str) -> Evidence:
    first = steps[0]
    as_of = mo.context.as_of
    late = bisect_right(steps, False, key=lambda step: not as_of.passed(step.deadline))
    named: dict[str, Fact] = {deadline: as_of.on_clock(first.deadline), "others": late - 1}
    return Subject(_OPERATION, first.operation.id, mo.source.id), named


def turning_days(mo: ManufacturingFacts) -> tuple[int, ...]:
    """Return the days after each deadline that is a day, and after a part's expected day."""
    production = mo.production
    return (
        production.finish_day + 1,
        production.first_part_expected + 1,
        production.start_day + 1,
        production.next_start_day + 1,
        production.next_finish_day + 1,
    )


def turning_moments(mo: ManufacturingFacts) -> tuple[timedelta, ...]:
    """Return the instants of the deadlines that are moments."""
    production = mo.production
    return (
        production.finish_moment,
        production.start_moment,
        production.next_start_moment,
        production.next_finish_moment,
    )


_LATE_START = _C.OPERATION_NOT_STARTED_ON_TIME
_LATE_FINISH = _C.OPERATION_NOT_FINISHED_ON_TIME
_STUCK = frozenset({_S.NOT_BOOKED, _S.REQUESTED})
_OPEN = frozenset(_S) - {_S.RECEIVED}

MANUFACTURING: Table[ManufacturingFacts] = Table(
    "manufacturing",
    source_subject,
    (
        Row("M1", _S.RECEIVED, _C.MO_FINISHED, is_received, received),
        Row("M2", _S.NOT_BOOKED, _C.PART_NOT_BOOKED, part_not_booked, unbooked_parts),
        Row("M3a", _S.REQUESTED, _C.MO_NOT_APPROVED, not_approved, stage),
        Row("M3b", _S.REQUESTED, _C.MO_NOT_SCHEDULED, not_scheduled, stage),
        Row("M3c", _S.REQUESTED, _C.PART_REQUESTED, part_requested, requested_lots),
        TimedRow("M4", _S.DELAYED, _C.MO_FINISH_PASSED, finish_passed, finish),
        TimedRow(
            "M5a",
            _S.POSSIBLY_DELAYED,
            _C.PART_NOT_RECEIVED_ON_TIME,
            part_not_received_on_time,
            late_lot,
        ),
        TimedRow("M5b", _S.POSSIBLY_DELAYED, _LATE_START, operation_not_started, missed_start),
        TimedRow("M5c", _S.POSSIBLY_DELAYED, _LATE_FINISH, operation_not_finished, missed_finish),
        Row("M5x", _S.POSSIBLY_DELAYED, _C.NO_EXPECTED_DATE, no_expected_date, undated_lot),
        Row("M6", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, finish),
    ),
    (
        TimedNote(_C.MO_FINISH_PASSED, _STUCK, finish_passed, finish),
        Note(_C.EXPECTED_AFTER_PROMISE, _OPEN, expected_after_promise, after_promise),
        Note(_C.MO_PAUSED, _OPEN, is_paused, stage),
    ),
    turning_days,
    turning_moments,
)
