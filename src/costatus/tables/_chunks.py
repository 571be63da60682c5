"""Divide tables into chunks of whole orders, each with all that they refer to.

The tables may be larger than memory: they are divided in temporary files. Ids become numbers. The
number of an order says in which chunk it is, with the rows that belong to it; lots and sources are
divided by their own numbers into parts. Which of them each chunk wants is found by numbers alone,
part by part, until nothing new is wanted. Then their rows are copied, once to each of these chunks.

An integer is its own number. Texts may share one: at worst, a chunk has rows it does not need.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from tempfile import TemporaryFile
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from pyarrow import ipc

from costatus.models.statuses import SourceKind
from costatus.tables._arrow_input import open_table
from costatus.tables._columns import Bools, DictionaryColumn, IntegerColumn, Ints, TextColumn
from costatus.tables._ids import read_ids
from costatus.tables._structure import ACCEPTED, checked
from costatus.tables.keys import Int32s, codes, group, index
from costatus.tables.schema import TABLES, Kind, TableSchema

Numbers: TypeAlias = NDArray[np.uint64]

_SHARED: Final = {
    "lots": ("lots",),
    "manufacturing_orders": ("manufacturing_orders", "parts", "part_bookings", "operations"),
    "purchase_orders": ("purchase_orders",),
    "transfer_orders": ("transfer_orders",),
}
"""What several orders may refer to, and the tables that are copied with it."""

_KINDS: Final = pa.array(
    [SourceKind.MANUFACTURING.value, SourceKind.PURCHASE.value, SourceKind.TRANSFER.value]
)
"""The kinds of sources, in the order of the tables that `source_id` refers to."""

_BUFFER: Final = 2**23
"""How many bytes of a table wait until they are divided and written."""

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number that spreads: 2**64 divided by the golden ratio."""
_HALF: Final = np.uint64(32)
_WANTED: Final = pa.schema({"node": pa.uint64(), "chunk": pa.int32()})
_EDGES: Final = pa.schema({"node": pa.uint64(), "other": pa.uint64()})


class Table(Protocol):
    """A table that is read in batches."""

    @property
    def schema(self) -> Any:
        """The Arrow schema of its rows."""

    def batches(self) -> Iterator[Any]:
        """Yield the rows as tables."""


def divided(tables: Mapping[str, Table], count: int) -> Iterator[dict[str, Any]]:
    """Yield the tables in `count` chunks; one of them may have no orders."""
    if count == 1:
        yield {name: pa.concat_tables(table.batches()) for name, table in tables.items()}
        return
    with ExitStack() as temporary:
        division = _Division(tables, count, temporary)
        for chunk in range(count):
            yield {name: parts.rows(chunk) for name, parts in division.chunks.items()}


