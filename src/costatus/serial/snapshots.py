"""A snapshot as one document: sections of sources and lots, and the orders that refer to them."""

import json
from datetime import date, datetime
from typing import Any

from attrs import frozen

from costatus.models.faults import Fault, InvalidInput, Unfit, unfit
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.serial.header import DEFAULT, as_of_in_zone, header_of, read_header
from costatus.serial.parse import Limits, parse
from costatus.serial.shared import RECORDS, Shared, Teller
from costatus.serial.structure import model_hook, writer

LIMITS = Limits()
_SECTIONS = {f"{name}s": name for name in RECORDS}


@frozen
class Snapshot:
    """The whole input of an evaluation.

    `lots` has every lot, booked or not; pegging reads them where tracing is off. `as_of` is None
    where whoever reads it is to choose the day.
    """

    orders: tuple[CustomerOrder, ...]
    lots: tuple[StockLot, ...] = ()
    settings: Settings = DEFAULT
    as_of: date | datetime | None = None


def write_snapshot(snapshot: Snapshot) -> str:
    """Write a snapshot as one JSON document.

    Raises InvalidInput where two orders have one id, where one lot or source is told in two ways,
    and where the zone of `as_of` has no name.
    """
    faults = list(_twins([order.id for order in snapshot.orders]))
    if faults:
        raise InvalidInput("snapshot", faults)
    converter, teller = writer(), Teller()
    sections: dict[str, list[Any]] = {section: [] for section in _SECTIONS}
    for lots in (booked_lots(snapshot.orders), snapshot.lots):
        for name, record in teller.untold(lots):
            sections[f"{name}s"].append(converter.unstructure(record))
    document = {
        **header_of(snapshot.settings, snapshot.as_of),
        **{section: records for section, records in sections.items() if records},
        "orders": [converter.unstructure(order) for order in snapshot.orders],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def booked_lots(orders: tuple[CustomerOrder, ...]) -> list[StockLot]:
    """The lots that the orders' lines book."""
    return [booking.lot for order in orders for line in order.lines for booking in line.bookings]


def read_snapshot(text: str, *, limits: Limits = LIMITS) -> Snapshot:
    """Read a snapshot from one JSON document; raises InvalidInput with every fault in it."""
    raw = parse(text, "snapshot", limits)
    if isinstance(raw, Unfit):
        raise InvalidInput("snapshot", raw.faults)
    if not isinstance(raw, dict):
        expected = "an object with the keys costatus and orders"
        raise InvalidInput("snapshot", [Fault("", raw, expected, "put the snapshot in { }")])
    shared = Shared(limits.depth)
    head = {key: raw[key] for key in raw if key not in _SECTIONS and key != "orders"}
    header = read_header(shared.converter, head, "snapshot")
    as_of = as_of_in_zone(header, "snapshot")
    faults: list[Fault] = []
    for section, name in _SECTIONS.items():
        for n, record in enumerate(_list(raw, section, faults)):
            shared.tell(name, record, f"{section}[{n}]")
    build = model_hook(shared.converter, CustomerOrder)
    orders = [build(order, None) for order in _list(raw, "orders", faults)]
    lots = shared.lots()
    for refused in shared.drain():
        faults += [fault.under(refused.where) for fault in refused.error.faults]
    for n, order in enumerate(orders):
        if isinstance(order, Unfit):
            faults += [fault.under(f"orders[{n}]") for fault in order.faults]
    faults += _twins([getattr(order, "id", None) for order in orders])
    if faults:
        raise InvalidInput("snapshot", faults)
    return Snapshot(tuple(orders), lots, header.settings, as_of)


def _list(raw: dict[str, Any], section: str, faults: list[Fault]) -> list[Any]:
    """A section, empty where it is missing."""
    values = raw.get(section, [])
    if isinstance(values, list):
        return values
    refused: Unfit = unfit(values, "a list", "put the records in [ ]")
    faults += [fault.under(section) for fault in refused.faults]
    return []


def _twins(ids: list[str | None]) -> list[Fault]:
    """A fault for each order whose id an earlier one has; None are orders that were refused."""
    first: dict[str | None, int] = {None: -1}
    expected, advice = "an id of its own among the orders", "rename it, or send it only once"
    return [
        Fault(f"orders[{n}].id", id_, expected, advice)
        for n, id_ in enumerate(ids)
        if first.setdefault(id_, n) not in {n, -1}
    ]
