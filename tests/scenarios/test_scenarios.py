"""Situations of other ERPs get the statuses expected, or those of the row that decides."""

import re
from collections import Counter

import pytest
from attrs import evolve

import costatus as cs
from tests.scenarios.adapter import NO_MEANING, TODAY, UnknownKeyError, situation
from tests.scenarios.page import HEADING, PAGE, with_tables
from tests.scenarios.situations import (
    DECIDED_OTHERWISE,
    NO_COUNTERPART,
    NO_POLICY,
    POLICIES,
    SITUATIONS,
    expected_of,
)

MAPPED = [id_ for id_, each in SITUATIONS.items() if each["maps"] != "none"]


@pytest.mark.parametrize("id_", MAPPED)
def test_a_situation_gets_the_statuses_expected_or_those_of_the_row_that_decides(id_: str) -> None:
    report = situation(SITUATIONS[id_]["given"]).report()
    otherwise = DECIDED_OTHERWISE.get(id_)
    for expected in expected_of(SITUATIONS[id_]):
        decision = expected.decision(report)
        if otherwise is None or otherwise.family != expected.family:
            assert expected.is_met_by(decision)
            continue
        assert decision is not None
        assert (decision.status.label, decision.percent) == (otherwise.status, otherwise.percent)
        assert otherwise.row in {reason.row for reason in decision.reasons}
        assert not expected.is_met_by(decision), "it would pass: take it off the list"


def test_every_situation_is_answered_or_listed() -> None:
    assert Counter(each["maps"] for each in SITUATIONS.values()) == {
        "full": 54,
        "partial": 24,
        "none": 6,
    }
    assert all(expected_of(SITUATIONS[id_]) for id_ in MAPPED)
    assert set(NO_COUNTERPART) == set(SITUATIONS) - set(MAPPED)
    assert all(SITUATIONS[id_]["mapping_note"] for id_ in NO_COUNTERPART)


def test_what_is_decided_otherwise_is_expected_once() -> None:
    for id_, otherwise in DECIDED_OTHERWISE.items():
        families = [expected.family for expected in expected_of(SITUATIONS[id_])]
        assert families.count(otherwise.family) == 1


@pytest.mark.parametrize("id_", POLICIES)
def test_a_setting_gives_the_alternative_answer(id_: str) -> None:
    data = SITUATIONS[id_]
    report = situation(data["given"]).report(**{POLICIES[id_]: True})
    ((expected, alternative),) = [
        (each, other) for each in data["expected"] for other in each.get("alternatives", [])
    ]
    ((met),) = expected_of({"expected": [{"family": expected["family"], **alternative}]})
    assert met.is_met_by(met.decision(report))


def test_every_alternative_is_a_setting_or_is_listed() -> None:
    offered = {
        id_
        for id_, data in SITUATIONS.items()
        if any("alternatives" in expected for expected in data["expected"])
    }
    assert POLICIES.keys() | NO_POLICY.keys() == offered


@pytest.mark.parametrize(("id_", "lowered"), [("B23", 20010), ("B29", 10)])
def test_a_host_that_lowers_the_total_gets_the_alternative_answer(id_: str, lowered: int) -> None:
    order = evolve(situation(SITUATIONS[id_]["given"]).order, total=lowered)
    invoicing = cs.evaluate(order, as_of=TODAY).invoicing
    assert invoicing.status is cs.InvoicingStatus.INVOICED


@pytest.mark.parametrize("id_", ["T077", "T079", "B31"])
def test_a_return_as_a_negative_quantity_is_refused(id_: str) -> None:
    with pytest.raises(cs.InvalidInput, match=r"quantity: got -\d"):
        situation(SITUATIONS[id_]["given"])


def test_an_order_that_is_forced_is_shipped_by_hand_and_noted() -> None:
    decision = situation(SITUATIONS["T067"]["given"]).report().order
    assert decision.status is cs.OrderStatus.SHIPPED
    assert [reason.row for reason in decision.reasons] == ["O1"]
    assert [note.code for note in decision.notes] == [cs.ReasonCode.GOODS_NOT_SHIPPED]


def test_an_order_with_an_invoice_can_be_canceled() -> None:
    order = cs.assign(situation(SITUATIONS["T053"]["given"]).order, cs.OrderStatus.CANCELED).order
    report = cs.evaluate(order, as_of=TODAY)
    assert report.status is cs.OrderStatus.CANCELED
    assert report.payment.status is cs.PaymentStatus.NOT_PAID


def test_an_unknown_key_is_refused() -> None:
    given = SITUATIONS["T001"]["given"]
    with pytest.raises(UnknownKeyError, match=r"order\.colour"):
        situation({**given, "colour": "red"})
    line = {**given["lines"][0], "colour": "red"}
    with pytest.raises(UnknownKeyError, match=r"line\.colour"):
        situation({**given, "lines": [line]})


def test_every_key_without_meaning_occurs_in_a_situation() -> None:
    text = [str(each) for each in SITUATIONS.values()]
    for key in NO_MEANING:
        assert any(f"'{key.partition('.')[2]}':" in each for each in text)


def test_the_page_of_peers_has_the_tables_of_the_situations() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_tables(text), "run python -m tests.scenarios.page"


def test_the_cases_discussed_on_the_page_name_the_rows_of_their_situations() -> None:
    discussed, _, tables = PAGE.read_text(encoding="utf-8").partition(HEADING)
    cases = dict(re.findall(r"^\| (B\d+) (.*)$", discussed, re.MULTILINE))
    answers = dict(re.findall(r"^\| (B\d+) (.*)$", tables, re.MULTILINE))
    assert cases
    for id_, case in cases.items():
        rows = re.findall(r"`(\w+)`", case)
        assert rows
        assert set(rows) <= set(re.findall(r"`(\w+)`", answers[id_]))
