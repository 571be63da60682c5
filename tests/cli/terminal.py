"""Run shell commands as a person would: on a terminal of a given width, or into a pipe."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")

_COSTATUS = 'costatus() { "$PYTHON" -m costatus "$@"; }; '


def in_pipe(command: str, directory: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a shell command with nothing but pipes around it."""
    return subprocess.run(
        ["sh", "-c", _COSTATUS + command],
        cwd=directory,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )


def on_terminal(command: str, directory: Path, columns: int = 80, **env: str) -> str:
    """Return what the terminal shows: standard output and error, with the escape codes in it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        ["sh", "-c", _COSTATUS + command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=directory,
        env=environment({"TERM": "xterm-256color", **env}),
    ):
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return shown.decode("utf-8").replace("\r\n", "\n")


def on_own_terminal(run: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a call shows where standard error is a terminal, without the escape codes."""
    ours, theirs = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        run()
        terminal.flush()
        shown = os.read(ours, 65536).decode("utf-8")
    os.close(ours)
    return ESCAPE.sub("", shown)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux reports that no process writes any more
        return b""


def environment(more: dict[str, str]) -> dict[str, str]:
    """Return our environment and import path, without what sizes, colours or buffers output."""
    ruling = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PYTHONUNBUFFERED"}
    ours = {name: value for name, value in os.environ.items() if name not in ruling}
    source = os.pathsep.join(str(Path(each).resolve()) for each in sys.path if each)
    return {**ours, "PYTHON": sys.executable, "PYTHONPATH": source, **more}
