"""The facts of reasons by name: their types, and which of them each code has."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, get_origin

from costatus.models.statuses import Term
from costatus.rules._subject import Subject
from costatus.rules._templates import fact_names, parse_template
from costatus.rules.messages import SENTENCES
from costatus.rules.reason_codes import ReasonCode

_QUANTITIES = (
    "booked", "closed", "covered", "in_time", "late", "missing", "outstanding", "quantity",
    "required", "shipped", "shortage", "supply", "surplus", "target",
)  # fmt: skip
_AMOUNTS = ("credited", "invoiced", "paid", "payable", "remaining", "settled", "total")
_TEXTS = ("item", "lot", "part", "wanted")

FACT_TYPES: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys((*_QUANTITIES, *_AMOUNTS), Decimal),
        **dict.fromkeys(("lots", "open_lots", "orders_ahead", "parts"), tuple[str, ...]),
        **dict.fromkeys(("invoices", "lines", "sources"), tuple[Subject, ...]),
        **dict.fromkeys(_TEXTS, str),
        "source": Subject,
        **dict.fromkeys(("days", "others", "unknown"), int),
        **dict.fromkeys(("expected_on", "planned_shipment_on", "promised_on"), date),
        **dict.fromkeys(("needed_by", "planned_finish", "planned_start"), date | datetime),
        **dict.fromkeys(("stage", "status"), Term),
        **dict.fromkeys(("own_lines", "taken_off"), bool),
    }
)
"""The types of each fact: quantities in the item's unit, amounts in the order's currency.

`days` is a number of days, `others` how many more there are than are named, `unknown` how many
paid amounts are not known.
"""

NULLABLE = frozenset({"expected_on", "needed_by", "remaining", "source", "stage", "total"})
"""The facts that may be None, where they are not known or do not apply."""


def facts_of(code: ReasonCode) -> Mapping[str, bool]:
    """Return the names of the facts in the sentence of a code, and whether each is required."""
    found: dict[str, bool] = {}
    for name, required in fact_names(parse_template(SENTENCES[code])):
        found[name] = found.get(name, False) or required
    if any(get_origin(FACT_TYPES[name]) is tuple for name in found):
        found["others"] = True
    return found
