"""Law 18. Serialising and reading back gives an equal order and the same report."""

from hypothesis import given

import costatus as cs
from costatus import serial
from costatus.testing import Situation, situations
from tests.laws.told import sentences, told


def snapshot(situation: Situation) -> serial.Snapshot:
    return serial.Snapshot(situation.orders, situation.lots, situation.settings, situation.as_of)


def back(read: serial.Snapshot) -> Situation:
    assert read.as_of is not None
    return Situation(read.orders, read.lots, read.settings, read.as_of)


@given(situations())
def test_a_snapshot_comes_back_equal_with_the_same_report(situation: Situation) -> None:
    """As one document and as lines."""
    text = serial.write_snapshot(snapshot(situation))
    read = back(serial.read_snapshot(text))
    assert read.orders == situation.orders
    assert (read.settings, read.as_of) == (situation.settings, situation.as_of)
    assert read.evaluate() == situation.evaluate()
    assert serial.write_snapshot(snapshot(read)) == text


@given(situations())
def test_lines_come_back_equal_with_the_same_report(situation: Situation) -> None:
    written = serial.write_lines(
        situation.orders, lots=situation.lots, settings=situation.settings, as_of=situation.as_of
    )
    reader = serial.read_lines(list(written))
    orders = tuple(order for order in reader if isinstance(order, cs.CustomerOrder))
    assert orders == situation.orders
    assert reader.as_of is not None
    read = Situation(orders, reader.lots(), reader.settings, reader.as_of)
    assert read.evaluate() == situation.evaluate()


@given(situations())
def test_a_report_comes_back_saying_the_same(situation: Situation) -> None:
    for report in situation.evaluate():
        read = serial.read_report(serial.write_report(report))
        assert read == report
        assert told([read], sentences) == told([report], sentences)
        assert cs.explain(read) == cs.explain(report)
