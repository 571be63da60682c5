"""Files that are there as a whole or not at all."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TypeAlias

Write: TypeAlias = Callable[[str], object]
"""Takes a text that is to be written."""


@contextmanager
def replacing(file: str) -> Iterator[Write]:
    """Write a file under another name beside it; it gets its own name when all is on the disk.

    Where the body raises, the file stays as it was, and nothing is left beside it. What is no
    regular file, such as a pipe or a device, is written at once.
    """
    if Path(file).exists() and not Path(file).is_file():
        with _written(file, Path(file), "w") as write:
            yield write
        return
    final = Path(file).resolve()
    temporary = final.with_name(f".{final.name}.{token_hex(4)}.tmp")
    try:
        with _written(file, temporary, "x") as write:
            yield write
        with _naming(file):
            if final.exists():
                shutil.copymode(final, temporary)
            temporary.replace(final)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def interrupted_when_terminated() -> Iterator[None]:
    """Within it SIGTERM ends the run as an interrupt does, so that it can tidy up."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _written(file: str, path: Path, mode: str) -> Iterator[Write]:
    """Write a new file ("x"), which is on the disk afterwards, or what is there already ("w")."""
    with _naming(file):
        # A half of a letter that was refused is written as its escape, which JSON knows.
        stream = path.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n")

    def write(text: str) -> None:
        with _naming(file):
            stream.write(text)

    try:
        yield write
        with _naming(file):
            stream.flush()
            if mode == "x":
                os.fsync(stream.fileno())
    finally:
        with suppress(OSError):  # what could not be written was told before
            stream.close()


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """What goes wrong within it is told under the name that was given."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, file) from None
