"""`costatus rules`: the decision tables, from the code that decides."""

from argparse import Namespace
from typing import Any

from rich.text import Text

from costatus.cli.terminal import print_table
from costatus.cli.words import shown_word
from costatus.rules import TABLES
from costatus.rules._table import Note, Row, otherwise


def run(arguments: Namespace) -> int:
    """Print one decision table with its notes, or all of them."""
    families = [arguments.family] if arguments.family else TABLES
    for family in families:
        table = TABLES[family]
        print_table(
            f"{family.capitalize()} status: the first row that holds decides",
            ("Row", "Status\nReason code", "Holds when"),
            map(_row, table.rows),
        )
        print_table(f"{family.capitalize()} notes", ("Note", "Beside"), map(_note, table.notes))
    return 0


def _row(row: Row[Any]) -> tuple[str, Text, str, str]:
    sentence = (row.holds.__doc__ or "").removeprefix(f"{row.id}. ")
    return (
        row.id,
        shown_word(row.status),
        row.code.name if row.code else "",
        "No other row holds." if row.holds is otherwise else sentence,
    )


def _note(note: Note[Any]) -> tuple[str, str]:
    beside = None if note.beside is None else ", ".join(sorted(word.label for word in note.beside))
    return note.code.name, beside or "every status"
