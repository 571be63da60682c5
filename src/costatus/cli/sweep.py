"""`costatus sweep`: evaluate many orders, and compare them with an earlier run."""

from argparse import ArgumentParser, Namespace
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from costatus._evaluation.report import OrderReport, StatusKey
from costatus.cli.arguments import add_as_of, add_file, add_files
from costatus.cli.command import Command, UsageError
from costatus.cli.folder_sweep import sweep_folder
from costatus.cli.inputs import OrderFiles, RefusedRecord
from costatus.cli.outputs import (
    Write,
    raising_on_signals,
    refuse_shared_files,
    replacing,
    to_standard_output,
)
from costatus.cli.progress import progress
from costatus.cli.status_counts import COUNTED, print_counts
from costatus.cli.stored_statuses import StoredStatuses, status_line, stored_statuses
from costatus.cli.terminal import warn
from costatus.models._validation.shown import counted, shown
from costatus.nightly.changes import StatusChange, changes
from costatus.nightly.sweep import SweepFailure
from costatus.serialization import write_report
from costatus.serialization.json_text import compact

_COUNTED: Final = {family: StatusKey(family) for family in COUNTED}
_FILES: Final = {
    "--out": "write the reports (or changes) to FILE; - is standard output; "
    "default: standard output, or nothing if --words is given without --only-changes; for a folder "
    "of tables, a new folder",
    "--words": "write all statuses to FILE, for --previous of the next run",
    "--previous": "compare with the statuses that an earlier run wrote to FILE by --words",
    "--failures": "write failures to FILE as JSON Lines; default: standard error",
    "--lots": "read more lots from FILE, a snapshot without orders; only with tracing off",
}


def _add_arguments(parser: ArgumentParser) -> None:
    add_files(parser, otherwise="; or a folder of tables as Parquet, Arrow IPC or CSV")
    add_as_of(parser)
    for option, summary in _FILES.items():
        add_file(parser, option, summary)
    parser.add_argument(
        "--only-changes",
        action="store_true",
        help="write each status that differs from --previous, with its reasons, and no reports",
    )
    parser.add_argument(
        "--no-tracing",
        dest="tracing",
        action="store_false",
        help="allocate the supply of all lots to all orders, whatever the settings of the snapshot"
        " are",
    )


def _run(arguments: Namespace) -> int:
    """Evaluate the orders of all files, write what was requested, and show a summary."""
    if any(Path(file).is_dir() for file in arguments.files):
        return sweep_folder(arguments)
    writes_answers = arguments.out or arguments.only_changes or not arguments.words
    to_stdout = bool(writes_answers) and arguments.out in {None, "-"}
    _refuse_misuse(arguments, to_stdout=to_stdout)
    with raising_on_signals(), ExitStack() as stack:

        def writer(file: str | None) -> Write | None:
            return stack.enter_context(replacing(file)) if file else None

        files = stack.enter_context(
            OrderFiles(
                arguments.files,
                as_of=arguments.as_of,
                tracing=arguments.tracing,
                lots=arguments.lots,
            )
        )
        if arguments.lots and files.settings.tracing:
            raise UsageError("--lots is read only with tracing off; give --no-tracing too")
        previous = stored_statuses(arguments.previous) if arguments.previous else None
        # The stack is left in reverse: the statuses, which the next run relies on, come last.
        write_statuses = writer(arguments.words)
        write_failure = writer(arguments.failures)
        if write_failure:
            files.failures.show = lambda failure: write_failure(_failure_line(failure))
        if to_stdout:
            others = bool(write_statuses or write_failure)
            write: Write | None = stack.enter_context(to_standard_output(optional=others))
        else:
            write = writer(arguments.out)
        with progress(files, beside_output=to_stdout) as advance:
            answers = (answer for _, answer in files.answers(advance))
            run = _Run(write, write_statuses, previous, only_changes=arguments.only_changes)
            run.write_all(answers)
    run.show_summary(f"Sweep, as of {files.as_of}", files.failures.count)
    return files.exit_code


