"""Law 14. A change to one line changes no other line's product status (tracing on)."""

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from costatus.testing import Situation, order_lines, situations


@given(st.data(), situations(tracing=True, max_orders=1))
def test_a_change_to_one_line_changes_no_other(data: st.DataObject, situation: Situation) -> None:
    """Neither its product nor its sources, with every reason and note.

    With tracing off the lines of one item share its supply, so there is no such law.
    """
    (order,) = situation.orders
    assume(order.lines)
    first, *others = order.lines
    line = data.draw(order_lines(situation.as_of, lots=situation.lots, stem=first.id))
    assume(line.id not in {other.id for other in others})
    changed = attrs.evolve(order, lines=(line, *others))
    before = situation.evaluate()[0]
    after = attrs.evolve(situation, orders=(changed,)).evaluate()[0]
    assert after.lines[1:] == before.lines[1:]
