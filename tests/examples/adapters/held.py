"""Situations reduced to what an ERP can hold; the test of each adapter says what that is."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve

import costatus as cs
from costatus.testing import Situation, rebuild

ZONE = ZoneInfo("Europe/Tallinn")
ITEMS = {"bike": "1", "wheel": "2"}
SERVICE = "3"
MILLI = Decimal("0.001")
UNORDERED = ("new", "not_scheduled", "approved")


def held(situation: Situation, change: Callable[[Any], Any]) -> Situation:
    """Reduce a situation to a day, plain numbers and whole seconds, and then by `change`."""
    as_of = situation.as_of
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    reduced = rebuild(situation.orders, lambda model: change(_plain(model)))
    return evolve(situation, orders=reduced, lots=(), as_of=day)


def built(found: Iterable[cs.CustomerOrder | cs.SweepFailure]) -> tuple[cs.CustomerOrder, ...]:
    """Return orders of which none has failed."""
    orders = []
    for each in found:
        assert isinstance(each, cs.CustomerOrder), each
        orders.append(each)
    return tuple(orders)


def usable(model: Any, accepted: Callable[[cs.StockLot], bool]) -> list[cs.Booking]:
    """Return the bookings of a line or a part whose lots are accepted.

    Of lots that only their ids would put in order there is one: an ERP has other ids.
    """
    kept: dict[object, str] = {}
    return [
        each
        for each in model.bookings
        if accepted(each.lot) and kept.setdefault(_place(each.lot), each.lot.id) == each.lot.id
    ]


def _place(lot: cs.StockLot) -> object:
    """Return what puts a lot before or after others, apart from its id."""
    source: Any = lot.source
    if lot.status is cs.LotStatus.RECEIVED:
        return "received"
    if lot.status is cs.LotStatus.REQUESTED or (source and source.stage in UNORDERED):
        return "requested"
    if isinstance(source, cs.ManufacturingOrder):
        finishes = [source.planned_finish, *(each.planned_finish for each in source.operations)]
        planned = next((each for each in finishes if each), None)
        return lot.expected_on or (planned and date(planned.year, planned.month, planned.day))
    return lot.expected_on or (source and source.expected_on)


def numbered(order: cs.CustomerOrder, lines: list[cs.OrderLine]) -> cs.CustomerOrder:
    """Give the lines of an order numbers as ids; those of other orders have other numbers."""
    first = 10 * int(order.id[3])  # CO-1 or CO-2
    return evolve(order, lines=[evolve(each, id=str(first + n)) for n, each in enumerate(lines)])


def one_line_an_item(order: cs.CustomerOrder) -> list[cs.OrderLine]:
    return list({line.item: line for line in order.lines}.values())


def _plain(model: Any) -> Any:
    match model:
        case cs.CustomerOrder():
            return evolve(
                model,
                promised_on=_near(model.promised_on),
                total=_number(model.total or Decimal(0)),
                priority=None,
                created_on=_near(model.created_on),
                last_activity_on=None,
            )
        case cs.OrderLine():
            return evolve(
                model,
                item=ITEMS[model.item],
                quantity=_number(model.quantity),
                shipped=_number(model.shipped),
                closed=Decimal(0),
                promised_on=_near(model.promised_on),
            )
        case cs.Part():
            return evolve(
                model,
                item=ITEMS[model.item],
                quantity=_number(model.quantity),
                consumed=_number(model.consumed),
            )
        case cs.Booking():
            return evolve(model, quantity=max(_number(model.quantity), MILLI))
        case cs.StockLot():
            return evolve(
                model,
                item=ITEMS[model.item],
                expected_on=_near(model.expected_on),
                quantity=None,
            )
        case cs.ManufacturingOrder() | cs.Operation():
            return evolve(
                model,
                planned_start=_in_zone(model.planned_start),
                planned_finish=_in_zone(model.planned_finish),
            )
        case cs.PurchaseOrder():
            return evolve(model, expected_on=_near(model.expected_on))
        case cs.Invoice():
            payable = _number(model.amount if model.payable is None else model.payable)
            paid = {"unpaid": Decimal(0), "paid": payable}.get(model.status, _number(payable / 2))
            return evolve(model, amount=_number(model.amount), payable=payable, paid=paid)
    return model


def _number(number: Decimal) -> Decimal:
    """Return a number that a float holds as it reads."""
    return min(round(number, 3), Decimal(1_000_000))


def _near(day: date | None) -> date | None:
    return day if day is not None and 2000 < day.year < 2100 else None


def _in_zone(deadline: date | None) -> datetime | None:
    if _near(deadline) is None or deadline is None:
        return None
    if not isinstance(deadline, datetime):
        return datetime.combine(deadline, time(12), ZONE)
    moment = deadline.astimezone(ZONE) if deadline.tzinfo else deadline.replace(tzinfo=ZONE)
    return moment.replace(microsecond=0)
