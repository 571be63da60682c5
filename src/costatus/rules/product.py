"""Product status: how the goods of one line stand. Section 2, rows P0 to P8."""

from costatus.models.as_of import NEVER
from costatus.models.statuses import ProductStatus
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.evidence import line as told
from costatus.rules.facts.line import LineFacts
from costatus.rules._table import Note, Once, Row, Table, last_rows, otherwise


def not_countable(line: LineFacts) -> bool:
    """P0. The line asks for nothing from stock."""
    return line.countable < 1


def all_shipped(line: LineFacts) -> bool:
    """P1. Nothing is outstanding."""
    return line.outstanding == 0


def not_fully_booked(line: LineFacts) -> bool:
    """P2. Tracing is on, and less is booked than is outstanding."""
    return (line.tracing > 0) & (line.missing > 0)


def no_demand(line: LineFacts) -> bool:
    """P2t. Tracing is off, and the order has raised no demand."""
    return (line.tracing < 1) & (line.demanded < 1)


def short_of_supply(line: LineFacts) -> bool:
    """P3a. Tracing is off, and the item's whole supply is less than is outstanding here."""
    return (line.tracing < 1) & (line.missing > 0) & (line.supply_missing > 0)


def taken_by_others(line: LineFacts) -> bool:
    """P3b. Tracing is off, and orders ranked higher took what this line needs."""
    return (line.tracing < 1) & (line.missing > 0) & (line.supply_missing == 0)


def all_in_stock(line: LineFacts) -> bool:
    """P4. Every lot of the cover is received."""
    return line.unreceived == 0


def lot_requested(line: LineFacts) -> bool:
    """P5. A lot of the cover is requested, not ordered yet."""
    return line.requested > 0


def manufactured_late(line: LineFacts) -> bool:
    """P6m. A manufacturing order finishes after the promise."""
    return (line.finished < 1) & (line.latest_from_manufacturing > line.promised_on)


def purchased_late(line: LineFacts) -> bool:
    """P6p. A purchase order is expected after the promise."""
    return (line.finished < 1) & (line.latest_from_purchase > line.promised_on)


def transferred_late(line: LineFacts) -> bool:
    """P6t. A transfer order arrives after the promise."""
    return (line.finished < 1) & (line.latest_from_transfer > line.promised_on)


def expected_late(line: LineFacts) -> bool:
    """P6l. A lot from no known source is expected after the promise."""
    return (line.finished < 1) & (line.latest_from_elsewhere > line.promised_on)


def promise_is_over(line: LineFacts) -> bool:
    """P6d. The promised day is over and the goods are not in stock."""
    return (line.finished < 1) & (line.promised_on < line.today)


def manufactured_that_day(line: LineFacts) -> bool:
    """P7m. A manufacturing order finishes on the promised day itself."""
    return (line.finished < 1) & (line.latest_from_manufacturing == line.promised_on)


def purchased_that_day(line: LineFacts) -> bool:
    """P7p. A purchase order is expected on the promised day itself."""
    return (line.finished < 1) & (line.latest_from_purchase == line.promised_on)


def transferred_that_day(line: LineFacts) -> bool:
    """P7t. A transfer order arrives on the promised day itself."""
    return (line.finished < 1) & (line.latest_from_transfer == line.promised_on)


def expected_that_day(line: LineFacts) -> bool:
    """P7l. A lot from no known source is expected on the promised day itself."""
    return (line.finished < 1) & (line.latest_from_elsewhere == line.promised_on)


def promise_is_today(line: LineFacts) -> bool:
    """P7d. The promise is for today and the goods are not in stock."""
    return (line.finished < 1) & (line.promised_on == line.today)


def nobody_knows_when(line: LineFacts) -> bool:
    """P7x. There is a promise, and a lot of the cover has no expected day."""
    return (line.finished < 1) & (line.promised_on < NEVER) & (line.undated > 0)


def order_finished(line: LineFacts) -> bool:
    """P8. The order is finished and waits for nothing."""
    return line.finished > 0


def nothing_promised(line: LineFacts) -> bool:
    """P8. Everything is booked, and nothing was promised for a day."""
    return (line.finished < 1) & (line.promised_on == NEVER)


def expected_after_promise(line: LineFacts) -> bool:
    """A lot of the cover is expected after the promise."""
    return line.latest_expected > line.promised_on


def source_overdue(line: LineFacts) -> bool:
    """A lot of the cover is not received, and its expected day is over."""
    return (line.finished < 1) & (line.earliest_expected < line.today)


def over_shipped(line: LineFacts) -> bool:
    """More was shipped than was wanted."""
    return line.over_shipped > 0


