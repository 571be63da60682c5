"""The arguments of the command, and how it ends."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib.metadata import distributions
from io import TextIOWrapper

from costatus.cli import evaluate, explain, pipeline, rules, schema, sweep
from costatus.cli.terminal import tell
from costatus.models._validation.faults import InvalidInput, Invalid
from costatus.rules import TABLES
from costatus.serialization.converters import deadline

_EXITS = """\
exit codes: 0; 1 where some input was bad (the good part was still answered); 2 where the command
cannot be run as it is given. NO_COLOR is honoured.
"""


def run(arguments: Sequence[str] | None) -> int:
    """Run the command; returns its exit code. Faults of the input are told, never raised."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(arguments)
    except BrokenPipeError:  # whoever read has seen enough
        _give_up_output()
        return 0
    except InvalidInput as error:
        tell(error)
        return 1
    except OSError as error:
        if error.filename is None:
            _give_up_output()
        tell(f"{error.filename or 'standard input or output'}: {error.strerror}")
        return 2
    except KeyboardInterrupt:
        return 130


def _give_up_output() -> None:
    """Send what is still buffered nowhere, as writing it when the process ends would fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: Sequence[str] | None) -> int:
    try:
        parsed = _parser().parse_args(arguments)
        code: int = parsed.run(parsed)
        return code
    finally:
        sys.stdout.flush()


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="costatus",
        description="Where does a customer order stand, and why?",
        epilog=_EXITS,
        formatter_class=RawDescriptionHelpFormatter,
    )
    version = next((each.version for each in distributions(name="costatus")), "not installed")
    parser.add_argument("--version", action="version", version=f"costatus {version}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(
        name: str, run: Callable[[Namespace], int], does: str, example: str
    ) -> ArgumentParser:
        made: ArgumentParser = commands.add_parser(
            name,
            help=does,
            description=f"{does[0].upper()}{does[1:]}.",
            epilog=f"example:\n  {example}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    evaluating = command(
        "evaluate",
        evaluate.run,
        "tell where each order of a snapshot stands, and why",
        "costatus evaluate orders.json --as-of 2026-11-24 --format csv",
    )
    _add_snapshot(evaluating)
    evaluating.add_argument(
        "--format",
        choices=evaluate.FORMATS,
        default="table",
        help="a table for people, a report as JSON on each line, or a row of CSV for each word",
    )
    explaining = command(
        "explain",
        explain.run,
        "explain one order in plain words, with what would change it",
        "costatus explain orders.json CO-17",
    )
    _add_snapshot(explaining)
    explaining.add_argument("order", metavar="ORDER", help="the id of the order")
    _add_snapshot(
        command(
            "pipeline",
            pipeline.run,
            "count the orders at each stage of the sales pipeline, and sum their totals",
            "costatus pipeline orders.jsonl",
        )
    )
    _add_sweep(
        command(
            "sweep",
            sweep.run,
            "answer many orders, tell only what has changed, and store the words for the next time",
            "costatus sweep orders.jsonl --only-changes --previous words.jsonl --words words.jsonl",
        )
    )
    command(
        "rules",
        rules.run,
        "print the decision tables, from the code that decides",
        "costatus rules product",
    ).add_argument(
        "family", metavar="FAMILY", nargs="?", choices=TABLES, help=f"one of {', '.join(TABLES)}"
    )
    command(
        "schema",
        schema.run,
        "print the JSON Schema of snapshots and reports",
        "costatus schema > snapshot.schema.json",
    )
    return parser


def _add_snapshot(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a snapshot, as one JSON document or as JSON Lines; - is standard input",
    )
    _add_as_of(parser)


def _add_sweep(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="snapshots, best as JSON Lines, which are read order by order; - is standard input",
    )
    _add_as_of(parser)
    for option, metavar, does in (
        ("--out", "FILE", "where the answers go; without it to standard output"),
        ("--failures", "FILE", "where what failed goes, as JSON Lines; without it it is told"),
        ("--words", "FILE", "where to store the words of today, for --previous of the next time"),
        ("--previous", "WORDS", "the words of the last time, to tell what has changed"),
        ("--lots", "FILE", "more lots, as a snapshot without orders; read with tracing off"),
    ):
        parser.add_argument(option, metavar=metavar, help=does)
    parser.add_argument(
        "--only-changes",
        action="store_true",
        help="write each word that differs from --previous, with its reasons, and no reports",
    )
    parser.add_argument(
        "--no-tracing",
        dest="tracing",
        action="store_false",
        help="give the supply of all lots to all orders, whatever the settings say",
    )


def _add_as_of(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        type=_moment,
        help="a day, or a moment such as 2026-11-24T01:30+02:00; "
        "without it the snapshot's as_of, or else today",
    )


def _moment(text: str) -> date | datetime:
    moment = deadline(text, None)
    if isinstance(moment, Invalid):
        raise ArgumentTypeError(str(moment.faults[0]))
    made: date | datetime = moment
    return made
