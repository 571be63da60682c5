"""Law 7. With nothing else changing, later `as_of` never improves a line's rank."""

from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from costatus.testing import Situation, situations
from tests.laws.reading import ranks

HOURS = st.sampled_from((1, 24, 25, 12, 7 * 24, 400 * 24))


def later(situation: Situation, hours: int) -> Situation:
    """Return the situation so many hours later, or the days of them where `as_of` is a day."""
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
    """Nor a source of it; time alone changes neither the order's status nor its money."""
    for before, after in zip(situation.evaluate(), later(situation, hours).evaluate(), strict=True):
        assert ranks(before).keys() == ranks(after).keys()
        assert all(ranks(after)[line] <= rank for line, rank in ranks(before).items())
        for line, same in zip(before.lines, after.lines, strict=True):
            for source, then in zip(line.sources, same.sources, strict=True):
                assert then.status.rank <= source.status.rank
        assert after.order == before.order
        assert (after.invoicing, after.payment) == (before.invoicing, before.payment)
