"""For every row a case where it decides, and one at its boundary where it just does not."""

from datetime import datetime
from typing import Any

import pytest

import costatus as cs
from costatus.rules import TABLES
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, moved, order

PLANNED: Any = {"status": "planned"}
PO_LATE = lot(status="planned", source=bought(expected_on=day(8)))
PO_THAT_DAY = lot(status="planned", source=bought(expected_on=day(7)))
PO_EARLY = lot(status="planned", source=bought(expected_on=day(6)))


def planned(source: Any = None, expected: int | None = None) -> cs.StockLot:
    expected_on = None if expected is None else day(expected)
    return lot(status="planned", source=source, expected_on=expected_on)


PRODUCT = [
    ("everything is shipped", "P1", order(line(shipped=10))),
    ("one is left to ship, and nothing booked", "P2", order(line(shipped=9))),
    ("nine of ten are booked", "P2", order(line(lot(), booked=9))),
    ("all ten are in stock", "P4", order(line(lot()))),
    ("all ten are in stock, past the promise", "P4", order(line(lot()), promised_on=day(-1))),
    ("the lot is requested", "P5", order(line(lot(status="requested")))),
    ("the MO finishes a day late", "P6m", order(line(planned(made(planned_finish=day(8)))))),
    ("the MO finishes that day", "P7m", order(line(planned(made(planned_finish=day(7)))))),
    ("the MO finishes a day early", "P8", order(line(planned(made(planned_finish=day(6)))))),
    ("the PO comes a day late", "P6p", order(line(PO_LATE))),
    ("the PO comes that day", "P7p", order(line(PO_THAT_DAY))),
    ("the PO comes a day early", "P8", order(line(PO_EARLY))),
    ("the TO comes a day late", "P6t", order(line(planned(moved(planned_arrival_on=day(8)))))),
    ("the TO comes that day", "P7t", order(line(planned(moved(planned_arrival_on=day(7)))))),
    ("a lot of no source comes a day late", "P6l", order(line(planned(expected=8)))),
    ("a lot of no source comes that day", "P7l", order(line(planned(expected=7)))),
    ("promised for yesterday", "P6d", order(line(planned(expected=-2)), promised_on=day(-1))),
    ("promised for today", "P7d", order(line(planned(expected=-2)), promised_on=day(0))),
    ("promised for tomorrow", "P8", order(line(planned(expected=-2)), promised_on=day(1))),
    ("nobody knows when the lot comes", "P7x", order(line(planned()))),
    ("nothing was promised", "P8", order(line(planned()), promised_on=None)),
    ("the order is delivered", "P8", order(line(planned()), stage="delivered")),
]


@pytest.mark.parametrize(("title", "row", "given"), PRODUCT, ids=[case[0] for case in PRODUCT])
def test_product(title: str, row: str, given: cs.CustomerOrder) -> None:
    product = cs.evaluate(given, as_of=TODAY).lines[0].product
    assert product is not None
    assert product.reasons[0].row == row
    assert f"[{row}]" in str(product.reasons[0])


@pytest.mark.parametrize(
    "given",
    [line(quantity=0), line(quantity=5, closed=5), line(kind=cs.LineKind.NON_INVENTORY)],
    ids=["nothing ordered", "all given up", "freight"],
)
def test_a_line_that_asks_for_nothing_has_no_word(given: cs.OrderLine) -> None:
    report = cs.evaluate(order(given), as_of=TODAY)
    assert report.product is None
    assert report.lines[0].product is None
    assert report.status.reasons[0].row == "O2"
    assert ("product",) not in report.words()


def part(*lots: cs.StockLot, quantity: int = 4, booked: int = 4, consumed: int = 0) -> cs.Part:
    bookings = tuple(cs.Booking(lot=each, quantity=booked) for each in lots)
    return cs.Part(id="1", item="wheel", quantity=quantity, consumed=consumed, bookings=bookings)


def step(**more: Any) -> cs.Operation:
    return cs.Operation(id="10", **more)


