"""The facts of an order line."""

from collections.abc import Sequence
from decimal import Decimal

from attrs import define, frozen

from costatus.models.as_of import NEVER, UNKNOWN, AsOf
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import ZERO
from costatus.models.settings import Settings
from costatus.models.statuses import LineKind, OrderStatus, SourceKind
from costatus.rules.facts.supply import (
    RECEIVED,
    REQUESTED,
    Covering,
    beyond,
    booked,
    cover,
    cover_in_order,
    usable,
)

FINISHED = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELED, OrderStatus.ARCHIVED})

_NOTHING_COMING: dict[SourceKind | None, int] = dict.fromkeys((None, *SourceKind), UNKNOWN)


@frozen
class Pegged:
    """What pegging gave to a line, and what it knows about the rest. Section 7."""

    bookings: tuple[Booking, ...]
    supply: Decimal
    orders_ahead: tuple[str, ...]


@define(eq=False)
class LineFacts:
    """What the product's rows compare. Days are day numbers, quantities in the item's unit."""

    order: CustomerOrder
    line: OrderLine
    as_of: AsOf
    bookings: Sequence[Booking]
    cover: tuple[Covering, ...]
    orders_ahead: tuple[str, ...]

    tracing: bool
    finished: bool
    demanded: bool
    countable: bool
    today: int
    promised_on: int

    target: Decimal
    outstanding: Decimal
    booked: Decimal
    missing: Decimal
    surplus: Decimal
    over_shipped: Decimal
    supply: Decimal
    supply_missing: Decimal

    unreceived: int
    requested: int
    undated: int
    overdue: int
    latest_from_manufacturing: int
    latest_from_purchase: int
    latest_from_transfer: int
    latest_from_elsewhere: int

    @property
    def stage(self) -> OrderStatus:
        """The stage of the order."""
        return self.order.stage


def line_facts(
    order: CustomerOrder, line: OrderLine, as_of: AsOf, settings: Settings, pegged: Pegged | None
) -> LineFacts:
    """Extract the facts of a line. With tracing off `pegged` stands for its bookings."""
    tolerance = settings.quantity_tolerance
    stocked = line.kind is LineKind.STOCKED
    finished = order.stage in FINISHED
    target = beyond(line.quantity, line.closed, tolerance)
    outstanding = beyond(target, line.shipped, tolerance)
    promise = line.promised_on or order.promised_on
    promised_on = NEVER if promise is None else promise.toordinal()

    bookings: Sequence[Booking] = ()
    if pegged is not None:
        bookings = pegged.bookings
        covering = cover_in_order(bookings, as_of) if outstanding else ()
    else:
        if stocked and order.stage is not OrderStatus.CANCELED:
            bookings = usable(line.bookings)
        covering = cover(bookings, outstanding, promised_on, tolerance, as_of)
    have = booked(bookings)
    supply = pegged.supply if pegged is not None else ZERO

    coming = [covered for covered in covering if covered.lot.status is not RECEIVED]
    latest = _NOTHING_COMING.copy()
    for lot, expected in coming:
        kind = lot.source.kind if lot.source is not None else None
        latest[kind] = max(latest[kind], expected)
    return LineFacts(
        order=order,
        line=line,
        as_of=as_of,
        bookings=bookings,
        cover=covering,
        orders_ahead=pegged.orders_ahead if pegged is not None else (),
        tracing=settings.tracing,
        finished=finished,
        demanded=order.stage is OrderStatus.CONFIRMED,
        countable=stocked and target > ZERO,
        today=as_of.today,
        promised_on=promised_on,
        target=target,
        outstanding=outstanding,
        booked=have,
        missing=beyond(outstanding, have, tolerance),
        surplus=beyond(have, outstanding, tolerance) if settings.tracing else ZERO,
        over_shipped=beyond(line.shipped, target, tolerance),
        supply=supply,
        supply_missing=beyond(outstanding, supply, tolerance),
        unreceived=len(coming),
        requested=sum(lot.status is REQUESTED for lot, _ in coming),
        undated=sum(expected == UNKNOWN for _, expected in coming),
        overdue=sum(UNKNOWN < expected < as_of.today for _, expected in coming),
        latest_from_manufacturing=latest[SourceKind.MANUFACTURING],
        latest_from_purchase=latest[SourceKind.PURCHASE],
        latest_from_transfer=latest[SourceKind.TRANSFER],
        latest_from_elsewhere=latest[None],
    )
