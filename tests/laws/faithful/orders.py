"""Rows O1 to O8, and the notes beside an order's status."""

from collections.abc import Mapping
from typing import Any

import costatus as cs
from tests.laws.faithful.seen import Check, SeenLine, SeenOrder
from tests.reference.manufacturing import has_started

Facts = Mapping[str, Any]


def names(lines: list[SeenLine]) -> tuple[str, ...]:
    return tuple(line.name for line in lines)


def by_hand(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    return facts == {"stage": seen.order.stage} and reason.status is seen.order.stage


def nothing_countable(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    return not facts and not seen.countable


def surplus(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    lines = [line for line in seen.lines if line.surplus]
    return (
        not seen.outstanding
        and bool(seen.countable)
        and facts == {"surplus": lines[0].surplus, "lines": names(lines)}
    )


def shipped(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    return not seen.outstanding and facts == {
        "shipped": sum(line.line.shipped for line in seen.countable),
        "target": sum(line.target for line in seen.countable),
    }


def in_stock(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    lots = {lot.id for line in seen.outstanding for lot, _ in line.cover}
    return (
        not any(line.lacking or line.coming for line in seen.outstanding)
        and facts["outstanding"] == sum(line.outstanding for line in seen.outstanding) > 0
        and set(facts["lots"]) == lots
    )


def made(seen: SeenOrder, facts: Facts, reason: cs.Reason, sources: list[str]) -> bool:
    """The sources are these, and the subject is the first of them."""
    first = seen.made[sources[0]]
    return reason.subject.id == first.id and facts == {
        "stage": first.stage,
        "sources": tuple(sources),
    }


def in_production(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    return made(seen, facts, reason, [id_ for id_, mo in seen.made.items() if has_started(mo)])


def scheduled(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    return not facts and not any(line.lacking for line in seen.countable) and not unscheduled(seen)


def unscheduled(seen: SeenOrder) -> list[str]:
    early = (cs.ManufacturingStage.NEW, cs.ManufacturingStage.NOT_SCHEDULED)
    return [id_ for id_, mo in seen.made.items() if mo.stage in early]


def waiting(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    if reason.code is cs.ReasonCode.MO_NOT_SCHEDULED:
        return made(seen, facts, reason, unscheduled(seen))
    lines = [line for line in seen.countable if line.lacking]
    return facts == {
        "missing": lines[0].lacking,
        "outstanding": lines[0].outstanding,
        "lines": names(lines),
    }


def not_shipped(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    by_hand = (cs.OrderStatus.SHIPPED, cs.OrderStatus.DELIVERED)
    return (
        seen.order.stage in by_hand
        and bool(seen.outstanding)
        and facts == {"stage": seen.order.stage, "lines": names(seen.outstanding)}
    )


def not_released(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    holding = [line for line in seen.lines if line.line.bookings]
    return (
        seen.order.stage is cs.OrderStatus.CANCELED
        and bool(holding)
        and facts == {"lines": names(holding)}
    )


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
}
