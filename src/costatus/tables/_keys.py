# cython: boundscheck=False, wraparound=False, initializedcheck=False, language_level=3
"""Loops over keys: look-ups, and the grouping of rows by their parent. None of them sorts.

Written for Cython in pure Python mode: compiled while the wheel is built, plain Python in tests.
Rows are counted from 0, and -1 stands for a row that is not there.
"""

from secrets import randbits

import cython

_ALL = cython.declare(cython.ulonglong, 0xFFFF_FFFF_FFFF_FFFF)
_LONG_TEXT = cython.declare(cython.ulonglong, 0x8000_0000_0000_0000)
_SEED = cython.declare(cython.ulonglong, randbits(64))
_FACTOR = cython.declare(cython.ulonglong, randbits(64) | 1)
_SECOND_FACTOR = cython.declare(cython.ulonglong, randbits(64) | 1)
_LOWEST = cython.declare(cython.longlong, -0x8000_0000_0000_0000)
_HIGHEST = cython.declare(cython.longlong, 0x7FFF_FFFF_FFFF_FFFF)

IS_COMPILED: bool = cython.compiled


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _mixed(number: cython.ulonglong) -> cython.ulonglong:
    """Return the number, scattered in a way that nobody outside this process foresees."""
    number = ((number ^ _SEED) * _FACTOR) & _ALL
    number ^= number >> 32
    return (number * _SECOND_FACTOR) & _ALL


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _word(data: cython.const[cython.uchar][::1], at: cython.longlong) -> cython.ulonglong:
    """Return eight bytes as a number; a C compiler makes one instruction of it."""
    return (
        cython.cast(cython.ulonglong, data[at])
        | cython.cast(cython.ulonglong, data[at + 1]) << 8
        | cython.cast(cython.ulonglong, data[at + 2]) << 16
        | cython.cast(cython.ulonglong, data[at + 3]) << 24
        | cython.cast(cython.ulonglong, data[at + 4]) << 32
        | cython.cast(cython.ulonglong, data[at + 5]) << 40
        | cython.cast(cython.ulonglong, data[at + 6]) << 48
        | cython.cast(cython.ulonglong, data[at + 7]) << 56
    )


def number_texts(
    offsets: cython.const[cython.longlong][::1],
    data: cython.const[cython.uchar][::1],
    numbers: cython.ulonglong[::1],
    rows: cython.const[cython.int][::1] = None,
) -> None:
    """Write the number of each text: its bytes and length if less than 8 bytes, else a hash.

    `rows` are those to read; None: all.
    """
    row: cython.longlong
    text: cython.longlong
    at: cython.longlong
    end: cython.longlong
    number: cython.ulonglong
    with cython.nogil:
        for row in range(numbers.shape[0]):
            text = row if rows is None else rows[row]
            at = offsets[text]
            end = offsets[text + 1]
            number = cython.cast(cython.ulonglong, end - at)
            if number < 8:
                while at < end:
                    number = number << 8 | cython.cast(cython.ulonglong, data[at])
                    at += 1
            else:
                while at + 8 < end:
                    number = _mixed(number ^ _word(data, at))
                    at += 8
                number = _mixed(number ^ _word(data, end - 8)) | _LONG_TEXT
            numbers[row] = number


def read_numbers(  # noqa: PLR0917 arrays to read, and to write
    offsets: cython.const[cython.longlong][::1],
    data: cython.const[cython.uchar][::1],
    prefix: cython.const[cython.uchar][::1],
    digits: cython.longlong,
    numbers: cython.longlong[::1],
    others: cython.uchar[::1],
    rows: cython.const[cython.int][::1] = None,
) -> cython.longlong:
    """Write the number of texts that are a prefix and a number; mark and count the others.

    The number has so many digits or, if that is 0, as few as it needs. `rows` are those to read.
    """
    row: cython.longlong
    text: cython.longlong
    at: cython.longlong
    end: cython.longlong
    n: cython.longlong
    length: cython.longlong = prefix.shape[0]
    digit: cython.longlong
    number: cython.longlong
    fits: cython.bint
    count: cython.longlong = 0
    with cython.nogil:
        for row in range(numbers.shape[0]):
            text = row if rows is None else rows[row]
            at = cython.cast(cython.longlong, offsets[text])
            end = cython.cast(cython.longlong, offsets[text + 1])
            n = end - at - length
            fits = n == digits if digits else 0 < n <= 18
            if fits:
                for n in range(length):
                    if data[at + n] != prefix[n]:
                        fits = False
                        break
            number = 0
            if fits:
                at += length
                fits = digits > 0 or data[at] != 48 or at + 1 == end
                while fits and at < end:
                    digit = cython.cast(cython.longlong, data[at]) - 48
                    fits = 0 <= digit <= 9
                    number = number * 10 + digit
                    at += 1
            numbers[row] = number if fits else 0
            if not fits and not others[row]:
                others[row] = 1
                count += 1
    return count


