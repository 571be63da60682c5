"""Columns as arrays of numbers: words, days, deadlines, flags and priorities.

Each function returns which values the models refuse, and one array or more.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from costatus._arrays.layout import NO_MOMENT
from costatus.models._validation.faults import Invalid
from costatus.models.as_of import LAST_DAY, AsOf
from costatus.models.statuses import Term
from costatus.tables._arrow import written
from costatus.tables._columns import (
    BLOCK,
    EPOCH,
    PER_SECOND,
    Bools,
    Column,
    DayColumn,
    DictionaryColumn,
    Int64s,
    IntegerColumn,
    Ints,
    TextColumn,
)
from costatus.tables.keys import index
from costatus.tables.schema import LAST, ColumnSchema

_DAY: Final = 86_400 * 10**6
_FIRST_MOMENT: Final = -(EPOCH - 1) * 86_400
_LAST_MOMENT: Final = (LAST_DAY + 1 - EPOCH) * 86_400


def codes(column: Column, words: Sequence[str]) -> Ints:
    """Return the place of each text among the words; -1: it is none of them."""
    return index(TextColumn(len(words), None, *written(words))).find(column)


def words(column: Column, schema: ColumnSchema) -> tuple[Bools, NDArray[np.int8]]:
    """Return the places of the words in their vocabulary."""
    if isinstance(column, DictionaryColumn):  # places are narrow before there is one for each row
        refused, places = words(column.texts, schema)
        return refused[column.indices], places[column.indices]
    terms: Sequence[Term] = list(schema.terms or ())
    accepted = [not isinstance(schema.converter(term.value), Invalid) for term in terms]
    found = codes(column, [term.value for term in terms])
    return ~np.array([*accepted, False])[found], found.astype(np.int8)


def ids(column: Any) -> Bools | None:
    """Return which ids the models refuse; None where they refuse none."""
    if isinstance(column, IntegerColumn):
        return None
    if isinstance(column, DictionaryColumn):
        texts = ids(column.texts)
        return None if texts is None else texts[column.indices]
    refused: Bools = column.offsets[1:] == column.offsets[:-1]
    if column.data.size and column.data.max() >= 0x80:
        for first in range(0, column.rows, BLOCK):
            refused[first : first + BLOCK] |= _undecodable(column, first)
    return refused if refused.any() else None


def _undecodable(column: TextColumn, first: int) -> Bools:
    """Return which texts of a block are not valid UTF-8."""
    offsets = column.offsets[first : first + BLOCK + 1]
    inside = offsets[:-1][np.diff(offsets) > 0]
    begins = bool(((column.data[inside] & 0xC0) != 0x80).all())
    try:
        column.data[offsets[0] : offsets[-1]].tobytes().decode()
    except UnicodeDecodeError:
        begins = False
    bad = np.zeros(len(offsets) - 1, np.bool_)
    if not begins:
        for n in range(len(bad)):
            try:
                column.data[offsets[n] : offsets[n + 1]].tobytes().decode()
            except UnicodeDecodeError:
                bad[n] = True
    return bad


def flags(column: Any) -> NDArray[np.int8]:
    """Return flags as 0 and 1; none is refused."""
    found: NDArray[np.int8] = column.values.astype(np.int8)
    return found


def priorities(column: Any) -> tuple[Bools, NDArray[np.int32], Bools]:
    """Return priorities, and which of them are too large to be distinguished."""
    refused, large = column.values < 1, column.values >= LAST
    return refused, np.where(refused | large, 1, column.values).astype(np.int32), large


def days(column: Any) -> tuple[Bools, NDArray[np.int32]]:
    """Return days as their numbers."""
    refused = (column.values < 1 - EPOCH) | (column.values > LAST_DAY - EPOCH)
    return refused, np.where(refused, -EPOCH, column.values).astype(np.int32) + np.int32(EPOCH)


def deadlines(column: Any, as_of: AsOf) -> tuple[Bools, NDArray[np.int32], Int64s]:
    """Return the days of deadlines, and their instants if both they and `as_of` are moments."""
    if isinstance(column, DayColumn):
        return *days(column), np.full(column.rows, NO_MOMENT)
    per_second = PER_SECOND[column.unit]
    refused = (column.values < _FIRST_MOMENT * per_second) | (
        column.values >= _LAST_MOMENT * per_second
    )
    values = np.where(refused, 0, column.values)
    instants = values * (10**6 // per_second) if per_second <= 10**6 else values // 1000
    numbers = (instants // _DAY + EPOCH).astype(np.int32)
    if column.zone is not None:
        near_end = (numbers <= 2) | (numbers >= LAST_DAY - 1)
        numbers = _local_days(np.where(near_end, 0, instants), as_of.zone or column.zone)
        for row in np.flatnonzero(near_end & (True if column.valid is None else column.valid)):
            moment = column.value(row)
            refused[row] = not isinstance(moment, datetime)
            numbers[row] = 0 if refused[row] else as_of.day(moment)
    if as_of.has_time:
        return refused, numbers, instants - _FIRST_MOMENT * 10**6
    return refused, numbers, np.full(column.rows, NO_MOMENT)


def _local_days(instants: Int64s, zone: tzinfo) -> NDArray[np.int32]:
    """Return the days in a zone of instants, in microseconds since 1970.

    No zone changes its clock twice within two days.
    """
    utc_days = instants // _DAY
    first = int(utc_days.min(initial=0))
    places = utc_days - first
    seen = np.zeros(int(places.max(initial=0)) + 1, np.bool_)
    seen[places] = True
    before, after, change = (np.zeros(len(seen), np.int64) for _ in range(3))
    for place in np.flatnonzero(seen).tolist():
        start = (first + place) * _DAY
        before[place], after[place] = _offset(start, zone), _offset(start + _DAY, zone)
        if before[place] != after[place]:
            change[place] = _change(start, zone)
    offset = np.where(instants < change[places], before[places], after[places])
    return ((instants + offset) // _DAY + EPOCH).astype(np.int32)


def _offset(instant: int, zone: tzinfo) -> int:
    """Return the offset from UTC, in microseconds, at an instant."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)
    shown = moment.astimezone(zone).utcoffset() or timedelta(0)
    return shown // timedelta(microseconds=1)


def _change(start: int, zone: tzinfo) -> int:
    """Return the instant within a day at which the offset changes."""
    before = _offset(start, zone)
    seconds = bisect_left(
        range(86_400), True, key=lambda n: _offset(start + n * 10**6, zone) != before
    )
    return start + seconds * 10**6
