"""The statuses of a run as JSON Lines, one order on each, for the next run to compare with."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from attrs import frozen

from costatus._evaluation.report import OrderReport, StatusKey
from costatus.cli.inputs import naming, open_binary
from costatus.cli.terminal import name_of
from costatus.models._validation.arguments import accept
from costatus.models._validation.faults import Invalid, InvalidInput, invalid
from costatus.nightly.status_store import words_from_json, words_to_json
from costatus.serialization.converters import model_hook, reader
from costatus.serialization.hooks import Hook
from costatus.serialization.inputs import bounded_lines, open_text
from costatus.serialization.json_text import LIMITS, parse

Statuses: TypeAlias = dict[StatusKey, str]


@frozen
class _StoredOrder:
    order_id: str
    words: Statuses
    next_change: date | datetime | None = None


def status_line(report: OrderReport) -> str:
    """Return the statuses of an order, and when they change next, as one line."""
    order_id = json.dumps(report.order_id)
    next_change = report.next_change
    at = "null" if next_change is None else f'"{next_change.isoformat()}"'
    words = words_to_json(report.words())
    return f'{{"order_id":{order_id},"words":{words},"next_change":{at}}}\n'


class StoredStatuses(Mapping[str, Statuses]):
    """The statuses in a file by order id, kept as lines; of two lines of an order the later."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Raise InvalidInput at the first line that is not in the form that was written."""
        self._build = _hook()
        self._lines: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            if line.strip():
                self._lines[self._read(line, f"line {number}").order_id] = line

    def __getitem__(self, order_id: str) -> Statuses:
        return self._read(self._lines[order_id], "words").words

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, order_id: str) -> str:
        """Return the line of an order as it was read."""
        return self._lines[order_id].rstrip("\r\n") + "\n"

    def _read(self, line: str, where: str) -> _StoredOrder:
        stored: _StoredOrder = accept(self._build(parse(line, where, LIMITS), None), where)
        return stored


def stored_statuses(file: str) -> StoredStatuses:
    """Read the statuses in a file; raise InvalidInput if a line is not as it was written."""
    with open_binary(file) as stream, naming(name_of(file)):
        return StoredStatuses(bounded_lines(open_text(stream), LIMITS))


def _hook() -> Hook:
    converter = reader()
    converter.register_structure_hook_func(lambda kind: kind == Statuses, _statuses)
    return model_hook(converter, _StoredOrder, "a line of statuses")


def _statuses(raw: Any, _: Any) -> Any:
    try:
        return words_from_json(json.dumps(raw, default=_not_text))
    except InvalidInput as error:
        return Invalid(error.faults)


def _not_text(value: Any) -> Any:
    """Refuse what JSON Lines may hold and statuses do not: a number, an object with a key twice."""
    faults = invalid(value, "the text of a status", "keep the line as it was written").faults
    raise InvalidInput("words", faults)
