"""Arrow arrays of any layout, read as columns with their chunks joined.

A buffer is used where it is if the column is one chunk and the type has the right width. nanoarrow
compares the lengths of arrays and the sizes of buffers. What the buffers hold (offsets, indices,
views of strings) is checked here before anything is read through it. The interface does not say
how much memory a buffer has: there the host is trusted, as by every reader of Arrow.
"""

import ctypes
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from attrs import evolve, frozen
from nanoarrow import c_array, c_array_stream
from nanoarrow.c_array import CArray, CArrayView
from nanoarrow.c_schema import CSchema, c_schema_view
from numpy.typing import DTypeLike, NDArray

from costatus.tables._arrow import INTEGERS
from costatus.tables._columns import (
    NO_BYTES,
    Bools,
    Bytes,
    Column,
    DayColumn,
    DecimalColumn,
    DictionaryColumn,
    FlagColumn,
    FloatColumn,
    Int64s,
    IntegerColumn,
    MomentColumn,
    TextColumn,
    gather,
    joined,
    joined_masks,
    joined_texts,
    offsets_of,
)


class Unreadable(Exception):
    """A column that cannot be read: what was found, what is expected, and what to do."""

    def __init__(self, found: object, expected: str, advice: str) -> None:
        super().__init__(found, expected, advice)
        self.found = found
        self.expected = expected
        self.advice = advice


def _corrupt(found: str) -> Unreadable:
    return Unreadable(found, "a valid Arrow array", "correct the program that made it")


