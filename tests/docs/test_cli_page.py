"""The page of the command line shows what the commands print."""

import re
from pathlib import Path
from shutil import copy

import pytest

from tests.cli.terminal import in_pipe, on_terminal
from tests.cli.test_arguments import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
SHOWN = re.compile(r"^```console\n\$ (.*?)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the example."""
    folder = tmp_path_factory.mktemp("example")
    assert in_pipe("costatus example > orders.json", folder).returncode == 0
    return folder / "orders.json"


@pytest.mark.parametrize(("command", "output"), SHOWN.findall(PAGE))
def test_the_page_shows_what_the_command_prints(
    example: Path, tmp_path: Path, command: str, output: str
) -> None:
    copy(example, tmp_path)
    printed = on_terminal(command, tmp_path, NO_COLOR="1").rstrip().split("\n")
    assert [line.rstrip() for line in printed] == output.rstrip().split("\n")


def test_the_page_shows_every_command() -> None:
    assert {words.split("costatus ")[1].split()[0] for words, _ in SHOWN.findall(PAGE)} == {
        *COMMANDS
    }


def test_the_page_names_every_option_of_a_sweep(tmp_path: Path) -> None:
    usage = in_pipe("costatus sweep --help", tmp_path).stdout.decode()
    for option in set(re.findall(r"--[a-z-]+", usage)) - {"--help"}:
        assert f"`{option}" in PAGE
