"""The models as a careful ERP developer would write them: attrs classes with validators.

They check what the library's models check, and stop at the first fault. The benchmarks
build both from the same rows.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from attrs import Attribute, field, frozen
from attrs.validators import deep_iterable, in_, instance_of, min_len, optional

from costatus.models.orders import AUTOMATIC
from costatus.models.statuses import (
    InvoiceKind,
    InvoiceState,
    LineKind,
    LotStatus,
    ManufacturingStage,
    OrderStatus,
    PurchaseStage,
    SourceKind,
    TransferStage,
)

LIMIT = Decimal(10) ** 15
STEP = Decimal("1e-9")
CHOSEN = tuple(stage for stage in OrderStatus if stage not in AUTOMATIC)


def number(value: Any) -> Any:
    """Convert to Decimal, a float by its shortest text, rounded to 9 places."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float | str):
        return value
    exact = Decimal(repr(value) if isinstance(value, float) else value)
    return exact if not exact.is_finite() or exact >= LIMIT else exact.quantize(STEP).normalize()


def optional_number(value: Any) -> Any:
    return None if value is None else number(value)


def in_range(_: Any, attribute: "Attribute[Any]", value: Decimal) -> None:
    if not value.is_finite() or not 0 <= value < LIMIT:
        raise ValueError(f"{attribute.name} is out of range: {value}")


def positive(_: Any, attribute: "Attribute[Any]", value: Decimal) -> None:
    if not value:
        raise ValueError(f"{attribute.name} is not positive")


def day(_: Any, attribute: "Attribute[Any]", value: Any) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"{attribute.name} is no day: {value}")


def unique(_: Any, attribute: "Attribute[Any]", values: Iterable[Any]) -> None:
    ids = [each.id for each in values]
    if len(ids) != len(set(ids)):
        raise ValueError(f"{attribute.name} repeat an id")


TEXT: Any = [instance_of(str), min_len(1)]
NUMBER: Any = [instance_of(Decimal), in_range]
OPTIONAL_NUMBER: Any = optional([instance_of(Decimal), in_range])
DAY: Any = optional(day)
DEADLINE: Any = optional(instance_of(date))


def many(model: type) -> Any:
    return deep_iterable(instance_of(model), instance_of(tuple))


@frozen
class Booking:
    lot: "StockLot" = field()
    quantity: Decimal = field(converter=number, validator=[*NUMBER, positive])

    @lot.validator
    def _lot(self, _: "Attribute[Any]", value: Any) -> None:
        if not isinstance(value, StockLot):
            raise TypeError("lot is no StockLot")


@frozen
class Part:
    id: str = field(validator=TEXT)
    item: str = field(validator=TEXT)
    quantity: Decimal = field(converter=number, validator=NUMBER)
    consumed: Decimal = field(default=Decimal(0), converter=number, validator=NUMBER)
    bookings: tuple[Booking, ...] = field(default=(), converter=tuple, validator=many(Booking))


@frozen
class Operation:
    id: str = field(validator=TEXT)
    planned_start: date | None = field(default=None, validator=DEADLINE)
    planned_finish: date | None = field(default=None, validator=DEADLINE)
    started: bool = field(default=False, validator=instance_of(bool))
    finished: bool = field(default=False, validator=instance_of(bool))


@frozen
class ManufacturingOrder:
    kind: ClassVar[SourceKind] = SourceKind.MANUFACTURING
    id: str = field(validator=TEXT)
    stage: ManufacturingStage = field(validator=instance_of(ManufacturingStage))
    planned_start: date | None = field(default=None, validator=DEADLINE)
    planned_finish: date | None = field(default=None, validator=DEADLINE)
    parts: tuple[Part, ...] = field(default=(), converter=tuple, validator=[many(Part), unique])
    operations: tuple[Operation, ...] = field(
        default=(), converter=tuple, validator=[many(Operation), unique]
    )


