"""What fields accept besides numbers, and what the messages advise."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

import costatus as cs
from costatus.models._validation.fields import plain
from tests.models.foreign import NA, NAT, Int64, NumpyNaT, Unknown

EAST = timezone(timedelta(hours=2))
NAN = float("nan")


def line(**given: Any) -> cs.OrderLine:
    fields: dict[str, Any] = {"id": "1", "item": "bike", "quantity": 10, **given}
    return cs.OrderLine(**fields)


def order(**given: Any) -> cs.CustomerOrder:
    fields: dict[str, Any] = {"id": "CO-1", "stage": "confirmed", **given}
    return cs.CustomerOrder(**fields)


def operation(**given: Any) -> cs.Operation:
    return cs.Operation("1", **given)


def booked(**given: Any) -> cs.Booking:
    fields: dict[str, Any] = {"lot": cs.StockLot("L", "bike", "planned"), **given}
    return cs.Booking(**fields)


LINE, ORDER, OPERATION = "OrderLine '1': ", "CustomerOrder 'CO-1': ", "Operation '1': "
MISSING = "send None if it is not known"
LIST = "expected a tuple or a list of OrderLine; "


@pytest.mark.parametrize(
    ("build", "message"),
    [
        # ids and items
        (
            lambda: line(id=1),
            "OrderLine: id: got 1; expected a text that is not empty; send str(1)",
        ),
        (
            lambda: line(item=5),
            LINE + "item: got 5; expected a text that is not empty; send str(5)",
        ),
        (lambda: line(id=""), "OrderLine: id: got ''; expected a text that is not empty; it is r"),
        (lambda: line(id=None), "id: got None; expected a text that is not empty; it is required"),
        (
            lambda: line(item="bike\ud800"),
            "item: got 'bike\\ud800'; expected text that can be written as UTF-8; save",
        ),
        # days
        (lambda: line(promised_on=NAT), LINE + f"promised_on: got NaT; expected a date; {MISSING}"),
        (lambda: line(promised_on=NAN), LINE + f"promised_on: got nan; expected a date; {MISSING}"),
        (lambda: line(promised_on=NA), LINE + f"promised_on: got <NA>; expected a date; {MISSING}"),
        (lambda: line(promised_on=NumpyNaT()), f"got NaT; expected a date; {MISSING}"),
        (
            lambda: line(promised_on="2026-12-01"),
            "got '2026-12-01'; expected a date; read it with date.fromisoformat(...) first",
        ),
        (
            lambda: line(promised_on=datetime(2026, 12, 1, tzinfo=EAST)),
            (
                "expected a date without a time; "
                "send its day in the site's zone: moment.astimezone(zone).date()"
            ),
        ),
        (
            lambda: line(promised_on=20261201),
            "expected a date; send a date, or None if it is not known",
        ),
        (lambda: line(promised_on=Unknown()), "promised_on: got <Unknown>; expected a date"),
        # deadlines
        (
            lambda: operation(planned_start=NAT),
            OPERATION + f"planned_start: got NaT; expected a date or a datetime; {MISSING}",
        ),
        (lambda: operation(planned_finish=NAN), MISSING),
        (lambda: operation(planned_finish=NA), MISSING),
        (
            lambda: operation(planned_finish="2026-12-01T08:00"),
            "read it with datetime.fromisoformat(...) first",
        ),
        (
            lambda: operation(planned_finish="2026-12-01"),
            "read it with date.fromisoformat(...) first",
        ),
        (
            lambda: operation(planned_finish=3),
            "got 3; expected a date or a datetime; send a datetime, or None if it is not known",
        ),
        # flags
        (lambda: operation(started=1), "started: got 1; expected True or False; send a bool"),
        # priorities
        (
            lambda: order(priority=0),
            "expected a whole number, 1 being the first; number the orders",
        ),
        (lambda: order(priority=True), "priority: got True; expected a whole number"),
        (lambda: order(priority=Int64(0)), "number the orders from 1, or leave it out"),
        (lambda: order(priority=NAN), "number the orders from 1, or leave it out"),
        # terms
        (
            lambda: order(stage="comfirmed"),
            ORDER + "stage: got 'comfirmed'; expected one of quotation, waiting_for_confirmation, "
            "confirmed, shipped, delivered, canceled, archived; did you mean 'confirmed'?",
        ),
        (lambda: order(stage=[]), "stage: got []; expected one of quotation, "),
        (lambda: order(stage=10**5000), "stage: got <int>; expected one of quotation, "),
        (lambda: order(stage=cs.ProductStatus.DELIVERED), "got <ProductStatus.DELIVERED: 'del"),
        (
            lambda: order(stage="in_production"),
            (
                "stage: got 'in_production'; expected a stage that a person chooses; "
                "send 'confirmed': this status is derived from the facts"
            ),
        ),
        (lambda: line(kind="stock"), "expected one of stocked, non_inventory; did you mean 'stoc"),
        # models
        (
            lambda: booked(lot=None, quantity=1),
            "Booking: lot: got None; expected a StockLot; build one with costatus.StockLot(...)",
        ),
        (
            lambda: order(lines=[line(), 3]),
            "lines[1]: got 3; expected an OrderLine; build one with costatus.OrderLine(...)",
        ),
        (lambda: order(lines=None), f"got None; {LIST}put the objects in a tuple or a list, ()"),
        (lambda: order(lines=line()), f"got <OrderLine '1'>; {LIST}put the objects"),
        (
            lambda: cs.StockLot("L", "bike", cs.LotStatus.PLANNED, source=line()),  # type: ignore[arg-type]
            (
                "source: got <OrderLine '1'>; expected a ManufacturingOrder, PurchaseOrder or "
                "TransferOrder; build one, or send None if the lot has no source"
            ),
        ),
        # conflicts
        (
            lambda: line(closed=11),
            "closed: got 11; expected at most the line's quantity 10; close only what",
        ),
        (lambda: order(lines=[line(), line()]), "lines[1].id: got '1'; expected an id of its own"),
        (
            lambda: order(invoices=[cs.Invoice("1", "invoice", "paid", 5)] * 2),
            "invoices[1].id: got '1'; expected an id of its own among the invoices; rename it, or",
        ),
    ],
)
def test_the_message_says_what_to_do(build: Any, message: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        build()
    assert message in str(caught.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.OrderLine(id="7", item="", quantity=-1, shipped=True)
    assert [fault.path for fault in caught.value.faults] == ["item", "quantity", "shipped"]
    assert str(caught.value).startswith("OrderLine '7' has 3 faults:\n  item: got ''; ")


def test_terms_are_accepted_as_their_values() -> None:
    """They are stored as members."""
    lot = cs.StockLot("L", "bike", "on_hold", source=cs.PurchaseOrder("PO", "ordered"))
    made = cs.ManufacturingOrder("MO", "in_progress")
    moved = cs.TransferOrder("TO", "shipped")
    invoice = cs.Invoice("I", "pro_forma_invoice", "paid_partially", 5)
    assert order(stage="canceled").stage is cs.OrderStatus.CANCELED
    assert line(kind="non_inventory").kind is cs.LineKind.NON_INVENTORY
    assert lot.status is cs.LotStatus.ON_HOLD
    assert isinstance(lot.source, cs.PurchaseOrder)
    assert lot.source.stage is cs.PurchaseStage.ORDERED
    assert made.stage is cs.ManufacturingStage.IN_PROGRESS
    assert moved.stage is cs.TransferStage.SHIPPED
    assert invoice.kind is cs.InvoiceKind.PRO_FORMA_INVOICE
    assert invoice.status is cs.InvoiceState.PAID_PARTIALLY


def test_values_of_subclasses_are_stored_plain() -> None:
    class Day(date):
        pass

    class Moment(datetime):
        def date(self) -> Day:
            return Day(self.year, self.month, self.day)

    class Text(str):
        __slots__ = ()

    moment = Moment(2026, 10, 25, 3, 30, 1, 5, EAST, fold=1)
    stored = operation(planned_start=Day(2026, 1, 1), planned_finish=moment)
    assert type(line(promised_on=Day(2026, 1, 1)).promised_on) is date
    assert type(line(id=Text("L")).id) is str
    assert type(stored.planned_start) is date
    assert type(stored.planned_finish) is datetime
    assert stored.planned_finish == moment
    assert stored.planned_finish.fold == 1
    assert stored.planned_finish.tzinfo is EAST
    assert plain(moment) == moment
    assert order(priority=Int64(2)).priority == 2
    assert type(order(priority=Int64(2)).priority) is int
