"""Rows U1 to U4: a purchase order behind a line."""

from datetime import date

from costatus import PurchaseOrder, PurchaseStage, SourceStatus, StockLot
from tests.reference.answer import Answer, Why, note
from tests.reference.clock import Clock
from tests.reference.coverage import latest_day
from tests.reference.lots import UNORDERED


def purchase_answer(
    po: PurchaseOrder, open_lots: list[StockLot], promise: date | None, clock: Clock
) -> Answer:
    """Return the status; `promise` is None where the line waits for nothing."""
    if po.stage is PurchaseStage.RECEIVED or not open_lots:
        text = f"its goods for this line are received (stage {po.stage.label})"
        return Answer(SourceStatus.RECEIVED, None, [Why("U1", "PO_RECEIVED", text)])
    if po.stage in UNORDERED:
        text = f"it is not ordered yet (stage {po.stage.label})"
        return Answer(SourceStatus.REQUESTED, None, [Why("U2", "PO_NOT_ORDERED", text)])
    due = latest_day(open_lots, clock)
    reasons = []
    if promise is not None and promise < clock.today:
        reasons.append(Why("U3a", "PROMISE_PASSED", f"the promised {promise} has passed"))
    if due is not None and due < clock.today:
        reasons.append(Why("U3b", "PO_OVERDUE", f"it was expected on {due}"))
    if due is not None and promise is not None and due > promise:
        text = f"it is expected on {due}, after the promised {promise}"
        reasons.append(Why("U3c", "PO_EXPECTED_AFTER_PROMISE", text))
    if reasons:
        return Answer(SourceStatus.DELAYED, None, reasons)
    notes = [] if due else [note("NO_EXPECTED_DATE", "no expected day is known")]
    why = Why("U4", "ALL_EXPECTED_ON_TIME", f"it is expected on {due}")
    return Answer(SourceStatus.EXPECTED_ON_TIME, None, [why], notes)
