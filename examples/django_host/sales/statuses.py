"""Evaluate orders and store their statuses."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

import costatus as cs
from sales import mapping
from sales.models import CustomerOrder

COLUMNS = (
    "status",
    "product_status",
    "invoicing_status",
    "payment_status",
    "why",
    "next_change",
    "words",
    "error",
)


def update(
    orders: "QuerySet[CustomerOrder]", as_of: date
) -> list[cs.StatusChange | cs.SweepFailure]:
    """Store the statuses of orders, and return what changed. Call it in a transaction.

    Only rows that differ are written. An order that cannot be evaluated keeps its statuses.
    """
    rows = mapping.loaded(orders.select_for_update()).in_bulk()
    found: list[cs.StatusChange | cs.SweepFailure] = []
    written = []
    for answer in cs.sweep(mapping.read(rows.values()), as_of=as_of):
        row = rows[int(answer.order_id)]
        if isinstance(answer, cs.SweepFailure):
            found.append(answer)
            columns = {"error": str(answer.error)}
        else:
            before = cs.words_from_json(row.words) if row.words else {}
            found += cs.changes([answer], {answer.order_id: before})
            columns = columns_of(answer)
        if columns != {name: getattr(row, name) for name in columns}:
            vars(row).update(columns)
            written.append(row)
    CustomerOrder.objects.bulk_update(written, COLUMNS)
    return found


def columns_of(report: cs.OrderReport) -> dict[str, Any]:
    """Return what is stored of a report."""
    decision = report.product or report.order
    return {
        "status": report.status.value,
        "product_status": report.product.status.value if report.product else "",
        "invoicing_status": report.invoicing.status.value,
        "payment_status": report.payment.status.value,
        "why": str(decision.reasons[0]) if decision.reasons else "",
        "next_change": report.next_change,
        "words": cs.words_to_json(report.words()),
        "error": "",
    }


def name_of(key: cs.StatusKey) -> str:
    """Return the name of what has a status."""
    if key.source_kind is not None:
        kind = cs.SourceKind(key.source_kind).label.lower()
        return f"{kind} {key.source_id} for line {key.line_id}"
    return key.family if key.line_id is None else f"line {key.line_id}"
