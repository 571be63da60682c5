"""The words of a night as JSON Lines, one order on each: written for the next night to read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from attrs import frozen

from costatus.cli.snapshots import name_of, opened
from costatus.models._validation.faults import InvalidInput, Invalid, invalid
from costatus._evaluation.report import OrderReport, StatusKey
from costatus.serialization.json_text import Limits, parse
from costatus.serialization.converters import Hook, model_hook, reader
from costatus.nightly.status_store import words_from_json, words_to_json

Words: TypeAlias = dict[StatusKey, str]


@frozen
class _StoredOrder:
    order_id: str
    words: Words
    next_change: date | datetime | None = None


def words_line(report: OrderReport) -> str:
    """The words of an order, and when they change next, as one line."""
    order_id = json.dumps(report.order_id, ensure_ascii=False)
    next_change = report.next_change
    at = "null" if next_change is None else f'"{next_change.isoformat()}"'
    words = words_to_json(report.words())
    return f'{{"order_id":{order_id},"words":{words},"next_change":{at}}}\n'


class StoredWords(Mapping[str, Words]):
    """The words of a file by order id, kept as their lines; of two lines of an order the later."""

    def __init__(self, lines: Iterable[str], name: str) -> None:
        """Raises InvalidInput at the first line that is not as it was written."""
        self._build = _hook()
        self._lines: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            if line.strip():
                self._lines[self._read(line, f"{name}: line {number}").order_id] = line

    def __getitem__(self, order_id: str) -> Words:
        return self._read(self._lines[order_id], "words").words

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, order_id: str) -> str:
        """The line of an order as it was read."""
        return self._lines[order_id].rstrip("\r\n") + "\n"

    def _read(self, line: str, where: str) -> _StoredOrder:
        read = self._build(parse(line, where, Limits()), None)
        if isinstance(read, Invalid):
            raise InvalidInput(where, read.faults)
        stored: _StoredOrder = read
        return stored


def stored_words(file: str) -> StoredWords:
    """Read the words of a file; raises InvalidInput where a line is not as it was written."""
    with opened(file) as stream:
        return StoredWords(stream, name_of(file))


def _hook() -> Hook:
    converter = reader()
    converter.register_structure_hook_func(lambda kind: kind == Words, _words)
    return model_hook(converter, _StoredOrder, "line of words")


def _words(raw: Any, _: Any) -> Any:
    try:
        return words_from_json(json.dumps(raw, default=_no_word))
    except InvalidInput as error:
        return Invalid(error.faults)


def _no_word(value: Any) -> Any:
    """Refuse what JSON Lines may hold and words do not: a number, an object with a key twice."""
    raise InvalidInput("words", invalid(value, "a word", "store it as it was written").faults)
