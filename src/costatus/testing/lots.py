"""Stock lots, and the bookings that share them."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.models.lots import Booking, Source, StockLot
from costatus.models.quantities import ZERO
from costatus.models.statuses import LotStatus, SourceKind
from costatus.testing.moments import TODAY, pick_day
from costatus.testing.values import ITEMS, MAYBE, Picker, optional, pick_name, pick_quantity

_STATUSES = (
    *(LotStatus.PLANNED,) * 24,
    *(LotStatus.RECEIVED, LotStatus.ON_HOLD) * 6,
    *LotStatus,
)
_OFTEN = (True,) * 6 + (False,)
_RARELY = (False,) * 5 + (True,)
_ELSEWHERE = timezone(timedelta(hours=5, minutes=45))


@st.composite
def stock_lots(
    draw: st.DrawFn,
    around: Deadline = TODAY,
    *,
    sources: Sequence[Source] = (),
    stem: str = "L-1",
) -> StockLot:
    """Return lots from one of the sources or from none.

    Half of the lots with a source leave their expected day to it.
    """
    return pick_lot(Picker(draw), around, sources=sources, stem=stem)


@st.composite
def bookings(
    draw: st.DrawFn,
    lots: Sequence[StockLot],
    near: Decimal | None = None,
    *,
    max_size: int = 3,
) -> list[Booking]:
    """Return bookings of the lots, at most `max_size` of them.

    With `near`, the quantity that is needed, most of them together cover it exactly; the others
    fall short of it or go beyond it. Some book a lot and an equal copy of it, whose source has its
    moments in another zone.
    """
    return pick_bookings(Picker(draw), lots, near, max_size=max_size)


def pick_lot(pick: Picker, around: Deadline, *, sources: Sequence[Source], stem: str) -> StockLot:
    """Pick a lot as `stock_lots` does."""
    source = pick((*sources, None))
    own_day = pick(MAYBE) or source is None
    return StockLot(
        id=pick_name(pick, stem),
        item=pick(ITEMS),
        status=pick(_STATUSES),
        expected_on=optional(own_day, pick_day(pick, around)),
        source=source,
        quantity=optional(pick(_OFTEN), pick_quantity(pick)),
    )


def pick_bookings(
    pick: Picker, lots: Sequence[StockLot], near: Decimal | None, *, max_size: int
) -> list[Booking]:
    """Pick bookings as `bookings` does."""
    if not lots:
        return []
    booked: list[Booking] = []
    rest = near
    while len(booked) < max_size and pick(_OFTEN if rest is None or rest else _RARELY):
        quantity = pick_quantity(pick, rest or None) or Decimal(1)
        booked.append(Booking(pick(lots), quantity))
        rest = None if rest is None else max(rest - quantity, ZERO)
    if 0 < len(booked) < max_size and pick(_RARELY):
        booked.append(Booking(_copy(booked[0].lot), booked[0].quantity))
    return booked


def _copy(lot: StockLot) -> StockLot:
    """Return an equal copy of a lot and its source, with the source's moments at another offset.

    They keep their days, which count where `as_of` is a date.
    """
    source: Any = lot.source
    if source is None or source.kind is not SourceKind.MANUFACTURING:
        return evolve(lot)
    steps = [_moved(step) for step in source.operations]
    return evolve(lot, source=_moved(evolve(source, operations=steps)))


def _moved(planned: Any) -> Any:
    """Write planned moments that have a zone at another offset."""
    return evolve(
        planned,
        planned_start=_at_offset(planned.planned_start),
        planned_finish=_at_offset(planned.planned_finish),
    )


def _at_offset(deadline: Deadline | None) -> Deadline | None:
    if not isinstance(deadline, datetime) or deadline.utcoffset() is None:
        return deadline
    try:
        elsewhere = deadline.astimezone(_ELSEWHERE)
    except OverflowError:  # at either end of the calendar
        return deadline
    return elsewhere if elsewhere.date() == deadline.date() else deadline