def booking_not_usable(line: LineFacts) -> bool:
    """A booking of the line counts for nothing."""
    return (line.tracing > 0) & (line.canceled < 1) & (line.unusable > 0)


def bookings_ignored(line: LineFacts) -> bool:
    """The line has bookings, which are not read as tracing is off."""
    return (line.tracing < 1) & (line.held > 0)


_S, _C = ProductStatus, ReasonCode
_STUCK = frozenset({_S.NOT_BOOKED, _S.NOT_ENOUGH, _S.REQUESTED})

_ROWS: tuple[Row[LineFacts], ...] = (
    Row("P0", None, None, not_countable, told.outstanding),
    Row("P1", _S.DELIVERED, _C.ALL_SHIPPED, all_shipped, told.shipped),
    Row("P2", _S.NOT_BOOKED, _C.NOT_FULLY_BOOKED, not_fully_booked, told.missing),
    Row("P2t", _S.NOT_BOOKED, _C.NO_DEMAND, no_demand, told.stage),
    Row("P3a", _S.NOT_ENOUGH, _C.SHORT_SUPPLY, short_of_supply, told.short_supply),
    Row("P3b", _S.NOT_ENOUGH, _C.TAKEN_BY_HIGHER_PRIORITY, taken_by_others, told.short_supply),
    Row("P4", _S.READY_FOR_SHIPMENT, _C.ALL_IN_STOCK, all_in_stock, told.in_stock),
    Row("P5", _S.REQUESTED, _C.LOT_REQUESTED, lot_requested, told.requested),
    Row("P6m", _S.DELAYED, _C.MO_FINISH_AFTER_PROMISE, manufactured_late, told.latest_mo),
    Row("P6p", _S.DELAYED, _C.PO_EXPECTED_AFTER_PROMISE, purchased_late, told.latest_po),
    Row("P6t", _S.DELAYED, _C.TO_ARRIVAL_AFTER_PROMISE, transferred_late, told.latest_to),
    Row("P6l", _S.DELAYED, _C.LOT_EXPECTED_AFTER_PROMISE, expected_late, told.latest_lot),
    Row("P6d", _S.DELAYED, _C.PROMISE_PASSED, promise_is_over, told.promise_passed),
    Row("P7m", _S.POSSIBLY_DELAYED, _C.MO_FINISH_ON_PROMISE, manufactured_that_day, told.latest_mo),
    Row("P7p", _S.POSSIBLY_DELAYED, _C.PO_EXPECTED_ON_PROMISE, purchased_that_day, told.latest_po),
    Row("P7t", _S.POSSIBLY_DELAYED, _C.TO_ARRIVAL_ON_PROMISE, transferred_that_day, told.latest_to),
    Row("P7l", _S.POSSIBLY_DELAYED, _C.LOT_EXPECTED_ON_PROMISE, expected_that_day, told.latest_lot),
    Row("P7d", _S.POSSIBLY_DELAYED, _C.PROMISE_TODAY, promise_is_today, told.promised_today),
    Row("P7x", _S.POSSIBLY_DELAYED, _C.NO_EXPECTED_DATE, nobody_knows_when, told.undated),
    Row("P8", _S.EXPECTED_ON_TIME, _C.ORDER_FINISHED, order_finished, told.stage),
    Row("P8", _S.EXPECTED_ON_TIME, _C.NO_PROMISED_DATE, nothing_promised, told.outstanding),
    Row("P8", _S.EXPECTED_ON_TIME, _C.ALL_EXPECTED_ON_TIME, otherwise, told.promised_today),
)

PRODUCT: Table[LineFacts] = Table(
    "product",
    told.about,
    _ROWS,
    last_rows(_ROWS, _S.EXPECTED_ON_TIME, _S.READY_FOR_SHIPMENT, _S.DELIVERED),
    (
        Note(
            _C.PROMISE_PASSED,
            _STUCK | {_S.READY_FOR_SHIPMENT},
            promise_is_over,
            Once(told.promise_passed),
        ),
        Note(_C.EXPECTED_AFTER_PROMISE, _STUCK, expected_after_promise, Once(told.latest)),
        Note(_C.SOURCE_OVERDUE, None, source_overdue, told.overdue),
        Note(_C.OVER_SHIPPED, frozenset({_S.DELIVERED}), over_shipped, Once(told.shipped)),
        Note(_C.BOOKING_NOT_USABLE, None, booking_not_usable, told.unusable),
        Note(_C.BOOKINGS_IGNORED, None, bookings_ignored, Once(told.nothing)),
    ),
)