WHEEL = lot("W", status="planned", expected_on=day(3))
FROM_DAY_4: Any = {"planned_start": day(4), "planned_finish": day(6)}
SOURCE = [
    ("the MO is finished", "M1", planned(made("finished"))),
    ("a wheel is not booked", "M2", planned(made(parts=[part(booked=3)], **FROM_DAY_4))),
    (
        "a wheel is not booked, but used",
        "M6",
        planned(made(parts=[part(consumed=4)], **FROM_DAY_4)),
    ),
    ("the MO is new", "M3a", planned(made("new", **FROM_DAY_4))),
    ("the MO is not scheduled", "M3b", planned(made("not_scheduled", **FROM_DAY_4))),
    (
        "a wheel's lot is requested",
        "M3c",
        planned(made(parts=[part(lot("W", status="requested"))], **FROM_DAY_4)),
    ),
    ("should have been finished yesterday", "M4", planned(made(planned_finish=day(-1)))),
    ("should be finished today", "M6", planned(made(planned_finish=day(0)))),
    ("wheels come before the start", "M6", planned(made(parts=[part(WHEEL)], **FROM_DAY_4))),
    (
        "wheels come after the start",
        "M5a",
        planned(made(parts=[part(WHEEL)], planned_start=day(2), planned_finish=day(6))),
    ),
    (
        "a step should have started yesterday",
        "M5b",
        planned(made(operations=[step(planned_start=day(-1))], planned_finish=day(6))),
    ),
    (
        "a step should start today",
        "M6",
        planned(made(operations=[step(planned_start=day(0))], planned_finish=day(6))),
    ),
    (
        "a started step should have finished yesterday",
        "M5c",
        planned(
            made(operations=[step(planned_finish=day(-1), started=True)], planned_finish=day(6))
        ),
    ),
    ("nobody planned the finish", "M5x", planned(made())),
    (
        "nobody knows when the wheels come",
        "M5x",
        planned(made(parts=[part(lot("W", status="planned"))], **FROM_DAY_4)),
    ),
    ("the PO is received", "U1", planned(bought("received"))),
    ("its lot is received", "U1", lot(source=bought())),
    ("the PO is approved, not ordered", "U2", planned(bought("approved"))),
    ("the PO was due yesterday", "U3b", planned(bought(expected_on=day(-1)))),
    ("the PO is due today", "U4", planned(bought(expected_on=day(0)))),
    ("the PO is due after the promise", "U3c", PO_LATE),
    ("the PO has no day", "U4", planned(bought())),
    ("the TO is received", "T1", planned(moved("received"))),
    ("the TO should have arrived yesterday", "T2a", planned(moved(planned_arrival_on=day(-1)))),
    ("the TO arrives after the promise", "T2b", planned(moved(planned_arrival_on=day(8)))),
    (
        "the TO should have left yesterday",
        "T3a",
        planned(moved(planned_shipment_on=day(-1), planned_arrival_on=day(3))),
    ),
    (
        "the TO should leave today",
        "T4",
        planned(moved(planned_shipment_on=day(0), planned_arrival_on=day(3))),
    ),
    ("the TO has no day", "T3x", planned(moved())),
]


@pytest.mark.parametrize(("title", "row", "given"), SOURCE, ids=[case[0] for case in SOURCE])
def test_source(title: str, row: str, given: cs.StockLot) -> None:
    report = cs.evaluate(order(line(given)), as_of=TODAY)
    decision = report.lines[0].sources[0].status
    assert decision.reasons[0].row == row
    assert f"[{row}]" in str(decision.reasons[0])


@pytest.mark.parametrize(
    ("source", "row"), [(bought(), "U3a"), (moved(planned_arrival_on=day(0)), "T2c")]
)
def test_a_source_is_delayed_when_the_promise_is_over(source: Any, row: str) -> None:
    given = order(line(planned(source)), promised_on=day(-1))
    decision = cs.evaluate(given, as_of=TODAY).lines[0].sources[0].status
    assert row in [reason.row for reason in decision.reasons]
    shipped = order(line(planned(source), shipped=10), promised_on=day(-1))
    decision = cs.evaluate(shipped, as_of=TODAY).lines[0].sources[0].status
    assert row not in [reason.row for reason in decision.reasons]


STARTED = made("in_progress", planned_finish=day(3))
ORDER = [
    *[
        (f"a person chose {stage}", "O1", order(line(), stage=stage))
        for stage in (
            "quotation",
            "waiting_for_confirmation",
            "shipped",
            "delivered",
            "canceled",
            "archived",
        )
    ],
    ("all is shipped, and surplus is booked", "O3", order(line(lot(), shipped=10))),
    ("all is shipped", "O4", order(line(shipped=10))),
    ("all is in stock", "O5", order(line(lot()))),
    ("production has started", "O6", order(line(planned(STARTED)))),
    (
        "a step has started",
        "O6",
        order(line(planned(made(operations=[step(started=True)], planned_finish=day(3))))),
    ),
    ("all is booked and scheduled", "O7", order(line(planned(made(**FROM_DAY_4))))),
    ("the MO is not scheduled", "O8", order(line(planned(made("new", **FROM_DAY_4))))),
    ("one is not booked", "O8", order(line(lot(), booked=9))),
]


