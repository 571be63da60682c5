"""What the rows of a product hold on."""

from typing import Final

from costatus.models.as_of import UNKNOWN, day_of
from costatus.models.lots import StockLot
from costatus.models.statuses import SourceKind
from costatus.rules.reason_codes import SubjectKind
from costatus.rules.evidence.source import named
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.coverage import REQUESTED, UsableBooking, still_to_come
from costatus.rules._reasons import ITSELF, Evidence, Subject

_LINE: Final = SubjectKind.LINE
_LOT: Final = SubjectKind.LOT


def about(line: LineFacts) -> Subject:
    """Name the line within its order."""
    return Subject(_LINE, line.line.id, line.order.id)


def nothing(_line: LineFacts) -> Evidence:
    """Tell nothing."""
    return ITSELF, {}


def stage(line: LineFacts) -> Evidence:
    """Tell the stage of the order."""
    return ITSELF, {"stage": line.stage}


def outstanding(line: LineFacts) -> Evidence:
    """Tell what is outstanding."""
    return ITSELF, {"outstanding": line.outstanding}


def shipped(line: LineFacts) -> Evidence:
    """Tell what is shipped, beside what is wanted."""
    return ITSELF, {"shipped": line.line.shipped, "target": line.target}


def missing(line: LineFacts) -> Evidence:
    """Tell what is booked of what is outstanding."""
    return ITSELF, {
        "outstanding": line.outstanding,
        "booked": line.booked,
        "missing": line.missing,
    }


def short_supply(line: LineFacts) -> Evidence:
    """Tell what the item has and the line lacks."""
    return ITSELF, {
        "outstanding": line.outstanding,
        "supply": line.supply,
        "orders_ahead": line.orders_ahead,
        "item": line.line.item,
        "shortage": line.missing,
    }


def promise_passed(line: LineFacts) -> Evidence:
    """Tell how long ago the promise was."""
    days = line.today - line.promised_on
    return ITSELF, {"promised_on": day_of(line.promised_on), "days": days}


def promised_today(line: LineFacts) -> Evidence:
    """Tell the promise."""
    return ITSELF, {"promised_on": day_of(line.promised_on)}


def in_stock(line: LineFacts) -> Evidence:
    """Name the received lots that cover the line."""
    lots = _ids(line.in_order(line.cover))
    return ITSELF, {"outstanding": line.outstanding, "lots": lots}


def requested(line: LineFacts) -> Evidence:
    """Name the lots of the cover that are requested."""
    lots = _ids(line.in_order([each for each in line.cover if each.status is REQUESTED]))
    return Subject(_LOT, lots[0]), {"lots": lots}


def undated(line: LineFacts) -> Evidence:
    """Name the lots of the cover whose day nobody knows."""
    coming = still_to_come(line.cover)
    undated = line.in_order([each for each in coming if each.expected == UNKNOWN])
    return _origin(undated[0].lot), {"lots": _ids(undated)}


def latest_mo(line: LineFacts) -> Evidence:
    """Tell the latest unreceived lot of the cover from a manufacturing order."""
    return _latest_from(line, SourceKind.MANUFACTURING)


def latest_po(line: LineFacts) -> Evidence:
    """Tell the latest unreceived lot of the cover from a purchase order."""
    return _latest_from(line, SourceKind.PURCHASE)


def latest_to(line: LineFacts) -> Evidence:
    """Tell the latest unreceived lot of the cover from a transfer order."""
    return _latest_from(line, SourceKind.TRANSFER)


def latest_lot(line: LineFacts) -> Evidence:
    """Tell the latest unreceived lot of the cover from no known source."""
    return _latest_from(line, None)


def latest(line: LineFacts) -> Evidence:
    """Tell the latest unreceived lot of the cover."""
    return _against_promise(line, still_to_come(line.cover))


def _latest_from(line: LineFacts, kind: SourceKind | None) -> Evidence:
    coming = still_to_come(line.cover)
    return _against_promise(line, [each for each in coming if _kind(each) is kind])


def _kind(booking: UsableBooking) -> SourceKind | None:
    return None if booking.source is None else booking.source.kind


def _against_promise(line: LineFacts, coming: list[UsableBooking]) -> Evidence:
    """Tell when the latest of some lots is expected, beside the promise."""
    latest = coming[0]
    for each in coming[1:]:
        if (each.expected, each.lot.id) > (latest.expected, latest.lot.id):
            latest = each
    return _origin(latest.lot), {
        "lot": latest.lot.id,
        "expected_on": day_of(latest.expected),
        "promised_on": day_of(line.promised_on),
        "days": latest.expected - line.promised_on,
    }


def overdue(line: LineFacts) -> list[Evidence]:
    """Tell each lot of the cover whose expected day has passed."""
    late = line.in_order([each for each in line.cover if UNKNOWN < each.expected < line.today])
    return [
        (
            _origin(each.lot),
            {
                "lot": each.lot.id,
                "expected_on": day_of(each.expected),
                "days": line.today - each.expected,
            },
        )
        for each in {each.lot.id: each for each in late}.values()
    ]


def unusable(line: LineFacts) -> list[Evidence]:
    """Name each booking that counts for nothing."""
    return [
        (
            Subject(_LOT, each.lot.id),
            {
                "quantity": each.quantity,
                "status": each.lot.status,
                "stage": "none" if each.lot.source is None else each.lot.source.stage,
            },
        )
        for each in line.unusable_bookings()
    ]


def _origin(lot: StockLot) -> Subject:
    """Name what a lot comes from, or the lot where that is not known."""
    return Subject(_LOT, lot.id) if lot.source is None else named(lot.source)


def _ids(bookings: list[UsableBooking]) -> tuple[str, ...]:
    """The ids of their lots, each once."""
    return tuple(dict.fromkeys([each.lot.id for each in bookings]))
