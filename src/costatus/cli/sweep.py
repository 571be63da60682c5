"""`costatus sweep`: many orders, each answered or told why not; all of it or what has changed."""

import sys
from argparse import Namespace
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from reprlib import Repr

from costatus.nightly.changes import StatusChange, changes
from costatus.cli.inputs import Misread, OrderFiles
from costatus.cli.outputs import Write, interrupted_when_terminated, replacing
from costatus.cli.progress import Moved, progress
from costatus.cli.stored import StoredWords, stored_words, words_line
from costatus.cli.terminal import counted, print_table, tell
from costatus.cli.words import shown_word
from costatus.models.orders import CustomerOrder
from costatus.models.statuses import OrderStatus, ProductStatus, Term
from costatus._evaluation.report import OrderReport, StatusKey
from costatus.serialization import write_report
from costatus.serialization.json_text import compact
from costatus.nightly.sweep import SweepFailure, sweep

_COUNTED: tuple[tuple[StatusKey, type[Term]], ...] = (
    (("order",), OrderStatus),
    (("product",), ProductStatus),
)
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 80


def run(arguments: Namespace) -> int:
    """Sweep over the orders of all files; write what was asked for, and tell a summary."""
    with interrupted_when_terminated(), ExitStack() as stack:
        files = OrderFiles(arguments, stack)
        misuse = _misuse(arguments, files)
        if misuse:
            tell(misuse)
            return 2
        previous = stored_words(arguments.previous) if arguments.previous else None
        night = _Night(arguments, previous, stack)
        bar = progress(files.size, files.position, beside_output=not arguments.out)
        with bar as moved:
            orders = night.watched(files.orders(night.refuse), moved)
            lots = files.lots.values()
            night.run(sweep(orders, as_of=files.as_of, settings=files.settings, lots=lots))
        sys.stdout.flush()
    night.tell_summary(f"Sweep, as of {files.as_of}")
    if night.failed and not files.settings.tracing:
        tell("tracing is off: supply was given as if the refused records did not exist")
    return 1 if night.failed else 0


def _misuse(arguments: Namespace, files: OrderFiles) -> str | None:
    """What is wrong with the arguments beside each other."""
    if arguments.only_changes and not arguments.previous:
        return "--only-changes needs --previous; before the first night, an empty file"
    if arguments.lots and files.settings.tracing:
        return "--lots is read only where tracing is off; give --no-tracing, or leave it out"
    written = [each for each in (arguments.out, arguments.words, arguments.failures) if each]
    if len(set(written)) < len(written):
        return "--out, --words and --failures need a file each"
    return None


class _Night:
    """What is written in a sweep, and counted for its summary."""

    def __init__(
        self, arguments: Namespace, previous: StoredWords | None, stack: ExitStack
    ) -> None:
        def writer(file: str | None) -> Write | None:
            return stack.enter_context(replacing(file)) if file else None

        # The stack is left backwards: the words, which say what was told, are replaced last.
        self._write_words = writer(arguments.words)
        self._write_failure = writer(arguments.failures)
        self._write: Write = writer(arguments.out) or sys.stdout.write
        self._only_changes: bool = arguments.only_changes
        self._previous = previous
        self._unanswered = dict.fromkeys(previous or ())
        self._not_judged: set[str | None] = set()
        self._counts: Counter[tuple[StatusKey, str]] = Counter()
        self._answered = self._changed = 0
        self.failed: int = 0

    def watched(
        self, orders: Iterable[CustomerOrder | SweepFailure], moved: Moved
    ) -> Iterator[CustomerOrder | SweepFailure]:
        """The orders, each of them told to the bar."""
        for read, order in enumerate(orders, 1):
            yield order
            moved(read, self.failed)

    def run(self, answers: Iterable[OrderReport | SweepFailure]) -> None:
        """Write every answer, or what has changed since the previous words."""
        noted = self._noted(answers)
        if self._previous is None:
            deque(noted, maxlen=0)
            return
        for change in changes(noted, self._previous):
            self._changed += 1
            if self._only_changes:
                self._write(_change_line(change))
        if self._write_words:
            for order_id in self._not_judged_of(self._unanswered):
                self._write_words(self._previous.line(order_id))

    def refuse(self, failure: SweepFailure) -> None:
        """Write or tell what was not answered."""
        self.failed += 1
        if self._write_failure:
            self._write_failure(_failure_line(failure))
        else:
            tell(failure)

    def tell_summary(self, title: str) -> None:
        """Tell on standard error how many orders stand where."""
        rows = [
            (key[0], shown_word(word), f"{self._counts[key, word]:,}")
            for key, words in _COUNTED
            for word in words
            if self._counts[key, word]
        ]
        print_table(title, ("Family", "Status", "Orders"), rows, right=("Orders",), error=True)
        told = [counted(self._answered, "order") + " answered", counted(self.failed, "failure")]
        if self._previous is not None:
            told.append(counted(self._changed, "word") + " changed")
        tell(", ".join(told))

    def _noted(
        self, answers: Iterable[OrderReport | SweepFailure]
    ) -> Iterator[OrderReport | SweepFailure]:
        for answer in answers:
            if isinstance(answer, SweepFailure):
                self.refuse(answer)
                if answer.order_id is None or answer.order_id in self._unanswered:
                    self._not_judged.add(answer.order_id)
            else:
                self._note(answer)
            yield answer

    def _note(self, report: OrderReport) -> None:
        self._answered += 1
        self._unanswered.pop(report.order_id, None)
        words = report.words()
        self._counts.update((key, words[key]) for key, _ in _COUNTED if key in words)
        if self._write_words:
            self._write_words(words_line(report))
        if not self._only_changes:
            self._write(write_report(report))

    def _not_judged_of(self, order_ids: Iterable[str]) -> Iterator[str]:
        """Those that failed, which have neither changed nor gone: all, where one has no id."""
        any_of_them = None in self._not_judged
        return (each for each in order_ids if any_of_them or each in self._not_judged)


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
            "where": failure.where if isinstance(failure, Misread) else None,
            "order_id": failure.order_id,
            "error": str(failure),
            "faults": [
                {
                    "path": fault.path,
                    "value": _SHORT.repr(fault.value),
                    "expected": fault.expected,
                    "advice": fault.advice,
                }
                for fault in failure.faults
            ],
        }
    )
