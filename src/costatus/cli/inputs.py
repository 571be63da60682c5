"""The orders of several files, one after the other; what is refused in them never stops it."""

import os
import stat
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from io import TextIOWrapper
from typing import Any

from attrs import evolve, frozen

from costatus.cli.snapshots import moment_of, name_of, opened, reader_of, told_twice
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import Settings
from costatus.serialization import Refused, SnapshotReader
from costatus.nightly.sweep import SweepFailure


@frozen
class Misread(SweepFailure):
    """What was refused before it could be evaluated; `where` is its file and its place there."""

    where: str

    def __str__(self) -> str:
        return str(self.error)


class _File:
    """One FILE, opened, its head read."""

    def __init__(self, file: str, stack: ExitStack) -> None:
        self.name: str = name_of(file)
        self._stream: TextIOWrapper = stack.enter_context(opened(file))
        self.reader: SnapshotReader = reader_of(self._stream, self.name)
        status = os.fstat(self._stream.fileno())
        self.size: int | None = status.st_size if stat.S_ISREG(status.st_mode) else None

    def position(self) -> int:
        """How many bytes were read; only for a file whose size is known."""
        return os.lseek(self._stream.fileno(), 0, os.SEEK_CUR)

    def misread(self, refused: Refused) -> Misread:
        """What was refused in this file, as a failure."""
        error = InvalidInput(f"{self.name}: {refused.error.subject}", refused.error.faults)
        order_id = refused.id if refused.name == "order" else None
        return Misread(order_id, error, f"{self.name}: {refused.where}")


class OrderFiles:
    """The orders of the FILEs of a sweep. All heads are read at once; they have to agree.

    `lots` has all lots once all orders are read, and those of `--lots`, where tracing is off.
    """

    def __init__(self, arguments: Namespace, stack: ExitStack) -> None:
        self._files = [_File(file, stack) for file in arguments.files]
        self._lots_file = _File(arguments.lots, stack) if arguments.lots else None
        first = self._files[0]
        settings = first.reader.settings
        for file in self._files[1:]:
            _refuse_other_head(first, file, arguments.as_of)
        self.settings: Settings = evolve(settings, tracing=settings.tracing and arguments.tracing)
        self.as_of: date | datetime = moment_of(first.reader, first.name, arguments.as_of)
        self.lots: dict[str, StockLot] = {}
        self._before = 0
        self._current = first

    @property
    def size(self) -> int | None:
        """How many bytes there are in all files; None where that is not known."""
        sizes = [file.size for file in self._files]
        return None if None in sizes else sum(size or 0 for size in sizes)

    def position(self) -> int:
        """How many bytes of them were read."""
        return self._before + self._current.position()

    def orders(self, refuse: Callable[[Misread], object]) -> Iterator[CustomerOrder | SweepFailure]:
        """Every order, or in its place why it was refused; other bad records go to `refuse`."""
        answers = self._read(refuse)
        return answers if self.settings.tracing else _one_of_each(answers)

    def _read(self, refuse: Callable[[Misread], object]) -> Iterator[CustomerOrder | SweepFailure]:
        for n, file in enumerate(self._files):
            self._before = sum(each.size or 0 for each in self._files[:n])
            self._current = file
            for record in file.reader:
                if isinstance(record, CustomerOrder):
                    yield record
                elif record.name in {None, "order"}:
                    yield file.misread(record)
                else:
                    refuse(file.misread(record))
            if not self.settings.tracing:
                self._gather(file, refuse)
        if self._lots_file:
            for record in self._lots_file.reader:
                refuse(self._lots_file.misread(_no_order(record)))
            self._gather(self._lots_file, refuse)

    def _gather(self, file: _File, refuse: Callable[[Misread], object]) -> None:
        """Keep the lots of a file, each once."""
        for lot in file.reader.lots():
            known = self.lots.setdefault(lot.id, lot)
            if known is not lot and known != lot:
                expected = "the facts that were told of it before"
                fault = Fault("", lot.id, expected, "send its latest state everywhere")
                subject = f"{file.name}: lot {lot.id!r}"
                refuse(Misread(None, InvalidInput(subject, [fault]), file.name))


def _one_of_each(
    answers: Iterator[CustomerOrder | SweepFailure],
) -> Iterator[CustomerOrder | SweepFailure]:
    """The orders without those whose id an earlier one has: they share one supply."""
    seen = set()
    for answer in answers:
        if isinstance(answer, CustomerOrder):
            if answer.id in seen:
                yield SweepFailure(answer.id, told_twice(answer.id))
                continue
            seen.add(answer.id)
        yield answer


def _no_order(record: CustomerOrder | Refused) -> Refused:
    """What is refused where only lots are read."""
    if isinstance(record, Refused):
        return record
    fault = Fault("", record.id, "lots and their sources, no orders", "give its FILE to the sweep")
    subject = f"order {record.id!r}"
    return Refused(subject, None, None, InvalidInput(subject, [fault]))


def _refuse_other_head(first: _File, other: _File, as_of: date | datetime | None) -> None:
    """Raise InvalidInput where two files are about different moments, or settings."""
    faults = []
    advice = f"make it that of {first.name}, or sweep the two apart"
    if other.reader.settings != first.reader.settings:
        fault = Fault("settings", other.reader.settings, f"{first.reader.settings}", advice)
        faults.append(fault)
    if as_of is None and _zoned(other.reader.as_of) != _zoned(first.reader.as_of):
        advice = f"give --as-of, {advice}"
        fault = Fault("as_of", other.reader.as_of, f"{first.reader.as_of}", advice)
        faults.append(fault)
    if faults:
        raise InvalidInput(other.name, faults)


def _zoned(as_of: date | datetime | None) -> tuple[date | None, Any]:
    """A moment with its zone, as equal moments of two zones have different days."""
    return as_of, getattr(as_of, "tzinfo", None)
