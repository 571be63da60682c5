"""The face of the library: bad input, moves, the pipeline, explanations."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

import costatus as cs
from costatus._evaluation.decision import AS_TOLD
from costatus.models.as_of import AsOf
from costatus.rules.facts.context import EvaluationContext
from costatus.rules.facts.manufacturing import ManufacturingFacts
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, order


def test_moments_that_cannot_be_compared_are_refused() -> None:
    inner = made(name="MO-2", planned_finish=datetime(2026, 1, 1))
    wheel = cs.Booking(lot=lot("W", source=inner), quantity=1)
    parts = [cs.Part(id="p", item="wheel", quantity=1, bookings=[wheel, wheel])]
    source = made(parts=parts, planned_start=datetime(2026, 1, 1))
    given = order(line(lot(source=source)))
    assert cs.evaluate(given, as_of=TODAY).order_id == "CO-1"
    with pytest.raises(cs.InvalidInput) as caught:
        cs.evaluate(given, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert [fault.path.rpartition(".")[2] for fault in caught.value.faults] == [
        "planned_start",
        "planned_finish",
    ]


def test_tracing_off_needs_a_pegging() -> None:
    with pytest.raises(cs.InvalidInput, match="as tracing is off"):
        cs.evaluate(order(), as_of=TODAY, settings=cs.Settings(tracing=False))


def test_pegging() -> None:
    lots = [
        lot("requested", status="requested", quantity=10),
        lot("late", status="planned", quantity=4, expected_on=day(9)),
        lot("undated", status="planned", quantity=4),
        lot("here", quantity=3),
        lot("empty"),
    ]
    given = order(
        line(quantity=9), line(quantity=20, name="2"), line(shipped=10, name="3"), line(name="4")
    )
    pegging = cs.peg([given], lots, as_of=datetime(2026, 11, 24, 1))
    taken = [(each.lot.id, int(each.quantity)) for each in pegging.bookings("CO-1", "1")]
    assert taken == [("here", 3), ("late", 4), ("undated", 2)]
    assert pegging.shortage("CO-1", "2") == 8
    assert pegging.shortage("CO-1", "3") == 0
    assert pegging.supply("bike") == 21
    assert pegging.orders_ahead("CO-1", "3") == ((), 0)
    settings = cs.Settings(tracing=False)
    at = datetime(2026, 11, 24, 1)
    report = cs.evaluate(given, as_of=at, settings=settings, pegging=pegging)
    assert report.words()["product", "2"] == "not_enough"
    with pytest.raises(cs.InvalidInput, match="orders"):
        cs.peg([given, given], lots, as_of=TODAY)


def test_moves() -> None:
    given = order(line(lot()))
    move = cs.assign(given, cs.OrderStatus.CANCELED)
    assert move.released == (("1", given.lines[0].bookings[0]),)
    assert move.order.lines[0].bookings == ()
    assert cs.assign(given, cs.OrderStatus.CONFIRMED).order is given
    shipped = cs.assign(given, cs.OrderStatus.SHIPPED)
    assert [note.code.value for note in shipped.notes] == ["goods_not_shipped"]
    done = order(line(shipped=10))
    assert cs.assign(done, cs.OrderStatus.SHIPPED).notes == ()
    assert cs.allowed_moves(move.order) == (cs.OrderStatus.CANCELED, cs.OrderStatus.ARCHIVED)
    archived = cs.archive(move.order).order
    refused = [
        (given, cs.OrderStatus.READY_FOR_SHIPMENT, "assigned_automatically"),
        (given, cs.OrderStatus.ARCHIVED, "not_finished"),
        (move.order, cs.OrderStatus.IN_PRODUCTION, "canceled_is_final"),
        (archived, cs.OrderStatus.CONFIRMED, "archived_is_final"),
    ]
    for what, stage, code in refused:
        with pytest.raises(cs.MoveRefused) as caught:
            cs.assign(what, stage)
        assert caught.value.code == code
        assert str(caught.value).startswith("Order CO-1: ")


def test_archivable_is_right_at_month_ends() -> None:
    def last_active(on: date | None, stage: str = "delivered") -> cs.CustomerOrder:
        return order(stage=stage, last_activity_on=on)

    orders = [
        last_active(date(2027, 2, 28)),
        last_active(date(2027, 3, 1)),
        last_active(None),
        last_active(date(2000, 1, 1), "confirmed"),
    ]
    leap_day = date(2028, 2, 29)
    found = cs.archivable(orders, as_of=leap_day, older_than=relativedelta(years=1))
    assert [each.last_activity_on for each in found] == [date(2027, 2, 28)]


@pytest.mark.parametrize(
    "period", [relativedelta(hours=36), relativedelta(years=3000), 730], ids=repr
)
def test_a_retention_that_leads_to_no_day_is_refused(period: Any) -> None:
    with pytest.raises(cs.InvalidInput, match="older_than: got"):
        cs.archivable([], as_of=TODAY, older_than=period)


def test_pipeline_counts_and_sums() -> None:
    orders = [
        order(line(lot()), total="10.10"),
        order(line(lot()), total="0.20"),
        order(stage="delivered", total="5"),
    ]
    stages = cs.pipeline(cs.evaluate(each, as_of=TODAY) for each in orders)
    assert {each.stage.value: (each.count, each.total) for each in stages if each.count} == {
        "ready_for_shipment": (2, Decimal("10.30"))
    }
    assert len(stages) == 6


def test_explain_tells_what_would_change_it() -> None:
    late = lot(status="planned", source=bought(expected_on=day(9)))
    text = cs.explain(
        cs.evaluate(order(line(late), line(lot("L2", status="planned"), name="2")), as_of=TODAY)
    )
    assert "purchase order PO-1 is expected on 2026-12-03, two days after" in text
    assert (
        "What would change it: Expected on time. "
        "Purchase order PO-1 is expected before 2026-12-01. [P8]"
    ) in text
    assert "What would change it: Ready for Shipment. " in text
    product = cs.evaluate(order(line(late), line(lot("L2"), name="2")), as_of=TODAY).product
    assert product is not None
    missed = product.next_better
    assert missed is not None
    assert (missed.goal, missed.row) == (cs.ProductStatus.EXPECTED_ON_TIME, "P8")
    canceled = cs.evaluate(order(line(late), stage="canceled"), as_of=TODAY)
    assert "What would change it" not in cs.explain(canceled)
    done = cs.explain(cs.evaluate(order(line(shipped=10), promised_on=None), as_of=TODAY))
    assert "Delivered" in done
    partly = order(line(lot(), booked=3), total="9", invoices=[invoice("4", paid="2")])
    assert "5 remaining" in cs.explain(cs.evaluate(partly, as_of=TODAY))
    freight = order(line(kind=cs.LineKind.NON_INVENTORY), line(name="2"), stage="delivered")
    assert "Line 1" not in cs.explain(cs.evaluate(freight, as_of=TODAY))


def test_a_lot_that_is_booked_twice_is_named_once() -> None:
    for status, row in (("requested", "P5"), ("planned", "P7x")):
        twice = lot(status=status)
        product = cs.evaluate(order(line(twice, twice, booked=5)), as_of=TODAY).product
        assert product is not None
        assert (product.reasons[0].row, product.reasons[0].facts["lots"]) == (row, ("L1",))


def test_reports_and_decisions_compare_by_what_they_say() -> None:
    given = order(line(lot()), total="5", invoices=[invoice("2")])
    first, second = (cs.evaluate(given, as_of=TODAY) for _ in range(2))
    assert first == second
    assert hash(first.status) == hash(second.status)
    assert first.status != first.invoice
    assert first.status != "ready_for_shipment"
    assert first != "CO-1"
    assert hash(first) == hash(second)
    assert set(first.status.reasons) == set(second.status.reasons)
    assert repr(first) == "<OrderReport CO-1, as of 2026-11-24: Ready for Shipment>"
    assert (repr(first.status), repr(first.invoice)) == (
        "<Decision Ready for Shipment>",
        "<Decision Part invoiced 40 %>",
    )


def test_the_mo_that_is_named_first_does_not_hang_on_the_order_of_bookings() -> None:
    bookings = [
        cs.Booking(
            cs.StockLot(f"L{n}", "bike", cs.LotStatus.PLANNED, source=made("paused", f"MO-{n}")), 5
        )
        for n in (1, 2)
    ]
    for booked in (bookings, bookings[::-1]):
        given = order(cs.OrderLine("1", "bike", 10, bookings=booked))
        (reason,) = cs.evaluate(given, as_of=TODAY).status.reasons
        assert (reason.row, reason.subject.id) == ("O6", "MO-1")
        assert reason.facts["sources"] == ("MO-1", "MO-2")


def test_reasons_compare_by_what_they_say() -> None:
    given = order(line(), promised_on=TODAY)
    (first,), (second,) = (
        report.lines[0].product.reasons
        for report in (cs.evaluate(given, as_of=TODAY) for _ in range(2))
        if report.lines[0].product is not None
    )
    assert first == second
    assert hash(first) == hash(second)
    assert first != str(first)
    assert repr(first) == f"<Reason {first}>"
    told = str(first)
    assert str(first) is told


def test_a_sentence_has_numbers_as_people_write_them() -> None:
    hundred: Any = Decimal("1E+2")
    product = cs.evaluate(order(line(lot(), quantity=hundred)), as_of=TODAY).lines[0].product
    assert product is not None
    assert "10 of the outstanding 100 are booked, 90 missing" in str(product.reasons[0])


def test_what_is_remembered_of_shared_sources_is_bounded() -> None:
    context = EvaluationContext(AsOf(TODAY), cs.Settings())
    orders = [made() for _ in range(600)]
    for source in orders:
        assert context.plan(source) is context.plan(source)
        facts = context.remembered(ManufacturingFacts, source, 1)
        assert context.remembered(ManufacturingFacts, source, 1) is facts
        assert len(context._plans) <= 256
        assert len(context._made) <= 256


def test_what_a_report_is_made_of_tells_itself() -> None:
    goods = line(lot(status="planned", source=bought()))
    service = line(name="2", kind=cs.LineKind.NON_INVENTORY)
    report = cs.evaluate(order(goods, service), as_of=TODAY)
    assert list(map(repr, [*report.lines, *report.lines[0].sources])) == [
        "<LineReport 1: Possibly delayed>",
        "<LineReport 2: asks for no goods>",
        "<SourceReport Purchase order PO-1: Expected on time>",
    ]
    reason = report.status.reasons[0]
    assert repr(reason.subject) == "<Subject order CO-1>"
    assert reason.subject == reason.about != "order CO-1"
    assert hash(reason.subject) == hash(reason.about)


def test_every_public_name_says_what_it_is() -> None:
    """Also where its module is compiled."""
    classes_and_functions = [
        name for name in cs.__all__ if getattr(getattr(cs, name), "__module__", "") != "typing"
    ]
    assert {"Decision", "OrderReport", "evaluate"} < {*classes_and_functions}
    silent = [name for name in classes_and_functions if not getattr(cs, name).__doc__]
    assert silent == []


def test_hashing_reads_no_reasons() -> None:
    """A host may keep reports and decisions in sets without paying for text."""

    mute = cs.Decision(AS_TOLD, None, cs.ProductStatus.DELAYED)
    assert hash(mute) == hash(cs.Decision(AS_TOLD, "another", cs.ProductStatus.DELAYED))
    with pytest.raises((AttributeError, TypeError)):
        assert mute.reasons
    report = cs.evaluate(order(line(lot())), as_of=TODAY)
    assert hash(report) == hash(cs.evaluate(order(line(lot())), as_of=TODAY))
