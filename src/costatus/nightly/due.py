"""Which orders a night must look at: those whose next change has come."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TypeVar

from costatus.models.as_of import AsOf
from costatus.models._validation.faults import Fault, InvalidInput

K = TypeVar("K")


def due(
    stored: Mapping[K, date | datetime | None] | Iterable[tuple[K, date | datetime | None]],
    *,
    as_of: date | datetime,
) -> Iterator[K]:
    """Pick what must be evaluated again at `as_of`: where the stored `next_change` has come.

    `stored` has a next change for each order, or order id, as a mapping or as pairs; None is never
    due. Whatever else happens to an order (a booking, a receipt, an invoice) makes it due at once:
    that the host knows, and time does not. A day has come when it is the as-of day or earlier; a
    moment when `as_of` is at or after it, or, where `as_of` is a day, when its day is. Raises
    InvalidInput where a moment cannot be compared with `as_of`: one has a zone and the other not.
    """
    moment = AsOf(as_of)
    pairs = stored.items() if isinstance(stored, Mapping) else stored
    return (key for key, time in pairs if time is not None and _has_come(time, moment))


def _has_come(time: date | datetime, as_of: AsOf) -> bool:
    if not isinstance(time, datetime):
        return time.toordinal() <= as_of.today
    if as_of.clashes(time):
        expected = f"a moment that compares with as_of {as_of.value!r}"
        advice = "store next_change and give as_of both with a zone, or both without"
        raise InvalidInput("due", [Fault("next_change", time, expected, advice)])
    if isinstance(as_of.value, datetime):
        return as_of.passed(time)
    return as_of.day(time) <= as_of.today
