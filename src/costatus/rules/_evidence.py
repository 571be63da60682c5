"""Evidence that several families give: the object that a rule found, and the facts of it."""

from collections.abc import Sequence
from typing import Final, TypeAlias

from costatus.models.as_of import UNKNOWN
from costatus.models.lots import Source, StockLot
from costatus.models.statuses import LotStatus, SourceKind
from costatus.rules._reasons import ITSELF, Evidence
from costatus.rules._subject import Subject
from costatus.rules._templates import Fact
from costatus.rules.facts.context import MOST_NAMED
from costatus.rules.facts.coverage import SourceBehind, UsableBooking
from costatus.rules.facts.line import CLOSED_STAGES, LineFacts
from costatus.rules.facts.manufacturing import ManufacturingFacts
from costatus.rules.facts.sources import PurchaseFacts, TransferFacts
from costatus.rules.reason_codes import SubjectKind

_LOT: Final = SubjectKind.LOT
_LINE: Final = SubjectKind.LINE
_ON_HOLD: Final = LotStatus.ON_HOLD
_KINDS: Final = {
    SourceKind.MANUFACTURING: SubjectKind.MANUFACTURING,
    SourceKind.PURCHASE: SubjectKind.PURCHASE,
    SourceKind.TRANSFER: SubjectKind.TRANSFER,
}

Due: TypeAlias = PurchaseFacts | TransferFacts
"""A source that goods are due from on a day."""


def nothing(_facts: object) -> Evidence:
    """Return no facts."""
    return ITSELF, {}


def with_names(
    facts: dict[str, Fact], fact: str, found: Sequence[str | Subject]
) -> dict[str, Fact]:
    """Add at most five names to some facts, and count the others."""
    facts[fact] = tuple(found[:MOST_NAMED])
    facts["others"] = max(0, len(found) - MOST_NAMED)
    return facts


def source_named(source: Source) -> Subject:
    """Name a source."""
    return Subject(_KINDS[source.kind], source.id)


def source_subject(facts: SourceBehind) -> Subject:
    """Name the source that facts are of."""
    return source_named(facts.source)


def line_named(line: LineFacts) -> Subject:
    """Name a line within its order."""
    return Subject(_LINE, line.line.id, line.order.id)


def lot_facts(lot: StockLot) -> dict[str, Fact]:
    """Name a lot and its source, None where it has none."""
    return {"lot": lot.id, "source": None if lot.source is None else source_named(lot.source)}


def cause_of(lot: StockLot) -> Subject:
    """Name the source of a lot; the lot where that is closed or none, or does not give its day."""
    source = lot.source
    if source is None or source.stage in CLOSED_STAGES or _has_own_day(lot):
        return Subject(_LOT, lot.id)
    return source_named(source)


def _has_own_day(lot: StockLot) -> bool:
    return lot.expected_on is not None or lot.status is _ON_HOLD


def cause_and_lot(lot: StockLot) -> tuple[Subject, dict[str, Fact]]:
    """Return the cause of a reason about a lot, and the facts that name the lot and its source."""
    cause = cause_of(lot)
    if cause.kind is _LOT:
        return cause, lot_facts(lot)
    return cause, {"lot": lot.id, "source": cause}


def lot_ids(bookings: list[UsableBooking]) -> list[str]:
    """Return the ids of their lots, each once."""
    if len(bookings) == 1:
        return [bookings[0].lot.id]
    return list(dict.fromkeys([one.lot.id for one in bookings]))


def received(source: SourceBehind) -> Evidence:
    """Return the stage of a finished source with its open lots, or else its received lots."""
    lots = source.bookings()
    if source.stage in CLOSED_STAGES:
        still_open = [one for one in lots if not one.received]
        found = sorted(lot_ids(still_open))
        return ITSELF, with_names({"stage": source.stage}, "open_lots", found)
    return ITSELF, with_names({}, "lots", sorted(lot_ids(lots)))


def stage(source: SourceBehind) -> Evidence:
    """Return the stage of a source."""
    return ITSELF, {"stage": source.stage}


def past_promise(source: Due) -> Evidence:
    """Return how long ago the line's promise was."""
    days = source.context.today - source.promised_on
    return ITSELF, {"promised_on": source.context.day(source.promised_on), "days": days}


def past_due(source: Due) -> Evidence:
    """Return how long ago a source was due, with the lot that was due last."""
    cause, facts = _last_lot(source)
    facts["expected_on"] = source.context.day(source.due_on)
    facts["days"] = source.context.today - source.due_on
    return cause, facts


def after_promise(source: ManufacturingFacts | Due) -> Evidence:
    """Return how long after the promise a source is due, with the lot that is due last."""
    cause, facts = _last_lot(source)
    facts["expected_on"] = source.context.day(source.due_on)
    facts["promised_on"] = source.context.day(source.promised_on)
    facts["days"] = source.due_on - source.promised_on
    return cause, facts


def due_day(source: Due) -> Evidence:
    """Return the due day of a source; its stage where no day is known."""
    if source.due_on == UNKNOWN:
        return ITSELF, {"stage": source.stage}
    return ITSELF, {"expected_on": source.context.day(source.due_on)}


def _last_lot(source: ManufacturingFacts | Due) -> tuple[Subject | None, dict[str, Fact]]:
    """Name the unreceived lot that is due last where it is not the source that gives its day."""
    last = [one.lot for one in source.bookings() if one.expected == source.due_on]
    lot = last[0] if len(last) == 1 else min(last, key=lambda lot: lot.id)
    return (Subject(_LOT, lot.id), lot_facts(lot)) if _has_own_day(lot) else (ITSELF, {})
