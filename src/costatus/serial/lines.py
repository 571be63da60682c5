"""A snapshot as JSON Lines: a head, then one record a line, what is shared before its orders.

Orders stream: only what they share is kept. One bad line never stops the others.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from costatus.models.faults import Fault, InvalidInput, Unfit
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.serial.header import DEFAULT, as_of_in_zone, compact, header_of, read_header
from costatus.serial.parse import Limits, parse
from costatus.serial.shared import RECORDS, Refused, Shared, Teller
from costatus.serial.snapshots import LIMITS, booked_lots
from costatus.serial.structure import model_hook, writer


def write_lines(
    orders: Iterable[CustomerOrder],
    *,
    lots: Iterable[StockLot] = (),
    settings: Settings = DEFAULT,
    as_of: date | datetime | None = None,
) -> Iterator[str]:
    """Write orders as JSON Lines, each line with its end; `lots` are those that nobody booked.

    What an order shares with others comes once, before the first that needs it. Raises
    InvalidInput where one lot or source is told in two ways, or the zone of `as_of` has no name.
    """
    converter, teller = writer(), Teller()
    yield compact(header_of(settings, as_of))
    for name, record in teller.untold(lots):
        yield compact({name: converter.unstructure(record)})
    for order in orders:
        for name, record in teller.untold(booked_lots((order,))):
            yield compact({name: converter.unstructure(record)})
        yield compact({"order": converter.unstructure(order)})


def read_lines(lines: Iterable[str], *, limits: Limits = LIMITS) -> "SnapshotLines":
    """Start to read a snapshot from JSON Lines; raises InvalidInput where its head is bad."""
    return SnapshotLines(lines, limits)


class SnapshotLines:
    """The orders of a snapshot, one at a time; what was refused comes out in its place.

    Ids of orders are not compared with each other, so that the memory needed does not grow with
    their number.
    """

    def __init__(self, lines: Iterable[str], limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._lines = ((n, line) for n, line in enumerate(lines, 1) if line.strip())
        self._shared = Shared(limits.depth)
        self._build = model_hook(self._shared.converter, CustomerOrder)
        number, first = next(self._lines, (1, ""))
        subject = f"line {number}"
        header = read_header(self._shared.converter, parse(first, subject, limits), subject)
        self.settings: Settings = header.settings
        self.as_of: date | datetime | None = as_of_in_zone(header, subject)

    def __iter__(self) -> Iterator[CustomerOrder | Refused]:
        """Every order, or what was refused, in the order of the lines."""
        for number, line in self._lines:
            where = f"line {number}"
            try:
                read = self._record(where, parse(line, where, self._limits))
            except InvalidInput as error:
                read = Refused(where, None, error)
            yield from self._shared.drain()
            if read is not None:
                yield read
        self.lots()
        yield from self._shared.drain()

    def lots(self) -> tuple[StockLot, ...]:
        """Every lot that was read so far, booked or not, in the order of their ids."""
        return self._shared.lots()

    def _record(self, where: str, raw: Any) -> CustomerOrder | Refused | None:
        name, told = next(iter(raw.items())) if isinstance(raw, dict) and raw else ("", None)
        if name in RECORDS and len(raw) == 1:
            self._shared.tell(name, told, where)
            return None
        if name != "order" or len(raw) > 1:
            expected = f"an object with one key: order, {', '.join(RECORDS)}"
            faults = raw.faults if isinstance(raw, Unfit) else [Fault("", raw, expected, "add it")]
            raise InvalidInput(where, faults)
        order = self._build(told, None)
        if isinstance(order, Unfit):
            id_ = told.get("id") if isinstance(told, dict) else None
            subject = f"{where}, order" + (f" {id_!r}" if isinstance(id_, str) else "")
            id_ = id_ if isinstance(id_, str) else None
            return Refused(where, id_, InvalidInput(subject, order.faults))
        made: CustomerOrder = order
        return made
