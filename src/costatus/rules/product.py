"""Product status: where the goods of one line are. Rows P0 to P8."""

from decimal import Decimal
from typing import Final

from costatus.models.as_of import NEVER, UNKNOWN
from costatus.models.quantities import ZERO, beyond, plus, total
from costatus.models.statuses import ManufacturingStage, ProductStatus, SourceKind, SourceStatus
from costatus.rules._evidence import (
    cause_and_lot,
    line_named,
    lot_facts,
    lot_ids,
    nothing,
    source_named,
    with_names,
)
from costatus.rules._reasons import ITSELF, Evidence
from costatus.rules._subject import Subject
from costatus.rules._table import Note, Row, Table, TimedNote, TimedRow, otherwise
from costatus.rules._templates import Fact
from costatus.rules.facts.context import Time
from costatus.rules.facts.coverage import PLANNED, REQUESTED, SourceBehind, UsableBooking
from costatus.rules.facts.line import CLOSED_STAGES, LineFacts
from costatus.rules.facts.manufacturing import production_of
from costatus.rules.reason_codes import ReasonCode, SubjectKind

_S, _C = ProductStatus, ReasonCode
_LOT: Final = SubjectKind.LOT
_MANUFACTURING: Final = SourceKind.MANUFACTURING
_PURCHASE: Final = SourceKind.PURCHASE
_TRANSFER: Final = SourceKind.TRANSFER
_FINISHED: Final = ManufacturingStage.FINISHED
_PAUSED: Final = ManufacturingStage.PAUSED


def not_countable(line: LineFacts) -> bool:
    """P0. The line needs nothing from stock."""
    return not line.countable


def all_shipped(line: LineFacts) -> bool:
    """P1. Nothing is outstanding."""
    return not line.outstanding


def order_canceled(line: LineFacts) -> bool:
    """P2c. The order is canceled; nothing of it is missing."""
    return line.canceled


def not_fully_booked(line: LineFacts) -> bool:
    """P2. Tracing is on, and less is booked than is outstanding."""
    return line.tracing and not line.canceled and bool(line.missing)


def no_demand(line: LineFacts) -> bool:
    """P2t. Tracing is off, and the order has raised no demand."""
    return not line.tracing and not line.canceled and not line.demanded


def short_of_supply(line: LineFacts) -> bool:
    """P3a. Tracing is off, and the item's whole supply is less than the line's outstanding."""
    return not line.tracing and bool(line.missing) and bool(line.supply_missing)


def taken_by_others(line: LineFacts) -> bool:
    """P3b. Tracing is off, and orders ranked ahead took what this line needs."""
    return not line.tracing and bool(line.missing) and not line.supply_missing


def all_in_stock(line: LineFacts) -> bool:
    """P4. Every lot of the coverage is received."""
    return line.unreceived == 0


def lot_requested(line: LineFacts) -> bool:
    """P5. A lot of the coverage has the status Requested."""
    return line.requested


def mo_not_scheduled(line: LineFacts) -> bool:
    """P5m. A planned lot of the coverage comes from an MO that is not approved or not scheduled."""
    return line.from_unscheduled


def po_not_ordered(line: LineFacts) -> bool:
    """P5p. A planned lot of the coverage comes from a PO that is not ordered."""
    return line.from_unordered


def mo_after_promise(line: LineFacts) -> bool:
    """P6m. An MO finishes after the promise."""
    return not line.finished and line.latest_from_manufacturing > line.promised_on


def po_after_promise(line: LineFacts) -> bool:
    """P6p. A PO is expected after the promise."""
    return not line.finished and line.latest_from_purchase > line.promised_on


def to_after_promise(line: LineFacts) -> bool:
    """P6t. A TO arrives after the promise."""
    return not line.finished and line.latest_from_transfer > line.promised_on


def lot_after_promise(line: LineFacts) -> bool:
    """P6l. A lot from no known source is expected after the promise."""
    return not line.finished and line.latest_from_elsewhere > line.promised_on


def promise_passed(line: LineFacts, at: Time) -> bool:
    """P6d. The promised day is over and the goods are not in stock."""
    return not line.finished and line.promised_on < at.today


def mo_on_promise(line: LineFacts) -> bool:
    """P7m. An MO finishes on the promised day itself."""
    return not line.finished and line.latest_from_manufacturing == line.promised_on


def po_on_promise(line: LineFacts) -> bool:
    """P7p. A PO is expected on the promised day itself."""
    return not line.finished and line.latest_from_purchase == line.promised_on


