"""The rules told a second time, as a plain loop, give the same answers on seeded orders."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from tests.reference.plain_loop import judge
from tests.reference.workload import TODAY, workload

import costatus as cs

WEST = timezone(timedelta(hours=-9))
MORNING = datetime(2026, 11, 24, 10, tzinfo=UTC)

AS_OF = {
    "a day, against days": (None, TODAY),
    "a moment, against days": (None, MORNING),
    "a day, against moments": (UTC, TODAY),
    "a moment, against moments": (UTC, MORNING),
    "a moment, against moments of another zone": (WEST, MORNING),
}
SETTINGS = {
    "as they come": cs.Settings(),
    "all the other way": cs.Settings(
        quantity_tolerance="1.5",
        money_tolerance=1,
        net_credit_invoices=True,
        advance_unconfirmed=True,
    ),
}

Told = dict[
    tuple[str, ...], tuple[str, int | None, frozenset[tuple[str | None, str]], frozenset[str]]
]


def told_by_the_loop(
    order: cs.CustomerOrder, as_of: date | datetime, settings: cs.Settings
) -> Told:
    return {
        key: (
            answer.word.value,
            answer.percent,
            frozenset((why.row, why.code) for why in answer.reasons),
            frozenset(why.code for why in answer.notes),
        )
        for key, answer in judge(order, as_of, settings).answers.items()
    }


def told_by_evaluate(
    order: cs.CustomerOrder, as_of: date | datetime, settings: cs.Settings
) -> Told:
    return {
        key: (
            decision.status.value,
            decision.percent,
            frozenset((reason.row, reason.code.name) for reason in decision.reasons),
            frozenset(note.code.name for note in decision.notes),
        )
        for key, decision in cs.evaluate(order, as_of=as_of, settings=settings).decisions()
    }


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize(("zone", "as_of"), AS_OF.values(), ids=AS_OF)
@pytest.mark.parametrize("odd", [0.05, 0.4], ids=["usual orders", "odd orders"])
def test_the_same_words_percents_rows_and_notes(
    odd: float, zone: timezone | None, as_of: date | datetime, settings: cs.Settings
) -> None:
    for order in workload(40, seed=11, odd=odd, zone=zone):
        assert told_by_evaluate(order, as_of, settings) == told_by_the_loop(order, as_of, settings)


def test_the_seeded_orders_are_the_same_each_time() -> None:
    assert workload(20, seed=3) == workload(20, seed=3)
    assert workload(20, seed=3) != workload(20, seed=4)


def test_the_seeded_orders_have_the_size_that_hosts_have() -> None:
    orders = workload(500)
    lines = sum(len(order.lines) for order in orders)
    bookings = sum(len(line.bookings) for order in orders for line in order.lines)
    invoices = sum(len(order.invoices) for order in orders)
    assert 2.7 < lines / 500 < 3.3
    assert 3.4 < bookings / 500 < 4.6
    assert 0.4 < invoices / 500 < 0.7
