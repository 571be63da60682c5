"""The orders that lots come from: manufacturing, purchase and transfer orders."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from costatus.models._model import Model
from costatus.models._validation.faults import Fault
from costatus.models._validation.fields import (
    day,
    deadline,
    flag,
    instances,
    one_of,
    repeated_ids,
    text,
)
from costatus.models._validation.numbers import exact
from costatus.models.lots import Booking, Source, many_bookings
from costatus.models.quantities import ZERO
from costatus.models.statuses import (
    ManufacturingStage,
    PurchaseStage,
    SourceKind,
    TransferStage,
)


@frozen(eq=False, repr=False)
class Part(Model):
    """What a manufacturing order needs of one item.

    Attributes:
        id: The part's id, unique within the manufacturing order.
        item: The id of the item.
        quantity: How much is required, in the item's unit.
        consumed: How much of it is used up already; 0 by default.
        bookings: What is reserved for the rest; empty by default.
    """

    id: str = field(converter=text)
    item: str = field(converter=text)
    quantity: Decimal = field(converter=exact)
    consumed: Decimal = field(default=ZERO, converter=exact)
    bookings: tuple[Booking, ...] = field(default=(), converter=many_bookings)


@frozen(eq=False, repr=False)
class Operation(Model):
    """A step of a manufacturing order.

    Attributes:
        id: The operation's id, unique within the manufacturing order.
        planned_start: The day or the moment. None: not planned.
        planned_finish: The day or the moment. None: not planned.
        started: Whether it has started; False by default. A finished operation counts as started.
        finished: Whether it is finished; False by default.
    """

    id: str = field(converter=text)
    planned_start: date | datetime | None = field(default=None, converter=deadline)
    planned_finish: date | datetime | None = field(default=None, converter=deadline)
    started: bool = field(default=False, converter=flag)
    finished: bool = field(default=False, converter=flag)


def _manufacturing_stage(value: ManufacturingStage | str) -> ManufacturingStage:
    return one_of(ManufacturingStage, value)


def _parts(values: Sequence[Part]) -> tuple[Part, ...]:
    return instances(Part, values)


def _operations(values: Sequence[Operation]) -> tuple[Operation, ...]:
    return instances(Operation, values)


@frozen(eq=False, repr=False)
class ManufacturingOrder(Source):
    """An order to make goods.

    Attributes:
        id: The order's id, unique among the manufacturing orders.
        stage: How far the order has come, or the value of that stage as a `str`.
        planned_start: The day or the moment. None: the earliest start of its operations.
        planned_finish: The day or the moment. None: the latest finish of its operations.
        parts: What it needs; empty by default.
        operations: Its steps; empty by default.
    """

    kind: ClassVar[SourceKind] = SourceKind.MANUFACTURING

    id: str = field(converter=text)
    stage: ManufacturingStage = field(converter=_manufacturing_stage)
    planned_start: date | datetime | None = field(default=None, converter=deadline)
    planned_finish: date | datetime | None = field(default=None, converter=deadline)
    parts: tuple[Part, ...] = field(default=(), converter=_parts)
    operations: tuple[Operation, ...] = field(default=(), converter=_operations)

    def _conflicts(self) -> Iterator[Fault]:
        yield from repeated_ids("parts", self.parts)
        yield from repeated_ids("operations", self.operations)


def _purchase_stage(value: PurchaseStage | str) -> PurchaseStage:
    return one_of(PurchaseStage, value)


@frozen(eq=False, repr=False)
class PurchaseOrder(Source):
    """An order to buy goods.

    Attributes:
        id: The order's id, unique among the purchase orders.
        stage: How far the order has come, or the value of that stage as a `str`.
        expected_on: The day on which the vendor delivers. None: unknown.
    """

    kind: ClassVar[SourceKind] = SourceKind.PURCHASE

    id: str = field(converter=text)
    stage: PurchaseStage = field(converter=_purchase_stage)
    expected_on: date | None = field(default=None, converter=day)


def _transfer_stage(value: TransferStage | str) -> TransferStage:
    return one_of(TransferStage, value)


@frozen(eq=False, repr=False)
class TransferOrder(Source):
    """An order to move goods between sites.

    Attributes:
        id: The order's id, unique among the transfer orders.
        stage: How far the order has come, or the value of that stage as a `str`.
        planned_shipment_on: The day on which the goods leave. None: not planned.
        planned_arrival_on: The day on which they arrive. None: not planned.
    """

    kind: ClassVar[SourceKind] = SourceKind.TRANSFER

    id: str = field(converter=text)
    stage: TransferStage = field(converter=_transfer_stage)
    planned_shipment_on: date | None = field(default=None, converter=day)
    planned_arrival_on: date | None = field(default=None, converter=day)
