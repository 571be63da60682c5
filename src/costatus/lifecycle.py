"""What a person may do to an order's stage: assign, cancel, archive. Section 4, L1 to L5."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from costatus.models.as_of import AsOf, day_of
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.lots import Booking
from costatus.models.orders import AUTOMATIC, CustomerOrder
from costatus.models.quantities import beyond
from costatus.models.settings import DEFAULT, Settings
from costatus.models.statuses import LineKind, OrderStatus
from costatus.rules.reason_codes import ReasonCode, SubjectKind
from costatus.rules._reasons import Reason, Subject

if TYPE_CHECKING:  # it is the host's to import; for us it is a tenth of all we load
    from dateutil.relativedelta import relativedelta

_S, _C = OrderStatus, ReasonCode
_FINISHED = frozenset({_S.DELIVERED, _S.CANCELED})


@frozen
class Move:
    """A move that was made: the new order, and what it released as (line id, booking) pairs."""

    order: CustomerOrder
    released: tuple[tuple[str, Booking], ...]
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]


class MoveRefused(Exception):
    """The move is not allowed; `code` and `reason` say why."""

    def __init__(self, reason: Reason) -> None:
        self.reason: Reason = reason
        self.code: ReasonCode = reason.code
        super().__init__(str(reason))


def assign(order: CustomerOrder, stage: OrderStatus, *, settings: Settings = DEFAULT) -> Move:
    """Move the order to the stage that a person chose; canceling releases its bookings.

    Raises MoveRefused where the move is not allowed (L1, L2, L4).
    """
    code = _refusal(order, stage)
    if code is not None:
        raise MoveRefused(
            _reason(order, code, stage if code is _C.ASSIGNED_AUTOMATICALLY else None)
        )
    reasons = (_reason(order, _C.ASSIGNED_MANUALLY),)
    if stage is order.stage:
        return Move(order, (), reasons, ())
    released: tuple[tuple[str, Booking], ...] = ()
    moved = attrs.evolve(order, stage=stage)
    if stage is _S.CANCELED:
        released = tuple((line.id, booking) for line in order.lines for booking in line.bookings)
        lines = tuple(attrs.evolve(line, bookings=()) for line in order.lines)
        moved = attrs.evolve(moved, lines=lines)
    return Move(moved, released, reasons, tuple(_notes(moved, settings)))


def archive(order: CustomerOrder) -> Move:
    """Archive a delivered or canceled order; raises MoveRefused for any other."""
    return assign(order, _S.ARCHIVED)


def allowed_moves(order: CustomerOrder) -> tuple[OrderStatus, ...]:
    """The stages that a person may assign now, in the order of the process."""
    return tuple(stage for stage in OrderStatus if _refusal(order, stage) is None)


def archivable(
    orders: Iterable[CustomerOrder], *, as_of: date | datetime, older_than: "relativedelta"
) -> Iterator[CustomerOrder]:
    """Pick the orders that may be archived and were last active at least `older_than` ago.

    Orders whose last activity is not known are never picked (L4). Raises InvalidInput where
    `older_than` is not a period of whole days, months or years that leads back to a day.
    """
    latest = _back(day_of(AsOf(as_of).today), older_than)
    return (
        order
        for order in orders
        if order.stage in _FINISHED
        and order.last_activity_on is not None
        and order.last_activity_on <= latest
    )


def _back(today: date, older_than: "relativedelta") -> date:
    """The day that lies so long before today; at the end of a month that is shorter, its last."""
    try:
        latest = today - older_than
    except (TypeError, ValueError, OverflowError):
        latest = None
    if type(latest) is not date:
        expected = "a relativedelta of days, months or years that leads back to a day"
        fault = Fault("older_than", older_than, expected, "such as relativedelta(years=2)")
        raise InvalidInput("archivable", [fault])
    return latest


def _refusal(order: CustomerOrder, stage: OrderStatus) -> ReasonCode | None:
    """Why the stage cannot be assigned; what is final is checked first. L5 allows staying."""
    if order.stage is stage:
        return None
    if order.stage is _S.ARCHIVED:
        return _C.ARCHIVED_IS_FINAL
    if order.stage is _S.CANCELED and stage is not _S.ARCHIVED:
        return _C.CANCELED_IS_FINAL
    if stage in AUTOMATIC:
        return _C.ASSIGNED_AUTOMATICALLY
    if stage is _S.ARCHIVED and order.stage not in _FINISHED:
        return _C.NOT_FINISHED
    return None


def _reason(order: CustomerOrder, code: ReasonCode, stage: OrderStatus | None = None) -> Reason:
    about = Subject(SubjectKind.ORDER, order.id)
    return Reason(code, None, about, {"stage": stage or order.stage}, about, None)


def _notes(order: CustomerOrder, settings: Settings) -> Iterator[Reason]:
    """Note goods that are outstanding although a person says that all is shipped."""
    if order.stage not in {_S.SHIPPED, _S.DELIVERED}:
        return
    tolerance = settings.quantity_tolerance
    lines = tuple(
        f"line {order.id}/{line.id}"
        for line in order.lines
        if line.kind is LineKind.STOCKED
        and beyond(beyond(line.quantity, line.closed, tolerance), line.shipped, tolerance)
    )
    if lines:
        about = Subject(SubjectKind.ORDER, order.id)
        facts = {"stage": order.stage, "lines": lines}
        yield Reason(_C.GOODS_NOT_SHIPPED, None, about, facts, about, None)
