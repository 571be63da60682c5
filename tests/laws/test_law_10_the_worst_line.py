"""Law 10. An order's product status is the worst of its countable lines."""

from hypothesis import given

import costatus as cs
from costatus.testing import Situation, situations

DELAYED = cs.ProductStatus.DELAYED


@given(situations())
def test_the_order_has_the_status_of_its_worst_line(situation: Situation) -> None:
    """With the reasons of the lines that have that status, and the notes of all."""
    for report in situation.evaluate():
        lines = [line.product for line in report.lines if line.product is not None]
        if report.product is None:
            assert not lines
            continue
        worst = min(line.status for line in lines)
        assert report.product.status is worst
        assert report.product.reasons == tuple(
            reason for line in lines if line.status is worst for reason in line.reasons
        )
        notes = list(report.product.notes)
        if worst is not DELAYED and any(line.status is DELAYED for line in lines):
            assert notes.pop().code is cs.ReasonCode.LINES_DELAYED
        assert notes == [note for line in lines for note in line.notes]
