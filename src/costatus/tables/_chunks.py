"""Divide tables into chunks of whole orders, each with all that they refer to.

The tables may be larger than memory: they are divided in temporary files. The hash of an order's id
says in which chunk the order is, with the rows that belong to it. Lots and sources are divided by
their own ids into parts. Part by part, each of them is copied to every chunk that refers to it, and
what it refers to is wanted there too, until nothing new is wanted.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import ipc

from costatus.models.statuses import SourceKind
from costatus.tables._columns import Ints
from costatus.tables.schema import TABLES, TableSchema

_SHARED: Final = {
    "lots": ("lots",),
    "manufacturing_orders": ("manufacturing_orders", "parts", "part_bookings", "operations"),
    "purchase_orders": ("purchase_orders",),
    "transfer_orders": ("transfer_orders",),
}
"""What several orders may refer to, and the tables that are copied with it."""

_BUFFER: Final = 2**24
"""How many bytes of a table wait until they are divided and written."""

_COMPRESSED: Final = ipc.IpcWriteOptions(compression="lz4")
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number that spreads: 2**64 divided by the golden ratio."""


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
        self._count = count
        self.chunks: dict[str, _Parts] = {
            name: _Parts(table.schema, count, temporary) for name, table in tables.items()
        }
        shared = [name for names in _SHARED.values() for name in names if name in tables]
        self._by_key = {name: _Parts(tables[name].schema, count, temporary) for name in shared}
        self._wanted = {}
        for name in _SHARED:
            for given in self._given(name)[:1]:
                ids = _keys(given, tables[given].schema.empty_table()).type
                self._wanted[name] = _Wanted(ids, count, temporary)
        for name, table in tables.items():
            for rows in table.batches():
                part_of = _hashes(_keys(name, rows), count)
                if name in shared:
                    self._by_key[name].add(rows, part_of)
                else:
                    self._add(name, rows, part_of)
        self._copy_wanted()
        self._want_the_rest()
        self._copy_wanted()

    def _add(self, name: str, rows: Any, chunk_of: Ints) -> None:
        """Add rows to chunks, which then want what the rows refer to."""
        self.chunks[name].add(rows, chunk_of)
        columns = {each: _in_one(rows[each]) for each in rows.column_names}
        for other, ids, chunks_of in _references(TABLES[name], columns, chunk_of):
            if other in self._wanted:
                self._wanted[other].add(_plain(ids), chunks_of)

    def _copy_wanted(self) -> None:
        """Copy what is wanted, and what that refers to, until nothing is wanted."""
        while waiting := [name for name, wanted in self._wanted.items() if wanted.is_open]:
            for name in waiting:
                for part in range(self._count):
                    self._copy(name, part, self._wanted[name].take(part))

    def _copy(self, name: str, part: int, wanted: Any) -> None:
        for each in self._given(name) if len(wanted) else ():
            rows = self._by_key[each].rows(part)
            found, chunk_of = _matches(_keys(each, rows), wanted)
            self._add(each, rows.take(pa.array(found)), chunk_of)

    def _want_the_rest(self) -> None:
        """Let some chunk want each row that none wants, so that its faults are found."""
        for name, wanted in self._wanted.items():
            for part in range(self._count):
                for each in self._given(name):
                    keys = _keys(each, self._by_key[each].rows(part)).unique()
                    rest = keys.filter(pc.invert(pc.is_in(keys, value_set=wanted.taken(part))))
                    wanted.add(rest, np.full(len(rest), part))

    def _given(self, name: str) -> list[str]:
        return [each for each in _SHARED[name] if each in self._by_key]


class _Parts:
    """The rows of a table in numbered parts, in a temporary file.

    The file has no name, so that nothing leaves it behind.
    """

    def __init__(self, schema: Any, count: int, temporary: ExitStack) -> None:
        self._file = temporary.enter_context(TemporaryFile())  # noqa: SIM115 it is closed there
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._nothing = schema.empty_table()
        self._waiting: list[tuple[Any, Ints]] = []
        self._bytes = 0

    def __bool__(self) -> bool:
        return any(self._places) or bool(self._waiting)

    def add(self, rows: Any, part_of: Ints) -> None:
        """Add each row to its part."""
        if len(rows):
            self._waiting.append((rows, part_of))
            self._bytes += rows.nbytes
        if self._bytes > _BUFFER:
            self._write()

    def rows(self, part: int) -> Any:
        """Return the rows of a part."""
        self._write()
        found = [self._nothing]
        for place, size in self._places[part]:
            self._file.seek(place)
            found.append(ipc.open_stream(self._file.read(size)).read_all())
        return pa.concat_tables(found).combine_chunks()

    def _write(self) -> None:
        """Write the rows that wait, those of each part together."""
        if self._waiting:
            rows = pa.concat_tables(rows for rows, _ in self._waiting)
            part_of = np.concatenate([parts for _, parts in self._waiting])
            small = part_of.astype(np.min_scalar_type(len(self._places)))  # it is sorted faster
            rows = rows.take(pa.array(np.argsort(small, kind="stable")))
            ends = np.bincount(part_of, minlength=len(self._places)).cumsum().tolist()
            for places, begin, end in zip(self._places, [0, *ends[:-1]], ends, strict=True):
                if begin < end:
                    buffer = pa.BufferOutputStream()
                    with ipc.new_stream(buffer, rows.schema, options=_COMPRESSED) as writer:
                        writer.write_table(rows.slice(begin, end - begin))
                    places.append((self._file.seek(0, 2), self._file.write(buffer.getvalue())))
            self._waiting.clear()
            self._bytes = 0

    def take(self, part: int) -> Any:
        """Return the rows of a part, and remove them."""
        rows = self.rows(part)
        self._places[part].clear()
        return rows


