"""The facts of a whole order, gathered from those of its lines."""

from collections.abc import Collection, Iterable
from typing import Final

from costatus.models.orders import CustomerOrder
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import ManufacturingStage, OrderStatus
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.invoices import InvoiceFacts
from costatus.rules.facts.coverage import still_to_come
from costatus.rules.facts.context import EvaluationContext

_UNCONFIRMED: Final = frozenset({OrderStatus.QUOTATION, OrderStatus.WAITING_FOR_CONFIRMATION})
_NOT_SCHEDULED: Final = frozenset({ManufacturingStage.NEW, ManufacturingStage.NOT_SCHEDULED})
_STARTED: Final = frozenset(
    {ManufacturingStage.IN_PROGRESS, ManufacturingStage.PAUSED, ManufacturingStage.FINISHED}
)


class OrderFacts:
    """What the rows of the order compare: how many of its lines, or of the MOs behind them.

    `held` says that the automatic words do not apply to the order's stage. `outstanding` counts
    the lines with goods outstanding; of these, `unready` those that are not covered by received
    lots and `short` those that are not fully booked. `waited_for` are the MOs behind unreceived
    lots of the covers; `started` and `unscheduled` count them.
    """

    __slots__ = (
        "countable",
        "held",
        "lines",
        "money",
        "order",
        "outstanding",
        "short",
        "stage",
        "started",
        "surplus",
        "context",
        "unready",
        "unscheduled",
        "waited_for",
    )

    def __init__(self, order: CustomerOrder, context: EvaluationContext) -> None:  # noqa: C901 a pass over lines
        lines = [LineFacts(order, line, context) for line in order.lines]
        self.order: CustomerOrder = order
        self.context: EvaluationContext = context
        self.money: InvoiceFacts = InvoiceFacts(order, context)
        self.lines: list[LineFacts] = lines
        self.stage: OrderStatus = order.stage
        self.held: bool = order.stage in _UNCONFIRMED and not context.settings.advance_unconfirmed
        countable = outstanding = unready = short = surplus = 0
        waited_for: dict[str, ManufacturingOrder] = {}
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
                    for source in line.waited_for:
                        waited_for[source.id] = source
        self.countable: int = countable
        self.outstanding: int = outstanding
        self.unready: int = unready
        self.short: int = short
        self.surplus: int = surplus
        self.waited_for: Collection[ManufacturingOrder] = waited_for.values()
        started = unscheduled = 0
        for source in waited_for.values():
            if has_started(source):
                started += 1
            if source.stage in _NOT_SCHEDULED:
                unscheduled += 1
        self.started: int = started
        self.unscheduled: int = unscheduled

    def countable_lines(self) -> list[LineFacts]:
        """The lines that ask for goods from stock."""
        return [line for line in self.lines if line.countable]

    def outstanding_lines(self) -> list[LineFacts]:
        """Those of them with goods outstanding."""
        return [line for line in self.countable_lines() if line.outstanding]

    def short_lines(self) -> list[LineFacts]:
        """Those of them that are not fully booked."""
        return [line for line in self.outstanding_lines() if line.missing]

    @property
    def holding(self) -> int:
        """How many lines hold bookings, usable or not."""
        return len(self.holding_lines())

    def holding_lines(self) -> list[LineFacts]:
        """The lines that hold bookings, usable or not."""
        return [line for line in self.lines if line.held]

    def surplus_lines(self) -> list[LineFacts]:
        """The lines that hold more bookings than they need."""
        return [line for line in self.lines if line.surplus]

    def started_orders(self) -> list[ManufacturingOrder]:
        """The MOs that the lines wait for and that have started."""
        return [source for source in self._waited_for_in_order() if has_started(source)]

    def unscheduled_orders(self) -> list[ManufacturingOrder]:
        """The MOs that the lines wait for and that are not scheduled."""
        return [each for each in self._waited_for_in_order() if each.stage in _NOT_SCHEDULED]

    def _waited_for_in_order(self) -> Iterable[ManufacturingOrder]:
        """The MOs that the lines wait for, in the order that the covers are taken in."""
        lines = [line for line in self.outstanding_lines() if line.waited_for]
        coming = [one.source for line in lines for one in line.in_order(still_to_come(line.cover))]
        return {each.id: each for each in coming if isinstance(each, ManufacturingOrder)}.values()


def has_started(order: ManufacturingOrder) -> bool:
    """Whether production has begun: by its stage, or an operation of it has."""
    if order.stage in _STARTED:
        return True
    return any(step.started or step.finished for step in order.operations)
