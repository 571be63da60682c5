"""Moves of an order's stage: what tests/cases/moves.toml cannot show."""

import copy
import pickle
from datetime import date
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

import costatus as cs
from tests.cases.build import TODAY, line, lot, order

HELD = order(line(lot()), stage="canceled")


def test_canceling_a_canceled_order_releases_what_it_still_holds() -> None:
    move = cs.assign(HELD, cs.OrderStatus.CANCELED)
    assert [(line_id, booking.lot.id) for line_id, booking in move.released] == [("1", "L1")]
    assert move.order == order(line(), stage="canceled")
    again = cs.assign(move.order, cs.OrderStatus.CANCELED)
    assert (again.order, again.released) == (move.order, ())


def test_assigning_the_stage_that_an_order_has_changes_nothing() -> None:
    for stage in ("quotation", "confirmed", "shipped", "delivered", "archived"):
        given = order(line(lot()), stage=stage)
        move = cs.assign(given, cs.OrderStatus(stage))
        assert (move.order, move.released) == (given, ())
        assert [reason.code for reason in move.reasons] == [cs.ReasonCode.ASSIGNED_MANUALLY]


def test_every_assignment_from_an_archived_order_but_archiving_is_refused() -> None:
    archived = order(stage="archived")
    assert cs.allowed_moves(archived) == (cs.OrderStatus.ARCHIVED,)
    for stage in cs.OrderStatus:
        if stage is not cs.OrderStatus.ARCHIVED:
            with pytest.raises(cs.MoveRefused) as caught:
                cs.assign(archived, stage)
            assert caught.value.code is cs.ReasonCode.ARCHIVED_IS_FINAL


def test_the_notes_of_a_move_are_those_of_the_new_order() -> None:
    part = order(line(lot(), shipped=4))
    for stage, code in (
        ("shipped", cs.ReasonCode.GOODS_NOT_SHIPPED),
        ("delivered", cs.ReasonCode.GOODS_NOT_SHIPPED),
        ("canceled", cs.ReasonCode.SHIPPED_BUT_CANCELED),
    ):
        move = cs.assign(part, stage)
        report = cs.evaluate(move.order, as_of=TODAY)
        assert [note.code for note in move.notes] == [code]
        assert set(move.notes) <= set(report.order.notes)
        assert cs.assign(move.order, stage).notes == move.notes
    assert cs.assign(part, "quotation").notes == ()


def test_a_quantity_within_the_tolerance_is_not_worth_a_note() -> None:
    settings = cs.Settings(quantity_tolerance="0.5")
    almost = order(line(shipped=9.5))
    assert cs.assign(almost, "shipped", settings=settings).notes == ()
    assert len(cs.assign(almost, "shipped").notes) == 1
    little = order(line(shipped=0.5))
    assert cs.assign(little, "canceled", settings=settings).notes == ()
    assert len(cs.assign(little, "canceled").notes) == 1


def test_moves_do_not_depend_on_tracing() -> None:
    off = cs.Settings(tracing=False)
    part = order(line(lot(), shipped=4))
    assert cs.assign(part, "shipped", settings=off) == cs.assign(part, "shipped")


def test_a_refused_move_has_a_sentence_and_its_code() -> None:
    with pytest.raises(cs.MoveRefused) as caught:
        cs.assign(HELD, cs.OrderStatus.CONFIRMED)
    refused = caught.value
    assert refused.code is refused.reason.code is cs.ReasonCode.CANCELED_IS_FINAL
    assert str(refused) == str(refused.reason)
    assert str(refused).startswith("Order CO-1: a canceled order cannot be restored")


@pytest.mark.parametrize(
    "twin",
    [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))],
)
def test_a_refused_move_is_copied_and_pickled(twin: Any) -> None:
    with pytest.raises(cs.MoveRefused) as caught:
        cs.archive(order())
    again = twin(caught.value)
    assert type(again) is cs.MoveRefused
    assert (again.reason, again.code, str(again)) == (
        caught.value.reason,
        cs.ReasonCode.NOT_FINISHED,
        str(caught.value),
    )


def test_a_stage_may_be_given_by_its_value() -> None:
    assert cs.assign(order(), "canceled") == cs.assign(order(), cs.OrderStatus.CANCELED)


REFUSED: list[tuple[str, Any, Any, str]] = [
    ("a misspelt stage", order(), "cancelled", "assign: stage: got 'cancelled'; expected one of"),
    ("the nearest stage", order(), "cancelled", "did you mean 'canceled'"),
    (
        "no stage",
        order(),
        None,
        "waiting_for_confirmation, confirmed, shipped, delivered,",
    ),
    ("a status of goods", order(), cs.ProductStatus.DELIVERED, "assign: stage: got"),
    ("no order", "CO-1", "canceled", "assign: order: got 'CO-1'; expected a CustomerOrder"),
]


@pytest.mark.parametrize(
    ("given", "stage", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_arguments_of_another_kind_are_refused(given: Any, stage: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.assign(given, stage)
    assert message in str(caught.value)


def test_other_functions_refuse_what_is_no_order() -> None:
    wrong: Any = [order()]
    with pytest.raises(cs.InvalidInput, match=r"order: got .*expected a CustomerOrder"):
        cs.archive(wrong)
    with pytest.raises(
        cs.InvalidInput, match=r"allowed_moves: order: got .*expected a CustomerOrder"
    ):
        cs.allowed_moves(wrong)
    settings: Any = {}
    with pytest.raises(cs.InvalidInput, match=r"assign: settings: got {}; expected a Settings"):
        cs.assign(order(), "canceled", settings=settings)


def test_only_old_finished_orders_are_archivable() -> None:
    two_years = relativedelta(years=2)
    orders = [
        order(stage=stage, last_activity_on=last)
        for stage in ("delivered", "canceled", "confirmed")
        for last in (date(2024, 11, 24), date(2024, 11, 25), None)
    ]
    found = list(cs.archivable(iter(orders), as_of=TODAY, older_than=two_years))
    assert found == [orders[0], orders[3]]


@pytest.mark.parametrize(
    "older_than",
    [
        None,
        2,
        "2 years",
        relativedelta(hours=1),
        relativedelta(years=-1),
        relativedelta(years=9999),
    ],
)
def test_what_is_no_period_of_days_is_refused(older_than: Any) -> None:
    with pytest.raises(cs.InvalidInput, match=r"archivable: older_than: got .*expected a relativ"):
        cs.archivable([], as_of=TODAY, older_than=older_than)


def test_archivable_refuses_what_are_no_orders() -> None:
    years = relativedelta(years=2)
    wrong: Any = order()
    with pytest.raises(cs.InvalidInput, match=r"archivable: orders: got .*put the order in a list"):
        cs.archivable(wrong, as_of=TODAY, older_than=years)
    wrong = ["CO-1"]
    with pytest.raises(
        cs.InvalidInput, match="archivable: orders: got 'CO-1'; expected a Customer"
    ):
        list(cs.archivable(wrong, as_of=TODAY, older_than=years))
