"""Order status: how far the whole order has come. Section 4, rows O1 to O8.

Row O1 stands once for each stage that a person chooses, so that every row has one status. Where
settings advance unconfirmed orders, `held` is false, and O1 comes after the automatic words.
"""

from costatus.models.statuses import OrderStatus
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.evidence import order as told
from costatus.rules.facts.order import OrderFacts
from costatus.rules._table import Goal, Note, Once, Row, Table, last_rows

_S, _C = OrderStatus, ReasonCode


def quoted(order: OrderFacts) -> bool:
    """O1. A person made it a quotation."""
    return (order.stage == _S.QUOTATION) & (order.held > 0)


def waiting_for_confirmation(order: OrderFacts) -> bool:
    """O1. A person sent it for confirmation."""
    return (order.stage == _S.WAITING_FOR_CONFIRMATION) & (order.held > 0)


def shipped_by_hand(order: OrderFacts) -> bool:
    """O1. A person marked it shipped."""
    return order.stage == _S.SHIPPED


def delivered(order: OrderFacts) -> bool:
    """O1. A person marked it delivered."""
    return order.stage == _S.DELIVERED


def canceled(order: OrderFacts) -> bool:
    """O1. A person canceled it."""
    return order.stage == _S.CANCELED


def archived(order: OrderFacts) -> bool:
    """O1. A person archived it."""
    return order.stage == _S.ARCHIVED


def no_countable_lines(order: OrderFacts) -> bool:
    """O2. It is confirmed, and no line asks for goods from stock."""
    return (order.stage == _S.CONFIRMED) & (order.countable == 0)


def surplus_booked(order: OrderFacts) -> bool:
    """O3. Everything is shipped, and a line still holds more bookings than it needs."""
    return (order.countable > 0) & (order.outstanding == 0) & (order.surplus > 0)


def all_shipped(order: OrderFacts) -> bool:
    """O4. Everything is shipped."""
    return (order.countable > 0) & (order.outstanding == 0)


def all_in_stock(order: OrderFacts) -> bool:
    """O5. Something is to be shipped, and all of that is in stock."""
    return (order.outstanding > 0) & (order.unready == 0)


def production_started(order: OrderFacts) -> bool:
    """O6. A manufacturing order that a line waits for has started."""
    return order.started > 0


def booked_and_scheduled(order: OrderFacts) -> bool:
    """O7. Every line is fully booked, and every MO that a line waits for is scheduled."""
    return (order.countable > 0) & (order.short == 0) & (order.unscheduled == 0)


def still_quoted(order: OrderFacts) -> bool:
    """O1. It is a quotation, and no automatic word holds."""
    return (order.stage == _S.QUOTATION) & (order.held < 1)


def still_waiting(order: OrderFacts) -> bool:
    """O1. It waits for confirmation, and no automatic word holds."""
    return (order.stage == _S.WAITING_FOR_CONFIRMATION) & (order.held < 1)


def line_not_booked(order: OrderFacts) -> bool:
    """O8. A line is not fully booked."""
    return order.short > 0


def not_scheduled(order: OrderFacts) -> bool:
    """O8. A manufacturing order that a line waits for is not scheduled."""
    return order.unscheduled > 0


def goods_not_shipped(order: OrderFacts) -> bool:
    """A person says that all is shipped, and goods are outstanding."""
    return ((order.stage == _S.SHIPPED) | (order.stage == _S.DELIVERED)) & (order.outstanding > 0)


def bookings_not_released(order: OrderFacts) -> bool:
    """It is canceled, and still holds bookings."""
    return (order.stage == _S.CANCELED) & (order.holding > 0)


def confirmed(order: OrderFacts) -> bool:
    """L1. A person confirms it."""
    return order.held < 1


def needs_production(order: OrderFacts) -> bool:
    """Whether its lines wait for manufacturing orders."""
    return len(order.waited_for) > 0


_ROWS: tuple[Row[OrderFacts], ...] = (
    Row("O1", _S.QUOTATION, _C.ASSIGNED_MANUALLY, quoted, told.stage),
    Row(
        "O1",
        _S.WAITING_FOR_CONFIRMATION,
        _C.ASSIGNED_MANUALLY,
        waiting_for_confirmation,
        told.stage,
    ),
    Row("O1", _S.SHIPPED, _C.ASSIGNED_MANUALLY, shipped_by_hand, told.stage),
    Row("O1", _S.DELIVERED, _C.ASSIGNED_MANUALLY, delivered, told.stage),
    Row("O1", _S.CANCELED, _C.ASSIGNED_MANUALLY, canceled, told.stage),
    Row("O1", _S.ARCHIVED, _C.ASSIGNED_MANUALLY, archived, told.stage),
    Row("O2", _S.CONFIRMED, _C.NO_COUNTABLE_LINES, no_countable_lines, told.nothing),
    Row("O3", _S.READY_FOR_SHIPMENT, _C.SURPLUS_BOOKED, surplus_booked, told.surplus),
    Row("O4", _S.SHIPPED, _C.ALL_SHIPPED, all_shipped, told.shipped),
    Row("O5", _S.READY_FOR_SHIPMENT, _C.ALL_IN_STOCK, all_in_stock, told.in_stock),
    Row("O6", _S.IN_PRODUCTION, _C.PRODUCTION_STARTED, production_started, told.started),
    Row(
        "O7",
        _S.WAITING_FOR_PRODUCTION,
        _C.ALL_BOOKED_AND_SCHEDULED,
        booked_and_scheduled,
        told.nothing,
    ),
    Row("O1", _S.QUOTATION, _C.ASSIGNED_MANUALLY, still_quoted, told.stage),
    Row("O1", _S.WAITING_FOR_CONFIRMATION, _C.ASSIGNED_MANUALLY, still_waiting, told.stage),
    Row("O8", _S.CONFIRMED, _C.LINE_NOT_BOOKED, line_not_booked, told.short),
    Row("O8", _S.CONFIRMED, _C.MO_NOT_SCHEDULED, not_scheduled, told.unscheduled),
)

_GOALS: tuple[Goal[OrderFacts], ...] = (
    Goal(_S.CONFIRMED, Row("L1", _S.CONFIRMED, _C.ASSIGNED_MANUALLY, confirmed, told.stage)),
    *last_rows(_ROWS, _S.WAITING_FOR_PRODUCTION),
    *last_rows(_ROWS, _S.IN_PRODUCTION, applies=needs_production),
    *last_rows(_ROWS, _S.READY_FOR_SHIPMENT, _S.SHIPPED),
)

ORDER: Table[OrderFacts] = Table(
    "order",
    told.about,
    _ROWS,
    _GOALS,
    (
        Note(_C.GOODS_NOT_SHIPPED, None, goods_not_shipped, Once(told.not_shipped)),
        Note(_C.BOOKINGS_NOT_RELEASED, None, bookings_not_released, Once(told.not_released)),
    ),
)
