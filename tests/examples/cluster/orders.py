"""Orders that share lots and sources, as flat tables, and their answers on one machine."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from costatus import tables
from costatus.testing import table_rows
from tests.reference.workload import workload

Rows = dict[str, list[dict[str, Any]]]

COUNT = 100
REFUSED: Mapping[str, tuple[str, dict[str, Any]]] = {
    "CO-1": ("bookings", {"lot_id": "L-none"}),
    "CO-2": ("lines", {"quantity": -1}),
    "CO-3": ("orders", {"stage": "sold"}),
    "CO-4": ("lots", {"source_kind": "purchase", "source_id": "PO-none"}),
    "CO-5": ("invoices", {"kind": "receipt"}),
    "CO-6": ("lots", {"source_kind": "subcontract", "source_id": "PO-1"}),
    "CO-7": ("lots", {"source_kind": None, "source_id": "PO-1"}),
    "CO-8": ("lots", {"source_kind": "transfer", "source_id": None}),
}
"""What is to be wrong with an order: some values in a row of a table."""


def flat(*, moments: bool = False) -> dict[str, pa.Table]:
    """Return tables of orders that wait for the same few sources, and of some to be refused."""
    rows = table_rows(workload(COUNT, seed=3, odd=0.1))
    _share(rows)
    for number, (table, wrong) in enumerate(REFUSED.values(), 1):
        _row_of(rows, table, f"CO-{number}").update(wrong)
    if moments:
        for table in ("manufacturing_orders", "operations"):
            for n, row in enumerate(rows[table]):
                row |= {name: _moment(row[name], n) for name in ("planned_start", "planned_finish")}
    return {name: _table(each) for name, each in rows.items()}


def write(made: Mapping[str, pa.Table], folder: Path) -> None:
    """Write each table into a folder of its own, as two files."""
    for name, table in made.items():
        (folder / name).mkdir(parents=True)
        half = table.num_rows // 2
        pq.write_table(table.slice(0, half), folder / name / "1.parquet")
        pq.write_table(table.slice(half), folder / name / "2.parquet")


def expected(made: Mapping[str, pa.Table], as_of: date) -> dict[str, Any]:
    """Return the answers of one machine to flat tables, comparable."""
    return comparable(pa.table(tables.evaluate(made, as_of=as_of).nested.with_text()))


def comparable(answers: pa.Table) -> dict[str, Any]:
    """Return answers by order, in any order of rows and lists.

    What is wrong with nested orders is found elsewhere than in flat tables: only that something is.
    """
    return {
        row["order_id"]: _sorted({**row, "faults": bool(row["faults"])})
        for row in answers.to_pylist()
    }


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=repr)
    return value


def _share(rows: Rows) -> None:
    """Let many lots, some of parts too, come from the same ten sources of each kind."""
    kinds = {
        "manufacturing": rows["manufacturing_orders"],
        "purchase": rows["purchase_orders"],
        "transfer": rows["transfer_orders"],
    }
    for n, lot in enumerate(rows["lots"]):
        if not lot["source_kind"] and n % 10 == 0:
            lot["source_kind"] = "manufacturing"
        if lot["source_kind"]:
            lot["source_id"] = kinds[lot["source_kind"]][n % 10]["id"]


def _row_of(rows: Rows, table: str, order: str) -> dict[str, Any]:
    if table == "orders":
        return next(row for row in rows[table] if row["id"] == order)
    if table == "lots":
        lot = _row_of(rows, "bookings", order)["lot_id"]
        return next(row for row in rows[table] if row["id"] == lot)
    return next(row for row in rows[table] if row["order_id"] == order)


def _moment(day: date | None, n: int) -> datetime | None:
    return None if day is None else datetime.combine(day, time(n % 24, 30), UTC)


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows as a table, without the columns in which nothing is known."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return pa.table(
        {
            name: pa.array(values, pa.decimal128(18, 4) if Decimal in map(type, values) else None)
            for name, values in columns.items()
            if any(value is not None for value in values)
        }
    )
