"""The scripts for pandas and polars list the same orders, the late ones first."""

import csv
import importlib
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import costatus as cs
from costatus.testing import table_rows
from tests.cases.build import TODAY, bought, day, line, lot

SCRIPTS = ("with_pandas", "with_polars")


def order(name: str, promised_on: date | None, expected_on: date | None) -> cs.CustomerOrder:
    source = bought(expected_on=expected_on)
    waits = lot(f"lot of {name}", status="planned", expected_on=expected_on, source=source)
    booked = line(waits if expected_on else lot(f"lot of {name}"))
    return cs.CustomerOrder(name, cs.OrderStatus.CONFIRMED, [booked], promised_on=promised_on)


ORDERS = [
    order("CO-1", day(9), day(8)),
    order("CO-2", None, None),
    order("CO-3", day(8), day(8)),
    order("CO-4", day(7), day(8)),
    order("CO-5", day(3), None),
    order("CO-6", day(5), day(8)),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of CSV files; a table without rows has none."""
    for name, each in table_rows(ORDERS).items():
        if each:
            write(tmp_path / f"{name}.csv", each)
    return tmp_path


def write(file: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_late_orders_are_first(
    name: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    script: Any = importlib.import_module(f"dataframes.{name}")
    found = script.late_first(script.read(folder), TODAY)
    assert list(zip(found["id"], found["product"], strict=True)) == [
        ("CO-6", "delayed"),
        ("CO-4", "delayed"),
        ("CO-3", "possibly_delayed"),
        ("CO-5", "ready_for_shipment"),
        ("CO-1", "expected_on_time"),
        ("CO-2", "ready_for_shipment"),
    ]
    assert list(found["promised_on"])[:2] == [day(5), day(7)]

    monkeypatch.setattr(sys, "argv", [name, str(folder), "--as-of", TODAY.isoformat()])
    script.main()
    printed = capsys.readouterr().out
    assert printed.index("CO-6") < printed.index("CO-4") < printed.index("CO-2")
