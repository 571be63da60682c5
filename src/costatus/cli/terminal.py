"""Print text and tables, on a terminal or into a pipe, and messages on standard error."""

import errno
import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Literal, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

_NARROW, _FEW = 80, 3
"""Below the width, a table with more names than the number may become a list of records."""

_CELL, _LINE = 60, 2_000
"""The longest cell, and the longest line of text (also the last cell of a row), in characters."""

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, bidirectional and invisible formatting, and halves of surrogate pairs."""


def visible(text: str, limit: int = _LINE) -> str:
    """Return the text on one line of at most `limit` characters, without control characters.

    What could move the cursor, or change the direction of the text, becomes its escape sequence.
    """
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return _UNSAFE.sub(lambda match: repr(match[0])[1:-1], shown)


def output() -> TextIO:
    """Return standard output; raise OSError where it is closed."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "closed", "standard output")
    return sys.stdout


def name_of(file: str) -> str:
    """Return what messages call a FILE."""
    return "standard input" if file == "-" else file


def warn(message: object) -> None:
    """Write a message on standard error, if somebody reads it."""
    if sys.stderr is not None:
        lines = map(visible, str(message).split("\n"))
        try:
            sys.stderr.write("costatus: " + "\n".join(lines) + "\n")
        except BrokenPipeError:
            discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Send what a stream still buffers to the null device: writing it at exit would fail."""
    with suppress(OSError, AttributeError):  # without a descriptor there is nothing to write
        descriptor = stream.fileno()
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, descriptor)
        os.close(null)


def console(*, error: bool = False) -> Console:
    """Return standard output, or standard error, for rich; without colour if NO_COLOR is set."""
    return Console(
        stderr=error,
        color_system=None if is_plain() else "auto",
        markup=False,
        emoji=False,
        highlight=False,
    )


def is_plain() -> bool:
    """Return whether NO_COLOR forbids escape codes."""
    return bool(os.environ.get("NO_COLOR"))


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    right: Collection[str] = (),
    *,
    error: bool = False,
) -> None:
    """Print a table, on standard error if `error`; align the columns named in `right` right.

    A column whose name has several lines holds as many cells, one above the other. Where that does
    not fit a narrow terminal, the table becomes a list of records. In a pipe each row is one line
    of plain text.
    """
    names = "\n".join(columns).split("\n")
    cells = [_cells(row) for row in rows]
    screen = console(error=error)
    if not screen.is_terminal:
        stream = sys.stderr if error else output()
        if stream is not None:
            lines = _aligned(names, [[cell.plain for cell in row] for row in cells], right)
            stream.writelines(f"{line}\n" for line in (title, *lines))
        return
    table = _grid(columns, cells, right)
    room = screen.options.update(max_width=_NARROW)
    if len(names) > _FEW and screen.width < screen.measure(table, options=room).maximum:
        table = _records(names, cells)
    screen.print(Text(title, style="bold"), "", table, "", sep="\n")


def _cells(row: Sequence[str | Text]) -> list[Text]:
    *cells, last = row
    return [*(_cut(cell, _CELL) for cell in cells), _cut(last, _LINE)]


def _cut(cell: str | Text, limit: int) -> Text:
    """Escape before rich sees the text: it drops some control characters without a trace."""
    if isinstance(cell, Text):
        return Text(visible(cell.plain, limit), style=cell.style)
    return Text(visible(cell, limit))


def _grid(columns: Sequence[str], rows: Iterable[list[Text]], right: Collection[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    for name in columns:
        justify: Literal["left", "right"] = "right" if name in right else "left"
        # Long ids, in the first column, and sentences wrap; a status stays on its line.
        wraps = name == columns[0] or "\n" not in name
        table.add_column(name, justify=justify, no_wrap=not wraps, overflow="fold")
    for row in rows:
        cells = iter(row)
        table.add_row(*(Text("\n").join(islice(cells, len(name.split("\n")))) for name in columns))
    return table


def _records(names: Sequence[str], rows: Iterable[list[Text]]) -> Table:
    """Return a line for each cell that is not empty, with its column, and a blank between rows."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for n, row in enumerate(rows):
        if n:
            table.add_row()
        for name, cell in zip(names, row, strict=True):
            if cell:
                table.add_row(name, cell)
    return table


def _aligned(names: list[str], rows: list[list[str]], right: Collection[str]) -> Iterator[str]:
    """Yield the lines of a table of plain text."""
    table = [names, *rows]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    if names[-1] not in right:
        widths[-1] = 0  # nothing follows it
    for row in table:
        padded = (
            _padded(cell, width, left=name not in right)
            for name, cell, width in zip(names, row, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _padded(cell: str, width: int, *, left: bool) -> str:
    blank = " " * (width - cell_len(cell))
    return cell + blank if left else blank + cell
