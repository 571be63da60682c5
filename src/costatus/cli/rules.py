"""`costatus rules`: the rule tables, from the code that decides."""

import ast
import inspect
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from textwrap import dedent
from typing import Any, cast

from rich.text import Text

from costatus.cli.command import Command
from costatus.cli.status_style import styled
from costatus.cli.terminal import print_table
from costatus.rules import TABLES
from costatus.rules._table import Note, Row, otherwise


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "family", metavar="FAMILY", nargs="?", choices=TABLES, help=f"one of {', '.join(TABLES)}"
    )


def _run(arguments: Namespace) -> int:
    """Print one rule table with its notes, or all of them."""
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
    sentence = _sentence(row.holds).removeprefix(f"{row.id}. ")
    return (
        row.id,
        styled(row.status),
        row.code.name if row.code else "",
        "No other row holds." if row.holds is otherwise else sentence,
    )


def _sentence(predicate: Callable[..., bool]) -> str:
    """Return the docstring of a predicate; from its source where `python -OO` removed it."""
    docstring = predicate.__doc__
    if docstring is None:
        definition = ast.parse(dedent(inspect.getsource(predicate))).body[0]
        docstring = ast.get_docstring(cast("ast.FunctionDef", definition)) or ""
    return docstring


def _note(note: Note[Any]) -> tuple[str, str]:
    beside = None if note.beside is None else ", ".join(sorted(term.label for term in note.beside))
    return note.code.name, beside or "every status"


COMMAND = Command(
    "rules",
    "print the rule tables, from the code that decides",
    "costatus rules product",
    _run,
    _add_arguments,
)
