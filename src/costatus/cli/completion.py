"""`costatus completion`: a script that lets a shell complete commands, options and files."""

from argparse import ArgumentParser, Namespace
from typing import Final

import shtab

from costatus.cli.command import Command
from costatus.cli.terminal import output

_SHELLS: Final = ("bash", "zsh", "fish")


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "shell", metavar="SHELL", choices=_SHELLS, help=f"one of {', '.join(_SHELLS)}"
    )


def _run(arguments: Namespace) -> int:
    output().write(shtab.complete(arguments.parser, arguments.shell) + "\n")
    return 0


COMMAND = Command(
    "completion",
    "print a script with which a shell completes commands, options and files",
    'eval "$(costatus completion bash)"',
    _run,
    _add_arguments,
)