def to_on_promise(line: LineFacts) -> bool:
    """P7t. A TO arrives on the promised day itself."""
    return not line.finished and line.latest_from_transfer == line.promised_on


def lot_on_promise(line: LineFacts) -> bool:
    """P7l. A lot from no known source is expected on the promised day itself."""
    return not line.finished and line.latest_from_elsewhere == line.promised_on


def promise_today(line: LineFacts, at: Time) -> bool:
    """P7d. The promise is for today and the goods are not in stock."""
    return not line.finished and line.promised_on == at.today


def no_expected_date(line: LineFacts) -> bool:
    """P7x. There is a promise, and a lot of the coverage has no expected day."""
    return not line.finished and line.promised_on < NEVER and line.undated > 0


def part_too_late(line: LineFacts) -> bool:
    """P7u. A part of an MO is expected on the promised day or later."""
    return not line.finished and line.latest_part_expected >= line.promised_on


def source_closed(line: LineFacts) -> bool:
    """P7c. A planned lot of the coverage comes from a finished MO or a received PO or TO."""
    return not line.finished and line.closed_sources > 0


def order_finished(line: LineFacts) -> bool:
    """P8. The order is finished and waits for nothing."""
    return line.finished


def no_promised_date(line: LineFacts) -> bool:
    """P8. Everything is booked, and no day is promised."""
    return not line.finished and line.promised_on == NEVER


def expected_after_promise(line: LineFacts) -> bool:
    """A lot of the coverage is expected after the promise."""
    return line.latest_expected > line.promised_on


def source_overdue(line: LineFacts, at: Time) -> bool:
    """A lot of the coverage is not received, and its expected day has passed."""
    return not line.finished and line.earliest_expected < at.today


def source_at_risk(line: LineFacts) -> bool:
    """A source behind an unreceived lot of the coverage is not on time, or an MO is paused."""
    return any(is_at_risk(source) for source in line.sources)


def surplus_booked(line: LineFacts) -> bool:
    """More is booked than is outstanding."""
    return not line.finished and bool(line.surplus)


def over_shipped(line: LineFacts) -> bool:
    """More was shipped than was wanted."""
    return bool(line.over_shipped)


def booked_other_item(line: LineFacts) -> bool:
    """Tracing is on, and a lot of the coverage is of another item."""
    return line.tracing and line.other_items > 0


def booking_not_usable(line: LineFacts) -> bool:
    """Tracing is on, and a booking of the line does not count."""
    return line.tracing and not line.canceled and line.unusable > 0


def bookings_ignored(line: LineFacts) -> bool:
    """Tracing is off, and the line has bookings."""
    return not line.tracing and line.held > 0


_AT_RISK: Final = frozenset(
    {
        SourceStatus.NOT_BOOKED,
        SourceStatus.REQUESTED,
        SourceStatus.POSSIBLY_DELAYED,
        SourceStatus.DELAYED,
    }
)


def is_at_risk(source: SourceBehind) -> bool:
    """Return whether the coverage waits for a source that is not on time, or for a paused MO.

    That changes when the source's own decision does.
    """
    return source.awaited and (source.stage is _PAUSED or source.status in _AT_RISK)


def outstanding(line: LineFacts) -> Evidence:
    """Return what is outstanding."""
    return ITSELF, {"outstanding": line.outstanding}


def stage(line: LineFacts) -> Evidence:
    """Return the stage of the order."""
    return ITSELF, {"stage": line.stage}


def shipped(line: LineFacts) -> Evidence:
    """Return the shipped quantity, the target and the closed quantity."""
    shipped, closed = line.line.shipped, line.line.closed
    return ITSELF, {"shipped": shipped, "target": line.target, "closed": closed}


def missing(line: LineFacts) -> Evidence:
    """Return how much of the outstanding quantity is booked, and how much is not."""
    return ITSELF, {
        "outstanding": line.outstanding,
        "booked": line.booked,
        "missing": line.missing,
        "shipped": line.line.shipped,
    }


def shortage(line: LineFacts) -> Evidence:
    """Return the item's supply, what the line lacks, and the orders that took some before it."""
    ahead = line.orders_ahead
    return ITSELF, {
        "outstanding": line.outstanding,
        "shortage": line.missing,
        "supply": line.supply,
        "item": line.line.item,
        "orders_ahead": ahead.nearest,
        "others": ahead.others,
        "own_lines": line.shares_its_item,
    }


