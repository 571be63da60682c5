"""Moments that cannot be compared with `as_of`: one of the two has a zone and the other not."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.lots import Booking
from costatus.models.orders import CustomerOrder
from costatus.models.sources import ManufacturingOrder
from costatus.rules.facts.context import EvaluationContext


def refuse_incomparable(order: CustomerOrder, context: EvaluationContext) -> None:
    """Raise InvalidInput if a moment of the order cannot be compared; it names both."""
    faults = []
    for line in order.lines:
        supply = context.supply
        bookings = line.bookings if supply is None else supply.given(order.id, line).bookings
        for path, moment in _moments(bookings, f"lines[{line.id!r}]", set()):
            if context.as_of.clashes(moment):
                zone = "without a zone" if moment.tzinfo else "with a zone"
                expected = f"a moment that compares with as_of {context.as_of.value!r}"
                advice = f"send moments {zone}, as as_of is, or give as_of as a date"
                faults.append(Fault(path, moment, expected, advice))
    if faults:
        raise InvalidInput(f"CustomerOrder {order.id!r}", faults)


def _moments(
    bookings: Iterable[Booking], path: str, seen: set[tuple[str, str]]
) -> Iterator[tuple[str, datetime]]:
    """Every moment behind some bookings, with the way to it."""
    for booking in bookings:
        source = booking.lot.source
        if not isinstance(source, ManufacturingOrder) or (source.kind, source.id) in seen:
            continue
        seen.add((source.kind, source.id))
        at = f"{path}.bookings[{booking.lot.id!r}].lot.source"
        owners = [(at, source), *((f"{at}.operations[{o.id!r}]", o) for o in source.operations)]
        for where, owner in owners:
            for name in ("planned_start", "planned_finish"):
                moment = getattr(owner, name)
                if isinstance(moment, datetime):
                    yield f"{where}.{name}", moment
        for part in source.parts:
            yield from _moments(part.bookings, f"{at}.parts[{part.id!r}]", seen)
