"""A snapshot from a file or from standard input: its orders and reports, and what was refused."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import StringIO, TextIOWrapper
from itertools import chain
from typing import TextIO

from costatus.cli.terminal import tell
from costatus._evaluation.evaluate import evaluate
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.orders import CustomerOrder
from costatus.pegging import Pegging, peg
from costatus._evaluation.report import OrderReport
from costatus.serialization import Limits, Refused, SnapshotReader, read_document, read_lines
from costatus.serialization.json_text import parse
from costatus.serialization.reader import SECTIONS

_LIMITS = Limits()


def opened(file: str) -> TextIOWrapper:
    """Open a FILE, UTF-8 whatever the locale; `-` is standard input.

    A byte that is no UTF-8 becomes half a letter, which is refused with the record it is in.
    """
    stdin = file == "-"
    return open(
        0 if stdin else file, encoding="utf-8-sig", errors="surrogateescape", closefd=not stdin
    )


def name_of(file: str) -> str:
    """What messages call a FILE."""
    return "standard input" if file == "-" else file


@contextmanager
def snapshot_of(arguments: Namespace) -> Iterator["SnapshotFile"]:
    """Open the FILE of a command; raises InvalidInput where its head cannot be read."""
    with opened(arguments.file) as stream:
        yield SnapshotFile(stream, name_of(arguments.file), arguments.as_of)


class SnapshotFile:
    """The orders of one stream of text. What is refused is told, and never stops the others.

    `as_of` beats that of the snapshot; where there is neither it is today, which is told.
    """

    def __init__(self, stream: TextIO, name: str, as_of: date | datetime | None = None) -> None:
        self.name: str = name
        self.refused: set[str | None] = set()
        self._reader = reader_of(stream, name)
        self._pegging: Pegging | None = None
        self._bad = 0
        self.as_of: date | datetime = moment_of(self._reader, name, as_of)

    @property
    def exit_code(self) -> int:
        """1 where something was refused, else 0."""
        return 1 if self._bad else 0

    def orders(self) -> Iterator[CustomerOrder]:
        """Every good order. With tracing off all are read first, as they share the supply."""
        settings = self._reader.settings
        if settings.tracing:
            yield from self._good()
            return
        orders = list(self._one_of_each(self._good()))
        self._pegging = peg(orders, self._reader.lots(), as_of=self.as_of, settings=settings)
        if self._bad:
            tell("tracing is off: supply was given as if the refused records did not exist")
        yield from orders

    def report(self, order: CustomerOrder) -> OrderReport | None:
        """Evaluate an order; None where it cannot be judged at that moment, which is told."""
        try:
            return evaluate(
                order,
                as_of=self.as_of,
                settings=self._reader.settings,
                pegging=self._pegging,
            )
        except InvalidInput as error:
            self._refuse(order.id, error)
            return None

    def reports(self) -> Iterator[tuple[CustomerOrder, OrderReport]]:
        """Every good order with its report."""
        for order in self.orders():
            report = self.report(order)
            if report is not None:
                yield order, report

    def _good(self) -> Iterator[CustomerOrder]:
        for record in self._reader:
            if isinstance(record, Refused):
                self._refuse(record.id, record.error)
            else:
                yield record

    def _one_of_each(self, orders: Iterable[CustomerOrder]) -> Iterator[CustomerOrder]:
        seen = set()
        for order in orders:
            if order.id in seen:
                self._refuse(order.id, told_twice(order.id))
            else:
                seen.add(order.id)
                yield order

    def _refuse(self, id_: str | None, error: InvalidInput) -> None:
        self.refused.add(id_)
        self._bad += 1
        tell(f"{self.name}: {error}")


def told_twice(order_id: str) -> InvalidInput:
    """What is wrong with an order whose id an earlier one has, where all share one supply."""
    expected = "an id of its own among the orders"
    fault = Fault("id", order_id, expected, "rename it, or send it only once")
    return InvalidInput("order", [fault])


def moment_of(reader: SnapshotReader, name: str, given: date | datetime | None) -> date | datetime:
    """The moment given, or else that of the snapshot; today where there is neither, told."""
    as_of = reader.as_of if given is None else given
    if as_of is None:
        as_of = date.today()  # noqa: DTZ011 the day of whoever runs the command
        tell(f"{name} has no as_of and --as-of is not given: taking today, {as_of}")
    return as_of


def reader_of(stream: TextIO, name: str) -> SnapshotReader:
    """Start to read a snapshot; raises InvalidInput where its head cannot be read."""
    try:
        return _reader(stream)
    except InvalidInput as error:
        raise InvalidInput(f"{name}: {error.subject}", error.faults) from None


def _reader(stream: TextIO) -> SnapshotReader:
    """Read JSON Lines where the first line is a whole object without orders, else a document."""
    first = ""
    while not first.strip() and (line := stream.readline(_LIMITS.size + 1)):
        first += line
    second = stream.readline(_LIMITS.size + 1)
    if second and _is_head(first):
        return read_lines(chain(StringIO(first), [second], stream))
    return read_document(first + second + stream.read(_LIMITS.size + 1))


def _is_head(text: str) -> bool:
    try:
        raw = parse(text, "", _LIMITS)
    except InvalidInput:
        return False
    return isinstance(raw, dict) and raw.keys().isdisjoint({*SECTIONS, "orders"})
