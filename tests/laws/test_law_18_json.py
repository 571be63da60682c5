"""Law 18. Serialising and reading back gives an equal order and the same report."""

import copy
import pickle

from hypothesis import given

import costatus as cs
from costatus import serialization
from costatus.testing import Situation, situations
from tests.laws.reading import read, sentences


def assert_the_same(back: Situation, situation: Situation) -> None:
    """Compare: moments come back at fixed offsets, and as the same instants."""
    assert back.orders == situation.orders
    assert hash(back.orders) == hash(situation.orders)
    assert back.settings == situation.settings
    assert back.as_of == situation.as_of
    assert back.evaluate() == situation.evaluate()
    assert read(back.evaluate(), sentences) == read(situation.evaluate(), sentences)


@given(situations())
def test_a_document_comes_back_equal_with_the_same_report(situation: Situation) -> None:
    """With its settings and its moment; lots that no line books come back as well."""
    snapshot = serialization.Snapshot(
        situation.orders, situation.lots, situation.settings, situation.as_of
    )
    back = serialization.read_snapshot(serialization.write_snapshot(snapshot))
    assert back.as_of is not None
    assert {lot.id for lot in back.lots} == {lot.id for lot in situation.lots}
    assert_the_same(Situation(back.orders, back.lots, back.settings, back.as_of), situation)


@given(situations())
def test_lines_come_back_equal_with_the_same_report(situation: Situation) -> None:
    """The same as JSON Lines."""
    written = serialization.write_lines(
        situation.orders, lots=situation.lots, settings=situation.settings, as_of=situation.as_of
    )
    reader = serialization.read_lines(list(written))
    orders = tuple(order for order in reader if isinstance(order, cs.CustomerOrder))
    assert reader.as_of is not None
    assert_the_same(Situation(orders, reader.lots(), reader.settings, reader.as_of), situation)


@given(situations())
def test_a_report_comes_back_equal(situation: Situation) -> None:
    """With every status, reason and note; advice is computed from the order alone."""
    for report in situation.evaluate():
        back = serialization.read_report(serialization.write_report(report))
        assert back == report
        assert read([back], sentences) == read([report], sentences)
        assert back.to_dict() == report.to_dict()


@given(situations())
def test_a_pickled_report_is_equal(situation: Situation) -> None:
    """As reports go from one process of a host to another."""
    for report in situation.evaluate():
        back = pickle.loads(pickle.dumps(report))
        assert back == report == copy.copy(report) == copy.deepcopy(report)
        assert hash(back) == hash(report)
        assert back.words() == report.words()
        assert back.next_change == report.next_change
        assert back.pipeline_stage == report.pipeline_stage
        assert read([back], sentences) == read([report], sentences)
