"""What a row held on: the thing it is about and the facts that its sentence tells."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Protocol

from costatus.models.as_of import UNKNOWN
from costatus.models.lots import StockLot
from costatus.models.statuses import SourceKind
from costatus.rules.codes import SubjectKind
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.supply import REQUESTED, UsableBooking, still_to_come
from costatus.rules.reasons import ITSELF, Evidence, Fact, Subject

_LINE: Final = SubjectKind.LINE
_LOT: Final = SubjectKind.LOT
SUBJECT_OF: Mapping[SourceKind, SubjectKind] = MappingProxyType(
    {
        SourceKind.MANUFACTURING: SubjectKind.MANUFACTURING,
        SourceKind.PURCHASE: SubjectKind.PURCHASE,
        SourceKind.TRANSFER: SubjectKind.TRANSFER,
    }
)


def line_subject(line: LineFacts) -> Subject:
    """Name the line within its order."""
    return Subject(_LINE, line.line.id, line.order.id)


def about_line(*names: str) -> Callable[[LineFacts], Evidence]:
    """Evidence that is about the line and tells these of its facts."""

    def evidence(line: LineFacts) -> Evidence:
        return ITSELF, {name: getattr(line, name) for name in names}

    return evidence


def lot_subject(lot: StockLot) -> Subject:
    """Name what a lot comes from, or the lot where that is not known."""
    if lot.source is None:
        return Subject(_LOT, lot.id)
    return Subject(SUBJECT_OF[lot.source.kind], lot.source.id)


def promise_passed(line: LineFacts) -> Evidence:
    """Tell how long ago the promise was."""
    days = line.today - line.promised_on
    return ITSELF, {"promised_on": day_of(line.promised_on), "days": days}


def promised_today(line: LineFacts) -> Evidence:
    """Tell the promise."""
    return ITSELF, {"promised_on": day_of(line.promised_on)}


def short_supply(line: LineFacts) -> Evidence:
    """Tell what the item has and the line lacks."""
    subject, facts = about_line("outstanding", "supply", "orders_ahead")(line)
    return subject, {**facts, "item": line.line.item, "shortage": line.missing}


def first_requested(line: LineFacts) -> Evidence:
    """Name the lots of the cover that are requested."""
    lots = [each.lot for each in line.cover_in_order() if each.status is REQUESTED]
    return Subject(_LOT, lots[0].id), {"lots": _ids(lots)}


def in_stock(line: LineFacts) -> Evidence:
    """Name the received lots that cover the line."""
    lots = [each.lot for each in line.cover_in_order()]
    return ITSELF, {"outstanding": line.outstanding, "lots": _ids(lots)}


def latest_from(kind: SourceKind | None) -> Callable[[LineFacts], Evidence]:
    """Tell the latest unreceived lot of the cover that comes from such a source."""

    def evidence(line: LineFacts) -> Evidence:
        coming = [
            each
            for each in still_to_come(line.cover)
            if (each.source.kind if each.source else None) is kind
        ]
        return against_promise(line, _latest(coming))

    return evidence


def latest_of_all(line: LineFacts) -> Evidence:
    """Tell the latest unreceived lot of the cover."""
    return against_promise(line, _latest(still_to_come(line.cover)))


def _latest(coming: Iterable[UsableBooking]) -> UsableBooking:
    return max(coming, key=lambda each: (each.expected, each.lot.id))


def against_promise(line: LineFacts, one: UsableBooking) -> Evidence:
    """Tell when a lot is expected, beside the promise."""
    return lot_subject(one.lot), {
        "lot": one.lot.id,
        "expected_on": day_of(one.expected),
        "promised_on": day_of(line.promised_on),
        "days": one.expected - line.promised_on,
    }


def undated(line: LineFacts) -> Evidence:
    """Name the lots of the cover whose day nobody knows."""
    lots = [each.lot for each in still_to_come(line.cover_in_order()) if each.expected == UNKNOWN]
    return lot_subject(lots[0]), {"lots": _ids(lots)}


def _ids(lots: Iterable[StockLot]) -> tuple[str, ...]:
    """The ids of the lots, each once."""
    return tuple(dict.fromkeys([lot.id for lot in lots]))


def overdue(line: LineFacts) -> Iterable[Evidence]:
    """Tell each lot of the cover whose expected day has passed."""
    by_id = {each.lot.id: each for each in still_to_come(line.cover_in_order())}
    for each in by_id.values():
        lot, expected = each.lot, each.expected
        if UNKNOWN < expected < line.today:
            yield (
                lot_subject(lot),
                {"lot": lot.id, "expected_on": day_of(expected), "days": line.today - expected},
            )


def unusable(line: LineFacts) -> Iterable[Evidence]:
    """Name each booking that counts for nothing."""
    for booking in line.unusable_bookings():
        facts: dict[str, Fact] = {"quantity": booking.quantity, "status": booking.lot.status}
        source = booking.lot.source
        facts["stage"] = source.stage if source is not None else "none"
        yield Subject(_LOT, booking.lot.id), facts


def day_of(number: int) -> date:
    """Turn a day number back into its day."""
    return date.fromordinal(number)


class Due(Protocol):
    """A purchase or transfer order, seen from a line."""

    due_on: int
    promised_on: int
    today: int


def past_promise(source: Due) -> Evidence:
    """Tell how long ago the line's promise was."""
    days = source.today - source.promised_on
    return ITSELF, {"promised_on": day_of(source.promised_on), "days": days}


def past_due(source: Due) -> Evidence:
    """Tell how long ago the source was due."""
    return ITSELF, {"expected_on": day_of(source.due_on), "days": source.today - source.due_on}


def after_promise(source: Due) -> Evidence:
    """Tell how long after the promise the source is due."""
    return ITSELF, {
        "expected_on": day_of(source.due_on),
        "promised_on": day_of(source.promised_on),
        "days": source.due_on - source.promised_on,
    }


def due_day(source: Due) -> Evidence:
    """Tell the due day where it is known."""
    return ITSELF, {} if source.due_on == UNKNOWN else {"expected_on": day_of(source.due_on)}
