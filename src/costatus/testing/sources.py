"""Where lots come from: manufacturing orders with parts and operations, purchases, transfers."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.models.lots import StockLot
from costatus.models.quantities import ZERO
from costatus.models.sources import (
    ManufacturingOrder,
    Operation,
    Part,
    PurchaseOrder,
    TransferOrder,
)
from costatus.models.statuses import ManufacturingStage, PurchaseStage, TransferStage
from costatus.testing.lots import bookings
from costatus.testing.moments import TODAY, draw_day, draw_deadline
from costatus.testing.values import ITEMS, RARELY, draw_name, draw_quantity

_PURCHASE = st.sampled_from((PurchaseStage.ORDERED,) * 8 + tuple(PurchaseStage))
_TRANSFER = st.sampled_from((TransferStage.READY_FOR_SHIPMENT,) * 4 + tuple(TransferStage))
_MANUFACTURING = st.sampled_from((ManufacturingStage.SCHEDULED,) * 5 + tuple(ManufacturingStage))
_PARTS = st.sampled_from((2, 1, 2, 1, 0))
_OPERATIONS = st.sampled_from((1, 0, 2))
_MAYBE = st.booleans()
_HEAD_START = st.sampled_from((timedelta(0), timedelta(days=3)))


@st.composite
def purchase_orders(
    draw: st.DrawFn, around: Deadline = TODAY, *, stem: str = "PO-1"
) -> PurchaseOrder:
    """Return purchase orders, half of them ordered."""
    return PurchaseOrder(draw_name(draw, stem), draw(_PURCHASE), draw_day(draw, around))


@st.composite
def transfer_orders(
    draw: st.DrawFn, around: Deadline = TODAY, *, stem: str = "TO-1"
) -> TransferOrder:
    """Return transfer orders, half of them about to be shipped."""
    return TransferOrder(
        draw_name(draw, stem), draw(_TRANSFER), draw_day(draw, around), draw_day(draw, around)
    )


@st.composite
def manufacturing_orders(
    draw: st.DrawFn,
    around: Deadline = TODAY,
    *,
    lots: Sequence[StockLot] = (),
    stem: str = "MO-1",
) -> ManufacturingOrder:
    """Return manufacturing orders of at most two parts and two operations, half of them scheduled.

    The parts book the lots. Some orders leave their planned start and finish to their operations.
    """
    own_plan = not draw(RARELY)
    return ManufacturingOrder(
        id=draw_name(draw, stem),
        stage=draw(_MANUFACTURING),
        planned_start=draw_deadline(draw, around - draw(_HEAD_START)) if own_plan else None,
        planned_finish=draw_deadline(draw, around) if own_plan else None,
        parts=[draw(parts(lots, stem=str(n))) for n in range(draw(_PARTS))],
        operations=[draw(operations(around, stem=str(n))) for n in range(draw(_OPERATIONS))],
    )


@st.composite
def parts(draw: st.DrawFn, lots: Sequence[StockLot] = (), *, stem: str = "1") -> Part:
    """Return parts that book at most two of the lots; some are consumed in part or in full."""
    quantity = draw_quantity(draw)
    consumed = draw_quantity(draw, quantity) if draw(RARELY) else ZERO
    return Part(
        id=draw_name(draw, stem),
        item=draw(ITEMS),
        quantity=quantity,
        consumed=consumed,
        bookings=draw(bookings(lots, max(quantity - consumed, ZERO), max_size=2)),
    )


@st.composite
def operations(draw: st.DrawFn, around: Deadline = TODAY, *, stem: str = "1") -> Operation:
    """Return operations, started, finished or neither, with and without planned days."""
    return Operation(
        id=draw_name(draw, stem),
        planned_start=draw_deadline(draw, around),
        planned_finish=draw_deadline(draw, around),
        started=draw(_MAYBE),
        finished=draw(RARELY),
    )
