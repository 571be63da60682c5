"""Statuses in forms that store well: one JSON object for each order, or one row for each status."""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from costatus._evaluation.report import FAMILIES, StatusKey
from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.shown import at_key
from costatus.models.statuses import SourceKind, Term, unknown

Words: TypeAlias = dict[StatusKey, str]
_Stored: TypeAlias = tuple[str, StatusKey, Any]
"""A stored status, not checked yet: its path, its key and its text."""

_WORDS: Final[Mapping[str, frozenset[Term]]] = MappingProxyType(
    {family: frozenset(vocabulary) for family, vocabulary in FAMILIES.items()}
)
"""The statuses of each family."""

_KINDS: Final[frozenset[str]] = frozenset(SourceKind)
_SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "product": "StatusKey('product'), or StatusKey('product', line_id)",
        "source": "StatusKey('source', line_id, source_kind, source_id), where the kind is one of "
        + ", ".join(SourceKind),
    }
)
"""The keys of the families that have more than one."""


class WordRow(NamedTuple):
    """A status as a row of a table. A column that does not apply is "", which is never an id.

    Attributes:
        family: The family of the status.
        line_id: The id of the line; "" for the order's own.
        source_kind: The kind of source; "" for any other family.
        source_id: The id of the source; "" for any other family.
        word: The status.
    """

    family: str
    line_id: str
    source_kind: str
    source_id: str
    word: str


def words_to_rows(words: Mapping[StatusKey, str]) -> list[WordRow]:
    """Return one row for each status; all columns but the word are its key within the order.

    Raises InvalidInput where `words` is not what `OrderReport.words()` returned.
    """
    require_words(words, "words_to_rows", "words")
    return [
        WordRow(family, line_id or "", kind or "", source_id or "", word)
        for (family, line_id, kind, source_id), word in words.items()
    ]


def words_from_rows(rows: Iterable[Iterable[str | None]]) -> Words:
    """Read the statuses of an order from rows of the five columns of `WordRow`.

    None is read as "", as some databases store no empty text. Raises InvalidInput that lists every
    row that is faulty or repeated.
    """
    faults: list[Fault] = []
    return _checked("words_from_rows", _in_rows(rows, faults), faults)


def words_to_json(words: Mapping[StatusKey, str]) -> str:
    """Write the statuses of an order as one JSON object, those of lines and sources in `lines`.

    Raises InvalidInput where `words` is not what `OrderReport.words()` returned.
    """
    require_words(words, "words_to_json", "words")
    raw: dict[str, Any] = {}
    for (family, line_id, kind, source_id), word in words.items():
        if line_id is None:
            raw[family] = word
            continue
        line = raw.setdefault("lines", {}).setdefault(line_id, {})
        if kind is None:
            line[family] = word
        else:
            line.setdefault("sources", {}).setdefault(kind, {})[source_id] = word
    return _encode(raw)


def words_from_json(text: str | bytes) -> Words:
    """Read the statuses of an order from JSON that `words_to_json` wrote.

    Raises InvalidInput that lists everything that is faulty or repeated.
    """
    faults: list[Fault] = []
    return _checked("words_from_json", _in_json(_parsed(text), faults), faults)


_AS_RETURNED: Final = "store the keys and statuses that report.words() returned"


def require_words(words: Mapping[StatusKey, str], function: str, path: str) -> None:
    """Raise InvalidInput unless `words` is a mapping as `OrderReport.words()` returns it."""
    require(words, Mapping, function, path, "send report.words()")
    faults = [
        fault.under(f"{path}{at_key(key)}")
        for key, word in words.items()
        if (fault := _fault_of(key, word))
    ]
    if faults:
        raise InvalidInput(function, faults)


