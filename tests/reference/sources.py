"""The distinct sources behind what a line has booked, each with its status."""

from decimal import Decimal
from typing import Any

from attrs import frozen

from costatus import SourceKind, StockLot
from tests.reference.answer import Answer
from tests.reference.clock import Clock
from tests.reference.line import LineState
from tests.reference.lots import is_received, is_source
from tests.reference.manufacturing import manufacturing_answer
from tests.reference.purchase import purchase_answer
from tests.reference.transfer import transfer_answer

SourceId = tuple[str, str]


@frozen
class SourceState:
    """A source, the unreceived lots that it owes the line, and its status for the line."""

    source: Any
    open_lots: list[StockLot]
    answer: Answer


def source_states(
    state: LineState, tolerance: Decimal, clock: Clock
) -> dict[SourceId, SourceState]:
    """Return the sources behind all usable bookings, by kind and id."""
    sources: dict[SourceId, Any] = {}
    open_lots: dict[SourceId, list[StockLot]] = {}
    for booking in state.usable:
        source: Any = booking.lot.source
        if not is_source(source):
            continue
        id_ = source.kind.value, source.id
        sources.setdefault(id_, source)
        lots = open_lots.setdefault(id_, [])
        if not is_received(booking.lot):
            lots.append(booking.lot)
    return {
        id_: SourceState(
            source, open_lots[id_], source_answer(source, open_lots[id_], state, tolerance, clock)
        )
        for id_, source in sources.items()
    }


def source_answer(
    source: Any, open_lots: list[StockLot], state: LineState, tolerance: Decimal, clock: Clock
) -> Answer:
    """Return the status; purchases and transfers read the promise of a line that waits."""
    if source.kind is SourceKind.MANUFACTURING:
        return manufacturing_answer(source, open_lots, state.promise, tolerance, clock)
    promise = state.promise if state.outstanding else None
    if source.kind is SourceKind.PURCHASE:
        return purchase_answer(source, open_lots, promise, clock)
    return transfer_answer(source, open_lots, promise, clock)
