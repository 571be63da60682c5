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
from costatus.testing.lots import pick_bookings
from costatus.testing.moments import TODAY, pick_day, pick_deadline
from costatus.testing.values import ITEMS, MAYBE, RARELY, Picker, optional, pick_name, pick_quantity

_PURCHASE = (PurchaseStage.ORDERED,) * 8 + tuple(PurchaseStage)
_TRANSFER = (TransferStage.READY_FOR_SHIPMENT,) * 4 + tuple(TransferStage)
_MANUFACTURING = (ManufacturingStage.SCHEDULED,) * 5 + tuple(ManufacturingStage)
_PARTS = (2, 1, 2, 1, 0)
_OPERATIONS = (1, 0, 2)
_HEAD_START = (timedelta(0), timedelta(days=3))


@st.composite
def purchase_orders(
    draw: st.DrawFn, around: Deadline = TODAY, *, stem: str = "PO-1"
) -> PurchaseOrder:
    """Return purchase orders, half of them ordered."""
    return pick_purchase_order(Picker(draw), around, stem=stem)


@st.composite
def transfer_orders(
    draw: st.DrawFn, around: Deadline = TODAY, *, stem: str = "TO-1"
) -> TransferOrder:
    """Return transfer orders, half of them about to be shipped."""
    return pick_transfer_order(Picker(draw), around, stem=stem)


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
    return pick_manufacturing_order(Picker(draw), around, lots=lots, stem=stem)


@st.composite
def parts(draw: st.DrawFn, lots: Sequence[StockLot] = (), *, stem: str = "1") -> Part:
    """Return parts that book at most two of the lots; some are consumed in part or in full."""
    return pick_part(Picker(draw), lots, stem=stem)


@st.composite
def operations(draw: st.DrawFn, around: Deadline = TODAY, *, stem: str = "1") -> Operation:
    """Return operations, started, finished or neither, with and without planned days."""
    return pick_operation(Picker(draw), around, stem=stem)


def pick_purchase_order(pick: Picker, around: Deadline, *, stem: str) -> PurchaseOrder:
    """Pick a purchase order."""
    return PurchaseOrder(pick_name(pick, stem), pick(_PURCHASE), pick_day(pick, around))


def pick_transfer_order(pick: Picker, around: Deadline, *, stem: str) -> TransferOrder:
    """Pick a transfer order."""
    return TransferOrder(
        pick_name(pick, stem), pick(_TRANSFER), pick_day(pick, around), pick_day(pick, around)
    )


def pick_manufacturing_order(
    pick: Picker, around: Deadline, *, lots: Sequence[StockLot], stem: str
) -> ManufacturingOrder:
    """Pick a manufacturing order with its parts and operations."""
    own_plan = not pick(RARELY)
    return ManufacturingOrder(
        id=pick_name(pick, stem),
        stage=pick(_MANUFACTURING),
        planned_start=optional(own_plan, pick_deadline(pick, around - pick(_HEAD_START))),
        planned_finish=optional(own_plan, pick_deadline(pick, around)),
        parts=[pick_part(pick.fresh(), lots, stem=str(n)) for n in range(pick(_PARTS))],
        operations=[
            pick_operation(pick.fresh(), around, stem=str(n)) for n in range(pick(_OPERATIONS))
        ],
    )


def pick_part(pick: Picker, lots: Sequence[StockLot], *, stem: str) -> Part:
    """Pick a part."""
    quantity = pick_quantity(pick)
    consumed = optional(pick(RARELY), pick_quantity(pick, quantity)) or ZERO
    return Part(
        id=pick_name(pick, stem),
        item=pick(ITEMS),
        quantity=quantity,
        consumed=consumed,
        bookings=pick_bookings(pick, lots, max(quantity - consumed, ZERO), max_size=2),
    )


def pick_operation(pick: Picker, around: Deadline, *, stem: str) -> Operation:
    """Pick an operation."""
    return Operation(
        id=pick_name(pick, stem),
        planned_start=pick_deadline(pick, around),
        planned_finish=pick_deadline(pick, around),
        started=pick(MAYBE),
        finished=pick(RARELY),
    )
