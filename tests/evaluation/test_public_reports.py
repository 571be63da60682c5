"""What people of other ERPs reported, with inputs of ours: what an order then says of itself.

The rows have their cases in `tests/cases`; here the statuses of one order are read together, since
most of these reports are about two that contradict each other.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import costatus as cs
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, moved, order

CLOSED = bought("received")
FOR_THE_LINE = "its goods for this line are received"
NOTHING_WRONG = "nothing stands against"


def coming(source: Any, name: str = "B", **more: Any) -> cs.StockLot:
    return lot(name, status=more.pop("status", "planned"), source=source, **more)


def of_ten(*bookings: cs.Booking, shipped: int = 0) -> cs.OrderLine:
    """Return a line of ten bikes."""
    return cs.OrderLine("1", "bike", 10, shipped, bookings=bookings)


def steel() -> cs.ManufacturingOrder:
    """Return an order from 5 to 8 December whose steel comes on the 20th."""
    late = coming(bought(expected_on=date(2026, 12, 20)), "S")
    part = cs.Part("1", "steel", 1, bookings=[cs.Booking(late, 1)])
    return made(planned_start=date(2026, 12, 5), planned_finish=date(2026, 12, 8), parts=[part])


REPORTS: dict[str, tuple[cs.CustomerOrder, list[str], list[str]]] = {
    "the rest of a received purchase order never came (erpnext#31117)": (
        order(
            of_ten(
                cs.Booking(lot("A", source=CLOSED), 6),
                cs.Booking(coming(CLOSED, expected_on=day(2)), 4),
            )
        ),
        ["Line 1: Possibly delayed", "the rest may never come", "lot B is not received"],
        [FOR_THE_LINE, "Line 1: Expected on time"],
    ),
    "the rest of a finished order never came, and nothing is promised (InvenTree#3400)": (
        order(line(coming(made("finished"))), promised_on=None),
        ["Line 1: Possibly delayed", "the rest may never come"],
        [FOR_THE_LINE],
    ),
    "a part comes after the promise (carbon#1695)": (
        order(line(coming(steel())), promised_on=date(2026, 12, 10)),
        ["Line 1: Possibly delayed", "lot S from purchase order PO-1", "2026-12-20"],
        [NOTHING_WRONG],
    ),
    "promised today, and the production ends later (odoo#251475)": (
        order(line(coming(made(planned_finish=day(3)))), promised_on=TODAY),
        ["Line 1: Delayed", "Note: Manufacturing order MO-1: it is expected on 2026-11-27"],
        [NOTHING_WRONG],
    ),
    "received, and on hold until it is inspected (odoo#124431)": (
        order(line(coming(CLOSED, status="on_hold", expected_on=day(4)))),
        ["purchase order PO-1 is received: its stage is Received, but lot B is not received"],
        ["purchase order PO-1 is expected on"],
    ),
    "what was shipped is still booked (InvenTree#2741)": (
        order(
            of_ten(
                cs.Booking(lot(), 5), cs.Booking(coming(bought(expected_on=day(9))), 5), shipped=5
            )
        ),
        ["Line 1: Ready for shipment", "Note: Line CO-1/1: it still holds 5 booked beyond"],
        [],
    ),
    "four are shipped and six are closed (metasfresh#2623)": (
        order(line(shipped=4, closed=6), line(quantity=3, closed=3, name="2")),
        ["4 of 4 are shipped; 6 of what was ordered are closed", "Line 2: closed, no goods are"],
        ["everything has been shipped"],
    ),
    "a prepayment beside an unpaid invoice (metasfresh#1594)": (
        order(
            total=1000,
            invoices=[
                invoice("300", "paid", "prepayment_invoice", name="P"),
                invoice("1000"),
            ],
        ),
        ["nothing of 1000 is paid", "invoice P has received money in advance"],
        [],
    ),
    "a credit is not refunded, and more is paid than was due (saleor#14279)": (
        order(
            total=1000,
            invoices=[
                invoice("1000", "paid", paid=1200),
                invoice("100", kind="credit_invoice", name="C"),
            ],
        ),
        ["100 are credited by invoice C", "invoice C is not refunded", "is overpaid: 1200 of 1000"],
        [],
    ),
    "canceled with an open invoice": (
        order(line(shipped=5), stage="canceled", invoices=[invoice("1000")]),
        ["the order is canceled, but invoice I1 is not", "5 of line CO-1/1 were shipped before"],
        [],
    ),
    "the only piece is closed (magento#22762)": (
        order(line(quantity=1, closed=1)),
        ["1 of line CO-1/1 is closed", "Line 1: closed"],
        ["Waiting for Production"],
    ),
    "in progress, and what it makes for the line is received": (
        order(line(lot("B", source=made("in_progress")))),
        [FOR_THE_LINE],
        ["or it is finished", "stage In progress"],
    ),
    "only a transfer is behind the line": (
        order(line(coming(moved("shipped", planned_arrival_on=day(2))))),
        ["every line is fully booked"],
        ["every manufacturing order"],
    ),
    "one lot is on hold and one rejected": (
        order(
            of_ten(
                cs.Booking(coming(CLOSED, "A", status="on_hold"), 5),
                cs.Booking(coming(CLOSED, status="rejected"), 5),
            )
        ),
        ["but lot A is not received", "the booking of 5 from lot B from purchase order PO-1"],
        ["PO-1 is not received"],
    ),
    "in stock, and promised today": (
        order(line(lot()), promised_on=TODAY),
        ["Note: Line CO-1/1: it is promised for today"],
        [],
    ),
    "the production is paused": (
        order(line(coming(made("paused", planned_finish=day(2))))),
        ["Note: Manufacturing order MO-1: it is paused"],
        [NOTHING_WRONG],
    ),
    "a pro-forma invoice is paid": (
        order(invoices=[invoice("300", "paid", "pro_forma_invoice")]),
        ["invoice I1 has received money in advance"],
        [],
    ),
    "six are there and four are late": (
        order(
            of_ten(
                cs.Booking(lot(), 6), cs.Booking(lot("B", status="planned", expected_on=day(9)), 4)
            )
        ),
        ["(4 of the outstanding 10 are late, 6 are there or in time)"],
        [],
    ),
}


@pytest.mark.parametrize("title", REPORTS)
def test_what_people_reported(title: str) -> None:
    given, said, never = REPORTS[title]
    text = cs.explain(cs.evaluate(given, as_of=TODAY))
    lower = text.lower()
    assert [each for each in said if each.lower() not in lower] == []
    assert [each for each in never if each.lower() in lower] == []


def test_the_tolerance_holds_for_each_invoice() -> None:
    """Three invoices of 1234.40 are each paid with 1234 (carbon#993); nothing is unknown."""
    invoices = [invoice("1234.40", "paid_partially", paid=1234, name=str(n)) for n in range(3)]
    settings = cs.Settings(money_tolerance="0.5")
    report = cs.evaluate(order(total="3703.2", invoices=invoices), as_of=TODAY, settings=settings)
    assert report.payment.status is cs.PaymentStatus.PAID
    assert "as far as is known" not in str(report.payment.reasons)


def test_both_families_of_money_count_the_same() -> None:
    """4610 are invoiced, 610 credited and 4000 paid (odoo#19366)."""
    invoices = [
        invoice("4610", "paid_partially", paid=4000, name="1"),
        invoice("610", kind="credit_invoice", name="2"),
    ]
    settings = cs.Settings(net_credit_invoices=True)
    report = cs.evaluate(order(total=4000, invoices=invoices), as_of=TODAY, settings=settings)
    assert (report.invoicing.status, report.payment.status) == ("invoiced", "paid")


def test_times_of_day_are_those_of_the_site_wherever_the_host_keeps_its_own() -> None:
    night = datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("UTC"))
    weld = cs.Operation("weld", planned_start=night, planned_finish=night)
    steel = cs.Part("1", "steel", 10, bookings=[cs.Booking(lot("S", status="planned"), 10)])
    late = made(planned_start=night, planned_finish=day(3), operations=[weld], parts=[steel])
    overdue = made(planned_finish=night)
    now = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Europe/Tallinn"))
    said = [
        str(reason)
        for source in (late, overdue)
        for report in [cs.evaluate(order(line(coming(source))), as_of=now)]
        for reason in report.lines[0].sources[0].decision.reasons
    ]
    moments = [sentence for sentence in said if "2026-11-24 01:30+02:00" in sentence]
    assert [sentence[-5:] for sentence in moments] == ["[M5a]", "[M5b]", "[M5c]", " [M4]"]