@pytest.mark.parametrize(("title", "row", "given"), ORDER, ids=[case[0] for case in ORDER])
def test_order(title: str, row: str, given: cs.CustomerOrder) -> None:
    report = cs.evaluate(given, as_of=TODAY)
    assert report.status.reasons[0].row == row
    assert f"[{row}]" in str(report.status.reasons[0])


def test_unconfirmed_orders_advance_where_settings_say_so() -> None:
    settings = cs.Settings(advance_unconfirmed=True)
    for stage in ("quotation", "waiting_for_confirmation"):
        ready = cs.evaluate(order(line(lot()), stage=stage), as_of=TODAY, settings=settings)
        assert ready.status.status is cs.OrderStatus.READY_FOR_SHIPMENT
        stuck = cs.evaluate(order(line(), stage=stage), as_of=TODAY, settings=settings)
        assert stuck.status.status.value == stage


def test_shipped_by_hand_and_truly_shipped_has_both_reasons() -> None:
    report = cs.evaluate(order(line(shipped=10), stage="shipped"), as_of=TODAY)
    assert [reason.row for reason in report.status.reasons] == ["O1", "O4"]


MONEY = [
    ("no invoice", [], "I1a", 0, "Y1a", 0),
    ("a dummy invoice", [invoice("50", "dummy")], "I1a", 0, "Y1a", 0),
    ("an invoice over nothing", [invoice("0")], "I1b", 0, "Y2", 100),
    ("one cent of a hundred", [invoice("0.01")], "I3", 1, "Y1b", 0),
    ("all but a cent", [invoice("99.99", paid="99.98")], "I3", 99, "Y3", 99),
    ("all", [invoice("100", "paid")], "I2", 100, "Y2", 100),
    ("within half a cent", [invoice("99.995")], "I2", 100, "Y1b", 0),
    ("more than all", [invoice("120", paid="0")], "I2", 100, "Y1b", 0),
    ("paid in part, nobody knows what", [invoice("100", "paid_partially")], "I2", 100, "Y3", None),
    ("a third is paid", [invoice("90", payable="120", paid="40")], "I3", 90, "Y3", 33),
]


@pytest.mark.parametrize(
    ("title", "invoices", "invoicing", "invoiced", "payment", "paid"),
    MONEY,
    ids=[case[0] for case in MONEY],
)
def test_money(
    title: str,
    invoices: list[cs.Invoice],
    invoicing: str,
    invoiced: int,
    payment: str,
    paid: int | None,
) -> None:
    report = cs.evaluate(order(line(), total="100", invoices=invoices), as_of=TODAY)
    assert (report.invoice.reasons[0].row, report.invoice.percent) == (invoicing, invoiced)
    assert (report.payment.reasons[0].row, report.payment.percent) == (payment, paid)


def test_credit_invoices_reduce_what_is_invoiced_where_settings_say_so() -> None:
    invoices = [invoice("100"), invoice("40", kind="credit_invoice", name="C1")]
    given = order(line(), total="100", invoices=invoices)
    netting = cs.Settings(net_credit_invoices=True)
    assert cs.evaluate(given, as_of=TODAY).invoice.percent == 100
    assert cs.evaluate(given, as_of=TODAY, settings=netting).invoice.percent == 60


OFF = cs.Settings(tracing=False)


def pegged(given: cs.CustomerOrder, *others: cs.CustomerOrder, stock: int = 10) -> cs.OrderReport:
    lots = [lot(quantity=stock), lot("gone", status="rejected", quantity=5)]
    pegging = cs.peg([given, *others], lots, as_of=TODAY, settings=OFF)
    return cs.evaluate(given, as_of=TODAY, settings=OFF, pegging=pegging)


def first(**more: Any) -> cs.CustomerOrder:
    return cs.CustomerOrder(
        id="CO-0", stage=cs.OrderStatus.CONFIRMED, lines=[line(**more)], priority=1
    )


