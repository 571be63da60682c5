"""Situations: the whole input of an evaluation, for a few orders that share their supply."""

from decimal import Decimal

from attrs import frozen
from hypothesis import strategies as st

from costatus._evaluation.evaluate import evaluate
from costatus._evaluation.report import OrderReport
from costatus.models.as_of import Deadline
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.quantities import ZERO
from costatus.models.settings import Settings
from costatus.pegging import peg
from costatus.testing.demand import pick_order
from costatus.testing.moments import pick_as_of
from costatus.testing.stock import pick_stock
from costatus.testing.values import RARELY, Picker


@frozen
class Situation:
    """The whole input of an evaluation.

    Attributes:
        orders: The orders, which share lots.
        lots: The lots that the orders book, or that are pegged to them.
        settings: The choices of a host.
        as_of: The day or the moment.
    """

    orders: tuple[CustomerOrder, ...]
    lots: tuple[StockLot, ...]
    settings: Settings
    as_of: Deadline

    def evaluate(self) -> tuple[OrderReport, ...]:
        """Return the report of each order; where tracing is off, after pegging the lots to all."""
        pegging = None
        if not self.settings.tracing:
            pegging = peg(self.orders, self.lots, as_of=self.as_of, settings=self.settings)
        return tuple(
            evaluate(order, as_of=self.as_of, settings=self.settings, pegging=pegging)
            for order in self.orders
        )


@st.composite
def settings(draw: st.DrawFn, *, tracing: bool | None = None, exact: bool = False) -> Settings:
    """Return settings of every kind; `tracing` fixes that field, `exact` means tolerances of 0."""
    return _pick_settings(Picker(draw), tracing=tracing, exact=exact)


@st.composite
def situations(
    draw: st.DrawFn, *, tracing: bool | None = None, exact: bool = False, max_orders: int = 2
) -> Situation:
    """Return at most `max_orders` orders that share lots, at a moment that compares with them."""
    pick = Picker(draw)
    chosen = _pick_settings(pick, tracing=tracing, exact=exact)
    as_of = pick_as_of(pick)
    count = pick((1, 1, *range(1, max_orders + 1)))
    lots = pick_stock(pick, as_of)
    return Situation(
        tuple(pick_order(pick.fresh(), as_of, lots=lots, stem=f"CO-{n + 1}") for n in range(count)),
        lots,
        chosen,
        as_of,
    )


def _pick_settings(pick: Picker, *, tracing: bool | None, exact: bool) -> Settings:
    return Settings(
        tracing=not pick(RARELY) if tracing is None else tracing,
        money_tolerance=pick((ZERO,) if exact else _MONEY),
        quantity_tolerance=pick((ZERO,) if exact else _QUANTITY),
        net_credit_invoices=pick(RARELY),
        advance_unconfirmed=pick(RARELY),
    )


_MONEY = (Decimal("0.005"), ZERO, Decimal(1))
_QUANTITY = (ZERO, ZERO, Decimal("0.5"), Decimal(1))