@frozen
class PurchaseOrder:
    kind: ClassVar[SourceKind] = SourceKind.PURCHASE
    id: str = field(validator=TEXT)
    stage: PurchaseStage = field(validator=instance_of(PurchaseStage))
    expected_on: date | None = field(default=None, validator=DAY)


@frozen
class TransferOrder:
    kind: ClassVar[SourceKind] = SourceKind.TRANSFER
    id: str = field(validator=TEXT)
    stage: TransferStage = field(validator=instance_of(TransferStage))
    planned_shipment_on: date | None = field(default=None, validator=DAY)
    planned_arrival_on: date | None = field(default=None, validator=DAY)


SOURCES = (ManufacturingOrder, PurchaseOrder, TransferOrder)


@frozen
class StockLot:
    id: str = field(validator=TEXT)
    item: str = field(validator=TEXT)
    status: LotStatus = field(validator=instance_of(LotStatus))
    expected_on: date | None = field(default=None, validator=DAY)
    source: Any = field(default=None, validator=optional(instance_of(SOURCES)))
    quantity: Decimal | None = field(
        default=None, converter=optional_number, validator=OPTIONAL_NUMBER
    )


@frozen
class Invoice:
    id: str = field(validator=TEXT)
    kind: InvoiceKind = field(validator=instance_of(InvoiceKind))
    status: InvoiceState = field(validator=instance_of(InvoiceState))
    amount: Decimal = field(converter=number, validator=NUMBER)
    payable: Decimal | None = field(
        default=None, converter=optional_number, validator=OPTIONAL_NUMBER
    )
    paid: Decimal | None = field(default=None, converter=optional_number, validator=OPTIONAL_NUMBER)


@frozen
class OrderLine:
    id: str = field(validator=TEXT)
    item: str = field(validator=TEXT)
    quantity: Decimal = field(converter=number, validator=NUMBER)
    shipped: Decimal = field(default=Decimal(0), converter=number, validator=NUMBER)
    closed: Decimal = field(default=Decimal(0), converter=number, validator=NUMBER)
    kind: LineKind = field(default=LineKind.STOCKED, validator=instance_of(LineKind))
    bookings: tuple[Booking, ...] = field(default=(), converter=tuple, validator=many(Booking))
    promised_on: date | None = field(default=None, validator=DAY)

    @closed.validator
    def _at_most_the_quantity(self, _: "Attribute[Any]", value: Decimal) -> None:
        if value > self.quantity:
            raise ValueError(f"{value} closed of {self.quantity}")


@frozen
class CustomerOrder:
    id: str = field(validator=TEXT)
    stage: OrderStatus = field(validator=[instance_of(OrderStatus), in_(CHOSEN)])
    lines: tuple[OrderLine, ...] = field(
        default=(), converter=tuple, validator=[many(OrderLine), unique]
    )
    promised_on: date | None = field(default=None, validator=DAY)
    total: Decimal | None = field(
        default=None, converter=optional_number, validator=OPTIONAL_NUMBER
    )
    invoices: tuple[Invoice, ...] = field(
        default=(), converter=tuple, validator=[many(Invoice), unique]
    )
    priority: int | None = field(default=None, validator=optional(instance_of(int)))
    created_on: date | None = field(default=None, validator=DAY)
    last_activity_on: date | None = field(default=None, validator=DAY)

    @lines.validator
    def _equal_wherever_booked(self, _: "Attribute[Any]", lines: tuple[OrderLine, ...]) -> None:
        lots: dict[str, StockLot] = {}
        sources: dict[tuple[str, str], Any] = {}
        for line in lines:
            for booking in line.bookings:
                lot = booking.lot
                if lots.setdefault(lot.id, lot) != lot:
                    raise ValueError(f"lot {lot.id} differs between lines")
                source = lot.source
                if source is not None:
                    key = source.kind, source.id
                    known = sources.setdefault(key, source)
                    if known is not source and known != source:
                        raise ValueError(f"source {source.id} differs between lines")
