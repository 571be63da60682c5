"""The facts of the sources behind a line: manufacturing, purchase and transfer orders."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, cast

from costatus.models.as_of import NEVER, NO_MOMENT, UNKNOWN, Deadline
from costatus.models.lots import Source, StockLot
from costatus.models.quantities import ZERO
from costatus.models.sources import (
    ManufacturingOrder,
    Operation,
    Part,
    PurchaseOrder,
    TransferOrder,
)
from costatus.models.statuses import ManufacturingStage, PurchaseStage, TransferStage
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.supply import (
    RECEIVED,
    REQUESTED,
    Covering,
    best_first,
    cover,
    expected_day,
    is_source,
    usable,
)
from costatus.rules.facts.terms import Plan, Terms

_NOT_SHIPPED = frozenset({TransferStage.NEW, TransferStage.READY_FOR_SHIPMENT})


class Supplied:
    """A source of a line: how many unreceived lots it has for the line, and their due day.

    The due day is the latest known expected day of those lots, UNKNOWN where none is known.
    """

    __slots__ = ("due_on", "open_lots", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open_lots: int = 0
        self.due_on: int = UNKNOWN


def sources_of(line: LineFacts) -> Sequence[Supplied]:
    """The distinct sources behind all usable bookings of the line; section 3."""
    if line.finished or not line.bookings:
        return ()
    found: list[Supplied] = []
    for booking in line.bookings:
        lot = booking.lot
        source = lot.source
        if source is None or not is_source(source):
            continue
        for supplied in found:
            if supplied.source is source or (
                supplied.source.id == source.id and supplied.source.kind is source.kind
            ):
                break
        else:
            supplied = Supplied(source)
            found.append(supplied)
        if lot.status is not RECEIVED:
            supplied.open_lots += 1
            expected = expected_day(lot, line.terms)
            supplied.due_on = max(supplied.due_on, expected)
    return found


class PartLot(NamedTuple):
    """A lot of a part's cover that is not received, with its expected day number."""

    part: Part
    lot: StockLot
    expected: int


class LateStep(NamedTuple):
    """An operation that missed a deadline."""

    operation: Operation
    deadline: Deadline


class ManufacturingFacts:
    """What the rows of manufacturing orders compare.

    A deadline stands in two facts, of which one counts: the day after which, and the moment at
    which it has passed; both never come where it is not planned. `next_start` and `next_finish` are
    the earliest of the operations that have not started, or not finished. The facts of parts and
    of operations are worked out when a row first asks for one: many orders are decided before.
    """

    __slots__ = (
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
        "terms",
        "today",
    )

    next_finish_day: int
    next_finish_moment: timedelta
    next_start_day: int
    next_start_moment: timedelta
    part_expected_first: int
    parts_after_start: int
    parts_not_booked: int
    parts_requested: int
    parts_undated: int
    parts_unreceived: int

    def __init__(self, supplied: Supplied, line: LineFacts) -> None:
        order = cast("ManufacturingOrder", supplied.source)
        terms = line.terms
        plan = terms.plan(order)
        self.source: ManufacturingOrder = order
        self.open_lots: int = supplied.open_lots
        self.terms: Terms = terms
        self.plan: Plan = plan
        self.today: int = terms.today
        self.now: timedelta = terms.now
        self.stage: ManufacturingStage = order.stage
        split = terms.as_of.split
        self.start_day, self.start_moment = split(plan.start)
        self.finish_day, self.finish_moment = split(plan.finish)
        self.finish_known: bool = plan.finish is not None

    def __getattr__(self, name: str) -> Any:
        """A fact that is not worked out yet."""
        if name.startswith("part"):
            self._look_at_parts()
        elif name.startswith("next"):
            self._look_at_operations()
        return object.__getattribute__(self, name)

    def _look_at_parts(self) -> None:
        not_booked = requested = unreceived = after_start = undated = 0
        expected_first = NEVER
        start_day = self.plan.start_day
        for part in self.source.parts:
            is_short, coming = part_supply(part, self.plan, self.terms)
            not_booked += is_short
            for lot, expected in coming:
                unreceived += 1
                if lot.status is REQUESTED:
                    requested += 1
                if expected == UNKNOWN:
                    undated += start_day > UNKNOWN
                    continue
                expected_first = min(expected_first, expected)
                if UNKNOWN < start_day < expected:
                    after_start += 1
        self.parts_not_booked = not_booked
        self.parts_requested = requested
        self.parts_unreceived = unreceived
        self.parts_after_start = after_start
        self.parts_undated = undated
        self.part_expected_first = expected_first

    def _look_at_operations(self) -> None:
        start_day = finish_day = NEVER
        start_moment = finish_moment = NO_MOMENT
        split = self.terms.as_of.split
        for step in self.source.operations:
            if step.finished:
                continue
            if not step.started:
                day, moment = split(step.planned_start)
                if day < start_day:
                    start_day = day
                elif moment < start_moment:
                    start_moment = moment
            day, moment = split(step.planned_finish)
            if day < finish_day:
                finish_day = day
            elif moment < finish_moment:
                finish_moment = moment
        self.next_start_day = start_day
        self.next_start_moment = start_moment
        self.next_finish_day = finish_day
        self.next_finish_moment = finish_moment

    @property
    def start(self) -> Deadline | None:
        """The planned start, None where it is not known."""
        return self.plan.start

    @property
    def finish(self) -> Deadline | None:
        """The planned finish, None where it is not known."""
        return self.plan.finish

    def unbooked_parts(self) -> list[Part]:
        """The parts that row M2 is about."""
        return [part for part in self.source.parts if part_supply(part, self.plan, self.terms)[0]]

    def open_part_lots(self) -> Iterator[PartLot]:
        """The lots of the parts' covers that are not received."""
        for part in self.source.parts:
            _, coming = part_supply(part, self.plan, self.terms)
            for lot, expected in best_first(coming, self.plan.start_day or NEVER):
                yield PartLot(part, lot, expected)

    def requested_lots(self) -> list[PartLot]:
        """The lots that row M3c is about."""
        return [each for each in self.open_part_lots() if each.lot.status is REQUESTED]

    def late_lots(self) -> list[PartLot]:
        """The lots that row M5a is about."""
        start_day = self.plan.start_day
        begun = self.terms.as_of.passed(self.start)
        return [
            each
            for each in self.open_part_lots()
            if begun or UNKNOWN < each.expected < self.today or UNKNOWN < start_day < each.expected
        ]

    def undated_lots(self) -> list[PartLot]:
        """The lots that row M5x is about."""
        return [each for each in self.open_part_lots() if each.expected == UNKNOWN]

    def late_starts(self) -> list[LateStep]:
        """The operations that row M5b is about."""
        return [
            LateStep(step, step.planned_start)
            for step in self.source.operations
            if not (step.started or step.finished)
            and step.planned_start is not None
            and self.terms.as_of.passed(step.planned_start)
        ]

    def late_finishes(self) -> list[LateStep]:
        """The operations that row M5c is about."""
        return [
            LateStep(step, step.planned_finish)
            for step in self.source.operations
            if not step.finished
            and step.planned_finish is not None
            and self.terms.as_of.passed(step.planned_finish)
        ]


