"""Law 1. Determinism; inputs never change."""

from decimal import localcontext

from hypothesis import given

import costatus as cs
from costatus.models.statuses import Term
from costatus.testing import Situation, situations
from tests.laws.rebuild import rebuild
from tests.laws.told import sentences, told, word


@given(situations())
def test_equal_inputs_get_equal_reports_and_stay_as_they_are(situation: Situation) -> None:
    """Be they one object or two, and read to the last sentence."""
    twin = rebuild(situation, lambda model: model)
    first = situation.evaluate()
    assert first == situation.evaluate() == twin.evaluate()
    assert told(first, sentences) == told(twin.evaluate(), sentences)
    assert situation == twin


@given(situations())
def test_a_decimal_context_of_the_host_changes_nothing(situation: Situation) -> None:
    """Numbers are reckoned exactly, whatever precision the host set for its own."""

    def everything(decision: cs.Decision[Term]) -> object:
        return word(decision), sentences(decision), decision.next_better

    expected = told(situation.evaluate(), everything)
    with localcontext(prec=1):
        assert told(situation.evaluate(), everything) == expected
