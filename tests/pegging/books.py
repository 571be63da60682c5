"""Books for pegging: orders that want few items, and lots that have too little of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import attrs
from hypothesis import strategies as st

import costatus as cs

TODAY = date(2026, 11, 24)
EAST = timezone(timedelta(hours=5))

_ITEMS = st.sampled_from(("bike", "wheel"))
_DAYS = st.sampled_from((None, TODAY, TODAY + timedelta(days=1), date.max))
_LATE = datetime(2026, 11, 24, 22, tzinfo=UTC)
_DEADLINES = st.sampled_from((None, TODAY, _LATE, _LATE.astimezone(EAST), TODAY))
_QUANTITIES = st.sampled_from(
    [Decimal(text) for text in ("0", "0.1", "0.5", "1", "2.50", "3", "4", "10", "1E+2")]
)
_SETTINGS = st.sampled_from(
    [cs.Settings(tracing=False, quantity_tolerance=most) for most in ("0", "0", "0.5", "1")]
)
_AS_OFS = st.sampled_from((TODAY, _LATE, _LATE.astimezone(EAST)))


@attrs.frozen
class Book:
    """All that `peg` reads."""

    orders: dict[str, cs.CustomerOrder]
    lots: dict[str, cs.StockLot]
    settings: cs.Settings
    as_of: date | datetime

    def peg(self) -> cs.Pegging:
        """Peg the whole book."""
        return cs.peg(
            self.orders.values(), self.lots.values(), as_of=self.as_of, settings=self.settings
        )

    def lines(self) -> dict[tuple[str, str], cs.OrderLine]:
        """Return every line, by the ids of its order and its own."""
        return {(order.id, line.id): line for order in self.orders.values() for line in order.lines}


@st.composite
def _lines(draw: st.DrawFn, name: str) -> cs.OrderLine:
    quantity = draw(_QUANTITIES)
    return cs.OrderLine(
        id=name,
        item=draw(_ITEMS),
        quantity=quantity,
        shipped=draw(st.sampled_from((0, 0, 0, 1))),
        closed=draw(st.sampled_from((Decimal(0), Decimal(0), min(quantity, Decimal(1))))),
        kind=draw(st.sampled_from((cs.LineKind.STOCKED,) * 7 + (cs.LineKind.NON_INVENTORY,))),
        promised_on=draw(_DAYS),
    )


@st.composite
def book_orders(draw: st.DrawFn, name: str) -> cs.CustomerOrder:
    """Draw orders of one or two lines, most of them confirmed."""
    stages = (cs.OrderStatus.CONFIRMED,) * 5 + (cs.OrderStatus.QUOTATION, cs.OrderStatus.CANCELED)
    lines = draw(st.lists(st.sampled_from(("1", "2", "10")), min_size=1, max_size=2, unique=True))
    return cs.CustomerOrder(
        id=name,
        stage=draw(st.sampled_from(stages)),
        lines=[draw(_lines(line)) for line in lines],
        promised_on=draw(_DAYS),
        priority=draw(st.sampled_from((None, 1, 2, 10**9))),
        created_on=draw(_DAYS),
    )


@st.composite
def _sources(
    draw: st.DrawFn, name: str
) -> cs.ManufacturingOrder | cs.PurchaseOrder | cs.TransferOrder | None:
    match draw(st.sampled_from(("none", "made", "bought", "moved"))):
        case "made":
            steps = draw(st.lists(_DEADLINES, max_size=2))
            return cs.ManufacturingOrder(
                id=name,
                stage=draw(st.sampled_from(cs.ManufacturingStage)),
                planned_finish=draw(_DEADLINES),
                operations=[
                    cs.Operation(id=str(n), planned_finish=finish) for n, finish in enumerate(steps)
                ],
            )
        case "bought":
            stage = draw(st.sampled_from(cs.PurchaseStage))
            return cs.PurchaseOrder(id=name, stage=stage, expected_on=draw(_DAYS))
        case "moved":
            move = draw(st.sampled_from(cs.TransferStage))
            return cs.TransferOrder(id=name, stage=move, planned_arrival_on=draw(_DAYS))
    return None


@st.composite
def book_lots(draw: st.DrawFn, name: str) -> cs.StockLot:
    """Draw lots of every status, most of which can supply something."""
    coming = (cs.LotStatus.PLANNED, cs.LotStatus.ON_HOLD, cs.LotStatus.PLANNED)
    return cs.StockLot(
        id=name,
        item=draw(_ITEMS),
        status=draw(st.sampled_from((*cs.LotStatus, *coming, cs.LotStatus.RECEIVED))),
        expected_on=draw(_DAYS),
        source=draw(_sources(f"S-{name}")),
        quantity=draw(st.one_of(st.none(), _QUANTITIES)),
    )


def _some(names: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True)


_ORDER_IDS = ("CO-1", "CO-2", "CO-10", "CO-11")
_LOT_IDS = ("L-1", "L-2", "L-10", "L-11")


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Draw books of up to four orders and four lots."""
    return Book(
        {name: draw(book_orders(name)) for name in draw(_some(_ORDER_IDS))},
        {name: draw(book_lots(name)) for name in draw(_some(_LOT_IDS))},
        draw(_SETTINGS),
        draw(_AS_OFS),
    )


@st.composite
def books_that_change(draw: st.DrawFn) -> tuple[Book, Book]:
    """Draw a book, and the same book after some of its orders and lots came, changed or went."""
    before = draw(books())
    orders, lots = dict(before.orders), dict(before.lots)
    for name in draw(_some(_ORDER_IDS)):
        orders.pop(name, None)
        if draw(st.booleans()):
            orders[name] = draw(book_orders(name))
    for name in draw(_some(_LOT_IDS)):
        lots.pop(name, None)
        if draw(st.booleans()):
            lots[name] = draw(book_lots(name))
    return before, attrs.evolve(before, orders=orders, lots=lots)
