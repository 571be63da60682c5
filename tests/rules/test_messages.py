"""Every code has a sentence, and every reason has the facts that its sentence names."""

from datetime import date
from decimal import Decimal, localcontext
from typing import get_args, get_origin

import pytest

import costatus as cs
from costatus.rules._templates import Fact, fill, parse_template
from costatus.rules.messages import SENTENCES
from costatus.rules.reason_facts import FACT_TYPES, NULLABLE, facts_of
from tests.reference.workload import TODAY, workload


def test_every_code_has_a_sentence() -> None:
    assert set(SENTENCES) == set(cs.ReasonCode)


def test_the_facts_of_every_code_have_types() -> None:
    for code in cs.ReasonCode:
        assert set(facts_of(code)) <= set(FACT_TYPES), code


@pytest.mark.parametrize("tracing", [True, False])
def test_reasons_have_the_facts_of_their_code(tracing: bool) -> None:
    orders = workload(400, odd=0.5)
    settings = cs.Settings(tracing=tracing, net_credit_invoices=tracing)
    lots = [each.lot for order in orders for line in order.lines for each in line.bookings]
    stock = list({lot.id: lot for lot in lots}.values())
    reports = cs.sweep(orders, as_of=TODAY, settings=settings, lots=None if tracing else stock)
    for report in reports:
        assert isinstance(report, cs.OrderReport)
        for _, decision in report.decisions():
            for reason in (*decision.reasons, *decision.notes):
                required = {name for name, needed in facts_of(reason.code).items() if needed}
                assert required <= set(reason.facts), reason
                for name, value in reason.facts.items():
                    assert fits(name, value), (reason, name)


def fits(name: str, value: object) -> bool:
    """Return whether a fact is of its type, or None where it may be."""
    if value is None:
        return name in NULLABLE
    kind = FACT_TYPES[name]
    if get_origin(kind) is tuple:
        return isinstance(value, tuple) and {type(each) for each in value} <= {get_args(kind)[0]}
    return isinstance(value, kind)


def render(template: str, facts: dict[str, Fact], cause: str) -> str:
    parts: list[str] = []
    fill(parts, parse_template(template), facts, cause)
    return "".join(parts)


def test_a_sentence_shows_numbers_names_and_optional_parts() -> None:
    template = "{missing} {missing:is/are} missing{lots?; see % ({lots:one/all})}"
    one: dict[str, Fact] = {"missing": Decimal("1.50"), "lots": (), "others": 0}
    assert render(template, one, "it") == "1.5 are missing"
    some: dict[str, Fact] = {"missing": Decimal(1), "lots": ("L1", "L2"), "others": 0}
    assert render(template, some, "it") == "1 is missing; see L1 and L2 (all)"
    many: dict[str, Fact] = {
        "missing": Decimal("1E+2"),
        "lots": ("L1", "L2", "L3", "L4", "L5"),
        "others": 1,
    }
    assert render(template, many, "it") == (
        "100 are missing; see L1, L2, L3, L4, L5 and 1 other (all)"
    )
    with localcontext(capitals=0):
        assert render("{missing}", many, "it") == "100"
    assert render("{cause} waits {days}", {"days": 1}, "it") == "it waits one day"
    unknown: dict[str, Fact] = {"days": 12, "expected_on": None}
    assert render("{days}, {expected_on}", unknown, "") == "12 days, unknown"


def test_a_day_is_shown_as_iso_8601_writes_it() -> None:
    for day in (date.min, date(999, 10, 9), date(2026, 2, 28), date.max):
        assert render("{expected_on}", {"expected_on": day}, "") == day.isoformat()
