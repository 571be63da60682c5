"""Law 7. With nothing else changing, later `as_of` never improves a line's rank."""

from hypothesis import given
from hypothesis import strategies as st

from costatus.testing import Situation, assert_later_is_never_better, situations

HOURS = st.sampled_from((1, 24, 25, 12, 7 * 24, 400 * 24))


@given(situations(), HOURS)
def test_later_never_improves_a_line(situation: Situation, hours: int) -> None:
    """Nor a source of it; time alone changes neither the order's status nor its money."""
    assert_later_is_never_better(situation, hours)
