"""Stock as hosts have it: lots that share sources, and sources whose parts book other lots."""

from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.models.lots import Source, StockLot
from costatus.testing.lots import stock_lots
from costatus.testing.moments import TODAY
from costatus.testing.sources import manufacturing_orders, purchase_orders, transfer_orders

_FIRST = st.sampled_from(("purchase", "transfer", "purchase", "transfer", None))
_LATER = st.sampled_from(("manufacturing", "purchase", "manufacturing", "transfer", None))


@st.composite
def stocks(draw: st.DrawFn, around: Deadline = TODAY, *, max_size: int = 5) -> tuple[StockLot, ...]:
    """Return at most `max_size` lots with distinct ids.

    Several lots come from the same source, and the parts of a manufacturing order book the lots
    before it, so that it waits for other sources in its turn.
    """
    lots: list[StockLot] = []
    sources: list[Source] = []
    sizes = range(2, max_size + 1)
    for n in range(draw(st.sampled_from((*sizes, *sizes, 1, 0)))):
        match draw(_LATER if n else _FIRST):
            case "purchase":
                sources.append(draw(purchase_orders(around, stem=f"PO-{n}")))
            case "transfer":
                sources.append(draw(transfer_orders(around, stem=f"TO-{n}")))
            case "manufacturing":
                sources.append(draw(manufacturing_orders(around, lots=lots, stem=f"MO-{n}")))
        often = sources[-1:] * 3  # so that most sources have a lot
        lots.append(draw(stock_lots(around, sources=[*sources, *often], stem=f"L-{n}")))
    return tuple(lots)
