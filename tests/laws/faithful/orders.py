"""Rows O1 to O8, and the notes beside an order's status."""

from collections.abc import Iterable

import costatus as cs
from tests.laws.faithful.seen import (
    Check,
    Facts,
    SeenLine,
    SeenOrder,
    cause,
    listed,
    same,
    source_named,
)
from tests.reference.lots import UNSCHEDULED
from tests.reference.manufacturing import has_started


def names(facts: Facts, lines: Iterable[SeenLine]) -> bool:
    return listed(facts, "lines", (line.subject for line in lines))


def of_one_item(lines: Iterable[SeenLine]) -> bool:
    return len({line.state.line.item for line in lines}) == 1


def by_hand(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    stage = seen.order.stage
    return same(facts, stage=stage) and reason.status is stage


def nothing_countable(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    return not facts and not seen.countable


def line_named(lines: list[SeenLine], reason: cs.Reason) -> SeenLine:
    """Return the line that a reason names as its cause."""
    assert reason.cause.kind == "line"
    return next(line for line in lines if line.state.line.id == reason.cause.id)


def surplus(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    lines = [line for line in seen.lines if line.state.surplus]
    return (
        not seen.outstanding
        and bool(seen.countable)
        and same(facts, surplus=line_named(lines, reason).state.surplus)
        and names(facts, lines)
    )


def shipped(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    sums: dict[str, object] = {
        "shipped": sum(line.state.line.shipped for line in seen.countable),
        "target": sum(line.state.target for line in seen.countable),
        "closed": sum(line.state.line.closed for line in seen.countable),
    }
    return not seen.outstanding and same(facts, **(sums if of_one_item(seen.countable) else {}))


def in_stock(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    lots = {lot.id for line in seen.outstanding for lot, _ in line.state.coverage}
    sums: dict[str, object] = {
        "outstanding": sum(line.state.outstanding for line in seen.outstanding)
    }
    return (
        not any(line.missing or line.state.coming for line in seen.outstanding)
        and bool(seen.outstanding)
        and same(facts, **(sums if of_one_item(seen.outstanding) else {}))
        and listed(facts, "lots", lots)
    )


def made(facts: Facts, reason: cs.Reason, orders: list[cs.ManufacturingOrder]) -> bool:
    """Return whether these are the sources, and the cause is one of them."""
    named = next(mo for mo in orders if cause(reason) == ("manufacturing", mo.id))
    return same(facts, stage=named.stage) and all_made(facts, orders)


def all_made(facts: Facts, orders: list[cs.ManufacturingOrder]) -> bool:
    return listed(facts, "sources", map(source_named, orders))


def in_production(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    return made(facts, reason, [mo for mo in seen.made if has_started(mo)])


def unscheduled(seen: SeenOrder) -> list[cs.ManufacturingOrder]:
    return [mo for mo in seen.made if mo.stage in UNSCHEDULED]


def scheduled(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    ready = not any(line.missing for line in seen.countable) and not unscheduled(seen)
    return ready and same(facts) and all_made(facts, seen.made)


def waiting(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    if reason.code is cs.ReasonCode.MO_NOT_SCHEDULED:
        return made(facts, reason, unscheduled(seen))
    lines = [line for line in seen.countable if line.missing]
    first = line_named(lines, reason)
    amounts = {"missing": first.missing, "outstanding": first.state.outstanding}
    return same(facts, **amounts) and names(facts, lines)


def not_shipped(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    stage = seen.order.stage
    return (
        stage in (cs.OrderStatus.SHIPPED, cs.OrderStatus.DELIVERED)
        and bool(seen.outstanding)
        and same(facts, stage=stage)
        and names(facts, seen.outstanding)
    )


def not_released(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    holding = [line for line in seen.lines if line.state.line.bookings]
    canceled = seen.order.stage is cs.OrderStatus.CANCELED
    return canceled and bool(holding) and same(facts) and names(facts, holding)


def shipped_but_canceled(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    lines = [line for line in seen.lines if line.state.line.shipped > line.tolerance]
    first = line_named(lines, reason)
    canceled = seen.order.stage is cs.OrderStatus.CANCELED
    return canceled and same(facts, shipped=first.state.line.shipped) and names(facts, lines)


def closed(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    lines = [line for line in seen.lines if line.state.line.closed > line.tolerance]
    first = line_named(lines, reason)
    return same(facts, closed=first.state.line.closed) and names(facts, lines)


ORDER_ROWS: dict[str, Check] = {
    "O1": by_hand,
    "O2": nothing_countable,
    "O3": surplus,
    "O4": shipped,
    "O5": in_stock,
    "O6": in_production,
    "O7": scheduled,
    "O8": waiting,
}

ORDER_NOTES: dict[cs.ReasonCode, Check] = {
    cs.ReasonCode.GOODS_NOT_SHIPPED: not_shipped,
    cs.ReasonCode.BOOKINGS_NOT_RELEASED: not_released,
    cs.ReasonCode.SHIPPED_BUT_CANCELED: shipped_but_canceled,
    cs.ReasonCode.QUANTITY_CLOSED: closed,
}
