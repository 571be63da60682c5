"""Read the tables of a folder in chunks, and write answers: Parquet, Arrow IPC and CSV.

Needs the extra `files`.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from difflib import get_close_matches
from errno import EEXIST
from os import PathLike, fsync
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from typing import Any, BinaryIO, Final

from attrs import define, frozen

try:
    import pyarrow as pa
    from pyarrow import csv, ipc, parquet
except ImportError as _error:  # pragma: no cover - the tests have it
    raise ImportError(
        "costatus.tables.files needs pyarrow: pip install 'costatus[files]'"
    ) from _error

from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.as_of import AsOf
from costatus.tables._answers import StatusTables
from costatus.tables._chunks import divided
from costatus.tables._structure import read_structure
from costatus.tables._warnings import warn_of_misspelt
from costatus.tables.schema import TABLES, Kind, TableSchema

__all__ = ["ANSWERS", "SUFFIXES", "Folder", "read", "writer"]

SUFFIXES: Final = (".parquet", ".arrow", ".feather", ".csv", ".csv.gz")
"""How the names of files end: Parquet, Arrow IPC (a file or a stream), and CSV."""

ANSWERS: Final = ("orders", "lines", "sources", "rejected")
"""The tables of answers, as `StatusTables` has them."""

_BATCH: Final = 2**16
_CSV_TYPES: Final = {
    Kind.ID: pa.string(),
    Kind.WORD: pa.string(),
    Kind.QUANTITY: pa.decimal128(38, 18),
    Kind.MONEY: pa.decimal128(38, 18),
    Kind.PRIORITY: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.FLAG: pa.bool_(),
}


def read(
    folder: str | PathLike[str], *, orders_per_chunk: int | None = 100_000
) -> Iterator[dict[str, Any]]:
    """Yield the tables of a folder in chunks of whole orders, each with all that they refer to.

    The folder has a file for each table, such as `orders.parquet`, or a folder of files, such as
    `orders/part-0.parquet`. Rows may be in any order. If there are more orders than fit a chunk,
    they are divided by their ids, in temporary files: memory is that of a chunk. A row that no
    order refers to is in some chunk.

    Args:
        folder: The folder.
        orders_per_chunk: About how many orders a chunk has; None gives all in one, which pegging
            (tracing off) needs.

    Raises:
        InvalidInput: A file cannot be read, or its columns are not as expected.

    """
    return Folder(folder).chunks(orders_per_chunk)


class Folder:
    """The tables of a folder, whose columns are checked; rows are read when chunks are made."""

    def __init__(self, folder: str | PathLike[str]) -> None:
        """Raise InvalidInput with everything that is wrong with the files or their columns."""
        self.path: Path = Path(folder)
        self._tables = _find(self.path)
        try:
            empty = {name: table.given.empty_table() for name, table in self._tables.items()}
            read_structure(empty, AsOf(date.min))
        except InvalidInput as error:
            raise InvalidInput(str(folder), error.faults) from None
        self.orders: int = sum(file.rows() for file in self._tables["orders"].files)
        self._files = [file for table in self._tables.values() for file in table.files]
        self.size: int = sum(file.size for file in self._files)

    def position(self) -> int:
        """Return how many of the `size` bytes of the files were read."""
        return sum(file.size for file in self._files if file.is_read)

    def chunks(self, orders_per_chunk: int | None) -> Iterator[dict[str, Any]]:
        """Yield the tables in chunks of about `orders_per_chunk` orders; None gives all in one."""
        if orders_per_chunk is None:
            return divided(self._tables, 1)
        if not isinstance(orders_per_chunk, int) or orders_per_chunk < 1:
            advice = "send a number such as 100_000; None for all orders in one chunk"
            fault = Fault("orders_per_chunk", orders_per_chunk, "an int of at least 1", advice)
            raise InvalidInput("files.read", [fault])
        return divided(self._tables, max(1, -(-self.orders // orders_per_chunk)))


@contextmanager
def writer(folder: str | PathLike[str]) -> Iterator[Callable[[StatusTables], dict[str, Any]]]:
    """Write answers to a new folder, as a Parquet file for each table.

    Yield a function that writes the answers of a chunk, and returns what it has written as tables
    of pyarrow. The folder is there when all of it is on disk. If the block raises, it is not.
    Raises OSError where the folder exists already, or cannot be written.
    """
    final = Path(folder)
    temporary = final.with_name(f".costatus-{token_hex(8)}.tmp")
    with _naming(final):
        if final.exists():
            raise FileExistsError(EEXIST, "it exists already; give a new folder")
        temporary.mkdir()
    stack = ExitStack()
    try:
        yield _Writers(final, temporary, stack).write
        with _naming(final):
            stack.close()
            temporary.rename(final)
    except BaseException:
        with suppress(OSError):  # an earlier error already reports it
            stack.close()
        rmtree(temporary, ignore_errors=True)
        raise


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let errors of the file system name a path as the caller does."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


class _Writers:
    """A writer of Parquet for each table of answers."""

    def __init__(self, final: Path, temporary: Path, stack: ExitStack) -> None:
        self._final = final
        self._temporary = temporary
        self._stack = stack
        self._writers: dict[str, Any] = {}

    def write(self, answers: StatusTables) -> dict[str, Any]:
        """Write the answers of a chunk; return them as tables of pyarrow."""
        written = {name: pa.table(getattr(answers, name)) for name in ANSWERS}
        with _naming(self._final):
            for name, rows in written.items():
                if name not in self._writers:
                    self._writers[name] = self._open(name, rows.schema)
                self._writers[name].write_table(rows.cast(self._writers[name].schema))
        return written

    def _open(self, name: str, schema: Any) -> Any:
        """Open a file; in it words are plain strings, but they are written as dictionaries."""
        stream = self._stack.enter_context((self._temporary / f"{name}.parquet").open("xb"))
        self._stack.callback(_sync, stream)
        if "source_id" in schema.names:  # of another type in another chunk
            schema = schema.set(
                schema.get_field_index("source_id"), pa.field("source_id", "string")
            )
        writer = parquet.ParquetWriter(stream, schema, store_schema=False)
        self._stack.enter_context(writer)
        plain = pa.schema([field.with_type(_plain(field.type)) for field in schema])
        writer.add_key_value_metadata({"ARROW:schema": b64encode(plain.serialize()).decode()})
        return writer


def _plain(kind: Any) -> Any:
    """Return a type without dictionaries."""
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_type))
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _sync(stream: BinaryIO) -> None:
    stream.flush()
    fsync(stream.fileno())


@define(eq=False)
class _File:
    """A file with rows of a table."""

    path: Path
    table: TableSchema
    is_read: bool = False

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.path.stat().st_size

    def rows(self) -> int:
        """Return how many rows it has."""
        with self.open(["id"]) as (_, batches):
            return sum(batch.num_rows for batch in batches)

    @contextmanager
    def open(self, columns: Sequence[str] = ()) -> Iterator[tuple[Any, Iterator[Any]]]:
        """Open the file: its schema, and its rows in batches with at least some columns."""
        with self.path.open("rb") as stream:
            try:
                match _suffix(self.path):
                    case ".parquet":
                        opened = parquet.ParquetFile(stream)
                        yield opened.schema_arrow, opened.iter_batches(_BATCH, columns=columns)
                    case ".csv" | ".csv.gz":
                        given, opened = self._open_csv(stream)
                        with opened:
                            yield given, opened
                    case _:
                        yield _open_ipc(stream)
            except (pa.ArrowException, OSError) as error:
                if isinstance(error, OSError) and error.errno:  # not for what it contains
                    raise OSError(error.errno, error.strerror, str(self.path)) from None
                said = str(error).partition("\n")[0]
                fault = Fault("", said, "a file that pyarrow can read", "write it again")
                raise InvalidInput(str(self.path), [fault]) from None

    def _open_csv(self, stream: BinaryIO) -> tuple[Any, Any]:
        """Open a CSV file: all its columns, and those that are known. An empty field is a null."""
        columns = self.table.columns
        types = {name: _CSV_TYPES.get(column.kind) for name, column in columns.items()}
        opened = self._parse(stream, {name: kind for name, kind in types.items() if kind})
        first = opened.schema.names[0]
        if len(opened.schema) == 1 and any(mark in first for mark in ";\t|"):
            fault = Fault("", first, "columns separated by commas", "write it again with commas")
            raise InvalidInput(str(self.path), [fault])
        for field in opened.schema:
            if field.name in columns and types[field.name] is None:
                # A deadline is a day or a moment: as its first rows are, in the whole file.
                types[field.name] = pa.date32() if pa.types.is_null(field.type) else field.type
        known = [name for name in opened.schema.names if name in columns]
        fields = [field.with_type(types.get(field.name, field.type)) for field in opened.schema]
        return pa.schema(fields), self._parse(stream, {name: types[name] for name in known}, known)

    def _parse(self, stream: BinaryIO, types: dict[str, Any], only: Sequence[str] = ()) -> Any:
        stream.seek(0)
        is_packed = self.path.suffix == ".gz"
        return csv.open_csv(
            pa.CompressedInputStream(stream, "gzip") if is_packed else stream,
            convert_options=csv.ConvertOptions(
                column_types=types, include_columns=only, null_values=[""], strings_can_be_null=True
            ),
        )


@frozen
class _Table:
    """The files of a table, and the columns that it has in all of them.

    Attributes:
        files: The files.
        given: All columns of the first.
        schema: The known ones.
    """

    files: tuple[_File, ...]
    given: Any
    schema: Any

    def batches(self) -> Iterator[Any]:
        """Yield the rows as tables."""
        yield self.schema.empty_table()
        for file in self.files:
            with file.open(self.schema.names) as (_, batches):
                for batch in batches:
                    rows = pa.Table.from_batches([batch]).select(self.schema.names)
                    yield rows.cast(self.schema)
            file.is_read = True


def _find(folder: Path) -> dict[str, _Table]:
    """Return the tables of a folder by name."""
    files: dict[str, list[Path]] = {}
    faults: list[Fault] = []
    for entry in sorted(folder.iterdir()):
        suffix = _suffix(entry)
        name = entry.name.removesuffix(suffix)
        found = [entry] if suffix else [each for each in sorted(entry.rglob("*")) if _suffix(each)]
        if not found or name[0] in "._":
            continue
        if name not in TABLES:
            near = get_close_matches(name, TABLES, 1)
            advice = f"did you mean {near[0]}?" if near else "move it out of the folder"
            faults.append(Fault(entry.name, name, f"one of {', '.join(TABLES)}", advice))
        elif name in files:
            expected = f"one file, or one folder, of {name}"
            faults.append(Fault(entry.name, "a second one", expected, "remove one of the two"))
        else:
            files[name] = found
    if "orders" not in files:
        ends = ", ".join(SUFFIXES)
        advice = f"it is required; file names end with one of {ends}"
        faults.append(Fault("orders", None, "a file such as orders.parquet, or a folder", advice))
    if faults:
        raise InvalidInput(str(folder), faults)
    return {name: _table(TABLES[name], found) for name, found in files.items()}


def _suffix(path: Path) -> str:
    """Return how the name of a file to read ends; nothing for any other."""
    is_read = path.is_file() and path.name[0] not in "._"
    return next((each for each in SUFFIXES if is_read and path.name.endswith(each)), "")


def _table(schema: TableSchema, paths: list[Path]) -> _Table:
    """Return a table of files, which have the same columns; types are those of the first."""
    files = tuple(_File(path, schema) for path in paths)
    given, known = [], []
    for file in files:
        with file.open() as (found, _):
            given.append(found)
        known.append(_known(schema, found))
        names = set(known[-1].names)
        if names != set(known[0].names):
            expected = f"{', '.join(sorted(known[0].names))}, as in {files[0].path}"
            fault = Fault("columns", ", ".join(sorted(names)), expected, "write all files alike")
            raise InvalidInput(str(file.path), [fault])
    warn_of_misspelt(schema.misspelt(f"{files[0].path}: ", given[0].names))
    return _Table(files, given[0], known[0])


def _known(schema: TableSchema, given: Any) -> Any:
    """Return the columns that a table may have, ids as plain integers or texts."""
    others = {**schema.lists, **schema.structs}
    fields = []
    for field in given:
        column = schema.columns.get(field.name)
        if column and column.kind is Kind.ID and pa.types.is_dictionary(field.type):
            fields.append(pa.field(field.name, field.type.value_type))
        elif column or field.name in others:
            fields.append(field.remove_metadata())
    return pa.schema(fields)


def _open_ipc(stream: BinaryIO) -> tuple[Any, Iterator[Any]]:
    """Open an Arrow IPC file, or a stream that is in a file."""
    is_stream = stream.read(6) != b"ARROW1"
    stream.seek(0)
    if is_stream:
        opened = ipc.open_stream(stream)
        return opened.schema, opened
    opened = ipc.open_file(stream)
    return opened.schema, map(opened.get_batch, range(opened.num_record_batches))
