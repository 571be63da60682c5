"""Every case gets its answer from the public face, and every sentence of it can be read."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from dateutil.relativedelta import relativedelta

import costatus as cs
from tests.cases.case import CASES, MOVES, Case, Expected, Moved, RowKey, read
from tests.cases.vocabulary import Situation, Unclear, situation, word

_KEYS = {"order": "order", "invoicing": "invoice", "payment": "payment"}
_USUAL_SOURCE = {"manufacturing": "MO-1", "purchase": "PO-1", "transfer": "TO-1"}


def each_case_of(family: str) -> Callable[..., Any]:
    cases = [case for case in CASES if case.family == family]
    return pytest.mark.parametrize("case", cases, ids=[case.title for case in cases])


def decision_of(case: Case, report: cs.OrderReport) -> cs.Decision[Any] | None:
    """The decision that a case is about; None where the report has none."""
    expect: Expected = case.expect
    name, _, line = (expect.of or "").partition("line ")
    source = name.removesuffix("for ").strip() or _USUAL_SOURCE.get(case.family, "")
    line = line or "1"
    key: tuple[str, ...] = ("source", line, case.family, source)
    if case.family in _KEYS:
        key = (_KEYS[case.family],)
    elif case.family == "product":
        key = ("product",) if name == "order" else ("product", line)
    return dict(report.decisions()).get(key)


def check(case: Case) -> None:
    """The case gets its word, rows, notes and percent, and is about what it says."""
    expect: Expected = case.expect
    report = situation(case.given).report()
    decision = decision_of(case, report)
    reasons = decision.reasons if decision else ()
    notes = decision.notes if decision else ()

    assert (decision.status.label if decision else "none") == expect.word
    assert [reason.row for reason in reasons] == expect.rows
    assert {note.code for note in notes} == {word(cs.ReasonCode, note) for note in expect.notes}
    assert (decision.percent if decision else None) == expect.percent
    stage = report.pipeline_stage
    assert expect.pipeline in {None, stage.label if stage else "none"}

    for reason in reasons:
        assert str(reason).endswith(f". [{reason.row}]")
    for note in notes:
        assert note.row is None
        assert str(note).endswith(".")
    assert expect.tells in " ".join(map(str, [*reasons, *notes]))

    held = [RowKey(case.family, r.row or "", r.code.label, expect.word) for r in reasons]
    given = {note.code for note in notes}
    if case.decides:
        assert case.row == (held[0] if held else RowKey(case.family, "P0", "none", "none"))
    if case.gives:
        assert case.note in given
    if case.just_not:
        assert case.row not in held
        assert case.note not in given


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


def made_move(case: Case, given: Situation) -> Moved:
    """What comes of the move, or of the choice of orders to archive, that a case makes."""
    order = given.order
    allowed = [stage.label for stage in cs.allowed_moves(order)]
    if case.older_than:
        number, unit = case.older_than.split()
        ago: Any = {unit.removesuffix("s") + "s": int(number)}
        picked = cs.archivable([order], as_of=given.as_of, older_than=relativedelta(**ago))
        return Moved(picked=bool(list(picked)), allowed=allowed)
    try:
        move = cs.assign(order, word(cs.OrderStatus, case.assign or ""), settings=given.settings)
    except cs.MoveRefused as refused:
        assert str(refused).endswith(".")
        return Moved(refused=refused.code.label, allowed=allowed)
    assert [reason.code for reason in move.reasons] == [cs.ReasonCode.ASSIGNED_MANUALLY]
    left = [(line.id, booking) for line in move.order.lines for booking in line.bookings]
    held = [(line.id, booking) for line in order.lines for booking in line.bookings]
    assert [*move.released, *left] == held
    same = attrs.evolve(move.order, stage=order.stage, lines=order.lines)
    assert same == order
    return Moved(
        stage=move.order.stage.label,
        released=[f"line {id_}: {b.quantity} of {b.lot.id}" for id_, b in move.released],
        notes=[note.code.label for note in move.notes],
        allowed=allowed,
    )


@each_case_of(MOVES)
def test_moves(case: Case) -> None:
    moved = made_move(case, situation(case.given))
    told: Moved = case.expect
    assert attrs.evolve(moved, allowed=moved.allowed if told.allowed else None) == told
    codes = [*moved.notes, moved.refused]
    if case.note:
        assert (case.note.label in codes) is bool(case.gives)
