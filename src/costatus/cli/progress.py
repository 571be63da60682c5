"""Show on a terminal how far a long run has come."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from costatus.cli.inputs import OrderFiles
from costatus.cli.terminal import console, counted, is_plain


@contextmanager
def progress(files: OrderFiles, *, beside_output: bool) -> Iterator[Callable[[], object]]:
    """Show a progress bar on standard error; yield what is to be called after each order.

    The bar counts the bytes that were read, or the orders if the size of a file is not known. There
    is none if standard error is no terminal, if the answers go to the same terminal
    (`beside_output`), or if NO_COLOR is set, as a moving bar needs escape codes.
    """
    screen = console(error=True)
    crowded = beside_output and sys.stdout is not None and sys.stdout.isatty()
    if not screen.is_interactive or is_plain() or crowded:
        yield lambda: None
        return
    known = files.size is not None
    columns = (
        BarColumn(bar_width=None) if known else SpinnerColumn("line"),
        *([TaskProgressColumn()] if known else []),
        TextColumn("{task.description}"),
        TimeRemainingColumn() if known else TimeElapsedColumn(),
    )
    read = 0
    with Progress(*columns, console=screen, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=files.size)

        def advance() -> None:
            nonlocal read
            read += 1
            failed = files.failures.count
            bar.update(
                task,
                completed=files.position() if known else read,
                description=counted(read, "order") + (f", {failed:,} failed" if failed else ""),
            )

        yield advance
