"""What the adapters share: groups of rows, exact numbers, bookings of lines, errors."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

import costatus as cs

T = TypeVar("T")
Row: TypeAlias = Mapping[str, Any]
Tables: TypeAlias = Mapping[str, Sequence[Row]]
"""The rows of each table of a host; a table that is missing has none."""


class UnknownCodes(ValueError):
    """Rows have codes that an adapter does not map; the message lists all of them."""


class MissingRow(LookupError):
    """An order refers to a row that was not given."""


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


def read_all(
    rows: Iterable[Row], key: str, read: Callable[[Row], cs.CustomerOrder]
) -> list[cs.CustomerOrder | cs.SweepFailure]:
    """Read each order; one that cannot be read becomes a failure, which `sweep` passes on."""
    orders: list[cs.CustomerOrder | cs.SweepFailure] = []
    for row in rows:
        try:
            orders.append(read(row))
        except (cs.InvalidInput, MissingRow) as error:
            orders.append(cs.SweepFailure(row[key], error))
    return orders


def row_of(table: str, rows: Mapping[Any, T], key: object) -> T:
    """Return the row with a key, or the model made of it; raise MissingRow if there is none."""
    if key not in rows:
        raise MissingRow(f"{table}: no row {key!r}; give all rows that orders refer to")
    return rows[key]


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Return the rows by a key, such as the lines by their order."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def exact(number: float | str | None) -> Decimal:
    """Return a number as it is written, so that sums and differences are exact; None is 0."""
    return Decimal(str(number or 0))


def booked(lot: cs.StockLot, quantity: Decimal) -> list[cs.Booking]:
    """Return the booking of a quantity of a lot, in a list; an empty one if it is not positive."""
    return [cs.Booking(lot, quantity)] if quantity > 0 else []


def divided(needs: Sequence[Decimal], bookings: Iterable[cs.Booking]) -> list[list[cs.Booking]]:
    """Divide bookings of an item among its lines, in order; the last line gets what is left."""
    bookings_of: list[list[cs.Booking]] = [[] for _ in needs]
    open_needs = list(needs)
    for booking in bookings:
        left = booking.quantity
        for n, need in enumerate(open_needs):
            taken = left if n == len(needs) - 1 else max(min(left, need), Decimal(0))
            bookings_of[n] += booked(booking.lot, taken)
            open_needs[n] -= taken
            left -= taken
    return bookings_of
