"""Source status of a purchase order behind a line. Section 3, rows U1 to U4."""

from costatus.models.as_of import UNKNOWN
from costatus.models.statuses import PurchaseStage, SourceStatus
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.evidence import source as told
from costatus.rules.facts.sources import PurchaseFacts
from costatus.rules._table import Note, Once, Row, Table, last_rows, otherwise


def received(po: PurchaseFacts) -> bool:
    """U1. It is received, or all the lots it supplies to the line are."""
    return (po.stage == PurchaseStage.RECEIVED) | (po.open_lots == 0)


def not_ordered(po: PurchaseFacts) -> bool:
    """U2. It is new or approved, not ordered yet."""
    return (po.stage == PurchaseStage.NEW) | (po.stage == PurchaseStage.APPROVED)


def promise_is_over(po: PurchaseFacts) -> bool:
    """U3a. The line still waits, and its promised day is over."""
    return (po.waiting > 0) & (po.promised_on < po.today)


def overdue(po: PurchaseFacts) -> bool:
    """U3b. Its due day is over."""
    return (po.due_on > UNKNOWN) & (po.due_on < po.today)


def due_after_promise(po: PurchaseFacts) -> bool:
    """U3c. The line still waits, and the due day is after the promise."""
    return (po.waiting > 0) & (po.due_on > po.promised_on)


def nobody_knows_when(po: PurchaseFacts) -> bool:
    """It has no due day."""
    return po.due_on == UNKNOWN


_S, _C = SourceStatus, ReasonCode

_ROWS: tuple[Row[PurchaseFacts], ...] = (
    Row("U1", _S.RECEIVED, _C.PO_RECEIVED, received, told.stage),
    Row("U2", _S.REQUESTED, _C.PO_NOT_ORDERED, not_ordered, told.stage),
    Row("U3a", _S.DELAYED, _C.PROMISE_PASSED, promise_is_over, told.past_promise),
    Row("U3b", _S.DELAYED, _C.PO_OVERDUE, overdue, told.past_due),
    Row("U3c", _S.DELAYED, _C.PO_EXPECTED_AFTER_PROMISE, due_after_promise, told.after_promise),
    Row("U4", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, told.due_day),
)

PURCHASE: Table[PurchaseFacts] = Table(
    "purchase",
    told.about,
    _ROWS,
    last_rows(_ROWS, _S.EXPECTED_ON_TIME, _S.RECEIVED),
    (
        Note(
            _C.NO_EXPECTED_DATE,
            frozenset({_S.EXPECTED_ON_TIME}),
            nobody_knows_when,
            Once(told.due_day),
        ),
    ),
)
