"""What a command of the program is, and how it says that it cannot be run as given."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from attrs import frozen


@frozen
class Command:
    """A command: `summary` completes "costatus NAME: …", and `run` returns the exit code."""

    name: str
    summary: str
    example: str
    run: Callable[[Namespace], int]
    add_arguments: Callable[[ArgumentParser], object] = lambda _: None


class UsageError(Exception):
    """The command cannot be run as it is given; nothing was read or written."""
