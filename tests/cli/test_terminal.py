"""What people read: tables on terminals of any width and in pipes, and text without tricks."""

import os
import re
import sys
from pathlib import Path
from typing import TypeAlias

import pytest
from rich.text import Text

from costatus.cli import main
from costatus.cli.terminal import print_table, visible, warn
from tests.cli.terminal import in_pipe, on_terminal

COLUMNS = ("Order\nPromised", "Status", "Why")
Row: TypeAlias = tuple[str | Text, ...]
ROWS: list[Row] = [
    ("CO-1", "no day", Text("✓ Done", "green"), "It is done."),
    ("CO-2", "", "· Open", "Why not"),
]


def table(capsys: pytest.CaptureFixture[str], *rows: Row) -> str:
    print_table("Title", COLUMNS, rows or ROWS)
    return capsys.readouterr().out


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")


def test_in_a_table_no_control_character_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("T", ("Order", "Why"), [("a\a\b\v\f\r", "b\a"), (Text(visible("c\r")), "d")])
    assert capsys.readouterr().out.splitlines()[2:] == [
        r"a\x07\x08\x0b\x0c\r  b\x07",
        r"c\r                  d",
    ]


def test_in_a_pipe_each_row_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert table(capsys) == (
        "Title\n"
        "Order  Promised  Status  Why\n"
        "CO-1   no day    ✓ Done  It is done.\n"
        "CO-2             · Open  Why not\n"
    )


@pytest.mark.usefixtures("_terminal")
def test_on_a_terminal_cells_of_one_column_are_above_each_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert [line.rstrip() for line in table(capsys).splitlines()] == [
        "Title",
        "",
        "Order",
        "Promised  Status  Why",
        "─" * 29,
        "CO-1      ✓ Done  It is done.",
        "no day",
        "CO-2      · Open  Why not",
        "",
        "",
    ]


@pytest.mark.usefixtures("_terminal")
def test_on_a_narrow_terminal_a_row_is_a_record_and_a_blank_line_is_between_two(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "28")
    assert [line.rstrip() for line in table(capsys).splitlines()] == [
        "Title",
        "",
        "Order     CO-1",
        "Promised  no day",
        "Status    ✓ Done",
        "Why       It is done.",
        "",
        "Order     CO-2",
        "Status    · Open",
        "Why       Why not",
        "",
    ]


@pytest.mark.usefixtures("_terminal")
@pytest.mark.parametrize("columns", [40, 60])
def test_words_of_a_table_stay_whole_on_a_narrow_terminal(
    directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for command in ("evaluate", "pipeline", "sweep --out /dev/null"):
        assert main([*command.split(), str(directory / "orders.json")]) == 0
        shown = "".join(capsys.readouterr())
        assert max(map(len, shown.splitlines())) <= columns
        assert {"Waiting", "Production"} <= {*shown.split()}


def test_one_long_cell_does_not_widen_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 1_000_000
    printed = table(capsys, (long, "", "", long), *[("CO-2", "", "", "")] * 100)
    cut, *others = printed.splitlines()[2:]
    assert cut == "x" * 59 + "…" + " " * 20 + "x" * 1999 + "…"
    assert others == ["CO-2"] * 100


UNSAFE = [*range(32), 127, *range(0x80, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F)]
UNSAFE += [*range(0x2066, 0x206A), 0x061C, 0x2028, 0x2029, 0xFEFF, 0xD800, 0xDFFF]


@pytest.mark.parametrize("code", UNSAFE, ids=hex)
def test_what_could_move_the_cursor_or_turn_the_text_is_shown_as_its_escape(code: int) -> None:
    shown = visible(f"a{chr(code)}b")
    assert re.fullmatch(r"a\\[a-z0-9]+b", shown)
    assert shown.isascii()


@pytest.mark.parametrize(
    "text", ["Zoë", "日本 1", "a\u00a0b", "\u0645\u06cc\u200c\u062e", "👩‍🔧", "→"]
)
def test_text_of_any_language_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_a_message_keeps_its_lines_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    warn("a\n  b\x1b[31m\x9b\u202e")
    assert capsys.readouterr().err == "costatus: a\n  b\\x1b[31m\\x9b\\u202e\n"


NASTY = "a\x1b]0;b\x07\x9bc\u202ed\u2066e\u200f"
JSON = NASTY.encode("unicode_escape").decode().replace("\\x", "\\u00")


@pytest.fixture
def _nasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    order = f'{{"id": "{JSON}", "stage": "confirmed"}}'
    bad = f'{{"id": "x{JSON}", "stage": "{JSON}"}}'
    Path("f").write_text(
        f'{{"costatus": 1, "as_of": "2026-11-24", "orders": [{order}, {bad}]}}', encoding="utf-8"
    )
    Path("empty").touch()


COMMANDS = [
    "evaluate f",
    "evaluate f --format csv",
    "evaluate f --format jsonl",
    f"explain f {NASTY}",
    "sweep f --previous empty --only-changes",
    "sweep f --words /dev/stdout --failures /dev/null",
    "sweep f --failures /dev/stdout --out /dev/null",
]


@pytest.mark.usefixtures("_nasty")
@pytest.mark.parametrize("command", COMMANDS, ids=range(len(COMMANDS)))
def test_no_command_writes_such_a_character(
    command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(command.split()) == (0 if command.startswith("explain") else 1)
    for text in capfd.readouterr():
        assert not {*NASTY} & {*text} - {*"abcde"} - {*"]0;"}


@pytest.mark.usefixtures("_nasty")
def test_no_terminal_gets_such_a_character(tmp_path: Path) -> None:
    shown = on_terminal("costatus evaluate f", tmp_path, NO_COLOR="1")
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & {*shown}


def test_one_long_id_does_not_fill_the_screen(tmp_path: Path) -> None:
    many = ", ".join(f'{{"id": "CO-{n}", "stage": "confirmed"}}' for n in range(200))
    long = "x" * 1_000_000
    text = f'{{"costatus": 1, "orders": [{{"id": "{long}", "stage": "confirmed"}}, {many}]}}'
    (tmp_path / "f").write_text(text, encoding="utf-8")
    assert len(in_pipe("costatus evaluate f", tmp_path).stdout) < 100_000
    assert len(on_terminal("costatus evaluate f", tmp_path)) < 200_000


def test_a_message_that_nobody_reads_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of it is left to be written when Python ends."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", buffering=1) as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        warn("too late")
        stream.flush()
        warn("later still")
