"""The facts of a manufacturing order: its plan, its parts and its operations."""

from datetime import timedelta
from typing import Final, final

from costatus.models.as_of import NEVER, UNKNOWN, Deadline
from costatus.models.lots import StockLot
from costatus.models.sources import ManufacturingOrder, Operation, Part
from costatus.models.statuses import ManufacturingStage
from costatus.rules.facts.context import EvaluationContext, Plan
from costatus.rules.facts.coverage import (
    Demand,
    SourceBehind,
    UsableBooking,
    coverage,
    is_in_stock,
    usable,
)

_STARTED: Final = frozenset(
    {ManufacturingStage.IN_PROGRESS, ManufacturingStage.PAUSED, ManufacturingStage.FINISHED}
)


@final
class PartLot:
    """A lot of a part's coverage that is not received, with its expected day number."""

    __slots__ = ("expected", "lot", "part")

    def __init__(self, part: Part, lot: StockLot, expected: int) -> None:
        self.part: Part = part
        self.lot: StockLot = lot
        self.expected: int = expected

    def key(self) -> tuple[int, str, str]:
        """Return what puts lots in order: the earliest first."""
        return self.expected, self.lot.id, self.part.id


@final
class Step:
    """An operation and a deadline that it has not met yet."""

    __slots__ = ("deadline", "operation")

    def __init__(self, operation: Operation, deadline: Deadline) -> None:
        self.operation: Operation = operation
        self.deadline: Deadline = deadline


@final
class ProductionFacts:
    """The facts of an MO that are the same for all lines that wait for it.

    A deadline is in two facts, of which one counts: the day after which, and the instant at which
    it has passed; both never come where it is not planned. Lots and steps are in order, the
    earliest first: `dated` are the unreceived lots of the parts' coverages whose day is known.
    """

    __slots__ = (
        "context",
        "dated",
        "finish_day",
        "finish_known",
        "finish_moment",
        "first_part_expected",
        "last_part_expected",
        "next_finish_day",
        "next_finish_moment",
        "next_start_day",
        "next_start_moment",
        "plan",
        "requested",
        "source",
        "start_day",
        "start_moment",
        "started",
        "unbooked",
        "undated",
        "unfinished",
        "unreceived",
        "unstarted",
    )

    def __init__(self, source: ManufacturingOrder, context: EvaluationContext) -> None:
        plan = context.plan(source)
        split = context.as_of.split
        self.source: ManufacturingOrder = source
        self.context: EvaluationContext = context
        self.plan: Plan = plan
        start_day, start_moment = split(plan.start)
        finish_day, finish_moment = split(plan.finish)
        self.start_day: int = start_day
        self.start_moment: timedelta = start_moment
        self.finish_day: int = finish_day
        self.finish_moment: timedelta = finish_moment
        self.finish_known: bool = plan.finish is not None
        self._read_parts()
        self._read_operations()

    def _read_parts(self) -> None:
        unbooked: list[Part] = []
        requested: list[PartLot] = []
        dated: list[PartLot] = []
        undated: list[PartLot] = []
        start_day = self.plan.start_day
        for part in self.source.parts:
            is_short, coming = _part_supply(part, start_day, self.context)
            if is_short:
                unbooked.append(part)
            for one in coming:
                lot = PartLot(part, one.lot, one.expected)
                (undated if one.expected == UNKNOWN else dated).append(lot)
                if one.requested:
                    requested.append(lot)
        if len(unbooked) > 1:
            unbooked.sort(key=lambda part: part.id)
        for lots in (requested, dated, undated):
            if len(lots) > 1:
                lots.sort(key=PartLot.key)
        self.unbooked: tuple[Part, ...] = tuple(unbooked)
        self.requested: tuple[PartLot, ...] = tuple(requested)
        self.dated: tuple[PartLot, ...] = tuple(dated)
        self.undated: tuple[PartLot, ...] = tuple(undated)
        self.unreceived: int = len(dated) + len(undated)
        self.first_part_expected: int = dated[0].expected if dated else NEVER
        self.last_part_expected: int = dated[-1].expected if dated else UNKNOWN

    def _read_operations(self) -> None:
        unstarted: list[Step] = []
        unfinished: list[Step] = []
        started = self.source.stage in _STARTED
        for operation in self.source.operations:
            if operation.started or operation.finished:
                started = True
            elif operation.planned_start is not None:
                unstarted.append(Step(operation, operation.planned_start))
            if not operation.finished and operation.planned_finish is not None:
                unfinished.append(Step(operation, operation.planned_finish))
        as_of = self.context.as_of
        for steps in (unstarted, unfinished):
            if len(steps) > 1:
                steps.sort(key=lambda step: (as_of.order(step.deadline), step.operation.id))
        self.started: bool = started
        self.unstarted: tuple[Step, ...] = tuple(unstarted)
        self.unfinished: tuple[Step, ...] = tuple(unfinished)
        start_day, start_moment = as_of.split(unstarted[0].deadline if unstarted else None)
        finish_day, finish_moment = as_of.split(unfinished[0].deadline if unfinished else None)
        self.next_start_day: int = start_day
        self.next_start_moment: timedelta = start_moment
        self.next_finish_day: int = finish_day
        self.next_finish_moment: timedelta = finish_moment


@final
class ManufacturingFacts(SourceBehind):
    """What the rows of manufacturing orders compare, seen from one line."""

    __slots__ = ("_order", "_production")

    def __init__(
        self, source: ManufacturingOrder, demand: Demand, context: EvaluationContext
    ) -> None:
        super().__init__(source, demand, context)
        self._order = source
        self._production: ProductionFacts | None = None

    @property
    def production(self) -> ProductionFacts:
        """The facts that are the same for all lines."""
        production = self._production
        if production is None:
            production = self._production = production_of(self._order, self.context)
        return production


def production_of(source: ManufacturingOrder, context: EvaluationContext) -> ProductionFacts:
    """Return the facts of an MO, extracted once for all lines of an evaluation."""
    production: ProductionFacts | None = context.production.get(id(source))
    if production is None:
        production = context.production[id(source)] = ProductionFacts(source, context)
    return production


def _part_supply(
    part: Part, start_day: int, context: EvaluationContext
) -> tuple[bool, list[UsableBooking]]:
    """Return whether a part is short of bookings, and those of its coverage not received.

    Its coverage is a line's, with the day that the MO starts as the promise.
    """
    tolerance = context.quantity_tolerance
    rest = part.quantity
    if part.consumed:
        rest -= part.consumed
    if is_in_stock(rest, part.bookings, tolerance):
        return False, []
    supplies, booked = usable(part.bookings, context)
    spare = booked - rest
    covering = coverage(supplies, spare, rest, start_day or NEVER, tolerance)
    return -spare > tolerance, [one for one in covering if not one.received]
