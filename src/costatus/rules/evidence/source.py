"""What the rows of manufacturing, purchase and transfer orders hold on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from costatus.models.as_of import UNKNOWN, day_of
from costatus.models.lots import Source
from costatus.models.quantities import total
from costatus.models.sources import Part
from costatus.models.statuses import SourceKind
from costatus.rules.reason_codes import SubjectKind
from costatus.rules.facts.manufacturing import LateStep, ManufacturingFacts, PartLot
from costatus.rules.facts.sources import PurchaseFacts, SourceFacts, TransferFacts
from costatus.rules.facts.coverage import is_usable
from costatus.rules._reasons import ITSELF, Evidence, Subject

_OPERATION: Final = SubjectKind.OPERATION
_PART: Final = SubjectKind.PART
_KINDS: Final[Mapping[SourceKind, SubjectKind]] = MappingProxyType(
    {
        SourceKind.MANUFACTURING: SubjectKind.MANUFACTURING,
        SourceKind.PURCHASE: SubjectKind.PURCHASE,
        SourceKind.TRANSFER: SubjectKind.TRANSFER,
    }
)

Due: TypeAlias = PurchaseFacts | TransferFacts
"""An order that goods are due from on a day."""


def named(source: Source) -> Subject:
    """Name a source."""
    return Subject(_KINDS[source.kind], source.id)


def about(facts: SourceFacts) -> Subject:
    """Name the source."""
    return named(facts.source)


def stage(source: SourceFacts) -> Evidence:
    """Tell its stage."""
    return ITSELF, {"stage": source.stage}


def finish(mo: ManufacturingFacts) -> Evidence:
    """Tell the planned finish where it is known."""
    return ITSELF, {} if mo.finish is None else {"planned_finish": mo.finish}


def unbooked_part(mo: ManufacturingFacts) -> Evidence:
    """Name the parts that lack bookings, and tell what the first of them needs and has."""
    part = mo.unbooked_parts[0]
    booked = [each.quantity for each in part.bookings if is_usable(each.lot)]
    return _part(mo, part), {
        "item": part.item,
        "required": part.quantity,
        "covered": total([part.consumed, *booked]),
        "parts": tuple([each.id for each in mo.unbooked_parts]),
    }


def requested_part(mo: ManufacturingFacts) -> Evidence:
    """Tell the first lot of a part that is requested."""
    return _part_lot(mo, mo.requested_lots())


def late_part(mo: ManufacturingFacts) -> Evidence:
    """Tell the first lot of a part that is late."""
    return _part_lot(mo, mo.late_lots())


def missed_start(mo: ManufacturingFacts) -> Evidence:
    """Tell the first operation that should have started."""
    return _missed(mo, mo.late_starts(), "planned_start")


def missed_finish(mo: ManufacturingFacts) -> Evidence:
    """Tell the first operation that should have been finished."""
    return _missed(mo, mo.late_finishes(), "planned_finish")


def unknown_day(mo: ManufacturingFacts) -> Evidence:
    """Tell the first lot of a part whose day nobody knows, where the finish is known."""
    return (ITSELF, {}) if mo.finish is None else _part_lot(mo, mo.undated_lots())


def _part(mo: ManufacturingFacts, part: Part) -> Subject:
    return Subject(_PART, part.id, mo.source.id)


def _part_lot(mo: ManufacturingFacts, lots: list[PartLot]) -> Evidence:
    first = lots[0]
    return _part(mo, first.part), {
        "item": first.part.item,
        "lot": first.lot.id,
        "expected_on": "unknown" if first.expected == UNKNOWN else day_of(first.expected),
        "needed_from": "unknown" if mo.start is None else mo.start,
        "parts": tuple(dict.fromkeys([lot.part.id for lot in lots])),
    }


def _missed(mo: ManufacturingFacts, steps: list[LateStep], deadline: str) -> Evidence:
    first = steps[0]
    return Subject(_OPERATION, first.operation.id, mo.source.id), {
        deadline: first.deadline,
        "operations": tuple([step.operation.id for step in steps]),
    }


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


def past_shipment(to: TransferFacts) -> Evidence:
    """Tell how long ago it should have been shipped."""
    days = to.today - to.shipment_on
    return ITSELF, {"planned_shipment_on": day_of(to.shipment_on), "days": days}
