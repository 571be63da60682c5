"""Read the orders of one or more FILEs; what is refused in them never stops the others."""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from itertools import tee
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import attrs
from attrs import evolve, frozen

from costatus._evaluation.report import OrderReport
from costatus.cli.command import UsageError
from costatus.cli.terminal import name_of, warn
from costatus.models._equality import Numbering
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.nightly.sweep import SweepFailure, sweep
from costatus.serialization import Refused
from costatus.serialization.reader import SnapshotReader, open_snapshot
from costatus.serialization.seen_ids import SeenIds


@frozen
class RefusedRecord(SweepFailure):
    """A record that could not be read; `where` is its file and its place in it."""

    where: str

    def __str__(self) -> str:
        return str(self.error)


class Failures:
    """Counts what fails, and shows each failure: on standard error, or as `show` is set to."""

    def __init__(self) -> None:
        self.count: int = 0
        self.show: Callable[[SweepFailure], object] = warn

    def add(self, failure: SweepFailure) -> None:
        """Count a failure and show it."""
        self.count += 1
        self.show(failure)


def open_binary(file: str) -> BinaryIO:
    """Open a FILE to read its bytes; `-` is standard input."""
    if file != "-":
        try:
            return Path(file).open("rb")
        except IsADirectoryError:
            advice = "give a file; a folder of tables is a FILE of costatus sweep"
            raise UsageError(f"{file} is a folder; {advice}") from None
    if sys.stdin is None:
        raise OSError(errno.EBADF, "closed", "standard input")
    return open(0, "rb", closefd=False)


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Let errors in the block, which occur while a FILE is read, begin with `file`, its name."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(f"{file}: {error.subject}", error.faults) from None
    except OSError as error:
        raise OSError(error.errno, error.strerror, file) from None


class _File:
    """One FILE whose head was read."""

    def __init__(self, file: str, stack: ExitStack, order_ids: SeenIds) -> None:
        self.name: str = name_of(file)
        self._stream = stack.enter_context(open_binary(file))
        with naming(self.name):
            self.reader: SnapshotReader = open_snapshot(self._stream, order_ids=order_ids)
        status = os.fstat(self._stream.fileno())
        self.size: int | None = status.st_size if stat.S_ISREG(status.st_mode) else None

    def records(self) -> Iterator[CustomerOrder | Refused]:
        """Yield the orders of the file, and what was refused in it."""
        with naming(self.name):
            yield from self.reader

    def position(self) -> int:
        """Return how many bytes were read; only for a file whose size is known."""
        return os.lseek(self._stream.fileno(), 0, os.SEEK_CUR)

    def refused(self, record: Refused) -> RefusedRecord:
        """Return a refused record of this file as a failure."""
        error = InvalidInput(f"{self.name}: {record.error.subject}", record.error.faults)
        order_id = record.id if record.name == "order" else None
        return RefusedRecord(order_id, error, f"{self.name}: {record.where}")


