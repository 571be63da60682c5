"""Law 1. Determinism; inputs never change."""

from decimal import localcontext

from hypothesis import given

from costatus.testing import Situation, situations
from tests.laws.reading import Decision, read, sentences, status
from tests.laws.rebuild import rebuild


@given(situations())
def test_equal_inputs_get_equal_reports_and_stay_as_they_are(situation: Situation) -> None:
    """Whether they are one object or equal copies; every sentence is read."""
    twin = rebuild(situation, lambda model: model)
    first = situation.evaluate()
    assert first == situation.evaluate() == twin.evaluate()
    assert read(first, sentences) == read(twin.evaluate(), sentences)
    assert situation == twin


@given(situations())
def test_a_decimal_context_of_the_host_changes_nothing(situation: Situation) -> None:
    """Numbers are computed exactly, whatever precision the host has set for its own."""

    def everything(decision: Decision) -> object:
        return status(decision), sentences(decision), decision.next_better

    expected = read(situation.evaluate(), everything)
    with localcontext(prec=1):
        assert read(situation.evaluate(), everything) == expected
