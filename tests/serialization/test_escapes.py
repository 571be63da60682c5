"""What a terminal or an editor would act on is escaped in all JSON that is written."""

import json
import unicodedata

import pytest

import costatus as cs
from costatus import serialization
from costatus.serialization.json_text import escaped
from tests.cases.build import TODAY, line, lot, order

_DIRECTIONS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
_MARKS = {"\u061c", "\u200e", "\u200f", "\ufeff"}
ACTING = [
    character
    for character in map(chr, range(0x110000))
    if unicodedata.category(character) in {"Cc", "Zl", "Zp"}
    or unicodedata.bidirectional(character) in _DIRECTIONS
    or character in _MARKS
]
"""Controls, line and paragraph separators, marks of direction, and the byte order mark."""


def test_what_acts_on_a_terminal_is_escaped() -> None:
    written = escaped(json.dumps(ACTING, ensure_ascii=False))
    assert json.loads(written) == ACTING
    assert not set(ACTING) & set(written)


@pytest.mark.parametrize(
    "name", ["\x9b31m", "a\u202eb", "\u2066\u2028\x7f\ufeff", "smörgås \U0001f6b2"]
)
def test_ids_come_back_as_they_were(name: str) -> None:
    given = order(line(lot(name), name=name))
    snapshot = serialization.Snapshot((given,))
    document = serialization.write_snapshot(snapshot)
    lines = list(serialization.write_lines([given]))
    report = cs.evaluate(given, as_of=TODAY)
    written = serialization.write_report(report)
    for text in (document, *lines, written):
        assert not set(ACTING) & set(text) - {"\n"}
    assert serialization.read_snapshot(document).orders == (given,)
    assert tuple(serialization.read_lines(lines)) == (given,)
    assert serialization.read_report(written) == report
    assert ("🚲" in name) == ("🚲" in document)


@pytest.mark.parametrize("name", ["\ud800", "a\udcffb"])
def test_no_model_has_text_that_cannot_be_read_again(name: str) -> None:
    """So whatever is written can be read."""
    with pytest.raises(cs.InvalidInput, match="text that can be written as UTF-8"):
        lot(name)
    with pytest.raises(cs.InvalidInput, match="text that can be written as UTF-8"):
        line(name=name)
