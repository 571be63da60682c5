"""The words of a report in forms that store well: one JSON object, or one row for each word."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
    Term,
)
from costatus._evaluation.report import StatusKey

Words: TypeAlias = dict[StatusKey, str]

_VOCABULARY: Mapping[str, type[Term]] = MappingProxyType(
    {
        "order": OrderStatus,
        "product": ProductStatus,
        "source": SourceStatus,
        "invoice": InvoicingStatus,
        "payment": PaymentStatus,
    }
)
_OF_A_LINE = frozenset({"product", "source"})


class WordRow(NamedTuple):
    """A word as a row of a table. What its key does not have is the empty text, which is no id."""

    family: str
    line_id: str
    source_kind: str
    source_id: str
    word: str


def words_to_rows(words: Mapping[StatusKey, str]) -> list[WordRow]:
    """Write words as rows, one for each; the columns without the word are unique in an order."""
    rows = []
    for key, word in words.items():
        family, line_id, kind, source_id = (*key, "", "", "")[:4]
        rows.append(WordRow(family, line_id, kind, source_id, word))
    return rows


def words_from_rows(rows: Iterable[tuple[str, str, str, str, str]]) -> Words:
    """Read words back from rows; raises InvalidInput with every row that is none, or a repeat."""
    return _words((f"rows[{n}]", WordRow(*row)) for n, row in enumerate(rows))


def words_to_json(words: Mapping[StatusKey, str]) -> str:
    """Write words as one JSON object, those of the lines and their sources under `lines`."""
    import json  # noqa: PLC0415 only hosts that store words as JSON need it

    told: dict[str, Any] = {}
    for (family, *of), word in words.items():
        if not of:
            told[family] = word
            continue
        line = told.setdefault("lines", {}).setdefault(of[0], {})
        if family == "product":
            line[family] = word
        else:
            line.setdefault("sources", {}).setdefault(of[1], {})[of[2]] = word
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def words_from_json(text: str) -> Words:
    """Read words back from JSON; raises InvalidInput with everything that is not as written."""
    import json  # noqa: PLC0415 as above

    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        advice = f"{error.msg}, line {error.lineno} column {error.colno}"
        raise InvalidInput("words", [Fault("", text, "JSON", advice)]) from None
    return _words(_rows(raw))


def _rows(raw: Any) -> Iterator[tuple[str, WordRow]]:
    """Every word of a JSON object with the way to it."""
    for family, told in _entries("", raw):
        if family != "lines":
            yield family, WordRow(family, "", "", "", told)
            continue
        for line_id, line in _entries(family, told):
            path = f"lines[{line_id!r}]"
            for name, of_line in _entries(path, line):
                if name != "sources":
                    yield f"{path}.{name}", WordRow(name, line_id, "", "", of_line)
                    continue
                for kind, sources in _entries(f"{path}.sources", of_line):
                    at = f"{path}.sources.{kind}"
                    for id_, word in _entries(at, sources):
                        yield f"{at}[{id_!r}]", WordRow("source", line_id, kind, id_, word)


def _entries(path: str, raw: Any) -> Iterable[tuple[str, Any]]:
    if not isinstance(raw, dict):
        fault = Fault(path, raw, "an object of words", "store it as words_to_json wrote it")
        raise InvalidInput("words", [fault])
    return raw.items()


def _words(rows: Iterable[tuple[str, WordRow]]) -> Words:
    words: Words = {}
    faults: list[Fault] = []
    for path, row in rows:
        key = tuple(part for part in row[:4] if part)
        faults += [fault.under(path) for fault in _faults(row)]
        if key in words:
            expected, advice = "each word once", "keep the latest of the two"
            faults.append(Fault(path, row, expected, advice))
        words[key] = row.word
    if faults:
        raise InvalidInput("words", faults)
    return words


def _faults(row: WordRow) -> Iterator[Fault]:
    """What is wrong with a row: each family has its words, and the ids that its keys need."""
    vocabulary = _VOCABULARY.get(row.family)
    if vocabulary is None:
        families = ", ".join(_VOCABULARY)
        yield Fault("family", row.family, f"one of {families}", "remove it, or correct its name")
        return
    words = [word.value for word in vocabulary]
    if row.word not in words:
        yield Fault("word", row.word, f"one of {', '.join(words)}", "store the word as it was")
    is_source = row.family == "source"
    if is_source and row.source_kind not in list(SourceKind):
        kinds = ", ".join(SourceKind)
        yield Fault("source_kind", row.source_kind, f"one of {kinds}", "store the whole key")
    if is_source != bool(row.source_id) or (row.line_id and row.family not in _OF_A_LINE):
        expected = "a line and a source for sources, a line or none for products, none elsewhere"
        yield Fault("", row[:4], expected, "store the whole key, and nothing else")
    elif is_source and not row.line_id:
        yield Fault("line_id", row.line_id, "the id of a line", "store the whole key")
