"""Rows T1 to T4: a transfer order behind a line."""

from datetime import date

from costatus import SourceStatus, StockLot, TransferOrder, TransferStage
from tests.reference.answer import Answer, Why
from tests.reference.clock import Clock
from tests.reference.coverage import latest_day

NOT_SHIPPED = (TransferStage.NEW, TransferStage.READY_FOR_SHIPMENT)


def transfer_answer(
    to: TransferOrder, open_lots: list[StockLot], promise: date | None, clock: Clock
) -> Answer:
    """Return the status; `promise` is None where the line waits for nothing."""
    if to.stage is TransferStage.RECEIVED or not open_lots:
        text = f"its goods for this line are received (stage {to.stage.label})"
        return Answer(SourceStatus.RECEIVED, None, [Why("T1", "TO_RECEIVED", text)])
    due = latest_day(open_lots, clock)
    reasons = []
    if due is not None and due < clock.today:
        reasons.append(Why("T2a", "TO_ARRIVAL_PASSED", f"it should have arrived on {due}"))
    if due is not None and promise is not None and due > promise:
        text = f"it arrives on {due}, after the promised {promise}"
        reasons.append(Why("T2b", "TO_ARRIVAL_AFTER_PROMISE", text))
    if promise is not None and promise < clock.today:
        reasons.append(Why("T2c", "PROMISE_PASSED", f"the promised {promise} has passed"))
    if reasons:
        return Answer(SourceStatus.DELAYED, None, reasons)
    shipment = to.planned_shipment_on
    if to.stage in NOT_SHIPPED and shipment is not None and shipment < clock.today:
        text = f"it should have been shipped on {shipment}"
        reasons.append(Why("T3a", "TO_SHIPMENT_PASSED", text))
    if due is None:
        reasons.append(Why("T3x", "NO_EXPECTED_DATE", "no expected day is known"))
    if reasons:
        return Answer(SourceStatus.POSSIBLY_DELAYED, None, reasons)
    why = Why("T4", "ALL_EXPECTED_ON_TIME", f"it arrives on {due}")
    return Answer(SourceStatus.EXPECTED_ON_TIME, None, [why])
