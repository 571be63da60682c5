"""The arguments of the commands: what is meant is suggested, and help is easy to find."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from costatus.cli import main
from tests.cli.terminal import in_pipe, on_terminal

COMMANDS = ("example", "evaluate", "explain", "pipeline", "sweep", "rules", "schema", "completion")


def refused(capsys: pytest.CaptureFixture[str], arguments: str) -> list[str]:
    """Return the messages about arguments that are refused."""
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()


WRONG = [
    ("evalute f", "no command 'evalute'; did you mean evaluate?"),
    (
        "frobnicate",
        f"no command 'frobnicate'; choose from {', '.join(COMMANDS)}",
    ),
    ("rules prodcut", "no family 'prodcut'; did you mean product?"),
    ("completion bsah", "no shell 'bsah'; did you mean bash?"),
    ("evaluate f --format CSV", "no format 'CSV'; did you mean csv?"),
    ("evaluate f --format cvs", "no format 'cvs'; did you mean csv?"),
    ("evaluate f --fromat csv", "no option --fromat; did you mean --format?"),
    ("sweep f --only", "no option --only; did you mean --only-changes?"),
    ("sweep f --wrods=w", "no option --wrods=w; did you mean --words?"),
    ("--verson", "no option --verson; did you mean --version?"),
    ("schema --xyzzy", "no option --xyzzy"),
    ("evaluate", "the following arguments are required: FILE"),
    ("explain f", "the following arguments are required: ORDER"),
    ("schema f", "unexpected argument 'f'"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=[each[0] for each in WRONG])
def test_an_error_suggests_what_was_meant(
    capsys: pytest.CaptureFixture[str], arguments: str, message: str
) -> None:
    shown, advice = refused(capsys, arguments)
    assert shown == f"costatus: {message}"
    command = arguments.split(maxsplit=1)[0]
    help_of = f"costatus {command}" if command in COMMANDS else "costatus"
    assert advice.startswith(("example: costatus ", 'example: eval "$(costatus '))
    assert advice.endswith(f"; see also {help_of} --help")


@pytest.mark.parametrize("given", ["2026-02-30", "2026-11-24T25:00", "soon", "7", "+", "+123456"])
def test_what_is_not_a_day_is_refused_with_examples(
    capsys: pytest.CaptureFixture[str], given: str
) -> None:
    assert refused(capsys, f"evaluate f --as-of {given}")[0] == (
        f"costatus: argument --as-of: got {given!r}; expected a day such as 2026-11-24, "
        "a moment such as 2026-11-24T01:30+02:00, today or +7"
    )


def test_an_unknown_language_is_refused_with_a_suggestion(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(capsys, "explain f CO-17 --language deutsch")[0] == (
        "costatus: argument --language: got 'deutsch'; expected one of de, en, es, et, or one with "
        "a territory, such as de-CH; did you mean 'de'?"
    )
    monkeypatch.setitem(sys.modules, "babel", None)
    monkeypatch.delitem(sys.modules, "costatus.languages")
    assert refused(capsys, "explain f CO-17 --language de")[0].endswith(
        'costatus.languages needs babel: pip install "costatus[i18n]"'
    )


@pytest.mark.parametrize(
    ("command", "argument"), [(["sweep", ""], "FILE"), (["sweep", "f", "--out", ""], "--out")]
)
def test_a_file_without_a_name_is_refused(
    capsys: pytest.CaptureFixture[str], command: list[str], argument: str
) -> None:
    with pytest.raises(SystemExit):
        main(command)
    expected = f"costatus: argument {argument}: got ''; expected the name of a file\n"
    assert capsys.readouterr().err.startswith(expected)


def test_a_misspelt_day_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "evaluate f --as-of Yesterdy")[0].endswith("; did you mean yesterday?")


def test_a_moment_may_be_copied_from_a_title(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "f"
    file.write_text('{"costatus": 1}', encoding="utf-8")
    moment = "2026-11-24 01:30:00+02:00"
    assert main(["evaluate", str(file), "--as-of", moment]) == 0
    assert capsys.readouterr().out.startswith(f"Customer orders, as of {moment}\n")


RELATIVE = {"Yesterday": -1, "today": 0, "tomorrow": 1, "+7": 7, "-1": -1, "+0": 0}


@pytest.mark.parametrize("given", RELATIVE)
def test_a_day_may_be_relative_to_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    file = tmp_path / "f"
    file.write_text('{"costatus": 1, "as_of": "2026-11-24"}', encoding="utf-8")
    first = date.today()
    assert main(["evaluate", str(file), "--as-of", given]) == 0
    title = capsys.readouterr().out.splitlines()[0]
    days = {today + timedelta(RELATIVE[given]) for today in (first, date.today())}
    assert title in {f"Customer orders, as of {day}" for day in days}


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("usage: costatus ")
    assert all(f"\n    {command} " in printed for command in COMMANDS)
    assert "\n  costatus example > orders.json\n" in printed


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_with_an_example(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    usage, _, example = capsys.readouterr().out.partition("\nexample:\n  ")
    assert usage.startswith(f"usage: costatus {command} ")
    assert f"costatus {command}" in example


@pytest.mark.parametrize("columns", [60, 100])
def test_a_help_fits_the_terminal(tmp_path: Path, columns: int) -> None:
    for command in ("", "explain", "rules"):
        shown = on_terminal(f"costatus {command} --help", tmp_path, columns, NO_COLOR="1")
        assert max(map(len, shown.splitlines())) <= columns
    shown = on_terminal("costatus sweep --help", tmp_path, columns, NO_COLOR="1")
    *text, example = shown.rstrip().splitlines()
    assert max(map(len, text)) <= columns
    assert len(example) <= 80  # whole, so that it can be copied


def test_the_version_is_shown(tmp_path: Path) -> None:
    done = in_pipe("costatus --version", tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(b"costatus ")
