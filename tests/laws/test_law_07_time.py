"""Law 7. With nothing else changing, later `as_of` never improves a line's rank."""

from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, situations
from tests.laws.told import in_full, ranks, told

HOURS = st.sampled_from((1, 24, 25, 12, 7 * 24, 400 * 24))
SOURCE = list(cs.SourceStatus)


def later(situation: Situation, hours: int) -> Situation:
    """The same situation, so many hours later, or the days of them where `as_of` is a day."""
    as_of = situation.as_of
    if not isinstance(as_of, datetime):
        as_of += timedelta(days=1 + hours // 24)
    elif as_of.tzinfo is None:
        as_of += timedelta(hours=hours)
    else:
        as_of = (as_of.astimezone(UTC) + timedelta(hours=hours)).astimezone(as_of.tzinfo)
    return attrs.evolve(situation, as_of=as_of)


@given(situations(), HOURS)
def test_later_never_improves_a_line(situation: Situation, hours: int) -> None:
    """Nor a source of it."""
    after = later(situation, hours).evaluate()
    for report, then in zip(situation.evaluate(), after, strict=True):
        assert ranks(report).keys() == ranks(then).keys()
        assert all(ranks(then)[line] <= rank for line, rank in ranks(report).items())
        for line, same in zip(report.lines, then.lines, strict=True):
            for source, late in zip(line.sources, same.sources, strict=True):
                assert SOURCE.index(late.status.status) <= SOURCE.index(source.status.status)


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
