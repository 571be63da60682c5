"""The commands and how they end, within this process."""

import io
import os
import runpy
import sys
from contextlib import redirect_stdout
from decimal import localcontext
from pathlib import Path

import pytest

from costatus.cli import main, rules
from costatus.rules import TABLES
from costatus.serialization import read_snapshot, schema


def test_python_m_costatus_is_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["costatus", "rules", "payment"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("costatus", run_name="__main__")
    assert ended.value.code == 0
    assert "Y1a  · Not paid" in capsys.readouterr().out


def test_rules_prints_every_row_and_note_of_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    printed = capsys.readouterr().out.splitlines()
    for family, table in TABLES.items():
        assert f"{family.capitalize()} status: the first row that holds decides" in printed
        for row in table.rows:
            assert any(line.split()[:1] == [row.id] for line in printed)
        for note in table.notes:
            assert any(line.split()[:1] == [note.code.name] for line in printed)
    (no_status,) = (" ".join(line.split()) for line in printed if line.startswith("P0"))
    assert no_status.startswith("P0 · no status ")


def test_pipeline_prints_counts_and_totals(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with localcontext(prec=3):  # of a host that calls it
        assert main(["pipeline", str(directory / "orders.json")]) == 0
    assert capsys.readouterr().out == (
        "Sales pipeline, as of 2026-11-24\n"
        "Stage                       Orders  Without total     Total\n"
        "· Quotation                      1              1      0.00\n"
        "· Waiting for Confirmation       0                     0.00\n"
        "· Confirmed                      0                     0.00\n"
        "→ Waiting for Production         1                 1,200.00\n"
        "→ In Production                  0                     0.00\n"
        "✓ Ready for Shipment             1                   300.50\n"
        "  In the pipeline                3              1  1,500.50\n"
    )


def test_schema_prints_the_schema() -> None:
    with redirect_stdout(io.StringIO()) as printed:
        assert main(["schema"]) == 0
    assert printed.getvalue().startswith('{\n  "$schema"')
    assert printed.getvalue().count("\n") > len(schema()["$defs"])


def test_the_example_shows_different_statuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["example"]) == 0
    text = capsys.readouterr().out
    assert len(read_snapshot(text).orders) == 8
    (tmp_path / "f").write_text(text, encoding="utf-8")
    assert main(["evaluate", str(tmp_path / "f")]) == 0
    out, err = capsys.readouterr()
    shown = {status for status in out.replace("  ", "\n").split("\n") if status[:1] in {*"✓→·!✗"}}
    assert err == ""
    assert len(shown) >= 12


def test_a_missing_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setitem(sys.modules, "cattrs", None)
    assert main(["schema"]) == 2
    assert capsys.readouterr().err == (
        'costatus: the command line needs rich and cattrs: pip install "costatus[cli]"\n'
    )


def test_a_pipe_that_is_closed_ends_it_quietly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert main(["schema"]) == 0
    assert capsys.readouterr().err == ""


def test_a_full_disk_is_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(["schema"]) == 2
    assert "standard output: No space left on device" in capsys.readouterr().err


def test_streams_may_be_closed(
    directory: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = str(directory / "orders.json")
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["evaluate", "-"]) == 2
    assert capsys.readouterr().err == "costatus: standard input: closed\n"
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["evaluate", orders]) == 2
    assert capsys.readouterr().err == "costatus: standard output: closed\n"
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["sweep", orders, "--out", str(directory / "o")]) == 0


def test_an_order_that_is_not_there_is_an_error(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(directory / "orders.json")
    assert main(["explain", file, "co-7"]) == 1
    assert "no order 'co-7' in " in (error := capsys.readouterr().err)
    assert error.endswith("did you mean 'CO-17', 'CO-19', 'CO-18'?\n")
    assert main(["explain", file, "4711"]) == 1
    assert capsys.readouterr().err.endswith("; found 4 other orders\n")


def test_an_order_is_found_in_any_of_many_files(
    directory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(tmp_path / "others.json"), str(directory / "orders.json")]
    Path(files[0]).write_text('{"costatus": 1, "as_of": "2026-11-24"}', encoding="utf-8")
    assert main(["explain", *files, "CO-17"]) == 0
    assert capsys.readouterr().out.startswith("Order CO-17, as of ")
    assert main(["explain", *files, "4711"]) == 1
    found = f"no order '4711' in {files[0]} or {files[1]}; found 4 other orders"
    assert capsys.readouterr().err == f"costatus: {found}\n"


@pytest.mark.parametrize("command", ["evaluate .", "explain . CO-1", "pipeline ."])
def test_a_folder_is_for_sweep(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main(command.split()) == 2
    assert capsys.readouterr().err == (
        "costatus: . is a folder; give a file; a folder of tables is a FILE of costatus sweep\n"
    )


def test_a_file_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "/nowhere.json"]) == 2
    assert capsys.readouterr().err == "costatus: /nowhere.json: No such file or directory\n"


def test_an_interrupt_ends_it_as_a_shell_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.StringIO):
        def write(self, _text: str) -> int:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdout", Interrupted())
    assert main(["schema"]) == 130


def test_standard_input_is_read_in_a_call_too(capsys: pytest.CaptureFixture[str]) -> None:
    with Path(os.devnull).open("rb") as null:
        before = os.dup(0)
        os.dup2(null.fileno(), 0)
        try:
            assert main(["evaluate", "-"]) == 1
        finally:
            os.dup2(before, 0)
            os.close(before)
    assert capsys.readouterr().err.startswith("costatus: standard input: ")


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_an_explanation_fits_the_terminal(
    directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["explain", str(directory / "orders.json"), "CO-17"]) == 0
    assert 30 < max(map(len, capsys.readouterr().out.splitlines())) <= columns


def test_a_docstring_that_was_removed_is_read_from_its_source() -> None:
    def holds() -> bool:
        """P0. It holds."""
        return True

    holds.__doc__ = None
    assert rules._sentence(holds) == "P0. It holds."
