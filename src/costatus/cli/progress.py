"""Show on a terminal how far a long run has come."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from costatus.cli.inputs import Failures
from costatus.cli.terminal import console, is_plain
from costatus.models._validation.shown import counted


class Run(Protocol):
    """A run whose progress can be shown."""

    failures: Failures

    @property
    def size(self) -> int | None:
        """How much there is to do; None if that is not known."""

    def position(self) -> int:
        """Return how much was done."""


@contextmanager
def progress(run: Run, *, beside_output: bool) -> Iterator[Callable[..., object]]:
    """Show a progress bar on standard error; yield what is to be called after each order.

    It may be called after several orders, with their number. The bar shows how much was done of
    all, or counts the orders if its size is not known. There is none if standard error is no
    terminal, if the answers go to the same terminal (`beside_output`), or if NO_COLOR is set, as a
    moving bar needs escape codes.
    """
    screen = console(error=True)
    crowded = beside_output and sys.stdout is not None and sys.stdout.isatty()
    if not screen.is_interactive or is_plain() or crowded:
        yield lambda *_: None
        return
    known = run.size is not None
    columns = (
        BarColumn(bar_width=None) if known else SpinnerColumn("line"),
        *([TaskProgressColumn()] if known else []),
        TextColumn("{task.description}"),
        TimeRemainingColumn() if known else TimeElapsedColumn(),
    )
    read = 0
    with Progress(*columns, console=screen, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=run.size)

        def advance(orders: int = 1) -> None:
            nonlocal read
            read += orders
            failed = run.failures.count
            bar.update(
                task,
                completed=run.position() if known else read,
                description=counted(read, "order") + (f", {failed:,} failed" if failed else ""),
            )

        yield advance
