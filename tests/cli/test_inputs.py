"""Reading the FILEs of a command: their form, their moment, and what is refused in them."""

import csv
import gzip
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import costatus as cs
from costatus import serialization
from costatus.cli import main
from costatus.cli.terminal import visible
from tests.cases.build import line, lot, made, order


class Called:
    """What one call printed, and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err.splitlines()


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that calls a command with a text as its FILE; it returns the output."""

    def call(command: str, text: str | bytes, *more: str) -> Called:
        file = tmp_path / "f"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        code = main([command, str(file), *more])
        out, err = capsys.readouterr()
        return Called(code, out, err.replace(str(file), "f"))

    return call


HEAD = {"costatus": 1, "as_of": "2026-11-24"}
LOT = {"id": "L-1", "item": "bike", "status": "received", "quantity": 2}
OTHER_LOT = {**LOT, "id": "L-2", "quantity": 1}


def plain_order(id_: str, quantity: int = 2, **more: Any) -> dict[str, Any]:
    lines = [{"id": "1", "item": "bike", "quantity": quantity}]
    return {"id": id_, "stage": "confirmed", "lines": lines, **more}


def document(*orders: Any, **more: Any) -> str:
    return json.dumps({**HEAD, "lots": [LOT], "orders": orders, **more})


def lines(*records: Any) -> str:
    return "\n".join(map(json.dumps, (HEAD, *records)))


def evaluated(done: Called) -> dict[str, dict[Any, str]]:
    """Return the statuses of each order that was evaluated with `--format jsonl`."""
    reports = map(serialization.read_report, done.out.splitlines())
    return {report.order_id: report.words() for report in reports}


