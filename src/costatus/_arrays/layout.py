"""The arrays that orders are evaluated from and into: their names and types.

Rows of lines are grouped by order, bookings by line, parts by MO, and so on: `order_lines[n]` is
where the lines of order n begin, and `order_lines[n + 1]` where they end. Codes are places in the
vocabularies (`derive.code`), days are day numbers, moments microseconds, and numbers whole units
of the snapshot's scale.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from costatus.models.statuses import (
    LotStatus,
    ManufacturingStage,
    PurchaseStage,
    Term,
    TransferStage,
)

INPUTS: Final = MappingProxyType(
    {
        "order_stage": "int8",
        "order_total": "int64",  # -1: unknown
        "order_lines": "int32",
        "order_invoices": "int32",
        "order_skip": "int8",  # 1: not to be evaluated
        "line_stocked": "int8",
        "line_quantity": "int64",
        "line_shipped": "int64",
        "line_closed": "int64",
        "line_promise": "int32",  # its own, else the order's, else NEVER
        "line_item": "int32",
        "line_bookings": "int32",
        "line_supplies": "int32",  # what supplies it: its bookings, or what pegging gave
        "line_supply": "int64",  # the whole supply of its item, where tracing is off
        "supply_lot": "int32",
        "supply_quantity": "int64",
        "lot_status": "int8",
        "lot_expected": "int32",  # its own expected day; 0: none
        "lot_kind": "int8",  # of its source; -1: none
        "lot_source": "int32",  # -1: none
        "lot_item": "int32",  # -1: no line is of this item
        "lot_number": "int64",  # its id, where ids are integers
        "lot_text_ends": "int64",  # its id, where ids are texts: where it begins, and ends
        "lot_text": "uint8",
        "mo_stage": "int8",
        "mo_start_day": "int32",  # 0: none
        "mo_start_moment": "int64",  # the last int64: a date, or none
        "mo_finish_day": "int32",
        "mo_finish_moment": "int64",
        "mo_parts": "int32",
        "mo_operations": "int32",
        "part_quantity": "int64",
        "part_consumed": "int64",
        "part_bookings": "int32",
        "part_booking_lot": "int32",
        "part_booking_quantity": "int64",
        "operation_start_day": "int32",
        "operation_start_moment": "int64",
        "operation_finish_day": "int32",
        "operation_finish_moment": "int64",
        "operation_started": "int8",
        "operation_finished": "int8",
        "po_stage": "int8",
        "po_expected": "int32",
        "to_stage": "int8",
        "to_shipment": "int32",
        "to_arrival": "int32",
        "source_start": "int32",  # the record of source 0 of none, and of each kind
        "invoice_kind": "int8",
        "invoice_status": "int8",
        "invoice_amount": "int64",
        "invoice_payable": "int64",  # -1: none
        "invoice_paid": "int64",  # -1: none
        "starts": "int64",  # the instants at which the days from `first_day` on begin
    }
)
NO_MOMENT: Final = 2**63 - 1
"""The moment of what has none."""
STATE: Final = MappingProxyType(
    {
        "usable": 1,  # a source: its lots are, as it is neither Canceled nor an RFQ
        "received": 2,
        "requested": 4,
        "from_unscheduled": 8,
        "from_unordered": 16,
        "from_closed": 32,
        "has_source": 64,  # whose lots are usable
        "started": 128,  # its MO
        "unscheduled": 256,
        "finished": 512,
        "manufactured": 1 << 12,
        "purchased": 2 << 12,
        "transferred": 3 << 12,
        "stage": 1 << 16,  # the code of the source's stage begins here
    }
)
"""Bits of the state of a lot, most of which are those of its source."""


def _state(*bits: str) -> int:
    return sum(STATE[bit] for bit in bits)


_OPEN: Final = _state("usable", "has_source")
_UNSCHEDULED: Final = _OPEN | _state("from_unscheduled", "unscheduled")
_UNORDERED: Final = _OPEN | _state("from_unordered")
_CLOSED: Final = _OPEN | _state("from_closed")
STATES_OF_STAGES: Final[tuple[Mapping[Term, int], ...]] = (
    {
        ManufacturingStage.NEW: _UNSCHEDULED,
        ManufacturingStage.NOT_SCHEDULED: _UNSCHEDULED,
        ManufacturingStage.SCHEDULED: _OPEN,
        ManufacturingStage.IN_PROGRESS: _OPEN | _state("started"),
        ManufacturingStage.PAUSED: _OPEN | _state("started"),
        ManufacturingStage.FINISHED: _CLOSED | _state("started", "finished"),
        ManufacturingStage.CANCELED: 0,
    },
    {
        PurchaseStage.RFQ: 0,
        PurchaseStage.NEW: _UNORDERED,
        PurchaseStage.APPROVED: _UNORDERED,
        PurchaseStage.ORDERED: _OPEN,
        PurchaseStage.SHIPPED: _OPEN,
        PurchaseStage.RECEIVED: _CLOSED,
        PurchaseStage.CANCELED: 0,
    },
    {
        TransferStage.NEW: _OPEN,
        TransferStage.READY_FOR_SHIPMENT: _OPEN,
        TransferStage.SHIPPED: _OPEN,
        TransferStage.RECEIVED: _CLOSED,
        TransferStage.CANCELED: 0,
    },
)
"""The state of a source by its stage, but for the bits of its kind and stage."""

_FROM_SOURCE: Final = _state("from_unscheduled", "from_unordered", "from_closed")
_UNUSABLE: Final = (~_state("usable") & ~_FROM_SOURCE, 0)
STATE_OF_LOT: Final[Mapping[LotStatus, tuple[int, int]]] = MappingProxyType(
    {
        **dict.fromkeys(LotStatus, _UNUSABLE),
        LotStatus.PLANNED: (-1, 0),
        LotStatus.REQUESTED: (~_FROM_SOURCE, _state("requested")),
        LotStatus.ON_HOLD: (~_FROM_SOURCE, 0),
        LotStatus.RECEIVED: (~_FROM_SOURCE, _state("usable", "received")),
    }
)
"""Which bits a lot keeps of its source's state, and which it adds."""

RECORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "Source": {"state": "int32", "day": "int32"},
        "Lot": {"state": "int32", "day": "int32", "source": "int32", "item_code": "int32"},
        "Production": {
            "plan_start_day": "int32",
            "plan_finish_day": "int32",
            "next_start_day": "int32",
            "next_finish_day": "int32",
            "first_part_expected": "int32",
            "last_part_expected": "int32",
            "unbooked": "int8",  # 1: some part is not fully booked
            "requested": "int8",  # 1: some lot of a part is; and so on
            "undated": "int8",
            "unreceived": "int8",
        },
        "Moments": {
            "plan_start": "int64",
            "plan_finish": "int64",
            "next_start": "int64",
            "next_finish": "int64",
        },
        "LineSource": {
            "supply": "int32",
            "open_lots": "int32",
            "due_on": "int32",
            "awaited": "int32",
        },
        "Numbered": {"key": "int64", "line": "int32", "number": "int32"},
    }
)
"""Records of the kernel: what is read together is together in memory."""

SHARED: Final = MappingProxyType(
    {
        "sources": "Source",  # of none, of MOs, of purchase orders, of transfer orders
        "lots": "Lot",
        "productions": "Production",  # of MOs
        "moments": "Moments",  # of MOs; none where `as_of` is a date
    }
)
"""What the kernel works out of sources and lots before it evaluates orders: a record for each."""

BLOCK: Final = 500
"""For how many orders the kernel reads the records of lots at once, as waiting for one by one is
what takes most time."""

NOTES_FROM: Final = 32
"""The bit of a family's first note, where the rows that hold have the bits from 0."""

OF_ORDERS: Final = MappingProxyType(
    {
        "order_status": "int8",
        "order_product": "int8",  # -1: none
        "order_invoicing": "int8",
        "order_payment": "int8",
        "invoicing_percent": "int8",  # -1: none
        "payment_percent": "int8",
        "order_rows": "uint32",  # bit i: row i of the family's table holds
        "order_notes": "uint16",
        "invoicing_rows": "uint8",
        "invoicing_notes": "uint8",
        "payment_rows": "uint8",
        "payment_notes": "uint8",
        "product_notes_delayed": "uint8",  # 1: LINES_DELAYED
        "next_change": "int64",  # a day, or an instant where `as_of` is one; NO_MOMENT: none
    }
)
OF_LINES: Final = MappingProxyType(
    {"line_status": "int8", "line_rows": "uint32", "line_notes": "uint16"}
)
OF_SUPPLIES: Final = MappingProxyType(
    {
        "source_kind": "int8",  # -1: no source stands here
        "source_row": "int32",
        "source_status": "int8",
        "source_rows": "uint16",
        "source_notes": "uint8",
    }
)
"""A source stands at its first supply of the line."""

OF_ONE_LINE: Final = ("covering", "heap", "source_of")
"""What a thread needs for the supplies of the line at hand."""

RESULTS: Final = MappingProxyType({**OF_ORDERS, **OF_LINES, **OF_SUPPLIES})
FOR_PEGGING: Final = MappingProxyType(
    {
        "order_priority": "int32",  # the last int32: none
        "order_created": "int32",  # NEVER: none
        "lot_quantity": "int64",  # -1: none
    }
)
OPTIONS: Final = (
    "tracing",
    "net_credit_invoices",
    "advance_unconfirmed",
    "quantity_tolerance",
    "money_tolerance",
    "has_time",
    "first_day",
)
