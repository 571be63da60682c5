"""The facts of the sources behind a line: manufacturing, purchase and transfer orders."""

from collections.abc import Iterator
from typing import NamedTuple

from attrs import define

from costatus.models.as_of import NEVER, UNKNOWN, AsOf, Deadline
from costatus.models.lots import Source, StockLot
from costatus.models.quantities import ZERO
from costatus.models.settings import Settings
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
    beyond,
    booked,
    cover,
    expected_day,
    is_source,
    planned_finish,
    planned_start,
    usable,
)

_NOT_SHIPPED = frozenset({TransferStage.NEW, TransferStage.READY_FOR_SHIPMENT})


class Supplied(NamedTuple):
    """A source of a line, and the lots that it supplies to the line."""

    source: Source
    lots: tuple[StockLot, ...]

    @property
    def open_lots(self) -> list[StockLot]:
        """Those that are not received yet."""
        return [lot for lot in self.lots if lot.status is not RECEIVED]


def sources_of(line: LineFacts) -> Iterator[Supplied]:
    """The distinct sources behind all usable bookings of the line; section 3."""
    if line.finished:
        return
    lots: dict[tuple[str, str], list[StockLot]] = {}
    sources: dict[tuple[str, str], Source] = {}
    for booking in line.bookings:
        source = booking.lot.source
        if source is not None and is_source(source):
            key = (source.kind.value, source.id)
            sources.setdefault(key, source)
            lots.setdefault(key, []).append(booking.lot)
    for key, source in sources.items():
        yield Supplied(source, tuple(lots[key]))


class PartLot(NamedTuple):
    """A lot of a part's cover that is not received, with its expected day number."""

    part: Part
    lot: StockLot
    expected: int


class LateStep(NamedTuple):
    """An operation that missed a deadline."""

    operation: Operation
    deadline: Deadline


@define(eq=False)
class ManufacturingFacts:
    """What the rows of manufacturing orders compare; the lists are their evidence."""

    source: ManufacturingOrder
    stage: ManufacturingStage
    open_lots: int
    start: Deadline | None
    finish: Deadline | None

    unbooked_parts: list[Part]
    requested_lots: list[PartLot]
    late_lots: list[PartLot]
    undated_lots: list[PartLot]
    late_starts: list[LateStep]
    late_finishes: list[LateStep]

    parts_not_booked: int
    parts_requested: int
    parts_late: int
    parts_undated: int
    starts_missed: int
    finishes_missed: int
    finish_known: bool
    finish_passed: bool


def manufacturing_facts(
    order: ManufacturingOrder, open_lots: int, as_of: AsOf, settings: Settings
) -> ManufacturingFacts:
    """Extract the facts of a manufacturing order that has `open_lots` to deliver to a line."""
    tolerance = settings.quantity_tolerance
    start, finish = planned_start(order, as_of), planned_finish(order, as_of)
    start_day = UNKNOWN if start is None else as_of.day(start)
    start_passed = as_of.passed(start)

    unbooked: list[Part] = []
    requested: list[PartLot] = []
    late: list[PartLot] = []
    undated: list[PartLot] = []
    for part in order.parts:
        bookings = usable(part.bookings)
        rest = beyond(part.quantity, part.consumed, tolerance)
        if beyond(rest, booked(bookings), tolerance):
            unbooked.append(part)
        for covering in cover(bookings, rest, start_day or NEVER, tolerance, as_of):
            if covering.lot.status is RECEIVED:
                continue
            lot = PartLot(part, *covering)
            if covering.lot.status is REQUESTED:
                requested.append(lot)
            if start_passed or (
                covering.expected != UNKNOWN
                and (covering.expected < as_of.today or UNKNOWN < start_day < covering.expected)
            ):
                late.append(lot)
            if covering.expected == UNKNOWN and start is not None:
                undated.append(lot)

    late_starts = [
        LateStep(step, step.planned_start)
        for step in order.operations
        if step.planned_start is not None
        and not (step.started or step.finished)
        and as_of.passed(step.planned_start)
    ]
    late_finishes = [
        LateStep(step, step.planned_finish)
        for step in order.operations
        if step.planned_finish is not None
        and not step.finished
        and as_of.passed(step.planned_finish)
    ]
    return ManufacturingFacts(
        source=order,
        stage=order.stage,
        open_lots=open_lots,
        start=start,
        finish=finish,
        unbooked_parts=unbooked,
        requested_lots=requested,
        late_lots=late,
        undated_lots=undated,
        late_starts=late_starts,
        late_finishes=late_finishes,
        parts_not_booked=len(unbooked),
        parts_requested=len(requested),
        parts_late=len(late),
        parts_undated=len(undated),
        starts_missed=len(late_starts),
        finishes_missed=len(late_finishes),
        finish_known=finish is not None,
        finish_passed=as_of.passed(finish),
    )


@define(eq=False)
class PurchaseFacts:
    """What the rows of purchase orders compare, seen from one line."""

    source: PurchaseOrder
    stage: PurchaseStage
    open_lots: int
    due_on: int
    waiting: bool
    promised_on: int
    today: int


@define(eq=False)
class TransferFacts:
    """What the rows of transfer orders compare, seen from one line."""

    source: TransferOrder
    stage: TransferStage
    open_lots: int
    due_on: int
    waiting: bool
    promised_on: int
    today: int
    not_shipped: bool
    shipment_on: int


def purchase_facts(
    source: PurchaseOrder, open_lots: list[StockLot], line: LineFacts
) -> PurchaseFacts:
    """Extract the facts of a purchase order behind a line."""
    return PurchaseFacts(
        source=source,
        stage=source.stage,
        open_lots=len(open_lots),
        due_on=_due_on(open_lots, line.as_of),
        waiting=line.outstanding > ZERO,
        promised_on=line.promised_on,
        today=line.today,
    )


def transfer_facts(
    source: TransferOrder, open_lots: list[StockLot], line: LineFacts
) -> TransferFacts:
    """Extract the facts of a transfer order behind a line."""
    shipment = source.planned_shipment_on
    return TransferFacts(
        source=source,
        stage=source.stage,
        open_lots=len(open_lots),
        due_on=_due_on(open_lots, line.as_of),
        waiting=line.outstanding > ZERO,
        promised_on=line.promised_on,
        today=line.today,
        not_shipped=source.stage in _NOT_SHIPPED,
        shipment_on=NEVER if shipment is None else shipment.toordinal(),
    )


def _due_on(open_lots: list[StockLot], as_of: AsOf) -> int:
    """The latest known expected day of the lots, UNKNOWN where none is known."""
    return max((expected_day(lot, as_of) for lot in open_lots), default=UNKNOWN)
