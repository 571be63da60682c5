"""The change that CONTRIBUTING.md shows is the whole of a new rule."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import costatus

ROOT = Path(__file__).parents[2]

ASK = """
import costatus as cs
from datetime import date
today, soon = date(2026, 11, 24), date(2026, 12, 1)
po = cs.PurchaseOrder(id="PO-7", stage=cs.PurchaseStage.ORDERED, expected_on=soon)
lot = cs.StockLot(id="L1", item="bike", status=cs.LotStatus.PLANNED, source=po)
line = cs.OrderLine(id="1", item="bike", quantity=1, bookings=[cs.Booking(lot=lot, quantity=1)])
order = cs.CustomerOrder(id="CO-1", stage=cs.OrderStatus.CONFIRMED, lines=[line], promised_on=soon)
decision = cs.evaluate(order, as_of=today).lines[0].sources[0].decision
print(decision.status.value, *decision.reasons)
"""


def answer_of(source: Path) -> str:
    environ = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True, env=environ
    )
    return done.stdout.strip()


def applied(text: str, hunk: str) -> str:
    """Return the text with one hunk of a diff, whose place has to be the only one."""
    lines = [line for line in hunk.splitlines() if line]
    before = "\n".join(line[1:] for line in lines if line[0] in " -")
    after = "\n".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1
    return text.replace(before, after)


def test_the_diff_of_a_new_rule_is_all_it_takes(tmp_path: Path) -> None:
    shown = re.search(r"```diff\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    assert shown is not None
    head, *hunks = shown[1].split("@@\n")
    changed = re.search(r"^\+\+\+ b/src/(.*)$", head, re.MULTILINE)
    assert changed is not None
    installed = Path(costatus.__file__).parent
    plain = shutil.ignore_patterns("*.so", "*.pyd", "_ladders.py")
    shutil.copytree(installed, tmp_path / "costatus", ignore=plain)
    before = answer_of(tmp_path)
    assert before.startswith("expected_on_time Purchase order PO-7 is expected on time: ")
    assert before.endswith(" [U4]")
    module = tmp_path / changed[1]
    for hunk in hunks:
        module.write_text(applied(module.read_text(), hunk))
    assert answer_of(tmp_path) == (
        "possibly_delayed Purchase order PO-7 is possibly delayed: "
        "it is expected on 2026-12-01, the promised day itself. [U3d]"
    )
