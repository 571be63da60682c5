"""Rows M1 to M6, U1 to U4 and T1 to T4, and the notes beside a source."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import costatus as cs
from tests.laws.faithful.lines import passed
from tests.laws.faithful.seen import NOTHING, Check, SeenSource
from tests.reference.coverage import coverage_of
from tests.reference.lots import expected_day, is_usable, planned_finish, planned_start

Facts = Mapping[str, Any]
NEW = cs.ManufacturingStage.NEW
NOT_SCHEDULED = cs.ManufacturingStage.NOT_SCHEDULED
ENDED = (
    cs.ManufacturingStage.FINISHED,
    cs.PurchaseStage.RECEIVED,
    cs.TransferStage.RECEIVED,
)


def received(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    stage = seen.source.stage
    return facts == {"stage": stage} and (stage in ENDED or not seen.open)


def at_stage(*stages: str) -> Check:
    def check(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
        return facts == {"stage": seen.source.stage} and facts["stage"] in stages

    return check


def part_named(seen: SeenSource, facts: Facts, reason: cs.Reason) -> cs.Part:
    """The part that a reason is about, the first of those that it lists."""
    assert isinstance(seen.source, cs.ManufacturingOrder)
    assert reason.subject.parent == seen.source.id
    assert facts["parts"][0] == reason.subject.id
    part = next(part for part in seen.source.parts if part.id == reason.subject.id)
    assert facts["item"] == part.item
    return part


def part_not_booked(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    part = part_named(seen, facts, reason)
    booked = sum((each.quantity for each in part.bookings if is_usable(each.lot)), NOTHING)
    tolerance = seen.seen.tolerance
    return (
        facts["required"] == part.quantity
        and facts["covered"] == part.consumed + booked
        and part.quantity - part.consumed > tolerance
        and facts["required"] - facts["covered"] > tolerance
    )


def part_lot(seen: SeenSource, facts: Facts, reason: cs.Reason) -> cs.StockLot:
    """The lot that a part waits for; it is of the part's cover, and its days are told right."""
    part, clock = part_named(seen, facts, reason), seen.clock
    assert isinstance(seen.source, cs.ManufacturingOrder)
    start = planned_start(seen.source, clock)
    cover = coverage_of(
        [each for each in part.bookings if is_usable(each.lot)],
        part.quantity - part.consumed,
        None if start is None else clock.day(start),
        seen.seen.tolerance,
        clock,
    )
    lot = next(lot for lot, _ in cover if lot.id == facts["lot"])
    assert lot.status is not cs.LotStatus.RECEIVED
    assert facts["expected_on"] == (expected_day(lot, clock) or "unknown")
    assert facts["needed_from"] == ("unknown" if start is None else start)
    return lot


def part_requested(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    return part_lot(seen, facts, reason).status is cs.LotStatus.REQUESTED


def part_late(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    day, clock = expected_day(part_lot(seen, facts, reason), seen.clock), seen.clock
    assert isinstance(seen.source, cs.ManufacturingOrder)
    start = planned_start(seen.source, clock)
    if clock.passed(start):
        return True
    return day is not None and (day < clock.today or (start is not None and day > clock.day(start)))


def finish_passed(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    assert isinstance(seen.source, cs.ManufacturingOrder)
    finish = planned_finish(seen.source, seen.clock)
    return facts == {"planned_finish": finish} and seen.clock.passed(finish)


def finish_ahead(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    assert isinstance(seen.source, cs.ManufacturingOrder)
    finish = planned_finish(seen.source, seen.clock)
    return (
        facts == {"planned_finish": finish} and finish is not None and not seen.clock.passed(finish)
    )


def operation_missed(deadline: str) -> Check:
    """Each operation that is listed missed it; the first is the subject."""

    def check(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
        assert isinstance(seen.source, cs.ManufacturingOrder)
        assert (reason.subject.parent, reason.subject.id) == (
            seen.source.id,
            facts["operations"][0],
        )
        steps = {step.id: step for step in seen.source.operations}
        listed = [steps[id_] for id_ in facts["operations"]]
        done = [step.finished or (deadline == "planned_start" and step.started) for step in listed]
        return (
            facts[deadline] == getattr(listed[0], deadline)
            and not any(done)
            and all(seen.clock.passed(getattr(step, deadline)) for step in listed)
        )

    return check


def made_nobody_knows_when(seen: SeenSource, facts: Facts, reason: cs.Reason) -> bool:
    assert isinstance(seen.source, cs.ManufacturingOrder)
    if planned_finish(seen.source, seen.clock) is None:
        return not facts
    return (
        facts["needed_from"] != "unknown"
        and expected_day(part_lot(seen, facts, reason), seen.clock) is None
    )


def promise_passed(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    promise = seen.seen.promise
    return (
        seen.seen.outstanding > 0
        and facts["promised_on"] == promise
        and passed(facts, promise, seen.clock.today)
    )


def overdue(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    return facts["expected_on"] == seen.due and passed(facts, seen.due, seen.clock.today)


def due_after_promise(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    return (
        seen.seen.outstanding > 0
        and (facts["expected_on"], facts["promised_on"]) == (seen.due, seen.seen.promise)
        and passed(facts, facts["promised_on"], facts["expected_on"])
    )


def bought_on_time(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    if seen.due is None:
        return not facts
    return facts == {"expected_on": seen.due} and in_time(seen, seen.due)


def moved_on_time(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    return seen.due is not None and facts == {"expected_on": seen.due} and in_time(seen, seen.due)


def in_time(seen: SeenSource, due: date) -> bool:
    promise = seen.seen.promise
    waits = seen.seen.outstanding > 0 and promise is not None
    return due >= seen.clock.today and (
        not waits or (promise is not None and due <= promise >= seen.clock.today)
    )


def no_due_day(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    return not facts and seen.due is None


def not_shipped(seen: SeenSource, facts: Facts, _: cs.Reason) -> bool:
    assert isinstance(seen.source, cs.TransferOrder)
    shipment = seen.source.planned_shipment_on
    return (
        seen.source.stage in (cs.TransferStage.NEW, cs.TransferStage.READY_FOR_SHIPMENT)
        and facts["planned_shipment_on"] == shipment
        and passed(facts, shipment, seen.clock.today)
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
    "M5x": made_nobody_knows_when,
    "M6": finish_ahead,
    "U1": received,
    "U2": at_stage(cs.PurchaseStage.NEW, cs.PurchaseStage.APPROVED),
    "U3a": promise_passed,
    "U3b": overdue,
    "U3c": due_after_promise,
    "U4": bought_on_time,
    "T1": received,
    "T2a": overdue,
    "T2b": due_after_promise,
    "T2c": promise_passed,
    "T3a": not_shipped,
    "T3x": no_due_day,
    "T4": moved_on_time,
}

SOURCE_NOTES: dict[cs.ReasonCode, Check] = {
    cs.ReasonCode.MO_FINISH_PASSED: finish_passed,
    cs.ReasonCode.NO_EXPECTED_DATE: no_due_day,
}