class _Division:
    """Tables, divided into chunks."""

    def __init__(self, tables: Mapping[str, Table], count: int, temporary: ExitStack) -> None:
        parts = partial(_Parts, count, temporary)
        self._count = count
        self.chunks = {name: parts(table.schema) for name, table in tables.items()}
        self._shared = {name: _Shared(parts) for name in _SHARED}
        self._shared_of = {each: self._shared[n] for n, names in _SHARED.items() for each in names}
        for name in self._shared_of.keys() & tables.keys():
            self._shared_of[name].rows[name] = parts(tables[name].schema)
        with ThreadPoolExecutor(2) as pool:
            for name, table in tables.items():
                for rows in _read_ahead(pool, table.batches()):
                    self._add(name, rows)
            self._follow()
            self._want_the_rest()
            self._follow()
            for part in range(count):
                deque(pool.map(partial(self._copy, part), self._shared.values()), maxlen=0)

    def _add(self, name: str, rows: Any) -> None:
        """Divide rows, and note what they refer to."""
        part_of, nodes = _parts_of(_key_numbers(name, rows), self._count)
        shared = self._shared_of.get(name)
        (shared.rows if shared else self.chunks)[name].add(rows, part_of)
        columns = {each: _in_one(rows[each]) for each in rows.column_names}
        for other, numbers, at in _references(TABLES[name], columns, np.arange(len(rows))):
            if shared:
                edges = pa.table({"node": nodes[at], "other": numbers})
                shared.edges[other].add(edges, part_of[at])
            else:
                self._want(other, numbers, part_of[at])

    def _want(self, name: str, numbers: Numbers, chunk_of: Int32s) -> None:
        """Let chunks want what has some numbers; it may be wanted already."""
        first = _are_first(numbers, chunk_of)
        part_of, nodes = _parts_of(numbers[first], self._count)
        wanted = pa.table({"node": nodes, "chunk": chunk_of[first]})
        self._shared[name].wanted.add(wanted, part_of)

    def _follow(self) -> None:
        """Let chunks want what that refers to which they want, until nothing is new."""
        while waiting := [each for each in self._shared.values() if each.wanted.filled()]:
            for shared in waiting:
                for part in shared.wanted.filled():
                    wanted = shared.take(part)
                    for other, edges in shared.edges.items():
                        nodes, numbers = _columns(edges.rows(part))
                        rows, chunk_of = wanted.rows(nodes)
                        self._want(other, numbers[rows], chunk_of)

    def _want_the_rest(self) -> None:
        """Let some chunk want each node that none wants, so that its faults are found."""
        for shared in self._shared.values():
            for edges in shared.edges.values():
                for part in range(self._count):
                    nodes, _ = _columns(edges.rows(part))
                    taken, _ = _columns(shared.taken.rows(part))
                    rest = nodes[index(_column(taken)).find(_column(nodes)) < 0]
                    parts = np.full(len(rest), part, np.int32)
                    shared.wanted.add(pa.table({"node": rest, "chunk": parts}), parts)

    def _copy(self, part: int, shared: "_Shared") -> None:
        """Copy rows to the chunks that want them; what none wants goes to some chunk."""
        wanted = _Wanted(*_columns(shared.taken.rows(part)))
        for name, parts in shared.rows.items():
            rows = parts.rows(part)
            _, nodes = _parts_of(_key_numbers(name, rows), self._count)
            found, chunk_of = wanted.rows(nodes)
            rest = np.delete(np.arange(len(nodes), dtype=np.int32), found)
            chunk_of = np.append(chunk_of, np.full(len(rest), part, np.int32))
            self.chunks[name].add(rows, chunk_of, np.append(found, rest))


class _Shared:
    """What orders share, divided into parts by ids.

    Attributes:
        rows: The rows by table.
        edges: What they refer to: by its table their nodes, and its numbers.
        wanted: Nodes, and the chunks that want them.
        taken: Those that were followed, each once.
    """

    def __init__(self, parts: Callable[[Any], "_Parts"]) -> None:
        self.rows: dict[str, _Parts] = {}
        self.edges = {name: parts(_EDGES) for name in _SHARED}
        self.wanted = parts(_WANTED)
        self.taken = parts(_WANTED)

    def take(self, part: int) -> "_Wanted":
        """Return what is wanted in a part, and was not taken before."""
        taken, wanted = self.taken.rows(part), self.wanted.take(part)
        nodes, chunk_of = _columns(pa.concat_tables([taken, wanted]))
        new = len(taken) + np.flatnonzero(_are_first(nodes, chunk_of)[len(taken) :])
        nodes, chunk_of = nodes[new], chunk_of[new]
        new_pairs = pa.table({"node": nodes, "chunk": chunk_of})
        self.taken.add(new_pairs, np.full(len(nodes), part, np.int32))
        return _Wanted(nodes, chunk_of)


