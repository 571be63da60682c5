"""What callers send as JSON: text, bytes, files and lines, each as text of a bounded size."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from gzip import BadGzipFile, GzipFile
from io import BufferedReader, BytesIO, RawIOBase, TextIOWrapper
from os import PathLike
from typing import Any, BinaryIO, TextIO
from zlib import error as ZlibError  # noqa: N812 it is a class

from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.serialization.json_text import Limits

_BYTE_ORDER_MARK = "\ufeff"
_BYTES = (bytes, bytearray)
_PIECE = 1 << 16
_GZIP = b"\x1f\x8b"


def text_of(given: object, subject: str, limits: Limits) -> str:
    """Return JSON text that came as `str` or as bytes: UTF-8, perhaps compressed by gzip.

    A byte that is not UTF-8 becomes a lone surrogate, which the reader of its record refuses.
    Raise InvalidInput for anything else.
    """
    require(limits, Limits, subject, "limits", "send serialization.Limits(size=…)")
    if isinstance(given, str):
        return given.removeprefix(_BYTE_ORDER_MARK)
    if not isinstance(given, _BYTES):
        raise _refused(given, subject, "JSON as str or bytes")
    if given.startswith(_GZIP):
        return open_text(BytesIO(given)).read(limits.size + 1)
    return given.decode("utf-8-sig", "surrogateescape")


def lines_of(given: Any, limits: Limits) -> Iterator[object]:
    """Yield the lines of a text, of bytes, of an open file, or of any iterable of lines."""
    require(limits, Limits, "lines", "limits", "send serialization.Limits(size=…)")
    if isinstance(given, _BYTES):
        given = BytesIO(given)
    if isinstance(given, str):
        return iter(given.removeprefix(_BYTE_ORDER_MARK).split("\n"))
    if hasattr(given, "readline") and hasattr(given, "read"):
        stream = open_text(given) if isinstance(given.read(0), bytes) else given
        return bounded_lines(stream, limits)
    if isinstance(given, Iterable) and not isinstance(given, Mapping):
        return iter(given)
    raise _refused(given, "lines", "an open file, or lines of JSON")


def _refused(given: object, subject: str, expected: str) -> InvalidInput:
    if isinstance(given, PathLike):
        advice = f"send pathlib.Path({str(given)!r}).read_bytes()"
    elif isinstance(given, Mapping | list | tuple):
        advice = "send json.dumps(…) of it"
    elif hasattr(given, "read"):
        advice = "send what its read() returns"
    else:
        advice = "send what write_snapshot, write_lines or write_report returned"
    return InvalidInput(subject, [Fault("", given, expected, advice)])


def bounded_lines(stream: TextIO, limits: Limits) -> Iterator[str]:
    """Yield the lines of a stream; of a longer one than the limit, its beginning alone.

    What is cut is one character longer than the limit, so that it is refused as too long.
    """
    most = limits.size + 1
    while line := stream.readline(most):
        yield line
        if len(line) == most and not line.endswith("\n"):
            while (rest := stream.readline(_PIECE)) and not rest.endswith("\n"):
                pass


def open_text(stream: BinaryIO) -> TextIO:
    """Open a binary stream as text, decompressing gzip; the stream need not seek.

    Text is UTF-8 with or without a byte order mark; a byte that is not becomes a lone surrogate.
    It is read as it comes, and never further than one buffer. Reading raises InvalidInput where
    gzip data are damaged.
    """
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    head = b""
    while len(head) < len(_GZIP) and (more := read(len(_GZIP) - len(head))):
        head += more
    raw = _Raw(_after(head, read))
    if head == _GZIP:
        raw = _Raw(_decompressed(raw))
    return TextIOWrapper(BufferedReader(raw), encoding="utf-8-sig", errors="surrogateescape")


class _Raw(RawIOBase):
    """A raw stream over a function that returns at most a number of bytes, none at the end."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into the buffer as much as comes at once."""
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _after(head: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Return a function that reads the head, and then the rest."""

    def rest(size: int) -> bytes:
        nonlocal head
        data, head = head[:size], head[size:]
        return data or read(size)

    return rest


def _decompressed(raw: RawIOBase) -> Callable[[int], bytes]:
    """Return a function that reads the decompressed data of a gzip stream."""
    unzipped = GzipFile(fileobj=raw, mode="rb")

    def read(size: int) -> bytes:
        try:
            return unzipped.read1(size)
        except (BadGzipFile, EOFError, ZlibError) as error:
            fault = Fault("", error, "gzip data without damage", "compress it again")
            raise InvalidInput("gzip", [fault]) from None

    return read
