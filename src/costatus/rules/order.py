"""Order status: how far the whole order has come. Rows O1 to O8.

Row O1 is in the table once for each stage that a person assigns, so that every row has one status.
Where the settings advance unconfirmed orders, `held` is false, and O1 comes after the automatic
statuses.
"""

from typing import Final

from costatus.models.quantities import total
from costatus.models.sources import ManufacturingOrder
from costatus.models.statuses import OrderStatus
from costatus.rules._evidence import line_named, nothing, source_named, with_names
from costatus.rules._reasons import ITSELF, Evidence
from costatus.rules._subject import Subject
from costatus.rules._table import Note, Row, Table
from costatus.rules._templates import Fact
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import OrderFacts
from costatus.rules.reason_codes import ReasonCode, SubjectKind

_S, _C = OrderStatus, ReasonCode
_ORDER: Final = SubjectKind.ORDER
_ARCHIVED: Final = OrderStatus.ARCHIVED
_CANCELED: Final = OrderStatus.CANCELED
_CONFIRMED: Final = OrderStatus.CONFIRMED
_DELIVERED: Final = OrderStatus.DELIVERED
_QUOTATION: Final = OrderStatus.QUOTATION
_SHIPPED: Final = OrderStatus.SHIPPED
_WAITING_FOR_CONFIRMATION: Final = OrderStatus.WAITING_FOR_CONFIRMATION


def quotation(order: OrderFacts) -> bool:
    """O1. A person made it a quotation."""
    return order.stage is _QUOTATION and order.held


def waiting_for_confirmation(order: OrderFacts) -> bool:
    """O1. A person sent it for confirmation."""
    return order.stage is _WAITING_FOR_CONFIRMATION and order.held


def shipped_by_hand(order: OrderFacts) -> bool:
    """O1. A person marked it shipped."""
    return order.stage is _SHIPPED


def delivered(order: OrderFacts) -> bool:
    """O1. A person marked it delivered."""
    return order.stage is _DELIVERED


def canceled(order: OrderFacts) -> bool:
    """O1. A person canceled it."""
    return order.stage is _CANCELED


def archived(order: OrderFacts) -> bool:
    """O1. A person archived it."""
    return order.stage is _ARCHIVED


def no_countable_lines(order: OrderFacts) -> bool:
    """O2. It is confirmed, and no line needs goods from stock."""
    return order.stage is _CONFIRMED and order.countable == 0


def surplus_booked(order: OrderFacts) -> bool:
    """O3. Everything is shipped, and a line still holds surplus bookings."""
    return order.countable > 0 and order.outstanding == 0 and order.surplus > 0


def all_shipped(order: OrderFacts) -> bool:
    """O4. Everything is shipped."""
    return order.countable > 0 and order.outstanding == 0


def all_in_stock(order: OrderFacts) -> bool:
    """O5. Something is to be shipped, and all of that is in stock."""
    return order.outstanding > 0 and order.unready == 0


def production_started(order: OrderFacts) -> bool:
    """O6. A manufacturing order that a line waits for has started."""
    return order.started


def booked_and_scheduled(order: OrderFacts) -> bool:
    """O7. Every line is fully booked, and every MO that a line waits for is scheduled."""
    return order.countable > 0 and order.short == 0 and not order.unscheduled


def still_a_quotation(order: OrderFacts) -> bool:
    """O1. It is a quotation, and no automatic status holds."""
    return order.stage is _QUOTATION and not order.held


def still_waiting(order: OrderFacts) -> bool:
    """O1. It waits for confirmation, and no automatic status holds."""
    return order.stage is _WAITING_FOR_CONFIRMATION and not order.held


def line_not_booked(order: OrderFacts) -> bool:
    """O8. A line is not fully booked."""
    return order.short > 0


def not_scheduled(order: OrderFacts) -> bool:
    """O8. A manufacturing order that a line waits for is not scheduled."""
    return order.unscheduled


def goods_not_shipped(order: OrderFacts) -> bool:
    """A person says that all is shipped, and goods are outstanding."""
    return (order.stage is _SHIPPED or order.stage is _DELIVERED) and order.outstanding > 0


def bookings_not_released(order: OrderFacts) -> bool:
    """It is canceled, and still holds bookings."""
    return order.stage is _CANCELED and len(order.holding_lines()) > 0


def shipped_but_canceled(order: OrderFacts) -> bool:
    """It is canceled, and something of it is shipped."""
    return order.stage is _CANCELED and len(order.shipped_lines()) > 0


def quantity_closed(order: OrderFacts) -> bool:
    """Some quantity of a line was closed."""
    return len(order.closed_lines()) > 0


def subject(order: OrderFacts) -> Subject:
    """Name the order."""
    return Subject(_ORDER, order.order.id)


def stage(order: OrderFacts) -> Evidence:
    """Return the stage of the order."""
    return ITSELF, {"stage": order.stage}


def shipped(order: OrderFacts) -> Evidence:
    """Return what is shipped, beside what is wanted and what was closed, where it has a sum."""
    lines = [line for line in order.lines if line.countable]
    if not _of_one_item(lines):
        return ITSELF, {}
    return ITSELF, {
        "shipped": total([line.line.shipped for line in lines]),
        "target": total([line.target for line in lines]),
        "closed": total([line.line.closed for line in lines]),
    }


