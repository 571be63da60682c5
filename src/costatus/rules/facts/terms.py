"""What an evaluation goes by: its moment, the host's settings, and the plans of shared MOs."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from attrs import frozen

from costatus.models.as_of import UNKNOWN, AsOf, Deadline
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.settings import Settings
from costatus.models.sources import ManufacturingOrder

_MOST = 1_000


class Plan(NamedTuple):
    """When an MO plans to start and to finish; the days are UNKNOWN where it does not.

    Its own plan counts, else its operations' earliest start and latest finish.
    """

    order: ManufacturingOrder
    start: Deadline | None
    finish: Deadline | None
    start_day: int
    finish_day: int


@frozen(eq=False)
class Pegged:
    """What pegging gave to a line, and what it knows about the rest. Section 7."""

    bookings: tuple[Booking, ...]
    supply: Decimal
    _ahead: Callable[[], tuple[str, ...]]

    @property
    def orders_ahead(self) -> tuple[str, ...]:
        """The orders that took of the item before the line; read only where it is short."""
        return self._ahead()


class Supply(Protocol):
    """What stands for bookings with tracing off: see `costatus.pegging`."""

    def given(self, order_id: str, line: OrderLine) -> Pegged:
        """What the line gets."""


class Terms:
    """What holds for every order of one evaluation.

    The plan of an MO is worked out once for all the lots and lines that ask for it.
    `latest` is the order whose lines were looked at last, with their facts: who reads a report
    mostly reads it at once.
    """

    __slots__ = (
        "_plans",
        "as_of",
        "latest",
        "money_tolerance",
        "now",
        "quantity_tolerance",
        "settings",
        "supply",
        "today",
        "tracing",
    )

    def __init__(self, as_of: AsOf, settings: Settings, supply: Supply | None = None) -> None:
        self.as_of = as_of
        self.settings = settings
        self.today: int = as_of.today
        self.now: timedelta = as_of.now
        self.tracing: bool = settings.tracing
        self.quantity_tolerance: Decimal = settings.quantity_tolerance
        self.money_tolerance: Decimal = settings.money_tolerance
        self.supply: Supply | None = supply
        self.latest: tuple[CustomerOrder, object] | None = None
        self._plans: dict[int, Plan] = {}

    def plan(self, order: ManufacturingOrder) -> Plan:
        """When the MO plans to start and to finish."""
        plan = self._plans.get(id(order))
        if plan is None:
            plan = self._plans[id(order)] = _made(order, self.as_of)
            keep_small(self._plans)
        return plan


def _made(order: ManufacturingOrder, as_of: AsOf) -> Plan:
    start, finish = order.planned_start, order.planned_finish
    if start is None:
        starts = [each for step in order.operations if (each := step.planned_start) is not None]
        start = min(starts, key=as_of.order, default=None)
    if finish is None:
        finishes = [each for step in order.operations if (each := step.planned_finish) is not None]
        finish = max(finishes, key=as_of.order, default=None)
    return Plan(
        order,
        start,
        finish,
        UNKNOWN if start is None else as_of.day(start),
        UNKNOWN if finish is None else as_of.day(finish),
    )


def keep_small(memo: dict[int, Any]) -> None:
    """Forget what is remembered of shared sources before it grows with the number of orders."""
    if len(memo) > _MOST:
        memo.clear()
