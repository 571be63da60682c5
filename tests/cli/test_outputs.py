"""Files that are written are complete or untouched, and nothing is lost silently."""

import errno
import io
import json
import os
import signal
import stat
import sys
import threading
from pathlib import Path

import pytest

from costatus.cli import main
from costatus.cli.outputs import raising_on_signals
from tests.cli.terminal import in_pipe
from tests.cli.test_inputs import lines, plain_order
from tests.cli.test_sweep import names
from tests.cli.test_sweep_process import OLD, night, temporary_files, writing

ONE = lines({"order": plain_order("A")})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a current directory with a snapshot `f` of one order, and its last statuses."""
    monkeypatch.chdir(tmp_path)
    Path("f").write_text(ONE, encoding="utf-8")
    Path("w").write_text("", encoding="utf-8")
    return tmp_path


def ids(name: str) -> list[str]:
    text = Path(name).read_text(encoding="utf-8")
    return [json.loads(each)["order_id"] for each in text.splitlines()]


SAME_FILE = [
    ("f --out o --words ./o", "--words ./o is the same file as --out o"),
    ("f --out o --failures dir/../o", "--failures dir/../o is the same file as --out o"),
    ("f --out o --words link-to-o", "--words link-to-o is the same file as --out o"),
    ("f --out old --words hard-link-to-old", "--words hard-link-to-old is the same file as --out"),
    ("f --out f", "--out f is the same file as f"),
    ("f --failures link-to-f", "--failures link-to-f is the same file as f"),
    ("g f --words f", "--words f is the same file as f"),
    ("f --no-tracing --lots g --out ./g", "--out ./g is the same file as g"),
    ("f --previous w --out w", "--out w is the same file as w"),
    ("f --previous w --words w --failures w", "--failures w is the same file as --words w"),
    ("- --out f < f", "--out f is the same file as standard input"),
    ("f >> f", "standard output is the same file as f"),
    ("f --out - --words o > o", "--words o is the same file as standard output"),
    ("f --out - --words /dev/stdout", "--words /dev/stdout is the same file as standard output"),
    ("f --out old 2> old", ""),
    ("f --out fifo --failures fifo", "--failures fifo is the same file as --out fifo"),
]


@pytest.mark.parametrize(("arguments", "message"), SAME_FILE, ids=[each[0] for each in SAME_FILE])
def test_one_file_is_not_written_twice_or_read_and_written(
    folder: Path, arguments: str, message: str
) -> None:
    Path("dir").mkdir()
    Path("g").write_text(ONE, encoding="utf-8")
    Path("old").write_text(OLD, encoding="utf-8")
    Path("link-to-o").symlink_to("o")
    Path("link-to-f").symlink_to("f")
    Path("hard-link-to-old").hardlink_to("old")
    os.mkfifo("fifo")
    done = in_pipe(f"(costatus sweep {arguments}) || echo failed with $?", folder)
    assert done.stdout == b"failed with 2\n"
    assert message in done.stderr.decode()
    assert Path("f").read_text(encoding="utf-8") == ONE
    if message:
        assert Path("old").read_text(encoding="utf-8") == OLD
    assert not Path("o").exists() or Path("o").read_bytes() == b""


@pytest.mark.parametrize("platform", ["darwin", "win32", "linux"])
def test_two_new_files_whose_names_fold_are_one_where_they_do(
    folder: Path,
    platform: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    code = main(["sweep", "f", "--out", "Zoe\u0308", "--words", "zo\u00eb"])
    if platform == "linux":
        assert (code, len(names())) == (0, 4)
    else:
        assert (code, names()) == (2, ["f", "w"])
        assert "is the same file as --out" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", ["evaluate - f -", "explain - - A", "sweep - --no-tracing --lots -"]
)
def test_standard_input_is_read_once(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command.split()) == 2
    assert capsys.readouterr().err == (
        "costatus: - is standard input, which is read once; give it only once\n"
    )
    assert names() == ["f", "w"], folder


def test_other_commands_do_not_write_over_their_input_either(folder: Path) -> None:
    done = in_pipe("costatus evaluate f >> f", folder)
    assert (done.returncode, Path("f").read_text(encoding="utf-8")) == (2, ONE)
    assert (
        done.stderr == b"costatus: standard output is the same file as f; write to another file\n"
    )


def test_stored_statuses_may_be_replaced_by_the_new_ones(folder: Path) -> None:
    assert main(["sweep", "f", "--previous", "w", "--words", "./w"]) == 0
    assert ids("w") == ["A"]


def test_one_device_may_take_several_outputs(folder: Path) -> None:
    null = "--out /dev/null --words /dev/null --failures /dev/null"
    assert main(["sweep", "f", *null.split()]) == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_until_the_end_no_other_user_can_read_a_file_and_then_it_has_its_old_mode(
    folder: Path, mode: int
) -> None:
    for name in ("out", "words", "failures"):
        (folder / name).touch(mode)
        (folder / name).chmod(mode)
    with writing(folder) as process:
        modes = {stat.S_IMODE(each.stat().st_mode) for each in temporary_files(folder)}
        assert modes == {0o600}
    assert process.returncode == 0
    assert temporary_files(folder) == []
    for name in ("out", "words", "failures"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == mode


@pytest.mark.parametrize("mask", ["022", "077", "002"])
def test_a_new_file_has_the_mode_that_the_mask_gives(folder: Path, mask: str) -> None:
    assert in_pipe(f"umask {mask}; costatus sweep f --out o", folder).returncode == 0
    assert stat.S_IMODE(Path("o").stat().st_mode) == 0o666 & ~int(mask, 8)


@pytest.mark.parametrize("length", [240, 241, 255])
def test_a_file_name_may_be_as_long_as_the_system_allows(folder: Path, length: int) -> None:
    assert main(["sweep", "f", "--out", "o" * length]) == 0
    assert ids("o" * length) == ["A"]


def test_what_cannot_be_a_file_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("loop").symlink_to("pool")
    Path("pool").symlink_to("loop")
    before = names()
    for file, message in (
        ("loop", "loop: Too many levels of symbolic links"),
        ("o" * 256, f"{'o' * 256}: File name too long"),
        ("f/o", "f/o: Not a directory"),
        ("nowhere/o", "nowhere/o: No such file or directory"),
    ):
        assert main(["sweep", "f", "--words", "w", "--out", file]) == 2
        assert capsys.readouterr().err == f"costatus: {message}\n"
    assert (names(), ids("w")) == (before, [])


def test_a_link_to_nothing_makes_its_file(folder: Path) -> None:
    Path("link").symlink_to("new")
    assert main(["sweep", "f", "--out", "link"]) == 0
    assert (Path("link").is_symlink(), ids("new")) == (True, ["A"])


def test_a_closed_standard_output_is_one_error_where_it_is_needed(folder: Path) -> None:
    for command in ("evaluate", "sweep", "pipeline"):
        done = in_pipe(f"costatus {command} f >&-", folder)
        assert (done.returncode, done.stderr) == (
            2,
            b"costatus: standard output: closed\n",
        )
    done = in_pipe("costatus sweep f --out o >&-; costatus sweep f --words w >&-", folder)
    assert (done.returncode, ids("o"), ids("w")) == (0, ["A"], ["A"])
    assert in_pipe("costatus sweep f --out - --words x >&-", folder).returncode == 2
    assert not Path("x").exists()


def test_other_closed_streams_are_not_mistaken_for_files(folder: Path) -> None:
    done = in_pipe("costatus sweep f - <&-", folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"costatus: standard input: closed\n"
    assert in_pipe("costatus sweep f --out o 2>&-", folder).returncode == 0
    assert in_pipe("costatus sweep nowhere --out o 2>&-", folder).returncode == 2
    assert ids("o") == ["A"]


MANY = "".join(night(500))


@pytest.mark.parametrize("first", ["", "--previous empty --only-changes"])
def test_statuses_are_complete_if_the_reader_of_the_reports_leaves(
    folder: Path, first: str
) -> None:
    Path("f").write_text(MANY, encoding="utf-8")
    Path("empty").touch()
    command = f"(costatus sweep f --out - --words w {first}; echo $? >&2) | head -1"
    done = in_pipe(command, folder)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr.endswith(b"\n0\n")
    assert len(ids("w")) == 500


def test_without_another_output_a_run_ends_when_its_reader_leaves(folder: Path) -> None:
    Path("f").write_text(MANY, encoding="utf-8")
    done = in_pipe("(costatus sweep f; echo $? >&2) | head -1", folder)
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"0\n")


def test_messages_without_a_reader_do_not_end_a_run(folder: Path) -> None:
    Path("f").write_text(MANY + "5\n" * 500, encoding="utf-8")
    done = in_pipe("(costatus sweep f --words w 2>&1; echo $? >&2) | head -1", folder)
    assert (done.stderr, len(ids("w"))) == (b"1\n", 500)


def test_a_pipe_whose_reader_leaves_is_an_error_and_the_other_files_stay(folder: Path) -> None:
    Path("f").write_text(MANY, encoding="utf-8")
    os.mkfifo("fifo")
    done = in_pipe("timeout 30 head -c 1 fifo & costatus sweep f --out fifo --words w", folder)
    assert done.returncode == 2
    assert done.stderr == b"costatus: fifo: Broken pipe\n"
    assert (names(), ids("w")) == (["f", "fifo", "w"], [])


def test_a_full_disk_is_an_error_and_the_other_files_stay(folder: Path) -> None:
    done = in_pipe("costatus sweep f --out - --words w > /dev/full", folder)
    assert done.returncode == 2
    assert done.stderr == b"costatus: standard output: No space left on device\n"
    assert (names(), ids("w")) == (["f", "w"], [])


@pytest.mark.parametrize("command", ["costatus", "costatus --help", "costatus sweep --help"])
def test_a_help_that_cannot_be_written_is_an_error(folder: Path, command: str) -> None:
    for output, message in ((">&-", b"closed"), ("> /dev/full", b"No space left on device")):
        done = in_pipe(f"{command} {output}", folder)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr == b"costatus: standard output: " + message + b"\n"


def test_a_signal_that_is_ignored_stays_ignored(folder: Path) -> None:
    with writing(folder, before="trap '' HUP; ") as process:
        process.send_signal(signal.SIGHUP)
    assert process.returncode == 0
    assert len(ids("out")) == 300


def test_a_host_keeps_its_own_handlers() -> None:
    def handler(_number: int, _frame: object) -> None:
        pass

    before = signal.signal(signal.SIGTERM, handler)
    try:
        with raising_on_signals():
            assert signal.getsignal(signal.SIGTERM) is handler
    finally:
        signal.signal(signal.SIGTERM, before)


def test_it_runs_in_a_thread_too(folder: Path) -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main(["sweep", "f", "--out", "o"])))
    thread.start()
    thread.join()
    assert (codes, ids("o")) == ([0], ["A"])


def test_a_call_goes_on_without_the_reader_of_its_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("f").write_text(MANY, encoding="utf-8")
    for arguments, code in (("--out - --words w", 0), ("--out -", 0)):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as closed:
            monkeypatch.setattr(sys, "stdout", closed)
            assert main(["sweep", "f", *arguments.split()]) == code
    assert len(ids("w")) == 500


def test_a_call_may_write_where_there_is_no_descriptor(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["sweep", "f", "--out", "-", "--words", "w"]) == 2
    assert ids("w") == []