def in_stock(line: LineFacts) -> Evidence:
    """Name the received lots of the coverage."""
    lots = lot_ids(line.in_order(line.coverage))
    return ITSELF, with_names({"outstanding": line.outstanding}, "lots", lots)


def lots_requested(line: LineFacts) -> Evidence:
    """Name the lots with the status Requested."""
    lots = line.in_order([one for one in line.coverage if one.lot.status is REQUESTED])
    first = lots[0].lot
    return Subject(_LOT, first.id), with_names(lot_facts(first), "lots", lot_ids(lots))


def mo_requested(line: LineFacts) -> Evidence:
    """Name the first MO that is not scheduled, and the planned lots that wait for it."""
    return _requested_from(line, _MANUFACTURING)


def po_requested(line: LineFacts) -> Evidence:
    """Name the first PO that is not ordered, and the planned lots that wait for it."""
    return _requested_from(line, _PURCHASE)


def _requested_from(line: LineFacts, kind: SourceKind) -> Evidence:
    lots = [
        one
        for one in line.in_order(line.coverage)
        if one.requested
        and one.lot.status is PLANNED
        and one.source is not None
        and one.source.kind is kind
    ]
    first = lots[0].lot
    stage = None if first.source is None else first.source.stage
    cause = None if first.source is None else source_named(first.source)
    return cause, with_names({"stage": stage}, "lots", lot_ids(lots))


def past_promise(line: LineFacts) -> Evidence:
    """Return how long ago the promise was, and what is not in stock."""
    return ITSELF, {
        "promised_on": line.context.day(line.promised_on),
        "days": line.context.today - line.promised_on,
        "late": _not_in_stock(line),
        "outstanding": line.outstanding,
    }


def promise_of_today(line: LineFacts) -> Evidence:
    """Return the promise, and what is not in stock."""
    return ITSELF, {
        "promised_on": line.context.day(line.promised_on),
        "late": _not_in_stock(line),
        "outstanding": line.outstanding,
    }


def _not_in_stock(line: LineFacts) -> Decimal:
    if line.unreceived == len(line.coverage):
        return line.outstanding
    received = total([part for one, part in line.covered() if one.received])
    return beyond(line.outstanding, received, line.context.quantity_tolerance)


def from_manufacturing(line: LineFacts) -> Evidence:
    """Name the latest lot of the coverage from an MO."""
    return _latest_from(line, _MANUFACTURING)


def from_purchase(line: LineFacts) -> Evidence:
    """Name the latest lot of the coverage from a PO."""
    return _latest_from(line, _PURCHASE)


def from_transfer(line: LineFacts) -> Evidence:
    """Name the latest lot of the coverage from a TO."""
    return _latest_from(line, _TRANSFER)


def from_elsewhere(line: LineFacts) -> Evidence:
    """Name the latest lot of the coverage from no known source."""
    return _latest_from(line, None)


def latest_lot(line: LineFacts) -> Evidence:
    """Name the latest unreceived lot of the coverage."""
    return _against_promise(line, [one for one in line.coverage if not one.received])


def _latest_from(line: LineFacts, kind: SourceKind | None) -> Evidence:
    coming = [one for one in line.coverage if not one.received and _kind(one) is kind]
    cause, facts = _against_promise(line, coming)
    on_promise = facts["days"] == 0
    late = in_time = ZERO
    for one, part in line.covered():
        is_late = (
            one.expected == line.promised_on if on_promise else one.expected > line.promised_on
        )
        if is_late:
            late = plus(late, part)
        elif one.received or UNKNOWN < one.expected <= line.promised_on:
            in_time = plus(in_time, part)
    facts["late"] = late
    facts["in_time"] = in_time
    facts["outstanding"] = line.outstanding
    return cause, facts


def _kind(one: UsableBooking) -> SourceKind | None:
    return None if one.source is None else one.source.kind


def _against_promise(line: LineFacts, coming: list[UsableBooking]) -> Evidence:
    """Return when the latest of some lots is expected, beside the promise."""
    latest = coming[0] if len(coming) == 1 else max(coming, key=_day_and_lot)
    cause, facts = cause_and_lot(latest.lot)
    facts["expected_on"] = line.context.day(latest.expected)
    facts["promised_on"] = line.context.day(line.promised_on)
    facts["days"] = latest.expected - line.promised_on
    return cause, facts


