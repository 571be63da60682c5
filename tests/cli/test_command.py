"""The command as a process of its own: pipes, a terminal, exit codes."""

import csv
import io
import json
import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import costatus.cli
from tests.cli.terminal import ESCAPE, in_pipe, on_terminal

LATE = (
    "Line CO-17/1 is delayed: purchase order PO-1 is expected on 2026-12-03, two days after "
    "the promised 2026-12-01 (10 of the outstanding 10 are late). [P6p]"
)


def test_the_entry_point_is_the_main_function() -> None:
    (point,) = entry_points(group="console_scripts", name="costatus")
    assert point.load() is costatus.cli.main


def test_a_pipe_gets_plain_text_with_an_order_on_each_line(directory: Path) -> None:
    done = in_pipe("costatus evaluate orders.json", directory)
    assert (done.returncode, done.stderr) == (0, b"")
    title, head, late, ready, quotation, canceled = done.stdout.decode("utf-8").splitlines()
    assert title == "Customer orders, as of 2026-11-24"
    assert " ".join(head.split()) == "Order Promised Status Products Invoicing Payment Why"
    assert re.split(" {2,}", late) == [
        "CO-17",
        "2026-12-01",
        "→ Waiting for Production",
        "✗ Delayed",
        "→ Part invoiced 33 %",
        "✓ Paid",
        LATE,
    ]
    assert ready.startswith("CO-18  2026-12-01  ✓ Ready for Shipment")
    assert quotation.startswith("Zoë's  no day      · Quotation")
    assert canceled.endswith("Order CO-19 is canceled: the stage was assigned by a person. [O1]")


@pytest.mark.parametrize("given", ["orders.json", "orders.jsonl", "- < orders.jsonl"])
def test_a_document_lines_and_standard_input_are_evaluated_alike(
    directory: Path, given: str
) -> None:
    done = in_pipe(f"costatus evaluate --format jsonl {given}", directory)
    assert (done.returncode, done.stderr) == (0, b"")
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["order_id"] for report in reports] == ["CO-17", "CO-18", "Zoë's", "CO-19"]


@pytest.mark.parametrize("columns", [40, 80, 100, 120])
def test_a_terminal_gets_colours_with_a_sign_and_a_label_beside_each(
    directory: Path, columns: int
) -> None:
    shown = on_terminal("costatus evaluate orders.json", directory, columns)
    assert re.search(r"\x1b\[31m✗ Delayed *\x1b\[0m", shown)
    assert re.search(r"\x1b\[32m✓ Ready for Shipment *\x1b\[0m", shown)
    assert re.search(r"\x1b\[36m→ Part invoiced 33 % *\x1b\[0m", shown)
    lines = ESCAPE.sub("", shown).splitlines()
    assert max(map(len, lines)) <= columns
    assert ("two days after" in shown) is (columns == 120)


def test_a_long_id_is_shown_whole(directory: Path) -> None:
    long = "SALES-ORDER-2026-000017-TALLINN"
    command = f"sed s/CO-17/{long}/ orders.json | costatus evaluate -"
    shown = on_terminal(command, directory, NO_COLOR="1")
    head = next(line for line in shown.splitlines() if line.startswith("Promised"))
    width = head.index("Products")
    assert long in "".join(line[:width].strip() for line in shown.splitlines())


def test_no_color_takes_every_escape_code_away(directory: Path) -> None:
    shown = on_terminal("costatus evaluate orders.json", directory, NO_COLOR="1")
    assert "✗ Delayed" in shown
    assert "\x1b" not in shown


def test_an_explanation_is_wrapped_on_a_terminal_and_not_in_a_pipe(directory: Path) -> None:
    shown = on_terminal("costatus explain orders.json CO-17", directory)
    assert max(map(len, shown.splitlines())) <= 80
    piped = in_pipe("costatus explain orders.json CO-17", directory).stdout.decode("utf-8")
    assert max(map(len, piped.splitlines())) > 80
    assert shown.split() == piped.split()


def test_the_text_is_utf8_whatever_the_locale(directory: Path) -> None:
    done = in_pipe(
        "costatus evaluate orders.json",
        directory,
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )
    assert "✓ Paid" in done.stdout.decode("utf-8")
    assert "Zoë's" in done.stdout.decode("utf-8")


def test_csv_has_a_row_for_each_status(directory: Path) -> None:
    done = in_pipe("costatus evaluate orders.json --format csv", directory)
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"))))
    keys = [tuple(row[name] for name in ("family", "line_id", "source_id")) for row in rows[:6]]
    assert keys == [
        ("order", "", ""),
        ("product", "", ""),
        ("product", "1", ""),
        ("source", "1", "PO-1"),
        ("invoicing", "", ""),
        ("payment", "", ""),
    ]
    assert rows[4] == {
        "order_id": "CO-17",
        "as_of": "2026-11-24",
        "family": "invoicing",
        "line_id": "",
        "source_kind": "",
        "source_id": "",
        "status": "part_invoiced",
        "percent": "33",
        "codes": "partly_invoiced",
        "rows": "I3",
        "sentences": "Order CO-17 is part invoiced: 400 of 1200 are invoiced, 800 are not. [I3]",
        "notes": "",
    }


ENDS = [
    ("costatus pipeline orders.json", 0, ""),
    ("costatus evaluate nowhere.json", 2, "costatus: nowhere.json: No such file or directory\n"),
    ("costatus evaluate - <&-", 2, "costatus: standard input: closed\n"),
    ("costatus schema > /dev/full", 2, "costatus: standard output: No space left on device\n"),
    ("echo '{' | costatus evaluate -", 1, "standard input: snapshot: got '{\\n'; expected JSON"),
]


@pytest.mark.parametrize(("command", "code", "message"), ENDS, ids=[each[0] for each in ENDS])
def test_the_exit_code_and_the_message(
    directory: Path, command: str, code: int, message: str
) -> None:
    done = in_pipe(command, directory)
    error = done.stderr.decode("utf-8")
    assert done.returncode == code
    assert message in error
    assert bool(message) is bool(error)
    assert "Traceback" not in error


def test_a_reader_that_leaves_ends_it_quietly(directory: Path) -> None:
    ending = "(costatus schema; echo $? >&2) | head -1"
    done = in_pipe(ending, directory)
    assert (done.stdout, done.stderr) == (b"{\n", b"0\n")


def test_without_docstrings_the_rules_are_the_same(directory: Path) -> None:
    usual, without = (
        in_pipe(f'"$PYTHON" {options} -m costatus rules payment', directory).stdout
        for options in ("", "-OO")
    )
    assert b"No invoice counts." in usual
    assert without == usual
