"""The kernel decides what `evaluate` decides, on arrays made from the same models."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given

import costatus as cs
from costatus import testing
from costatus._arrays.derive import code
from costatus._arrays.layout import NO_MOMENT
from costatus._arrays.run import Results, run
from costatus.models._moments import instant
from costatus.models.as_of import AsOf, day_of
from costatus.rules import TABLES
from costatus.rules._table import Note, Row
from tests.arrays.models import SCALE, Arrays, fits
from tests.cases.case import CASES, Case

Answer = tuple[int, list[cs.ReasonCode], set[cs.ReasonCode]]
"""A status, the codes of its reasons in order, and those of its notes."""


@given(situation=testing.situations(max_orders=3))
def test_the_kernel_decides_what_evaluate_decides(
    kernel: Any, situation: testing.Situation
) -> None:
    """Every status, percent, code and next change of every order, line and source."""
    assume(fits(situation))
    agree(kernel, situation)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.family}: {case.title}" for case in CASES])
def test_the_kernel_decides_every_case(kernel: Any, case: Case) -> None:
    given = case.given
    orders = (given.order, *given.others)
    agree(kernel, testing.Situation(orders, tuple(given.stock), given.settings, given.as_of))


def agree(kernel: Any, situation: testing.Situation) -> None:
    as_of = AsOf(situation.as_of)
    arrays = Arrays(situation.orders, situation.lots, as_of)
    found = run(
        kernel,
        arrays.arrays,
        as_of=as_of,
        settings=situation.settings,
        quantity_scale=SCALE,
        money_scale=SCALE,
        line_key=arrays.line_key,
        lot_key=arrays.lot_key,
    )
    assert found is not None
    line = 0
    for row, report in enumerate(situation.evaluate()):
        assert of_order(found, row, as_of) == expected_of_order(report)
        for line_report in report.lines:
            assert of_line(found, line, arrays) == expected_of_line(line_report)
            line += 1


def of_order(found: Results, row: int, as_of: AsOf) -> tuple[Any, ...]:
    return (
        answer("order", found["order_status"], found["order_rows"], found["order_notes"], row),
        int(found["order_product"][row]),
        bool(found["product_notes_delayed"][row]),
        *(
            (
                answer(
                    family,
                    found[f"order_{family}"],
                    found[f"{family}_rows"],
                    found[f"{family}_notes"],
                    row,
                ),
                int(found[f"{family}_percent"][row]),
            )
            for family in ("invoicing", "payment")
        ),
        next_change(found, row, as_of),
    )


def expected_of_order(report: cs.OrderReport) -> tuple[Any, ...]:
    product = report.product
    notes = [] if product is None else [note.code for note in product.notes]
    change = report.next_change
    return (
        expected(report.order),
        code(None if product is None else product.status),
        cs.ReasonCode.LINES_DELAYED in notes,
        *(
            (expected(decision), -1 if decision.percent is None else decision.percent)
            for decision in (report.invoicing, report.payment)
        ),
        instant(change) if isinstance(change, datetime) else change,
    )


def of_line(found: Results, line: int, arrays: Arrays) -> tuple[Any, ...]:
    status = found["line_status"]
    first, last = found["line_slots"][line : line + 2]
    return (
        None
        if status[line] < 0
        else answer("product", status, found["line_rows"], found["line_notes"], line),
        [
            (
                arrays.source(found["source_kind"][slot], found["source_row"][slot]),
                answer(
                    list(cs.SourceKind)[found["source_kind"][slot]],
                    found["source_status"],
                    found["source_rows"],
                    found["source_notes"],
                    slot,
                ),
            )
            for slot in range(first, last)
            if found["source_kind"][slot] >= 0
        ],
    )


def expected_of_line(report: cs.LineReport) -> tuple[Any, ...]:
    return (
        None if report.product is None else expected(report.product),
        [(source.source_id, expected(source.decision)) for source in report.sources],
    )


def answer(family: str, status: Any, rows: Any, notes: Any, row: int) -> Answer:
    table = TABLES[family]

    def codes(entries: tuple[Row[Any] | Note[Any], ...], mask: int) -> list[cs.ReasonCode]:
        return [each.code for bit, each in enumerate(entries) if each.code and mask >> bit & 1]

    return (
        int(status[row]),
        codes(table.rows, int(rows[row])),
        set(codes(table.notes, int(notes[row]))),
    )


def expected(decision: cs.Decision[Any]) -> Answer:
    return (
        code(decision.status),
        [reason.code for reason in decision.reasons],
        {note.code for note in decision.notes},
    )


def next_change(found: Results, row: int, as_of: AsOf) -> Any:
    change = int(found["next_change"][row])
    if change == NO_MOMENT:
        return None
    return timedelta(microseconds=change) if as_of.has_time else day_of(change)