def _day_and_lot(one: UsableBooking) -> tuple[int, str]:
    return one.expected, one.lot.id


def undated_lots(line: LineFacts) -> Evidence:
    """Name the lots of the coverage with an unknown day."""
    coming = [one for one in line.coverage if not one.received and one.expected == UNKNOWN]
    lots = line.in_order(coming)
    cause, facts = cause_and_lot(lots[0].lot)
    return cause, with_names(facts, "lots", lot_ids(lots))


def late_part(line: LineFacts) -> Evidence:
    """Name the MO with the part that comes last, the part's lot and its source."""
    production = max(
        [production_of(mo, line.context) for mo in line.awaited if mo.stage is not _FINISHED],
        key=lambda each: (each.last_part_expected, each.source.id),
    )
    last = production.dated[-1]
    facts = lot_facts(last.lot)
    facts["part"] = last.part.id
    facts["expected_on"] = line.context.day(last.expected)
    facts["promised_on"] = line.context.day(line.promised_on)
    return source_named(production.source), facts


def closed_source(line: LineFacts) -> Evidence:
    """Name the first lot that is still open although its source is closed."""
    lots = [
        one
        for one in line.in_order(line.coverage)
        if one.lot.status is PLANNED
        and one.source is not None
        and one.source.stage in CLOSED_STAGES
    ]
    source = lots[0].source
    stage = None if source is None else source.stage
    cause = None if source is None else source_named(source)
    return cause, with_names({"lot": lots[0].lot.id, "stage": stage}, "lots", lot_ids(lots))


def everything_there(line: LineFacts) -> Evidence:
    """Return the promise, where there is one, and the day on which everything is there."""
    facts: dict[str, Fact] = {}
    if not line.undated:
        facts["expected_on"] = line.context.day(line.latest_expected)
    if line.promised_on != NEVER:
        facts["promised_on"] = line.context.day(line.promised_on)
    return ITSELF, facts


def overdue_lots(line: LineFacts) -> Evidence:
    """Name the lots of the coverage whose expected day has passed."""
    today = line.context.today
    late = [one for one in line.coverage if UNKNOWN < one.expected < today]
    first = late[0] if len(late) == 1 else min(late, key=_day_and_lot)
    cause, facts = cause_and_lot(first.lot)
    facts["expected_on"] = line.context.day(first.expected)
    facts["days"] = today - first.expected
    return cause, with_names(facts, "lots", sorted(lot_ids(late)))


def sources_at_risk(line: LineFacts) -> list[Evidence]:
    """Return each source at risk with its status, and the stage of an MO that is paused."""
    return [
        (
            source_named(source.source),
            {
                "status": source.status,
                "stage": source.stage if source.stage is _PAUSED else None,
            },
        )
        for source in line.sources
        if is_at_risk(source)
    ]


def surplus(line: LineFacts) -> Evidence:
    """Return what is booked beyond the outstanding."""
    return ITSELF, {"surplus": line.surplus, "booked": line.booked, "outstanding": line.outstanding}


def other_items(line: LineFacts) -> Evidence:
    """Name the lots of the coverage that are of another item."""
    item = line.line.item
    lots = [one for one in line.in_order(line.coverage) if one.lot.item != item]
    facts = lot_facts(lots[0].lot)
    facts["item"] = lots[0].lot.item
    facts["wanted"] = item
    return Subject(_LOT, lots[0].lot.id), with_names(facts, "lots", lot_ids(lots))


def unusable(line: LineFacts) -> Evidence:
    """Name the bookings that do not count."""
    bookings = line.unusable_bookings()
    lot = bookings[0].lot
    facts = lot_facts(lot)
    facts["quantity"] = bookings[0].quantity
    facts["status"] = lot.status
    facts["stage"] = None if lot.source is None else lot.source.stage
    lots = list(dict.fromkeys([each.lot.id for each in bookings]))
    return Subject(_LOT, lot.id), with_names(facts, "lots", lots)


def turning_days(line: LineFacts) -> tuple[int, ...]:
    """Return the promised day, and the days after it and after the first expected day."""
    return line.promised_on, line.promised_on + 1, line.earliest_expected + 1


_STUCK = frozenset({_S.NOT_BOOKED, _S.NOT_ENOUGH, _S.REQUESTED})
_READY = _STUCK | {_S.READY_FOR_SHIPMENT}
_COMING = frozenset({_S.EXPECTED_ON_TIME, _S.POSSIBLY_DELAYED})
_LATE, _MAYBE, _ON_TIME = _S.DELAYED, _S.POSSIBLY_DELAYED, _S.EXPECTED_ON_TIME

