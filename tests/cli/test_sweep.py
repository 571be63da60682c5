"""The sweep: reports, changes, and statuses for the next run; whole files or none."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from costatus import serialization
from costatus.cli import main
from tests.cases.build import TODAY
from tests.cli.terminal import in_pipe
from tests.cli.test_inputs import HEAD, LOT, OTHER_LOT, lines, plain_order
from tests.reference.workload import workload

BAD = {"id": "B", "stage": "sold"}


class Called:
    """How a call ended, and what it printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = [json.loads(each) for each in out.splitlines()]
        self.err = err.splitlines()


@pytest.fixture
def sweep(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Return a function that calls `costatus sweep` in a directory of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Called:
        return Called(main(["sweep", *arguments]), *capsys.readouterr())

    return call


def write(name: str, *records: Any, head: Any = HEAD) -> str:
    Path(name).write_text("\n".join(map(json.dumps, (head, *records))), encoding="utf-8")
    return name


def read(name: str) -> list[Any]:
    return [json.loads(each) for each in Path(name).read_text(encoding="utf-8").splitlines()]


def names() -> list[str]:
    return sorted(each.name for each in Path().iterdir())


def test_every_order_of_every_file_is_evaluated_in_order(sweep: Any) -> None:
    write("a", {"order": plain_order("A")}, {"order": plain_order("Zoë")})
    write("b", {"order": plain_order("B")})
    done = sweep("a", "b")
    assert done.code == 0
    assert [each["order_id"] for each in done.out] == ["A", "Zoë", "B"]
    assert done.err == [
        "Sweep, as of 2026-11-24",
        "Family   Status        Orders",
        "order    · Confirmed        3",
        "product  ✗ Not booked       3",
        "costatus: 3 orders evaluated, 0 failures",
    ]


def test_the_answers_are_those_of_evaluate(directory: Path) -> None:
    swept = in_pipe("costatus sweep - < orders.jsonl", directory)
    evaluated = in_pipe("costatus evaluate --format jsonl orders.jsonl", directory)
    assert (swept.returncode, swept.stdout) == (0, evaluated.stdout)
    assert swept.stderr.decode("utf-8").splitlines()[-1] == (
        "costatus: 4 orders evaluated, 0 failures"
    )


def test_a_change_has_the_reasons_of_its_new_status(sweep: Any) -> None:
    file = write("f", {"lot": LOT}, {"order": plain_order("A")})
    assert sweep(file, "--words", "words", "--out", "o").code == 0
    booked = plain_order("A")
    booked["lines"][0]["bookings"] = [{"lot": "L-1", "quantity": 2}]
    done = sweep(
        write("g", {"lot": LOT}, {"order": booked}), "--previous", "words", "--only-changes"
    )
    assert done.err[-1] == "costatus: 1 order evaluated, 0 failures, 3 statuses changed"
    assert [(each["key"], each["before"], each["after"]) for each in done.out] == [
        (["order", None, None, None], "confirmed", "ready_for_shipment"),
        (["product", None, None, None], "not_booked", "ready_for_shipment"),
        (["product", "1", None, None], "not_booked", "ready_for_shipment"),
    ]
    assert done.out[2]["reasons"] == [
        {
            "code": "all_in_stock",
            "row": "P4",
            "sentence": "Line A/1 is ready for shipment: everything outstanding (2) is in stock. "
            "[P4]",
        }
    ]


def test_without_only_changes_all_reports_come_and_changes_are_counted(sweep: Any) -> None:
    file = write("f", {"order": plain_order("A")})
    Path("none").touch()
    done = sweep(file, "--previous", "none")
    assert [each["order_id"] for each in done.out] == ["A"]
    assert done.err[-1] == "costatus: 1 order evaluated, 0 failures, 5 statuses changed"


def test_statuses_are_written_with_their_next_change_and_without_reports(sweep: Any) -> None:
    file = write("f", {"order": plain_order("A")}, {"order": {"id": "Z", "stage": "canceled"}})
    done = sweep(file, "--words", "words")
    assert (done.code, done.out) == (0, [])
    assert read("words") == [
        {
            "order_id": "A",
            "words": {
                "order": "confirmed",
                "product": "not_booked",
                "lines": {"1": {"product": "not_booked"}},
                "invoicing": "not_invoiced",
                "payment": "not_paid",
            },
            "next_change": None,
        },
        {
            "order_id": "Z",
            "words": {"order": "canceled", "invoicing": "not_invoiced", "payment": "not_paid"},
            "next_change": None,
        },
    ]


def test_failures_go_to_their_file_and_to_the_exit_code(sweep: Any) -> None:
    file = write("f", {"order": BAD}, {"order": plain_order("A")}, {"lot": {**LOT, "status": 3}}, 5)
    done = sweep(file, "--failures", "failures")
    assert (done.code, [each["order_id"] for each in done.out]) == (1, ["A"])
    assert done.err[-1] == "costatus: 1 order evaluated, 3 failures"
    of_order, of_line, of_lot = read("failures")
    (fault,) = of_order.pop("faults")
    assert fault.pop("expected").startswith("one of quotation, waiting_for_confirmation, ")
    assert fault == {"path": "stage", "value": "'sold'", "advice": "send one of these"}
    assert of_order.pop("error").startswith("f: line 2, order 'B': stage: got 'sold'; expected")
    assert of_order == {"where": "f: line 2", "order_id": "B"}
    assert (of_line["where"], of_line["order_id"]) == ("f: line 5", None)
    assert (of_lot["where"], of_lot["order_id"]) == ("f: line 4", None)
    assert of_lot["error"].startswith("f: line 4, lot 'L-1': status: got 3; expected one of")


def test_an_order_that_cannot_be_evaluated_is_a_failure_without_a_place(sweep: Any) -> None:
    source = {"id": "M", "stage": "scheduled", "planned_finish": "2026-12-01T09:00"}
    made = {**LOT, "status": "planned", "source": {"kind": "manufacturing", "id": "M"}}
    booked = plain_order("A")
    booked["lines"][0]["bookings"] = [{"lot": "L-1", "quantity": 2}]
    file = write("f", {"manufacturing_order": source}, {"lot": made}, {"order": booked})
    done = sweep(file, "--as-of", "2026-11-24T01:00+02:00", "--failures", "failures")
    assert (done.code, done.out) == (1, [])
    (failure,) = read("failures")
    assert (failure["where"], failure["order_id"]) == (None, "A")
    assert "send moments with a zone" in failure["faults"][0]["advice"]


def test_an_order_that_failed_keeps_its_stored_statuses(sweep: Any) -> None:
    good = write("f", {"order": plain_order("A")}, {"order": plain_order("B")})
    assert sweep(good, "--words", "words").code == 0
    before = read("words")
    night = ("--previous", "words", "--words", "words", "--only-changes")
    done = sweep(write("g", {"order": plain_order("A")}, {"order": BAD}), *night)
    assert (done.code, done.out) == (1, [])
    assert read("words") == before
    done = sweep(write("g", {"order": plain_order("A")}, 5), *night)
    assert (done.code, done.out) == (1, [])
    assert read("words") == before
    done = sweep(write("g", {"order": plain_order("A")}), *night)
    assert {(each["order_id"], each["after"]) for each in done.out} == {("B", None)}
    assert read("words") == before[:1]


def test_statuses_that_are_read_back_are_those_that_were_written(sweep: Any) -> None:
    orders = workload(40, odd=0.3)
    Path("f").write_text("".join(serialization.write_lines(orders, as_of=TODAY)), encoding="utf-8")
    assert sweep("f", "--words", "words", "--out", "o").code == 0
    again = sweep("f", "--previous", "words", "--only-changes", "--words", "again")
    assert (again.code, again.out) == (0, [])
    assert Path("again").read_bytes() == Path("words").read_bytes()


GOOD = '{"order_id": "A", "words": {"order": "confirmed"}}'
BAD_WORDS = [
    ("{", "expected JSON"),
    ("5", "got 5; expected an object with the keys order_id, words, next_change"),
    ('{"words": {}}', "order_id: got nothing; expected a value"),
    (
        GOOD.replace("confirmed", "sold"),
        "words.order: got 'sold'; expected one of quotation, waiting_for_confirmation, confirmed",
    ),
    (
        GOOD.replace('"confirmed"', "1.5"),
        "words: got 1.5; expected the text of a status",
    ),
    (GOOD.replace('{"order"', '{"order": "x", "order"'), "words.order: got 'order'; expected each"),
    (GOOD.replace('"words"', '"next_change": 5, "words"'), "next_change: got 5; expected a day"),
]


@pytest.mark.parametrize(("line", "message"), BAD_WORDS, ids=[each[1] for each in BAD_WORDS])
def test_damaged_statuses_stop_a_run_before_it_begins(sweep: Any, line: str, message: str) -> None:
    Path("words").write_text(f"{GOOD}\n\n{line}\n", encoding="utf-8")
    done = sweep(write("f", {"order": plain_order("A")}), "--previous", "words", "--out", "o")
    assert (done.code, done.out, names()) == (1, [], ["f", "words"])
    assert done.err[0].startswith("costatus: words: line 3: ")
    assert message in done.err[0]


def test_of_two_lines_of_an_order_the_later_counts(sweep: Any) -> None:
    older = GOOD.replace("confirmed", "quotation")
    Path("words").write_text(f"{older}\n{GOOD}\n", encoding="utf-8")
    file = write("f", {"order": {"id": "A", "stage": "confirmed"}})
    done = sweep(file, "--previous", "words", "--only-changes")
    assert ["order", None, None, None] not in [each["key"] for each in done.out]
    done = sweep(write("g"), "--previous", "words", "--only-changes")
    assert [(each["key"], each["before"]) for each in done.out] == [
        (["order", None, None, None], "confirmed")
    ]


def test_with_tracing_off_the_files_share_their_lots(sweep: Any) -> None:
    write("a", {"lot": LOT}, {"order": plain_order("A")}, {"order": plain_order("A")})
    write("b", {"lot": OTHER_LOT}, {"order": plain_order("B", priority=1)})
    write("stock", {"lot": OTHER_LOT}, {"order": plain_order("X")}, 5, head={"costatus": 1})
    done = sweep("a", "b", "--no-tracing", "--lots", "stock", "--words", "words")
    assert done.code == 1
    assert {each["order_id"]: each["words"]["product"] for each in read("words")} == {
        "A": "not_enough",
        "B": "ready_for_shipment",
    }
    assert done.err[0] == (
        "costatus: stock: order 'X': got 'X'; expected lots and their sources, no orders; "
        "give it as a FILE"
    )
    assert done.err[1].startswith("costatus: stock: line 4: got 5; expected an object with one key")
    assert done.err[2].startswith("costatus: a: line 4, order 'A': id: got 'A'; expected an id of")
    assert done.err[3] == (
        "costatus: tracing is off: supply was allocated as if the refused records did not exist"
    )
    assert done.err[-1] == "costatus: 2 orders evaluated, 3 failures"


def test_of_a_lot_that_differs_in_two_files_the_first_counts(sweep: Any) -> None:
    head = {**HEAD, "settings": {"tracing": False}}
    write("a", {"lot": LOT}, {"order": plain_order("A")}, head=head)
    write("b", {"lot": {**LOT, "quantity": 9}}, {"order": BAD}, head=head)
    done = sweep("a", "b")
    assert (done.code, [each["product"]["status"] for each in done.out]) == (
        1,
        ["ready_for_shipment"],
    )
    assert done.err[0] == (
        "costatus: b: lot 'L-1': got 'L-1'; expected the same facts as in an earlier file; "
        "send its latest state in every file"
    )


def test_heads_that_disagree_are_refused_before_it_begins(sweep: Any) -> None:
    write("a", {"order": plain_order("A")})
    write("b", head={**HEAD, "as_of": "2026-11-25", "settings": {"tracing": False}})
    done = sweep("a", "b", "--out", "o")
    assert (done.code, names()) == (1, ["a", "b"])
    assert done.err[0] == "costatus: b has 2 faults:"
    assert done.err[1] == (
        "  settings.tracing: got False; expected True; make it that of a, or run the two separately"
    )
    assert done.err[2] == (
        "  as_of: got datetime.date(2026, 11, 25); expected 2026-11-24; give --as-of, "
        "make it that of a, or run the two separately"
    )
    write("b", head={**HEAD, "as_of": "2026-11-25"})
    assert sweep("a", "b", "--as-of", "2026-11-25").code == 0


USES = [
    ("f --only-changes", "--only-changes needs --previous; for the first run, an empty file"),
    ("f --lots f", "--lots is read only with tracing off; give --no-tracing too"),
    ("f --words -", "only --out can be -, which is standard output"),
    ("f nowhere --out o", "nowhere: No such file or directory"),
    ("f --previous nowhere --out o", "nowhere: No such file or directory"),
    ("f --out nowhere/o", "nowhere/o: No such file or directory"),
    ("f --out .", ".: Is a directory"),
    ("f --out /dev/full", "/dev/full: No space left on device"),
]


@pytest.mark.parametrize(("arguments", "done"), USES, ids=[each[0] for each in USES])
def test_what_cannot_run_as_given_is_an_error(sweep: Any, arguments: str, done: str) -> None:
    write("f", {"order": plain_order("A")})
    ended = sweep(*arguments.split())
    assert (ended.code, ended.err) == (2, [f"costatus: {done}"])
    assert names() == ["f"]


def test_a_file_keeps_its_mode_and_a_link_stays_a_link(sweep: Any) -> None:
    Path("real").write_text("old", encoding="utf-8")
    Path("real").chmod(0o640)
    Path("link").symlink_to("real")
    assert sweep(write("f", {"order": plain_order("A")}), "--out", "link").code == 0
    assert Path("link").is_symlink()
    assert [each["order_id"] for each in read("real")] == ["A"]
    assert Path("real").stat().st_mode & 0o777 == 0o640


def test_bytes_that_are_no_utf8_are_written_as_escapes(sweep: Any) -> None:
    text = lines({"order": plain_order("caf#")}).encode().replace(b"#", b"\xe9")
    Path("f").write_bytes(text)
    assert sweep("f", "--failures", "failures").code == 1
    (failure,) = read("failures")
    assert failure["order_id"] == "caf\udce9"


def test_stored_statuses_may_be_compressed_and_damage_is_named(sweep: Any) -> None:
    file = write("f", {"order": plain_order("A")})
    assert sweep(file, "--words", "words").code == 0
    packed = gzip.compress(Path("words").read_bytes())
    Path("words.gz").write_bytes(packed)
    assert sweep(file, "--previous", "words.gz", "--only-changes").out == []
    Path("words.gz").write_bytes(packed[:-10])
    done = sweep(file, "--previous", "words.gz", "--only-changes")
    assert (done.code, done.out) == (1, [])
    assert done.err[0].startswith("costatus: words.gz: gzip: ")
