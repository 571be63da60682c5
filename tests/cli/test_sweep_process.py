"""The sweep as a process: killed, interrupted, on a terminal, and over many orders."""

import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from costatus.cli import main
from tests.cli.terminal import ESCAPE, environment, in_pipe, on_own_terminal, on_terminal
from tests.cli.test_inputs import HEAD, LOT, plain_order

OLD = "of yesterday\n"


def night(count: int) -> Iterator[str]:
    """Write a snapshot of many orders that share one lot."""
    yield json.dumps(HEAD) + "\n"
    yield json.dumps({"lot": LOT}) + "\n"
    for n in range(count):
        order = plain_order(f"CO-{n}")
        order["lines"][0]["bookings"] = [{"lot": "L-1", "quantity": 2}]
        yield json.dumps({"order": order}) + "\n"


FILES = ("out", "words", "failures")


@contextmanager
def writing(
    directory: Path, orders: int = 300, before: str = ""
) -> "Iterator[subprocess.Popen[str]]":
    """Start a sweep, after a shell command, and send orders until it writes; no more come then.

    Its files exist, with the mode that they had.
    """
    for name in FILES:
        (directory / name).write_text(OLD, encoding="utf-8")
    outputs = "--out out --words words --failures failures"
    with subprocess.Popen(
        ["sh", "-c", f'{before} exec "$PYTHON" -m costatus sweep - {outputs}'],
        cwd=directory,
        env=environment({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.writelines(night(orders))
        process.stdin.flush()
        until_it_writes(directory)
        yield process
        process.stdin.close()


def temporary_files(directory: Path) -> list[Path]:
    return list(directory.glob(".costatus-*.tmp"))


def until_it_writes(directory: Path, files: int = 3) -> None:
    latest = time.monotonic() + 60
    while len(temporary_files(directory)) < files:
        assert time.monotonic() < latest, "the sweep does not begin to write"
        time.sleep(0.01)


@pytest.mark.parametrize("orders", [0, 300])
def test_a_killed_sweep_leaves_the_files_of_yesterday(tmp_path: Path, orders: int) -> None:
    """What it has written until then is private."""
    with writing(tmp_path, orders) as process:
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert {(tmp_path / name).read_text(encoding="utf-8") for name in FILES} == {OLD}
    left = temporary_files(tmp_path)
    assert len(left) == 3
    assert {stat.S_IMODE(each.stat().st_mode) for each in left} == {0o600}


def test_whenever_it_is_killed_a_file_is_that_of_yesterday_or_whole(tmp_path: Path) -> None:
    orders = [f"CO-{n}" for n in range(100)]
    whole = {"out": orders, "words": orders, "failures": []}
    for delay in range(0, 400, 80):
        with writing(tmp_path, 100) as process:
            assert process.stdin is not None
            process.stdin.close()
            time.sleep(delay / 1000)
            process.kill()
        for name, expected in whole.items():
            text = (tmp_path / name).read_text(encoding="utf-8")
            assert text == OLD or [json.loads(each)["order_id"] for each in text.splitlines()] == (
                expected
            )
        for left in temporary_files(tmp_path):
            left.unlink()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_sweep_tidies_up(tmp_path: Path, number: signal.Signals) -> None:
    with writing(tmp_path, 3) as process:
        process.send_signal(number)
        process.wait(60)
    assert process.returncode == 128 + number
    assert sorted(each.name for each in tmp_path.iterdir()) == ["failures", "out", "words"]
    assert (tmp_path / "out").read_text(encoding="utf-8") == OLD


class Interrupted(io.StringIO):
    """Standard error, at whose first message a signal comes."""

    def write(self, _: str) -> int:
        signal.raise_signal(signal.SIGTERM)
        return 0


def test_a_signal_at_a_message_ends_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "orders"
    file.write_text('{"costatus": 1, "orders": [{}]}', encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", Interrupted())
    assert main(["sweep", str(file), "--as-of", "2026-11-24"]) == 128 + signal.SIGTERM


def test_an_interrupted_call_tidies_up_too(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def feed() -> None:
        with pipe.open("w", encoding="utf-8") as stream:
            stream.writelines(night(3))
            stream.flush()
            until_it_writes(tmp_path, files=1)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)

    feeder = threading.Thread(target=feed)
    feeder.start()
    before = signal.getsignal(signal.SIGTERM)
    assert main(["sweep", str(pipe), "--out", str(tmp_path / "out")]) == 128 + signal.SIGTERM
    feeder.join()
    assert signal.getsignal(signal.SIGTERM) is before
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminal_shows_how_far_it_has_come(tmp_path: Path, columns: int) -> None:
    (tmp_path / "f").write_text("".join(night(300)), encoding="utf-8")
    shown = on_terminal("costatus sweep f --out o", tmp_path, columns)
    moves, _, summary = ESCAPE.sub("", shown).partition("Sweep, as of 2026-11-24")
    assert max(map(len, re.split("[\r\n]+", moves))) <= columns
    assert re.search(r"━ +\d+% \d+ orders? +\d:\d\d:\d\d", moves)
    assert "100% 300 orders" in moves
    assert "\x1b[32m✓ Ready for Shipment\x1b[0m" in shown
    assert summary.endswith("costatus: 300 orders evaluated, 0 failures\n")


def test_of_a_pipe_it_shows_how_much_was_read(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("".join(night(300)) + "5\n", encoding="utf-8")
    shown = ESCAPE.sub("", on_terminal("cat f | costatus sweep - --out o", tmp_path))
    assert re.search(r"[-/|\\] 301 orders, 1 failed +\d:\d\d:\d\d", shown)
    assert "%" not in shown


@pytest.mark.parametrize(
    "command",
    [
        "costatus sweep f",
        "NO_COLOR=1 costatus sweep f --out o",
        "TERM=dumb costatus sweep f --out o",
        "costatus sweep f --out o 2> err; cat err",
    ],
)
def test_no_bar_is_in_the_way(tmp_path: Path, command: str) -> None:
    (tmp_path / "f").write_text("".join(night(3)), encoding="utf-8")
    shown = on_terminal(command, tmp_path)
    assert "%" not in shown
    assert "\x1b[?25l" not in shown
    assert "3 orders evaluated" in shown


def test_answers_in_a_pipe_are_clean_beside_a_bar(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("".join(night(300)) + "5\n", encoding="utf-8")
    shown = on_terminal("costatus sweep f | cat > o", tmp_path)
    assert "line 303: got 5" in shown
    reports = (tmp_path / "o").read_text(encoding="utf-8").splitlines()
    assert [json.loads(each)["order_id"] for each in reports] == [f"CO-{n}" for n in range(300)]


def test_memory_does_not_grow_with_the_number_of_orders(tmp_path: Path) -> None:
    peak = "import resource, sys; from costatus.cli import main; code = main(sys.argv[1:]);"
    peak += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
    used = []
    for count in (300, 3000):
        (tmp_path / "f").write_text("".join(night(count)), encoding="utf-8")
        done = in_pipe(f'"$PYTHON" -c "{peak}" sweep f --out o --words w', tmp_path)
        assert done.returncode == 0
        used.append(int(done.stdout))
    assert used[1] < used[0] * 1.1


@pytest.mark.parametrize(("kind", "sign"), [("file", "100% 2 orders"), ("pipe", " 2 orders")])
def test_a_call_shows_the_bar_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, sign: str
) -> None:
    file = tmp_path / "f"
    if kind == "pipe":
        os.mkfifo(file)
    feeder = threading.Thread(target=file.write_text, args=["".join(night(2))])
    feeder.start()
    if kind == "file":
        feeder.join()
    command = ["sweep", str(file), "--out", str(tmp_path / "o")]
    assert sign in on_own_terminal(lambda: main(command), monkeypatch)
    feeder.join()
