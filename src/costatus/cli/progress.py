"""How far a long run has come, shown on a terminal and nowhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from costatus.cli.terminal import console, counted, is_plain

Moved: TypeAlias = Callable[[int, int], object]
"""Told how many orders were read and how many failed."""


@contextmanager
def progress(
    size: int | None, position: Callable[[], int], *, beside_output: bool
) -> Iterator[Moved]:
    """A bar on standard error, over the bytes read where their number `size` is known.

    There is none where standard error is no terminal, where the answers go to the same terminal
    (`beside_output`), and where NO_COLOR is set, as a bar that moves needs escape codes.
    """
    screen = console(error=True)
    crowded = beside_output and sys.stdout.isatty()
    if not screen.is_interactive or is_plain() or crowded:
        yield lambda _read, _failed: None
        return
    known = size is not None
    columns = (
        BarColumn(bar_width=None) if known else SpinnerColumn("line"),
        *([TaskProgressColumn()] if known else []),
        TextColumn("{task.description}"),
        TimeRemainingColumn() if known else TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=size)
        yield lambda read, failed: bar.update(
            task,
            completed=position() if known else read,
            description=counted(read, "order") + (f", {failed:,} failed" if failed else ""),
        )
