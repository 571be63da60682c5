"""Source status of a transfer order behind a line. Rows T1 to T4."""

from typing import Final

from costatus.models.as_of import UNKNOWN
from costatus.models.statuses import SourceStatus, TransferStage
from costatus.rules._evidence import (
    after_promise,
    due_day,
    past_due,
    past_promise,
    received,
    source_subject,
)
from costatus.rules._reasons import ITSELF, Evidence
from costatus.rules._table import Row, Table, TimedRow, otherwise
from costatus.rules.facts.context import Time
from costatus.rules.facts.sources import TransferFacts
from costatus.rules.reason_codes import ReasonCode

_S, _C = SourceStatus, ReasonCode
_RECEIVED: Final = TransferStage.RECEIVED


def is_received(to: TransferFacts) -> bool:
    """T1. It is received, or all its lots for the line are."""
    return to.stage is _RECEIVED or to.open_lots == 0


def arrival_passed(to: TransferFacts, at: Time) -> bool:
    """T2a. Its due day is over."""
    return UNKNOWN < to.due_on < at.today


def due_after_promise(to: TransferFacts) -> bool:
    """T2b. The line has goods outstanding, and the due day is after the promise."""
    return to.waiting and to.due_on > to.promised_on


def promise_passed(to: TransferFacts, at: Time) -> bool:
    """T2c. The line has goods outstanding, and its promised day is over."""
    return to.waiting and to.promised_on < at.today


def shipment_passed(to: TransferFacts, at: Time) -> bool:
    """T3a. It is not shipped, and its planned shipment has passed."""
    return to.not_shipped and to.shipment_on < at.today


def no_expected_date(to: TransferFacts) -> bool:
    """T3x. It has no due day."""
    return to.due_on == UNKNOWN


def past_shipment(to: TransferFacts) -> Evidence:
    """Return how long ago it should have been shipped."""
    days = to.context.today - to.shipment_on
    return ITSELF, {"planned_shipment_on": to.context.day(to.shipment_on), "days": days}


def turning_days(to: TransferFacts) -> tuple[int, ...]:
    """Return the days after the due day, the promise and the planned shipment."""
    return to.due_on + 1, to.promised_on + 1, to.shipment_on + 1


TRANSFER: Table[TransferFacts] = Table(
    "transfer",
    source_subject,
    (
        Row("T1", _S.RECEIVED, _C.TO_RECEIVED, is_received, received),
        TimedRow("T2a", _S.DELAYED, _C.TO_ARRIVAL_PASSED, arrival_passed, past_due),
        Row("T2b", _S.DELAYED, _C.TO_ARRIVAL_AFTER_PROMISE, due_after_promise, after_promise),
        TimedRow("T2c", _S.DELAYED, _C.PROMISE_PASSED, promise_passed, past_promise),
        TimedRow("T3a", _S.POSSIBLY_DELAYED, _C.TO_SHIPMENT_PASSED, shipment_passed, past_shipment),
        Row("T3x", _S.POSSIBLY_DELAYED, _C.NO_EXPECTED_DATE, no_expected_date, due_day),
        Row("T4", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, due_day),
    ),
    (),
    turning_days,
)
