"""Customer orders and their lines."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter

from attrs import field, frozen

from costatus.models._validation.faults import Fault, raise_if_invalid, invalid
from costatus.models._validation.fields import day, many, one_of, priority, repeated_ids, text
from costatus.models.invoices import Invoice
from costatus.models.lots import Booking, Source, StockLot
from costatus.models._validation.numbers import exact
from costatus.models.quantities import ZERO
from costatus.models.statuses import LineKind, OrderStatus

AUTOMATIC = frozenset(
    {
        OrderStatus.WAITING_FOR_PRODUCTION,
        OrderStatus.IN_PRODUCTION,
        OrderStatus.READY_FOR_SHIPMENT,
    }
)
"""The words that follow from facts; nobody assigns them."""


def _kind(value: LineKind) -> LineKind:
    return one_of(LineKind, value)


def _bookings(values: Sequence[Booking]) -> tuple[Booking, ...]:
    return many(Booking, values)


@frozen
class OrderLine:
    """One item, quantity and promise within an order; quantities in the item's unit.

    `closed` is quantity given up: the customer takes less. `promised_on` beats the order's;
    None means the order's.
    """

    id: str = field(converter=text)
    item: str = field(converter=text)
    quantity: Decimal = field(converter=exact)
    shipped: Decimal = field(default=ZERO, converter=exact)
    closed: Decimal = field(default=ZERO, converter=exact)
    kind: LineKind = field(default=LineKind.STOCKED, converter=_kind)
    bookings: tuple[Booking, ...] = field(default=(), converter=_bookings)
    promised_on: date | None = field(default=None, converter=day)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _LINE, _line_fields(self), self._closed_too_much)

    def _closed_too_much(self) -> Iterable[Fault]:
        if self.closed > self.quantity:
            expected = f"at most the line's quantity {self.quantity}"
            yield Fault("closed", self.closed, expected, "close only what was ordered")


_LINE = ("id", "item", "quantity", "shipped", "closed", "kind", "bookings", "promised_on")
_line_fields = attrgetter(*_LINE)


def _stage(value: OrderStatus) -> OrderStatus:
    if value in AUTOMATIC:
        expected = "a stage that a person chooses"
        return invalid(value, expected, "send Confirmed: this word is derived from the facts")
    return one_of(OrderStatus, value)


def _lines(values: Sequence[OrderLine]) -> tuple[OrderLine, ...]:
    return many(OrderLine, values)


def _invoices(values: Sequence[Invoice]) -> tuple[Invoice, ...]:
    return many(Invoice, values)


@frozen
class CustomerOrder:
    """A customer's commitment to buy.

    `stage` is the last choice that a person made. `total` is money, on the same basis as the
    invoices' amounts: normally net of tax, after discounts. `priority` 1 is first, None last.
    `last_activity_on` is read only by archiving.
    """

    id: str = field(converter=text)
    stage: OrderStatus = field(converter=_stage)
    lines: tuple[OrderLine, ...] = field(default=(), converter=_lines)
    promised_on: date | None = field(default=None, converter=day)
    total: Decimal = field(default=ZERO, converter=exact)
    invoices: tuple[Invoice, ...] = field(default=(), converter=_invoices)
    priority: int | None = field(default=None, converter=priority)
    created_on: date | None = field(default=None, converter=day)
    last_activity_on: date | None = field(default=None, converter=day)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _ORDER, _order_fields(self), self._clashes)

    def _clashes(self) -> Iterable[Fault]:
        if len(self.lines) > 1:
            yield from repeated_ids("lines", self.lines)
        if len(self.invoices) > 1:
            yield from repeated_ids("invoices", self.invoices)
        yield from _contradictions(self.lines)


_ORDER = (
    "id",
    "stage",
    "lines",
    "promised_on",
    "total",
    "invoices",
    "priority",
    "created_on",
    "last_activity_on",
)
_order_fields = attrgetter(*_ORDER)


def _contradictions(lines: Sequence[OrderLine]) -> Iterable[Fault]:
    """A fault for each booked lot, or its source, of which the order already told otherwise."""
    lots: dict[str, StockLot] = {}
    sources: dict[tuple[str, str], Source] = {}
    for n, line in enumerate(lines):
        for m, booking in enumerate(line.bookings):
            lot = booking.lot
            known = lots.setdefault(lot.id, lot)
            if known is not lot and known != lot:
                yield _twins(f"lines[{n}].bookings[{m}].lot", f"lot {lot.id!r}")
            source = lot.source
            if source is not None:
                told = sources.setdefault((source.kind, source.id), source)
                if told is not source and told != source:
                    name = f"{source.kind.label.lower()} {source.id!r}"
                    yield _twins(f"lines[{n}].bookings[{m}].lot.source", name)


def _twins(path: str, name: str) -> Fault:
    expected = f"the same facts wherever {name} is booked"
    return Fault(path, name, expected, "send its latest state everywhere, best as one object")
