"""What is sent as JSON: text, bytes, files, gzip; other things are refused with what to send."""

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import costatus as cs
from costatus import serialization
from costatus.serialization.reader import open_snapshot
from costatus.serialization.seen_ids import SeenIds
from tests.cases.build import TODAY
from tests.serialization.samples import GOOD, LOT, changed

TEXT = changed()
LINES = "".join(
    json.dumps(line) + "\n"
    for line in ({"costatus": 1}, {"lot": LOT}, {"order": GOOD["orders"][0]})
)
SNAPSHOT = serialization.read_snapshot(TEXT)


@pytest.mark.parametrize("encode", [str, str.encode, lambda text: bytearray(text.encode())])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_text_and_bytes_are_read_with_and_without_a_byte_order_mark(
    encode: Callable[[str], Any], mark: str
) -> None:
    assert serialization.read_snapshot(encode(mark + TEXT)) == SNAPSHOT
    assert tuple(serialization.read_lines(encode(mark + LINES))) == SNAPSHOT.orders
    lines = (mark + LINES).splitlines()
    assert tuple(serialization.read_lines(map(encode, lines))) == SNAPSHOT.orders


def test_a_report_is_read_from_bytes() -> None:
    report = cs.evaluate(SNAPSHOT.orders[0], as_of=TODAY)
    written = serialization.write_report(report)
    assert serialization.read_report(written.encode()) == report
    assert serialization.read_report(gzip.compress(("\ufeff" + written).encode())) == report


@pytest.mark.parametrize("text", [TEXT, "\ufeff" + TEXT])
def test_gzip_is_decompressed(text: str) -> None:
    assert serialization.read_snapshot(gzip.compress(text.encode())) == SNAPSHOT


def test_gzip_is_not_decompressed_beyond_the_limit() -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    limits = serialization.Limits(size=1_000)
    with pytest.raises(cs.InvalidInput, match="at most 1000 characters"):
        serialization.read_snapshot(bomb, limits=limits)
    with pytest.raises(cs.InvalidInput, match="at most 1000 characters"):
        serialization.read_lines(gzip.compress(b"x" * 20_000_000), limits=limits)


