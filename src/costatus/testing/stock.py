"""Stock as hosts have it: lots that share sources, and sources whose parts book other lots."""

from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.models.lots import Source, StockLot
from costatus.testing.lots import pick_lot
from costatus.testing.moments import TODAY
from costatus.testing.sources import (
    pick_manufacturing_order,
    pick_purchase_order,
    pick_transfer_order,
)
from costatus.testing.values import Picker

_FIRST = ("purchase", "transfer", "purchase", "transfer", None)
_LATER = ("manufacturing", "purchase", "manufacturing", "transfer", None)


@st.composite
def stocks(draw: st.DrawFn, around: Deadline = TODAY, *, max_size: int = 5) -> tuple[StockLot, ...]:
    """Return at most `max_size` lots with distinct ids.

    Several lots come from the same source, and the parts of a manufacturing order book the lots
    before it, so that it waits for other sources in its turn.
    """
    return pick_stock(Picker(draw), around, max_size=max_size)


def pick_stock(pick: Picker, around: Deadline, *, max_size: int = 5) -> tuple[StockLot, ...]:
    """Pick lots and their sources as `stocks` does."""
    lots: list[StockLot] = []
    sources: list[Source] = []
    sizes = range(2, max_size + 1)
    for n in range(pick((*sizes, *sizes, 1, 0))):
        mine, behind = pick.fresh(), pick.fresh()
        match mine(_LATER if n else _FIRST):
            case "purchase":
                sources.append(pick_purchase_order(behind, around, stem=f"PO-{n}"))
            case "transfer":
                sources.append(pick_transfer_order(behind, around, stem=f"TO-{n}"))
            case "manufacturing":
                sources.append(pick_manufacturing_order(behind, around, lots=lots, stem=f"MO-{n}"))
        often = sources[-1:] * 3  # so that most sources have a lot
        lots.append(pick_lot(mine, around, sources=[*sources, *often], stem=f"L-{n}"))
    return tuple(lots)
