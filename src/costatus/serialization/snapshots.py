"""Whole snapshots: read from and written to one document, or written as JSON Lines."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from attrs import field, frozen

from costatus.models._model import Model
from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.fields import deadline, instance, instances, repeated_ids
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import DEFAULT, Settings
from costatus.serialization.converters import writer
from costatus.serialization.header import header_of
from costatus.serialization.json_text import LIMITS, Limits, compact, escaped
from costatus.serialization.reader import SECTIONS, read_document
from costatus.serialization.shared_records import Refused, WrittenRecords


def _orders(values: Sequence[CustomerOrder]) -> tuple[CustomerOrder, ...]:
    return instances(CustomerOrder, values)


def _lots(values: Sequence[StockLot]) -> tuple[StockLot, ...]:
    return instances(StockLot, values)


def _settings(value: Settings) -> Settings:
    return instance(Settings, value)


@frozen(eq=False, repr=False)
class Snapshot(Model):
    """The whole input of an evaluation.

    Attributes:
        orders: The customer orders; no two have one id.
        lots: Every lot, booked or not; pegging reads them where tracing is off.
        settings: The choices of the host.
        as_of: The day or moment; None where the reader is to choose it.
    """

    orders: tuple[CustomerOrder, ...] = field(converter=_orders)
    lots: tuple[StockLot, ...] = field(default=(), converter=_lots)
    settings: Settings = field(default=DEFAULT, converter=_settings)
    as_of: date | datetime | None = field(default=None, converter=deadline)

    def _conflicts(self) -> Iterable[Fault]:
        return repeated_ids("orders", self.orders)


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

    Raise InvalidInput where a lot or source has different facts in two places, and where the zone
    of `as_of` has no name.
    """
    require(snapshot, Snapshot, "write_snapshot", "snapshot", "send serialization.Snapshot(orders)")
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
    """Write orders as JSON Lines, each line with its end; `lots` are those that no line books.

    What an order shares with others comes once, before the first that refers to it. Raise
    InvalidInput where a lot or source has different facts in two places, and where the zone of
    `as_of` has no name.
    """
    for name, values in (("orders", orders), ("lots", lots)):
        require(values, Iterable, "write_lines", name, f"put the {name} in a list")
    return _lines(orders, Snapshot((), tuple(lots), settings, as_of))


def _lines(orders: Iterable[CustomerOrder], rest: Snapshot) -> Iterator[str]:
    converter, written = writer(), WrittenRecords()
    yield compact(header_of(rest.settings, rest.as_of))
    for name, record in written.unwritten(rest.lots):
        yield compact({name: converter.unstructure(record)})
    for order in orders:
        require(order, CustomerOrder, "write_lines", "orders", "send a list of CustomerOrder")
        for name, record in written.unwritten(_booked_lots(order)):
            yield compact({name: converter.unstructure(record)})
        yield compact({"order": converter.unstructure(order)})


def _booked_lots(order: CustomerOrder) -> list[StockLot]:
    return [booking.lot for line in order.lines for booking in line.bookings]
