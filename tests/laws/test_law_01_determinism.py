"""Law 1. Determinism; inputs never change."""

from copy import deepcopy
from decimal import localcontext

from hypothesis import given

from costatus.testing import Situation, situations
from tests.laws.rebuild import rebuild
from tests.laws.told import sentences, told


@given(situations())
def test_the_same_input_gets_the_same_report(situation: Situation) -> None:
    """Equal inputs, be they one object or two, get equal reports."""
    again = rebuild(situation, lambda model: model)
    first = situation.evaluate()
    assert first == situation.evaluate() == again.evaluate()
    assert told(first, sentences) == told(again.evaluate(), sentences)


@given(situations())
def test_a_decimal_context_of_the_host_changes_nothing(situation: Situation) -> None:
    """Numbers are reckoned exactly, whatever precision the host set for its own."""
    expected = situation.evaluate()
    with localcontext(prec=1):
        assert situation.evaluate() == expected


@given(situations())
def test_inputs_never_change(situation: Situation) -> None:
    """Evaluating, and reading all that a report tells, leaves the input as it was."""
    before = deepcopy(situation)
    told(situation.evaluate(), sentences)
    assert situation == before
