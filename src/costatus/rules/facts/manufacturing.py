"""The facts of a manufacturing order: its plan, its parts and its operations."""

from datetime import timedelta

from costatus.models.as_of import NEVER, UNKNOWN, Deadline
from costatus.models.lots import StockLot
from costatus.models.sources import ManufacturingOrder, Operation, Part
from costatus.models.statuses import ManufacturingStage
from costatus.rules.facts.coverage import (
    REQUESTED,
    UsableBooking,
    best_first,
    cover,
    is_in_stock,
    still_to_come,
    usable,
)
from costatus.rules.facts.context import Plan, EvaluationContext


class PartLot:
    """A lot of a part's cover that is not received, with its expected day number."""

    __slots__ = ("expected", "lot", "part")

    def __init__(self, part: Part, lot: StockLot, expected: int) -> None:
        self.part: Part = part
        self.lot: StockLot = lot
        self.expected: int = expected


class LateStep:
    """An operation that missed a deadline."""

    __slots__ = ("deadline", "operation")

    def __init__(self, operation: Operation, deadline: Deadline) -> None:
        self.operation: Operation = operation
        self.deadline: Deadline = deadline


class ManufacturingFacts:
    """What the rows of manufacturing orders compare.

    A deadline stands in two facts, of which one counts: the day after which, and the moment at
    which it has passed; both never come where it is not planned. `next_start` and `next_finish` are
    the earliest of the operations that have not started, or not finished. They are the same for
    all lines with as many unreceived lots from the order, and worked out once for those.
    `unbooked_parts` are the parts that row M2 is about.
    """

    __slots__ = (
        "coming",
        "finish_day",
        "finish_known",
        "finish_moment",
        "next_finish_day",
        "next_finish_moment",
        "next_start_day",
        "next_start_moment",
        "now",
        "open_lots",
        "part_expected_first",
        "parts_after_start",
        "parts_not_booked",
        "parts_requested",
        "parts_undated",
        "parts_unreceived",
        "plan",
        "source",
        "stage",
        "start_day",
        "start_moment",
        "context",
        "today",
        "unbooked_parts",
    )

    finish_day: int
    finish_moment: timedelta
    next_finish_day: int
    next_finish_moment: timedelta
    next_start_day: int
    next_start_moment: timedelta
    start_day: int
    start_moment: timedelta

    def __init__(self, source: ManufacturingOrder, open_lots: int, context: EvaluationContext) -> None:
        plan = context.plan(source)
        split = context.as_of.split
        self.source: ManufacturingOrder = source
        self.open_lots: int = open_lots
        self.context: EvaluationContext = context
        self.today: int = context.today
        self.now: timedelta = context.now
        self.stage: ManufacturingStage = source.stage
        self.plan: Plan = plan
        self.start_day, self.start_moment = split(plan.start)
        self.finish_day, self.finish_moment = split(plan.finish)
        self.finish_known: bool = plan.finish is not None
        self._look_at_parts()
        self._look_at_operations()

    def _look_at_parts(self) -> None:
        requested = unreceived = after_start = undated = 0
        expected_first = NEVER
        start_day = self.plan.start_day
        unbooked: tuple[Part, ...] = ()
        all_coming: list[tuple[Part, list[UsableBooking]]] = []
        for part in self.source.parts:
            is_short, coming = part_supply(part, start_day, self.context)
            if is_short:
                unbooked = (*unbooked, part)
            if not coming:
                continue
            all_coming.append((part, coming))
            for one in coming:
                expected = one.expected
                unreceived += 1
                if one.status is REQUESTED:
                    requested += 1
                if expected == UNKNOWN:
                    undated += start_day > UNKNOWN
                    continue
                if expected < expected_first:
                    expected_first = expected
                if UNKNOWN < start_day < expected:
                    after_start += 1
        self.coming: list[tuple[Part, list[UsableBooking]]] = all_coming
        self.unbooked_parts: tuple[Part, ...] = unbooked
        self.parts_not_booked: int = len(unbooked)
        self.parts_requested: int = requested
        self.parts_unreceived: int = unreceived
        self.parts_after_start: int = after_start
        self.parts_undated: int = undated
        self.part_expected_first: int = expected_first

    def _look_at_operations(self) -> None:
        starts: list[Deadline] = []
        finishes: list[Deadline] = []
        for step in self.source.operations:
            if step.finished:
                continue
            start, finish = step.planned_start, step.planned_finish
            if start is not None and not step.started:
                starts.append(start)
            if finish is not None:
                finishes.append(finish)
        first = self.context.as_of.first
        self.next_start_day, self.next_start_moment = first(starts)
        self.next_finish_day, self.next_finish_moment = first(finishes)

    @property
    def start(self) -> Deadline | None:
        """The planned start, None where it is not known."""
        return self.plan.start

    @property
    def finish(self) -> Deadline | None:
        """The planned finish, None where it is not known."""
        return self.plan.finish

    def _open_lots(self) -> list[PartLot]:
        """The lots of the parts' covers that are not received."""
        start_day = self.plan.start_day
        return [
            PartLot(part, one.lot, one.expected)
            for part, coming in self.coming
            for one in best_first(coming, start_day or NEVER)
        ]

    def requested_lots(self) -> list[PartLot]:
        """The lots that row M3c is about."""
        return [each for each in self._open_lots() if each.lot.status is REQUESTED]

    def late_lots(self) -> list[PartLot]:
        """The lots that row M5a is about."""
        start_day = self.plan.start_day
        begun = self.context.as_of.passed(self.start)
        return [
            each
            for each in self._open_lots()
            if begun or UNKNOWN < each.expected < self.today or UNKNOWN < start_day < each.expected
        ]

    def undated_lots(self) -> list[PartLot]:
        """The lots that row M5x is about."""
        return [each for each in self._open_lots() if each.expected == UNKNOWN]

    def late_starts(self) -> list[LateStep]:
        """The operations that row M5b is about."""
        return [
            LateStep(step, step.planned_start)
            for step in self.source.operations
            if not (step.started or step.finished)
            and step.planned_start is not None
            and self.context.as_of.passed(step.planned_start)
        ]

    def late_finishes(self) -> list[LateStep]:
        """The operations that row M5c is about."""
        return [
            LateStep(step, step.planned_finish)
            for step in self.source.operations
            if not step.finished
            and step.planned_finish is not None
            and self.context.as_of.passed(step.planned_finish)
        ]


def part_supply(part: Part, start_day: int, context: EvaluationContext) -> tuple[bool, list[UsableBooking]]:
    """Whether a part is short of bookings, and those of its cover that are not received.

    Its cover is a line's, with the day that the MO starts as the promise; UNKNOWN promises none.
    """
    tolerance = context.quantity_tolerance
    rest = part.quantity
    if part.consumed:
        rest -= part.consumed
    if is_in_stock(rest, part.bookings, tolerance):
        return False, []
    supplies, have = usable(part.bookings, context)
    spare = have - rest
    covering = cover(supplies, spare, rest, start_day or NEVER, tolerance)
    return -spare > tolerance, still_to_come(covering)