class _Wanted:
    """The ids of the rows that chunks want, each once, in parts."""

    def __init__(self, ids: Any, count: int, temporary: ExitStack) -> None:
        schema = pa.schema({"id": ids, "chunk": pa.int32()})
        self._count = count
        self._waiting = _Parts(schema, count, temporary)
        self._taken = _Parts(schema, count, temporary)

    @property
    def is_open(self) -> bool:
        """Whether some ids wait to be taken."""
        return bool(self._waiting)

    def add(self, ids: Any, chunk_of: Ints) -> None:
        """Let chunks want some ids."""
        wanted = _distinct(pa.table({"id": ids, "chunk": pa.array(chunk_of, pa.int32())}))
        self._waiting.add(wanted, _hashes(_in_one(wanted["id"]), self._count))

    def take(self, part: int) -> Any:
        """Return the pairs of id and chunk in a part that were not taken before."""
        both = [self._taken.rows(part), self._waiting.take(part)]
        marks = [pa.array(np.full(len(rows), n, np.int8)) for n, rows in enumerate(both)]
        marked = [r.append_column("is_new", m) for r, m in zip(both, marks, strict=True)]
        pairs = pa.concat_tables(marked).group_by(["id", "chunk"], use_threads=False)
        first = pairs.aggregate([("is_new", "min")])
        new = first.filter(pc.equal(first["is_new_min"], 1)).select(["id", "chunk"])
        self._taken.add(new, np.full(len(new), part))
        return new

    def taken(self, part: int) -> Any:
        """Return the ids in a part that were taken."""
        return _in_one(self._taken.rows(part)["id"])


def _distinct(rows: Any) -> Any:
    return rows.group_by(rows.column_names, use_threads=False).aggregate([])


def _references(
    schema: TableSchema, columns: Mapping[str, Any], chunk_of: Ints
) -> Iterator[tuple[str, Any, Ints]]:
    """Yield the tables that rows refer to, with the ids there and the chunks of the rows."""
    for name, column in schema.columns.items():
        if name in columns and name not in schema.parent:
            for other in column.refers:
                if name != "source_id":
                    yield other, columns[name], chunk_of
                elif "source_kind" in columns:
                    kind = columns["source_kind"].cast(pa.string())
                    is_meant = pc.equal(kind, _KINDS[other].value).fill_null(False)
                    chosen = is_meant.to_numpy(zero_copy_only=False)
                    yield other, columns[name].filter(is_meant), chunk_of[chosen]
    for name, other in {**schema.lists, **schema.structs}.items():
        if name in columns:
            rows, of = columns[name], chunk_of
            if name in schema.lists:
                of = of[pc.list_parent_indices(rows).to_numpy()]
                rows = rows.flatten()
            children = dict(zip((each.name for each in rows.type), rows.flatten(), strict=True))
            yield from _references(TABLES[other], children, of)


_KINDS: Final = {
    "manufacturing_orders": SourceKind.MANUFACTURING,
    "purchase_orders": SourceKind.PURCHASE,
    "transfer_orders": SourceKind.TRANSFER,
}


def _matches(keys: Any, wanted: Any) -> tuple[Ints, Ints]:
    """Return the rows whose key is wanted, and the chunk that wants it, for each such pair."""
    ids = _in_one(wanted["id"])
    known = ids.unique()
    code_of = pc.index_in(keys, value_set=known).fill_null(len(known)).to_numpy()
    rows = np.argsort(code_of, kind="stable")
    counts = np.bincount(code_of, minlength=len(known) + 1)
    begins = counts.cumsum() - counts
    codes = pc.index_in(ids, value_set=known).to_numpy()
    many = counts[codes]
    shifts = np.repeat(begins[codes] - (many.cumsum() - many), many)
    return rows[shifts + np.arange(len(shifts))], np.repeat(wanted["chunk"].to_numpy(), many)


def _keys(name: str, rows: Any) -> Any:
    """Return the ids by which rows are divided: those of what they belong to, or their own."""
    return _plain(_in_one(rows[(*TABLES[name].parent, "id")[0]]))


def _in_one(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _plain(ids: Any) -> Any:
    """Return ids in the type in which they are compared and hashed."""
    kind = ids.type.value_type if pa.types.is_dictionary(ids.type) else ids.type
    is_number = pa.types.is_integer(kind)
    return ids.cast(pa.int64() if is_number else pa.large_string(), safe=False)


def _hashes(ids: Any, count: int) -> Ints:
    """Return for each id a number below `count`; equal ids have equal ones."""
    if pa.types.is_integer(ids.type):
        hashes = ids.fill_null(0).to_numpy().view(np.uint64)
    else:
        hashes = _text_hashes(ids.fill_null(""))
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _FACTOR
    numbers: Ints = ((hashes >> np.uint64(32)) % np.uint64(count)).astype(np.int32)
    return numbers


def _text_hashes(texts: Any) -> NDArray[np.uint64]:
    """Return the polynomial in _FACTOR, modulo 2**64, that the bytes of each text are.

    The sums over all texts are one running sum; where a text begins is divided out.
    """
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]]
    ends = ends - ends[0]
    powers = np.full(len(data) + 1, _FACTOR)
    powers[0] = 1
    np.multiply.accumulate(powers, out=powers)
    sums = np.zeros(len(data) + 1, np.uint64)
    np.cumsum(data * powers[:-1], out=sums[1:])
    inverses = np.full(len(data) + 1, np.uint64(pow(int(_FACTOR), -1, 2**64)))
    inverses[0] = 1
    np.multiply.accumulate(inverses, out=inverses)
    hashes: NDArray[np.uint64] = (sums[ends[1:]] - sums[ends[:-1]]) * inverses[ends[:-1]]
    return hashes
