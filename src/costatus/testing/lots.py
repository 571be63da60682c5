"""Stock lots, and the bookings that share them."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.quantities import ZERO
from costatus.models.statuses import LotStatus
from costatus.testing.moments import TODAY, draw_day
from costatus.testing.values import ITEMS, draw_name, draw_quantity, mostly

_STATUSES = mostly(
    LotStatus, LotStatus.PLANNED, LotStatus.RECEIVED, LotStatus.ON_HOLD, LotStatus.REQUESTED
)
_MAYBE = st.booleans()


@st.composite
def stock_lots(
    draw: st.DrawFn,
    around: Deadline = TODAY,
    *,
    sources: Sequence[Source] = (),
    stem: str = "L-1",
) -> StockLot:
    """Lots from one of the sources or from none; half of the first leave their day to it."""
    source = draw(st.sampled_from((*sources, *sources, None)))
    own_day = source is None or draw(_MAYBE)
    return StockLot(
        id=draw_name(draw, stem),
        item=draw(ITEMS),
        status=draw(_STATUSES),
        expected_on=draw_day(draw, around) if own_day else None,
        source=source,
        quantity=draw_quantity(draw) if draw(_MAYBE) else None,
    )


@st.composite
def bookings(
    draw: st.DrawFn,
    lots: Sequence[StockLot],
    near: Decimal | None = None,
    *,
    max_size: int = 3,
) -> list[Booking]:
    """Up to so many bookings of the lots; `near` is the quantity that is needed.

    Often one of them covers the need, or two do, or they fall a little short of it or go beyond.
    """
    if not lots:
        return []
    rest = near
    booked: list[Booking] = []
    sizes = range(1, max_size + 1)
    for _ in range(draw(st.sampled_from((*sizes, *sizes, 0)))):
        quantity = draw_quantity(draw, rest) or Decimal(1)
        booked.append(Booking(draw(st.sampled_from(lots)), quantity))
        rest = None if rest is None else max(rest - quantity, ZERO)
    return booked
