"""Write files that are complete or untouched, and never one file under two names."""

import os
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from types import FrameType, MappingProxyType
from typing import TextIO, TypeAlias
from unicodedata import normalize

from costatus.cli.command import UsageError
from costatus.cli.terminal import discard, name_of, output

NO_OUTPUTS: Mapping[str, str] = MappingProxyType({})

Write: TypeAlias = Callable[[str], object]
"""Writes a text."""

_Identity: TypeAlias = tuple[int, int, str] | None

_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Terminated(KeyboardInterrupt):
    """A signal ended the run; `number` is that of the signal."""

    def __init__(self, number: int) -> None:
        self.number: int = number
        super().__init__(number)


@contextmanager
def raising_on_signals() -> Iterator[None]:
    """Let signals that end a process raise Terminated in the block: temporary files are removed.

    A signal that is ignored, or that the host handles, stays so; Python allows no more outside the
    main thread.
    """
    defaults = (signal.SIG_DFL, signal.default_int_handler)
    ours = [number for number in _SIGNALS if signal.getsignal(number) in defaults]
    if threading.current_thread() is not threading.main_thread():
        ours = []

    def terminate(number: int, _frame: FrameType | None) -> None:
        for each in ours:
            signal.signal(each, signal.SIG_IGN)  # nothing interrupts the tidying up
        raise Terminated(number)

    before = {number: signal.signal(number, terminate) for number in ours}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def replacing(file: str) -> Iterator[Write]:
    """Write a file under a temporary name beside it, and rename it when all of it is on disk.

    If the body raises, the file stays as it was and the temporary file is removed. Until the end
    no other user can read it. A pipe or a device is written directly.
    """
    with _named(file):
        mode = _mode(file)
    if mode is not None and not stat.S_ISREG(mode):
        with _writing(file, file) as write:
            yield write
        return
    final = Path(os.path.realpath(file))
    temporary = final.with_name(f".costatus-{token_hex(8)}.tmp")
    try:
        with _writing(file, temporary) as write:
            yield write
        with _named(file):
            temporary.chmod(_new_file_mode() if mode is None else stat.S_IMODE(mode))
            temporary.replace(final)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _writing(file: str, path: str | Path) -> Iterator[Write]:
    """Open `path`, as a new private file if it is a Path; errors name `file`."""
    new = isinstance(path, Path)
    flags = os.O_WRONLY | (os.O_CREAT | os.O_EXCL if new else 0)
    with _named(file):
        descriptor = os.open(path, flags, 0o600)
        # Half of a surrogate pair, which was refused, is written as its JSON escape.
        stream = os.fdopen(
            descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n"
        )

    def write(text: str) -> None:
        with _named(file):
            stream.write(text)

    try:
        yield write
        with _named(file):
            stream.flush()
            if new:
                os.fsync(descriptor)
    finally:
        with suppress(OSError):  # an earlier error already reports it
            stream.close()


def _mode(file: str) -> int | None:
    """Return the mode of a file; None if there is none."""
    try:
        return Path(file).stat().st_mode
    except FileNotFoundError:
        return None


def _new_file_mode() -> int:
    """Return the mode that the process gives to new files; only setting the mask returns it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Let errors in the block name the file as the user does."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, file) from None


@contextmanager
def to_standard_output(*, optional: bool) -> Iterator[Write]:
    """Write to standard output; if `optional`, the run goes on when the reader has left."""
    stream = output()
    left = False

    def attempt(action: Callable[[], object]) -> None:
        nonlocal left
        try:
            action()
        except BrokenPipeError:
            if not optional:
                raise
            left = True
            discard(stream)

    def write(text: str) -> None:
        if not left:
            attempt(lambda: stream.write(text))

    yield write
    attempt(stream.flush)


def refuse_shared_files(
    inputs: Iterable[str], outputs: Mapping[str, str] = NO_OUTPUTS, *, stdout: bool = True
) -> None:
    """Raise UsageError if an output is also an input or another output, under whatever name.

    Standard input is refused as a second input too, as nothing would be left to read. `outputs`
    are files by their option; `stdout` says whether the answers go there too.
    """
    used: dict[_Identity, str] = {}
    files = tuple(inputs)
    if files.count("-") > 1:
        raise UsageError("- is standard input, which is read once; give it only once")
    for file in files:
        used[_identity(sys.stdin if file == "-" else file)] = name_of(file)
    streams = {"standard error": _identity(sys.stderr)}
    if stdout:
        streams["standard output"] = _identity(sys.stdout)
    for name, identity in streams.items():
        _refuse_used(name, identity, used)
    used |= {identity: name for name, identity in streams.items()}  # the two may be one file
    for option, file in outputs.items():
        _refuse_used(f"{option} {file}", _identity(file), used)
        used[_identity(file)] = f"{option} {file}"


def _refuse_used(name: str, identity: _Identity, used: Mapping[_Identity, str]) -> None:
    if identity is not None and identity in used:
        raise UsageError(f"{name} is the same file as {used[identity]}; write to another file")


def _same_name(name: str) -> str:
    """Return what all names have in common that are one new file where names fold."""
    folds = sys.platform in {"darwin", "win32"}
    return normalize("NFC", name.casefold()) if folds else name


def _identity(file: str | TextIO | None) -> _Identity:
    """Return what all names of a file have in common; None for a device, or if it is not known."""
    try:
        if isinstance(file, str):
            status = Path(file).stat()
        else:
            status = os.fstat(-1 if file is None else file.fileno())
    except FileNotFoundError:
        final = Path(os.path.realpath(str(file)))
        with suppress(OSError):  # opening it reports what is wrong
            folder = final.parent.stat()
            return folder.st_dev, folder.st_ino, _same_name(final.name)
        return None
    except OSError:
        return None
    shared = stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode)
    return (status.st_dev, status.st_ino, "") if shared else None
