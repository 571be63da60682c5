"""What the adapters share: exact numbers, groups, bookings dealt to lines, and one error."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import costatus as cs

Row: TypeAlias = Mapping[str, Any]
Tables: TypeAlias = Mapping[str, Sequence[Row]]
"""The rows of each table of a host; a table that is missing has none."""


class UnknownCodes(ValueError):
    """Rows have codes that an adapter has no word for; the message lists all of them."""


def require_known(checks: Iterable[tuple[str, Iterable[Row], str, str, Container[str]]]) -> None:
    """Check codes, as text: name and rows of a table, their key, the field, and the known codes."""
    unknown = [
        f"{table} {row[key]}: {field} {row[field]!r}"
        for table, rows, key, field, known in checks
        for row in rows
        if str(row[field]) not in known
    ]
    if unknown:
        listed = "".join(f"\n  {each}" for each in unknown)
        raise UnknownCodes(f"add these codes to the maps of the adapter:{listed}")


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Return the rows by a key, such as the lines by their order."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def exact(number: float | str | None) -> Decimal:
    """Return a number as it reads, so that sums and differences stay exact; nothing is 0."""
    return Decimal(str(number or 0))


def booked(lot: cs.StockLot, quantity: Decimal) -> list[cs.Booking]:
    """Book a quantity of a lot, or nothing where nothing is left of it."""
    return [cs.Booking(lot, quantity)] if quantity > 0 else []


def dealt(needs: Sequence[Decimal], bookings: Iterable[cs.Booking]) -> list[list[cs.Booking]]:
    """Deal the bookings of an item to its lines in their order; the last gets what is left over."""
    hands: list[list[cs.Booking]] = [[] for _ in needs]
    open_needs = list(needs)
    for booking in bookings:
        left = booking.quantity
        for n, need in enumerate(open_needs):
            taken = left if n == len(needs) - 1 else max(min(left, need), Decimal(0))
            hands[n] += booked(booking.lot, taken)
            open_needs[n] -= taken
            left -= taken
    return hands
