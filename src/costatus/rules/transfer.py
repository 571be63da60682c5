"""Source status of a transfer order behind a line. Section 3, rows T1 to T4."""

from costatus.models.as_of import UNKNOWN
from costatus.models.statuses import SourceStatus, TransferStage
from costatus.rules.codes import ReasonCode, SubjectKind
from costatus.rules.evidence import after_promise, day_of, due_day, past_due, past_promise
from costatus.rules.facts.source import TransferFacts
from costatus.rules.reasons import ITSELF, Evidence, Subject
from costatus.rules.table import Row, Table, last_rows, otherwise

_TRANSFER = SubjectKind.TRANSFER


def received(to: TransferFacts) -> bool:
    """T1. It is received, or all its lots for the line are."""
    return (to.stage == TransferStage.RECEIVED) | (to.open_lots == 0)


def arrival_passed(to: TransferFacts) -> bool:
    """T2a. Its due day is over."""
    return (to.due_on > UNKNOWN) & (to.due_on < to.today)


def due_after_promise(to: TransferFacts) -> bool:
    """T2b. The line still waits, and the due day is after the promise."""
    return (to.waiting > 0) & (to.due_on > to.promised_on)


def promise_is_over(to: TransferFacts) -> bool:
    """T2c. The line still waits, and its promised day is over."""
    return (to.waiting > 0) & (to.promised_on < to.today)


def shipment_passed(to: TransferFacts) -> bool:
    """T3a. It is not shipped, and its planned shipment has passed."""
    return (to.not_shipped > 0) & (to.shipment_on < to.today)


def nobody_knows_when(to: TransferFacts) -> bool:
    """T3x. It has no due day."""
    return to.due_on == UNKNOWN


def _about(to: TransferFacts) -> Subject:
    return Subject(_TRANSFER, to.source.id)


def _stage(to: TransferFacts) -> Evidence:
    return ITSELF, {"stage": to.stage}


def _shipment(to: TransferFacts) -> Evidence:
    days = to.today - to.shipment_on
    return ITSELF, {"planned_shipment_on": day_of(to.shipment_on), "days": days}


_S, _C = SourceStatus, ReasonCode

_ROWS: tuple[Row[TransferFacts], ...] = (
    Row("T1", _S.RECEIVED, _C.TO_RECEIVED, received, _stage),
    Row("T2a", _S.DELAYED, _C.TO_ARRIVAL_PASSED, arrival_passed, past_due),
    Row("T2b", _S.DELAYED, _C.TO_ARRIVAL_AFTER_PROMISE, due_after_promise, after_promise),
    Row("T2c", _S.DELAYED, _C.PROMISE_PASSED, promise_is_over, past_promise),
    Row("T3a", _S.POSSIBLY_DELAYED, _C.TO_SHIPMENT_PASSED, shipment_passed, _shipment),
    Row("T3x", _S.POSSIBLY_DELAYED, _C.NO_EXPECTED_DATE, nobody_knows_when, due_day),
    Row("T4", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, due_day),
)

TRANSFER: Table[TransferFacts] = Table(
    "transfer",
    _about,
    _ROWS,
    last_rows(_ROWS, _S.EXPECTED_ON_TIME, _S.RECEIVED),
)