class _Wanted:
    """The chunks that want each node."""

    def __init__(self, nodes: Numbers, chunk_of: Int32s) -> None:
        code_of, self._nodes = codes(_column(nodes))
        self._groups = group(code_of, len(nodes))
        self._chunk_of = chunk_of

    def rows(self, nodes: Numbers) -> tuple[Int32s, Int32s]:
        """Return the rows of nodes that are wanted, each with a chunk that wants it."""
        found = self._nodes.find(_column(nodes))
        rows = np.flatnonzero(found >= 0).astype(np.int32)
        found = found[rows]
        if self._nodes.marks.any():  # several chunks want a node
            many = np.diff(self._groups.offsets)[found]
            rows = np.repeat(rows, many)
            places = np.repeat(self._groups.offsets[found] - (many.cumsum() - many), many)
            found = self._groups.rows_at(places + np.arange(len(places)))
        return rows, self._chunk_of[found]


class _Parts:
    """The rows of a table in numbered parts, in a temporary file.

    The file has no name, so that nothing leaves it behind.
    """

    def __init__(self, count: int, temporary: ExitStack, schema: Any) -> None:
        self._file = temporary.enter_context(TemporaryFile())  # noqa: SIM115 it is closed there
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._nothing = schema.empty_table()
        self._waiting: list[tuple[Any, Int32s, Int32s]] = []
        self._bytes = 0

    def filled(self) -> list[int]:
        """Return the parts that have rows."""
        self._write()
        return [part for part, places in enumerate(self._places) if places]

    def add(self, rows: Any, part_of: Int32s, taken: Int32s | None = None) -> None:
        """Add each row to its part, or those taken."""
        if taken is None:
            taken = np.arange(len(rows), dtype=np.int32)
        if len(taken):
            self._waiting.append((rows, part_of, taken))
            self._bytes += rows.nbytes * len(taken) // len(rows)
        if self._bytes > _BUFFER:
            self._write()

    def _write(self) -> None:
        """Write the rows that wait, those of each part together."""
        if self._waiting:
            tables, parts, taken = zip(*self._waiting, strict=True)
            begins = np.cumsum([0, *map(len, tables[:-1])], dtype=np.int32)
            chosen = np.concatenate([own + begin for own, begin in zip(taken, begins, strict=True)])
            groups = group(np.concatenate(parts), len(self._places))
            if groups.rows is not None:
                chosen = chosen[groups.rows]
            rows = pc.take(pa.concat_tables(tables), pa.array(chosen), boundscheck=False)
            ends = groups.offsets.tolist()
            for places, begin, end in zip(self._places, ends, ends[1:], strict=False):
                if begin < end:
                    buffer = pa.BufferOutputStream()
                    with ipc.new_stream(buffer, rows.schema) as writer:
                        writer.write_table(rows.slice(begin, end - begin))
                    places.append((self._file.seek(0, 2), self._file.write(buffer.getvalue())))
            self._waiting.clear()
            self._bytes = 0

    def rows(self, part: int) -> Any:
        """Return the rows of a part."""
        self._write()
        found = [self._nothing]
        for place, size in self._places[part]:
            self._file.seek(place)
            found.append(ipc.open_stream(self._file.read(size)).read_all())
        return pa.concat_tables(found)

    def take(self, part: int) -> Any:
        """Return the rows of a part, and remove them."""
        rows = self.rows(part)
        self._places[part].clear()
        return rows


def _read_ahead(pool: ThreadPoolExecutor, batches: Iterator[Any]) -> Iterator[Any]:
    """Yield each batch while the next one is read."""
    coming = pool.submit(next, batches, None)
    while (batch := coming.result()) is not None:
        coming = pool.submit(next, batches, None)
        yield batch