FORMS = [
    ("a document", document(plain_order("A"))),
    ("lines", lines({"lot": LOT}, {"order": plain_order("A")})),
    ("lines with a strange line end in a text", lines({"order": plain_order("A")}, {
        "lot": {**LOT, "item": "a\u2028b"}}).replace("\\u2028", "\u2028")),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text"), FORMS, ids=[each[0] for each in FORMS])
def test_the_form_shows_in_the_content(call: Any, title: str, text: str) -> None:
    done = call("evaluate", text, "--format", "jsonl")
    assert (done.code, done.err) == (0, [])
    assert list(evaluated(done)) == ["A"]


@pytest.mark.parametrize("text", ["", "\n\n", "5\n", "{}\n", '{"costatus": 9}\n{"order": {}}\n'])
def test_a_head_that_cannot_be_read_is_an_error(call: Any, text: str) -> None:
    done = call("evaluate", text)
    assert (done.code, done.out) == (1, "")
    assert re.match(r"costatus: f: (snapshot|line 1)", done.err[0])


def test_an_empty_snapshot_has_an_empty_table(call: Any) -> None:
    done = call("evaluate", '{"costatus": 1, "as_of": "2026-11-24"}')
    assert (done.code, done.err) == (0, [])
    assert done.out.splitlines()[1:] == [
        "Order  Promised  Status  Products  Invoicing  Payment  Why"
    ]


def test_bad_lines_are_shown_and_the_good_ones_are_evaluated(call: Any) -> None:
    bad = {"id": "B", "stage": "sold", "colour": "red"}
    text = lines({"order": bad}, {"order": plain_order("A")}, {"lot": {**LOT, "status": "gone"}})
    done = call("evaluate", text, "--format", "jsonl")
    assert done.code == 1
    assert list(evaluated(done)) == ["A"]
    assert done.err[0] == "costatus: f: line 2, order 'B' has 2 faults:"
    assert done.err[1].startswith(
        "  colour: got 'red'; expected a key of a CustomerOrder; remove it"
    )
    assert done.err[2].startswith("  stage: got 'sold'; expected one of quotation,")
    assert done.err[3].startswith("costatus: f: line 4, lot 'L-1': status: got 'gone'; expected")


def test_an_order_that_cannot_be_evaluated_is_shown_and_the_others_are_evaluated(call: Any) -> None:
    source = made(planned_finish=datetime(2026, 12, 1, 9))
    naive = order(line(lot("L9", status="planned", source=source)))
    text = serialization.write_snapshot(
        serialization.Snapshot((naive, cs.CustomerOrder("A", naive.stage)))
    )
    done = call("evaluate", text, "--as-of", "2026-11-24T01:00+02:00", "--format", "jsonl")
    assert (done.code, list(evaluated(done))) == (1, ["A"])
    assert "costatus: order CO-1 was not evaluated: CustomerOrder 'CO-1': " in done.err[0]
    assert "send moments with a zone" in done.err[0]
    assert call("explain", text, "CO-1", "--as-of", "2026-11-24T01:00Z").out == ""


def test_bytes_that_are_no_utf8_are_refused_with_their_record(call: Any) -> None:
    text = lines({"order": plain_order("A")}, {"order": plain_order("caf#")})
    done = call("evaluate", text.encode().replace(b"#", b"\xe9"), "--format", "jsonl")
    assert (done.code, list(evaluated(done))) == (1, ["A"])
    (message,) = done.err
    assert message == (
        "costatus: f: line 3, order 'caf\\udce9': id: got 'caf\\udce9'; expected text that can be "
        "written as UTF-8; save it as UTF-8, and remove lone surrogates"
    )


def test_the_moment_given_overrides_that_of_the_snapshot(call: Any) -> None:
    text = document()
    assert call("evaluate", text).out.startswith("Customer orders, as of 2026-11-24\n")
    done = call("evaluate", text, "--as-of", "2026-12-01")
    assert done.out.startswith("Customer orders, as of 2026-12-01\n")
    done = call("evaluate", text, "--as-of", "2026-12-01T01:30+02:00")
    assert done.out.startswith("Customer orders, as of 2026-12-01 01:30:00+02:00\n")


def test_without_any_moment_it_uses_today_and_says_so(call: Any) -> None:
    before = date.today()
    done = call("evaluate", '{"costatus": 1}')
    today = done.out.splitlines()[0].removeprefix("Customer orders, as of ")
    assert before.isoformat() <= today <= date.today().isoformat()
    assert done.err == [f"costatus: f has no as_of and --as-of is not given: using today, {today}"]


TRACING_OFF: dict[str, Any] = {"settings": {"tracing": False}}


def test_with_tracing_off_all_orders_share_the_lots(call: Any) -> None:
    orders = plain_order("B", priority=2), plain_order("A", priority=1)
    done = call("evaluate", document(*orders, **TRACING_OFF), "--format", "jsonl")
    words = {id_: each[cs.StatusKey("product", "1")] for id_, each in evaluated(done).items()}
    assert words == {"B": "not_enough", "A": "ready_for_shipment"}
    explained = call("explain", document(*orders, **TRACING_OFF), "B")
    assert (explained.code, "Not enough" in explained.out) == (0, True)


def test_with_tracing_off_it_says_that_the_refused_took_no_supply(call: Any) -> None:
    text = lines(
        {"lot": LOT},
        {"lot": {**OTHER_LOT, "quantity": -1}},
        {"order": plain_order("A", 1)},
        {"order": plain_order("A")},
        {"order": plain_order("B", 1)},
    ).replace('"2026-11-24"', '"2026-11-24", "settings": {"tracing": false}')
    done = call("evaluate", text, "--format", "jsonl")
    assert done.code == 1
    words = {id_: each[cs.StatusKey("product", "1")] for id_, each in evaluated(done).items()}
    assert words == {"A": "ready_for_shipment", "B": "ready_for_shipment"}
    assert "line 3, lot 'L-2': quantity: got -1" in done.err[0]
    assert "line 5, order 'A': id: got 'A'; expected an id of its own" in done.err[1]
    assert done.err[2:] == [
        "costatus: tracing is off: supply was allocated as if the refused records did not exist"
    ]


def test_explaining_a_refused_order_says_so(call: Any) -> None:
    done = call("explain", document(plain_order("A", -1)), "A")
    assert (done.code, done.out) == (1, "")
    assert done.err[0].startswith("costatus: f: orders[0], order 'A': lines[0].quantity: got -1")
    assert done.err[1] == "costatus: 'A' of f was refused: see the message above"


def test_explaining_reads_as_far_as_the_order(call: Any) -> None:
    done = call("explain", document(plain_order("A"), plain_order("B", -1)), "A")
    assert (done.code, done.err) == (0, [])
    assert done.out.startswith("Order A, as of 2026-11-24: Confirmed\n")


def test_what_could_move_the_cursor_is_shown_as_its_escape(call: Any) -> None:
    text = document(plain_order("a\x1b[2Jb\n"))
    done = call("evaluate", text)
    assert "\na\\x1b[2Jb\\n  no day" in done.out
    assert "\x1b" not in done.out
    assert "\x1b" not in call("explain", text, "a\x1b[2Jb\n").out


REPEATED = lines(
    {"order": plain_order("A")}, {"order": plain_order("B")}, {"order": plain_order("A", 3)}
)


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("evaluate", "\nB  "),
        ("pipeline", "In the pipeline                2"),
        ("sweep", '"order_id":"B"'),
    ],
)
@pytest.mark.parametrize("text", [REPEATED, document(*(plain_order(id_) for id_ in "ABA"))])
def test_a_repeated_order_is_a_failure_of_every_command(
    call: Any, command: str, shown: str, text: str
) -> None:
    done = call(command, text)
    assert done.code == 1
    assert re.match(r"costatus: f: (line 4|orders\[2\]), order 'A': id: got 'A'", done.err[0])
    assert done.out.count(shown) == 1


