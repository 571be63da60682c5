"""Source status of a transfer order behind a line. Section 3, rows T1 to T4."""

from costatus.models.as_of import UNKNOWN
from costatus.models.statuses import SourceStatus, TransferStage
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.evidence import source as told
from costatus.rules.facts.sources import TransferFacts
from costatus.rules._table import Row, Table, last_rows, otherwise


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


_S, _C = SourceStatus, ReasonCode

_ROWS: tuple[Row[TransferFacts], ...] = (
    Row("T1", _S.RECEIVED, _C.TO_RECEIVED, received, told.stage),
    Row("T2a", _S.DELAYED, _C.TO_ARRIVAL_PASSED, arrival_passed, told.past_due),
    Row("T2b", _S.DELAYED, _C.TO_ARRIVAL_AFTER_PROMISE, due_after_promise, told.after_promise),
    Row("T2c", _S.DELAYED, _C.PROMISE_PASSED, promise_is_over, told.past_promise),
    Row("T3a", _S.POSSIBLY_DELAYED, _C.TO_SHIPMENT_PASSED, shipment_passed, told.past_shipment),
    Row("T3x", _S.POSSIBLY_DELAYED, _C.NO_EXPECTED_DATE, nobody_knows_when, told.due_day),
    Row("T4", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, told.due_day),
)

TRANSFER: Table[TransferFacts] = Table(
    "transfer",
    told.about,
    _ROWS,
    last_rows(_ROWS, _S.EXPECTED_ON_TIME, _S.RECEIVED),
)
