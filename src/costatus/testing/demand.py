"""Customer orders, whose lines share lots."""

from collections.abc import Sequence

from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.models.lots import StockLot
from costatus.models.orders import MANUAL, CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.statuses import LineKind, OrderStatus
from costatus.testing.lots import pick_bookings
from costatus.testing.moments import TODAY, pick_day
from costatus.testing.money import pick_invoice
from costatus.testing.stock import pick_stock
from costatus.testing.values import (
    ITEMS,
    RARELY,
    Picker,
    optional,
    pick_amount,
    pick_name,
    pick_quantity,
)

_STAGES = (OrderStatus.CONFIRMED,) * 2 * len(MANUAL) + MANUAL
_KINDS = (LineKind.STOCKED,) * 15 + (LineKind.NON_INVENTORY,)
_CLOSED = (False,) * 9 + (True,)
_SHIPPED = (False,) * 6 + (True,)
_LINES = (1, 2, 3) * 5 + (2, 0)
_INVOICES = (0, 1, 2)
_PRIORITIES = (None, 1, 2, 3)


@st.composite
def order_lines(
    draw: st.DrawFn,
    around: Deadline = TODAY,
    *,
    lots: Sequence[StockLot] = (),
    stem: str = "1",
) -> OrderLine:
    """Return lines that book at most three of the lots.

    Some are shipped or closed, some of those still hold their bookings; some are not stocked.
    """
    return pick_line(Picker(draw), around, lots=lots, stem=stem)


@st.composite
def orders(
    draw: st.DrawFn,
    around: Deadline = TODAY,
    *,
    lots: Sequence[StockLot] | None = None,
    stem: str = "CO-1",
) -> CustomerOrder:
    """Return orders of at most three lines and two invoices, most of them confirmed.

    The lines book the lots; without `lots`, the order gets some of its own. Evaluate the orders at
    `around`.
    """
    return pick_order(Picker(draw), around, lots=lots, stem=stem)


def pick_line(pick: Picker, around: Deadline, *, lots: Sequence[StockLot], stem: str) -> OrderLine:
    """Pick a line."""
    quantity = pick_quantity(pick)
    closed = optional(pick(_CLOSED), min(pick_quantity(pick, quantity), quantity)) or ZERO
    shipped = optional(pick(_SHIPPED), pick_quantity(pick, quantity - closed)) or ZERO
    released = not pick(RARELY)
    needed = max(quantity - closed - shipped, ZERO) if released else quantity
    return OrderLine(
        id=pick_name(pick, stem),
        item=pick(ITEMS),
        quantity=quantity,
        shipped=shipped,
        closed=closed,
        kind=pick(_KINDS),
        promised_on=optional(pick(RARELY), pick_day(pick, around)),
        bookings=pick_bookings(pick, lots, needed, max_size=3),
    )


def pick_order(
    pick: Picker, around: Deadline, *, lots: Sequence[StockLot] | None, stem: str
) -> CustomerOrder:
    """Pick an order with its lines and invoices."""
    if lots is None:
        lots = pick_stock(pick, around)
    total = pick_amount(pick)
    return CustomerOrder(
        id=pick_name(pick, stem),
        stage=pick(_STAGES),
        lines=[
            pick_line(pick.fresh(), around, lots=lots, stem=str(n + 1)) for n in range(pick(_LINES))
        ],
        promised_on=pick_day(pick, around),
        total=optional(not pick(RARELY), total),
        invoices=[
            pick_invoice(pick.fresh(), total, stem=f"INV-{n}") for n in range(pick(_INVOICES))
        ],
        priority=pick(_PRIORITIES),
        created_on=pick_day(pick, around),
        last_activity_on=pick_day(pick, around),
    )