def _references(
    schema: TableSchema, columns: Mapping[str, Any], rows: Ints
) -> Iterator[tuple[str, Numbers, Ints]]:
    """Yield the tables that rows refer to, with the numbers of the ids there, and the rows."""
    for name, column in schema.columns.items():
        is_source = name == "source_id"
        if name in columns and column.refers and name not in schema.parent:
            table_of = np.where(columns[name].is_valid(), 0, -1)
            if is_source and "source_kind" in columns:
                kinds = pc.index_in(columns["source_kind"].cast(pa.string()), value_set=_KINDS)
                table_of = np.where(table_of, -1, kinds.fill_null(-1))
            elif is_source:
                continue
            numbers = _numbers(columns[name])
            for table, other in enumerate(column.refers):
                meant = np.flatnonzero(table_of == table)
                yield other, numbers[meant], rows[meant]
    for name, other in {**schema.lists, **schema.structs}.items():
        if name in columns:
            inner, of = columns[name], rows
            if name in schema.lists:
                of = of[pc.list_parent_indices(inner).to_numpy()]
                inner = inner.flatten()
            children = dict(zip((each.name for each in inner.type), inner.flatten(), strict=True))
            yield from _references(TABLES[other], children, of)


def _are_first(numbers: Numbers, chunk_of: Int32s) -> Bools:
    """Return which pairs of a number and a chunk are not repeated ones."""
    found = index(_column(numbers))
    first = np.ones(len(numbers), np.bool_)
    if found.marks.any():
        code_of = found.find(_column(numbers))
        often = np.zeros(len(numbers), np.bool_)
        often[code_of[found.marks == 2]] = True
        rows = np.flatnonzero(often[code_of])
        pairs = code_of[rows].astype(np.uint64) << _HALF | chunk_of[rows].astype(np.uint64)
        first[rows] = index(_column(pairs)).marks == 0
    return first


def _columns(rows: Any) -> tuple[Any, Any]:
    one, other = (column.to_numpy() for column in rows.columns)
    return one, other


def _column(numbers: Numbers) -> IntegerColumn:
    return IntegerColumn(len(numbers), None, numbers)


def _key_numbers(name: str, rows: Any) -> Numbers:
    """Return the numbers of what rows belong to, or their own."""
    return _numbers(_in_one(rows[(*TABLES[name].parent, "id")[0]]))


def _in_one(column: Any) -> Any:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _numbers(ids: Any) -> Numbers:
    """Return a number for each id; equal ids have equal ones, and all those that are refused."""
    arrays = open_table(pa.record_batch({"id": ids})).children()["id"]
    types, _ = ACCEPTED[Kind.ID]
    column = checked("", partial(read_ids, arrays)) if arrays.type in types else None
    if isinstance(column, IntegerColumn):
        return column.values.astype(np.int64).view(np.uint64)
    if isinstance(column, TextColumn | DictionaryColumn):
        return _text_numbers(column.as_text())
    return np.zeros(len(ids), np.uint64)


def _parts_of(numbers: Numbers, count: int) -> tuple[Int32s, Numbers]:
    """Return the part of each number, and its number there: close ones stay close together."""
    there = numbers // np.uint64(count)
    parts = (numbers - there * np.uint64(count) + (_mixed(there) >> _HALF)) % np.uint64(count)
    return parts.astype(np.int32), there


def _mixed(numbers: Numbers) -> Numbers:
    return (numbers ^ (numbers >> _HALF)) * _FACTOR


def _text_numbers(texts: TextColumn) -> Numbers:
    """Return a number for each text, mixed from its words of eight bytes."""
    offsets = texts.offsets
    padded = np.append(texts.data[: offsets[-1]], np.zeros(8, np.uint8))
    words = sliding_window_view(padded, 8).view("<u8")[:, 0]
    starts, lengths = offsets[:-1], np.diff(offsets)
    numbers = lengths.astype(np.uint64)
    rows, at = np.flatnonzero(lengths), 0
    while len(rows):
        left = lengths[rows] - at
        word = words[starts[rows] + at] & _LOWEST[np.minimum(left, 8)]
        numbers[rows] = _mixed(numbers[rows] ^ word)
        rows, at = rows[left > 8], at + 8
    return numbers


_LOWEST: Final = np.array([256**n - 1 for n in range(9)], np.uint64)
"""So many bytes of a word, by their number."""
