"""Law 10. An order's product status is the worst of its countable lines."""

from hypothesis import given

from costatus.testing import Situation, assert_the_worst_line_decides, situations


@given(situations())
def test_the_order_has_the_status_of_its_worst_line(situation: Situation) -> None:
    """With the reasons of the lines that have that status, and the notes of all."""
    assert_the_worst_line_decides(situation)
