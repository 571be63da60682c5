"""Law 17. Any way of running it gives the same answer."""

import json
from datetime import date, datetime, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus import testing
from costatus.testing import Situation
from tests.laws.child import answer
from tests.laws.processes import answers_of_a_process, sample
from tests.laws.reading import in_full, read, rows
from tests.reference.workload import TODAY, workload

Stored = dict[str, dict[cs.StatusKey, str]]
Dates = dict[str, date | datetime | None]
ORDER = cs.StatusKey("order")


@given(testing.situations(max_orders=3))
def test_one_order_or_many(situation: Situation) -> None:
    """A sweep over all the orders gives what evaluating each of them gives."""
    tracing = situation.settings.tracing
    swept = cs.sweep(
        situation.orders,
        as_of=situation.as_of,
        settings=situation.settings,
        lots=None if tracing else situation.lots,
    )
    reports = [report for report in swept if isinstance(report, cs.OrderReport)]
    assert read(reports, in_full) == read(situation.evaluate(), in_full)


def test_one_process_or_several() -> None:
    """Processes with other hash seeds answer in parts what one process answers at once."""
    snapshots = sample()
    here = json.loads(json.dumps([answer(snapshot) for snapshot in snapshots]))
    parts = [snapshots[:30], snapshots[30:70], snapshots[70:]]
    there = [answers_of_a_process(part, PYTHONHASHSEED=str(n)) for n, part in enumerate(parts, 1)]
    assert [each for part in there for each in part["answers"]] == here


@given(testing.situations(max_orders=3))
def test_a_second_sweep_at_the_same_moment_changes_nothing(situation: Situation) -> None:
    """S2: with the statuses of the first stored, the second yields no change."""
    stored = {report.order_id: report.words() for report in situation.evaluate()}
    assert list(cs.changes(situation.evaluate(), stored)) == []


@given(testing.situations(max_orders=3))
def test_the_changes_turn_the_stored_statuses_into_those_of_today(situation: Situation) -> None:
    """S1: whatever was stored, applying the changes gives the statuses of today."""
    first, *rest = reports = situation.evaluate()
    stored: Stored = {first.order_id: first.words(), "CO-gone": {ORDER: "shipped"}}
    stored[first.order_id][cs.StatusKey("product", "a line that is gone")] = "delivered"
    words = {order_id: dict(of) for order_id, of in stored.items()}
    for change in cs.changes(reports, stored):
        of = words.setdefault(change.order_id, {})
        assert of.get(change.key) == change.before
        if change.after is None:
            del of[change.key]
        else:
            of[change.key] = change.after
    assert {order_id: of for order_id, of in words.items() if of} == {
        report.order_id: report.words() for report in (first, *rest)
    }


@given(testing.situations(max_orders=3), st.data())
def test_an_order_that_failed_keeps_its_stored_statuses_and_the_others_change(
    situation: Situation, data: st.DataObject
) -> None:
    """S3: whichever orders fail, the others' changes are the same, and the failed have none."""
    reports = situation.evaluate()
    failed = data.draw(st.sets(st.sampled_from([report.order_id for report in reports])))
    answers = [
        cs.SweepFailure(report.order_id, ValueError("no")) if report.order_id in failed else report
        for report in reports
    ]
    stored: Stored = {report.order_id: {ORDER: "archived"} for report in reports[:-1]}
    stored["CO-gone"] = {ORDER: "shipped"}
    assert list(cs.changes(answers, stored)) == [
        change for change in cs.changes(reports, stored) if change.order_id not in failed
    ]


@given(testing.situations(max_orders=3), st.integers(1, 7))
def test_nights_that_look_only_at_what_is_due_end_where_a_full_sweep_ends(
    situation: Situation, missed: int
) -> None:
    """S2 and S4: night by night, or after some were missed, no status and no code differs."""
    week = [evolve(situation, as_of=situation.as_of + timedelta(days)) for days in range(8)]

    def stored_after(nights: list[Situation]) -> object:
        stored: dict[str, object] = {}
        dates: Dates = {}
        for night in nights:
            due = set(cs.due(dates, as_of=night.as_of)) if dates else None
            for report in night.evaluate():
                if due is None or report.order_id in due:
                    stored[report.order_id] = read([report], rows)
                    dates[report.order_id] = report.next_change
        return stored, dates

    single, gap, full = stored_after(week), stored_after([week[0], *week[missed:]]), week[-1]
    assert single == gap == stored_after([full])


def test_a_missed_week_equals_seven_single_nights() -> None:
    """S2: each night takes only what is due; a run after a week ends where seven runs end."""
    orders = {order.id: order for order in workload(400, odd=0.3)}

    def night(stored: Stored, dates: Dates, days: int) -> None:
        as_of = TODAY + timedelta(days=days)
        for order_id in list(cs.due(dates, as_of=as_of)):
            report = cs.evaluate(orders[order_id], as_of=as_of)
            stored[order_id], dates[order_id] = report.words(), report.next_change

    def first() -> tuple[Stored, Dates]:
        reports = [cs.evaluate(order, as_of=TODAY) for order in orders.values()]
        return (
            {report.order_id: report.words() for report in reports},
            {report.order_id: report.next_change for report in reports},
        )

    single, missed = first(), first()
    for days in range(1, 8):
        night(*single, days)
    night(*missed, 7)
    everything = {
        order_id: cs.evaluate(order, as_of=TODAY + timedelta(days=7))
        for order_id, order in orders.items()
    }
    assert single == missed
    assert single[0] == {order_id: report.words() for order_id, report in everything.items()}
    assert single[1] == {order_id: report.next_change for order_id, report in everything.items()}
