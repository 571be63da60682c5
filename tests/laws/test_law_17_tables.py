"""Law 17. Tables give the answers of objects: every status, percent, code and next change."""

from functools import partial
from typing import Any, TypeAlias

import pytest
from hypothesis import given

import costatus as cs
from costatus import tables
from costatus.models.as_of import AsOf
from costatus.tables._evaluate import answered
from costatus.tables._link import link
from costatus.tables._read import read
from costatus.testing import Situation
from tests.arrays.conftest import kernel
from tests.tables.forms import Tables, situations_as_tables

__all__ = ["kernel"]

Answers: TypeAlias = dict[tuple[str, ...], Any]


def codes(reasons: tuple[cs.Reason, ...]) -> list[str]:
    """Return the codes in order, each once."""
    return list(dict.fromkeys(reason.code.value for reason in reasons))


def decided(decision: cs.Decision[Any] | None) -> tuple[Any, list[str], list[str]]:
    """Return a decision as a row of the tables has it."""
    if decision is None:
        return None, [], []
    return decision.status.value, codes(decision.reasons), codes(decision.notes)


def of_objects(situation: Situation) -> Answers:
    answers: Answers = {}
    for report in situation.evaluate():
        order, product = decided(report.order), decided(report.product)
        answers[report.order_id,] = (
            *order,
            report.pipeline_stage and report.pipeline_stage.value,
            report.next_change,
            product[0],
            {*product[1]},
            {*product[2]},
            *decided(report.invoicing),
            report.invoicing.percent,
            *decided(report.payment),
            report.payment.percent,
        )
        for line in report.lines:
            answers[report.order_id, line.line_id] = decided(line.product)
            for source in line.sources:
                key = (report.order_id, line.line_id, source.kind.value, source.source_id)
                answers[key] = decided(source.decision)
    return answers


def of_tables(answered: tables.StatusTables) -> Answers:
    answers: Answers = {}
    for row in answered.orders.to_pylist():
        answers[str(row["order_id"]),] = (
            row["status"],
            row["reasons"],
            row["notes"],
            row["pipeline_stage"],
            row["next_change"],
            row["product"],
            {*row["product_reasons"]},
            {*row["product_notes"]},
            row["invoicing"],
            row["invoicing_reasons"],
            row["invoicing_notes"],
            row["invoicing_percent"],
            row["payment"],
            row["payment_reasons"],
            row["payment_notes"],
            row["payment_percent"],
        )
    for row in (*answered.lines.to_pylist(), *answered.sources.to_pylist()):
        key = (row["order_id"], row["line_id"], row.get("kind"), row.get("source_id"))
        decision = (row["status"], row["reasons"], row["notes"])
        answers[tuple(str(each) for each in key if each is not None)] = decision
    return answers


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
@given(given_both=situations_as_tables())
def test_by_models_and_by_the_kernel(kernel: Any, given_both: tuple[Situation, Tables]) -> None:
    """By models, where the kernel is not compiled; by it, compiled or as plain Python."""
    situation, given_tables = given_both
    expected = of_objects(situation)
    for way in (None, kernel):
        assert answers_by(way, situation, given_tables) == expected


def answers_by(kernel: Any, situation: Situation, given_tables: Tables) -> Answers:
    as_of, settings = AsOf(situation.as_of), situation.settings
    linked = partial(link, read(given_tables, as_of, settings))
    answers = answered(linked, as_of, settings, kernel)
    assert answers.rejected.to_pylist() == []
    return of_tables(answers)
