"""Whole snapshots: read from and written to one document, or written as JSON Lines."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from attrs import frozen

from costatus.models._validation.faults import InvalidInput
from costatus.models._validation.fields import repeated_ids
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import DEFAULT, Settings
from costatus.serialization.converters import writer
from costatus.serialization.header import header_of
from costatus.serialization.json_text import LIMITS, Limits, compact, escaped
from costatus.serialization.reader import SECTIONS, read_document
from costatus.serialization.shared_records import Refused, WrittenRecords


@frozen
class Snapshot:
    """The whole input of an evaluation.

    `lots` has every lot, booked or not; pegging reads them where tracing is off. `as_of` is None
    where the reader is to choose the day.
    """

    orders: tuple[CustomerOrder, ...]
    lots: tuple[StockLot, ...] = ()
    settings: Settings = DEFAULT
    as_of: date | datetime | None = None


def read_snapshot(text: str | bytes, *, limits: Limits = LIMITS) -> Snapshot:
    """Read a snapshot from one JSON document; raise InvalidInput with every fault in it."""
    reader = read_document(text, limits=limits)
    records = list(reader)
    refused = [record for record in records if isinstance(record, Refused)]
    if refused:
        raise InvalidInput(
            "snapshot", [fault.under(each.where) for each in refused for fault in each.error.faults]
        )
    orders = tuple(record for record in records if isinstance(record, CustomerOrder))
    return Snapshot(orders, reader.lots(), reader.settings, reader.as_of)


def write_snapshot(snapshot: Snapshot) -> str:
    """Write a snapshot as one JSON document.

    Raise InvalidInput where two orders have one id, where a lot or source has different facts in
    two places, and where the zone of `as_of` has no name.
    """
    faults = list(repeated_ids("orders", snapshot.orders))
    if faults:
        raise InvalidInput("snapshot", faults)
    converter, written = writer(), WrittenRecords()
    sections: dict[str, list[Any]] = {section: [] for section in SECTIONS}
    for lots in (*map(_booked_lots, snapshot.orders), snapshot.lots):
        for name, record in written.unwritten(lots):
            sections[f"{name}s"].append(converter.unstructure(record))
    sections["orders"] = [converter.unstructure(order) for order in snapshot.orders]
    document = {
        **header_of(snapshot.settings, snapshot.as_of),
        **{name: records for name, records in sections.items() if records or name == "orders"},
    }
    return escaped(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def write_lines(
    orders: Iterable[CustomerOrder],
    *,
    lots: Iterable[StockLot] = (),
    settings: Settings = DEFAULT,
    as_of: date | datetime | None = None,
) -> Iterator[str]:
    """Write orders as JSON Lines, each line with its end; `lots` are those that nobody booked.

    What an order shares with others comes once, before the first that refers to it. Raise
    InvalidInput where a lot or source has different facts in two places, and where the zone of
    `as_of` has no name.
    """
    converter, written = writer(), WrittenRecords()
    yield compact(header_of(settings, as_of))
    for name, record in written.unwritten(lots):
        yield compact({name: converter.unstructure(record)})
    for order in orders:
        for name, record in written.unwritten(_booked_lots(order)):
            yield compact({name: converter.unstructure(record)})
        yield compact({"order": converter.unstructure(order)})


def _booked_lots(order: CustomerOrder) -> list[StockLot]:
    return [booking.lot for line in order.lines for booking in line.bookings]
