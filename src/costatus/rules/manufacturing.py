"""Source status of a manufacturing order. Section 3, rows M1 to M6."""

from collections.abc import Callable

from costatus.models.as_of import UNKNOWN
from costatus.models.quantities import total
from costatus.models.statuses import ManufacturingStage, SourceStatus
from costatus.rules.codes import ReasonCode, SubjectKind
from costatus.rules.evidence import day_of
from costatus.rules.facts.source import LateStep, ManufacturingFacts, PartLot
from costatus.rules.facts.supply import is_usable
from costatus.rules.reasons import ITSELF, Evidence, Subject
from costatus.rules.table import Note, Row, Table, last_rows, once, otherwise

_MANUFACTURING = SubjectKind.MANUFACTURING
_OPERATION = SubjectKind.OPERATION
_PART = SubjectKind.PART


def received(mo: ManufacturingFacts) -> bool:
    """M1. It is finished, or all the lots it supplies to the line are received."""
    return (mo.stage == ManufacturingStage.FINISHED) | (mo.open_lots == 0)


def part_not_booked(mo: ManufacturingFacts) -> bool:
    """M2. Of some part less is consumed and booked than is needed."""
    return mo.parts_not_booked > 0


def not_approved(mo: ManufacturingFacts) -> bool:
    """M3a. It is new, not approved yet."""
    return mo.stage == ManufacturingStage.NEW


def not_scheduled(mo: ManufacturingFacts) -> bool:
    """M3b. It is not scheduled yet."""
    return mo.stage == ManufacturingStage.NOT_SCHEDULED


def part_requested(mo: ManufacturingFacts) -> bool:
    """M3c. A lot of a part's cover is requested, not ordered yet."""
    return mo.parts_requested > 0


def finish_passed(mo: ManufacturingFacts) -> bool:
    """M4. Its planned finish has passed."""
    return (mo.finish_day < mo.today) | (mo.finish_moment <= mo.now)


def part_late(mo: ManufacturingFacts) -> bool:
    """M5a. A part is not received on time."""
    return (mo.parts_unreceived > 0) & (
        (mo.part_expected_first < mo.today)
        | (mo.parts_after_start > 0)
        | (mo.start_day < mo.today)
        | (mo.start_moment <= mo.now)
    )


def operation_not_started(mo: ManufacturingFacts) -> bool:
    """M5b. An operation is not started, and its planned start has passed."""
    return (mo.next_start_day < mo.today) | (mo.next_start_moment <= mo.now)


def operation_not_finished(mo: ManufacturingFacts) -> bool:
    """M5c. An operation is not finished, and its planned finish has passed."""
    return (mo.next_finish_day < mo.today) | (mo.next_finish_moment <= mo.now)


def nobody_knows_when(mo: ManufacturingFacts) -> bool:
    """M5x. No planned finish is known, or no expected day of a part that a start waits for."""
    return (mo.finish_known < 1) | (mo.parts_undated > 0)


def _about(mo: ManufacturingFacts) -> Subject:
    return Subject(_MANUFACTURING, mo.source.id)


def _stage(mo: ManufacturingFacts) -> Evidence:
    return ITSELF, {"stage": mo.stage}


def _part(mo: ManufacturingFacts, id_: str) -> Subject:
    return Subject(_PART, id_, mo.source.id)


def _unbooked_part(mo: ManufacturingFacts) -> Evidence:
    part = mo.unbooked_parts[0]
    booked = [each.quantity for each in part.bookings if is_usable(each.lot)]
    return _part(mo, part.id), {
        "item": part.item,
        "required": part.quantity,
        "covered": total([part.consumed, *booked]),
        "parts": tuple(each.id for each in mo.unbooked_parts),
    }


def _part_lot(
    chosen: Callable[[ManufacturingFacts], list[PartLot]],
) -> Callable[[ManufacturingFacts], Evidence]:
    def evidence(mo: ManufacturingFacts) -> Evidence:
        lots = chosen(mo)
        part, lot, expected = lots[0]
        return _part(mo, part.id), {
            "item": part.item,
            "lot": lot.id,
            "expected_on": "unknown" if expected == UNKNOWN else day_of(expected),
            "needed_from": "unknown" if mo.start is None else mo.start,
            "parts": tuple(dict.fromkeys(lot.part.id for lot in lots)),
        }

    return evidence


_undated_part = _part_lot(ManufacturingFacts.undated_lots)
_late_part = _part_lot(ManufacturingFacts.late_lots)


def _finish(mo: ManufacturingFacts) -> Evidence:
    return ITSELF, {} if mo.finish is None else {"planned_finish": mo.finish}


def _late_step(mo: ManufacturingFacts, steps: list[LateStep], deadline: str) -> Evidence:
    first = steps[0]
    return Subject(_OPERATION, first.operation.id, mo.source.id), {
        deadline: first.deadline,
        "operations": tuple(step.operation.id for step in steps),
    }


def _missed_start(mo: ManufacturingFacts) -> Evidence:
    return _late_step(mo, mo.late_starts(), "planned_start")


def _missed_finish(mo: ManufacturingFacts) -> Evidence:
    return _late_step(mo, mo.late_finishes(), "planned_finish")


def _unknown_day(mo: ManufacturingFacts) -> Evidence:
    if mo.finish is None:
        return ITSELF, {}
    return _undated_part(mo)


_S, _C = SourceStatus, ReasonCode
_late_start = ReasonCode.OPERATION_NOT_STARTED_ON_TIME
_late_finish = ReasonCode.OPERATION_NOT_FINISHED_ON_TIME
_requested_part = _part_lot(ManufacturingFacts.requested_lots)
_STUCK = frozenset({_S.NOT_BOOKED, _S.REQUESTED})

_ROWS: tuple[Row[ManufacturingFacts], ...] = (
    Row("M1", _S.RECEIVED, _C.MO_FINISHED, received, _stage),
    Row("M2", _S.NOT_BOOKED, _C.PART_NOT_BOOKED, part_not_booked, _unbooked_part),
    Row("M3a", _S.REQUESTED, _C.MO_NOT_APPROVED, not_approved, _stage),
    Row("M3b", _S.REQUESTED, _C.MO_NOT_SCHEDULED, not_scheduled, _stage),
    Row("M3c", _S.REQUESTED, _C.PART_REQUESTED, part_requested, _requested_part),
    Row("M4", _S.DELAYED, _C.MO_FINISH_PASSED, finish_passed, _finish),
    Row("M5a", _S.POSSIBLY_DELAYED, _C.PART_NOT_RECEIVED_ON_TIME, part_late, _late_part),
    Row("M5b", _S.POSSIBLY_DELAYED, _late_start, operation_not_started, _missed_start),
    Row("M5c", _S.POSSIBLY_DELAYED, _late_finish, operation_not_finished, _missed_finish),
    Row("M5x", _S.POSSIBLY_DELAYED, _C.NO_EXPECTED_DATE, nobody_knows_when, _unknown_day),
    Row("M6", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, _finish),
)

MANUFACTURING: Table[ManufacturingFacts] = Table(
    "manufacturing",
    _about,
    _ROWS,
    last_rows(_ROWS, _S.EXPECTED_ON_TIME, _S.RECEIVED),
    (Note(_C.MO_FINISH_PASSED, _STUCK, finish_passed, once(_finish)),),
)
