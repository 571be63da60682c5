"""The facts of a whole order, gathered from those of its lines."""

from typing import Final

from costatus.models.orders import CustomerOrder
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import InvoicingStatus, OrderStatus, PaymentStatus, ProductStatus
from costatus.rules.facts.context import EvaluationContext
from costatus.rules.facts.coverage import NOT_SCHEDULED
from costatus.rules.facts.invoices import InvoiceFacts
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.manufacturing import production_of

UNCONFIRMED: Final = frozenset({OrderStatus.QUOTATION, OrderStatus.WAITING_FOR_CONFIRMATION})


class OrderFacts:
    """What the rows of an order compare: how many of its lines, or of the MOs behind them.

    `held`: the automatic statuses do not apply to the order's stage. `outstanding` counts the
    lines with goods outstanding; of these, `unready` those that are not covered by received lots,
    and `short` those that are not fully booked. The statuses are set once the rows have decided.
    """

    __slots__ = (
        "_awaited",
        "context",
        "countable",
        "held",
        "invoices",
        "invoicing",
        "lines",
        "order",
        "outstanding",
        "payment",
        "product",
        "short",
        "stage",
        "status",
        "surplus",
        "unready",
    )

    status: OrderStatus
    product: ProductStatus | None
    invoicing: InvoicingStatus
    payment: PaymentStatus

    def __init__(self, order: CustomerOrder, context: EvaluationContext) -> None:
        lines = [LineFacts(order, line, context) for line in order.lines]
        self.order: CustomerOrder = order
        self.context: EvaluationContext = context
        self.invoices: InvoiceFacts = InvoiceFacts(order, context)
        self.lines: list[LineFacts] = lines
        self.stage: OrderStatus = order.stage
        self.held: bool = order.stage in UNCONFIRMED and not context.settings.advance_unconfirmed
        countable = outstanding = unready = short = surplus = 0
        for line in lines:
            if line.surplus:
                surplus += 1
            if line.countable:
                countable += 1
                if line.outstanding:
                    outstanding += 1
                    if line.missing:
                        short += 1
                        unready += 1
                    elif line.unreceived:
                        unready += 1
        self._awaited: list[ManufacturingOrder] | None = None
        self.countable: int = countable
        self.outstanding: int = outstanding
        self.unready: int = unready
        self.short: int = short
        self.surplus: int = surplus

    def awaited(self) -> list[ManufacturingOrder]:
        """Return the MOs behind unreceived lots of the coverages, by id."""
        if self._awaited is None:
            found: dict[str, ManufacturingOrder] = {}
            for line in self.lines:
                for source in line.awaited:
                    found[source.id] = source
            self._awaited = [found[key] for key in sorted(found)]
        return self._awaited

    def started_orders(self) -> list[ManufacturingOrder]:
        """Return those of them that have started."""
        return [mo for mo in self.awaited() if production_of(mo, self.context).started]

    def unscheduled_orders(self) -> list[ManufacturingOrder]:
        """Return those of them that are not scheduled."""
        return [mo for mo in self.awaited() if mo.stage in NOT_SCHEDULED]

    @property
    def started(self) -> bool:
        """Whether an MO that the lines wait for has started."""
        for line in self.lines:
            for mo in line.awaited:
                if production_of(mo, self.context).started:
                    return True
        return False

    @property
    def unscheduled(self) -> bool:
        """Whether an MO that the lines wait for is not scheduled."""
        for line in self.lines:
            for mo in line.awaited:
                if mo.stage in NOT_SCHEDULED:
                    return True
        return False

    def outstanding_lines(self) -> list[LineFacts]:
        """Return the countable lines with goods outstanding."""
        return [line for line in self.lines if line.countable and line.outstanding]

    def short_lines(self) -> list[LineFacts]:
        """Return the countable lines that are not fully booked."""
        return [line for line in self.outstanding_lines() if line.missing]

    def surplus_lines(self) -> list[LineFacts]:
        """Return the lines that hold more bookings than is outstanding."""
        return [line for line in self.lines if line.surplus]

    def holding_lines(self) -> list[LineFacts]:
        """Return the lines that hold bookings, usable or not."""
        return [line for line in self.lines if line.held]

    def closed_lines(self) -> list[LineFacts]:
        """Return the lines of which more than the tolerance was closed."""
        tolerance = self.context.quantity_tolerance
        return [line for line in self.lines if line.line.closed > tolerance]

    def shipped_lines(self) -> list[LineFacts]:
        """Return the lines of which more than the tolerance is shipped."""
        tolerance = self.context.quantity_tolerance
        return [line for line in self.lines if line.line.shipped > tolerance]
