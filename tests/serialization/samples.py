"""Snapshots as plain values and as text, to change one thing of."""

import json
from collections.abc import Iterable
from typing import Any

from costatus import serialization

LOT = {"id": "L1", "item": "bike", "status": "planned"}
GOOD: dict[str, Any] = {
    "costatus": 1,
    "lots": [LOT],
    "orders": [
        {
            "id": "CO-1",
            "stage": "confirmed",
            "lines": [
                {
                    "id": "1",
                    "item": "bike",
                    "quantity": "10",
                    "bookings": [{"lot": "L1", "quantity": 10}],
                }
            ],
        }
    ],
}


def refused_in(records: Iterable[object]) -> list[serialization.Refused]:
    return [record for record in records if isinstance(record, serialization.Refused)]


def changed(**change: Any) -> str:
    return json.dumps({**GOOD, **change})


def with_order(**change: Any) -> str:
    return changed(orders=[{**GOOD["orders"][0], **change}])


def with_line(**change: Any) -> str:
    return with_order(lines=[{**GOOD["orders"][0]["lines"][0], **change}])


def with_lot(**change: Any) -> str:
    return changed(lots=[{**LOT, **change}])


def with_source(**source: Any) -> dict[str, Any]:
    return {**LOT, "source": {"kind": "manufacturing", "id": "MO-1"}, **source}


def chain(length: int) -> str:
    """Return a bike made of a part made of a part, and so on."""
    orders = []
    lots = []
    for n in range(length):
        part = {"id": "1", "item": "p", "quantity": 1}
        if n + 1 < length:
            part["bookings"] = [{"lot": f"L{n + 2}", "quantity": 1}]
        orders.append({"id": f"MO-{n}", "stage": "new", "parts": [part]})
        lots.append(
            {**LOT, "id": f"L{n + 1}", "source": {"kind": "manufacturing", "id": f"MO-{n}"}}
        )
    return changed(lots=lots, manufacturing_orders=orders)
