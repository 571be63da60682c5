"""The sweep of a folder of tables: Parquet in and out, a whole folder or none."""

import signal
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from costatus import tables
from costatus.cli import folder_sweep, main
from costatus.cli.outputs import Terminated, raising_on_signals
from costatus.tables import files
from costatus.testing import tables_of
from tests.cli.terminal import in_pipe, on_own_terminal
from tests.reference.workload import TODAY, workload

DAY = ["--as-of", str(TODAY)]


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a directory with the folder `data` of 20 orders; it is the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name, rows in tables_of(workload(20)).items():
        parquet.write_table(rows, tmp_path / "data" / f"{name}.parquet")
    return tmp_path


def data() -> dict[str, Any]:
    return {file.stem: parquet.read_table(file) for file in Path("data").iterdir()}


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
def test_the_answers_are_written_as_parquet(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "data", *DAY, "--out", "out"]) == 0
    expected = tables.evaluate(data(), as_of=TODAY)
    for name in ("orders", "lines", "sources", "rejected"):
        read = parquet.read_table(f"out/{name}.parquet")
        assert read.to_pylist() == getattr(expected, name).to_pylist()
    out, err = capsys.readouterr()
    assert out == ""
    assert f"Sweep, as of {TODAY}" in err
    assert err.endswith("costatus: 20 orders evaluated, 0 faults\n")
    counted = [int(line.split()[-1]) for line in err.splitlines() if line.startswith("order ")]
    assert sum(counted) == 20


def test_orders_are_swept_in_chunks(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_sweep, "_ORDERS_PER_CHUNK", 6)
    assert main(["sweep", "data", *DAY, "--out", "out"]) == 0
    assert sorted(parquet.read_table("out/orders.parquet")["order_id"].to_pylist()) == sorted(
        order.id for order in workload(20)
    )


def test_with_tracing_off_there_is_one_chunk(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_sweep, "_ORDERS_PER_CHUNK", 6)
    assert main(["sweep", "data", *DAY, "--out", "out", "--no-tracing"]) == 0
    assert len(parquet.read_table("out/orders.parquet")) == 20


def test_rows_that_are_rejected_are_counted(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = data()["orders"]
    other = pa.Table.from_pylist([{"id": "CO-x", "stage": "sold"}], schema=orders.schema)
    parquet.write_table(pa.concat_tables([orders, other]), "data/orders.parquet")
    assert main(["sweep", "data", *DAY, "--out", "out"]) == 1
    shown = capsys.readouterr().err.splitlines()[-1]
    assert shown == "costatus: 20 orders evaluated, 1 fault in out/rejected.parquet"
    (row,) = parquet.read_table("out/rejected.parquet").to_pylist()
    assert (row["table"], row["key"], row["column"]) == ("orders", "CO-x", "stage")


def test_columns_that_are_wrong_are_one_message(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet.write_table(data()["orders"].drop_columns("stage"), "data/orders.parquet")
    assert main(["sweep", "data", *DAY, "--out", "out"]) == 1
    assert capsys.readouterr().err.startswith('costatus: data: tables["orders"].stage: got None;')
    assert not Path("out").exists()


def test_a_column_that_may_be_misspelt_is_named(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = data()["orders"]
    names = [name.replace("promised_on", "promissed_on") for name in orders.column_names]
    parquet.write_table(orders.rename_columns(names), "data/orders.parquet")
    assert main(["sweep", "data", *DAY, "--out", "out"]) == 0
    said = "data/orders.parquet: promissed_on is ignored: rename it, if it is promised_on"
    assert capsys.readouterr().err.splitlines()[0] == f"costatus: {said}"


def test_without_a_day_it_is_today(directory: Path) -> None:
    said = in_pipe("costatus sweep data --out out", directory)
    assert said.returncode == 0
    assert said.stderr.startswith(b"costatus: data has no as_of and --as-of is not given: using")


MISUSES = {
    "data data --out out": "data is a folder of tables, which is swept alone",
    "data --out out --words w": "--words is for snapshots, and data is a folder of tables",
    "data --out out --only-changes": "--only-changes is for snapshots, and data is a folder of",
    "data": "data is a folder of tables: give --out a new folder",
    "data --out -": "data is a folder of tables: give --out a new folder",
    "data --out data": "--out data exists already; give a new folder, or remove it",
    "data --out data/out": "--out data/out is in data, which is read; write elsewhere",
    "data --out no/out": "no/out: No such file or directory",
}


@pytest.mark.parametrize(("arguments", "message"), MISUSES.items())
def test_what_cannot_be_run_is_refused_before_it_begins(
    directory: Path, capsys: pytest.CaptureFixture[str], arguments: str, message: str
) -> None:
    assert main(["sweep", *arguments.split(), *DAY]) == 2
    assert capsys.readouterr().err.startswith(f"costatus: {message}")
    assert [each.name for each in directory.iterdir()] == ["data"]


def test_a_missing_extra_is_named(
    directory: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["sweep", "data", *DAY, "--out", "out"]) == 2
    assert capsys.readouterr().err == (
        'costatus: data is a folder of tables, which needs pyarrow: pip install "costatus[files]"\n'
    )


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
def test_a_signal_leaves_no_folder(directory: Path) -> None:
    answers = tables.evaluate(data(), as_of=TODAY)

    def interrupted() -> None:
        with raising_on_signals(), files.writer("out") as write:
            write(answers)
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(Terminated):
        interrupted()
    assert [each.name for each in directory.iterdir()] == ["data"]


def test_a_terminal_shows_the_progress(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = on_own_terminal(lambda: main(["sweep", "data", *DAY, "--out", "out"]), monkeypatch)
    assert "100% 20 orders" in shown
