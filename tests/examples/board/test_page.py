"""The board as a file: what it is made of, and how the script writes it."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import costatus as cs
from costatus.serialization import Snapshot, write_snapshot
from tests.examples.board.conftest import AS_OF, EXAMPLE

ROOT = EXAMPLE.parents[1]
DATA = re.compile(r'<script id="data" type="application/json">(.*?)</script>', re.DOTALL)
HOSTILE = ["</script><img src=x onerror=hit()>", "<!--<script>", "'\"&amp;", "\u202eCO\u2028\u2069"]


def hostile() -> Snapshot:
    """Return orders whose every text would do harm as markup."""
    orders = []
    for text in HOSTILE:
        source = cs.PurchaseOrder(text, "ordered", date(2026, 12, 3))
        lot = cs.StockLot(text, text, "planned", source=source)
        line = cs.OrderLine(text, text, 10, bookings=[cs.Booking(lot, 10)])
        orders.append(cs.CustomerOrder(text, "confirmed", [line], date(2026, 12, 1)))
    return Snapshot(orders=orders)


def orders_of(page: str) -> list[dict[str, Any]]:
    """Return the orders in a page."""
    found = DATA.search(page)
    assert found
    orders: list[dict[str, Any]] = json.loads(found[1])["orders"]
    return orders


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(EXAMPLE / "board.py"), *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def test_every_status_has_a_tone(example: Any) -> None:
    words = {term.value for terms in example.FAMILIES.values() for term in terms}
    assert set(example.TONES) == words
    assert set(example.TONES.values()) == set(example.SIGNS)


def test_without_arguments_the_script_shows_the_bicycle_maker(tmp_path: Path) -> None:
    done = run(folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("board.html: 300 orders")
    assert len(orders_of((tmp_path / "board.html").read_text("utf-8"))) == 300


def test_the_script_reads_a_snapshot(tmp_path: Path) -> None:
    orders = [cs.CustomerOrder("CO-1", "confirmed", promised_on=AS_OF)]
    file = tmp_path / "orders.json"
    file.write_text(write_snapshot(Snapshot(orders=orders, as_of=AS_OF)), encoding="utf-8")
    for given, shown in (((), "2026-11-24"), (("--as-of", "2026-11-30"), "2026-11-30")):
        assert run(file, *given, "--out", "some.html", folder=tmp_path).returncode == 0
        page = (tmp_path / "some.html").read_text("utf-8")
        assert [order["id"] for order in orders_of(page)] == ["CO-1"]
        assert f"as of {shown}" in page


def test_a_bad_snapshot_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    file.write_text('{"costatus": 1, "orders": [{"id": "CO-1", "stage": "sold"}]}')
    done = run(file, folder=tmp_path)
    assert done.returncode == 2
    assert "orders[0].stage" in done.stderr
    assert "no.json" in run("no.json", folder=tmp_path).stderr
    assert not (tmp_path / "board.html").exists()


def test_without_tracing_the_lots_are_pegged(example: Any) -> None:
    line = cs.OrderLine("1", "bike", 10)
    orders = [cs.CustomerOrder("CO-1", "confirmed", [line], AS_OF)]
    settings = cs.Settings(tracing=False)
    for quantity, status in ((10, "ready_for_shipment"), (9, "not_enough")):
        lots = [cs.StockLot("L-1", "bike", "received", quantity=quantity)]
        snapshot = Snapshot(orders=orders, lots=lots, settings=settings)
        (order,) = orders_of(example.board(snapshot, AS_OF))
        assert order["product"]["status"] == status


def test_an_order_that_cannot_be_evaluated_is_not_left_out(example: Any) -> None:
    finish = datetime(2026, 12, 1, 16, tzinfo=UTC)
    source = cs.ManufacturingOrder("MO-1", "scheduled", planned_finish=finish)
    lot = cs.StockLot("L-1", "bike", "planned", source=source)
    line = cs.OrderLine("1", "bike", 1, bookings=[cs.Booking(lot, 1)])
    snapshot = Snapshot(orders=[cs.CustomerOrder("CO-1", "confirmed", [line])])
    with pytest.raises(cs.InvalidInput, match="CO-1"):
        example.board(snapshot, datetime(2026, 11, 24, 8))


def test_no_text_ends_the_element_of_the_data(example: Any) -> None:
    page = example.board(hostile(), AS_OF)
    assert [order["id"] for order in orders_of(page)] == HOSTILE
    found = DATA.search(page)
    assert found
    assert found[1].isascii()
    assert not set(found[1]) & set("<>&")


def test_the_policy_allows_this_style_and_this_script_alone(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.count("<script") == text.count("</script>") == 2
    assert text.count("<style>") == text.count("</style>") == 1
    assert "default-src 'none'" in text
    assert "unsafe" not in text
    assert "innerHTML" not in text


def test_the_example_imports_public_names_alone() -> None:
    imported = re.findall(
        r"^ *(?:from|import) (costatus\S*)", (EXAMPLE / "board.py").read_text(), re.MULTILINE
    )
    assert set(imported) == {"costatus", "costatus.serialization"}
