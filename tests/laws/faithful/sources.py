"""Rows M1 to M6, U1 to U4 and T1 to T4, and the notes beside a source."""

from datetime import date
from typing import Any

import costatus as cs
from tests.laws.faithful.seen import (
    NOTHING,
    Check,
    Facts,
    SeenSource,
    ago,
    cause,
    find,
    listed,
    of_lot,
    origin,
    same,
)
from tests.reference.coverage import PartState, part_states
from tests.reference.lots import (
    CLOSED,
    expected_day,
    is_requested,
    is_usable,
    planned_finish,
    planned_start,
)

NEW = cs.ManufacturingStage.NEW
NOT_SCHEDULED = cs.ManufacturingStage.NOT_SCHEDULED


def received(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    if seen.source.stage in CLOSED:
        open_lots = {lot.id for lot in seen.open_lots}
        return same(facts, stage=seen.source.stage) and listed(facts, "open_lots", open_lots)
    return not seen.open_lots and same(facts) and listed(facts, "lots", seen.all_lots())


def at_stage(*stages: str) -> Check:
    def check(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
        return same(facts, stage=seen.source.stage) and seen.source.stage in stages

    return check


def parts(seen: SeenSource) -> list[PartState]:
    return part_states(seen.source, seen.line.tolerance, seen.clock)


def part_named(seen: SeenSource, reason: cs.Reason) -> PartState:
    """Return the part that a reason names as its cause."""
    assert reason.cause.kind == "part"
    assert reason.cause.parent == seen.source.id
    return next(each for each in parts(seen) if each.part.id == reason.cause.id)


def part_not_booked(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    named = part_named(seen, reason)
    part = named.part
    booked = sum((each.quantity for each in part.bookings if is_usable(each.lot)), NOTHING)
    amounts = {"required": part.quantity, "covered": part.consumed + booked, "item": part.item}
    return (
        named.missing > seen.line.tolerance
        and same(facts, **amounts)
        and listed(facts, "parts", (each.part.id for each in parts(seen) if each.missing))
    )


def part_requested(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    lot, _ = find(part_named(seen, reason).coming, facts["lot"])
    lots = [lot.id for each in parts(seen) for lot, _ in each.coming if is_requested(lot)]
    return (
        is_requested(lot)
        and same(facts, **of_lot(lot))
        and set(facts["lots"]) <= set(lots)
        and len(facts["lots"]) + facts["others"] == len(lots)
    )


def part_late(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    lot, day = find(part_named(seen, reason).coming, facts["lot"])
    start, clock = planned_start(seen.source, seen.clock), seen.clock
    late = day is not None and (day < clock.today or (start is not None and day > clock.day(start)))
    return (late or clock.passed(start)) and same(
        facts, expected_on=day, needed_by=start, **of_lot(lot)
    )


def finish_passed(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    finish = planned_finish(seen.source, seen.clock)
    return seen.clock.passed(finish) and same(facts, planned_finish=finish)


def finish_ahead(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    finish = planned_finish(seen.source, seen.clock)
    is_ahead = finish is not None and not seen.clock.passed(finish)
    return is_ahead and same(facts, planned_finish=finish)


def operation_missed(deadline: str) -> Check:
    """The operation that is named missed its deadline, and so did the others that are counted."""

    def missed(seen: SeenSource, step: cs.Operation) -> bool:
        done = step.finished or (deadline == "planned_start" and step.started)
        return not done and seen.clock.passed(getattr(step, deadline))

    def check(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
        assert (reason.cause.kind, reason.cause.parent) == ("operation", seen.source.id)
        late = {step.id: step for step in seen.source.operations if missed(seen, step)}
        named: dict[str, Any] = {deadline: getattr(late[reason.cause.id], deadline)}
        return same(facts, **named) and facts["others"] == len(late) - 1

    return check


def no_day_of_the_order(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    """Of the order itself, or of a lot that a part needs by a known start."""
    if planned_finish(seen.source, seen.clock) is None:
        return not facts
    lot, day = find(part_named(seen, reason).coming, facts["lot"])
    undated = [lot.id for each in parts(seen) for lot, day in each.coming if day is None]
    return (
        day is None
        and planned_start(seen.source, seen.clock) is not None
        and same(facts, **of_lot(lot))
        and set(facts["lots"]) <= set(undated)
        and len(facts["lots"]) + facts["others"] == len(undated)
    )


def paused(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    stage = cs.ManufacturingStage.PAUSED
    return seen.source.stage is stage and same(facts, stage=stage)


def promise_passed(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    return ago(facts, seen.promise, seen.clock.today) and same(
        facts, promised_on=seen.promise, days=facts["days"]
    )


def last_lot(seen: SeenSource, facts: Facts, reason: cs.Reason) -> dict[str, Any]:
    """Return the facts of the lot that is due last, where the source does not give its day."""
    last = [lot for lot in seen.open_lots if expected_day(lot, seen.clock) == seen.due]
    if reason.cause.kind == "lot":
        lot = next(lot for lot in last if lot.id == facts["lot"])
        assert origin(lot) == cause(reason)
        return of_lot(lot)
    assert reason.cause == reason.subject
    return {}


def overdue(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    named = {"expected_on": seen.due, "days": facts["days"], **last_lot(seen, facts, reason)}
    return ago(facts, seen.due, seen.clock.today) and same(facts, **named)


def after(seen: SeenSource, facts: Facts, reason: cs.Reason, promise: date | None) -> bool:
    named = {"expected_on": seen.due, "promised_on": promise, "days": facts["days"]}
    return (
        seen.due is not None
        and ago(facts, promise, seen.due)
        and same(facts, **named, **last_lot(seen, facts, reason))
    )


def due_after_promise(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    return after(seen, facts, reason, seen.promise)


def made_after_promise(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    """Whether or not the line waits for anything."""
    return after(seen, facts, reason, seen.line.state.promise)


def in_time(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    due, promise, today = seen.due, seen.promise, seen.clock.today
    if due is None:
        return same(facts, stage=seen.source.stage) and seen.source.kind == "purchase"
    return (
        same(facts, expected_on=due)
        and due >= today
        and (promise is None or due <= promise >= today)
    )


def no_due_day(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    return seen.due is None and same(facts, stage=seen.source.stage)


def not_shipped(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    shipment = seen.source.planned_shipment_on
    return (
        seen.source.stage in (cs.TransferStage.NEW, cs.TransferStage.READY_FOR_SHIPMENT)
        and ago(facts, shipment, seen.clock.today)
        and same(facts, planned_shipment_on=shipment, days=facts["days"])
    )


SOURCE_ROWS: dict[str, Check] = {
    "M1": received,
    "M2": part_not_booked,
    "M3a": at_stage(NEW),
    "M3b": at_stage(NOT_SCHEDULED),
    "M3c": part_requested,
    "M4": finish_passed,
    "M5a": part_late,
    "M5b": operation_missed("planned_start"),
    "M5c": operation_missed("planned_finish"),
    "M5x": no_day_of_the_order,
    "M6": finish_ahead,
    "U1": received,
    "U2": at_stage(cs.PurchaseStage.NEW, cs.PurchaseStage.APPROVED),
    "U3a": promise_passed,
    "U3b": overdue,
    "U3c": due_after_promise,
    "U4": in_time,
    "T1": received,
    "T2a": overdue,
    "T2b": due_after_promise,
    "T2c": promise_passed,
    "T3a": not_shipped,
    "T3x": no_due_day,
    "T4": in_time,
}

SOURCE_NOTES: dict[cs.ReasonCode, Check] = {
    cs.ReasonCode.MO_FINISH_PASSED: finish_passed,
    cs.ReasonCode.EXPECTED_AFTER_PROMISE: made_after_promise,
    cs.ReasonCode.MO_PAUSED: paused,
    cs.ReasonCode.NO_EXPECTED_DATE: no_due_day,
}
