"""Every case gets its answer from the public interface, and every sentence of it renders."""

from collections.abc import Callable
from typing import Any

import pytest

import costatus as cs
from tests.cases.case import CASES, Case, Expected, RowKey
from tests.cases.vocabulary import term

_WITHOUT_STATUS = RowKey("product", "P0", "none", "none")


def each_case_of(family: str) -> Callable[..., Any]:
    cases = [case for case in CASES if case.family == family]
    return pytest.mark.parametrize("case", cases, ids=[case.title for case in cases])


def check(case: Case) -> None:
    """Assert status, rows, notes and percent, and that the case is about what it names."""
    expect = case.expect
    assert isinstance(expect, Expected)
    report = case.given.report()
    decision = case.decision_in(report)
    reasons = decision.reasons if decision else ()
    notes = decision.notes if decision else ()

    assert (decision.status.label if decision else "none") == expect.status
    assert [reason.row for reason in reasons] == expect.rows
    assert {note.code for note in notes} == {term(cs.ReasonCode, note) for note in expect.notes}
    assert (decision.percent if decision else None) == expect.percent
    stage = report.pipeline_stage
    assert expect.pipeline in {None, stage.label if stage else "none"}

    for reason in reasons:
        assert str(reason).endswith(f". [{reason.row}]")
    for note in notes:
        assert note.row is None
        assert str(note).endswith(".")
    assert expect.says in " ".join(map(str, [*reasons, *notes]))

    held = [RowKey(case.family, r.row or "", r.code.label, expect.status) for r in reasons]
    if case.decides:
        assert case.row == (held[0] if decision else _WITHOUT_STATUS)
    if case.just_not:
        assert case.row not in held
    if case.note:
        assert (case.note in {note.code for note in notes}) is bool(case.gives)


@each_case_of("product")
def test_product(case: Case) -> None:
    check(case)


@each_case_of("manufacturing")
def test_manufacturing_orders(case: Case) -> None:
    check(case)


@each_case_of("purchase")
def test_purchase_orders(case: Case) -> None:
    check(case)


@each_case_of("transfer")
def test_transfer_orders(case: Case) -> None:
    check(case)


@each_case_of("order")
def test_order(case: Case) -> None:
    check(case)


@each_case_of("invoicing")
def test_invoicing(case: Case) -> None:
    check(case)


@each_case_of("payment")
def test_payment(case: Case) -> None:
    check(case)
