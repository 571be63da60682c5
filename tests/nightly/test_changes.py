"""What changed since last time: statuses that differ, and what is new or gone."""

from typing import Any, TypeAlias

import pytest

import costatus as cs
from costatus import StatusKey
from tests.cases.build import day, line, lot, made, order
from tests.reference.workload import TODAY, workload

LATE = order(line(lot(status="planned", expected_on=day(2)), name="1"), promised_on=day(1))
REPORT = cs.evaluate(LATE, as_of=TODAY)

Words: TypeAlias = dict[StatusKey, str]


def words(*orders: cs.CustomerOrder) -> dict[str, Words]:
    return {each.id: cs.evaluate(each, as_of=TODAY).words() for each in orders}


def found(
    orders: list[cs.CustomerOrder], previous: dict[str, Words]
) -> list[tuple[str, StatusKey, str | None, str | None]]:
    changes = cs.changes(cs.sweep(orders, as_of=TODAY), previous)
    return [(each.order_id, each.key, each.before, each.after) for each in changes]


def test_a_status_that_differs_comes_with_its_reasons() -> None:
    before = words(LATE)
    before["CO-1"][StatusKey("product", "1")] = "expected_on_time"
    (change,) = cs.changes(cs.sweep([LATE], as_of=TODAY), before)
    assert (change.order_id, change.key) == ("CO-1", ("product", "1", None, None))
    assert (change.before, change.after) == ("expected_on_time", "delayed")
    assert [reason.row for reason in change.reasons] == ["P6l"]


def test_a_second_run_yields_nothing() -> None:
    orders = workload(80, odd=0.4)
    first = found(orders, {})
    assert {before for *_, before, _ in first} == {None}
    assert found(orders, words(*orders)) == []


def test_a_new_order_has_only_new_statuses() -> None:
    new = [("CO-1", key, None, word) for key, word in REPORT.words().items()]
    assert found([LATE], {}) == new
    assert found([LATE], {"CO-1": {}}) == new


def test_lines_and_sources_that_are_new_or_gone_are_changes() -> None:
    source = lot(status="planned", source=made(planned_finish=day(0)))
    with_source = order(line(source), line(name="2"))
    without = order(line(lot(status="planned", expected_on=day(0))), line(name="3"))
    assert found([without], words(with_source)) == [
        ("CO-1", StatusKey("product", "3"), None, "not_booked"),
        ("CO-1", StatusKey("source", "1", "manufacturing", "MO-1"), "expected_on_time", None),
        ("CO-1", StatusKey("product", "2"), "not_booked", None),
    ]


def test_an_order_without_a_report_is_gone() -> None:
    assert found([], words(LATE)) == [
        ("CO-1", key, word, None) for key, word in REPORT.words().items()
    ]


def test_an_order_that_failed_is_neither_changed_nor_gone() -> None:
    failed = cs.SweepFailure("CO-1", ValueError("no promise"))
    assert list(cs.changes([failed], words(LATE))) == []


def test_after_a_failure_without_an_id_no_order_is_gone() -> None:
    unknown = cs.SweepFailure(None, ValueError("no id"))
    assert list(cs.changes([unknown], words(LATE))) == []


def test_a_repeated_order_is_refused_and_so_never_changes_for_ever() -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        list(cs.changes([REPORT, REPORT], words(LATE)))
    assert str(caught.value) == (
        "changes: reports: got 'CO-1'; expected one report for each order; send it only once"
    )


BAD_WORDS: list[tuple[str, Any, str]] = [
    (
        "no words",
        "confirmed",
        "previous['CO-1']: got 'confirmed'; expected a dict or another mapping; send repor",
    ),
    (
        "none at all",
        None,
        "previous['CO-1']: got None; expected a dict or another mapping; send report.words()",
    ),
    ("families", {"order": "confirmed"}, "previous['CO-1']['order']: got 'order'; expected a"),
    ("old keys", {("order",): "confirmed"}, "got ('order',); expected a StatusKey of one of the"),
    ("an unknown status", {StatusKey("order"): "sold"}, "got 'sold'; expected one of quotation"),
]


@pytest.mark.parametrize(
    ("before", "message"), [case[1:] for case in BAD_WORDS], ids=[case[0] for case in BAD_WORDS]
)
@pytest.mark.parametrize("reports", [[REPORT], []], ids=["compared", "gone"])
def test_previous_statuses_that_are_no_statuses_are_refused(
    reports: list[cs.OrderReport], before: Any, message: str
) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        list(cs.changes(reports, {"CO-1": before}))
    assert message in str(caught.value)


def test_a_key_of_any_kind_is_named() -> None:
    previous: Any = {10**5_000: {("order",): "confirmed"}}
    with pytest.raises(cs.InvalidInput, match=r"previous\[<int>\]\[\('order',\)\]: got"):
        list(cs.changes([], previous))


def test_plain_tuples_are_keys_too() -> None:
    previous: Any = {"CO-1": {tuple(key): word for key, word in REPORT.words().items()}}
    assert list(cs.changes([REPORT], previous)) == []


def test_arguments_of_another_kind_are_refused_at_once() -> None:
    wrong: Any
    for wrong in (REPORT, None):
        with pytest.raises(
            cs.InvalidInput, match=r"changes: reports: got .*put the report in a list"
        ):
            cs.changes(wrong, {})
    for wrong in (None, [REPORT]):
        with pytest.raises(
            cs.InvalidInput, match=r"changes: previous: got .*expected a dict or another mapping"
        ):
            cs.changes([REPORT], wrong)
    wrong = [LATE]
    with pytest.raises(
        cs.InvalidInput, match="expected an OrderReport; send what sweep or evaluate"
    ):
        list(cs.changes(wrong, {}))
