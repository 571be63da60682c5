"""Law 18. Serialising and reading back gives an equal order and the same report."""

import copy
import pickle
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

import attrs
from hypothesis import given

import costatus as cs
from costatus import serialization
from costatus.models.statuses import Term
from costatus._evaluation.decision import Missed
from costatus.testing import Situation, situations
from tests.laws.rebuild import rebuild
from tests.laws.told import in_full, sentences, told


def at_offsets(situation: Situation) -> Situation:
    """The situation with the moments of its orders at fixed offsets, as JSON tells them.

    In an hour that comes twice Python finds a moment in a zone equal to no moment outside it, so
    that an order with one could not be equal to what is read back.
    """

    def at_offset(value: Any) -> Any:
        offset = value.utcoffset() if isinstance(value, datetime) else None
        return value if offset is None else value.replace(tzinfo=timezone(offset), fold=0)

    def change(model: Any) -> Any:
        if isinstance(model, Situation):
            return model
        fields = {
            field.name: at_offset(getattr(model, field.name)) for field in attrs.fields(type(model))
        }
        return attrs.evolve(model, **fields)

    return rebuild(situation, change)


def assert_the_same(read: Situation, situation: Situation) -> None:
    given = at_offsets(situation)
    assert read.orders == given.orders
    assert read.settings == given.settings
    assert read.as_of == given.as_of
    assert read.evaluate() == given.evaluate()
    assert told(read.evaluate(), sentences) == told(situation.evaluate(), sentences)


@given(situations())
def test_a_document_comes_back_equal_with_the_same_report(situation: Situation) -> None:
    """With its settings and its moment; lots that nobody books come back as well."""
    given = serialization.Snapshot(
        situation.orders, situation.lots, situation.settings, situation.as_of
    )
    read = serialization.read_snapshot(serialization.write_snapshot(given))
    assert read.as_of is not None
    assert {lot.id for lot in read.lots} == {lot.id for lot in situation.lots}
    assert_the_same(Situation(read.orders, read.lots, read.settings, read.as_of), situation)


@given(situations())
def test_lines_come_back_equal_with_the_same_report(situation: Situation) -> None:
    written = serialization.write_lines(
        situation.orders, lots=situation.lots, settings=situation.settings, as_of=situation.as_of
    )
    reader = serialization.read_lines(list(written))
    orders = tuple(order for order in reader if isinstance(order, cs.CustomerOrder))
    assert reader.as_of is not None
    assert_the_same(Situation(orders, reader.lots(), reader.settings, reader.as_of), situation)


@given(situations())
def test_a_report_comes_back_saying_the_same(situation: Situation) -> None:
    """Every word, reason and note, and what explains them."""
    reports = at_offsets(situation).evaluate()
    read = [serialization.read_report(serialization.write_report(report)) for report in reports]
    assert told(read, in_full) == told(reports, in_full)
    assert explained(read) == explained(situation.evaluate())


def explained(reports: Iterable[cs.OrderReport]) -> list[str]:
    return list(map(cs.explain, reports))


@given(situations())
def test_a_pickled_report_says_the_same(situation: Situation) -> None:
    """As reports go from one process of a host to another, with all that is read from them."""
    for report in situation.evaluate():
        read = pickle.loads(pickle.dumps(report))  # noqa: S301 it is our own
        assert read == report == copy.copy(report) == copy.deepcopy(report)
        assert read.words() == report.words()
        assert read.next_change == report.next_change
        assert read.pipeline_stage == report.pipeline_stage
        assert told([read], better) == told([report], better)


def better(decision: cs.Decision[Term]) -> Missed | None:
    return decision.next_better
