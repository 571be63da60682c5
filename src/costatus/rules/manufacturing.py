"""Source status of a manufacturing order. Section 3, rows M1 to M6."""

from costatus.models.statuses import ManufacturingStage, SourceStatus
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.evidence import source as told
from costatus.rules.facts.manufacturing import ManufacturingFacts
from costatus.rules._table import Note, Once, Row, Table, last_rows, otherwise


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


_S, _C = SourceStatus, ReasonCode
_late_start = ReasonCode.OPERATION_NOT_STARTED_ON_TIME
_late_finish = ReasonCode.OPERATION_NOT_FINISHED_ON_TIME
_STUCK = frozenset({_S.NOT_BOOKED, _S.REQUESTED})

_ROWS: tuple[Row[ManufacturingFacts], ...] = (
    Row("M1", _S.RECEIVED, _C.MO_FINISHED, received, told.stage),
    Row("M2", _S.NOT_BOOKED, _C.PART_NOT_BOOKED, part_not_booked, told.unbooked_part),
    Row("M3a", _S.REQUESTED, _C.MO_NOT_APPROVED, not_approved, told.stage),
    Row("M3b", _S.REQUESTED, _C.MO_NOT_SCHEDULED, not_scheduled, told.stage),
    Row("M3c", _S.REQUESTED, _C.PART_REQUESTED, part_requested, told.requested_part),
    Row("M4", _S.DELAYED, _C.MO_FINISH_PASSED, finish_passed, told.finish),
    Row("M5a", _S.POSSIBLY_DELAYED, _C.PART_NOT_RECEIVED_ON_TIME, part_late, told.late_part),
    Row("M5b", _S.POSSIBLY_DELAYED, _late_start, operation_not_started, told.missed_start),
    Row("M5c", _S.POSSIBLY_DELAYED, _late_finish, operation_not_finished, told.missed_finish),
    Row("M5x", _S.POSSIBLY_DELAYED, _C.NO_EXPECTED_DATE, nobody_knows_when, told.unknown_day),
    Row("M6", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, told.finish),
)

MANUFACTURING: Table[ManufacturingFacts] = Table(
    "manufacturing",
    told.about,
    _ROWS,
    last_rows(_ROWS, _S.EXPECTED_ON_TIME, _S.RECEIVED),
    (Note(_C.MO_FINISH_PASSED, _STUCK, finish_passed, Once(told.finish)),),
)