@cython.final
@cython.cclass
class Keys:
    """A key for each row, as a number; equal keys have equal numbers.

    An integer is its own number. The number of a long text is negative, and other long texts may
    have it too; the numbers of short ones are their own.

    Attributes:
        numbers: The numbers.
        offsets: Where each text begins, and the last one ends. None: the keys are integers.
        data: The bytes of the texts.
        rows: The place of each text among the offsets. None: its row.
    """

    numbers: cython.const[cython.longlong][::1]
    offsets: cython.const[cython.longlong][::1]
    data: cython.const[cython.uchar][::1]
    rows: cython.const[cython.int][::1]

    def __init__(
        self,
        numbers: cython.const[cython.longlong][::1],
        offsets: cython.const[cython.longlong][::1] = None,
        data: cython.const[cython.uchar][::1] = None,
        rows: cython.const[cython.int][::1] = None,
    ) -> None:
        self.numbers = numbers
        self.offsets = offsets
        self.data = data
        self.rows = rows


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _same(
    ours: Keys, our_row: cython.longlong, theirs: Keys, their_row: cython.longlong
) -> cython.bint:
    """Return whether two keys are equal."""
    number: cython.longlong = theirs.numbers[their_row]
    if ours.numbers[our_row] != number:
        return False
    if number >= 0 or theirs.offsets is None:
        return True
    return _same_text(ours, our_row, theirs, their_row)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _same_text(
    ours: Keys, our_row: cython.longlong, theirs: Keys, their_row: cython.longlong
) -> cython.bint:
    """Return whether two texts of 8 or more bytes are equal."""
    ours_at: cython.longlong
    theirs_at: cython.longlong
    last: cython.longlong
    if ours.rows is not None:
        our_row = ours.rows[our_row]
    if theirs.rows is not None:
        their_row = theirs.rows[their_row]
    ours_at = ours.offsets[our_row]
    last = ours.offsets[our_row + 1] - 8
    theirs_at = theirs.offsets[their_row]
    if last + 8 - ours_at != theirs.offsets[their_row + 1] - theirs_at:
        return False
    theirs_at -= ours_at
    while ours_at < last:
        if _word(ours.data, ours_at) != _word(theirs.data, theirs_at + ours_at):
            return False
        ours_at += 8
    return _word(ours.data, last) == _word(theirs.data, theirs_at + last)


