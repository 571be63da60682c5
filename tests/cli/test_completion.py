"""Shells complete commands, options, words and files, by the script that `completion` prints."""

import shutil
import subprocess
from pathlib import Path

import pytest

from costatus.cli import main

# Asks the function that the script registers, as bash does when a person presses Tab.
BASH = """
source ./script
COMP_WORDS=(%s "%s")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
$(complete -p costatus | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
printf '%%s\n' "${COMPREPLY[@]}"
"""
SCRIPTS = {"bash": BASH, "fish": "source ./script; complete -C '%s %s' | cut -f1"}

COMPLETED = [
    ("costatus", "ev", {"evaluate"}),
    ("costatus", "", {"example", "evaluate", "explain", "pipeline", "sweep", "rules", "schema"}),
    ("costatus rules", "pro", {"product"}),
    ("costatus sweep", "--w", {"--words"}),
    ("costatus evaluate --format", "c", {"csv"}),
    ("costatus evaluate", "ord", {"orders.json", "orders.jsonl"}),
    ("costatus sweep orders.json --previous", "orders.jsonl", {"orders.jsonl"}),
]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_shell_completes_what_the_parser_knows(
    directory: Path, capsys: pytest.CaptureFixture[str], shell: str
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} to complete with")
    assert main(["completion", shell]) == 0
    (directory / "script").write_text(capsys.readouterr().out, encoding="utf-8")
    for words, last, expected in COMPLETED:
        done = subprocess.run(
            [shell, "-c", SCRIPTS[shell] % (words, last)],
            cwd=directory,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        assert expected <= {*done.stdout.split()}, words


def test_zsh_gets_a_script_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "zsh"]) == 0
    script = capsys.readouterr().out
    assert script.startswith("#compdef costatus\n")
    assert "--only-changes" in script
