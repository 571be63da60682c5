"""Build models from a situation of erp_scenarios.json.

Every key of a situation is read here, or listed in `NO_MEANING` with the reason; any other key is
refused, and so is a value that no table here has. So no fact is passed over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import frozen

import costatus as cs

TODAY = date(2026, 11, 24)

NO_MEANING = {
    "order.internal_picks_done": "moves within the warehouse ship nothing",
    "order.note": "a remark for people",
    "order.previous_order_status": "statuses follow from the facts, not from earlier statuses",
    "order.previous_ordered": "statuses follow from the facts as they are now",
    "order.returned_value": "a return changes no total; a host that lowers the total sends it",
    "order.skip_lines": "a line is skipped for its kind, not for its name",
    "line.drop_ship": "shipped is shipped, whoever ships it",
    "invoice.due": "a due day changes no payment status",
    "invoice.lines": "invoices are compared with the order's total, not line by line",
    "invoice.lines_qty": "invoices are compared in money, not in quantity",
    "invoice.note": "a remark for people",
    "invoice.schedule": "a due day changes no payment status",
    "invoice.write_off": "not a payment; the status Paid says that nothing more is due",
    "source.received_on": "a received source is Received, on whatever day that was",
    "expected.reasons": "free text: ours have rows and codes",
    "expected.alternatives": "another policy's answer: see POLICIES and NO_POLICY",
}

LINE_KINDS = {"stock": cs.LineKind.STOCKED, "service": cs.LineKind.NON_INVENTORY}
INVOICE_KINDS = {
    "Invoice": cs.InvoiceKind.INVOICE,
    "Credit note": cs.InvoiceKind.CREDIT_INVOICE,
}
INVOICE_STATES = {
    "Draft": cs.InvoiceState.DUMMY,
    **{state.label: state for state in cs.InvoiceState},
}
STAGES: Mapping[str, Mapping[str, cs.ManufacturingStage | cs.PurchaseStage]] = {
    "MO": {
        "requested": cs.ManufacturingStage.NEW,
        "started": cs.ManufacturingStage.IN_PROGRESS,
        "finished": cs.ManufacturingStage.FINISHED,
    },
    "PO": {
        "requested": cs.PurchaseStage.NEW,
        "ordered": cs.PurchaseStage.ORDERED,
        "received": cs.PurchaseStage.RECEIVED,
        "closed": cs.PurchaseStage.RECEIVED,  # nothing more comes in
    },
}
UNDELIVERED = {
    "requested": cs.LotStatus.REQUESTED,
    "started": cs.LotStatus.PLANNED,
    "ordered": cs.LotStatus.PLANNED,
    # These have delivered all they ever will, whether or not the quantity is given.
    "finished": cs.LotStatus.RECEIVED,
    "received": cs.LotStatus.RECEIVED,
    "closed": cs.LotStatus.RECEIVED,
}
"""The status of what a source has not delivered, by its state."""


class UnknownKeyError(KeyError):
    """A situation has a key that is not known here."""


@contextmanager
def every_key(about: str, data: Mapping[str, Any]) -> Iterator[Callable[..., Any]]:
    """Yield a function that takes the value of a key; the block must take every key."""
    rest = dict(data)
    yield rest.pop
    unknown = {f"{about}.{key}" for key in rest} - NO_MEANING.keys()
    if unknown:
        raise UnknownKeyError(*sorted(unknown))


@frozen
class Situation:
    """An order; and the goods on hand, where nothing is booked and tracing is off."""

    order: cs.CustomerOrder
    on_hand: tuple[cs.StockLot, ...] | None

    def report(self, *, net_credit_invoices: bool = False) -> cs.OrderReport:
        """Evaluate the order on the day of all situations."""
        settings = cs.Settings(
            tracing=self.on_hand is None, net_credit_invoices=net_credit_invoices
        )
        pegging = None
        if self.on_hand is not None:
            pegging = cs.peg([self.order], self.on_hand, as_of=TODAY, settings=settings)
        return cs.evaluate(self.order, as_of=TODAY, settings=settings, pegging=pegging)


def situation(given: Mapping[str, Any]) -> Situation:
    """Build the models of a situation. Raises InvalidInput where they do not allow its facts."""
    with every_key("order", given) as take:
        # Without a delivery date it is in a week, so that nothing is late.
        promised = _day(take("delivery_date", "today+7"), TODAY)
        if "source" in given:
            return Situation(_order_for(_supply(take("source"), promised), promised), None)
        stage = {stage.label: stage for stage in cs.OrderStatus}[take("order_state")]
        units = {"unit": 1, **take("uom_factors", {})}
        priced = [_line(line, units, promised) for line in take("lines")]
        invoices = [_invoices(invoice, n) for n, invoice in enumerate(take("invoices"))]
        order = cs.CustomerOrder(
            "CO",
            cs.OrderStatus.SHIPPED if take("force_shipped", False) else stage,
            [line for line, _ in priced],
            promised,
            # The value of all lines: services and freight are invoiced as goods are.
            total=sum((value for _, value in priced), Decimal(0)),
            invoices=[invoice for each in invoices for invoice in each],
        )
        if "stock_on_hand" not in given:
            return Situation(order, None)
        quantity = take("stock_on_hand")
        stock = cs.StockLot("stock", "goods", cs.LotStatus.RECEIVED, quantity=quantity)
        return Situation(order, (stock,))


@frozen
class _Supply:
    """The quantity of a source, what of it is in stock, and its lots, booked."""

    quantity: Decimal
    in_stock: Decimal
    bookings: tuple[cs.Booking, ...]


def _order_for(supply: _Supply, promised: date) -> cs.CustomerOrder:
    """Build an order that waits for all of a source, where there is only a source."""
    line = cs.OrderLine("a", "goods", supply.quantity, bookings=supply.bookings)
    return cs.CustomerOrder("CO", cs.OrderStatus.CONFIRMED, [line], promised)


def _line(
    data: Mapping[str, Any], units: Mapping[str, int], promised: date
) -> tuple[cs.OrderLine, Decimal]:
    """Return a line, and its value."""
    with every_key("line", data) as take:
        name, ordered = take("line"), Decimal(take("ordered"))
        shipped, unit = take("shipped"), units[take("uom", "unit")]
        for shipment in take("shipments", []):
            with every_key("shipment", shipment) as part:
                # Our quantities are in the line's unit: the host converts.
                shipped = (shipped or 0) + Decimal(part("qty")) * units[part("uom")] / unit
        # What came back is not with the customer.
        shipped = Decimal(shipped) - take("returned", 0)
        # A canceled backorder is given up: the customer takes less.
        closed = {None: Decimal(0), "cancelled": ordered - shipped}[take("backorder", None)]
        supplies = [_supply(source, promised) for source in take("sources", [])]
        bookings = [booking for supply in supplies for booking in supply.bookings]
        # What the line's sources delivered is part of what it has booked in stock.
        other = take("booked_in_stock", 0) - sum(supply.in_stock for supply in supplies)
        if other > 0:
            lot = cs.StockLot(f"stock for {name}", "goods", cs.LotStatus.RECEIVED)
            bookings.append(cs.Booking(lot, other))
        kind = LINE_KINDS[take("kind")]
        line = cs.OrderLine(name, "goods", ordered, shipped, closed, kind, bookings)
        return line, ordered * Decimal(take("unit_price", 0))


def _supply(data: Mapping[str, Any], promised: date) -> _Supply:
    """Return the supply of a source.

    What it delivered is a lot in stock, the rest a lot that comes on its day. What it made beyond
    its quantity is booked to nobody, and what was canceled is no lot.
    """
    with every_key("source", data) as take:
        kind, state = take("type"), take("state")
        name = f"{kind} {take('id')}" if "id" in data else kind
        quantity, done = _goods(take("lines")) if "lines" in data else _whole(take)
        done = min(done, quantity)
        rest = quantity - done - take("cancelled", 0)
        expected = take("expected", take("finish", None))
        day = _day(expected, promised) if expected else None
    stage = STAGES[kind][state]
    source = (
        cs.ManufacturingOrder(name, stage, planned_finish=day)
        if isinstance(stage, cs.ManufacturingStage)
        else cs.PurchaseOrder(name, stage, day)
    )
    received = cs.StockLot(f"{name}: done", "goods", cs.LotStatus.RECEIVED, source=source)
    undelivered = cs.StockLot(f"{name}: rest", "goods", UNDELIVERED[state], source=source)
    lots = [(received, done), (undelivered, rest)]
    bookings = tuple(cs.Booking(lot, booked) for lot, booked in lots if booked > 0)
    return _Supply(quantity, done, bookings)


def _whole(take: Callable[..., Any]) -> tuple[Decimal, Decimal]:
    """Return the quantity of a source, one piece by default, and what it delivered."""
    return Decimal(take("qty", 1)), Decimal(take("received", take("produced", 0)))


def _goods(lines: Iterable[Mapping[str, Any]]) -> tuple[Decimal, Decimal]:
    """Return the same of a source with lines. Its services make no lot: nothing waits for them."""
    quantity, done = Decimal(0), Decimal(0)
    for line in lines:
        with every_key("source line", line) as take:
            stocked = LINE_KINDS[take("kind")] is cs.LineKind.STOCKED
            quantity += take("qty") * stocked
            done += take("received") * stocked
    return quantity, done


def _invoices(data: Mapping[str, Any], n: int) -> Iterator[cs.Invoice]:
    """Yield an invoice; and what was refunded of it, as a credit invoice of its own."""
    with every_key("invoice", data) as take:
        kind, state = INVOICE_KINDS[take("type")], INVOICE_STATES[take("status")]
        # A credit note is below zero there; with us its kind says so, and amounts have no sign.
        sign = -1 if kind is cs.InvoiceKind.CREDIT_INVOICE else 1
        total = sign * Decimal(take("total"))
        payments = take("payments", None)
        paid = take("paid", None) if payments is None else sum(payments)
        # `net` is on the basis of the order's total; what is to pay may be more: tax, rounding.
        yield cs.Invoice(
            f"invoice {n}", kind, state, take("net", total), total, paid and sign * paid
        )
        refunded = take("refunded", 0)
    if refunded:
        kind, state = cs.InvoiceKind.CREDIT_INVOICE, cs.InvoiceState.PAID
        yield cs.Invoice(f"refund of {n}", kind, state, refunded)


def _day(text: str, promised: date) -> date:
    """Read a day, or its distance from today or from the promise."""
    for name, start in {"today": TODAY, "delivery_date": promised}.items():
        if text.startswith(name):
            return start + timedelta(days=int(text.removeprefix(name)))
    return datetime.fromisoformat(text).date()
