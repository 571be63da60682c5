"""Reading a snapshot one record at a time, from lines, a document or a file."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain
from types import MappingProxyType
from typing import Any, BinaryIO, TypeAlias

from costatus.models._validation.faults import Fault, Invalid, InvalidInput, invalid
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.serialization.converters import model_hook
from costatus.serialization.header import read_header
from costatus.serialization.inputs import bounded_lines, lines_of, open_text, text_of
from costatus.serialization.json_text import LIMITS, Limits, parse
from costatus.serialization.seen_ids import SeenIds
from costatus.serialization.shared_records import RECORDS, Refused, SharedRecords, refused

SECTIONS: Mapping[str, str] = MappingProxyType(
    {**{f"{name}s": name for name in RECORDS}, "orders": "order"}
)
"""The sections of a document, each with the name of its records."""
_NAMES = frozenset(SECTIONS.values())
_RECORD_KEYS = _NAMES.union(SECTIONS)
_TEXTS = (str, bytes, bytearray)

_Record: TypeAlias = tuple[str, str, Any]
"""Where a record is, its name, and its plain values."""


class SnapshotReader:
    """The orders of a snapshot, one at a time; what is refused comes out in its place.

    `settings` and `as_of` are those of the header. What orders share is kept, and the ids of the
    orders: a repeated one is refused. One bad record never stops the others.
    """

    def __init__(
        self,
        header: Any,
        subject: str,
        records: Iterator[_Record | Refused],
        depth: int,
        *,
        sections: Iterable[str] = (),
        order_ids: SeenIds | None = None,
    ) -> None:
        self._records = records
        self._shared = SharedRecords(depth)
        self._build = model_hook(self._shared.converter, CustomerOrder)
        self._order_ids = SeenIds() if order_ids is None else order_ids
        read = read_header(self._shared.converter, header, subject, sections)
        self.settings: Settings = read.settings
        self.as_of: date | datetime | None = read.as_of

    def __iter__(self) -> Iterator[CustomerOrder | Refused]:
        """Yield every order, or what was refused, in the order of the input."""
        for record in self._records:
            if isinstance(record, Refused):
                yield record
                continue
            where, name, raw = record
            if name == "order":
                order = self._order(where, raw)
                yield from self._shared.take_refused()
                yield order
            else:
                self._shared.add(name, raw, where)
                yield from self._shared.take_refused()
        self.lots()
        yield from self._shared.take_refused()

    def lots(self) -> tuple[StockLot, ...]:
        """Return every lot that was read so far, booked or not, in the order of their ids."""
        return self._shared.lots()

    def _order(self, where: str, raw: Any) -> CustomerOrder | Refused:
        id_ = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(id_, str):
            id_ = None
        elif not self._order_ids.add(id_):
            expected = "an id of its own among the orders"
            fault = Fault("id", id_, expected, "rename it, or send it only once")
            return refused(where, "order", id_, [fault])
        read = self._build(raw, None)
        if isinstance(read, Invalid):
            return refused(where, "order", id_, read.faults)
        order: CustomerOrder = read
        return order


def read_lines(
    lines: Iterable[str] | Iterable[bytes] | str | bytes, *, limits: Limits = LIMITS
) -> SnapshotReader:
    """Start to read a snapshot from JSON Lines; raise InvalidInput where the header is bad.

    `lines` are an open file, text or binary, or any other lines; or all of them as one text.
    """
    return _read_lines(enumerate(lines_of(lines, limits), 1), limits)


def _read_lines(
    lines: Iterator[tuple[int, object]], limits: Limits, order_ids: SeenIds | None = None
) -> SnapshotReader:
    lines = ((n, line) for n, line in lines if not _is_blank(line))
    number, first = next(lines, (1, ""))
    subject = f"line {number}"
    header = parse(text_of(first, subject, limits), subject, limits)
    if isinstance(header, dict) and not header.keys().isdisjoint(_RECORD_KEYS):
        key = next(key for key in header if key in _RECORD_KEYS)
        advice = 'begin with the line {"costatus": 1}, or read one document with read_document'
        raise InvalidInput(
            subject, [Fault(key, header[key], "the header, without records", advice)]
        )
    return SnapshotReader(
        header, subject, _from_lines(lines, limits), limits.depth, order_ids=order_ids
    )


def _is_blank(line: object) -> bool:
    return isinstance(line, _TEXTS) and (not line or line.isspace())


def _from_lines(lines: Iterator[tuple[int, object]], limits: Limits) -> Iterator[_Record | Refused]:
    number = 0
    try:
        for number, line in lines:
            yield _from_line(f"line {number}", line, limits)
    except InvalidInput as error:  # the file cannot be read further
        yield Refused(f"line {number + 1}", None, None, error)


def _from_line(where: str, line: object, limits: Limits) -> _Record | Refused:
    try:
        raw = parse(text_of(line, where, limits), where, limits)
    except InvalidInput as error:
        return Refused(where, None, None, error)
    if isinstance(raw, dict) and len(raw) == 1:
        ((name, record),) = raw.items()
        if name in _NAMES:
            return where, name, record
    expected = f"an object with one key: {', '.join(SECTIONS.values())}"
    read: Invalid = invalid(
        raw, expected, 'write one record on each line, such as {"order": { … }}'
    )
    return Refused(where, None, None, InvalidInput(where, read.faults))


def read_document(text: str | bytes, *, limits: Limits = LIMITS) -> SnapshotReader:
    """Start to read a snapshot from one JSON document; raise InvalidInput where the header is bad.

    `read_snapshot` reads all of it at once, and refuses it where any part is bad.
    """
    return _read_document(text, limits)


def _read_document(
    text: object, limits: Limits, order_ids: SeenIds | None = None
) -> SnapshotReader:
    subject = "snapshot"
    raw = parse(text_of(text, subject, limits), subject, limits)
    return SnapshotReader(
        raw, subject, _from_document(raw), limits.depth, sections=SECTIONS, order_ids=order_ids
    )


def _from_document(raw: dict[str, Any]) -> Iterator[_Record | Refused]:
    for section, name in SECTIONS.items():
        records = raw.get(section, [])
        if not isinstance(records, list):
            fault: Invalid = invalid(records, "a list", "put the records in [ ]")
            yield Refused(section, name, None, InvalidInput(section, fault.faults))
            continue
        for n, record in enumerate(records):
            yield f"{section}[{n}]", name, record


def open_snapshot(
    stream: BinaryIO, *, limits: Limits = LIMITS, order_ids: SeenIds | None = None
) -> SnapshotReader:
    """Start to read a snapshot from a binary stream: JSON Lines or a document, perhaps gzip.

    The stream need not seek, and is read no further than needed. `order_ids` are ids that are
    taken already, such as those of other files; the reader adds those that it reads. Raise
    InvalidInput where the header is bad.
    """
    text = open_text(stream)
    lines = enumerate(bounded_lines(text, limits), 1)
    number, first = next((each for each in lines if not _is_blank(each[1])), (1, ""))
    _, second = next(lines, (0, ""))
    if second and _is_header(first, limits):
        following = (number, first), (number + 1, second)
        return _read_lines(chain(following, lines), limits, order_ids)
    document = first + second + text.read(max(limits.size + 1 - len(first) - len(second), 0))
    return _read_document(document, limits, order_ids)


def _is_header(line: str, limits: Limits) -> bool:
    """Return whether a first line is an object of its own, not the beginning of a document."""
    try:
        raw = parse(line, "", limits)
    except InvalidInput:
        return False
    return isinstance(raw, dict) and raw.keys().isdisjoint(SECTIONS)
