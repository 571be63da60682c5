"""The library and the loop give the same answers: statuses, percents, rows, codes, next change."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given

import costatus as cs
from costatus.testing import Situation, situations
from tests.reference.loop import evaluate
from tests.reference.next_change import next_change
from tests.reference.pegging import Pegging, pegging_of
from tests.reference.workload import TODAY, workload

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
    "the defaults": cs.Settings(),
    "the opposite": cs.Settings(
        quantity_tolerance="1.5",
        money_tolerance=1,
        net_credit_invoices=True,
        advance_unconfirmed=True,
    ),
}


def rows_of_the_library(report: cs.OrderReport) -> dict[tuple[object, ...], object]:
    return {
        tuple(key): (
            decision.status.value,
            decision.percent,
            frozenset((reason.row, reason.code.name) for reason in decision.reasons),
            frozenset(note.code.name for note in decision.notes),
        )
        for key, decision in report.decisions()
    }


def rows_of_the_loop(
    order: cs.CustomerOrder,
    as_of: date | datetime,
    settings: cs.Settings,
    pegged: Pegging | None = None,
) -> dict[tuple[object, ...], object]:
    answers = evaluate(order, as_of, settings, pegged).answers
    return {key: answer.rows() for key, answer in answers.items()}


@given(situations() | situations(tracing=False, max_orders=3))
def test_the_same_statuses_percents_rows_and_notes(situation: Situation) -> None:
    pegged = pegging_of(situation)
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        expected = rows_of_the_loop(order, situation.as_of, situation.settings, pegged)
        assert rows_of_the_library(report) == expected


@given(situations())
def test_the_same_next_change(situation: Situation) -> None:
    """As the same instant, and in the zone of `as_of`."""
    pegged = pegging_of(situation)
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        expected = next_change(order, situation.as_of, situation.settings, pegged)
        assert in_utc(report.next_change) == in_utc(expected)
        if isinstance(report.next_change, datetime) and isinstance(expected, datetime):
            assert report.next_change.tzinfo == expected.tzinfo


def in_utc(moment: date | datetime | None) -> date | datetime | None:
    """Compare moments in UTC: those of one zone compare by what the clock shows."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return moment


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize(("zone", "as_of"), AS_OF.values(), ids=AS_OF)
@pytest.mark.parametrize("odd", [0.05, 0.4], ids=["usual orders", "odd orders"])
def test_the_same_for_orders_of_the_size_that_hosts_have(
    odd: float, zone: timezone | None, as_of: date | datetime, settings: cs.Settings
) -> None:
    for order in workload(40, seed=11, odd=odd, zone=zone):
        report = cs.evaluate(order, as_of=as_of, settings=settings)
        assert rows_of_the_library(report) == rows_of_the_loop(order, as_of, settings)
