"""Reports as JSON: they come back equal, and what does not fit is refused with its path."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

import costatus as cs
from costatus import serialization
from tests.cases.build import bought, day, invoice, line, lot, made, order
from tests.reference.workload import TODAY, workload

SETTINGS = cs.Settings(net_credit_invoices=True)
TALLINN = ZoneInfo("Europe/Tallinn")
NOW = datetime(2026, 11, 24, 1, 30, tzinfo=TALLINN)


def back(report: cs.OrderReport) -> cs.OrderReport:
    return serialization.read_report(serialization.write_report(report))


@pytest.mark.parametrize(
    ("zone", "as_of"),
    [(None, TODAY), (TALLINN, NOW), (UTC, NOW.astimezone(UTC)), (None, NOW.replace(tzinfo=None))],
    ids=["days", "a named zone", "an offset", "no zone"],
)
@pytest.mark.parametrize("tracing", [True, False])
def test_a_report_comes_back_equal(zone: Any, as_of: Any, tracing: bool) -> None:
    settings = cs.Settings(net_credit_invoices=True, tracing=tracing)
    orders = workload(30, odd=0.4, zone=zone)
    lots = {each.lot.id: each.lot for co in orders for line in co.lines for each in line.bookings}
    pegging = None
    if not tracing:
        pegging = cs.peg(orders, tuple(lots.values()), as_of=as_of, settings=settings)
    for given in orders:
        report = cs.evaluate(given, as_of=as_of, settings=settings, pegging=pegging)
        read = back(report)
        assert read == report
        assert read.words() == report.words()
        assert (read.as_of, read.next_change) == (report.as_of, report.next_change)
        assert read.pipeline_stage is report.pipeline_stage
        assert read.to_dict() == report.to_dict()
        assert serialization.write_report(read) == serialization.write_report(report)


@pytest.mark.parametrize("fold", [0, 1])
@pytest.mark.parametrize("zone", ["Europe/Tallinn", "UTC", None])
def test_a_report_of_the_hour_that_comes_twice_comes_back_equal(
    fold: int, zone: str | None
) -> None:
    """With the name of its zone, and with moments of that hour among its facts."""
    moment = datetime(2026, 10, 25, 3, 30, tzinfo=TALLINN, fold=fold)
    as_of = moment + timedelta(minutes=10)
    if zone is None:
        as_of = as_of.astimezone(timezone(timedelta(hours=2)))
    elif zone != "Europe/Tallinn":
        as_of = as_of.astimezone(ZoneInfo(zone))
    source = made(
        planned_finish=moment,
        operations=[cs.Operation("10", planned_start=moment)],
    )
    given = order(line(lot(status="planned", source=source)), promised_on=day(-20))
    report = cs.evaluate(given, as_of=as_of)
    read = back(report)
    assert read == report
    assert isinstance(read.as_of, datetime)
    assert read.as_of.utcoffset() == as_of.utcoffset()
    assert zone is None or str(read.as_of.tzinfo) == zone
    assert read.next_change == report.next_change
    facts = [
        dict(reason.facts)
        for each in (report, read)
        for reason in each.lines[0].sources[0].decision.reasons
    ]
    assert any(isinstance(value, datetime) for each in facts for value in each.values())


def test_the_zone_of_a_report_has_a_name() -> None:
    as_of = datetime(2026, 11, 24, tzinfo=tz.tzstr("EET-2EEST"))
    report = cs.evaluate(order(), as_of=as_of)
    with pytest.raises(cs.InvalidInput, match=r"write_report: as_of: got .* a zone with an IANA"):
        serialization.write_report(report)


@pytest.mark.parametrize("given", [None, {}, order(), "a report"])
def test_only_reports_are_written(given: Any) -> None:
    with pytest.raises(cs.InvalidInput, match="expected an OrderReport; send what evaluate"):
        serialization.write_report(given)


def test_facts_keep_their_types() -> None:
    source = made(planned_finish=datetime(2026, 11, 1, 9), planned_start=datetime(2026, 11, 1))
    credit = [invoice("1"), invoice("4", kind="credit_invoice", name="C")]
    given = order(line(lot(status="planned", source=source)), total="10", invoices=credit)
    report = cs.evaluate(given, as_of=datetime(2026, 11, 24, 1), settings=SETTINGS)
    read = back(report)
    for (_, one), (_, other) in zip(report.decisions(), read.decisions(), strict=True):
        for left, right in zip(one.reasons + one.notes, other.reasons + other.notes, strict=True):
            assert dict(left.facts) == dict(right.facts)
            assert list(map(type, left.facts.values())) == list(map(type, right.facts.values()))
    assert read.invoicing.reasons[0].facts["invoiced"] == -3


def report() -> dict[str, Any]:
    """Return a report with reasons of several kinds, notes and sources."""
    late = bought(stage="ordered", expected_on=day(9))
    given = order(
        line(lot(status="planned", source=late), lot("L2", status="rejected"), booked=12),
        total=100,
        invoices=[invoice("40", "paid_partially")],
    )
    text = serialization.write_report(cs.evaluate(given, as_of=TODAY))
    written: dict[str, Any] = json.loads(text)
    return written


REPORT = report()


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    raw = deepcopy(REPORT)
    change(raw)
    return raw


def with_order(**change: Any) -> dict[str, Any]:
    return changed(lambda raw: raw["order"].update(change))


def with_reason(**change: Any) -> dict[str, Any]:
    return changed(lambda raw: raw["lines"][0]["product"]["reasons"][0].update(change))


def with_facts(**change: Any) -> dict[str, Any]:
    facts = {**REPORT["lines"][0]["product"]["reasons"][0]["facts"], **change}
    return with_reason(facts={name: value for name, value in facts.items() if value != "gone"})


FACTS = "lines[0].product.reasons[0].facts"
NOTE = REPORT["lines"][0]["product"]["notes"][0]
BAD: list[tuple[str, Any, str]] = [
    ("no object", [], "report: got []; expected an object with the keys costatus"),
    ("another version", {**REPORT, "costatus": 2}, "costatus: got 2; expected 1"),
    ("no version", {"order_id": "CO"}, "costatus: got nothing; expected 1"),
    ("a missing key", {"costatus": 1}, "order_id: got nothing; expected a value; add the key"),
    (
        "an unknown key",
        {**REPORT, "totl": 1},
        "totl: got 1; expected a key of a report; rename it to total",
    ),
    ("own fields", {**REPORT, "extra": {}}, "extra: got {}; expected a key of a report; remove it"),
    ("a status of another family", with_order(status="delayed"), "order.status: got 'delayed'"),
    (
        "a percent as text",
        with_order(percent="3"),
        "order.percent: got '3'; expected a whole number from 0",
    ),
    ("a percent beyond all", with_order(percent=101), "order.percent: got 101"),
    ("a decision that is none", {**REPORT, "invoicing": 5}, "invoicing: got 5; expected an object"),
    ("no decision", {**REPORT, "payment": None}, "payment: got None; expected an object"),
    ("a reason without a row", with_reason(row=None), "reasons[0].row: got None"),
    (
        "a note with a row",
        with_order(notes=[{**NOTE, "row": "P1"}]),
        "order.notes[0].row: got 'P1'; expected null",
    ),
    ("an unknown code", with_reason(code="sold"), "reasons[0].code: got 'sold'"),
    (
        "a subject without an id",
        with_reason(subject={"kind": "line", "id": "", "parent": None}),
        "subject.id: got ''",
    ),
    ("no facts", with_reason(facts={}), f"{FACTS}.promised_on: got nothing"),
    ("facts that are none", with_reason(facts=3), f"{FACTS}: got 3; expected an object"),
    ("a fact of another code", with_reason(code="short_supply"), f"{FACTS}.shortage: got nothing"),
    ("a fact that is missing", with_facts(days="gone"), f"{FACTS}.days: got nothing"),
    (
        "a fact that does not exist",
        with_facts(color="red"),
        f"{FACTS}.color: got 'red'; expected a key of the facts",
    ),
    (
        "days that are negative",
        with_facts(days=-3),
        f"{FACTS}.days: got -3; expected a whole number, at least 0",
    ),
    ("days as a flag", with_facts(days=True), f"{FACTS}.days: got True"),
    ("a fact that is not known", with_facts(days=None), f"{FACTS}.days: got None"),
    (
        "a number that is none",
        with_facts(outstanding="1e5"),
        f"{FACTS}.outstanding: got '1e5'; expected a number",
    ),
    (
        "a number that is no text",
        with_facts(outstanding=5),
        f"{FACTS}.outstanding: got 5; expected a number",
    ),
    (
        "a day that is none",
        with_facts(promised_on="2026-02-30"),
        f"{FACTS}.promised_on: got '2026-02-30'",
    ),
    ("a day with a time", with_facts(promised_on="2026-02-20T01:00"), f"{FACTS}.promised_on: got"),
    (
        "a deadline that is none",
        with_facts(planned_start="soon"),
        f"{FACTS}.planned_start: got 'soon'",
    ),
    ("a list of numbers", with_facts(lots=[1]), f"{FACTS}.lots[0]: got 1"),
    (
        "an object as a text",
        with_facts(lines=["line CO-1/1"]),
        f"{FACTS}.lines[0]: got 'line CO-1/1'; expected an object with the keys kind, id, parent",
    ),
    (
        "an object without its parent",
        with_facts(source={"kind": "purchase", "id": "PO-1"}),
        f"{FACTS}.source.parent: got nothing",
    ),
    ("a text as a list", with_facts(lines="L"), f"{FACTS}.lines: got 'L'; expected a list"),
    ("a text that is none", with_facts(item=5), f"{FACTS}.item: got 5"),
    ("a flag that is none", with_facts(taken_off="no"), f"{FACTS}.taken_off: got 'no'"),
    (
        "a term without its vocabulary",
        with_facts(stage="new"),
        f"{FACTS}.stage: got 'new'; expected an object with the keys value and of",
    ),
    (
        "a term of no vocabulary",
        with_facts(stage={"value": "new", "of": "Stages"}),
        f"{FACTS}.stage: got",
    ),
    (
        "a term that is none",
        with_facts(stage={"value": "x", "of": "PurchaseStage"}),
        f"{FACTS}.stage: got 'x'; expected one of",
    ),
    (
        "a zone of a day",
        {**REPORT, "zone": "Europe/Tallinn"},
        "zone: got 'Europe/Tallinn'; expected no zone",
    ),
    (
        "a zone of the machine",
        {**REPORT, "as_of": "2026-11-24T01:00Z", "zone": "localtime"},
        "zone: got 'localtime'",
    ),
    ("a negative total", {**REPORT, "total": "-1"}, "total: got '-1'"),
]


@pytest.mark.parametrize(("title", "raw", "message"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_report_is_refused_with_path_and_reason(title: str, raw: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_report(json.dumps(raw))
    assert message in str(caught.value)


def test_missing_keys_are_listed_in_the_order_in_which_they_are_written() -> None:
    with pytest.raises(cs.InvalidInput) as refused:
        serialization.read_report('{"costatus": 1}')
    written = [key for key in REPORT if key not in {"costatus", "zone"}]
    assert [fault.path for fault in refused.value.faults] == written


def test_the_report_that_is_changed_is_good() -> None:
    read = serialization.read_report(json.dumps(REPORT))
    assert read.to_dict() == {key: REPORT[key] for key in read.to_dict()}
    assert REPORT["lines"][0]["sources"]


def paths(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every value of a report."""
    lists = enumerate(raw) if isinstance(raw, list) else ()
    for key, value in raw.items() if isinstance(raw, dict) else lists:
        yield (*path, key)
        yield from paths(value, (*path, key))


def at(raw: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        raw = raw[key]
    return raw


@pytest.mark.parametrize("path", list(paths(REPORT)), ids=lambda path: ".".join(map(str, path)))
def test_a_report_has_all_its_keys_and_no_others(path: tuple[Any, ...]) -> None:
    """Without any one key, and with another value in any one place, it is refused or renders."""

    def remove(raw: Any) -> None:
        del at(raw, path[:-1])[path[-1]]

    def read(raw: Any) -> None:
        for _, decision in serialization.read_report(json.dumps(raw)).decisions():
            assert all(map(str, decision.reasons + decision.notes))

    removed = changed(remove)
    if isinstance(path[-1], int) or "facts" in path:
        try:
            read(removed)
        except cs.InvalidInput:
            assert "facts" in path
    else:
        with pytest.raises(cs.InvalidInput):
            read(removed)
    others: list[Any] = [None, -1, "x", [{}]]
    for other in others:

        def replace(raw: Any, other: Any = other) -> None:
            at(raw, path[:-1])[path[-1]] = other

        try:
            read(changed(replace))
        except cs.InvalidInput as error:
            assert error.faults  # noqa: PT017 what it says is tested above
