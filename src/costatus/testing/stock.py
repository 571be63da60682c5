"""Stock as a host has it: lots that share sources, and sources whose parts share lots."""

from hypothesis import strategies as st

from costatus.models.as_of import Deadline
from costatus.models.lots import Source, StockLot
from costatus.testing.lots import stock_lots
from costatus.testing.moments import TODAY
from costatus.testing.sources import manufacturing_orders, purchase_orders, transfer_orders

_KINDS = st.sampled_from((None, "purchase", "manufacturing", "transfer", "manufacturing"))


@st.composite
def stocks(draw: st.DrawFn, around: Deadline = TODAY, *, max_size: int = 4) -> tuple[StockLot, ...]:
    """Up to so many lots, each with an id of its own.

    Several come from the same source, and the parts of a manufacturing order book lots before it,
    so that it waits for other orders in its turn.
    """
    lots: list[StockLot] = []
    sources: list[Source] = []
    sizes = range(1, max_size + 1)
    for n in range(draw(st.sampled_from((*sizes, *sizes[1:], 0)))):
        match draw(_KINDS):
            case "purchase":
                sources.append(draw(purchase_orders(around, stem=f"PO-{n}")))
            case "transfer":
                sources.append(draw(transfer_orders(around, stem=f"TO-{n}")))
            case "manufacturing":
                sources.append(draw(manufacturing_orders(around, lots=lots, stem=f"MO-{n}")))
        lots.append(draw(stock_lots(around, sources=sources, stem=f"L-{n}")))
    return tuple(lots)
