"""Rows P1 to P8, and the notes beside a product."""

from datetime import date
from typing import Any

import costatus as cs
from tests.laws.faithful.seen import (
    NOTHING,
    Check,
    Facts,
    SeenLine,
    ago,
    cause,
    find,
    listed,
    of_lot,
    origin,
    same,
)
from tests.reference.coverage import part_states
from tests.reference.line import FINISHED
from tests.reference.lots import CLOSED, is_usable, requested_by_source

PLANNED, REQUESTED = cs.LotStatus.PLANNED, cs.LotStatus.REQUESTED


def shipped(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    line, state = seen.state.line, seen.state
    amounts = {"shipped": line.shipped, "target": state.target, "closed": line.closed}
    return same(facts, **amounts) and not state.outstanding


def canceled(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    is_canceled = seen.order.stage is cs.OrderStatus.CANCELED
    return is_canceled and same(facts, outstanding=seen.state.outstanding)


def not_booked(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    state = seen.state
    return (
        seen.pegged is None
        and seen.missing > seen.tolerance
        and same(
            facts,
            outstanding=state.outstanding,
            booked=state.booked,
            missing=seen.missing,
            shipped=state.line.shipped,
        )
    )


def no_demand(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    stage = seen.order.stage
    return seen.pegged is not None and stage != "confirmed" and same(facts, stage=stage)


def lacking(seen: SeenLine, facts: Facts) -> bool:
    assert seen.pegged is not None
    ids = seen.order.id, seen.state.line.id
    ahead = seen.pegged.orders_ahead(*ids)
    assert facts["others"] == max(0, len(ahead) - 5)
    return seen.missing > seen.tolerance and same(
        facts,
        item=seen.state.line.item,
        outstanding=seen.state.outstanding,
        supply=seen.pegged.supply(seen.state.line.item),
        shortage=seen.missing,
        orders_ahead=tuple(ahead[:5]),
        own_lines=any(
            seen.pegged.bookings(ids[0], line.id)
            for line in seen.order.lines
            if line.item == seen.state.line.item and line.id != ids[1]
        ),
    )


def short(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return lacking(seen, facts) and facts["outstanding"] - facts["supply"] > seen.tolerance


def taken(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return lacking(seen, facts) and facts["outstanding"] - facts["supply"] <= seen.tolerance


def in_stock(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return (
        same(facts, outstanding=seen.state.outstanding)
        and not seen.state.coming
        and listed(facts, "lots", (lot.id for lot, _ in seen.state.coverage))
    )


def requested(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    lots = {lot.id: lot for lot, _ in seen.state.coming if lot.status is REQUESTED}
    kind, id_ = cause(reason)
    return kind == "lot" and same(facts, **of_lot(lots[id_])) and listed(facts, "lots", lots)


def requested_from(kind: str) -> Check:
    def check(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
        lots = [lot for lot, _ in seen.state.coming if requested_by_source(lot) == kind]
        named = [lot.source for lot in lots if lot.source and lot.source.id == reason.cause.id]
        return (
            same(facts, stage=named[0].stage)
            and reason.cause.kind == kind
            and listed(facts, "lots", (lot.id for lot in lots))
        )

    return check


def against_promise(seen: SeenLine, facts: Facts, reason: cs.Reason) -> dict[str, Any]:
    """Return the facts of a lot that comes on the promised day or after it."""
    lot, day = find(seen.state.coming, facts["lot"])
    promise = seen.state.promise
    assert day is not None
    assert promise is not None
    assert cause(reason) == origin(lot)
    days = (day - promise).days
    return {**of_lot(lot), "expected_on": day, "promised_on": promise, "days": days}


def promised(late: bool, kind: str) -> Check:
    """A lot from a source of that kind, or from none, comes after the promise or on that day."""

    def check(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
        expected = against_promise(seen, facts, reason)
        lot, _ = find(seen.state.coming, facts["lot"])
        promise = expected["promised_on"]
        late_part = in_time = NOTHING
        for each, day, part in seen.parts():
            if each.status is cs.LotStatus.RECEIVED:
                in_time += part
            elif day is not None and (day > promise if late else day == promise):
                late_part += part
            elif day is not None and day <= promise:
                in_time += part
        amounts = {"late": late_part, "in_time": in_time, "outstanding": seen.state.outstanding}
        return (
            (lot.source.kind if lot.source else "lot") == kind
            and (facts["days"] > 0 if late else facts["days"] == 0)
            and same(facts, **expected, **amounts)
        )

    return check


def past_promise(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    amounts = {"late": seen.not_in_stock(), "outstanding": seen.state.outstanding}
    days = facts["days"]
    return (
        seen.order.stage not in FINISHED
        and ago(facts, seen.state.promise, seen.clock.today)
        and same(facts, promised_on=seen.state.promise, days=days, **amounts)
    )


def late_and_coming(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    return past_promise(seen, facts, reason) and bool(seen.state.coming)


def today(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    amounts = {"late": seen.not_in_stock(), "outstanding": seen.state.outstanding}
    promise = seen.state.promise
    return promise == seen.clock.today and same(facts, promised_on=promise, **amounts)


def undated(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    lots = {lot.id: lot for lot, day in seen.state.coming if day is None}
    lot = lots[facts["lot"]]
    return (
        seen.state.promise is not None
        and cause(reason) == origin(lot)
        and same(facts, **of_lot(lot))
        and listed(facts, "lots", lots)
    )


def part_too_late(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    promise = seen.state.promise
    assert promise is not None
    mos = [lot.source for lot, _ in seen.state.coming if lot.source]
    mo: Any = next(each for each in mos if cause(reason) == (each.kind.value, each.id))
    assert mo.stage is not cs.ManufacturingStage.FINISHED
    states = part_states(mo, seen.tolerance, seen.clock)
    (part,) = (each for each in states if each.part.id == facts["part"])
    lot, day = find(part.coming, facts["lot"])
    return (
        day is not None
        and day >= promise
        and same(facts, part=part.part.id, expected_on=day, promised_on=promise, **of_lot(lot))
    )


def closed_source(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    lots = {
        lot.id: lot
        for lot, _ in seen.state.coming
        if lot.status is PLANNED and lot.source and lot.source.stage in CLOSED
    }
    source = lots[facts["lot"]].source
    assert source is not None
    return (
        cause(reason) == (source.kind.value, source.id)
        and same(facts, lot=facts["lot"], stage=source.stage)
        and listed(facts, "lots", lots)
    )


def on_time(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    state = seen.state
    if reason.code is cs.ReasonCode.ORDER_FINISHED:
        return same(facts, stage=seen.order.stage) and seen.order.stage in FINISHED
    known = [day for _, day in state.coming if day is not None]
    there = {"expected_on": max(known)} if len(known) == len(state.coming) else {}
    if reason.code is cs.ReasonCode.NO_PROMISED_DATE:
        return same(facts, **there) and state.promise is None
    promise = state.promise
    return (
        promise is not None
        and promise > seen.clock.today
        and len(known) == len(state.coming)
        and max(known) < promise
        and same(facts, promised_on=promise, **there)
    )


def expected_late(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    return facts["days"] > 0 and same(facts, **against_promise(seen, facts, reason))


def overdue(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    def is_over(day: date | None) -> bool:
        return day is not None and day < seen.clock.today

    lot, day = find(seen.state.coming, facts["lot"])
    return (
        ago(facts, day, seen.clock.today)
        and cause(reason) == origin(lot)
        and same(facts, expected_on=day, days=facts["days"], **of_lot(lot))
        and listed(facts, "lots", (each.id for each, day in seen.state.coming if is_over(day)))
    )


def at_risk(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    kind, id_ = cause(reason)
    found = [
        each for each in seen.sources if (each.source.kind.value, each.source.id) == (kind, id_)
    ]
    awaited = [lot.source.id for lot, _ in seen.state.coming if lot.source]
    paused = found[0].source.stage == "paused"
    stage = cs.ManufacturingStage.PAUSED if paused else None
    status = found[0].answer.status
    bad = status.value in {"not_booked", "requested", "possibly_delayed", "delayed"}
    return id_ in awaited and (paused or bad) and same(facts, status=status, stage=stage)


def surplus(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    state = seen.state
    over = state.booked - state.outstanding
    amounts = {"surplus": over, "booked": state.booked, "outstanding": state.outstanding}
    return over > seen.tolerance and seen.pegged is None and same(facts, **amounts)


def over_shipped(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    return shipped(seen, facts, reason) and facts["shipped"] - facts["target"] > seen.tolerance


def other_item(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    wanted = seen.state.line.item
    lots = {lot.id: lot for lot, _ in seen.state.coverage if lot.item != wanted}
    lot = lots[facts["lot"]]
    return (
        cause(reason) == ("lot", lot.id)
        and same(facts, item=lot.item, wanted=wanted, **of_lot(lot))
        and listed(facts, "lots", lots)
    )


def unusable(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    bookings = [each for each in seen.state.line.bookings if not is_usable(each.lot)]
    return listed(facts, "lots", (each.lot.id for each in bookings)) and any(
        cause(reason) == ("lot", each.lot.id)
        and same(
            facts,
            quantity=each.quantity,
            status=each.lot.status,
            stage=each.lot.source.stage if each.lot.source else None,
            **of_lot(each.lot),
        )
        for each in bookings
    )


def ignored(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return not facts and bool(seen.state.line.bookings) and seen.pegged is not None


LINE_ROWS: dict[str, Check] = {
    "P1": shipped,
    "P2c": canceled,
    "P2": not_booked,
    "P2t": no_demand,
    "P3a": short,
    "P3b": taken,
    "P4": in_stock,
    "P5": requested,
    "P5m": requested_from("manufacturing"),
    "P5p": requested_from("purchase"),
    "P6m": promised(late=True, kind="manufacturing"),
    "P6p": promised(late=True, kind="purchase"),
    "P6t": promised(late=True, kind="transfer"),
    "P6l": promised(late=True, kind="lot"),
    "P6d": late_and_coming,
    "P7m": promised(late=False, kind="manufacturing"),
    "P7p": promised(late=False, kind="purchase"),
    "P7t": promised(late=False, kind="transfer"),
    "P7l": promised(late=False, kind="lot"),
    "P7d": today,
    "P7x": undated,
    "P7u": part_too_late,
    "P7c": closed_source,
    "P8": on_time,
}

LINE_NOTES: dict[cs.ReasonCode, Check] = {
    cs.ReasonCode.PROMISE_PASSED: past_promise,
    cs.ReasonCode.PROMISE_TODAY: today,
    cs.ReasonCode.EXPECTED_AFTER_PROMISE: expected_late,
    cs.ReasonCode.SOURCE_OVERDUE: overdue,
    cs.ReasonCode.SOURCE_AT_RISK: at_risk,
    cs.ReasonCode.SURPLUS_BOOKED: surplus,
    cs.ReasonCode.OVER_SHIPPED: over_shipped,
    cs.ReasonCode.BOOKED_OTHER_ITEM: other_item,
    cs.ReasonCode.BOOKING_NOT_USABLE: unusable,
    cs.ReasonCode.BOOKINGS_IGNORED: ignored,
}
