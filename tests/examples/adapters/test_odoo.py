"""The adapter for Odoo keeps every status, and reads rows as its API gives them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from adapters import odoo
from adapters.rows import UnknownCodes
from attrs import evolve
from hypothesis import given, settings

import costatus as cs
from costatus.testing import Situation, assert_laws, assert_same_statuses, situations
from tests.examples.adapters.held import ZONE, built, held, numbered, usable

ORDER_STATES = {stage: state for state, stage in reversed(odoo.ORDER_STAGES.items())}
PRODUCTION_STATES = {stage: state for state, stage in reversed(odoo.PRODUCTION_STAGES.items())}
PURCHASE_STATES = {stage: state for state, stage in reversed(odoo.PURCHASE_STAGES.items())}
INVOICE_TYPES = {kind: type_ for type_, kind in odoo.INVOICE_KINDS.items()}
PAYMENT_STATES = {state: each for each, state in reversed(odoo.PAYMENT_STATES.items())}
CONFIRMED = cs.OrderStatus.CONFIRMED


def on_its_way(lot: cs.StockLot) -> bool:
    return lot.status is cs.LotStatus.PLANNED and isinstance(
        lot.source, cs.ManufacturingOrder | cs.PurchaseOrder
    )


def as_odoo_has_it(model: Any) -> Any:
    match model:
        case cs.CustomerOrder():
            stage = model.stage if model.stage in ORDER_STATES else CONFIRMED
            lines = [
                evolve(line, closed=given_up(line) if stage is CONFIRMED else 0)
                for line in model.lines
            ]
            kept = [each for each in model.invoices if each.kind in INVOICE_TYPES and lines]
            return evolve(numbered(model, lines), stage=stage, invoices=kept)
        case cs.OrderLine():
            return evolve(model, bookings=usable(model, in_stock_or_on_its_way), promised_on=None)
        case cs.StockLot() if model.status is cs.LotStatus.RECEIVED:
            return evolve(model, expected_on=None, source=None)
        case cs.StockLot() if isinstance(model.source, cs.ManufacturingOrder):
            return evolve(model, item="1", expected_on=None)
        case cs.Part():
            quantity, bookings, total = model.quantity, [], Decimal(0)
            for each in usable(model, in_stock_or_on_its_way):
                total += each.quantity
                bookings += [each] if total <= quantity and not model.consumed else []
            consumed = quantity if model.consumed else Decimal(0)
            return evolve(model, bookings=bookings, consumed=consumed)
        case cs.ManufacturingOrder():
            parts = [evolve(each, id=f"{model.id} {each.id}") for each in model.parts]
            moved = PRODUCTION_ONLY.get(model.stage, model.stage)
            return evolve(model, stage=moved, operations=(), parts=parts)
        case cs.PurchaseOrder():
            return evolve(model, stage=PURCHASE_ONLY.get(model.stage, model.stage))
    return model


PRODUCTION_ONLY = {
    cs.ManufacturingStage.NOT_SCHEDULED: cs.ManufacturingStage.SCHEDULED,
    cs.ManufacturingStage.PAUSED: cs.ManufacturingStage.IN_PROGRESS,
}
PURCHASE_ONLY = {
    cs.PurchaseStage.APPROVED: cs.PurchaseStage.NEW,
    cs.PurchaseStage.SHIPPED: cs.PurchaseStage.ORDERED,
}


def in_stock_or_on_its_way(lot: cs.StockLot) -> bool:
    return lot.status is cs.LotStatus.RECEIVED or on_its_way(lot)


def given_up(line: cs.OrderLine) -> Decimal:
    """Return what is closed of a line without bookings: let all of the rest be."""
    rest = max(line.quantity - line.shipped, Decimal(0))
    return rest if line.shipped and not line.bookings else Decimal(0)


class Writer:
    """Writes orders as Odoo's rows."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {model: [] for model in odoo.FIELDS}
        self.ids: dict[tuple[str, str], int] = {}

    def add(self, model: str, **row: Any) -> int:
        row["id"] = len(self.rows[model]) + 1
        empty = dict.fromkeys(odoo.FIELDS[model].split(), False)
        many: dict[str, Any] = {field: [] for field in empty if field.endswith("_ids")}
        self.rows[model].append({**empty, **many, **row})
        return int(row["id"])

    def write(self, order: cs.CustomerOrder) -> None:
        number = len(self.rows["sale.order"]) + 1
        for line in order.lines:
            self.rows["sale.order.line"].append(
                {
                    "id": int(line.id),
                    "order_id": [number, order.id],
                    "product_id": [int(line.item), "a product"],
                    "product_uom_qty": float(line.quantity),
                    "qty_delivered": float(line.shipped),
                    "qty_delivered_method": "stock_move" if line.kind == "stocked" else "manual",
                    "display_type": False,
                    "is_downpayment": False,
                }
            )
            for each in line.bookings:
                product = {"product_id": [int(each.lot.item), "a product"]}
                self.move(each.quantity, [each], sale_line_id=[int(line.id), "a line"], **product)
            if line.closed or (not line.bookings and line.shipped >= line.quantity > 0):
                delivery = {"picking_code": "outgoing", "state": "done"}
                self.add("stock.move", sale_line_id=[int(line.id), "a line"], **delivery)
        invoices = [self.invoice(each, order) for each in order.invoices]
        self.add(
            "sale.order",
            name=order.id,
            state=ORDER_STATES[order.stage],
            commitment_date=utc(order.promised_on),
            date_order=utc(order.created_on),
            amount_untaxed=float(order.total or 0),
            invoice_ids=invoices,
        )

    def move(self, demand: Decimal, bookings: Iterable[cs.Booking], **row: Any) -> int:
        """Write a move with what is reserved for it, and what comes for it."""
        reserved, before = Decimal(0), []
        bought = []
        for each in bookings:
            source = each.lot.source
            if isinstance(source, cs.ManufacturingOrder):
                coming = {"production_id": [self.production(source), source.id]}
                before.append(self.add("stock.move", state="confirmed", **coming))
            elif isinstance(source, cs.PurchaseOrder):
                line = self.purchase_line(each.lot, source, each.quantity)
                if line % 2:
                    bought.append(line)
                else:
                    coming = {"purchase_line_id": [line, source.id]}
                    before.append(self.add("stock.move", state="assigned", **coming))
            else:
                reserved += each.quantity
        return self.add(
            "stock.move",
            **{"picking_code": "outgoing", "product_id": [1, "a product"], **row},
            state="partially_available" if reserved else "waiting",
            product_uom_qty=float(demand),
            quantity=float(reserved),
            created_purchase_line_ids=bought,
            move_orig_ids=before,
        )

    def production(self, made: cs.ManufacturingOrder) -> int:
        if ("mrp.production", made.id) not in self.ids:
            number = self.ids["mrp.production", made.id] = self.add(
                "mrp.production",
                name=made.id,
                state=PRODUCTION_STATES[made.stage],
                product_id=[1, "a product"],
                product_qty=1e12,
                date_start=utc(made.planned_start),
                date_finished=utc(made.planned_finish),
            )
            for part in made.parts:
                row = {"raw_material_production_id": [number, made.id], "picking_code": False}
                move = self.move(part.quantity, part.bookings, **row)
                if part.consumed:
                    over = {"state": "done", "quantity": float(part.quantity)}
                    self.rows["stock.move"][move - 1] |= over
        return self.ids["mrp.production", made.id]

    def purchase_line(self, lot: cs.StockLot, bought: cs.PurchaseOrder, quantity: Decimal) -> int:
        if ("purchase.order", bought.id) not in self.ids:
            received = bought.stage is cs.PurchaseStage.RECEIVED
            self.ids["purchase.order", bought.id] = self.add(
                "purchase.order",
                name=bought.id,
                state="purchase" if received else PURCHASE_STATES[bought.stage],
                receipt_status="full" if received else "pending",
                date_planned=utc(bought.expected_on),
            )
        return self.add(
            "purchase.order.line",
            order_id=[self.ids["purchase.order", bought.id], bought.id],
            product_id=[int(lot.item), "a product"],
            product_qty=float(quantity),
            qty_received=0.0,
            date_planned=utc(lot.expected_on),
        )

    def invoice(self, invoice: cs.Invoice, order: cs.CustomerOrder) -> int:
        posted = invoice.status not in {cs.InvoiceState.DUMMY, cs.InvoiceState.CANCELED}
        payable, paid = invoice.payable or Decimal(0), invoice.paid or Decimal(0)
        number = self.add(
            "account.move",
            name="INV/2026/00001",
            move_type=INVOICE_TYPES[invoice.kind],
            state="posted" if posted else {"dummy": "draft", "canceled": "cancel"}[invoice.status],
            payment_state=PAYMENT_STATES[invoice.status] if posted else "not_paid",
            amount_total=float(payable),
            amount_residual=float(payable - paid),
        )
        share = {"price_subtotal": float(invoice.amount)}
        lines = [int(line.id) for line in order.lines[:1]]
        self.add("account.move.line", move_id=[number, "INV"], sale_line_ids=lines, **share)
        self.add(
            "account.move.line", move_id=[number, "INV"], sale_line_ids=[999], price_subtotal=7
        )
        return number


