"""What is common to all that is printed: the console, tables, and what is told on stderr."""

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

_NARROW = 80
"""Below this width words do not fit beside each other."""


def console(*, error: bool = False) -> Console:
    """Standard output, or standard error: in colour on a terminal, plain where NO_COLOR is set."""
    return Console(
        stderr=error,
        color_system=None if is_plain() else "auto",
        markup=False,
        emoji=False,
        highlight=False,
    )


def is_plain() -> bool:
    """Whether NO_COLOR asks for text without any escape code."""
    return bool(os.environ.get("NO_COLOR"))


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    right: Collection[str] = (),
    *,
    error: bool = False,
) -> None:
    """Print a table, on standard error if it is no answer; `right` names the columns of numbers.

    A name of several lines stands for as many cells of a row. A terminal shows them above each
    other, and all cells of a row where it is too narrow; into a pipe they go side by side, each row
    on one line, however long, and nothing but text.
    """
    screen = console(error=error)
    if screen.is_terminal:
        if screen.width < _NARROW and any("\n" in name for name in columns):
            columns = ("\n".join(columns),)
        screen.print(_for_terminal(title, columns, rows, right))
        return
    names = "\n".join(columns).split("\n")
    lines = _aligned([names, *([str(cell) for cell in row] for row in rows)], right)
    stream = sys.stderr if error else sys.stdout
    stream.writelines(f"{line}\n" for line in (title, *lines))


def _for_terminal(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    right: Collection[str],
) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for name in columns:
        justify: Literal["left", "right"] = "right" if name in right else "left"
        # Long ids, which stand first, and sentences wrap; words keep to their line.
        wraps = name == columns[0] or "\n" not in name
        table.add_column(name, justify=justify, no_wrap=not wraps, overflow="fold")
    for row in rows:
        cells = iter(row)
        table.add_row(
            *(Text("\n").join(map(_text, islice(cells, len(name.split("\n"))))) for name in columns)
        )
    return table


def _text(cell: str | Text) -> Text:
    return cell if isinstance(cell, Text) else Text(cell)


def _aligned(rows: list[list[str]], right: Collection[str]) -> Iterator[str]:
    """The lines of a table whose first row has the names of the columns."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (
            _padded(cell, width, left=name not in right)
            for name, cell, width in zip(rows[0], row, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _padded(cell: str, width: int, *, left: bool) -> str:
    blank = " " * (width - cell_len(cell))
    return cell + blank if left else blank + cell


def visible(text: str) -> str:
    """A text on one line: what could move the cursor is written as its escape."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def tell(message: object) -> None:
    """Tell on standard error what is not part of the answer."""
    lines = map(visible, str(message).split("\n"))
    sys.stderr.write("costatus: " + "\n".join(lines) + "\n")


def counted(number: int, what: str) -> str:
    """A number of things."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
