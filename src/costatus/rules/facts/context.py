"""What an evaluation starts from: its moment, the settings, and the plans of shared MOs."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple, Protocol, TypeVar, final

from costatus.models.as_of import UNKNOWN, AsOf, Deadline, day_of
from costatus.models.lots import Booking
from costatus.models.orders import OrderLine
from costatus.models.settings import Settings
from costatus.models.sources import ManufacturingOrder

T = TypeVar("T")
MOST_NAMED: Final = 5
"""How many objects a reason names; it counts the others."""
_LEAST_LIMIT: Final = 128


@final
class Time:
    """A point in time that rules compare with: a day number, and an instant.

    Where days alone count, `now` is earlier than every instant.
    """

    __slots__ = ("now", "today")

    def __init__(self, today: int, now: timedelta) -> None:
        self.today: int = today
        self.now: timedelta = now


@final
class Plan:
    """When an MO plans to start and to finish; the day numbers are UNKNOWN where it does not.

    Its own plan counts, else the earliest start and the latest finish of its operations.
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
    """The orders that took some of an item before a line.

    Attributes:
        nearest: The ids of at most five of them, the nearest first.
        others: How many more there are.
    """

    nearest: tuple[str, ...]
    others: int


class Pegged(NamedTuple):
    """What pegging gives to a line, and what it knows about the rest of the item. Rules G1 to G5.

    Attributes:
        bookings: What the line takes, in the order taken.
        supply: The whole supply of the item, in its unit.
        ahead: Returns the orders that took some of the item before; called if the line is short.
    """

    bookings: tuple[Booking, ...]
    supply: Decimal
    ahead: Callable[[], OrdersAhead]


class Supply(Protocol):
    """What replaces bookings where tracing is off: a `Pegging`, or a class of your own."""

    def given(self, order_id: str, line: OrderLine) -> Pegged:
        """Return what the line gets, and the supply of its item."""


@final
class EvaluationContext:
    """The moment, the settings, the supply and the shared MOs of an evaluation.

    What is extracted of an MO is cached for all lots, lines and orders that need it. Between two
    orders the cache is emptied where it is more than twice as large as the largest order needs, so
    that memory does not grow with the orders. `production` has the facts of MOs, by identity.
    """

    __slots__ = (
        "_cached",
        "_comparable",
        "_days",
        "_limit",
        "_plans",
        "_size",
        "as_of",
        "money_tolerance",
        "production",
        "quantity_tolerance",
        "settings",
        "supply",
        "time",
        "today",
        "tracing",
    )

    def __init__(self, as_of: AsOf, settings: Settings, supply: Supply | None = None) -> None:
        self.as_of: AsOf = as_of
        self.settings: Settings = settings
        self.today: int = as_of.today
        self.time: Time = Time(as_of.today, as_of.now)
        self.tracing: bool = settings.tracing
        self.quantity_tolerance: Decimal = settings.quantity_tolerance
        self.money_tolerance: Decimal = settings.money_tolerance
        self.supply: Supply | None = supply
        self.production: dict[int, Any] = {}
        self._days: dict[int, date] = {}
        self._plans: dict[int, Plan] = {}
        self._cached: dict[tuple[str, int], tuple[object, Any]] = {}
        self._comparable: dict[int, ManufacturingOrder] = {}
        self._size: int = 0
        self._limit: int = _LEAST_LIMIT

    def day(self, number: int) -> date:
        """Return the day of a number; a few days are in many reasons."""
        day = self._days.get(number)
        if day is None:
            day = self._days[number] = day_of(number)
        return day

    def plan(self, order: ManufacturingOrder) -> Plan:
        """Return when the MO plans to start and to finish."""
        plan = self._plans.get(id(order))
        if plan is None:
            plan = self._plans[id(order)] = Plan(order, self.as_of)
        return plan

    def cached(self, name: str, make: Callable[[Any], T], source: object) -> T:
        """Return `make(source)`, called once for each name and object."""
        key = name, id(source)
        found = self._cached.get(key)
        if found is None:  # the object is cached too: while it lives, no other has its identity
            found = self._cached[key] = source, make(source)
        made: T = found[1]
        return made

    def with_supply(self, supply: Supply | None) -> "EvaluationContext":
        """Return a context with another supply, and the same cache."""
        if supply is self.supply:
            return self
        context = EvaluationContext(self.as_of, self.settings, supply)
        context.production = self.production
        context._days = self._days
        context._plans = self._plans
        context._cached = self._cached
        return context

    def is_comparable(self, order: ManufacturingOrder) -> bool:
        """Return whether all moments behind the MO are known to compare with `as_of`."""
        return id(order) in self._comparable

    def mark_comparable(self, orders: dict[int, ManufacturingOrder]) -> None:
        """Remember that all moments behind some MOs compare with `as_of`."""
        self._comparable.update(orders)

    def trim(self) -> None:
        """Empty the cache if it is large; called between two orders."""
        size = len(self._days) + len(self._plans) + len(self._cached) + len(self._comparable)
        if not self._size:
            self._limit = max(self._limit, 2 * size)
        elif size > self._limit:
            size = 0
            self.production.clear()
            self._days.clear()
            self._plans.clear()
            self._cached.clear()
            self._comparable.clear()
        self._size = size