@frozen
class Part:
    """Rows of an array: `start` counts in its buffers; `mask` is where no parent is null.

    The buffers of a view live as long as the array that it is of, but not those of its children.
    """

    array: CArray
    start: int
    length: int
    mask: Bools | None = None

    @property
    def view(self) -> CArrayView:
        """The buffers."""
        return self.array.view()

    def buffer(self, n: int, dtype: DTypeLike, extra: int = 0) -> NDArray[Any]:
        """Return the elements of a buffer that belong to the rows, and some more."""
        if not self.length:
            return np.zeros(extra, dtype)
        elements = np.frombuffer(self.view.buffer(n), dtype)
        found = elements[self.start : self.start + self.length + extra]
        return found if found.flags.aligned else found.copy()

    def words(self, n: int, size: int) -> Bytes:
        """Return the bytes of the rows in a buffer whose type nanoarrow does not expose."""
        first, end = self.start * size, (self.start + self.length) * size
        return np.asarray(_Memory(self.array, list(self.array.buffers)[n], end))[first:]

    def bits(self, n: int) -> Bools | None:
        """Return the bits of a buffer that belong to the rows, or None where there is none."""
        packed = np.asarray(self.view.buffer(n)).view(np.uint8)
        if not packed.size or not self.length:
            return None
        first = self.start // 8
        skipped = self.start - first * 8
        wanted = packed[first : (self.start + self.length + 7) // 8]
        bits = np.unpackbits(wanted, count=skipped + self.length, bitorder="little")
        return bits[skipped:].view(np.bool_)

    def valid(self) -> Bools | None:
        """Return which rows are not null, or None where all are."""
        own = self.bits(0) if self.view.n_buffers else None
        if own is None or self.mask is None:
            return self.mask if own is None else own
        return own & self.mask


class _Memory:
    """Memory of an array, which lives as long as this does."""

    def __init__(self, array: CArray, address: int, size: int) -> None:
        self._array = array
        data = (address, True) if size else None
        self.__array_interface__ = {"version": 3, "shape": (size,), "typestr": "|u1", "data": data}


@frozen
class Arrays:
    """An Arrow array in chunks, of which some rows may be selected."""

    schema: CSchema
    parts: Sequence[Part]
    selected: Int64s | None = None

    @property
    def type(self) -> str:
        """The name of the type; of a dictionary, that of its values if they are no structures."""
        values = self.schema.dictionary
        name = str(c_schema_view(values or self.schema).type)
        return name if values is None or name in READERS else f"dictionary of {name}"

    @property
    def rows(self) -> int:
        """The number of rows."""
        if self.selected is not None:
            return len(self.selected)
        return sum(part.length for part in self.parts)

    def column(self) -> Column:
        """Read the values."""
        if self.schema.dictionary is not None:
            column = _dictionary(self)
        else:
            column = READERS[self.type](self)
        return column if self.selected is None else column.take(self.selected)

    def valid(self) -> Bools | None:
        """Return which of all rows are not null, or None where all are."""
        return joined_masks([(part.valid(), part.length) for part in self.parts])

    def children(self) -> dict[str, "Arrays"]:
        """Return the fields of a struct by name; of a repeated name, the first."""
        masked = [evolve(part, mask=part.valid()) for part in self.parts]
        fields: dict[str, Arrays] = {}
        for n, schema in enumerate(self.schema.children):
            parts = [
                Part(child, child.offset + part.start, part.length, part.mask)
                for part in masked
                for child in [part.array.child(n)]
            ]
            fields.setdefault(schema.name, Arrays(schema, parts, self.selected))
        return fields

    def repeated(self) -> set[str]:
        """Return the names that several fields of a struct have."""
        counts = Counter(schema.name for schema in self.schema.children)
        return {name for name, count in counts.items() if count > 1}

    def items(self) -> tuple[Int64s, "Arrays"]:
        """Return the items of each row: those of a list, or a struct itself where it is not null.

        Those of row n are from `offsets[n]` up to `offsets[n + 1]`.
        """
        starts, counts, items = self._structs() if self.type == "struct" else self._lists()
        if self.selected is not None:
            starts, counts = starts[self.selected], counts[self.selected]
        offsets = offsets_of(counts, np.int64)
        if offsets[-1] != items.rows or not np.array_equal(
            starts[counts > 0], offsets[:-1][counts > 0]
        ):
            selected = np.repeat(starts - offsets[:-1], counts) + np.arange(offsets[-1])
            items = evolve(items, selected=selected)
        return offsets, items

    def _structs(self) -> tuple[Int64s, Int64s, "Arrays"]:
        items = evolve(self, selected=None)
        valid = self.valid()
        counts = np.ones(items.rows, np.int64) if valid is None else valid.astype(np.int64)
        return np.arange(items.rows), counts, items

    def _lists(self) -> tuple[Int64s, Int64s, "Arrays"]:
        starts, counts, parts = [_NO_OFFSETS], [_NO_OFFSETS], []
        rows = 0
        for part in self.parts:
            offsets = part.buffer(1, _LISTS[self.type], 1).astype(np.int64, copy=False)
            valid = part.valid()
            items = part.array.child(0)
            _check_offsets(offsets, items.length)
            first, last = offsets[[0, -1]].tolist()
            lengths = np.diff(offsets)
            starts.append(offsets[:-1] + (rows - first))
            counts.append(lengths if valid is None else np.where(valid, lengths, 0))
            parts.append(Part(items, items.offset + first, last - first))
            rows += last - first
        schema = self.schema.child(0)
        return np.concatenate(starts), np.concatenate(counts), Arrays(schema, parts)


_NO_OFFSETS: Final = np.empty(0, np.int64)
_LISTS: Final = {"list": "<i4", "large_list": "<i8"}


def _check_offsets(offsets: Int64s, size: int) -> None:
    if offsets[0] < 0 or offsets[-1] > size or (offsets[1:] < offsets[:-1]).any():
        raise _corrupt("offsets that do not ascend within the data")


def open_table(table: Any) -> Arrays:
    """Return a table as one array of structs, from anything with the Arrow PyCapsule interface."""
    if hasattr(table, "__arrow_c_stream__"):
        stream = c_array_stream(table)
        schema, arrays = stream.get_schema(), list(stream)
    else:  # not as a stream: nanoarrow would copy the array, which breaks views of strings
        array = c_array(table)
        schema, arrays = array.schema, [array]
    if schema.format != "+s":
        raise Unreadable(c_schema_view(schema).type, "a table, with named columns", "send a table")
    _check_types(schema)
    for array in arrays:
        _drop_buffers_of_nulls(array)
        array.view()  # checks it
    return Arrays(schema, [Part(array, array.offset, array.length) for array in arrays])


def _check_types(schema: CSchema, path: str = "") -> None:
    """Refuse columns whose type is none of Arrow, such as integers of 128 bits in polars."""
    for child in schema.children:
        try:
            c_schema_view(child)
        except RuntimeError:
            found = f"{path}{child.name} of type {child.format}"
            raise Unreadable(found, "columns of Arrow types", "cast or drop it") from None
        _check_types(child, f"{path}{child.name}.")


def _drop_buffers_of_nulls(array: CArray) -> None:
    """Let arrays of nulls have no buffers: polars gives them one, which nanoarrow refuses."""
    if array.schema.format == "n":
        ctypes.c_int64.from_address(array._addr() + _N_BUFFERS).value = 0  # noqa: SLF001 no other
    for n in range(array.n_children):
        _drop_buffers_of_nulls(array.child(n))


_N_BUFFERS: Final = 24
"""Where the number of buffers stands in an ArrowArray of the Arrow C data interface."""


def _numbers(dtype: str, wide: str) -> Callable[[Arrays], NDArray[Any]]:
    """Return a reader of the values of a type, widened."""

    def read(arrays: Arrays) -> NDArray[Any]:
        pieces = [part.buffer(1, dtype).astype(wide, copy=False) for part in arrays.parts]
        return joined(pieces, wide)

    return read


def _integers(dtype: str) -> "Reader":
    values = _numbers(dtype, dtype)
    return lambda arrays: IntegerColumn(*_head(arrays), values(arrays))


def _head(arrays: Arrays) -> tuple[int, Bools | None]:
    """Return the number of rows of all parts, and which are not null."""
    return sum(part.length for part in arrays.parts), arrays.valid()


def _floats(dtype: str) -> "Reader":
    values = _numbers(dtype, dtype)
    return lambda arrays: FloatColumn(*_head(arrays), _as_double(values(arrays)))


def _as_double(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return doubles with the same shortest text."""
    if values.dtype == np.float64:
        return values
    wide = values.astype(np.float64)
    # A product is exact up to 10**9, and the first decimals that give the number are the fewest.
    rest = np.flatnonzero(np.abs(wide) < 2.0 ** (np.finfo(values.dtype).nmant))
    for power in 10.0 ** np.arange(10):
        exact = np.rint(wide[rest] * power) / power
        same = exact.astype(values.dtype) == values[rest]
        wide[rest[same]] = exact[same]
        rest = rest[~same]
    left = np.abs(wide) >= 2.0 ** np.finfo(values.dtype).nmant
    left[rest] = True
    for row in np.flatnonzero(left & np.isfinite(wide)):
        wide[row] = float(str(values[row]))
    return wide


def _flags(arrays: Arrays) -> FlagColumn:
    bits = [(part.bits(1), part.length) for part in arrays.parts]
    pieces = [np.zeros(length, np.bool_) if found is None else found for found, length in bits]
    return FlagColumn(*_head(arrays), joined(pieces, "?"))


def _days(arrays: Arrays) -> DayColumn:
    return DayColumn(*_head(arrays), _numbers("<i4", "i4")(arrays))


def _days_in_milliseconds(arrays: Arrays) -> DayColumn:
    return DayColumn(*_head(arrays), _numbers("<i8", "i8")(arrays) // 86_400_000)


def _moments(arrays: Arrays) -> MomentColumn:
    view = c_schema_view(arrays.schema)
    zone = _zone(view.timezone) if view.timezone else None
    return MomentColumn(*_head(arrays), _numbers("<i8", "i8")(arrays), view.time_unit, zone)


def _zone(name: str) -> tzinfo:
    """Return a zone by its IANA name, or by its offset such as +02:00."""
    if name == "UTC":
        return UTC
    try:
        if name[0] in "+-":
            return datetime.strptime(name, "%z").tzinfo or UTC
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        expected = "a time zone of the IANA database, or an offset such as +02:00"
        raise Unreadable(name, expected, "convert the timestamps to UTC") from None


def _decimals(arrays: Arrays) -> DecimalColumn:
    _, scale, *width = map(int, arrays.schema.format[2:].split(","))
    bits = width[0] if width else 128
    if bits == 32:
        pieces = [part.words(1, 4).view("<i4").astype("<i8") for part in arrays.parts]
    elif bits == 64:
        pieces = [part.words(1, 8) for part in arrays.parts]
    else:
        pieces = [part.buffer(1, f"({bits // 64},)<u8") for part in arrays.parts]
    words = joined(pieces, "u8").view("<u8").reshape(-1, max(bits // 64, 1))
    return DecimalColumn(*_head(arrays), words, scale)


def _texts(dtype: str) -> "Reader":
    def read(arrays: Arrays) -> TextColumn:
        pieces = []
        for part in arrays.parts:
            offsets = part.buffer(1, dtype, 1).astype(np.int64, copy=False)
            data = np.frombuffer(part.view.buffer(2), np.uint8)
            _check_offsets(offsets, len(data))
            pieces.append((offsets, data))
        return TextColumn(*_head(arrays), *joined_texts(pieces))

    return read


def _fixed_bytes(arrays: Arrays) -> TextColumn:
    """Read texts of one size; those of 16 bytes are UUIDs."""
    size = int(arrays.schema.format[2:])
    data = joined([part.words(1, size) for part in arrays.parts], "u1")
    rows, valid = _head(arrays)
    if size == _UUID_BYTES:
        digits = np.frombuffer(data.tobytes().hex().encode(), np.uint8)
        texts = np.full((rows, 36), ord("-"), np.uint8)
        texts[:, _UUID_DIGITS] = digits.reshape(rows, 32)
        size, data = 36, texts.reshape(-1)
    return TextColumn(rows, valid, size * np.arange(rows + 1), data)


_UUID_BYTES: Final = 16
_UUID_DIGITS: Final = [place for place in range(36) if place not in {8, 13, 18, 23}]


def _views(arrays: Arrays) -> TextColumn:
    """Read views of strings: those of at most 12 bytes in place, others in one of some buffers."""
    return TextColumn(*_head(arrays), *joined_texts([_viewed(part) for part in arrays.parts]))


_VIEW: Final = np.dtype([("length", "<i4"), ("start", "S4"), ("buffer", "<i4"), ("offset", "<i4")])


def _viewed(part: Part) -> tuple[Int64s, Bytes]:
    views = part.buffer(1, _VIEW)
    places = range(2, part.view.n_buffers - 1)
    buffers = [views.view(np.uint8), *(np.frombuffer(part.view.buffer(n), "u1") for n in places)]
    sizes = np.array([len(buffer) for buffer in buffers])
    valid = part.valid()
    lengths = views["length"].astype(np.int64)
    if valid is not None:
        lengths[~valid] = 0
    away = lengths > 12
    buffer, start = views["buffer"][away], views["offset"][away].astype(np.int64)
    if (lengths < 0).any() or (buffer < 0).any() or (buffer >= len(places)).any():
        raise _corrupt("views of strings that name no buffer")
    if (start < 0).any() or (start + lengths[away] > sizes[buffer + 1]).any():
        raise _corrupt("views of strings that end outside their buffer")
    starts = np.arange(len(views)) * _VIEW.itemsize + 4
    starts[away] = np.cumsum(sizes)[buffer] + start
    return gather(np.concatenate(buffers), starts, lengths)


def _dictionary(arrays: Arrays) -> Column:
    """Read a dictionary: texts as they are, with their indices, other values in their places."""
    known: dict[object, int] = {}
    values: list[Part] = []
    indices: list[NDArray[np.int32]] = []
    size = 0
    for part in arrays.parts:
        items = part.array.dictionary
        base = known.setdefault((items.offset, items.length, *items.buffers), size)
        if base == size:
            values.append(Part(items, items.offset, items.length))
            size += items.length
        own = part.buffer(1, INTEGERS[arrays.schema.format])
        valid = part.valid()
        given = own if valid is None else own[valid]
        if (given < 0).any() or (given >= items.length).any():
            raise _corrupt("indices outside their dictionary")
        own = own.astype(np.int32, copy=False)
        own = own + np.int32(base) if base else own
        indices.append(own if valid is None else np.where(valid, own, np.int32(0)))
    column = Arrays(arrays.schema.dictionary, values).column()
    rows, valid = _head(arrays)
    every = joined(indices, "i4")
    if not column.rows:  # all are null: let their index 0 be that of a null
        column = _one_null(column)
    if column.valid is not None:
        valid = column.valid[every] & (True if valid is None else valid)
    if isinstance(column, TextColumn):
        return DictionaryColumn(rows, valid, every, column)
    return evolve(column.take(every), valid=valid)


def _one_null(column: Any) -> Column:
    """Return a column of the same type with one null in place of no values."""
    null = np.zeros(1, np.bool_)
    if isinstance(column, TextColumn):
        return TextColumn(1, null, np.zeros(2, np.int64), NO_BYTES)
    value = np.zeros((1, *column.values.shape[1:]), column.values.dtype)
    null_column: Column = evolve(column, rows=1, valid=null, values=value)
    return null_column


def _nulls(arrays: Arrays) -> TextColumn:
    rows = sum(part.length for part in arrays.parts)
    return TextColumn(rows, np.zeros(rows, np.bool_), np.zeros(rows + 1, np.int64), NO_BYTES)


Reader: TypeAlias = Callable[[Arrays], Column]
READERS: Final[Mapping[str, Reader]] = {
    "na": _nulls,
    "bool": _flags,
    **{str(dtype): _integers(str(dtype)) for dtype in INTEGERS.values()},
    "half_float": _floats("<f2"),
    "float": _floats("<f4"),
    "double": _floats("<f8"),
    "decimal32": _decimals,
    "decimal64": _decimals,
    "decimal128": _decimals,
    "decimal256": _decimals,
    "date32": _days,
    "date64": _days_in_milliseconds,
    "timestamp": _moments,
    "string": _texts("<i4"),
    "large_string": _texts("<i8"),
    "string_view": _views,
    "binary": _texts("<i4"),
    "large_binary": _texts("<i8"),
    "binary_view": _views,
    "fixed_size_binary": _fixed_bytes,
}
"""What reads each type, by the name that nanoarrow gives it."""
