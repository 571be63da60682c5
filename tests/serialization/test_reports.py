"""Reports as JSON: they come back saying the same, and bad ones are refused."""

import json
from datetime import datetime
from typing import Any

import pytest

import costatus as cs
from costatus import serialization
from tests.cases.build import invoice, line, lot, made, order
from tests.reference.workload import TODAY, workload

SETTINGS = cs.Settings(net_credit_invoices=True)


def test_a_report_comes_back_saying_the_same() -> None:
    for given in workload(60, odd=0.4):
        report = cs.evaluate(given, as_of=TODAY, settings=SETTINGS)
        text = serialization.write_report(report)
        back = serialization.read_report(text)
        assert back == report
        assert back.words() == report.words()
        assert back.pipeline_stage is report.pipeline_stage
        assert cs.explain(back) == cs.explain(report)
        assert serialization.write_report(back) == text


def test_facts_keep_their_types() -> None:
    source = made(planned_finish=datetime(2026, 11, 1, 9), planned_start=datetime(2026, 11, 1))
    credit = [invoice("1"), invoice("4", kind="credit_invoice", name="C")]
    given = order(line(lot(status="planned", source=source)), total="10", invoices=credit)
    report = cs.evaluate(given, as_of=datetime(2026, 11, 24, 1), settings=SETTINGS)
    back = serialization.read_report(serialization.write_report(report))
    for (_, told), (_, read) in zip(report.decisions(), back.decisions(), strict=True):
        for one, other in zip(told.reasons + told.notes, read.reasons + read.notes, strict=True):
            assert dict(one.facts) == dict(other.facts)
            assert list(map(type, one.facts.values())) == list(map(type, other.facts.values()))
    assert back.invoice.reasons[0].facts["invoiced"] == -3


def report() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(
        serialization.write_report(cs.evaluate(order(line(lot(), booked=4)), as_of=TODAY))
    )
    return made


def with_fact(value: Any) -> dict[str, Any]:
    changed = report()
    changed["status"]["reasons"][0]["facts"]["missing"] = value
    return changed


def with_status(**change: Any) -> dict[str, Any]:
    changed = report()
    changed["status"].update(change)
    return changed


GOAL = {"goal": "sold", "row": "O7", "sentence": "Sell it.", "facts": {}}
BAD: list[tuple[str, Any, str]] = [
    ("no object", [], "report: got []; expected an object with the keys order_id"),
    ("another version", {**report(), "costatus": 2}, "costatus: got 2; expected 1"),
    ("a missing key", {"costatus": 1}, "order_id: got nothing"),
    ("a word of another family", with_status(status="delayed"), "status.status: got 'delayed'"),
    ("a strange goal", with_status(next_better=GOAL), "status.next_better.goal: got 'sold'"),
    ("goal facts that are none", with_status(next_better={**GOAL, "facts": 3}), "facts: got 3"),
    (
        "a goal fact of another type",
        with_status(next_better={**GOAL, "facts": {"x": 3}}),
        "status.next_better.facts.x: got 3",
    ),
    ("a percent as text", with_status(percent="3"), "status.percent: got '3'"),
    ("a decision that is none", {**report(), "invoice": 5}, "invoice: got 5; expected an object"),
    ("a flag as a fact", with_fact(True), "status.reasons[0].facts.missing: got True"),
    ("a list of numbers as a fact", with_fact([1]), "facts.missing: got [1]"),
    ("a number that is none", with_fact({"number": "1e5"}), "expected a number"),
    ("a day that is none", with_fact({"day": "x"}), "expected a day"),
    ("a word of no vocabulary", with_fact({"word": "new", "of": "Stages"}), "expected a fact"),
    ("a word that is none", with_fact({"word": "x", "of": "PurchaseStage"}), "expected one of"),
    ("two types at once", with_fact({"day": "2026-01-01", "number": "1"}), "expected a fact"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "raw", "message"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_report_is_refused_with_path_and_reason(title: str, raw: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_report(json.dumps(raw))
    assert message in str(caught.value)
