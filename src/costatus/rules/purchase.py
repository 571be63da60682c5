"""Source status of a purchase order behind a line. Rows U1 to U4."""

from typing import Final

from costatus.models.as_of import UNKNOWN
from costatus.models.statuses import PurchaseStage, SourceStatus
from costatus.rules._evidence import (
    after_promise,
    due_day,
    past_due,
    past_promise,
    received,
    source_subject,
    stage,
)
from costatus.rules._table import Note, Row, Table, TimedRow, otherwise
from costatus.rules.facts.context import Time
from costatus.rules.facts.sources import PurchaseFacts
from costatus.rules.reason_codes import ReasonCode

_S, _C = SourceStatus, ReasonCode
_APPROVED: Final = PurchaseStage.APPROVED
_NEW: Final = PurchaseStage.NEW
_RECEIVED: Final = PurchaseStage.RECEIVED


def is_received(po: PurchaseFacts) -> bool:
    """U1. It is received, or all the lots it supplies to the line are."""
    return po.stage is _RECEIVED or po.open_lots == 0


def not_ordered(po: PurchaseFacts) -> bool:
    """U2. It is new or approved, not ordered yet."""
    return po.stage is _NEW or po.stage is _APPROVED


def promise_passed(po: PurchaseFacts, at: Time) -> bool:
    """U3a. The line has goods outstanding, and its promised day is over."""
    return po.waiting and po.promised_on < at.today


def overdue(po: PurchaseFacts, at: Time) -> bool:
    """U3b. Its due day is over."""
    return UNKNOWN < po.due_on < at.today


def due_after_promise(po: PurchaseFacts) -> bool:
    """U3c. The line has goods outstanding, and the due day is after the promise."""
    return po.waiting and po.due_on > po.promised_on


def no_expected_date(po: PurchaseFacts) -> bool:
    """It has no due day."""
    return po.due_on == UNKNOWN


def turning_days(po: PurchaseFacts) -> tuple[int, ...]:
    """Return the days after the promise and after the due day."""
    return po.promised_on + 1, po.due_on + 1


PURCHASE: Table[PurchaseFacts] = Table(
    "purchase",
    source_subject,
    (
        Row("U1", _S.RECEIVED, _C.PO_RECEIVED, is_received, received),
        Row("U2", _S.REQUESTED, _C.PO_NOT_ORDERED, not_ordered, stage),
        TimedRow("U3a", _S.DELAYED, _C.PROMISE_PASSED, promise_passed, past_promise),
        TimedRow("U3b", _S.DELAYED, _C.PO_OVERDUE, overdue, past_due),
        Row("U3c", _S.DELAYED, _C.PO_EXPECTED_AFTER_PROMISE, due_after_promise, after_promise),
        Row("U4", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, due_day),
    ),
    (
        Note(
            _C.NO_EXPECTED_DATE,
            frozenset({_S.EXPECTED_ON_TIME}),
            no_expected_date,
            due_day,
        ),
    ),
    turning_days,
)
