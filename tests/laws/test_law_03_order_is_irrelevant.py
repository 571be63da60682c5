"""Law 3. Order of lines, bookings, invoices, parts, lots is irrelevant."""

from hypothesis import given
from hypothesis import strategies as st

from costatus.testing import Situation, assert_order_is_irrelevant, situations


@given(situations(), st.integers())
def test_order_is_irrelevant(situation: Situation, seed: int) -> None:
    """Statuses, percents, rows and codes; which of several a sentence names first may differ."""
    assert_order_is_irrelevant(situation, seed)