FILES = {
    "a document": TEXT.encode(),
    "a document on many lines": json.dumps(GOOD, indent=1).encode(),
    "a document after blank lines": b"\n \n" + TEXT.encode() + b"\n\n",
    "lines": LINES.encode(),
    "lines after blank lines": b"\n\n" + LINES.encode(),
    "lines with carriage returns": LINES.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("title", FILES)
@pytest.mark.parametrize(
    "pack",
    [bytes, lambda data: b"\xef\xbb\xbf" + data, gzip.compress],
    ids=["plain", "a byte order mark", "gzip"],
)
def test_a_file_is_read_by_its_content(title: str, pack: Callable[[bytes], bytes]) -> None:
    data = pack(FILES[title])
    assert tuple(open_snapshot(io.BytesIO(data))) == SNAPSHOT.orders
    assert tuple(open_snapshot(Trickle(data))) == SNAPSHOT.orders


class Trickle(io.RawIOBase, BinaryIO):
    """A stream that cannot seek and gives a byte at a time, as a slow pipe does."""

    def __init__(self, data: bytes) -> None:
        self.rest = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        given, self.rest = self.rest[:1], self.rest[1:]
        buffer[: len(given)] = given
        return len(given)


def test_a_slow_stream_is_read_no_further_than_needed() -> None:
    other = json.dumps({"order": {**GOOD["orders"][0], "id": "CO-2"}})
    stream = Trickle((LINES + other + "\n").encode())
    reader = iter(open_snapshot(stream))
    assert isinstance(next(reader), cs.CustomerOrder)
    assert stream.rest.decode() == other + "\n"


@pytest.mark.parametrize("mode", ["r", "rb"])
def test_an_open_file_is_read_line_by_line(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text("\ufeff" + LINES, encoding="utf-8")
    with path.open(mode, encoding=None if "b" in mode else "utf-8") as stream:
        assert tuple(serialization.read_lines(stream)) == SNAPSHOT.orders
    path.write_bytes(gzip.compress(LINES.encode()))
    with path.open("rb") as stream:
        assert tuple(serialization.read_lines(stream)) == SNAPSHOT.orders


def test_files_of_one_run_have_no_order_twice() -> None:
    ids = SeenIds()
    assert tuple(open_snapshot(io.BytesIO(TEXT.encode()), order_ids=ids)) == SNAPSHOT.orders
    (refused,) = open_snapshot(io.BytesIO(LINES.encode()), order_ids=ids)
    assert isinstance(refused, serialization.Refused)
    assert (refused.where, refused.id) == ("line 3", "CO-1")


def test_damaged_gzip_is_refused_where_it_is_damaged() -> None:
    lines = LINES + "".join(
        json.dumps({"lot": {**LOT, "id": f"L{n * n}"}}) + "\n" for n in range(9999)
    )
    whole = gzip.compress(lines.encode())
    cut = whole[: len(whole) // 2]
    for read in (serialization.read_lines, open_snapshot):
        stream: Any = io.BytesIO(cut)
        good, refused = (each for each in read(stream) if getattr(each, "name", "") != "lot")
        assert isinstance(good, cs.CustomerOrder)
        assert isinstance(refused, serialization.Refused)
        assert "expected gzip data without damage; compress it again" in str(refused.error)
        assert int(refused.where.removeprefix("line ")) > 100
    for bad in (whole[:20], whole[:2], whole[:-8] + b"\0" * 8, b"\x1f\x8b" + b"x" * 99):
        with pytest.raises(cs.InvalidInput, match="gzip data without damage"):
            serialization.read_snapshot(bad)


def test_a_byte_that_is_not_utf_8_refuses_its_record() -> None:
    lines = LINES.encode().replace(b"CO-1", b"CO-\xff") + LINES.splitlines()[2].encode()
    refused, good = serialization.read_lines(lines)
    assert isinstance(refused, serialization.Refused)
    assert "save it as UTF-8" in str(refused.error)
    assert isinstance(good, cs.CustomerOrder)


KINDS: list[tuple[Any, str]] = [
    (None, "got None; expected JSON as str or bytes; send what write_snapshot"),
    (GOOD, "send json.dumps(…) of it"),
    ([GOOD], "send json.dumps(…) of it"),
    (Path("orders.json"), "send pathlib.Path('orders.json').read_bytes()"),
    (io.StringIO(TEXT), "send what its read() returns"),
    (5, "got 5; expected JSON as str or bytes"),
]


@pytest.mark.parametrize(("sent", "message"), KINDS)
@pytest.mark.parametrize(
    "read", [serialization.read_snapshot, serialization.read_document, serialization.read_report]
)
def test_other_kinds_are_refused_with_what_to_send(
    sent: Any, message: str, read: Callable[[Any], object]
) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        read(sent)
    assert message in str(caught.value)


@pytest.mark.parametrize("sent", [None, GOOD, Path("orders.jsonl"), 5])
def test_what_is_no_lines_is_refused(sent: Any) -> None:
    with pytest.raises(cs.InvalidInput, match="expected an open file, or lines of JSON"):
        serialization.read_lines(sent)


@pytest.mark.parametrize(
    "read",
    [serialization.read_snapshot, serialization.read_document, serialization.read_report,
     serialization.read_lines],
)  # fmt: skip
def test_limits_are_limits(read: Callable[..., object]) -> None:
    with pytest.raises(cs.InvalidInput, match="limits: got 5; expected a Limits"):
        read(TEXT, limits=5)
    with pytest.raises(cs.InvalidInput, match=r"size: got -1.*\n.*depth: got True|depth.*\n.*size"):
        read(TEXT, limits=serialization.Limits(depth=True, size=-1))


CONTENTS: list[tuple[bytes, str]] = [
    (b"", "got nothing; expected JSON"),
    (b" \n\n", "got nothing; expected JSON"),
    (b"\xef\xbb\xbf", "got nothing; expected JSON"),
    (TEXT.encode("utf-16"), "this is UTF-16 or UTF-32: save it as UTF-8"),
    (TEXT.encode("utf-32"), "this is UTF-16 or UTF-32: save it as UTF-8"),
    (TEXT.encode("utf-16-be"), "this is UTF-16 or UTF-32: save it as UTF-8"),
    (TEXT.encode("utf-32-le"), "this is UTF-16 or UTF-32: save it as UTF-8"),
    (b"PAR1\x15\x00", "this is Parquet: build the orders from its rows, or sweep a folder"),
    (b"ARROW1\x00\x00", "this is Arrow: build the orders from its rows, or sweep a folder"),
    (bz2.compress(b"{}"), "this is bzip2: decompress it, or compress it by gzip"),
    (lzma.compress(b"{}"), "this is xz: decompress it"),
    (b"\x28\xb5\x2f\xfd\x04", "this is Zstandard: decompress it"),
    (b"PK\x03\x04\x14", "this is a spreadsheet or a zip archive"),
    (b"<orders/>", "this is XML or HTML"),
    (b"id,stage\r\nCO-1,confirmed\r\n", "this looks like CSV: build the orders from its rows"),
    (b"CO-1;confirmed", "this looks like CSV"),
    (b"orders.json", "this is the name of a file: send what the file contains"),
    (LINES.encode(), "more follows on line 2: read JSON Lines with read_lines"),
    (b"nonsense", "Expecting value, line 1 column 1"),
    (b'[{"id": "CO-1"}]', 'wrap the list: {"costatus": 1, "orders": [ … ]}'),
]


@pytest.mark.parametrize(("data", "message"), CONTENTS, ids=[case[1] for case in CONTENTS])
def test_the_message_names_the_form_that_is_not_json(data: bytes, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_snapshot(data)
    assert message in str(caught.value)
    if "read_lines" not in message:
        with pytest.raises(cs.InvalidInput) as caught:
            open_snapshot(io.BytesIO(data))
        assert message in str(caught.value)


def test_the_message_names_gzip_that_was_decoded_as_text() -> None:
    with pytest.raises(cs.InvalidInput, match="this is gzip: send its bytes"):
        serialization.read_snapshot(gzip.compress(b"{}").decode("latin-1"))
