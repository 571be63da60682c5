"""Customer orders, whose lines share lots."""

from collections.abc import Sequence

from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.models.lots import StockLot
from costatus.models.orders import AUTOMATIC, CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.statuses import LineKind, OrderStatus
from costatus.testing.lots import bookings
from costatus.testing.moments import TODAY, draw_day
from costatus.testing.money import invoices
from costatus.testing.stock import stocks
from costatus.testing.values import ITEMS, RARELY, draw_amount, draw_name, draw_quantity

_MANUAL = tuple(stage for stage in OrderStatus if stage not in AUTOMATIC)
_STAGES = st.sampled_from((OrderStatus.CONFIRMED,) * 2 * len(_MANUAL) + _MANUAL)
_KINDS = st.sampled_from((LineKind.STOCKED,) * 15 + (LineKind.NON_INVENTORY,))
_CLOSED = st.sampled_from((False,) * 9 + (True,))
_SHIPPED = st.sampled_from((False,) * 6 + (True,))
_LINES = st.sampled_from((1, 2, 3) * 5 + (2, 0))
_INVOICES = st.sampled_from((0, 1, 2))
_PRIORITIES = st.sampled_from((None, 1, 2, 3))


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
    quantity = draw_quantity(draw)
    closed = min(draw_quantity(draw, quantity), quantity) if draw(_CLOSED) else ZERO
    shipped = draw_quantity(draw, quantity - closed) if draw(_SHIPPED) else ZERO
    released = not draw(RARELY)
    return OrderLine(
        id=draw_name(draw, stem),
        item=draw(ITEMS),
        quantity=quantity,
        shipped=shipped,
        closed=closed,
        kind=draw(_KINDS),
        bookings=draw(
            bookings(lots, max(quantity - closed - shipped, ZERO) if released else quantity)
        ),
        promised_on=draw_day(draw, around) if draw(RARELY) else None,
    )


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
    if lots is None:
        lots = draw(stocks(around))
    total = draw_amount(draw)
    return CustomerOrder(
        id=draw_name(draw, stem),
        stage=draw(_STAGES),
        lines=[draw(order_lines(around, lots=lots, stem=str(n + 1))) for n in range(draw(_LINES))],
        promised_on=draw_day(draw, around),
        total=None if draw(RARELY) else total,
        invoices=[draw(invoices(total, stem=f"INV-{n}")) for n in range(draw(_INVOICES))],
        priority=draw(_PRIORITIES),
        created_on=draw_day(draw, around),
        last_activity_on=draw_day(draw, around),
    )
