"""The commands and how they end, within this process."""

import io
import os
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import costatus as cs
from costatus.cli import main
from costatus.cli.words import Tone, shown, shown_word, tone
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceStatus,
    Term,
)
from costatus.rules import TABLES
from costatus.serialization import schema
from tests.cases.build import TODAY, invoice, line, lot, order

STATUSES: list[type[Term]] = [
    OrderStatus,
    ProductStatus,
    SourceStatus,
    InvoicingStatus,
    PaymentStatus,
]


@pytest.mark.parametrize("words", STATUSES, ids=lambda words: words.__name__)
def test_every_status_word_is_shown_with_the_sign_of_its_colour(words: type[Term]) -> None:
    for word in words:
        text = shown_word(word)
        assert text.plain == f"{tone(word).sign} {word.label}"
        assert text.style == tone(word).colour


def test_no_sign_stands_for_two_colours() -> None:
    assert len({each.sign for each in Tone}) == len({each.colour for each in Tone}) == len(Tone)


def test_a_percent_is_shown_for_a_part_only() -> None:
    given = order(line(lot()), total="10", invoices=[invoice("4", "paid")])
    report = cs.evaluate(given, as_of=TODAY)
    assert shown(report.invoice).plain == "→ Part invoiced 40 %"
    assert shown(report.payment).plain == "✓ Paid"
    assert shown(None).plain == "· no status"


def test_every_command_has_a_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("evaluate", "explain", "pipeline", "sweep", "rules", "schema"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        assert f"example:\n  costatus {command}" in capsys.readouterr().out


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
    (unasked,) = (" ".join(line.split()) for line in printed if line.startswith("P0"))
    assert unasked == "P0 · no status The line asks for nothing from stock."


def test_pipeline_prints_counts_and_totals(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pipeline", str(directory / "orders.json")]) == 0
    assert capsys.readouterr().out == (
        "Sales pipeline, as of 2026-11-24\n"
        "Stage                       Orders     Total\n"
        "· Quotation                      1      9.00\n"
        "· Waiting for Confirmation       0      0.00\n"
        "· Confirmed                      0      0.00\n"
        "→ Waiting for Production         1  1,200.00\n"
        "→ In Production                  0      0.00\n"
        "✓ Ready for Shipment             1    300.50\n"
        "  In the pipeline                3  1,509.50\n"
    )


def test_schema_prints_the_schema() -> None:
    with redirect_stdout(io.StringIO()) as printed:
        assert main(["schema"]) == 0
    assert printed.getvalue().startswith('{\n  "$schema"')
    assert printed.getvalue().count("\n") > len(schema()["$defs"])


def test_as_csv_and_as_a_table_on_a_terminal(
    directory: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(directory / "orders.json")
    assert main(["evaluate", file, "--format", "csv"]) == 0
    assert capsys.readouterr().out.count("\nCO-17,") == 6
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["evaluate", file]) == 0
    assert " CO-17       → Waiting for Production  " in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "40")
    assert main(["evaluate", file]) == 0
    assert "\n CO-17 " in (narrow := capsys.readouterr().out)
    assert "\n → Waiting for Production " in narrow
    assert main(["explain", file, "CO-17"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 40


def test_a_missing_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setitem(sys.modules, "cattrs", None)
    assert main(["schema"]) == 2
    assert "needs rich and cattrs: pip install" in capsys.readouterr().err


def test_a_pipe_that_is_closed_ends_it_quietly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert main(["schema"]) == 0
    assert capsys.readouterr().err == ""


def test_a_full_disk_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(["schema"]) == 2
    assert "No space left on device" in capsys.readouterr().err


def test_an_order_that_is_not_there_is_told(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(directory / "orders.json")
    assert main(["explain", file, "co-7"]) == 1
    assert "no order 'co-7' in " in (told := capsys.readouterr().err)
    assert told.endswith("close to it: 'CO-17', 'CO-19', 'CO-18'\n")
    assert main(["explain", file, "4711"]) == 1
    assert capsys.readouterr().err.endswith("; it has 4 others\n")


def test_faults_of_the_command_itself_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "/nowhere.json"]) == 2
    assert capsys.readouterr().err == "costatus: /nowhere.json: No such file or directory\n"
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", "x", "--as-of", "2026-02-30"])
    assert ended.value.code == 2
    assert "got '2026-02-30'; expected a day, YYYY-MM-DD" in capsys.readouterr().err


def test_an_interrupt_ends_it_as_a_shell_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.StringIO):
        def write(self, _text: str) -> int:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdout", Interrupted())
    assert main(["schema"]) == 130
