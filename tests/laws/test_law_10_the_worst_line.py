"""Law 10. An order's product status is the worst of its countable lines."""

from hypothesis import given

import costatus as cs
from costatus.testing import Situation, situations
from tests.laws.told import rank


@given(situations())
def test_the_order_is_as_its_worst_line(situation: Situation) -> None:
    """With the reasons of the lines that have that word, and the notes of all."""
    for report in situation.evaluate():
        lines = [line.product for line in report.lines if line.product is not None]
        if report.product is None:
            assert not lines
            continue
        word = min(lines, key=rank).status
        assert report.product.status is word
        assert report.product.reasons == tuple(
            reason for line in lines if line.status is word for reason in line.reasons
        )
        notes = [note for line in lines for note in line.notes]
        late = cs.ProductStatus.DELAYED
        hidden = word is not late and any(line.status is late for line in lines)
        told = list(report.product.notes)
        if hidden:
            assert told.pop().code is cs.ReasonCode.LINES_DELAYED
        assert told == notes
