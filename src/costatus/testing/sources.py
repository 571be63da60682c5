"""Where lots come from: manufacturing orders with parts and operations, purchases, transfers."""

from collections.abc import Sequence

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
from costatus.testing.values import ITEMS, RARELY, draw_name, draw_quantity, mostly

_PURCHASE = mostly(PurchaseStage, PurchaseStage.ORDERED, PurchaseStage.SHIPPED)
_TRANSFER = mostly(TransferStage, TransferStage.READY_FOR_SHIPMENT, TransferStage.SHIPPED)
_MANUFACTURING = mostly(
    ManufacturingStage, ManufacturingStage.SCHEDULED, ManufacturingStage.IN_PROGRESS
)
_COUNT = st.sampled_from((1, 0, 2))
_MAYBE = st.booleans()


@st.composite
def purchase_orders(
    draw: st.DrawFn, around: Deadline = TODAY, *, stem: str = "PO-1"
) -> PurchaseOrder:
    """Purchase orders, mostly ordered or shipped and with a day."""
    return PurchaseOrder(draw_name(draw, stem), draw(_PURCHASE), draw_day(draw, around))


@st.composite
def transfer_orders(
    draw: st.DrawFn, around: Deadline = TODAY, *, stem: str = "TO-1"
) -> TransferOrder:
    """Transfer orders, mostly on their way or about to be."""
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
    """Manufacturing orders of up to two parts and two operations, mostly under way.

    The parts book the lots. Half of the orders leave their plan to their operations.
    """
    own_plan = draw(_MAYBE)
    return ManufacturingOrder(
        id=draw_name(draw, stem),
        stage=draw(_MANUFACTURING),
        planned_start=draw_deadline(draw, around) if own_plan else None,
        planned_finish=draw_deadline(draw, around) if own_plan else None,
        parts=[draw(parts(lots, stem=str(n))) for n in range(draw(_COUNT))],
        operations=[draw(operations(around, stem=str(n))) for n in range(draw(_COUNT))],
    )


@st.composite
def parts(draw: st.DrawFn, lots: Sequence[StockLot] = (), *, stem: str = "1") -> Part:
    """Parts that book up to two of the lots; some are consumed wholly or partly."""
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
    """Operations in every state, with and without a plan."""
    return Operation(
        id=draw_name(draw, stem),
        planned_start=draw_deadline(draw, around),
        planned_finish=draw_deadline(draw, around),
        started=draw(_MAYBE),
        finished=draw(RARELY),
    )
