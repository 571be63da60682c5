"""Law 7. With nothing else changing, later `as_of` never improves a line's rank."""

from datetime import date, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, situations
from tests.laws.told import in_full, ranks, told

HOURS = st.sampled_from((1, 24, 25, 12, 7 * 24, 400 * 24))
SOURCE = list(cs.SourceStatus)


def later(situation: Situation, hours: int) -> Situation:
    """The same situation, so many hours later, or days where `as_of` is a day."""
    as_of: date = situation.as_of
    step = timedelta(hours=hours) if hasattr(as_of, "hour") else timedelta(days=1 + hours // 24)
    return attrs.evolve(situation, as_of=as_of + step)


@given(situations(), HOURS)
def test_later_never_improves_a_line(situation: Situation, hours: int) -> None:
    for before, after in zip(situation.evaluate(), later(situation, hours).evaluate(), strict=True):
        assert ranks(before).keys() == ranks(after).keys()
        assert all(ranks(after)[line] <= rank for line, rank in ranks(before).items())


@given(situations(), HOURS)
def test_later_never_improves_a_source(situation: Situation, hours: int) -> None:
    for before, after in zip(situation.evaluate(), later(situation, hours).evaluate(), strict=True):
        for line, same in zip(before.lines, after.lines, strict=True):
            for source, then in zip(line.sources, same.sources, strict=True):
                assert SOURCE.index(then.status.status) <= SOURCE.index(source.status.status)


@given(situations(), HOURS)
def test_time_alone_changes_neither_the_order_nor_its_money(
    situation: Situation, hours: int
) -> None:
    """Only products and sources wait for days."""
    keys = ("order", "invoice", "payment")
    before, after = (
        {key: value for key, value in told(each.evaluate(), in_full).items() if key[1] in keys}
        for each in (situation, later(situation, hours))
    )
    assert after == before