def _fault_of(key: Any, word: object) -> Fault | None:
    """Return what is wrong with a status and its key; None where they are as `words()` has them."""
    try:
        family, line_id, kind, source_id = key
        words = _WORDS[family]
    except (TypeError, ValueError, KeyError):
        expected = f"a StatusKey of one of the families {', '.join(FAMILIES)}"
        return Fault("", key, expected, _AS_RETURNED)
    if family == "source":
        fits = _is_id(line_id) and isinstance(kind, str) and kind in _KINDS and _is_id(source_id)
    elif family == "product":
        fits = (line_id is None or _is_id(line_id)) and kind is None and source_id is None
    else:
        fits = line_id is None and kind is None and source_id is None
    if not fits:
        return Fault("", key, _SHAPES.get(family, f"StatusKey({family!r})"), _AS_RETURNED)
    if not isinstance(word, str) or word not in words:
        return unknown(word, sorted(words))
    return None


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _checked(function: str, stored: Iterable[_Stored], faults: list[Fault]) -> Words:
    """Return the statuses by key; raise InvalidInput with `faults` and all that are found here."""
    words: Words = {}
    for path, key, word in stored:
        fault = _fault_of(key, word)
        if fault is None and key in words:
            fault = Fault("", key, "each status once", "keep the latest of the two")
        if fault is None:
            words[key] = word
        else:
            faults.append(fault.under(path))
    if faults:
        raise InvalidInput(function, faults)
    return words


def _in_rows(rows: Any, faults: list[Fault]) -> Iterator[_Stored]:
    """Yield the statuses in rows; append to `faults` for each bad row."""
    advice = "select family, line_id, source_kind, source_id and word"
    if not isinstance(rows, Iterable):
        faults.append(Fault("rows", rows, "the rows of an order", advice))
        return
    for n, row in enumerate(rows):
        try:
            family, line_id, kind, source_id, word = row
        except (TypeError, ValueError):
            faults.append(Fault(f"rows[{n}]", row, "a row of five columns", advice))
        else:
            key = StatusKey(
                family, *(None if id_ == "" else id_ for id_ in (line_id, kind, source_id))
            )
            yield f"rows[{n}]", key, word


def _in_json(raw: Any, faults: list[Fault]) -> Iterator[_Stored]:
    """Yield the statuses in a JSON object; append to `faults` for each bad object."""
    for family, word in _members("", raw, faults):
        if family != "lines":
            yield family, StatusKey(family), word
            continue
        for line_id, line in _members(family, word, faults):
            at = f"lines{at_key(line_id)}"
            for name, of_line in _members(at, line, faults):
                if name != "sources":
                    yield f"{at}.{name}", StatusKey(name, line_id), of_line
                    continue
                for kind, sources in _members(f"{at}.sources", of_line, faults):
                    of_kind = f"{at}.sources.{kind}"
                    for id_, of_source in _members(of_kind, sources, faults):
                        key = StatusKey("source", line_id, kind, id_)
                        yield f"{of_kind}{at_key(id_)}", key, of_source


def _members(path: str, raw: Any, faults: list[Fault]) -> Iterable[tuple[str, Any]]:
    if isinstance(raw, dict):
        return raw.items()
    if isinstance(raw, _Repeated):
        expected, advice = "each key of an object once", "keep the latest"
    else:
        expected, advice = "an object", "store the JSON that words_to_json wrote"
    faults.append(Fault(path, raw, expected, advice))
    return ()


class _Repeated(list[tuple[str, Any]]):
    """The members of a JSON object that has a key twice."""


def _object(members: list[tuple[str, Any]]) -> dict[str, Any] | _Repeated:
    made = dict(members)
    return made if len(made) == len(members) else _Repeated(members)


_encode: Final = json.JSONEncoder(separators=(",", ":")).encode
_decode: Final = json.JSONDecoder(object_pairs_hook=_object).decode


def _parsed(text: str | bytes) -> Any:
    """Parse JSON text; raise InvalidInput for anything else."""
    try:
        if isinstance(text, bytes | bytearray):
            text = text.decode("utf-8-sig")
        if isinstance(text, str):
            return _decode(text)
        advice = "send the text or bytes that words_to_json wrote"
    except json.JSONDecodeError as error:
        advice = f"{error.msg}, line {error.lineno} column {error.colno}"
    except RecursionError:
        advice = "it is nested too deeply"
    except ValueError as error:
        advice = str(error)
    raise InvalidInput("words_from_json", [Fault("", text, "JSON text", advice)])
