"""Northwind's 48 orders: our statuses beside those that Northwind stored."""

import importlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import costatus as cs

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

LINES = [
    ("Invoiced", "Delivered", "46", "agrees"),
    ("Allocated", "Ready for shipment", "7", "agrees"),
    ("Invoiced", "Ready for shipment", "3", "agrees"),
    ("No Stock", "none", "1", "differs"),
    ("None", "none", "1", "agrees"),
]
ORDERS = [
    ("Closed", "Shipped", "Invoiced", "Paid", "31", "agrees"),
    ("New", "Shipped", "Not invoiced", "Not paid", "7", "differs"),
    ("New", "Ready for Shipment", "Not invoiced", "Not paid", "4", "agrees"),
    ("New", "Ready for Shipment", "Invoiced", "Not paid", "3", "differs"),
    ("New", "Confirmed", "Not invoiced", "Not paid", "2", "agrees"),
    ("Shipped", "Shipped", "Invoiced", "Not paid", "1", "agrees"),
]


@pytest.fixture
def example() -> Any:
    """Return the example as a module."""
    return importlib.import_module("northwind")


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the example as a process, with its output piped."""
    return subprocess.run(
        [sys.executable, str(EXAMPLES / "northwind.py"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def test_every_line_and_order_is_compared(northwind: Path, example: Any) -> None:
    tables = example.Northwind(northwind)
    assert tables.last_day() == date(2006, 6, 23)
    lines, orders = example.compare(tables, tables.last_day())
    assert (len(lines), len(orders)) == (58, 48)
    assert sorted(example.tally(lines)) == sorted(LINES)
    assert sorted(example.tally(orders)) == sorted(ORDERS)


def test_no_status_depends_on_the_day(northwind: Path, example: Any) -> None:
    tables = example.Northwind(northwind)
    early, late = (example.compare(tables, date(year, 1, 1)) for year in (2006, 2026))
    for before, after in zip(early, late, strict=True):
        assert [each.labels for each in before] == [each.labels for each in after]


def test_northwind_holds_only_what_is_in_stock(northwind: Path, example: Any) -> None:
    """So a lot that a movement holds may be taken as received."""
    tables = example.Northwind(northwind)
    kinds = tables.statuses("inventory_transaction_types")
    stock, held = Counter[str](), Counter[str]()
    for movement in tables.movements.values():
        kind, quantity = kinds[movement["transaction_type"]], int(movement["quantity"])
        if kind == "On Hold":
            held[movement["product_id"]] += quantity
        else:
            stock[movement["product_id"]] += quantity if kind == "Purchased" else -quantity
    assert held
    assert held <= stock


def test_a_purchase_order_that_never_came_stays_behind_its_line(
    northwind: Path, example: Any
) -> None:
    orders = {order.id: order for order in example.Northwind(northwind).customer_orders()}
    (line,) = cs.evaluate(orders["41"], as_of=date(2006, 6, 23)).lines
    assert line.status is cs.ProductStatus.READY_FOR_SHIPMENT
    assert [source.source_id for source in line.sources] == ["102"]
    assert [note.code.value for note in line.sources[0].decision.notes] == ["no_expected_date"]


def test_a_booking_that_is_larger_than_its_line_is_surplus(northwind: Path, example: Any) -> None:
    orders = {order.id: order for order in example.Northwind(northwind).customer_orders()}
    (line,) = cs.evaluate(orders["80"], as_of=date(2006, 6, 23)).lines
    assert line.product is not None
    (note,) = line.product.notes
    assert (note.code.value, note.facts["surplus"]) == ("surplus_booked", 100)


def test_the_example_prints_all_of_it(northwind: Path) -> None:
    done = run(northwind)
    assert (done.returncode, done.stderr) == (0, "")
    printed = done.stdout.splitlines()
    assert max(map(len, printed)) <= 120
    rows = [row for row in printed if row.partition(" ")[0].replace("/", "").isdigit()]
    assert len(rows) == 58
    assert all(" agrees " in row or " differs " in row for row in rows)
    assert sum(row.startswith("  - ") for row in printed) == 11
    assert "Not seen before" not in done.stdout


def test_the_page_shows_the_agreement(northwind: Path) -> None:
    """LINES and ORDERS are compared with the data above, and the page with them."""
    page = (ROOT / "docs" / "northwind.md").read_text(encoding="utf-8")
    rows = [row for row in page.splitlines() if row.startswith("|")]
    for row in (*LINES, *ORDERS):
        assert f"| {' | '.join(row)} |" in rows


def test_a_folder_without_the_tables_is_a_usage_error(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 2
    assert "give the folder of Northwind's tables" in done.stderr


def test_where_the_tables_are_absent_the_run_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", __file__, "-k", "compared", "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "COSTATUS_NORTHWIND": str(tmp_path)},
    )
    assert done.returncode == 0
    assert "WARNING: THE REAL INPUT WAS NOT TESTED" in done.stdout