def utc(day: date | None) -> str | bool:
    if day is None:
        return False
    moment = day if isinstance(day, datetime) else datetime.combine(day, time(), ZONE)
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


@settings(max_examples=60)
@given(situations(tracing=True))
def test_every_status_is_kept(situation: Situation) -> None:
    expected = held(situation, as_odoo_has_it)
    writer = Writer()
    for order in expected.orders:
        writer.write(order)
    found = evolve(expected, orders=built(odoo.customer_orders(writer.rows, ZONE)))
    assert_same_statuses(found.evaluate(), expected.evaluate())
    assert_laws(found)


# What a database may look like

ORDER = {
    "id": 7,
    "name": "S00007",
    "state": "sale",
    "commitment_date": "2026-12-01 10:00:00",
    "date_order": "2026-11-15 08:30:00",
    "write_date": "2026-11-20 08:30:00",
    "amount_untaxed": 1200.0,
    "invoice_ids": [],
}
LINE = {
    "id": 21,
    "order_id": [7, "S00007"],
    "product_id": [3, "[BIKE] Bicycle"],
    "product_uom_qty": 10.0,
    "qty_delivered": 4.0,
    "qty_delivered_method": "stock_move",
    "display_type": False,
    "is_downpayment": False,
}
DELIVERY = {
    "id": 31,
    "sale_line_id": [21, "S00007 - Bicycle"],
    "product_id": [3, "[BIKE] Bicycle"],
    "state": "partially_available",
    "product_uom_qty": 6.0,
    "quantity": 2.0,
    "picking_code": "outgoing",
    "move_orig_ids": [],
    "production_id": False,
    "raw_material_production_id": False,
    "created_production_id": [41, "WH/MO/00041"],
    "purchase_line_id": False,
    "created_purchase_line_ids": [],
}
PRODUCTION = {
    "id": 41,
    "name": "WH/MO/00041",
    "state": "confirmed",
    "product_id": [3, "[BIKE] Bicycle"],
    "product_qty": 4.0,
    "date_start": "2026-11-25 06:00:00",
    "date_finished": "2026-12-02 14:00:00",
}
DATABASE: dict[str, list[dict[str, Any]]] = {
    "sale.order": [ORDER],
    "sale.order.line": [LINE],
    "stock.move": [DELIVERY],
    "mrp.production": [PRODUCTION],
}