def in_stock(order: OrderFacts) -> Evidence:
    """Name the received lots that cover its lines, with what is outstanding, where it has a sum."""
    lines = order.outstanding_lines()
    lots = {one.lot.id for line in lines for one in line.coverage}
    facts: dict[str, Fact] = {}
    if _of_one_item(lines):
        facts["outstanding"] = total([line.outstanding for line in lines])
    return ITSELF, with_names(facts, "lots", sorted(lots))


def surplus(order: OrderFacts) -> Evidence:
    """Name the lines that hold surplus bookings, with the surplus of the first."""
    lines = order.surplus_lines()
    return line_named(lines[0]), _with_lines({"surplus": lines[0].surplus}, lines)


def short_lines(order: OrderFacts) -> Evidence:
    """Name the lines that are not fully booked, with what the first of them lacks."""
    lines = order.short_lines()
    first = lines[0]
    facts: dict[str, Fact] = {"missing": first.missing, "outstanding": first.outstanding}
    return line_named(first), _with_lines(facts, lines)


def started_orders(order: OrderFacts) -> Evidence:
    """Name the manufacturing orders that have started."""
    return _first_of(order.started_orders())


def unscheduled_orders(order: OrderFacts) -> Evidence:
    """Name the manufacturing orders that are not scheduled."""
    return _first_of(order.unscheduled_orders())


def scheduled_orders(order: OrderFacts) -> Evidence:
    """Name the manufacturing orders that the lines wait for."""
    return ITSELF, _with_sources({}, order.awaited())


def not_shipped(order: OrderFacts) -> Evidence:
    """Name the lines that have goods outstanding."""
    return ITSELF, _with_lines({"stage": order.stage}, order.outstanding_lines())


def holding_lines(order: OrderFacts) -> Evidence:
    """Name the lines that hold bookings."""
    return ITSELF, _with_lines({}, order.holding_lines())


def shipped_lines(order: OrderFacts) -> Evidence:
    """Name the lines of which something is shipped, with how much of the first."""
    lines = order.shipped_lines()
    return line_named(lines[0]), _with_lines({"shipped": lines[0].line.shipped}, lines)


def closed_lines(order: OrderFacts) -> Evidence:
    """Name the lines of which something was closed, with how much of the first."""
    lines = order.closed_lines()
    return line_named(lines[0]), _with_lines({"closed": lines[0].line.closed}, lines)


def _of_one_item(lines: list[LineFacts]) -> bool:
    """Quantities of several items, each in its own unit, have no sum."""
    return len({line.line.item for line in lines}) == 1


def _first_of(sources: list[ManufacturingOrder]) -> Evidence:
    return source_named(sources[0]), _with_sources({"stage": sources[0].stage}, sources)


def _with_sources(facts: dict[str, Fact], sources: list[ManufacturingOrder]) -> dict[str, Fact]:
    return with_names(facts, "sources", [source_named(source) for source in sources])


def _with_lines(facts: dict[str, Fact], lines: list[LineFacts]) -> dict[str, Fact]:
    return with_names(facts, "lines", [line_named(line) for line in lines])


ORDER: Table[OrderFacts] = Table(
    "order",
    subject,
    (
        Row("O1", _S.QUOTATION, _C.ASSIGNED_MANUALLY, quotation, stage),
        Row(
            "O1",
            _S.WAITING_FOR_CONFIRMATION,
            _C.ASSIGNED_MANUALLY,
            waiting_for_confirmation,
            stage,
        ),
        Row("O1", _S.SHIPPED, _C.ASSIGNED_MANUALLY, shipped_by_hand, stage),
        Row("O1", _S.DELIVERED, _C.ASSIGNED_MANUALLY, delivered, stage),
        Row("O1", _S.CANCELED, _C.ASSIGNED_MANUALLY, canceled, stage),
        Row("O1", _S.ARCHIVED, _C.ASSIGNED_MANUALLY, archived, stage),
        Row("O2", _S.CONFIRMED, _C.NO_COUNTABLE_LINES, no_countable_lines, nothing),
        Row("O3", _S.READY_FOR_SHIPMENT, _C.SURPLUS_BOOKED, surplus_booked, surplus),
        Row("O4", _S.SHIPPED, _C.ALL_SHIPPED, all_shipped, shipped),
        Row("O5", _S.READY_FOR_SHIPMENT, _C.ALL_IN_STOCK, all_in_stock, in_stock),
        Row("O6", _S.IN_PRODUCTION, _C.PRODUCTION_STARTED, production_started, started_orders),
        Row(
            "O7",
            _S.WAITING_FOR_PRODUCTION,
            _C.ALL_BOOKED_AND_SCHEDULED,
            booked_and_scheduled,
            scheduled_orders,
        ),
        Row("O1", _S.QUOTATION, _C.ASSIGNED_MANUALLY, still_a_quotation, stage),
        Row("O1", _S.WAITING_FOR_CONFIRMATION, _C.ASSIGNED_MANUALLY, still_waiting, stage),
        Row("O8", _S.CONFIRMED, _C.LINE_NOT_BOOKED, line_not_booked, short_lines),
        Row("O8", _S.CONFIRMED, _C.MO_NOT_SCHEDULED, not_scheduled, unscheduled_orders),
    ),
    (
        Note(_C.GOODS_NOT_SHIPPED, None, goods_not_shipped, not_shipped),
        Note(_C.BOOKINGS_NOT_RELEASED, None, bookings_not_released, holding_lines),
        Note(_C.SHIPPED_BUT_CANCELED, None, shipped_but_canceled, shipped_lines),
        Note(_C.QUANTITY_CLOSED, None, quantity_closed, closed_lines),
    ),
)
