"""The face of the library: bad input, moves, the pipeline, explanations."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

import costatus as cs
from costatus.models.as_of import AsOf
from costatus._evaluation.decision import AS_TOLD
from costatus.rules.facts.manufacturing import ManufacturingFacts
from costatus.rules.facts.context import EvaluationContext
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, order

BAD: list[tuple[str, Any, str]] = [
    ("a text that is no number", lambda: line(quantity="ten"), "quantity: got 'ten'"),  # type: ignore[arg-type]
    ("not a number", lambda: line(quantity=float("nan")), "quantity: got nan"),  # type: ignore[arg-type]
    ("a bool", lambda: line(shipped=True), "shipped: got True"),
    ("a negative", lambda: line(shipped=-1), "without its sign"),
    ("a list for a number", lambda: line(shipped=[]), "shipped: got []"),
    ("too large", lambda: line(shipped=10**15), "use a larger unit"),
    ("too fine", lambda: line(shipped="0.0000000001"), "round it to 9 decimals"),
    ("a huge exponent", lambda: line(shipped="1e99999"), "use a larger unit"),
    ("an empty booking", lambda: cs.Booking(lot=lot(), quantity=0), "greater than 0"),
    ("no lot", lambda: cs.Booking(lot=None, quantity=1), "expected a StockLot"),  # type: ignore[arg-type]
    ("a datetime as a day", lambda: line(promised_on=datetime(2026, 1, 1)), "site's zone"),
    ("a text as a day", lambda: line(promised_on="2026-01-01"), "expected a date"),
    ("a text as a deadline", lambda: made(planned_start="x"), "expected a date or a datetime"),
    ("an empty id", lambda: lot(""), "a text that is not empty"),
    ("a strange source", lambda: lot(source=3), "a ManufacturingOrder, PurchaseOrder"),
    ("a strange word", lambda: line(kind="stocked"), "a member of LineKind"),
    ("a strange flag", lambda: cs.Settings(tracing=1), "expected True or False"),  # type: ignore[arg-type]
    ("a strange priority", lambda: order(priority=0), "1 being the first"),
    ("a strange collection", lambda: order(invoices="x"), "a tuple or a list of Invoice"),
    ("a stranger among lines", lambda: order(line(), None), "lines[1]: got None"),  # type: ignore[arg-type]
    ("an automatic stage", lambda: order(stage="in_production"), "a stage that a person chooses"),
    ("more closed than ordered", lambda: line(closed=11), "at most the line's quantity 10"),
    ("two lines of one id", lambda: order(line(), line()), "lines[1].id: got '1'"),
    ("two invoices of one id", lambda: order(invoices=[invoice("1"), invoice("2")]), "invoices[1]"),
    (
        "a lot told twice",
        lambda: order(line(lot()), line(lot(status="planned"), name="2")),
        "lines[1].bookings[0].lot: got \"lot 'L1'\"",
    ),
    (
        "a source told twice",
        lambda: order(
            line(lot(source=bought())), line(lot("L2", source=bought("received")), name="2")
        ),
        "lines[1].bookings[0].lot.source",
    ),
]


@pytest.mark.parametrize(("title", "build", "message"), BAD, ids=[case[0] for case in BAD])
def test_bad_input_is_named(title: str, build: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        build()
    assert message in str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.OrderLine(id="7", item="", quantity=-1, shipped=True)
    assert [fault.path for fault in caught.value.faults] == ["item", "quantity", "shipped"]
    assert str(caught.value).startswith("OrderLine '7' has 3 faults:")


def test_numbers_are_exact() -> None:
    given = line(quantity=0.1 + 0.2, shipped=Decimal("-0"))  # type: ignore[arg-type]
    assert given.quantity == Decimal("0.3")
    assert str(given.shipped) == "0"
    with localcontext(prec=2):
        report = cs.evaluate(order(line(lot(), quantity=123456, booked=123455)), as_of=TODAY)
        assert report.product is not None
        assert report.product.reasons[0].facts["missing"] == 1


def test_days_and_texts_of_a_kind_are_kept_plain() -> None:
    class Day(date):
        pass

    class Text(str):
        __slots__ = ()

    assert type(line(promised_on=Day(2026, 1, 1)).promised_on) is date
    assert type(lot(Text("L")).id) is str


def test_as_of_compares_days_and_moments() -> None:
    east = timezone(timedelta(hours=2))
    now = AsOf(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert now.day(datetime(2026, 11, 25, 1, tzinfo=east)) == TODAY.toordinal()
    assert now.passed(datetime(2026, 11, 25, 1, 30, tzinfo=east))
    assert not now.passed(datetime(2026, 11, 25, 1, 31, tzinfo=east))
    assert not now.passed(None)
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))
    assert now.day(last) == date.max.toordinal()
    with pytest.raises(cs.InvalidInput, match="a date or a datetime"):
        AsOf("today")


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