def test_tracing_off() -> None:
    rows = {
        "P2t": pegged(order(line(), stage="quotation")),
        "P3a": pegged(order(line()), stock=9),
        "P3b": pegged(order(line()), first(quantity=1)),
        "P4": pegged(order(line()), first(quantity=1), stock=11),
    }
    for row, report in rows.items():
        assert report.product is not None
        assert report.product.reasons[0].row == row
    taken = rows["P3b"].product
    assert taken is not None
    assert taken.reasons[0].facts["orders_ahead"] == ("CO-0",)
    assert "CO-0" in str(taken.reasons[0])


def notes(given: cs.CustomerOrder) -> set[str]:
    report = cs.evaluate(given, as_of=TODAY)
    told = [*report.status.notes, *report.invoice.notes, *report.payment.notes]
    told += report.product.notes if report.product else ()
    told += [
        note for each in report.lines for source in each.sources for note in source.status.notes
    ]
    assert all(str(note).endswith(".") and note.row is None for note in told)
    return {note.code.value for note in told}


def test_notes() -> None:
    late = planned(made("new", planned_finish=day(-1)))
    assert notes(order(line(lot()), promised_on=day(-1))) == {"promise_passed"}
    assert notes(order(line(late, booked=9))) == {"source_overdue", "mo_finish_passed"}
    assert notes(order(line(PO_LATE, booked=9))) == {"expected_after_promise"}
    assert notes(order(line(shipped=11))) == {"over_shipped"}
    assert notes(order(line(lot(status="rejected")))) == {"booking_not_usable"}
    assert notes(order(line(planned(bought("rfq"))))) == {"booking_not_usable"}
    assert notes(order(line(lot()), stage="canceled")) == {"bookings_not_released"}
    assert notes(order(line(), stage="shipped")) == {"goods_not_shipped"}
    assert notes(order(line(planned(bought())))) == {"no_expected_date"}
    assert notes(order(line(PO_LATE), line(name="2"))) == {"lines_delayed"}
    assert notes(order(line(PO_EARLY))) == set()
    assert notes(order(line(planned(made("new", **FROM_DAY_4))))) == set()
    agreeing = order(line(), total="5", invoices=[invoice("5", "paid", paid="5")])
    assert notes(agreeing) == set()
    prepaid = invoice("5", "paid", "prepayment_invoice")
    assert notes(order(line(), invoices=[prepaid])) == {"prepaid", "invoice_not_counted"}
    assert notes(order(line(), invoices=[invoice("5")])) == {"over_invoiced"}
    unknown = order(line(), total="5", invoices=[invoice("5", "paid_partially")])
    assert notes(unknown) == {"paid_amount_unknown"}
    for status, paid in (("paid", "4"), ("unpaid", "1"), ("paid_partially", "5")):
        odd = order(line(), total="5", invoices=[invoice("5", status, paid=paid)])
        assert notes(odd) == {"status_amount_conflict"}
    ignored = pegged(order(line(lot()))).product
    assert ignored is not None
    assert [note.code.value for note in ignored.notes] == ["bookings_ignored"]


def test_every_row_has_a_case() -> None:
    decided = {case[1] for case in [*PRODUCT, *SOURCE, *ORDER]}
    decided |= {case[2] for case in MONEY} | {case[4] for case in MONEY}
    decided |= {"P0", "O2", "U3a", "T2c", "P2t", "P3a", "P3b"}
    assert decided == {row.id for table in TABLES.values() for row in table.rows}
    for table in TABLES.values():
        for row in table.rows:
            said = row.holds.__doc__ or ""
            assert said.startswith((f"{row.id}. ", "Otherwise"))


def test_moments_and_shared_sources() -> None:
    source = made(
        operations=[
            cs.Operation(id="a", planned_start=datetime(2026, 11, 25, 8)),
            cs.Operation(id="b", planned_finish=day(1)),
            cs.Operation(id="c", planned_finish=datetime(2026, 11, 25, 9)),
        ],
        parts=[part(planned(made(name="MO-2", planned_finish=datetime(2026, 11, 24, 7))))],
    )
    given = order(line(planned(source), quantity=5, booked=5), line(planned(source), name="2"))
    early = cs.evaluate(given, as_of=datetime(2026, 11, 24, 12))
    late = cs.evaluate(given, as_of=datetime(2026, 11, 25, 12))
    assert [early.lines[0].sources[0].status.status.value] == ["expected_on_time"]
    assert [late.lines[0].sources[0].status.status.value] == ["possibly_delayed"]
    assert "operation MO-1/a" in str(late.lines[0].sources[0].status.reasons[1])
    assert "2026-11-25 08:00" in cs.explain(late)