def report(database: dict[str, list[dict[str, Any]]]) -> cs.OrderReport:
    (order,) = built(odoo.customer_orders(database, ZONE))
    return cs.evaluate(order, as_of=date(2026, 11, 24))


def with_(model: str, *rows: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {**DATABASE, model: list(rows)}


def test_an_order_whose_production_ends_a_day_late() -> None:
    found = report(DATABASE)
    assert (found.status, found.product and found.product.status) == (
        "waiting_for_production",
        "delayed",
    )
    assert found.status_of("source", line="21", source="WH/MO/00041") == "expected_on_time"


def test_a_delivery_in_three_steps_waits_for_what_is_reserved_for_the_first() -> None:
    waits = {"state": "waiting", "quantity": 0.0, "created_production_id": False}
    ship = {**DELIVERY, **waits, "move_orig_ids": [32]}
    pack = {**DELIVERY, **waits, "id": 32, "picking_code": "internal", "move_orig_ids": [33]}
    pick = {**pack, "id": 33, "state": "assigned", "quantity": 6.0, "move_orig_ids": []}
    assert report(with_("stock.move", ship, pack, pick)).status == "ready_for_shipment"


def test_what_waits_for_a_request_for_quotation_is_not_booked() -> None:
    move = {**DELIVERY, "created_production_id": False, "created_purchase_line_ids": [51]}
    line = {
        "id": 51,
        "order_id": [61, "P00061"],
        "product_id": [3, "[BIKE] Bicycle"],
        "product_qty": 4.0,
        "qty_received": 0.0,
        "date_planned": "2026-11-28 10:00:00",
    }
    order = {"id": 61, "name": "P00061", "date_planned": "2026-12-20 10:00:00"}
    order |= {"state": "sent", "receipt_status": False}
    database = with_("stock.move", move) | {"purchase.order.line": [line]}
    asked = report({**database, "purchase.order": [order]})
    assert asked.status_of("product") == "not_booked"
    ordered = report({**database, "purchase.order": [{**order, "state": "purchase"}]})
    assert ordered.status_of("product") == "expected_on_time"


def test_material_that_is_consumed_needs_no_booking() -> None:
    raw = {**DELIVERY, "id": 35, "sale_line_id": False, "picking_code": "mrp_operation"}
    raw |= {"raw_material_production_id": [41, "WH/MO/00041"], "created_production_id": False}
    consumed = {**raw, "state": "done", "quantity": 5.0}
    for move, expected in ((raw, "not_booked"), (consumed, "expected_on_time")):
        found = report(with_("stock.move", DELIVERY, move))
        assert found.status_of("source", line="21", source="WH/MO/00041") == expected


def test_what_the_vendor_ships_to_the_customer_is_on_order_until_it_is_done() -> None:
    line = {"id": 51, "order_id": [61, "P00061"], "product_id": [3, "[BIKE] Bicycle"]}
    line |= {"product_qty": 6.0, "qty_received": 0.0, "date_planned": "2026-12-03 10:00:00"}
    order = {"id": 61, "name": "P00061", "date_planned": False, "state": "purchase"}
    order |= {"receipt_status": "pending"}
    move = {**DELIVERY, "state": "assigned", "quantity": 6.0, "picking_code": "dropship"}
    move |= {"created_production_id": False, "purchase_line_id": [51, "P00061"]}
    bought = {"purchase.order": [order], "purchase.order.line": [line]}
    assert report(with_("stock.move", move) | bought).status_of("product") == "delayed"


def test_a_cancelled_backorder_closes_the_rest() -> None:
    found = report(
        with_("stock.move", {**DELIVERY, "state": "done"}, {**DELIVERY, "state": "cancel"})
    )
    assert found.status == "shipped"
    assert [note.code for note in found.order.notes] == ["quantity_closed"]


def test_a_section_is_no_line_and_a_service_needs_no_goods() -> None:
    section = {**LINE, "id": 22, "product_id": False, "display_type": "line_section"}
    service = {**LINE, "id": 23, "qty_delivered_method": "timesheet"}
    (order,) = built(odoo.customer_orders(with_("sale.order.line", LINE, section, service), ZONE))
    assert [(line.id, line.kind) for line in order.lines] == [
        ("21", "stocked"),
        ("23", "non_inventory"),
    ]


def test_a_deposit_and_the_final_invoice_add_up() -> None:
    deposit = {"id": 71, "name": "INV/71", "move_type": "out_invoice", "state": "posted"}
    deposit |= {"payment_state": "paid", "amount_total": 288.0, "amount_residual": 0.0}
    final = {**deposit, "id": 72, "payment_state": "partial", "amount_total": 1152.0}
    final |= {"amount_residual": 576.0}
    items = [
        {"id": 1, "move_id": [71, "INV/71"], "sale_line_ids": [24], "price_subtotal": 240.0},
        {"id": 2, "move_id": [72, "INV/72"], "sale_line_ids": [21], "price_subtotal": 1200.0},
        {"id": 3, "move_id": [72, "INV/72"], "sale_line_ids": [24], "price_subtotal": -240.0},
    ]
    down = {**LINE, "id": 24, "is_downpayment": True}
    database = with_("sale.order", {**ORDER, "invoice_ids": [71, 72]}) | {
        "sale.order.line": [LINE, down],
        "account.move": [deposit, final],
        "account.move.line": items,
    }
    found = report(database)
    assert (found.status_of("invoicing"), found.status_of("payment")) == ("invoiced", "part_paid")
    assert found.payment.percent == 60


def test_all_unknown_codes_are_listed_with_their_place() -> None:
    database = with_("sale.order", {**ORDER, "state": "on_hold"}) | {
        "mrp.production": [{**PRODUCTION, "state": "planned"}]
    }
    with pytest.raises(UnknownCodes) as raised:
        odoo.customer_orders(database, ZONE)
    assert str(raised.value).splitlines() == [
        "add these codes to the maps of the adapter:",
        "  sale.order 7: state 'on_hold'",
        "  mrp.production 41: state 'planned'",
    ]


def test_an_order_that_cannot_be_built_fails_alone() -> None:
    """Odoo has lines of a negative quantity, such as what is taken back."""
    taken_back = {**LINE, "id": 22, "order_id": [8, "S00008"], "product_uom_qty": -1.0}
    orders = [ORDER, {**ORDER, "id": 8, "name": "S00008"}]
    database = with_("sale.order.line", LINE, taken_back) | {"sale.order": orders}
    reports = cs.sweep(odoo.customer_orders(database, ZONE), as_of=date(2026, 11, 24))
    report, failure = reports
    assert isinstance(report, cs.OrderReport)
    assert isinstance(failure, cs.SweepFailure)
    assert [fault.path for fault in failure.faults] == ["quantity"]
