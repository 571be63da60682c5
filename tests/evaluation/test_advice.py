"""Proposals: every change that advice considers is an order that a host could have."""

from typing import Any

import pytest
from attrs import evolve

import costatus as cs
from costatus._evaluation.advice import proposals
from tests.cases.build import TODAY, day, line, lot, made, order
from tests.reference.workload import workload
from tests.rules.evaluated import tables_and_facts


def _part(name: str, *lots: cs.StockLot, **more: Any) -> cs.Part:
    return cs.Part(name, "wheel", 4, bookings=[cs.Booking(each, 4) for each in lots], **more)


OLD_ORDER = cs.PurchaseOrder("PO-9", "new")
BUSY = made(
    parts=[
        _part("1"),
        _part("2", lot("W1", status="requested")),
        _part("3", lot("W2", status="planned", source=OLD_ORDER)),
        _part("4", lot("W3", status="planned", expected_on=day(9))),
    ],
    operations=[
        cs.Operation("10", finished=True),
        cs.Operation("20", planned_start=day(-3), planned_finish=day(-2)),
        cs.Operation("30", started=True, planned_finish=day(-1)),
    ],
    planned_finish=day(-1),
)
ODD = [
    order(line(lot(status="planned", source=BUSY))),
    order(line(lot(status="planned")), promised_on=None),
    order(line(shipped=10, name="1"), line(lot(), name="2")),
    order(line(lot(), shipped=10), stage="shipped"),
]
ORDERS = [*workload(150, odd=0.5), *(evolve(each, id=f"X-{n}") for n, each in enumerate(ODD))]


@pytest.mark.parametrize("tracing", [True, False])
def test_every_proposal_can_be_evaluated_and_gives_its_status(tracing: bool) -> None:
    settings = cs.Settings(tracing=tracing)
    pegging = None if tracing else cs.peg(ORDERS, [], as_of=TODAY, settings=settings)
    found = 0
    for table, facts in tables_and_facts(ORDERS, settings, pegging):
        for proposal in proposals(table.family, facts):
            report = cs.evaluate(
                proposal.order, as_of=TODAY, settings=settings, pegging=proposal.supply
            )
            status = proposal.status()
            assert status is None or status in report.words().values()
            found += 1
    assert found > 500