def _refuse_misuse(arguments: Namespace, *, to_stdout: bool) -> None:
    """Raise UsageError if options contradict each other, or two files are one."""
    if arguments.only_changes and not arguments.previous:
        raise UsageError("--only-changes needs --previous; for the first run, an empty file")
    if "-" in {arguments.words, arguments.failures}:
        raise UsageError("only --out can be -, which is standard output")
    options = {"--out": arguments.out, "--words": arguments.words, "--failures": arguments.failures}
    outputs = {option: file for option, file in options.items() if file and file != "-"}
    inputs = [*arguments.files, *filter(None, [arguments.lots])]
    refuse_shared_files(inputs, outputs, stdout=to_stdout)
    if arguments.previous:
        outputs.pop("--words", None)  # it may replace what it is compared with
        refuse_shared_files([arguments.previous], outputs, stdout=to_stdout)


class _Run:
    """Writes the answers of a run, and counts them."""

    def __init__(
        self,
        write: Write | None,
        write_statuses: Write | None,
        previous: StoredStatuses | None,
        *,
        only_changes: bool,
    ) -> None:
        self._write_report = None if only_changes else write
        self._write_change = write if only_changes else None
        self._write_statuses = write_statuses
        self._previous = previous
        self._missing = dict.fromkeys(previous or ())
        self._failed_ids: set[str | None] = set()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._evaluated = self._changed = 0

    def write_all(self, answers: Iterable[OrderReport | SweepFailure]) -> None:
        """Write every answer, or what has changed since the previous run."""
        written = self._written(answers)
        if self._previous is None:
            deque(written, maxlen=0)
            return
        for change in changes(written, self._previous):
            self._changed += 1
            if self._write_change:
                self._write_change(_change_line(change))
        if self._write_statuses:
            for order_id in self._kept():
                self._write_statuses(self._previous.line(order_id))

    def show_summary(self, title: str, failed: int) -> None:
        """Show on standard error how many orders have each status."""
        print_counts(title, self._counts)
        parts = [counted(self._evaluated, "order") + " evaluated", counted(failed, "failure")]
        if self._previous is not None:
            parts.append(f"{self._changed:,} status{'' if self._changed == 1 else 'es'} changed")
        warn(", ".join(parts))

    def _written(
        self, answers: Iterable[OrderReport | SweepFailure]
    ) -> Iterator[OrderReport | SweepFailure]:
        for answer in answers:
            if isinstance(answer, SweepFailure):
                if answer.order_id is None or answer.order_id in self._missing:
                    self._failed_ids.add(answer.order_id)
            else:
                self._write(answer)
            yield answer

    def _write(self, report: OrderReport) -> None:
        self._evaluated += 1
        self._missing.pop(report.order_id, None)
        words = report.words()
        self._counts.update(
            (family, words[key]) for family, key in _COUNTED.items() if key in words
        )
        if self._write_statuses:
            self._write_statuses(status_line(report))
        if self._write_report:
            self._write_report(write_report(report))

    def _kept(self) -> Iterator[str]:
        """Return the failed orders, which keep their statuses: all missing, if one has no id."""
        any_of_them = None in self._failed_ids
        return (each for each in self._missing if any_of_them or each in self._failed_ids)


def _change_line(change: StatusChange) -> str:
    return compact(
        {
            "order_id": change.order_id,
            "key": change.key,
            "before": change.before,
            "after": change.after,
            "reasons": [
                {"code": reason.code.value, "row": reason.row, "sentence": str(reason)}
                for reason in change.reasons
            ],
        }
    )


def _failure_line(failure: SweepFailure) -> str:
    return compact(
        {
            "where": failure.where if isinstance(failure, RefusedRecord) else None,
            "order_id": failure.order_id,
            "error": str(failure),
            "faults": [
                {
                    "path": fault.path,
                    "value": shown(fault.value),
                    "expected": fault.expected,
                    "advice": fault.advice,
                }
                for fault in failure.faults
            ],
        }
    )


COMMAND = Command(
    "sweep",
    "evaluate many orders, and compare them with an earlier run",
    "costatus sweep orders.jsonl --only-changes --previous w.jsonl --words w.jsonl",
    _run,
    _add_arguments,
)
