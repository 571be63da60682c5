"""`costatus evaluate`: where every order of a snapshot stands, and why."""

import csv
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from types import MappingProxyType

from rich.text import Text

from costatus.cli.snapshots import SnapshotFile, snapshot_of
from costatus.cli.terminal import console, print_table, visible
from costatus.cli.words import shown
from costatus._evaluation.report import OrderReport
from costatus.rules._reasons import Reason
from costatus.serialization import write_report

CSV_COLUMNS: tuple[str, ...] = (
    "order_id",
    "as_of",
    "family",
    "line_id",
    "source_kind",
    "source_id",
    "word",
    "percent",
    "codes",
    "rows",
    "sentences",
    "notes",
)
"""The columns of `--format csv`, one row for each word."""

_WIDE = 110
"""From this width on a sentence has room in a column of a terminal."""


def run(arguments: Namespace) -> int:
    """Print a report of every good order."""
    with snapshot_of(arguments) as snapshot:
        FORMATS[arguments.format](snapshot)
        return snapshot.exit_code


def _write_table(snapshot: SnapshotFile) -> None:
    screen = console()
    brief = screen.is_terminal and screen.width < _WIDE
    print_table(
        f"Customer orders, as of {snapshot.as_of}",
        ("Order\nPromised", "Status\nProducts", "Invoice\nPayment", "Why"),
        (
            (
                Text(visible(order.id), style="bold"),
                "no day" if order.promised_on is None else str(order.promised_on),
                shown(report.status),
                shown(report.product),
                shown(report.invoice),
                shown(report.payment),
                _why(report, brief=brief),
            )
            for order, report in snapshot.reports()
        ),
    )


def _why(report: OrderReport, *, brief: bool) -> str:
    """The first reason of the product status, or of the order's where there is none."""
    reason: Reason = (report.product or report.status).reasons[0]
    return f"{reason.code.label} [{reason.row}]" if brief else visible(str(reason))


def _write_jsonl(snapshot: SnapshotFile) -> None:
    for _, report in snapshot.reports():
        sys.stdout.write(write_report(report))


def _write_csv(snapshot: SnapshotFile) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for order, report in snapshot.reports():
        for key, decision in report.decisions():
            family, line, kind, source = (*key, "", "", "")[:4]
            reasons = decision.reasons
            writer.writerow(
                (
                    order.id,
                    report.as_of.isoformat(),
                    family,
                    line,
                    kind,
                    source,
                    decision.status.value,
                    decision.percent,
                    " ".join(reason.code.value for reason in reasons),
                    " ".join(str(reason.row) for reason in reasons),
                    " ".join(map(str, reasons)),
                    " ".join(dict.fromkeys(note.code.value for note in decision.notes)),
                )
            )


FORMATS: Mapping[str, Callable[[SnapshotFile], None]] = MappingProxyType(
    {"table": _write_table, "jsonl": _write_jsonl, "csv": _write_csv}
)
"""How reports are written, by the name of the format."""
