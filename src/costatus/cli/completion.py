"""`costatus completion`: a script that lets a shell complete commands, options and files."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any, Final

from costatus.cli.arguments import FILE
from costatus.cli.command import Command
from costatus.cli.terminal import output

_SHELLS: Final = ("bash", "zsh", "fish")


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "shell", metavar="SHELL", choices=_SHELLS, help=f"one of {', '.join(_SHELLS)}"
    )


def _run(arguments: Namespace) -> int:
    import shtab  # noqa: PLC0415 no other command needs it

    for action in _actions(arguments.parser):
        if action.metavar == FILE:
            action.complete = shtab.FILE  # which shtab looks for
    output().write(shtab.complete(arguments.parser, arguments.shell) + "\n")
    return 0


def _actions(parser: ArgumentParser) -> Iterator[Any]:
    """Yield the arguments and options of a parser and of its commands."""
    for action in parser._actions:  # noqa: SLF001 there is no public way
        yield action
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from _actions(command)


COMMAND = Command(
    "completion",
    "print a script with which a shell completes commands, options and files",
    'eval "$(costatus completion bash)"',
    _run,
    _add_arguments,
)
