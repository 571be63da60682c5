"""A host that PyInstaller has frozen evaluates as any other.

It reads what plain Python imports, so that the host with the compiled wheel is frozen.
"""

import subprocess
import sys
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import WAS_NOT_TESTED
from tests.kind import only_compiled

HOST = """
from datetime import date
import costatus as cs
from costatus import languages
from costatus.serialization import write_report

purchase = cs.PurchaseOrder(id="PO-7", stage="ordered", expected_on=date(2026, 12, 3))
lot = cs.StockLot(id="L-1", item="bike", status="planned", source=purchase)
line = cs.OrderLine(id="1", item="bike", quantity=10, bookings=[cs.Booking(lot, 10)])
order = cs.CustomerOrder(id="CO-17", stage="confirmed", lines=[line], promised_on=date(2026, 12, 1))
report = cs.evaluate(order, as_of=date(2026, 11, 24))
print(report.product.reasons[0], report.product.next_better, report.next_change)
print(write_report(report))
print(ascii(languages.load("et").explain(report)))
"""


@only_compiled
def test_a_frozen_host_gives_the_same_answers(tmp_path: Path) -> None:
    if find_spec("PyInstaller") is None:
        pytest.skip(f"THE FROZEN HOST {WAS_NOT_TESTED}: PyInstaller is not installed")
    hooks = {hook.value for hook in entry_points(group="pyinstaller40")}
    if "costatus._pyinstaller:get_hook_dirs" not in hooks:
        pytest.skip(f"THE FROZEN HOST {WAS_NOT_TESTED}: costatus is not installed from a wheel")
    host = tmp_path / "host.py"
    host.write_text(HOST)
    freeze = [sys.executable, "-m", "PyInstaller", "--onedir", "--log-level", "ERROR", str(host)]
    subprocess.run(freeze, cwd=tmp_path, capture_output=True, check=True)
    frozen = output(str(tmp_path / "dist/host/host"))
    assert "PO-7 is expected on 2026-12-03" in frozen
    assert "ostutellimuse PO-7 eeldatav" in frozen
    assert frozen == output(sys.executable, str(host))


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
