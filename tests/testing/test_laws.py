"""The laws say which of them an answer breaks; `tests/laws` shows that they hold."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

import costatus as cs
from costatus import testing
from costatus.testing import TODAY, Situation
from tests.cases.build import bought, day, line, lot, order

LATE = lot("L2", status="planned", source=bought(expected_on=day(-1)))
SERVICE = line(name="3", kind="non_inventory")
ORDER = order(line(lot(), name="1"), line(LATE, name="2"), SERVICE, promised_on=TODAY)
SITUATION = Situation((ORDER, attrs.evolve(order(), id="CO-2")), (), cs.Settings(), TODAY)


@pytest.mark.parametrize(
    "as_of", [TODAY, datetime.combine(TODAY, time(9)), datetime.combine(TODAY, time(9), UTC)]
)
def test_the_laws_take_days_and_moments(as_of: Any) -> None:
    testing.assert_laws(attrs.evolve(SITUATION, as_of=as_of))


@attrs.frozen
class Wrong(Situation):
    """A situation with answers that are not those of the library."""

    answer: Callable[[Situation], Any]

    def evaluate(self) -> Any:
        return self.answer(self)


def of_the_first_line(situation: Situation) -> Any:
    (first, *_) = situation.orders
    cut = attrs.evolve(first, lines=first.lines[:1])
    return (cs.evaluate(cut, as_of=situation.as_of),)


def backwards_in_time(situation: Situation) -> Any:
    past = TODAY - (situation.as_of - TODAY)
    return (cs.evaluate(situation.orders[0], as_of=past),)


def canceled_by_an_invoice(situation: Situation) -> Any:
    (first, *_) = situation.orders
    stage = "canceled" if first.invoices else "confirmed"
    return (cs.evaluate(attrs.evolve(first, stage=stage), as_of=situation.as_of),)


def without_reasons(_situation: Situation) -> Any:
    silent = SimpleNamespace(reasons=())
    return (SimpleNamespace(order_id="CO-1", decisions=lambda: [("order", silent)]),)


def of_the_best_line(situation: Situation) -> Any:
    (report,) = (cs.evaluate(situation.orders[0], as_of=situation.as_of),)
    best = report.lines[0].product
    return (SimpleNamespace(order_id="CO-1", lines=report.lines, product=best),)


@pytest.mark.parametrize(
    ("law", "answer", "message"),
    [
        (testing.assert_reasons_read, without_reasons, "law 2: CO-1: order: no reason"),
        (testing.assert_order_is_irrelevant, of_the_first_line, "CO-1: .*expected"),
        (testing.assert_later_is_never_better, backwards_in_time, r"law 7: CO-1: .*better later"),
        (testing.assert_the_worst_line_decides, of_the_best_line, "law 10: CO-1: not as its worst"),
        (testing.assert_invoices_that_do_not_count, canceled_by_an_invoice, "law 11: CO-1: an inv"),
    ],
)
def test_a_wrong_answer_is_named(law: Any, answer: Any, message: str) -> None:
    wrong = Wrong(SITUATION.orders[:1], (), SITUATION.settings, TODAY, answer)
    with pytest.raises(AssertionError, match=message):
        law(wrong)


def test_reports_differ_by_order_and_key() -> None:
    ours, theirs = (cs.evaluate(each, as_of=TODAY) for each in (ORDER, order()))
    testing.assert_same_statuses([ours], [ours])
    with pytest.raises(AssertionError, match=r"CO-1: StatusKey.family='order', line_id=None"):
        testing.assert_same_statuses([ours], [theirs])


def test_what_is_shared_stays_shared() -> None:
    seen: list[Any] = []

    def look(model: Any) -> Any:
        seen.append(model)
        return model

    rebuilt = testing.rebuild((ORDER, ORDER), look)
    assert rebuilt[0] is rebuilt[1]
    assert rebuilt[0] == ORDER
    assert seen[-1] is rebuilt[0]
    assert seen.count(LATE) == 1
