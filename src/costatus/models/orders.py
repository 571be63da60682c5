"""Customer orders and their lines."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from costatus.models._equality import Numbering
from costatus.models._model import Model
from costatus.models._validation.faults import Fault, invalid
from costatus.models._validation.fields import day, instances, one_of, priority, repeated_ids, text
from costatus.models._validation.numbers import exact, optional_exact
from costatus.models._validation.shown import shown
from costatus.models.invoices import Invoice
from costatus.models.lots import Booking, Source, StockLot, many_bookings
from costatus.models.quantities import ZERO
from costatus.models.statuses import LineKind, OrderStatus

AUTOMATIC = frozenset(
    {
        OrderStatus.WAITING_FOR_PRODUCTION,
        OrderStatus.IN_PRODUCTION,
        OrderStatus.READY_FOR_SHIPMENT,
    }
)
"""The statuses that follow from facts and cannot be assigned."""
MANUAL = tuple(status for status in OrderStatus if status not in AUTOMATIC)
"""The statuses that a person assigns."""


def _kind(value: LineKind | str) -> LineKind:
    return one_of(LineKind, value)


def closed_beyond(quantity: Decimal, closed: Decimal) -> Fault:
    """Return the fault of a line of which more was closed than ordered."""
    expected = f"at most the line's quantity {quantity:f}"
    return Fault("closed", closed, expected, "close only what was ordered")


@frozen(eq=False, repr=False)
class OrderLine(Model):
    """One item of an order, with its quantity; quantities are in the item's unit.

    Attributes:
        id: The line's id, unique within the order.
        item: The id of the item.
        quantity: What the customer ordered.
        shipped: What was shipped of it; 0 by default.
        closed: What the customer gave up, at most `quantity`; 0 by default.
        kind: Whether the line needs goods from stock, or the value of the kind as a `str`;
            `STOCKED` by default.
        bookings: What is reserved for the line, without what was shipped; empty by default.
        promised_on: The promised day. None: the order's.
    """

    id: str = field(converter=text)
    item: str = field(converter=text)
    quantity: Decimal = field(converter=exact)
    shipped: Decimal = field(default=ZERO, converter=exact)
    closed: Decimal = field(default=ZERO, converter=exact)
    kind: LineKind = field(default=LineKind.STOCKED, converter=_kind)
    bookings: tuple[Booking, ...] = field(default=(), converter=many_bookings)
    promised_on: date | None = field(default=None, converter=day)

    def _conflicts(self) -> Sequence[Fault]:
        return () if self.closed <= self.quantity else [closed_beyond(self.quantity, self.closed)]


def _stage(value: OrderStatus | str) -> OrderStatus:
    stage = one_of(OrderStatus, value, MANUAL)
    if stage in AUTOMATIC:
        expected = "a stage that a person chooses"
        return invalid(value, expected, "send 'confirmed': this status is derived from the facts")
    return stage


def _lines(values: Sequence[OrderLine]) -> tuple[OrderLine, ...]:
    return instances(OrderLine, values)


def _invoices(values: Sequence[Invoice]) -> tuple[Invoice, ...]:
    return instances(Invoice, values)


@frozen(eq=False, repr=False)
class CustomerOrder(Model):
    """A customer's commitment to buy.

    Attributes:
        id: The order's id, unique among the customer orders.
        stage: The status that a person chose last, or its value as a `str`. The automatic ones
            (Waiting for Production, In Production, Ready for Shipment) are refused.
        lines: What the customer ordered; empty by default.
        promised_on: The promised day of lines without one of their own. None: nothing is promised.
        total: What the order is worth, on the same basis as the invoices' amounts: normally net of
            tax, after discounts. None: unknown, so that the order is never Invoiced.
        invoices: Its invoices of every kind; empty by default.
        priority: The rank in pegging, 1 first. None: last.
        created_on: The day of the order; pegging serves earlier orders first. None: last.
        last_activity_on: The day on which somebody last worked on the order; read only by
            `archivable`. None: unknown.
    """

    id: str = field(converter=text)
    stage: OrderStatus = field(converter=_stage)
    lines: tuple[OrderLine, ...] = field(default=(), converter=_lines)
    promised_on: date | None = field(default=None, converter=day)
    total: Decimal | None = field(default=None, converter=optional_exact)
    invoices: tuple[Invoice, ...] = field(default=(), converter=_invoices)
    priority: int | None = field(default=None, converter=priority)
    created_on: date | None = field(default=None, converter=day)
    last_activity_on: date | None = field(default=None, converter=day)

    def _conflicts(self) -> Iterator[Fault]:
        if len(self.lines) > 1:
            yield from repeated_ids("lines", self.lines)
        if len(self.invoices) > 1:
            yield from repeated_ids("invoices", self.invoices)
        yield from _contradictions(self.lines)


def _contradictions(lines: Sequence[OrderLine]) -> Iterator[Fault]:
    """Yield a fault for each booked lot, or its source, that differs from an earlier one."""
    lots: dict[str, StockLot] = {}
    sources: dict[tuple[str, str], Source] = {}
    numbering = Numbering()
    for n, line in enumerate(lines):
        for m, booking in enumerate(line.bookings):
            lot = booking.lot
            known = lots.setdefault(lot.id, lot)
            if known is not lot and not numbering.same(known, lot):
                yield _contradiction(f"lines[{n}].bookings[{m}].lot", lot, "lot")
            source = lot.source
            if source is not None:
                before = sources.setdefault((source.kind, source.id), source)
                if before is not source and not numbering.same(before, source):
                    path = f"lines[{n}].bookings[{m}].lot.source"
                    yield _contradiction(path, source, source.kind.label.lower())


def _contradiction(path: str, value: StockLot | Source, name: str) -> Fault:
    expected = f"the same facts wherever {name} {shown(value.id)} is booked"
    return Fault(path, value, expected, "send its latest state everywhere, best as one object")