class OrderFiles:
    """The orders of the FILEs of a command. All heads are read at once; they must agree.

    `as_of`, if given, overrides that of the files; without either it is today.
    """

    def __init__(
        self,
        files: Sequence[str],
        *,
        as_of: date | datetime | None = None,
        tracing: bool = True,
        lots: str | None = None,
    ) -> None:
        self.failures: Failures = Failures()
        self._stack = ExitStack()
        with self._stack:  # if a head is bad, what is open is closed
            order_ids = SeenIds()
            self._files = [_File(file, self._stack, order_ids) for file in files]
            self._lots_file = _File(lots, self._stack, SeenIds()) if lots else None
            first = self._files[0]
            for file in self._files[1:]:
                _refuse_other_head(first, file, as_of)
            settings = first.reader.settings
            self.settings: Settings = evolve(settings, tracing=settings.tracing and tracing)
            self.as_of: date | datetime = _as_of(first, as_of)
            self._stack = self._stack.pop_all()
        self._lots: dict[str, StockLot] = {}
        self._numbering = Numbering()
        self._before = 0
        self._current = first

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    @property
    def exit_code(self) -> int:
        """1 if something failed, else 0."""
        return 1 if self.failures.count else 0

    @property
    def size(self) -> int | None:
        """How many bytes all files have; None if that is not known."""
        sizes = [file.size for file in self._files]
        return None if None in sizes else sum(size or 0 for size in sizes)

    def position(self) -> int:
        """Return how many bytes of all files were read."""
        return self._before + self._current.position()

    def reports(self) -> Iterator[tuple[CustomerOrder, OrderReport]]:
        """Yield every order that can be evaluated, with its report."""
        for order, answer in self.answers():
            if isinstance(answer, OrderReport) and isinstance(order, CustomerOrder):
                yield order, answer

    def answers(
        self, read: Callable[[], object] = lambda: None
    ) -> Iterator[tuple[CustomerOrder | SweepFailure, OrderReport | SweepFailure]]:
        """Yield every order, or why it was refused, with its report, or why there is none.

        `read` is called after each order that is read. With tracing off all of them are read
        first, as they share one supply.
        """
        orders, again = tee(self._orders(read))
        lots = None if self.settings.tracing else self._lots.values()
        answers = sweep(again, as_of=self.as_of, settings=self.settings, lots=lots)
        for order, answer in zip(orders, answers, strict=False):
            if isinstance(answer, SweepFailure):
                self.failures.add(answer)
            yield order, answer
        if self.failures.count and not self.settings.tracing:
            warn("tracing is off: supply was allocated as if the refused records did not exist")

    def _orders(self, read: Callable[[], object]) -> Iterator[CustomerOrder | SweepFailure]:
        for n, file in enumerate(self._files):
            self._before = sum(each.size or 0 for each in self._files[:n])
            self._current = file
            for record in file.records():
                if isinstance(record, CustomerOrder):
                    yield record
                elif record.name in {None, "order"}:
                    yield file.refused(record)
                else:
                    self.failures.add(file.refused(record))
                    continue
                read()
            if not self.settings.tracing:
                self._gather_lots(file)
        if self._lots_file:
            for record in self._lots_file.records():
                self.failures.add(self._lots_file.refused(_not_a_lot(record)))
            self._gather_lots(self._lots_file)

    def _gather_lots(self, file: _File) -> None:
        """Keep the lots of a file, each once."""
        for lot in file.reader.lots():
            known = self._lots.setdefault(lot.id, lot)
            if known is not lot and not self._numbering.same(known, lot):
                expected = "the same facts as in an earlier file"
                fault = Fault("", lot.id, expected, "send its latest state in every file")
                error = InvalidInput(f"{file.name}: lot {lot.id!r}", [fault])
                self.failures.add(RefusedRecord(None, error, file.name))


def _as_of(first: _File, given: date | datetime | None) -> date | datetime:
    """Return the day or moment that was given, or else that of the snapshot, or else today."""
    as_of = first.reader.as_of if given is None else given
    return today_for(first.name) if as_of is None else as_of


def today_for(name: str) -> date:
    """Return today, with a warning that neither `name` nor the user has given a day."""
    today = date.today()  # noqa: DTZ011 the day of the user
    warn(f"{name} has no as_of and --as-of is not given: using today, {today}")
    return today


def _not_a_lot(record: CustomerOrder | Refused) -> Refused:
    """Return the failure of what is not a lot, in a file of lots."""
    if isinstance(record, Refused):
        return record
    fault = Fault("", record.id, "lots and their sources, no orders", "give it as a FILE")
    subject = f"order {record.id!r}"
    return Refused(subject, None, None, InvalidInput(subject, [fault]))


def _refuse_other_head(first: _File, other: _File, as_of: date | datetime | None) -> None:
    """Raise InvalidInput if two files have different settings or another as_of."""
    faults = []
    advice = f"make it that of {first.name}, or run the two separately"
    for name in attrs.fields_dict(Settings):
        value, expected = getattr(other.reader.settings, name), getattr(first.reader.settings, name)
        if value != expected:
            faults.append(Fault(f"settings.{name}", value, f"{expected}", advice))
    if as_of is None and _zoned(other.reader.as_of) != _zoned(first.reader.as_of):
        advice = f"give --as-of, {advice}"
        faults.append(Fault("as_of", other.reader.as_of, f"{first.reader.as_of}", advice))
    if faults:
        raise InvalidInput(other.name, faults)


def _zoned(as_of: date | datetime | None) -> tuple[date | None, Any]:
    """Return a moment with its zone, as equal moments of two zones can lie on different days."""
    return as_of, getattr(as_of, "tzinfo", None)
