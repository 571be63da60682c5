"""What an evaluation goes by: its moment, the host's settings, and the plans of shared MOs."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from costatus.models.as_of import UNKNOWN, AsOf, Deadline
from costatus.models.lots import Booking
from costatus.models.orders import OrderLine
from costatus.models.settings import Settings
from costatus.models.sources import ManufacturingOrder

T = TypeVar("T")
_MOST: Final = 256


class Plan:
    """When an MO plans to start and to finish; the days are UNKNOWN where it does not.

    Its own plan counts, else its operations' earliest start and latest finish.
    """

    __slots__ = ("finish", "finish_day", "order", "start", "start_day")

    def __init__(self, order: ManufacturingOrder, as_of: AsOf) -> None:
        start, finish = order.planned_start, order.planned_finish
        if start is None or finish is None:
            starts: list[Deadline] = []
            finishes: list[Deadline] = []
            for step in order.operations:
                if step.planned_start:
                    starts.append(step.planned_start)
                if step.planned_finish:
                    finishes.append(step.planned_finish)
            if start is None and starts:
                start = min(starts, key=as_of.order)
            if finish is None and finishes:
                finish = max(finishes, key=as_of.order)
        self.order: ManufacturingOrder = order
        self.start: Deadline | None = start
        self.finish: Deadline | None = finish
        self.start_day: int = UNKNOWN if start is None else as_of.day(start)
        self.finish_day: int = UNKNOWN if finish is None else as_of.day(finish)


class OrdersAhead(NamedTuple):
    """The other orders that took some of a line's item before the line.

    `nearest` are at most five of them, the one ranked nearest ahead first; `others` is how many
    more there are.
    """

    nearest: tuple[str, ...]
    others: int


class Pegged(NamedTuple):
    """The supply that pegging gives to a line.

    `bookings` is what the line takes, `supply` the whole supply of its item. `ahead` returns who
    took the item before; it is called only where the line is short.
    """

    bookings: tuple[Booking, ...]
    supply: Decimal
    ahead: Callable[[], OrdersAhead]


class Supply(Protocol):
    """The supply that replaces bookings where tracing is off, such as a `Pegging`."""

    def given(self, order_id: str, line: OrderLine) -> Pegged:
        """Return the supply that the line gets."""


class EvaluationContext:
    """What holds for every order of one evaluation.

    The plan and the facts of an MO are worked out once for all the lots and lines that ask for
    them; all are forgotten where they are many, so that memory does not grow with the orders.
    """

    __slots__ = (
        "_made",
        "_plans",
        "as_of",
        "money_tolerance",
        "now",
        "quantity_tolerance",
        "settings",
        "supply",
        "today",
        "tracing",
    )

    def __init__(self, as_of: AsOf, settings: Settings, supply: Supply | None = None) -> None:
        self.as_of: AsOf = as_of
        self.settings: Settings = settings
        self.today: int = as_of.today
        self.now: timedelta = as_of.now
        self.tracing: bool = settings.tracing
        self.quantity_tolerance: Decimal = settings.quantity_tolerance
        self.money_tolerance: Decimal = settings.money_tolerance
        self.supply: Supply | None = supply
        self._plans: dict[int, Plan] = {}
        self._made: dict[tuple[int, int], Any] = {}

    def plan(self, order: ManufacturingOrder) -> Plan:
        """When the MO plans to start and to finish."""
        plan = self._plans.get(id(order))
        if plan is None:
            if len(self._plans) == _MOST:
                self._plans.clear()
            plan = self._plans[id(order)] = Plan(order, self.as_of)
        return plan

    def remembered(
        self,
        make: Callable[[ManufacturingOrder, int, "EvaluationContext"], T],
        order: ManufacturingOrder,
        open_lots: int,
    ) -> T:
        """What `make` makes of the MO and a number of its lots, made once."""
        key = id(order), open_lots
        made: T | None = self._made.get(key)
        if made is None:
            if len(self._made) == _MOST:
                self._made.clear()
            made = self._made[key] = make(order, open_lots, self)
        return made
