"""`costatus explain`: one order in plain words, with what would change its statuses."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from difflib import get_close_matches
from textwrap import fill

from costatus._evaluation.report import OrderReport
from costatus.cli.arguments import add_as_of, add_files
from costatus.cli.command import Command
from costatus.cli.inputs import OrderFiles
from costatus.cli.outputs import refuse_shared_files
from costatus.cli.terminal import console, name_of, output, visible, warn
from costatus.explanation import Language
from costatus.models._validation.faults import InvalidInput
from costatus.models._validation.shown import counted


def _add_arguments(parser: ArgumentParser) -> None:
    add_files(parser)
    parser.add_argument("order", metavar="ORDER", help="the id of the order")
    add_as_of(parser)
    parser.add_argument(
        "--language",
        metavar="CODE",
        type=_language,
        default=Language(),
        help="de, en (default), es or et, or one with a territory, such as de-CH",
    )


def _language(code: str) -> Language:
    try:
        from costatus.languages import load  # noqa: PLC0415 it needs an extra of its own

        return load(code)
    except ImportError as error:
        raise ArgumentTypeError(str(error)) from None
    except InvalidInput as error:
        (fault,) = error.faults
        raise ArgumentTypeError(
            f"got {code!r}; expected {fault.expected}; {fault.advice}"
        ) from None


def _run(arguments: Namespace) -> int:
    """Print the explanation of one order; what follows the order is not read."""
    refuse_shared_files(arguments.files)
    refused, others = False, []
    with OrderFiles(arguments.files, as_of=arguments.as_of) as files:
        for _, answer in files.answers():
            if answer.order_id != arguments.order:
                others.append(answer.order_id)
            elif isinstance(answer, OrderReport):
                _write(arguments.language.explain(answer))
                return files.exit_code
            else:
                refused = True
    names = " or ".join(map(name_of, arguments.files))
    _warn_missing(arguments.order, names, others, refused=refused)
    return 1


def _write(text: str) -> None:
    screen, stream = console(), output()
    for line in map(visible, text.removesuffix("\n").split("\n")):
        stream.write((_wrapped(line, screen.width) if screen.is_terminal else line) + "\n")


def _wrapped(line: str, width: int) -> str:
    """Return a line of the explanation as a paragraph; the text of a bullet is indented."""
    hanging = "    " if line.startswith("  ") else ""
    return fill(
        line, width, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
    )


def _warn_missing(order: str, files: str, others: list[str | None], *, refused: bool) -> None:
    if refused:
        warn(f"{order!r} of {files} was refused: see the message above")
        return
    folded = {other.casefold(): other for other in others if other is not None}
    close = ", ".join(repr(folded[each]) for each in get_close_matches(order.casefold(), folded))
    advice = f"did you mean {close}?" if close else f"found {counted(len(folded), 'other order')}"
    warn(f"no order {order!r} in {files}; {advice}")


COMMAND = Command(
    "explain",
    "explain one order in plain words, with what would change its statuses",
    "costatus explain orders.json CO-17",
    _run,
    _add_arguments,
)
