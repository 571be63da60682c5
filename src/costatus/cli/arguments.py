"""The arguments that commands share, and a parser that suggests what was probably meant."""

from argparse import (
    Action,
    ArgumentError,
    ArgumentParser,
    ArgumentTypeError,
    HelpFormatter,
    Namespace,
)
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from re import fullmatch
from textwrap import fill
from typing import Any, Final, NoReturn

from costatus.cli.terminal import output, warn
from costatus.models._validation.faults import Invalid
from costatus.serialization.hooks import deadline

FILE: Final = "FILE"
"""What helps call the name of a file."""
_DAYS: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}


class Parser(ArgumentParser):
    """Explains an error with the nearest command, choice or option, and with an example."""

    def __init__(self, *, example: str, **options: Any) -> None:
        epilog = f"example:\n  {example}"
        super().__init__(
            **{"epilog": epilog, **options}, allow_abbrev=False, formatter_class=_Formatter
        )
        self._example = example

    def error(self, message: str) -> NoReturn:
        """Show what is wrong, with an example, and exit with code 2."""
        warn(f"{message}\nexample: {self._example}; see also {self.prog} --help")
        self.exit(2)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> tuple[Namespace, list[str]]:
        """Parse the arguments of a command; whatever is left over is an error."""
        known, extra = super().parse_known_args(args, namespace)
        if extra:
            if extra[0].startswith("-"):
                self.error(
                    f"no option {extra[0]}{_did_you_mean(extra[0], self._option_string_actions)}"
                )
            self.error(f"unexpected argument {extra[0]!r}")
        return known, extra

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write a help; argparse would ignore an error, and write to standard error instead."""
        (file or output()).write(message)

    def _check_value(self, action: Action, value: Any) -> None:
        choices = action.choices
        if choices is not None and value not in choices:
            listed = _did_you_mean(value, choices) or f"; choose from {', '.join(choices)}"
            raise ArgumentError(None, f"no {str(action.metavar).lower()} {value!r}{listed}")


class _Formatter(HelpFormatter):
    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, **options)
        self._action_max_length = 14  # argparse forgets to count the indent of commands

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Wrap each line of a text; an example stays on its line."""
        return "\n".join(
            line if line.startswith("  ") else fill(line, width, initial_indent=indent)
            for line in text.splitlines()
        )


def _did_you_mean(given: str, choices: Iterable[str]) -> str:
    close = get_close_matches(given.casefold(), choices, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def add_files(parser: ArgumentParser, *, otherwise: str = "") -> None:
    """Add the argument FILE...; `otherwise` says what it may also be."""
    summary = "a snapshot, as a JSON document or as JSON Lines, also gzipped; - is standard input"
    add_file(parser, "files", summary + otherwise, nargs="+")


def add_file(parser: ArgumentParser, name: str, summary: str, **options: Any) -> None:
    """Add an argument or option that is a FILE, which shells complete."""
    parser.add_argument(name, metavar=FILE, type=_file, help=summary, **options)


def _file(name: str) -> str:
    if not name:  # as of a variable that is not set; it would be the folder where one is
        raise ArgumentTypeError("got ''; expected the name of a file")
    return name


def add_as_of(parser: ArgumentParser) -> None:
    """Add the option --as-of."""
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        type=_as_of,
        help="a day, or a moment such as 2026-11-24T01:30+02:00, or today, yesterday, tomorrow, "
        "+7 or -1 (days from today); default: that of the snapshot, or else today",
    )


def _as_of(text: str) -> date | datetime:
    days = int(text) if fullmatch(r"[+-]\d{1,5}", text) else _DAYS.get(text.casefold())
    if days is not None:
        return date.today() + timedelta(days)  # noqa: DTZ011 the day of the user
    # Titles print a moment with a blank, and it may be copied from there.
    as_of: date | datetime | Invalid = deadline(text.replace(" ", "T", 1), None)
    if isinstance(as_of, Invalid):
        expected = "a day such as 2026-11-24, a moment such as 2026-11-24T01:30+02:00, today or +7"
        advice = _did_you_mean(text, _DAYS)
        raise ArgumentTypeError(f"got {text!r}; expected {expected}{advice}")
    return as_of
