"""Which orders a night must look at: those whose next change has come."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from costatus.models._validation.arguments import accept, require
from costatus.models._validation.faults import Fault, Invalid, InvalidInput
from costatus.models._validation.fields import deadline
from costatus.models._validation.shown import at_key
from costatus.models.as_of import AsOf

K = TypeVar("K")

_ADVICE = "send {order_id: report.next_change}, or pairs of the two"


def due(
    stored: Mapping[K, date | datetime | None] | Iterable[tuple[K, date | datetime | None]],
    *,
    as_of: date | datetime,
) -> Iterator[K]:
    """Yield what must be evaluated again at `as_of`: each key whose stored `next_change` has come.

    `stored` holds the next change of each order, by any key; None is never due. A mapping is read
    at once, so it may be changed meanwhile; pairs are read one at a time. A day has come when it is
    the as-of day or earlier; a moment when `as_of` is at or after it, or, where `as_of` is a day,
    when its day has come. Only time counts here: the host adds the orders that a booking, a receipt
    or an invoice has changed.

    Raises InvalidInput where `stored` holds anything else, or a moment that cannot be compared
    with `as_of` because only one of the two has a zone.
    """
    require(stored, Iterable, "due", "stored", _ADVICE)
    if isinstance(stored, Mapping):
        return iter(list(_due(stored.items(), AsOf(as_of))))
    return _due(stored, AsOf(as_of))


def _due(pairs: Iterable[Any], as_of: AsOf) -> Iterator[Any]:
    for pair in pairs:
        try:
            key, stored = pair
        except (TypeError, ValueError):
            fault = Fault("stored", pair, "a key and its next change", _ADVICE)
            raise InvalidInput("due", [fault]) from None
        time = deadline(stored)
        if isinstance(time, Invalid):
            accept(time, "due", f"stored{at_key(key)}")
        if isinstance(time, datetime) and as_of.clashes(time):
            expected = f"a moment that compares with as_of {as_of.value!r}"
            advice = "store next_change and give as_of both with a zone, or both without"
            raise InvalidInput("due", [Fault(f"stored{at_key(key)}", time, expected, advice)])
        if time is not None and _has_come(time, as_of):
            yield key


def _has_come(time: date | datetime, as_of: AsOf) -> bool:
    if isinstance(time, datetime) and isinstance(as_of.value, datetime):
        return as_of.passed(time)
    return as_of.day(time) <= as_of.today
