"""The program: its commands, and how it ends."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib.metadata import distributions
from io import TextIOWrapper

from costatus.cli import completion, evaluate, example, explain, pipeline, rules, schema, sweep
from costatus.cli.arguments import Parser
from costatus.cli.command import UsageError
from costatus.cli.outputs import Terminated
from costatus.cli.terminal import discard, warn
from costatus.models._validation.faults import InvalidInput

_COMMANDS = (
    example.COMMAND,
    evaluate.COMMAND,
    explain.COMMAND,
    pipeline.COMMAND,
    sweep.COMMAND,
    rules.COMMAND,
    schema.COMMAND,
    completion.COMMAND,
)
_EPILOG = """\
To begin:
  costatus example > orders.json
  costatus evaluate orders.json

Exit codes: 0, everything was evaluated; 1, some input was refused, and the rest was \
evaluated; 2, the command cannot run as given, or a file cannot be read or written; \
130, interrupted.

NO_COLOR=1 turns colours off.
"""


def run(arguments: Sequence[str] | None) -> int:
    """Run the program and return its exit code. Bad input becomes a message, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(arguments)
    except UsageError as error:
        warn(error)
        return 2
    except InvalidInput as error:
        warn(error)
        return 1
    except OSError as error:
        return _failed(error)
    except Terminated as error:
        return 128 + error.number
    except KeyboardInterrupt:
        return 130


def _run(arguments: Sequence[str] | None) -> int:
    try:
        parsed = _parser().parse_args(arguments)
        code: int = parsed.run(parsed)
        return code
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()


def _failed(error: OSError) -> int:
    """Show which file failed; a reader of standard output may stop reading when it likes."""
    if error.filename is None:
        discard(sys.stdout)
        if isinstance(error, BrokenPipeError):
            return 0
    warn(f"{error.filename or 'standard output'}: {error.strerror}")
    return 2


def _parser() -> Parser:
    parser = Parser(
        prog="costatus",
        description="Show the status of customer orders, and why.",
        example=evaluate.COMMAND.example,
        epilog=_EPILOG,
    )
    version = next((each.version for each in distributions(name="costatus")), "not installed")
    parser.add_argument("--version", action="version", version=f"costatus {version}")
    parser.set_defaults(run=_help, parser=parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for command in _COMMANDS:
        made = commands.add_parser(
            command.name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            example=command.example,
        )
        made.set_defaults(run=command.run)
        command.add_arguments(made)
    return parser


def _help(arguments: Namespace) -> int:
    arguments.parser.print_help()
    return 0
