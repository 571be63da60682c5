"""Columns: values of one type, as numpy arrays."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final, Self, TypeAlias

import numpy as np
from attrs import define, evolve
from numpy.typing import NDArray

from costatus.models.as_of import LAST_DAY
from costatus.tables._loops import loops

Bools: TypeAlias = NDArray[np.bool_]
Bytes: TypeAlias = NDArray[np.uint8]
Ints: TypeAlias = NDArray[Any]
"""Integers of any width."""
Int64s: TypeAlias = NDArray[np.int64]

BLOCK: Final = 1 << 14
"""How many rows are worked on at a time, so that temporary arrays stay in the processor's cache."""
EPOCH: Final = date(1970, 1, 1).toordinal()
"""The day number of the day from which Arrow counts."""
PER_SECOND: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


@define
class Column:
    """Values of one type.

    Attributes:
        rows: How many there are.
        valid: Which of them are not null; None where all are.
    """

    rows: int
    valid: Bools | None

    def value(self, row: int) -> Any:
        """Return a value as the models take it, and None for a null."""
        if self.valid is not None and not self.valid[row]:
            return None
        return self._value(row)

    @abstractmethod
    def _value(self, row: int) -> Any: ...

    def take(self, rows: Int64s) -> Self:
        """Return the column of these rows."""
        valid = None if self.valid is None else self.valid[rows]
        return evolve(self, rows=len(rows), valid=valid, **self._taken(rows))

    @abstractmethod
    def _taken(self, rows: Int64s) -> dict[str, Any]: ...


@define
class PlainColumn(Column):
    """Values of one width."""

    values: NDArray[Any]

    def _value(self, row: int) -> Any:
        return self.values[row].item()

    def _taken(self, rows: Int64s) -> dict[str, Any]:
        return {"values": self.values[rows]}


@define
class IntegerColumn(PlainColumn):
    """Integers, as wide as the host gave them."""

    def as_text(self) -> "TextColumn":
        """Return the integers in decimal digits."""
        written = self.values.astype("S21")
        data = written.view(np.uint8)
        is_used = data != 0
        lengths = is_used.reshape(self.rows, written.itemsize).sum(axis=1)
        return TextColumn(self.rows, self.valid, offsets_of(lengths, np.int64), data[is_used])


@define
class FloatColumn(PlainColumn):
    """Floats of 64 bits. Those of narrower types have the same shortest text."""


@define
class FlagColumn(PlainColumn):
    """True or False."""


@define
class DayColumn(PlainColumn):
    """Days, as numbers counted from 1970."""

    def _value(self, row: int) -> date | int:
        number = int(self.values[row]) + EPOCH
        return date.fromordinal(number) if 0 < number <= LAST_DAY else number


@define
class MomentColumn(PlainColumn):
    """Instants, as numbers of `unit` since 1970 in UTC; wall times where there is no zone."""

    unit: str
    zone: tzinfo | None

    def _value(self, row: int) -> datetime | int:
        number = int(self.values[row])
        try:
            moment = _START + timedelta(microseconds=number * 10**6 // PER_SECOND[self.unit])
            return moment if self.zone is None else moment.replace(tzinfo=UTC).astimezone(self.zone)
        except OverflowError:
            return number


_START: Final = datetime(1970, 1, 1)  # noqa: DTZ001 it gets its zone with the moment


@define
class DecimalColumn(PlainColumn):
    """Decimals: integers of one or more words of 64 bits, lowest first, over a power of ten."""

    scale: int

    def unscaled(self, row: int) -> int:
        """Return the integer of a row."""
        return int.from_bytes(self.values[row].tobytes(), "little", signed=True)

    def _value(self, row: int) -> Decimal:
        return Decimal(f"{self.unscaled(row)}e{-self.scale}")


@define
class TextColumn(Column):
    """Texts in UTF-8, one after another: row n is `data[offsets[n]:offsets[n + 1]]`."""

    offsets: Int64s
    data: Bytes

    def as_text(self) -> "TextColumn":
        """Return the column itself."""
        return self

    def _value(self, row: int) -> str:
        start, end = self.offsets[row : row + 2].tolist()
        return self.data[start:end].tobytes().decode("utf-8", "surrogateescape")

    def _taken(self, rows: Int64s) -> dict[str, Any]:
        starts = self.offsets[rows]
        offsets, data = gather(self.data, starts, self.offsets[rows + 1] - starts)
        return {"offsets": offsets, "data": data}


@define
class DictionaryColumn(Column):
    """Texts by their index in a dictionary; the index of a null is 0."""

    indices: NDArray[np.int32]
    texts: TextColumn

    def as_text(self) -> TextColumn:
        """Return the column with each text in its place."""
        return evolve(self.texts.take(self.indices.astype(np.int64)), valid=self.valid)

    def _value(self, row: int) -> str:
        return self.texts._value(int(self.indices[row]))  # noqa: SLF001 of this module

    def _taken(self, rows: Int64s) -> dict[str, Any]:
        return {"indices": self.indices[rows]}


@define
class Given:
    """A column as the host gave it, which is read again for each few values, to save memory."""

    _column: Column | None
    _read: Callable[[], Column]

    def release(self) -> Column:
        """Return the column, and forget it."""
        column, self._column = self._held(), None
        return column

    def value(self, row: int) -> Any:
        """Return a value as the models take it, and None for a null."""
        return self._held().value(row)

    def _held(self) -> Column:
        if self._column is None:
            self._column = self._read()
        return self._column


NO_BYTES: Final = np.empty(0, np.uint8)


def gather(data: Bytes, starts: Int64s, lengths: Int64s) -> tuple[Int64s, Bytes]:
    """Return the offsets and the bytes of pieces of data, put one after another."""
    offsets = offsets_of(lengths, np.int64)
    gathered = np.empty(offsets[-1], np.uint8)
    loops.gather(data, starts.astype(np.int64, copy=False), offsets, gathered)
    return offsets, gathered


def joined(pieces: Sequence[NDArray[Any]], dtype: str = "i8") -> NDArray[Any]:
    """Return arrays one after another; a single one as it is."""
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces) if pieces else np.empty(0, dtype)


def joined_masks(masks: Sequence[tuple[Bools | None, int]]) -> Bools | None:
    """Return masks, each of so many rows, one after another; None where all rows are set."""
    if all(mask is None or mask.all() for mask, _ in masks):
        return None
    return joined([np.ones(n, np.bool_) if mask is None else mask for mask, n in masks], "?")


def joined_texts(pieces: Sequence[tuple[Int64s, Bytes]]) -> tuple[Int64s, Bytes]:
    """Return the offsets and the data of texts, one piece after another; a single one as it is."""
    if len(pieces) == 1:
        return pieces[0]
    lengths = [np.diff(offsets) for offsets, _ in pieces]
    data = [data[offsets[0] : offsets[-1]] for offsets, data in pieces]
    offsets = offsets_of(np.concatenate([np.empty(0, np.int64), *lengths]), np.int64)
    return offsets, np.concatenate([NO_BYTES, *data])


def offsets_of(counts: Ints, kind: Any = np.int32) -> Ints:
    """Return where each of some runs begins, and where the last ends."""
    offsets = np.zeros(len(counts) + 1, kind)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def runs_of(offsets: Ints) -> NDArray[np.int32]:
    """Return the run that each place belongs to."""
    return np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