@cython.final
@cython.cclass
class Index:
    """Looks up the row of a key: among all rows, or in one group of them after the other.

    Numbers that lie close together are looked up by their distance from the lowest, others by a
    hash with open addressing.

    Attributes:
        keys: The keys.
        marks: 1 for a row to leave out; the index writes 2 where an earlier row has the key.
        slots: Room for four times the rows of the largest group.
    """

    keys: Keys
    marks: cython.uchar[::1]
    slots: cython.int[::1]
    first: cython.longlong
    size: cython.ulonglong
    lowest: cython.ulonglong
    dense: cython.bint
    touched: cython.longlong

    def __init__(self, keys: Keys, marks: cython.uchar[::1], slots: cython.int[::1]) -> None:
        self.keys = keys
        self.marks = marks
        self.slots = slots

    def fill(self) -> None:
        """Index all rows."""
        with cython.nogil:
            _fill(self, 0, self.keys.numbers.shape[0])

    def find(self, wanted: Keys, rows: cython.int[::1]) -> None:
        """Write the row of each key that is wanted."""
        first: cython.longlong
        stop: cython.longlong
        row: cython.longlong
        with cython.nogil:
            for first in range(0, rows.shape[0], 128):
                stop = min(first + 128, rows.shape[0])
                if self.size and not self.dense:
                    _read_ahead(self, wanted, first, stop, rows)
                for row in range(first, stop):
                    rows[row] = _found(self, wanted, row) if self.size else -1

    def find_in_groups(
        self,
        groups: cython.const[cython.int][::1],
        wanted: Keys,
        wanted_groups: cython.const[cython.int][::1],
        rows: cython.int[::1],
    ) -> None:
        """Write the row of each key that is wanted in the same group; groups are offsets."""
        group: cython.longlong
        first: cython.longlong
        stop: cython.longlong
        row: cython.longlong
        with cython.nogil:
            for group in range(groups.shape[0] - 1):
                first = cython.cast(cython.longlong, groups[group])
                stop = cython.cast(cython.longlong, groups[group + 1])
                if first < stop:
                    _fill(self, first, stop)
                for row in range(wanted_groups[group], wanted_groups[group + 1]):
                    rows[row] = _found(self, wanted, row) if first < stop else -1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _fill(index: Index, first: cython.longlong, stop: cython.longlong) -> cython.void:
    """Index the rows of a group."""
    row: cython.longlong
    slot: cython.longlong
    number: cython.longlong
    lowest: cython.longlong = _HIGHEST
    highest: cython.longlong = _LOWEST
    for row in range(first, stop):
        number = index.keys.numbers[row]
        if index.marks[row] != 1:
            lowest = min(lowest, number)
            highest = max(highest, number)
    index.first = first
    index.lowest = cython.cast(cython.ulonglong, lowest) & _ALL
    index.size = (cython.cast(cython.ulonglong, highest) - index.lowest) & _ALL
    index.dense = (
        lowest <= highest
        and index.size < cython.cast(cython.ulonglong, 4 * (stop - first))
        and (index.keys.offsets is None or lowest >= 0)
    )
    if index.dense:
        index.size += 1
    else:
        index.size = 4 * (stop - first)
    for slot in range(cython.cast(cython.longlong, index.size)):
        index.slots[slot] = 0
    for row in range(first, stop):
        if index.marks[row] != 1:
            slot = _slot(index, index.keys, row)
            if index.slots[slot] == 0:
                index.slots[slot] = row - first + 1
            else:
                index.marks[row] = 2


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _read_ahead(
    index: Index,
    wanted: Keys,
    first: cython.longlong,
    stop: cython.longlong,
    rows: cython.int[::1],
) -> cython.void:
    """Touch what a search reads, for many keys at once: the processor waits for all together."""
    row: cython.longlong
    touched: cython.longlong = 0
    for row in range(first, stop):
        rows[row] = max(index.slots[_home(index, wanted, row)] - 1, 0)
    for row in range(first, stop):
        touched ^= index.keys.numbers[rows[row]]
    if index.keys.offsets is not None:
        for row in range(first, stop):
            touched ^= index.keys.offsets[rows[row]]
        for row in range(first, stop):
            if index.keys.numbers[rows[row]] < 0:
                touched ^= index.keys.data[index.keys.offsets[rows[row]]]
    index.touched = touched


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _home(index: Index, wanted: Keys, row: cython.longlong) -> cython.ulonglong:
    """Return the slot where the search for a key begins."""
    number: cython.ulonglong = cython.cast(cython.ulonglong, wanted.numbers[row]) & _ALL
    return ((_mixed(number) >> 32) * index.size) >> 32


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _slot(index: Index, wanted: Keys, row: cython.longlong) -> cython.longlong:
    """Return the slot where the row of a key is or would be; -1 if there can be none."""
    slot: cython.ulonglong = cython.cast(cython.ulonglong, wanted.numbers[row]) & _ALL
    found: cython.longlong
    if index.dense:
        slot = (slot - index.lowest) & _ALL
        return cython.cast(cython.longlong, slot) if slot < index.size else -1
    slot = _home(index, wanted, row)
    while True:
        found = index.slots[slot]
        if found == 0 or _same(index.keys, index.first + found - 1, wanted, row):
            return cython.cast(cython.longlong, slot)
        slot = slot + 1 if slot + 1 < index.size else 0


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _found(index: Index, wanted: Keys, row: cython.longlong) -> cython.longlong:
    """Return the row of a key; -1 if there is none."""
    slot: cython.longlong = _slot(index, wanted, row)
    if slot < 0 or index.slots[slot] == 0:
        return -1
    return index.first + index.slots[slot] - 1


def count_children(parents: cython.const[cython.int][::1], offsets: cython.int[::1]) -> cython.bint:
    """Write offsets of groups by parent; return whether the rows are grouped already.

    `offsets` has room for two more than the parents, and is all 0; it is one place to the right
    until `place_children` has run: offsets[p + 1] is where the group of p begins.
    """
    row: cython.longlong
    parent: cython.longlong
    last: cython.longlong = 0
    grouped: cython.bint = True
    with cython.nogil:
        for row in range(parents.shape[0]):
            parent = parents[row]
            if parent < last:
                grouped = False
            last = parent
            if parent >= 0:
                offsets[parent + 2] += 1
        for parent in range(2, offsets.shape[0]):
            offsets[parent] += offsets[parent - 1]
    return grouped


def place_children(
    parents: cython.const[cython.int][::1], offsets: cython.int[::1], rows: cython.int[::1]
) -> None:
    """Write the rows in the order of their groups, and move the offsets to their places."""
    row: cython.longlong
    parent: cython.longlong
    with cython.nogil:
        for row in range(parents.shape[0]):
            parent = parents[row]
            if parent >= 0:
                rows[offsets[parent + 1]] = row
                offsets[parent + 1] += 1


_Value = cython.fused_type(cython.schar, cython.short, cython.int, cython.longlong)


def take(
    values: cython.const[_Value][::1],
    rows: cython.const[cython.int][::1],
    taken: _Value[::1],
) -> None:
    """Write the values of some rows."""
    row: cython.longlong
    with cython.nogil:
        for row in range(rows.shape[0]):
            taken[row] = values[rows[row]]


def gather(
    data: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][:],
    offsets: cython.const[cython.longlong][::1],
    gathered: cython.uchar[::1],
) -> None:
    """Write pieces of data, each up to the next offset."""
    piece: cython.longlong
    place: cython.longlong
    shift: cython.longlong
    with cython.nogil:
        for piece in range(starts.shape[0]):
            shift = starts[piece] - offsets[piece]
            for place in range(offsets[piece], offsets[piece + 1]):
                gathered[place] = data[place + shift]