def part_supply(part: Part, plan: Plan, terms: Terms) -> tuple[bool, Sequence[Covering]]:
    """Whether a part is short of bookings, and the lots of its cover that are not received.

    Its cover is a line's, with the day that the MO starts as the promise.
    """
    tolerance = terms.quantity_tolerance
    rest = part.quantity - part.consumed
    if rest <= tolerance:
        return False, ()
    bookings = usable(part.bookings)
    have, all_received = ZERO, True
    for booking in bookings:
        have += booking.quantity
        if booking.lot.status is not RECEIVED:
            all_received = False
    is_short = rest - have > tolerance
    if all_received:
        return is_short, ()
    covering = cover(bookings, have, rest, plan.start_day or NEVER, terms)
    return is_short, [each for each in covering if each[0].status is not RECEIVED]


class PurchaseFacts:
    """What the rows of purchase orders compare, seen from one line."""

    __slots__ = ("due_on", "open_lots", "promised_on", "source", "stage", "today", "waiting")

    def __init__(self, supplied: Supplied, line: LineFacts) -> None:
        source = cast("PurchaseOrder", supplied.source)
        self.source: PurchaseOrder = source
        self.stage: PurchaseStage = source.stage
        self.open_lots: int = supplied.open_lots
        self.due_on: int = supplied.due_on
        self.waiting: bool = bool(line.outstanding)
        self.promised_on: int = line.promised_on
        self.today: int = line.today


class TransferFacts:
    """What the rows of transfer orders compare, seen from one line."""

    __slots__ = (
        "due_on",
        "not_shipped",
        "open_lots",
        "promised_on",
        "shipment_on",
        "source",
        "stage",
        "today",
        "waiting",
    )

    def __init__(self, supplied: Supplied, line: LineFacts) -> None:
        source = cast("TransferOrder", supplied.source)
        shipment = source.planned_shipment_on
        self.source: TransferOrder = source
        self.stage: TransferStage = source.stage
        self.open_lots: int = supplied.open_lots
        self.due_on: int = supplied.due_on
        self.waiting: bool = bool(line.outstanding)
        self.promised_on: int = line.promised_on
        self.today: int = line.today
        self.not_shipped: bool = source.stage in _NOT_SHIPPED
        self.shipment_on: int = NEVER if shipment is None else shipment.toordinal()
