"""Every case of a move, or of the choice of orders to archive, comes out as it says."""

from typing import Any

import attrs
import pytest
from dateutil.relativedelta import relativedelta

import costatus as cs
from tests.cases.case import CASES, MOVES, Case, Moved
from tests.cases.vocabulary import term

CASES_OF_MOVES = [case for case in CASES if case.family == MOVES]


def picked_to_archive(case: Case, older_than: str) -> Moved:
    number, unit = older_than.split()
    ago: Any = {unit.removesuffix("s") + "s": int(number)}
    orders, as_of = [case.given.order], case.given.as_of
    found = list(cs.archivable(orders, as_of=as_of, older_than=relativedelta(**ago)))
    return Moved(picked=found == orders)


def made(case: Case, stage: str) -> Moved:
    before = case.given.order
    try:
        move = cs.assign(before, term(cs.OrderStatus, stage), settings=case.given.settings)
    except cs.MoveRefused as refused:
        return Moved(refused=refused.code.label)
    after = move.order
    assert [reason.code for reason in move.reasons] == [cs.ReasonCode.ASSIGNED_MANUALLY]
    assert attrs.evolve(after, stage=before.stage, lines=before.lines) == before
    assert [*move.released, *bookings(after)] == bookings(before)
    return Moved(
        stage=after.stage.label,
        released=[f"line {id_}: {each.quantity} of {each.lot.id}" for id_, each in move.released],
        notes=[note.code.label for note in move.notes],
    )


def bookings(order: cs.CustomerOrder) -> list[tuple[str, cs.Booking]]:
    return [(line.id, booking) for line in order.lines for booking in line.bookings]


@pytest.mark.parametrize("case", CASES_OF_MOVES, ids=[case.title for case in CASES_OF_MOVES])
def test_moves(case: Case) -> None:
    expect = case.expect
    assert isinstance(expect, Moved)
    if case.older_than:
        moved = picked_to_archive(case, case.older_than)
    else:
        moved = made(case, case.assign or "")
    assert moved == attrs.evolve(expect, allowed=None)
    if expect.allowed:
        allowed = [stage.label for stage in cs.allowed_moves(case.given.order)]
        assert allowed == expect.allowed
    if case.note:
        assert (case.note.label in [*moved.notes, moved.refused]) is bool(case.gives)
