"""What the rows of an order hold on."""

from typing import Final

from costatus.models.quantities import total
from costatus.models.sources import ManufacturingOrder
from costatus.rules.reason_codes import SubjectKind
from costatus.rules.evidence import line as of_line
from costatus.rules.evidence.source import named
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import OrderFacts
from costatus.rules._reasons import ITSELF, Evidence, Subject

_ORDER: Final = SubjectKind.ORDER


def about(order: OrderFacts) -> Subject:
    """Name the order."""
    return Subject(_ORDER, order.order.id)


def nothing(_order: OrderFacts) -> Evidence:
    """Tell nothing."""
    return ITSELF, {}


def stage(order: OrderFacts) -> Evidence:
    """Tell the stage of the order."""
    return ITSELF, {"stage": order.stage}


def shipped(order: OrderFacts) -> Evidence:
    """Tell what is shipped, beside what is wanted."""
    lines = order.countable_lines()
    return ITSELF, {
        "shipped": total([line.line.shipped for line in lines]),
        "target": total([line.target for line in lines]),
    }


def in_stock(order: OrderFacts) -> Evidence:
    """Name the received lots that cover its lines."""
    lines = order.outstanding_lines()
    lots = {each.lot.id for line in lines for each in line.cover}
    outstanding = total([line.outstanding for line in lines])
    return ITSELF, {"outstanding": outstanding, "lots": tuple(sorted(lots))}


def surplus(order: OrderFacts) -> Evidence:
    """Name the lines that hold more bookings than they need."""
    lines = order.surplus_lines()
    return of_line.about(lines[0]), {"surplus": lines[0].surplus, "lines": _names(lines)}


def short(order: OrderFacts) -> Evidence:
    """Name the lines that are not fully booked, and tell what the first of them lacks."""
    lines = order.short_lines()
    first = lines[0]
    return of_line.about(first), {
        "missing": first.missing,
        "outstanding": first.outstanding,
        "lines": _names(lines),
    }


def started(order: OrderFacts) -> Evidence:
    """Name the manufacturing orders that have started."""
    return _first_of(order.started_orders())


def unscheduled(order: OrderFacts) -> Evidence:
    """Name the manufacturing orders that are not scheduled."""
    return _first_of(order.unscheduled_orders())


def _first_of(sources: list[ManufacturingOrder]) -> Evidence:
    return named(sources[0]), {
        "stage": sources[0].stage,
        "sources": tuple([source.id for source in sources]),
    }


def not_shipped(order: OrderFacts) -> Evidence:
    """Name the lines that have goods outstanding."""
    return ITSELF, {"stage": order.stage, "lines": _names(order.outstanding_lines())}


def not_released(order: OrderFacts) -> Evidence:
    """Name the lines that hold bookings."""
    return ITSELF, {"lines": _names(order.holding_lines())}


def _names(lines: list[LineFacts]) -> tuple[str, ...]:
    return tuple([str(of_line.about(line)) for line in lines])
