"""Arrow arrays of numpy arrays, made by nanoarrow without copying them.

A word is a dictionary index, or plain text where the reader of a table takes no dictionaries.
"""

import ctypes
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, Final, TypeAlias

import nanoarrow as na
import numpy as np
from nanoarrow.c_schema import c_schema
from numpy.typing import NDArray

from costatus.tables._columns import BLOCK, Ints, gather, offsets_of

Array: TypeAlias = Any
"""A `nanoarrow` array with its type; nanoarrow has no types of its own for mypy."""

_STRUCT_SIZE: Final = 80
"""The size of an ArrowArray of the Arrow C data interface, on 64 bits."""
_EPOCH_DAY: Final = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001 a day number
_EPOCH_MOMENT: Final = (_EPOCH_DAY - 1) * 86_400_000_000
_MOST_BYTES: Final = 2**31 - 1


def array(
    schema: Any,
    length: int,
    buffers: Sequence[Any],
    valid: NDArray[np.bool_] | None = None,
    children: Sequence[Array] = (),
) -> Array:
    """Return an array of some buffers; `valid` is None where there are no nulls."""
    bits = None if valid is None else np.packbits(valid, bitorder="little")
    nulls = 0 if valid is None else int(length - np.count_nonzero(valid))
    return na.c_array_from_buffers(
        schema, length, [bits, *buffers], nulls, children=children, move=True
    )


def integers(values: Ints, valid: NDArray[np.bool_] | None = None) -> Array:
    """Return an array of integers as wide as they are given."""
    schema = c_schema(na.int8()).modify(format=_FORMATS[values.dtype])
    return array(schema, len(values), [np.ascontiguousarray(values)], valid)


INTEGERS: Final[Mapping[str, np.dtype[Any]]] = {
    "c": np.dtype(np.int8),
    "s": np.dtype(np.int16),
    "i": np.dtype(np.int32),
    "l": np.dtype(np.int64),
    "C": np.dtype(np.uint8),
    "S": np.dtype(np.uint16),
    "I": np.dtype(np.uint32),
    "L": np.dtype(np.uint64),
}
"""Integers by their format in the Arrow C data interface."""
_FORMATS: Final = {kind: name for name, kind in INTEGERS.items()}


def percents(values: NDArray[np.int8]) -> Array:
    """Return an array of percents, of which -1 is null."""
    return integers(values, _unless(values < 0))


def words(codes: Ints, vocabulary: Sequence[str], *, text: bool = False) -> Array:
    """Return the words of some codes, which are places in the vocabulary; -1 is null."""
    valid = _unless(codes < 0)
    if text:
        return texts(*taken(*written(vocabulary), np.maximum(codes, 0)), valid)
    indices = array(_DICTIONARY, len(codes), [np.ascontiguousarray(codes, np.int8)], valid)
    _exchange(indices.dictionary, texts(*written(vocabulary)))
    return indices


_DICTIONARY: Final = na.dictionary(na.int8(), na.string())


def code_lists(masks: Ints, codes: Sequence[str | None], *, text: bool = False) -> Array:
    """Return for each mask the list of the codes of its bits, the lowest first.

    A bit without a code is never set.
    """
    vocabulary = list(dict.fromkeys(filter(None, codes)))
    code_of = np.array([vocabulary.index(code) if code else -1 for code in codes], np.int8)
    offsets = offsets_of(np.bitwise_count(masks))
    found = np.empty(offsets[-1], np.int8)
    for first in range(0, len(masks), BLOCK):
        rest = masks[first : first + BLOCK]
        places = offsets[first : first + len(rest)]
        while (left := np.flatnonzero(rest)).size:
            if len(left) < len(rest):
                places, rest = places[left], rest[left]
            lowest = rest & (~rest + 1)
            found[places] = code_of[np.bitwise_count(lowest - 1)]
            places, rest = places + 1, rest ^ lowest
    return lists(offsets, words(found, vocabulary, text=text))


def lists(offsets: Ints, values: Array) -> Array:
    """Return lists, which are the values between two offsets."""
    return array(na.list_(values.schema), len(offsets) - 1, [offsets], children=[values])


def days(numbers: NDArray[np.int64]) -> Array:
    """Return the days of some day numbers; the largest number is null."""
    missing = numbers == np.iinfo(np.int64).max
    since = np.where(missing, 0, numbers - _EPOCH_DAY).astype(np.int32)
    return array(na.date32(), len(numbers), [since], _unless(missing))


def moments(instants: NDArray[np.int64], zone: tzinfo | None) -> Array:
    """Return moments in a zone of some instants in microseconds; the largest number is null."""
    missing = instants == np.iinfo(np.int64).max
    since = np.where(missing, 0, instants - _EPOCH_MOMENT)
    schema = na.timestamp("us", None if zone is None else zone_name(zone))
    return array(schema, len(instants), [since], _unless(missing))


def zone_name(zone: tzinfo) -> str:
    """Return the name of the zone as Arrow writes it; `UTC` where it has none."""
    name = getattr(zone, "key", None)
    if name is None and isinstance(zone, timezone):
        offset = zone.utcoffset(None)
        if offset and not offset % timedelta(minutes=1):
            sign, minutes = "-" if offset < timedelta(0) else "+", abs(offset).seconds // 60
            return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return "UTC" if name is None else str(name)


def texts(offsets: Ints, data: NDArray[np.uint8], valid: NDArray[np.bool_] | None = None) -> Array:
    """Return an array of texts, which are the UTF-8 data between two offsets."""
    schema, width = text_type(int(offsets[-1]))
    return array(schema, len(offsets) - 1, [offsets.astype(width, copy=False), data], valid)


def text_type(size: int) -> tuple[na.Schema, type]:
    """Return the type of texts with `size` bytes in all, and that of their offsets."""
    return (na.string(), np.int32) if size <= _MOST_BYTES else (na.large_string(), np.int64)


def taken(offsets: Ints, data: NDArray[np.uint8], rows: Ints) -> tuple[Ints, NDArray[np.uint8]]:
    """Return the offsets and the data of the texts of some rows."""
    starts = offsets[rows]
    return gather(data, starts, offsets[1:][rows] - starts)


def struct(columns: Mapping[str, Array]) -> Array:
    """Return the columns as one array of structs, which is a record batch."""
    schema = na.struct({name: column.schema for name, column in columns.items()})
    length = next(iter(columns.values())).length
    return array(schema, length, [], children=list(columns.values()))


def written(texts: Sequence[str]) -> tuple[Ints, NDArray[np.uint8]]:
    """Return the offsets and the data of some texts."""
    encoded = [text.encode(errors="backslashreplace") for text in texts]
    offsets = offsets_of(np.array([len(text) for text in encoded], np.int64), np.int64)
    return offsets, np.frombuffer(b"".join(encoded), np.uint8)


def _unless(missing: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    return ~missing if missing.any() else None


def _exchange(one: Array, other: Array) -> None:
    """Exchange the contents of two arrays: nanoarrow has no other way to set a dictionary.

    A struct of the Arrow C data interface may be moved, byte by byte, as long as one place has it.
    """
    kept = ctypes.create_string_buffer(_STRUCT_SIZE)
    ctypes.memmove(kept, one._addr(), _STRUCT_SIZE)  # noqa: SLF001 the address is nowhere else
    ctypes.memmove(one._addr(), other._addr(), _STRUCT_SIZE)  # noqa: SLF001
    ctypes.memmove(other._addr(), kept, _STRUCT_SIZE)  # noqa: SLF001