PRODUCT: Table[LineFacts] = Table(
    "product",
    line_named,
    (
        Row("P0", None, None, not_countable, nothing),
        Row("P1", _S.DELIVERED, _C.ALL_SHIPPED, all_shipped, shipped),
        Row("P2c", _S.NOT_BOOKED, _C.ORDER_CANCELED, order_canceled, outstanding),
        Row("P2", _S.NOT_BOOKED, _C.NOT_FULLY_BOOKED, not_fully_booked, missing),
        Row("P2t", _S.NOT_BOOKED, _C.NO_DEMAND, no_demand, stage),
        Row("P3a", _S.NOT_ENOUGH, _C.SHORT_SUPPLY, short_of_supply, shortage),
        Row("P3b", _S.NOT_ENOUGH, _C.TAKEN_BY_HIGHER_PRIORITY, taken_by_others, shortage),
        Row("P4", _S.READY_FOR_SHIPMENT, _C.ALL_IN_STOCK, all_in_stock, in_stock),
        Row("P5", _S.REQUESTED, _C.LOT_REQUESTED, lot_requested, lots_requested),
        Row("P5m", _S.REQUESTED, _C.MO_NOT_SCHEDULED, mo_not_scheduled, mo_requested),
        Row("P5p", _S.REQUESTED, _C.PO_NOT_ORDERED, po_not_ordered, po_requested),
        Row("P6m", _LATE, _C.MO_FINISH_AFTER_PROMISE, mo_after_promise, from_manufacturing),
        Row("P6p", _LATE, _C.PO_EXPECTED_AFTER_PROMISE, po_after_promise, from_purchase),
        Row("P6t", _LATE, _C.TO_ARRIVAL_AFTER_PROMISE, to_after_promise, from_transfer),
        Row("P6l", _LATE, _C.LOT_EXPECTED_AFTER_PROMISE, lot_after_promise, from_elsewhere),
        TimedRow("P6d", _LATE, _C.PROMISE_PASSED, promise_passed, past_promise),
        Row("P7m", _MAYBE, _C.MO_FINISH_ON_PROMISE, mo_on_promise, from_manufacturing),
        Row("P7p", _MAYBE, _C.PO_EXPECTED_ON_PROMISE, po_on_promise, from_purchase),
        Row("P7t", _MAYBE, _C.TO_ARRIVAL_ON_PROMISE, to_on_promise, from_transfer),
        Row("P7l", _MAYBE, _C.LOT_EXPECTED_ON_PROMISE, lot_on_promise, from_elsewhere),
        TimedRow("P7d", _MAYBE, _C.PROMISE_TODAY, promise_today, promise_of_today),
        Row("P7x", _MAYBE, _C.NO_EXPECTED_DATE, no_expected_date, undated_lots),
        Row("P7u", _MAYBE, _C.PART_EXPECTED_AFTER_PROMISE, part_too_late, late_part),
        Row("P7c", _MAYBE, _C.SOURCE_CLOSED, source_closed, closed_source),
        Row("P8", _ON_TIME, _C.ORDER_FINISHED, order_finished, stage),
        Row("P8", _ON_TIME, _C.NO_PROMISED_DATE, no_promised_date, everything_there),
        Row("P8", _ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, everything_there),
    ),
    (
        TimedNote(_C.PROMISE_PASSED, _READY, promise_passed, past_promise),
        TimedNote(_C.PROMISE_TODAY, _READY, promise_today, promise_of_today),
        Note(_C.EXPECTED_AFTER_PROMISE, _STUCK, expected_after_promise, latest_lot),
        TimedNote(_C.SOURCE_OVERDUE, None, source_overdue, overdue_lots),
        Note(_C.SOURCE_AT_RISK, _COMING, source_at_risk, sources_at_risk),
        Note(_C.SURPLUS_BOOKED, None, surplus_booked, surplus),
        Note(_C.OVER_SHIPPED, frozenset({_S.DELIVERED}), over_shipped, shipped),
        Note(_C.BOOKED_OTHER_ITEM, None, booked_other_item, other_items),
        Note(_C.BOOKING_NOT_USABLE, None, booking_not_usable, unusable),
        Note(_C.BOOKINGS_IGNORED, None, bookings_ignored, nothing),
    ),
    turning_days,
)
