"""What a person may do to the stage of an order: assign, cancel, archive (rules L1 to L5)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import attrs
from attrs import frozen

from costatus._evaluation.evaluate import evaluate
from costatus.models._validation.arguments import accept, require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.fields import one_of
from costatus.models.as_of import AsOf, day_of
from costatus.models.lots import Booking
from costatus.models.orders import AUTOMATIC, MANUAL, CustomerOrder
from costatus.models.settings import DEFAULT, Settings
from costatus.models.statuses import OrderStatus
from costatus.rules._reasons import Reason
from costatus.rules._subject import Subject
from costatus.rules.reason_codes import ReasonCode, SubjectKind

if TYPE_CHECKING:  # the host imports it; it would be a tenth of what `import costatus` loads
    from dateutil.relativedelta import relativedelta

_S, _C = OrderStatus, ReasonCode
_ARCHIVABLE: Final = frozenset({_S.DELIVERED, _S.CANCELED})
_NOTES: Final = frozenset({_C.GOODS_NOT_SHIPPED, _C.SHIPPED_BUT_CANCELED})
"""The notes of an order that are about a move."""


@frozen
class Move:
    """A move that was made.

    Attributes:
        order: The new order.
        released: The bookings that it no longer holds, each after the id of its line.
        reasons: Why the order has its stage.
        notes: What else is worth knowing, such as goods that are not shipped.
    """

    order: CustomerOrder
    released: tuple[tuple[str, Booking], ...]
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]


class MoveRefused(Exception):
    """The move is not allowed.

    Attributes:
        reason: Why, with the facts; `str()` returns its sentence.
        code: The code of the reason.
    """

    def __init__(self, reason: Reason) -> None:
        self.reason: Reason = reason
        self.code: ReasonCode = reason.code
        super().__init__(reason)


def assign(order: CustomerOrder, stage: OrderStatus | str, *, settings: Settings = DEFAULT) -> Move:
    """Move the order to a stage that a person chose. Canceling releases its bookings.

    The order itself is not changed. Assigning the stage that it has changes nothing, but releases
    what a canceled order still holds. Raises MoveRefused where the move is not allowed.
    """
    require(order, CustomerOrder, "assign", "order", "build a CustomerOrder first")
    require(settings, Settings, "assign", "settings", "send costatus.Settings(…)")
    to = accept(one_of(OrderStatus, stage, among=MANUAL), "assign", "stage")
    code = _refusal(order.stage, to)
    if code is not None:
        raise MoveRefused(
            _reason(order, code, to if code is _C.ASSIGNED_AUTOMATICALLY else order.stage)
        )
    lines = order.lines
    released: tuple[tuple[str, Booking], ...] = ()
    if to is _S.CANCELED:
        released = tuple((line.id, booking) for line in order.lines for booking in line.bookings)
        lines = tuple(attrs.evolve(line, bookings=()) for line in order.lines)
    moved = attrs.evolve(order, stage=to, lines=lines)
    return Move(
        moved, released, (_reason(moved, _C.ASSIGNED_MANUALLY, to),), _notes(moved, settings)
    )


def archive(order: CustomerOrder) -> Move:
    """Archive a delivered or canceled order; raises MoveRefused for any other."""
    return assign(order, _S.ARCHIVED)


def allowed_moves(order: CustomerOrder) -> tuple[OrderStatus, ...]:
    """Return the stages that a person may assign now, in the order of the process."""
    require(order, CustomerOrder, "allowed_moves", "order", "build a CustomerOrder first")
    return tuple(stage for stage in OrderStatus if _refusal(order.stage, stage) is None)


def archivable(
    orders: Iterable[CustomerOrder], *, as_of: date | datetime, older_than: "relativedelta"
) -> Iterator[CustomerOrder]:
    """Yield the orders that may be archived and were last active at least `older_than` ago.

    An order whose last activity is not known is never yielded. Raises InvalidInput where
    `older_than` is not a period of days, months or years, or where something is not an order.
    """
    require(orders, Iterable, "archivable", "orders", "put the order in a list")
    return _archivable(orders, _day_before(day_of(AsOf(as_of).today), older_than))


def _archivable(orders: Iterable[CustomerOrder], latest: date) -> Iterator[CustomerOrder]:
    for order in orders:
        require(order, CustomerOrder, "archivable", "orders", "send only CustomerOrder objects")
        last = order.last_activity_on
        if order.stage in _ARCHIVABLE and last is not None and last <= latest:
            yield order


def _day_before(today: date, older_than: "relativedelta") -> date:
    """Return the day that is that long before today; in a shorter month its last day."""
    try:
        day = today - older_than
    except (TypeError, ValueError, OverflowError):
        day = None
    if type(day) is not date or day > today:
        expected = "a relativedelta of days, months or years that leads back to a day"
        fault = Fault("older_than", older_than, expected, "such as relativedelta(years=2)")
        raise InvalidInput("archivable", [fault])
    return day


def _refusal(stage: OrderStatus, to: OrderStatus) -> ReasonCode | None:
    """Return why an order at `stage` cannot be moved `to` another; None where it can."""
    if to is stage:  # L5
        return None
    if stage is _S.ARCHIVED:  # L2
        return _C.ARCHIVED_IS_FINAL
    if stage is _S.CANCELED and to is not _S.ARCHIVED:  # L2
        return _C.CANCELED_IS_FINAL
    if to in AUTOMATIC:  # L1
        return _C.ASSIGNED_AUTOMATICALLY
    if to is _S.ARCHIVED and stage not in _ARCHIVABLE:  # L4
        return _C.NOT_FINISHED
    return None


def _reason(order: CustomerOrder, code: ReasonCode, stage: OrderStatus) -> Reason:
    return Reason(code, None, Subject(SubjectKind.ORDER, order.id), {"stage": stage})


def _notes(order: CustomerOrder, settings: Settings) -> tuple[Reason, ...]:
    """Return the notes of its order status that are about a move; they depend on no day."""
    traced = attrs.evolve(settings, tracing=True)
    report = evaluate(order, as_of=date.min, settings=traced)
    return tuple(note for note in report.order.notes if note.code in _NOTES)
