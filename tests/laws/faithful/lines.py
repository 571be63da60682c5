"""Rows P1 to P8, and the notes beside a product."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import costatus as cs
from tests.laws.faithful.seen import FINISHED, NOTHING, Check, SeenLine
from tests.reference.lots import is_usable

Facts = Mapping[str, Any]
RECEIVED, REQUESTED = cs.LotStatus.RECEIVED, cs.LotStatus.REQUESTED


def passed(facts: Facts, day: date | None, today: date) -> bool:
    """Whether the days that it is past are told right, and are some."""
    return day is not None and 0 < facts["days"] == (today - day).days


def shipped(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return facts == {"shipped": seen.line.shipped, "target": seen.target} and not seen.outstanding


def not_booked(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    assert seen.situation.settings.tracing
    missing = seen.outstanding - seen.booked
    return missing > seen.tolerance and facts == {
        "outstanding": seen.outstanding,
        "booked": seen.booked,
        "missing": missing,
    }


def no_demand(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    assert not seen.situation.settings.tracing
    return facts == {"stage": seen.order.stage} and seen.order.stage is not cs.OrderStatus.CONFIRMED


def supply(seen: SeenLine) -> Decimal:
    lots = seen.situation.lots
    return sum(
        (lot.quantity or NOTHING for lot in lots if lot.item == seen.line.item and is_usable(lot)),
        NOTHING,
    )


def lacking(seen: SeenLine, facts: Facts) -> bool:
    assert not seen.situation.settings.tracing
    shortage = seen.outstanding - seen.booked
    return (
        shortage > seen.tolerance
        and facts["item"] == seen.line.item
        and facts["outstanding"] == seen.outstanding
        and facts["supply"] == supply(seen)
        and facts["shortage"] == shortage
    )


def short(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return lacking(seen, facts) and facts["outstanding"] - facts["supply"] > seen.tolerance


def taken(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    takers = {
        order.id
        for order in seen.situation.orders
        for line in order.lines
        if seen.pegging
        and any(
            each.lot.item == seen.line.item for each in seen.pegging.bookings(order.id, line.id)
        )
    }
    return (
        lacking(seen, facts)
        and facts["outstanding"] - facts["supply"] <= seen.tolerance
        and set(facts["orders_ahead"]) <= takers
    )


def in_stock(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return (
        facts["outstanding"] == seen.outstanding
        and not seen.coming
        and set(facts["lots"]) == {lot.id for lot, _ in seen.cover}
    )


def requested(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    lots = {lot.id for lot, _ in seen.coming if lot.status is REQUESTED}
    return reason.subject.id in lots and set(facts["lots"]) == lots


def against_promise(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    """The days are those of the input, and the subject is what the lot comes from."""
    lot = next(lot for lot, _ in seen.coming if lot.id == facts["lot"])
    origin = (lot.source.kind, lot.source.id) if lot.source else ("lot", lot.id)
    return (
        (reason.subject.kind, reason.subject.id) == origin
        and facts["expected_on"] == seen.expected(lot.id)
        and facts["promised_on"] == seen.promise
        and facts["days"] == (facts["expected_on"] - facts["promised_on"]).days
    )


def late(kind: str) -> Check:
    def check(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
        is_kind = reason.subject.kind == kind
        return is_kind and against_promise(seen, facts, reason) and facts["days"] > 0

    return check


def that_day(kind: str) -> Check:
    def check(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
        is_kind = reason.subject.kind == kind
        return is_kind and against_promise(seen, facts, reason) and facts["days"] == 0

    return check


def past_promise(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    promise = seen.promise
    return facts["promised_on"] == promise and passed(facts, promise, seen.clock.today)


def past_promise_and_coming(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    return past_promise(seen, facts, reason) and bool(seen.coming)


def today(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return facts == {"promised_on": seen.promise} and seen.promise == seen.clock.today


def undated(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    lots = {lot.id for lot, day in seen.coming if day is None}
    return seen.promise is not None and bool(lots) and set(facts["lots"]) == lots


def on_time(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    if reason.code is cs.ReasonCode.ORDER_FINISHED:
        return facts == {"stage": seen.order.stage} and seen.order.stage in FINISHED
    if reason.code is cs.ReasonCode.NO_PROMISED_DATE:
        return facts == {"outstanding": seen.outstanding} and seen.promise is None
    promise = seen.promise
    return (
        facts == {"promised_on": promise}
        and promise is not None
        and promise > seen.clock.today
        and all(day is not None and day < promise for _, day in seen.coming)
    )


def expected_late(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    return against_promise(seen, facts, reason) and facts["days"] > 0


def overdue(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    day = seen.expected(facts["lot"])
    return facts["expected_on"] == day and passed(facts, day, seen.clock.today)


def over_shipped(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    return shipped(seen, facts, reason) and facts["shipped"] - facts["target"] > seen.tolerance


def unusable(seen: SeenLine, facts: Facts, reason: cs.Reason) -> bool:
    return any(
        (booking.lot.id, booking.quantity, booking.lot.status)
        == (reason.subject.id, facts["quantity"], facts["status"])
        and facts["stage"] == (booking.lot.source.stage if booking.lot.source else "none")
        and not is_usable(booking.lot)
        for booking in seen.line.bookings
    )


def ignored(seen: SeenLine, facts: Facts, _: cs.Reason) -> bool:
    return not facts and bool(seen.line.bookings) and not seen.situation.settings.tracing


LINE_ROWS: dict[str, Check] = {
    "P1": shipped,
    "P2": not_booked,
    "P2t": no_demand,
    "P3a": short,
    "P3b": taken,
    "P4": in_stock,
    "P5": requested,
    "P6m": late("manufacturing"),
    "P6p": late("purchase"),
    "P6t": late("transfer"),
    "P6l": late("lot"),
    "P6d": past_promise_and_coming,
    "P7m": that_day("manufacturing"),
    "P7p": that_day("purchase"),
    "P7t": that_day("transfer"),
    "P7l": that_day("lot"),
    "P7d": today,
    "P7x": undated,
    "P8": on_time,
}

LINE_NOTES: dict[cs.ReasonCode, Check] = {
    cs.ReasonCode.PROMISE_PASSED: past_promise,
    cs.ReasonCode.EXPECTED_AFTER_PROMISE: expected_late,
    cs.ReasonCode.SOURCE_OVERDUE: overdue,
    cs.ReasonCode.OVER_SHIPPED: over_shipped,
    cs.ReasonCode.BOOKING_NOT_USABLE: unusable,
    cs.ReasonCode.BOOKINGS_IGNORED: ignored,
}
