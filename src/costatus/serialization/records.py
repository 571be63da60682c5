"""Reading a snapshot one record at a time, from lines or from a document."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from costatus.models._validation.faults import Fault, InvalidInput, Invalid, invalid
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.serialization.header import as_of_in_zone, read_header
from costatus.serialization.parse import Limits, parse
from costatus.serialization.shared import RECORDS, Refused, Shared
from costatus.serialization.structure import model_hook

LIMITS = Limits()
SECTIONS: Mapping[str, str] = MappingProxyType({f"{name}s": name for name in RECORDS})

_Told: TypeAlias = tuple[str, str, Any]
"""Where a record stands, its name, and its plain values."""


class SnapshotReader:
    """The orders of a snapshot, one at a time; what was refused comes out in its place.

    Only what orders share is kept. One bad record never stops the others.
    """

    def __init__(self, head: Any, subject: str, records: Iterator[_Told | Refused], depth: int):
        self._records = records
        self._shared = Shared(depth)
        self._build = model_hook(self._shared.converter, CustomerOrder)
        header = read_header(self._shared.converter, head, subject)
        self.settings: Settings = header.settings
        self.as_of: date | datetime | None = as_of_in_zone(header, subject)

    def __iter__(self) -> Iterator[CustomerOrder | Refused]:
        """Every order, or what was refused, in the order they stand in."""
        for record in self._records:
            if isinstance(record, Refused):
                yield record
            elif record[1] == "order":
                order = self._order(record[0], record[2])
                yield from self._shared.drain()
                yield order
            else:
                where, name, raw = record
                self._shared.tell(name, raw, where)
                yield from self._shared.drain()
        self.lots()
        yield from self._shared.drain()

    def lots(self) -> tuple[StockLot, ...]:
        """Every lot that was read so far, booked or not, in the order of their ids."""
        return self._shared.lots()

    def _order(self, where: str, raw: Any) -> CustomerOrder | Refused:
        read = self._build(raw, None)
        if isinstance(read, Invalid):
            id_ = id_of(raw)
            subject = f"{where}, order" + ("" if id_ is None else f" {id_!r}")
            return Refused(where, "order", id_, InvalidInput(subject, read.faults))
        order: CustomerOrder = read
        return order


def id_of(raw: Any) -> str | None:
    """The id of a record, as far as it has one."""
    id_ = raw.get("id") if isinstance(raw, dict) else None
    return id_ if isinstance(id_, str) else None


def read_lines(lines: Iterable[str], *, limits: Limits = LIMITS) -> SnapshotReader:
    """Start to read a snapshot from JSON Lines; raises InvalidInput where its head is bad.

    Ids of orders are not compared with each other, so that memory does not grow with their number.
    """
    told = ((n, line) for n, line in enumerate(lines, 1) if line.strip())
    number, first = next(told, (1, ""))
    subject = f"line {number}"
    head = parse(first, subject, limits)
    return SnapshotReader(head, subject, _from_lines(told, limits), limits.depth)


def _from_lines(lines: Iterable[tuple[int, str]], limits: Limits) -> Iterator[_Told | Refused]:
    for number, line in lines:
        where = f"line {number}"
        try:
            yield where, *_named(where, parse(line, where, limits))
        except InvalidInput as error:
            yield Refused(where, None, None, error)


def _named(where: str, raw: Any) -> tuple[str, Any]:
    """The name of a line's record, and the record."""
    if isinstance(raw, Invalid):
        raise InvalidInput(where, raw.faults)
    if isinstance(raw, dict) and len(raw) == 1:
        ((name, told),) = raw.items()
        if name == "order" or name in RECORDS:
            return name, told
    expected = f"an object with one key: order, {', '.join(RECORDS)}"
    raise InvalidInput(where, [Fault("", raw, expected, "write one record on each line")])


def read_document(text: str, *, limits: Limits = LIMITS) -> SnapshotReader:
    """Start to read a snapshot from one JSON document; raises InvalidInput where its head is bad.

    `read_snapshot` reads all of it at once, and refuses it where any part is bad.
    """
    raw = parse(text, "snapshot", limits)
    if isinstance(raw, dict):
        head: Any = {key: raw[key] for key in raw if key not in SECTIONS and key != "orders"}
    else:
        head = raw
    return SnapshotReader(head, "snapshot", _from_document(raw), limits.depth)


def _from_document(raw: dict[str, Any]) -> Iterator[_Told | Refused]:
    for section, name in {**SECTIONS, "orders": "order"}.items():
        records = raw.get(section, [])
        if not isinstance(records, list):
            fault: Invalid = invalid(records, "a list", "put the records in [ ]")
            yield Refused(section, name, None, InvalidInput(section, fault.faults))
            continue
        ids: set[str | None] = set()
        for n, record in enumerate(records):
            where, id_ = f"{section}[{n}]", id_of(record)
            if name == "order" and id_ is not None and id_ in ids:
                expected = "an id of its own among the orders"
                twice = Fault("id", id_, expected, "rename it, or send it only once")
                yield Refused(where, name, id_, InvalidInput(f"{where}, order {id_!r}", [twice]))
                continue
            ids.add(id_)
            yield where, name, record
