"""Law 2. Whatever constructs and can be compared with `as_of` gets a status for every subject and
a reason whose sentence renders.
"""

import re
from datetime import date, datetime

import pytest
from hypothesis import given

import costatus as cs
from costatus.models._moments import is_aware
from costatus.testing import Situation, as_ofs, orders, situations

SENTENCE = re.compile(r"[A-Z].+: .+\. \[\w+\]", re.DOTALL)
NOTE = re.compile(r"[A-Z].+: .+\.", re.DOTALL)


@given(situations())
def test_every_subject_has_a_status_and_every_reason_a_sentence(situation: Situation) -> None:
    """The order, its money, its countable lines and their sources."""
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        assert [line.line_id for line in report.lines] == [line.id for line in order.lines]
        always = {cs.StatusKey("order"), cs.StatusKey("invoicing"), cs.StatusKey("payment")}
        assert always <= report.words().keys() == dict(report.decisions()).keys()
        assert (report.product is None) == all(line.product is None for line in report.lines)
        for key, decision in report.decisions():
            assert report.words()[key] == decision.status.value
            assert decision.reasons
            assert all(SENTENCE.fullmatch(str(reason)) for reason in decision.reasons)
            assert all(NOTE.fullmatch(str(note)) for note in decision.notes)
        assert cs.explain(report)


@given(as_ofs().flatmap(orders), as_ofs())
def test_what_cannot_be_compared_is_refused_and_named(
    order: cs.CustomerOrder, as_of: date | datetime
) -> None:
    """An order with a moment that cannot be compared with `as_of` raises InvalidInput."""
    if all(comparable(moment, as_of) for moment in moments(order)):
        assert cs.evaluate(order, as_of=as_of).words()
    else:
        with pytest.raises(cs.InvalidInput) as refused:
            cs.evaluate(order, as_of=as_of)
        assert repr(as_of) in str(refused.value)
        for fault in refused.value.faults:
            assert isinstance(fault.value, datetime)
            assert not comparable(fault.value, as_of)


def comparable(moment: datetime, as_of: date | datetime) -> bool:
    return not isinstance(as_of, datetime) or is_aware(moment) == is_aware(as_of)


def moments(order: cs.CustomerOrder) -> list[datetime]:
    """Yield every moment of an order, however deep."""
    found: list[datetime] = []

    def walk(bookings: tuple[cs.Booking, ...]) -> None:
        for booking in bookings:
            source = booking.lot.source
            if isinstance(source, cs.ManufacturingOrder):
                owners: list[cs.ManufacturingOrder | cs.Operation] = [source, *source.operations]
                for owner in owners:
                    both = owner.planned_start, owner.planned_finish
                    found.extend(each for each in both if isinstance(each, datetime))
                for part in source.parts:
                    walk(part.bookings)

    for line in order.lines:
        walk(line.bookings)
    return found
