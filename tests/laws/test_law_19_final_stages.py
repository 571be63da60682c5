"""Law 19. Canceled and Archived absorb."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, orders, situations

FINAL = {
    cs.OrderStatus.CANCELED: {cs.OrderStatus.CANCELED, cs.OrderStatus.ARCHIVED},
    cs.OrderStatus.ARCHIVED: {cs.OrderStatus.ARCHIVED},
}


@given(situations(), st.sampled_from(tuple(FINAL)))
def test_no_fact_moves_a_final_order(situation: Situation, stage: cs.OrderStatus) -> None:
    """Whatever is booked, shipped or started, and whatever the settings; it has no sources."""
    final = tuple(attrs.evolve(order, stage=stage) for order in situation.orders)
    for report in attrs.evolve(situation, orders=final).evaluate():
        assert report.status is stage
        assert report.pipeline_stage is None
        assert not any(line.sources for line in report.lines)


@given(orders(), st.sampled_from(tuple(FINAL)), st.lists(st.sampled_from(tuple(cs.OrderStatus))))
def test_no_move_leaves_a_final_stage(
    order: cs.CustomerOrder, stage: cs.OrderStatus, moves: list[cs.OrderStatus]
) -> None:
    """A canceled order can only be archived, an archived one stays so."""
    order = attrs.evolve(order, stage=stage)
    for move in moves:
        allowed = FINAL[order.stage]
        assert set(cs.allowed_moves(order)) == allowed
        if move in allowed:
            order = cs.assign(order, move).order
            assert order.stage is move
        else:
            with pytest.raises(cs.MoveRefused):
                cs.assign(order, move)
