"""The page of the command line shows what the commands print."""

import re
from pathlib import Path

import pytest

from tests.cli.terminal import on_terminal

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
FILE = re.compile(r"^```json\n(.*?)^```", re.DOTALL | re.MULTILINE)
SHOWN = re.compile(r"^```console\n\$ (.*?)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("command", "output"), SHOWN.findall(PAGE))
def test_the_page_shows_what_the_command_prints(tmp_path: Path, command: str, output: str) -> None:
    (file,) = FILE.findall(PAGE)
    (tmp_path / "orders.json").write_text(file, encoding="utf-8")
    printed = on_terminal(command, tmp_path, NO_COLOR="1").rstrip().split("\n")
    assert [line.rstrip() for line in printed] == output.rstrip().split("\n")


def test_the_page_shows_every_command() -> None:
    shown = {words.split("costatus ")[1].split()[0] for words, _ in SHOWN.findall(PAGE)}
    assert shown == {"evaluate", "explain", "pipeline", "sweep", "rules", "schema"}
