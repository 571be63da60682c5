"""`costatus evaluate`: the statuses of every order, and why."""

import csv
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from types import MappingProxyType

from rich.text import Text

from costatus._evaluation.report import OrderReport
from costatus.cli.arguments import add_as_of, add_files
from costatus.cli.command import Command
from costatus.cli.inputs import OrderFiles
from costatus.cli.outputs import refuse_shared_files
from costatus.cli.status_style import styled_decision
from costatus.cli.terminal import console, output, print_table, visible
from costatus.serialization import write_report

CSV_COLUMNS: tuple[str, ...] = (
    "order_id",
    "as_of",
    "family",
    "line_id",
    "source_kind",
    "source_id",
    "status",
    "percent",
    "codes",
    "rows",
    "sentences",
    "notes",
)
"""The columns of `--format csv`, one row for each status."""

_WIDE = 110
"""From this width on, whole sentences fit into a column of a terminal."""

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""A cell that begins with one of these, or its wide form, may be a formula in a spreadsheet."""

_NEW_CELL = re.compile(r'[;|]["\s]*(?=[=+\-@\uff1d\uff0b\uff0d\uff20])')
"""What begins such a cell where a spreadsheet separates by semicolons, as in much of Europe."""


def _add_arguments(parser: ArgumentParser) -> None:
    add_files(parser)
    add_as_of(parser)
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        choices=FORMATS,
        default="table",
        help="table, for people (default); jsonl, a report as JSON on each line; or csv, a row for "
        "each status",
    )


def _run(arguments: Namespace) -> int:
    """Print a report of every order that can be evaluated."""
    refuse_shared_files(arguments.files)
    with OrderFiles(arguments.files, as_of=arguments.as_of) as files:
        FORMATS[arguments.format](files)
        return files.exit_code


def _write_table(files: OrderFiles) -> None:
    screen = console()
    brief = screen.is_terminal and screen.width < _WIDE
    print_table(
        f"Customer orders, as of {files.as_of}",
        ("Order\nPromised", "Status\nProducts", "Invoicing\nPayment", "Why"),
        (
            (
                Text(visible(order.id), style="bold"),
                str(order.promised_on or "no day"),
                *map(
                    styled_decision,
                    (report.order, report.product, report.invoicing, report.payment),
                ),
                _why(report, brief=brief),
            )
            for order, report in files.reports()
        ),
    )


def _why(report: OrderReport, *, brief: bool) -> str:
    """Return the first reason of the product status, or of the order status if there is none."""
    reason = (report.product or report.order).reasons[0]
    return f"{reason.code.label} [{reason.row}]" if brief else str(reason)


def _write_jsonl(files: OrderFiles) -> None:
    stream = output()
    for _, report in files.reports():
        stream.write(write_report(report))


def _write_csv(files: OrderFiles) -> None:
    writer = csv.writer(output(), lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for _, report in files.reports():
        for key, decision in report.decisions():
            reasons = decision.reasons
            row = (
                report.order_id,
                report.as_of.isoformat(),
                *(part or "" for part in key),
                decision.status.value,
                "" if decision.percent is None else str(decision.percent),
                " ".join(reason.code.value for reason in reasons),
                " ".join(str(reason.row) for reason in reasons),
                " ".join(map(str, reasons)),
                " ".join(dict.fromkeys(note.code.value for note in decision.notes)),
            )
            writer.writerow(map(_csv_cell, row))


def _csv_cell(text: str) -> str:
    """Return a text on one line, behind a `'` if a spreadsheet would take it for a formula."""
    shown = _NEW_CELL.sub(r"\g<0>'", visible(text, len(text)))
    return f"'{shown}" if text.startswith(_FORMULA) else shown


FORMATS: Mapping[str, Callable[[OrderFiles], None]] = MappingProxyType(
    {"table": _write_table, "jsonl": _write_jsonl, "csv": _write_csv}
)
"""How reports are written, by the name of the format."""

COMMAND = Command(
    "evaluate",
    "show the status of each order, and why",
    "costatus evaluate orders.json --as-of today --format csv",
    _run,
    _add_arguments,
)
