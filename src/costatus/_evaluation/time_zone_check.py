"""Moments that cannot be compared with `as_of`: one of the two has a zone and the other not."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.shown import at_key, name_of
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder
from costatus.models.sources import ManufacturingOrder
from costatus.rules.facts.context import EvaluationContext

_MOST: Final = 10
"""How many faults are listed: a shared MO may stand behind many lines."""


def refuse_incomparable(order: CustomerOrder, context: EvaluationContext) -> None:
    """Raise InvalidInput if a moment of the order cannot be compared; it names both."""
    faults: list[Fault] = []
    seen: dict[int, ManufacturingOrder] = {}
    for line in order.lines:
        supply = context.supply
        bookings = line.bookings if supply is None else supply.given(order.id, line).bookings
        for path, moment in _moments(bookings, f"lines{at_key(line.id)}", seen, context):
            if context.as_of.clashes(moment) and len(faults) < _MOST:
                zone = "without a zone" if moment.tzinfo else "with a zone"
                expected = f"a moment that compares with as_of {context.as_of.value!r}"
                advice = f"send moments {zone}, as as_of is, or give as_of as a date"
                faults.append(Fault(path, moment, expected, advice))
    if faults:
        raise InvalidInput(name_of(order), faults)
    context.mark_comparable(seen)


def _moments(
    bookings: tuple[Booking, ...],
    path: str,
    seen: dict[int, ManufacturingOrder],
    context: EvaluationContext,
) -> Iterator[tuple[str, datetime]]:
    """Yield every moment behind some bookings, with the way to it, each MO once."""
    waiting = [(bookings, path)]
    while waiting:
        bookings, path = waiting.pop()
        for booking in bookings:
            source = booking.lot.source
            if not isinstance(source, ManufacturingOrder) or id(source) in seen:
                continue
            if context.is_comparable(source):
                continue
            seen[id(source)] = source
            at = f"{path}.bookings{at_key(booking.lot.id)}.lot.source"
            yield from _own_moments(source, at)
            waiting += [
                (part.bookings, f"{_short(at)}.parts{at_key(part.id)}")
                for part in source.parts
                if part.bookings
            ]


def _short(path: str) -> str:
    """Keep a path readable however deep it leads."""
    return path if len(path) < 500 else f"…{path[-300:]}"


def _own_moments(source: ManufacturingOrder, at: str) -> Iterator[tuple[str, datetime]]:
    for name in ("planned_start", "planned_finish"):
        moment = getattr(source, name)
        if isinstance(moment, datetime):
            yield f"{at}.{name}", moment
        for operation in source.operations:
            moment = getattr(operation, name)
            if isinstance(moment, datetime):
                yield f"{at}.operations{at_key(operation.id)}.{name}", moment
