"""The orders that lots come from: manufacturing, purchase and transfer orders."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import ClassVar

from attrs import field, frozen

from costatus.models._validation.faults import Fault, raise_if_invalid
from costatus.models._validation.fields import day, deadline, flag, many, one_of, repeated_ids, text
from costatus.models.lots import Booking, Source
from costatus.models._validation.numbers import exact
from costatus.models.quantities import ZERO
from costatus.models.statuses import (
    ManufacturingStage,
    PurchaseStage,
    SourceKind,
    TransferStage,
)


def _bookings(values: Sequence[Booking]) -> tuple[Booking, ...]:
    return many(Booking, values)


@frozen
class Part:
    """What a manufacturing order needs of one item: `quantity`, of which `consumed` is used up.

    Both are in the item's unit.
    """

    id: str = field(converter=text)
    item: str = field(converter=text)
    quantity: Decimal = field(converter=exact)
    consumed: Decimal = field(default=ZERO, converter=exact)
    bookings: tuple[Booking, ...] = field(default=(), converter=_bookings)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _PART, _part_fields(self))


_PART = ("id", "item", "quantity", "consumed", "bookings")
_part_fields = attrgetter(*_PART)


@frozen
class Operation:
    """A step of a manufacturing order. A finished operation counts as started.

    Its planned start and finish are days, or moments, or None where they are not planned.
    """

    id: str = field(converter=text)
    planned_start: date | datetime | None = field(default=None, converter=deadline)
    planned_finish: date | datetime | None = field(default=None, converter=deadline)
    started: bool = field(default=False, converter=flag)
    finished: bool = field(default=False, converter=flag)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _OPERATION, _operation_fields(self))


_OPERATION = ("id", "planned_start", "planned_finish", "started", "finished")
_operation_fields = attrgetter(*_OPERATION)


def _manufacturing_stage(value: ManufacturingStage) -> ManufacturingStage:
    return one_of(ManufacturingStage, value)


def _parts(values: Sequence[Part]) -> tuple[Part, ...]:
    return many(Part, values)


def _operations(values: Sequence[Operation]) -> tuple[Operation, ...]:
    return many(Operation, values)


@frozen
class ManufacturingOrder(Source):
    """A make order. Where its own planned start or finish is None, its operations' stand in."""

    kind: ClassVar[SourceKind] = SourceKind.MANUFACTURING

    id: str = field(converter=text)
    stage: ManufacturingStage = field(converter=_manufacturing_stage)
    planned_start: date | datetime | None = field(default=None, converter=deadline)
    planned_finish: date | datetime | None = field(default=None, converter=deadline)
    parts: tuple[Part, ...] = field(default=(), converter=_parts)
    operations: tuple[Operation, ...] = field(default=(), converter=_operations)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _MANUFACTURING, _manufacturing_fields(self), self._repeated)

    def _repeated(self) -> Iterable[Fault]:
        yield from repeated_ids("parts", self.parts)
        yield from repeated_ids("operations", self.operations)


_MANUFACTURING = ("id", "stage", "planned_start", "planned_finish", "parts", "operations")
_manufacturing_fields = attrgetter(*_MANUFACTURING)


def _purchase_stage(value: PurchaseStage) -> PurchaseStage:
    return one_of(PurchaseStage, value)


@frozen
class PurchaseOrder(Source):
    """A buy order. `expected_on` is the vendor's day; None where it is not known."""

    kind: ClassVar[SourceKind] = SourceKind.PURCHASE

    id: str = field(converter=text)
    stage: PurchaseStage = field(converter=_purchase_stage)
    expected_on: date | None = field(default=None, converter=day)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _PURCHASE, _purchase_fields(self))


_PURCHASE = ("id", "stage", "expected_on")
_purchase_fields = attrgetter(*_PURCHASE)


def _transfer_stage(value: TransferStage) -> TransferStage:
    return one_of(TransferStage, value)


@frozen
class TransferOrder(Source):
    """A move order between sites; its days are None where they are not planned."""

    kind: ClassVar[SourceKind] = SourceKind.TRANSFER

    id: str = field(converter=text)
    stage: TransferStage = field(converter=_transfer_stage)
    planned_shipment_on: date | None = field(default=None, converter=day)
    planned_arrival_on: date | None = field(default=None, converter=day)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _TRANSFER, _transfer_fields(self))


_TRANSFER = ("id", "stage", "planned_shipment_on", "planned_arrival_on")
_transfer_fields = attrgetter(*_TRANSFER)
