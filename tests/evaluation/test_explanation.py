"""Explanations: statuses, reasons, and advice that is true. Law 21 has the proof."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve

import costatus as cs
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, moved, order


def advice(given: cs.CustomerOrder, family: str = "product", **key: Any) -> str:
    report = cs.evaluate(given, as_of=TODAY)
    for found, decision in report.decisions():
        if found == cs.StatusKey(family, **key):
            assert decision.next_better is not None
            return str(decision.next_better)
    raise AssertionError(f"no {family} {key}")


def part(name: str, *lots: cs.StockLot) -> cs.Part:
    return cs.Part(name, "wheel", 4, bookings=[cs.Booking(each, 4) for each in lots])


def coming(source: Any = None, **more: Any) -> cs.OrderLine:
    return line(lot(status="planned", source=source, **more))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            order(line(), promised_on=day(-4)),
            "Ready for shipment, if the missing 10 are booked from goods in stock",
        ),
        (
            order(line(), promised_on=day(4)),
            "Expected on time, if the missing 10 are booked from supply expected before 2026-11-28",
        ),
        (
            order(line(), promised_on=None),
            "Expected on time, if the missing 10 are booked from planned supply",
        ),
        (
            order(coming(bought(expected_on=day(11))), promised_on=TODAY),
            "Ready for shipment, if the remaining 10 are received",
        ),
        (
            order(coming(bought(expected_on=day(11))), promised_on=day(9)),
            "Expected on time, if purchase order PO-1 is expected before 2026-12-03",
        ),
        (
            order(
                line(lot(status="requested", source=bought("new", expected_on=day(31)))),
                promised_on=day(26),
            ),
            "Delayed, if purchase order PO-1 is ordered",
        ),
        (order(line(lot())), "Delivered, if the outstanding 10 are shipped"),
    ],
)
def test_advice_on_goods_reaches_what_it_promises(given: cs.CustomerOrder, expected: str) -> None:
    assert advice(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (order(line(), stage="quotation"), "Confirmed, if it is confirmed"),
        (order(line()), "Ready for Shipment, if line 1 gets what it lacks from goods in stock"),
        (
            order(line(lot(status="planned", source=made()), booked=6)),
            "Waiting for Production, if line 1 gets what it lacks from goods in stock",
        ),
        (
            order(coming(made("new"))),
            "Waiting for Production, if manufacturing order MO-1 is scheduled",
        ),
        (order(coming(made())), "In Production, if manufacturing order MO-1 starts"),
        (order(coming(bought())), "Ready for Shipment, if everything outstanding is received"),
        (order(line(lot())), "Shipped, if everything outstanding is shipped"),
        (order(line(lot(), shipped=10)), "Shipped, if the surplus bookings are released"),
        (order(line(kind="non_inventory")), "Shipped, if a person marks it shipped"),
        (order(line(shipped=10)), "Delivered, if a person marks it delivered"),
    ],
)
def test_advice_on_the_order_is_the_next_step(given: cs.CustomerOrder, expected: str) -> None:
    assert advice(given, "order") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (bought("new", expected_on=day(3)), "Expected on time, if it is ordered"),
        (bought(expected_on=day(-3)), "Expected on time, if it is expected by 2026-12-01"),
        (bought(expected_on=day(30)), "Expected on time, if it is expected by 2026-12-01"),
        (
            moved(planned_shipment_on=day(-1), planned_arrival_on=day(2)),
            "Expected on time, if it is shipped",
        ),
        (made("new", planned_finish=day(3)), "Expected on time, if it is scheduled"),
        (
            made(planned_finish=day(-1)),
            "Expected on time, if it is replanned for 2026-11-25 or later",
        ),
        (made(planned_finish=day(2)), "Received, if its goods for this line are received"),
        (
            made(parts=[cs.Part("1", "wheel", 4)], planned_finish=day(3)),
            "Expected on time, if part MO-1/1 gets what it lacks from goods in stock",
        ),
        (
            made(
                operations=[cs.Operation("10", planned_start=day(-1), planned_finish=day(2))],
                planned_finish=day(3),
            ),
            "Expected on time, if operation 10 is started",
        ),
        (
            made(
                operations=[
                    cs.Operation("10", started=True, planned_finish=day(-1)),
                    cs.Operation("20", planned_start=day(1)),
                ],
                planned_finish=day(3),
            ),
            "Expected on time, if operation 10 is finished",
        ),
        (
            made(
                operations=[
                    cs.Operation("10", planned_start=day(-2), planned_finish=day(2)),
                    cs.Operation("20", planned_start=day(-1), planned_finish=day(3)),
                    cs.Operation("30", planned_start=day(1), planned_finish=day(4)),
                ],
            ),
            "Expected on time, if operation 10 and operation 20 are started",
        ),
        (
            made(operations=[cs.Operation("10", finished=True)], planned_finish=day(-1)),
            "Expected on time, if it is replanned for 2026-11-25 or later",
        ),
        (
            made(parts=[part("1"), part("2", lot("W2"))], planned_finish=day(3)),
            "Expected on time, if part MO-1/1 gets what it lacks from goods in stock",
        ),
        (
            made(
                parts=[
                    cs.Part(
                        "1",
                        "wheel",
                        4,
                        bookings=[cs.Booking(lot("W", status="planned", expected_on=day(2)), 1)],
                    )
                ],
                planned_start=day(1),
                planned_finish=day(3),
            ),
            "Received, if its goods for this line are received",
        ),
        (
            made(parts=[part("1", lot("W", status="requested"))], planned_finish=day(3)),
            "Expected on time, if lot W is ordered",
        ),
        (
            made(
                parts=[part("1", lot("W", status="planned", source=made("new", "MO-2")))],
                planned_finish=day(3),
            ),
            "Expected on time, if manufacturing order MO-2 is scheduled",
        ),
        (
            made(
                parts=[part("1", lot("W", status="planned", expected_on=day(2)))],
                planned_start=day(1),
                planned_finish=day(3),
            ),
            "Expected on time, if the lots of its parts are received",
        ),
    ],
)
def test_advice_on_a_source(source: Any, expected: str) -> None:
    given = order(coming(source))
    key = {"line_id": "1", "source_kind": source.kind.value, "source_id": source.id}
    assert advice(given, "source", **key) == expected


@pytest.mark.parametrize(
    ("source", "own_day", "promised_on", "expected"),
    [
        (bought(expected_on=day(1)), day(9), day(5), "lot A is expected by 2026-11-29"),
        (
            bought(expected_on=day(8)),
            day(9),
            day(5),
            "lot A and purchase order PO-1 are expected by 2026-11-29",
        ),
        (
            moved("shipped", planned_arrival_on=day(-2)),
            day(-1),
            None,
            "lot A and transfer order TO-1 are expected on 2026-11-24 or later",
        ),
    ],
)
def test_what_comes_on_a_day_of_its_own_is_named(
    source: Any, own_day: date, promised_on: date | None, expected: str
) -> None:
    lots = [
        lot("A", status="planned", source=source, expected_on=own_day),
        lot("B", status="planned", source=source),
    ]
    given = order(line(*lots, booked=5), promised_on=promised_on)
    key = {"line_id": "1", "source_kind": source.kind.value, "source_id": source.id}
    assert advice(given, "source", **key) == f"Expected on time, if {expected}"


def test_no_day_is_proposed_that_is_over() -> None:
    given = order(coming(bought(expected_on=day(-3))), promised_on=day(-1))
    key = {"line_id": "1", "source_kind": "purchase", "source_id": "PO-1"}
    assert advice(given, "source", **key) == "Received, if its goods for this line are received"


def test_what_is_complete_stays_as_it_is() -> None:
    """Of an order with a short and a full line only the short one is booked; and so on."""
    full = line(lot("L2"), name="2")
    assert advice(order(line(), full), "order") == (
        "Ready for Shipment, if line 1 gets what it lacks from goods in stock"
    )
    assert advice(order(line(shipped=10), full), "order") == (
        "Shipped, if everything outstanding is shipped"
    )
    released = "Shipped, if everything outstanding is shipped and the surplus bookings are released"
    assert advice(order(line(lot(), booked=11)), "order") == released
    closed = line(lot("L2"), closed=10, name="3")
    assert advice(order(full, closed), "order") == released
    paused = coming(made("paused"))
    assert advice(order(paused), "order") == (
        "Ready for Shipment, if everything outstanding is received"
    )


@pytest.mark.parametrize(
    ("given", "family", "expected"),
    [
        (order(total=100), "invoicing", "Invoiced, if an invoice of 100 is issued"),
        (
            order(total=100),
            "payment",
            "no single change reaches a better status; an invoice has to be issued first",
        ),
        (order(), "invoicing", "Part invoiced, if an invoice is issued"),
        (
            order(total=100, invoices=[invoice("40", paid="10")]),
            "payment",
            "Paid, if the remaining 30 is paid",
        ),
        (
            order(total=100, invoices=[invoice("40", "paid_partially")]),
            "payment",
            "Paid, if all its invoices are paid",
        ),
        (
            order(invoices=[invoice("40", "paid")]),
            "invoicing",
            "Invoiced, if the order's total is known, and it is all invoiced",
        ),
    ],
)
def test_advice_on_money(given: cs.CustomerOrder, family: str, expected: str) -> None:
    assert advice(given, family) == expected


@pytest.mark.parametrize(("tolerance", "amount"), [("0.005", 401), ("0.999", 401), ("1", 402)])
def test_where_credits_lower_what_is_invoiced_an_invoice_has_to_exceed_them(
    tolerance: str, amount: int
) -> None:
    credit = invoice("500", kind="credit_invoice", name="C")
    settings = cs.Settings(net_credit_invoices=True, money_tolerance=tolerance)
    given = order(invoices=[invoice("100"), credit])
    better = cs.evaluate(given, as_of=TODAY, settings=settings).invoicing.next_better
    assert str(better) == f"Part invoiced, if an invoice of {amount} is issued"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (bought("ordered", expected_on=day(3)), "lot A is ordered"),
        (bought("approved", expected_on=day(3)), "purchase order PO-1 is ordered"),
        (moved("new", planned_arrival_on=day(3)), "lot A is ordered"),
        (made("in_progress", planned_finish=day(3)), "lot A is ordered"),
        (made("new", planned_finish=day(3)), "manufacturing order MO-1 is scheduled"),
        (None, "lot A is ordered"),
    ],
)
@pytest.mark.parametrize("expected_on", [None, day(4)])
def test_of_a_requested_lot_and_its_source_the_one_that_waits_is_named(
    source: Any, expected: str, expected_on: date | None
) -> None:
    requested = lot("A", status="requested", source=source, expected_on=expected_on)
    assert advice(order(line(requested))).endswith(f", if {expected}")


def test_what_is_requested_is_scheduled_or_ordered() -> None:
    """A manufacturing order and a lot wait; where there are many, none is named."""

    def requested(count: int) -> cs.CustomerOrder:
        lots = [lot(f"L{n}", status="requested") for n in range(count)]
        return order(
            line(lot("L", status="planned", source=made("new")), *lots, quantity=10 * (count + 1))
        )

    assert "if manufacturing order MO-1 is scheduled and lot L0 is ordered" in advice(requested(1))
    assert "if everything requested is scheduled or ordered" in advice(requested(6))


def test_advice_names_at_most_five_objects() -> None:
    lots = [lot(f"L{n}", status="requested") for n in range(7)]
    given = order(line(*lots, quantity=70))
    assert "lot L0, lot L1, lot L2, lot L3, lot L4 and 2 others" in advice(given)


def test_what_is_final_or_best_has_no_advice() -> None:
    late = coming(bought(expected_on=day(9)))
    canceled = cs.evaluate(order(late, stage="canceled"), as_of=TODAY)
    assert "What would change it" not in cs.explain(canceled)
    paid = cs.evaluate(order(total=5, invoices=[invoice("5", "paid")]), as_of=TODAY)
    assert paid.payment.next_better is None
    assert paid.invoicing.next_better is None


def test_with_tracing_off_supply_is_given() -> None:
    settings = cs.Settings(tracing=False)
    given = order(line(), promised_on=day(5))
    pegging = cs.peg([given], [], as_of=TODAY, settings=settings)
    report = cs.evaluate(given, as_of=TODAY, settings=settings, pegging=pegging)
    assert str(report.lines[0].product and report.lines[0].product.next_better) == (
        "Expected on time, if it gets 10 more of bike from supply expected before 2026-11-29"
    )
    sentence = report.order.next_better and report.order.next_better.sentence
    assert sentence == str(report.order.next_better).partition(", if ")[2]
    assert str(report.order.next_better) == (
        "Ready for Shipment, if line 1 gets what it lacks from goods in stock"
    )


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("quotation", "; the order has to be confirmed first"),
        ("waiting_for_confirmation", "; the order has to be confirmed first"),
        ("shipped", ""),
    ],
)
def test_with_tracing_off_an_order_needs_nothing_before_it_is_confirmed(
    stage: str, expected: str
) -> None:
    settings = cs.Settings(tracing=False)
    given = order(line(), stage=stage)
    pegging = cs.peg([given], [], as_of=TODAY, settings=settings)
    product = cs.evaluate(given, as_of=TODAY, settings=settings, pegging=pegging).product
    assert str(product and product.next_better) == (
        f"no single change reaches a better status{expected}"
    )


def test_what_a_person_marked_as_shipped_is_delivered_next_whatever_the_goods_are() -> None:
    assert advice(order(line(), stage="shipped"), "order") == (
        "Delivered, if a person marks it delivered"
    )


def test_an_order_is_explained_from_the_top() -> None:
    report = cs.evaluate(order(coming(bought(expected_on=day(9)))), as_of=TODAY)
    assert cs.explain(report).splitlines() == [
        "Order CO-1, as of 2026-11-24: Waiting for Production",
        "",
        "Order: Waiting for Production",
        "  - Order CO-1 is waiting for production: every line is fully booked. [O7]",
        "  > What would change it: Ready for Shipment, if everything outstanding is received.",
        "",
        "Line 1: Delayed",
        (
            "  - Line CO-1/1 is delayed: purchase order PO-1 is expected on 2026-12-03, two days "
            "after the promised 2026-12-01 (10 of the outstanding 10 are late). [P6p]"
        ),
        (
            "  > What would change it: Expected on time, if purchase order PO-1 is expected before "
            "2026-12-01."
        ),
        "",
        "Purchase order PO-1, for line 1: Delayed",
        (
            "  - Purchase order PO-1 is delayed: it is expected on 2026-12-03, two days after the "
            "promised 2026-12-01. [U3c]"
        ),
        "  > What would change it: Expected on time, if it is expected by 2026-12-01.",
        "",
        "Invoicing: Not invoiced",
        "  - Order CO-1 is not invoiced: it has no invoice that counts. [I1a]",
        "  > What would change it: Part invoiced, if an invoice is issued.",
        "",
        "Payment: Not paid",
        "  - Order CO-1 is not paid: it has no invoice that counts. [Y1a]",
        (
            "  > What would change it: no single change reaches a better status; an invoice has to "
            "be issued first."
        ),
    ]


def test_an_id_cannot_add_a_line() -> None:
    forged = "1\n\nPayment: Paid\u2028"
    report = cs.evaluate(evolve(order(line(name=forged)), id=forged), as_of=TODAY)
    for text in (cs.explain(report), str(report)):
        assert "Payment: Paid" not in map(str.strip, text.splitlines())
        assert "1\\n\\nPayment: Paid\\u2028" in text


def test_a_line_without_a_status_is_shown_with_the_reason() -> None:
    closed = line(quantity=1, closed=1)
    text = cs.explain(cs.evaluate(order(closed, line(name="2", kind="non_inventory")), as_of=TODAY))
    assert "Line 1: closed, no goods are needed" in text
    assert "Line 2: no goods from stock are needed" in text
    many = [line(quantity=1, closed=1, name=str(n)) for n in range(6)]
    text = cs.explain(cs.evaluate(order(*many), as_of=TODAY))
    assert "Line 4: closed, no goods are needed" in text
    assert "Line 5: no goods are needed" in text
