"""A directory with two snapshots: the same orders as a document and as JSON Lines."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from costatus import serialization
from tests.cases.build import TODAY, bought, day, invoice, line, lot, order


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    late = lot("L9", status="planned", source=bought(expected_on=day(9)))
    orders = (
        evolve(order(line(late), total="1200", invoices=[invoice("400", "paid")]), id="CO-17"),
        evolve(order(line(lot()), total="300.50"), id="CO-18"),
        evolve(order(line(), stage="quotation", promised_on=None), id="Zoë's"),
        evolve(order(stage="canceled"), id="CO-19"),
    )
    document = serialization.write_snapshot(serialization.Snapshot(orders, as_of=TODAY))
    (tmp_path / "orders.json").write_text(document, encoding="utf-8")
    lines = "".join(serialization.write_lines(orders, as_of=TODAY))
    (tmp_path / "orders.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def _signals_are_not_ignored() -> Iterator[None]:
    """Let signals end a process that is started here, under nohup and in the background too."""
    hang_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    interrupt = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGHUP, hang_up)
    signal.signal(signal.SIGINT, interrupt)