def test_an_order_that_another_file_repeats_is_a_failure_too(call: Any, tmp_path: Path) -> None:
    (tmp_path / "g").write_text(lines({"order": plain_order("A")}), encoding="utf-8")
    for command in ("evaluate", "pipeline", "sweep"):
        done = call(command, lines({"order": plain_order("A")}), str(tmp_path / "g"))
        assert done.code == 1
        assert "g: line 2, order 'A': id: got 'A'" in done.err[0]


def test_explain_takes_the_first_of_two_orders(call: Any) -> None:
    done = call("explain", REPEATED, "A")
    assert (done.code, done.err) == (0, [])


CONTENTS = [
    (gzip.compress(document(plain_order("A")).encode()), 0, ""),
    (b"id,stage\nA,confirmed\n", 1, "CSV"),
    (json.dumps(plain_order("A")).encode(), 1, 'wrap the order: {"costatus": 1, "orders": [ … ]}'),
    (
        f"{json.dumps(plain_order('A'))}\n{json.dumps(plain_order('B'))}\n".encode(),
        1,
        'in JSON Lines: {"order": … } on each line, after the line {"costatus": 1}',
    ),
]


@pytest.mark.parametrize(("content", "code", "message"), CONTENTS)
def test_a_file_of_another_form_is_read_or_named(
    call: Any, content: bytes, code: int, message: str
) -> None:
    done = call("evaluate", content)
    assert done.code == code
    assert message in "".join(done.err[:1])
    assert len(done.err) == code
    assert max(map(len, [*done.err, ""])) < 500


def test_a_file_that_cannot_be_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "/proc/self/mem"]) == 2
    assert capsys.readouterr().err == "costatus: /proc/self/mem: Input/output error\n"


@pytest.mark.parametrize("id_", ["a;=1", 'a;"=1"', "a; +1", "a|@x", "a;;-1", "a;\uff1d1"])
@pytest.mark.parametrize("separator", [",", ";", "|"])
def test_no_separator_of_cells_makes_a_formula(call: Any, id_: str, separator: str) -> None:
    done = call("evaluate", document(plain_order(id_)), "--format", "csv")
    cells = {cell for row in csv.reader(done.out.splitlines(), delimiter=separator) for cell in row}
    assert not [cell for cell in cells if cell.lstrip(' "').startswith(tuple("=+-@\uff1d"))]


FORMULAS = ["=cmd|'/C calc'!A0", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1"]


@pytest.mark.parametrize("id_", FORMULAS)
def test_no_cell_of_csv_is_a_formula(call: Any, id_: str) -> None:
    done = call("evaluate", document(plain_order(id_)), "--format", "csv")
    cells = {cell for row in csv.reader(done.out.splitlines()) for cell in row}
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n\uff1d"))]
    assert "'" + visible(id_) in cells
