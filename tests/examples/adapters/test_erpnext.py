"""The adapter for ERPNext keeps every status, and reads documents as its API gives them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from adapters import erpnext
from adapters.rows import UnknownCodes
from attrs import evolve
from hypothesis import given, settings

import costatus as cs
from costatus.testing import Situation, assert_laws, assert_same_statuses, situations
from tests.examples.adapters.held import SERVICE, built, held, numbered, usable

ORDER_STATES = {stage: state for state, stage in reversed(erpnext.ORDER_STAGES.items())}
PRODUCTION_STATES = {stage: state for state, stage in reversed(erpnext.PRODUCTION_STAGES.items())}
PURCHASE_STATES = {stage: state for state, stage in reversed(erpnext.PURCHASE_STAGES.items())}
INVOICE_STATES = {
    cs.InvoiceState.DUMMY: "Draft",
    cs.InvoiceState.UNPAID: "Overdue",
    cs.InvoiceState.PAID_PARTIALLY: "Overdue",
    cs.InvoiceState.PAID: "Paid",
    cs.InvoiceState.CANCELED: "Cancelled",
}
KINDS = {cs.InvoiceKind.INVOICE: 0, cs.InvoiceKind.CREDIT_INVOICE: 1}
OTHER_STAGES = {
    cs.OrderStatus.QUOTATION: cs.OrderStatus.WAITING_FOR_CONFIRMATION,
    cs.ManufacturingStage.NOT_SCHEDULED: cs.ManufacturingStage.SCHEDULED,
}
OTHER_PURCHASE_STAGES = {
    cs.PurchaseStage.RFQ: cs.PurchaseStage.NEW,
    cs.PurchaseStage.SHIPPED: cs.PurchaseStage.ORDERED,
}


def in_stock(lot: cs.StockLot) -> bool:
    return lot.status is cs.LotStatus.RECEIVED


def in_stock_or_on_its_way(lot: cs.StockLot) -> bool:
    source = isinstance(lot.source, cs.ManufacturingOrder | cs.PurchaseOrder)
    return in_stock(lot) or (lot.status is cs.LotStatus.PLANNED and source)


def as_erpnext_has_it(model: Any) -> Any:
    match model:
        case cs.CustomerOrder():
            stage = OTHER_STAGES.get(model.stage, model.stage)
            stage = stage if stage in ORDER_STATES else cs.OrderStatus.CONFIRMED
            closed = stage is cs.OrderStatus.CONFIRMED and any(each.shipped for each in model.lines)
            lines = [
                evolve(each, closed=max(each.quantity - each.shipped, Decimal(0)) if closed else 0)
                for each in model.lines
            ]
            return evolve(
                numbered(model, lines),
                stage=stage,
                invoices=[
                    evolve(each, id=f"{model.id} {each.id}")
                    for each in model.invoices
                    if each.kind in KINDS
                ],
            )
        case cs.OrderLine():
            item = model.item if model.kind is cs.LineKind.STOCKED else SERVICE
            return evolve(model, item=item, bookings=usable(model, in_stock_or_on_its_way))
        case cs.StockLot() if in_stock(model):
            return evolve(model, expected_on=None, source=None)
        case cs.StockLot() if isinstance(model.source, cs.ManufacturingOrder):
            return evolve(model, item="1", expected_on=None)
        case cs.StockLot() if isinstance(model.source, cs.PurchaseOrder):
            return evolve(model, expected_on=model.expected_on or model.source.expected_on)
        case cs.Part():
            return evolve(model, bookings=usable(model, in_stock))
        case cs.ManufacturingOrder():
            return evolve(
                model,
                stage=OTHER_STAGES.get(model.stage, model.stage),
                planned_start=on_the_clock(model.planned_start),
                planned_finish=on_the_clock(model.planned_finish),
                parts=[evolve(each, id=f"{model.id} {each.id}") for each in model.parts],
                operations=[evolve(each, id=f"{model.id} {each.id}") for each in model.operations],
            )
        case cs.Operation():
            return evolve(
                model,
                planned_start=on_the_clock(model.planned_start),
                planned_finish=on_the_clock(model.planned_finish),
                started=model.started or model.finished,
            )
        case cs.PurchaseOrder():
            stage = OTHER_PURCHASE_STAGES.get(model.stage, model.stage)
            return evolve(model, stage=stage, expected_on=None)
        case cs.Invoice() if model.status is cs.InvoiceState.PAID_PARTIALLY and not model.paid:
            return evolve(model, status=cs.InvoiceState.UNPAID)
    return model


def on_the_clock(moment: Any) -> datetime | None:
    """Return a moment as the site's clock shows it."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else None


def text(moment: Any) -> str | None:
    return None if moment is None else str(moment)


def documents(orders: Iterable[cs.CustomerOrder]) -> dict[str, list[Any]]:
    """Write orders as ERPNext's documents; ten items of a line are one box."""
    made: dict[str, dict[Any, Any]] = {doctype: {} for doctype in erpnext.DOCTYPES}
    made["Item"] = {item: {"name": item, "is_stock_item": int(item != SERVICE)} for item in "123"}

    def reserve(row: str, lot: cs.StockLot, quantity: Decimal) -> None:
        entry = {
            "name": f"{lot.id} for {row} {len(made['Stock Reservation Entry'])}",
            "docstatus": 1,
            "item_code": lot.item,
            "voucher_detail_no": row,
            "reserved_qty": float(quantity + 2),
            "delivered_qty": 2.0,
            "transferred_qty": 2.0,
        }
        made["Stock Reservation Entry"][entry["name"]] = entry

    def work(row: str, lot: cs.StockLot, quantity: Decimal) -> None:
        source: Any = lot.source
        first = not any(name == source.id for name, _ in made["Work Order"])
        started = 0 if source.stage is cs.ManufacturingStage.SCHEDULED else 1
        for part in source.parts if first else ():
            for each in part.bookings:
                reserve(part.id, each.lot, each.quantity)
        made["Work Order"][source.id, len(made["Work Order"])] = {
            "name": source.id,
            "status": PRODUCTION_STATES[source.stage],
            "production_item": lot.item,
            "sales_order_item": row,
            "qty": float(quantity + started),
            "produced_qty": started,
            "planned_start_date": text(source.planned_start),
            "planned_end_date": text(source.planned_finish),
            "required_items": [
                {
                    "name": part.id,
                    "item_code": part.item,
                    "required_qty": float(part.quantity),
                    "consumed_qty": float(part.consumed),
                    "transferred_qty": float(part.consumed),
                }
                for part in source.parts
            ],
            "operations": [
                {
                    "name": each.id,
                    "planned_start_time": text(each.planned_start),
                    "planned_end_time": text(each.planned_finish),
                    "status": "Completed"
                    if each.finished
                    else ("Work in Progress" if each.started else "Pending"),
                }
                for each in source.operations
            ],
        }

    def buy(row: str, lot: cs.StockLot, quantity: Decimal) -> None:
        source: Any = lot.source
        order = made["Purchase Order"].setdefault(
            source.id,
            {"name": source.id, "status": PURCHASE_STATES[source.stage], "items": []},
        )
        order["items"].append(
            {
                "name": f"{lot.id} for {row} {len(order['items'])}",
                "item_code": lot.item,
                "sales_order_item": row,
                "stock_qty": float(quantity + 20),
                "received_qty": 2.0,
                "conversion_factor": 10.0,
                "schedule_date": text(lot.expected_on),
                "expected_delivery_date": None,
            }
        )

    for order in orders:
        for line in order.lines:
            for each in line.bookings:
                kind = {cs.ManufacturingOrder: work, cs.PurchaseOrder: buy}
                kind.get(type(each.lot.source), reserve)(line.id, each.lot, each.quantity)
        closed = any(line.closed for line in order.lines)
        made["Sales Order"][order.id] = {
            "name": order.id,
            "status": "Closed" if closed else ORDER_STATES[order.stage],
            "transaction_date": text(order.created_on),
            "delivery_date": text(order.promised_on),
            "net_total": float(order.total or 0),
            "items": [
                {
                    "name": line.id,
                    "item_code": line.item,
                    "stock_qty": float(line.quantity),
                    "delivered_qty": float(line.shipped / 10),
                    "conversion_factor": 10.0,
                    "delivery_date": text(line.promised_on),
                }
                for line in order.lines
            ],
        }
        for invoice in order.invoices:
            sign = -1 if KINDS[invoice.kind] else 1
            payable, paid = invoice.payable or Decimal(0), invoice.paid or Decimal(0)
            made["Sales Invoice"][invoice.id] = {
                "name": invoice.id,
                "status": INVOICE_STATES[invoice.status],
                "is_return": KINDS[invoice.kind],
                "grand_total": float(payable * sign),
                "rounded_total": 0.0,
                "outstanding_amount": float((payable - paid) * sign),
                "items": [{"sales_order": order.id, "net_amount": float(invoice.amount * sign)}],
            }
    return {doctype: list(each.values()) for doctype, each in made.items()}


@settings(max_examples=60)
@given(situations(tracing=True))
def test_every_status_is_kept(situation: Situation) -> None:
    expected = held(situation, as_erpnext_has_it)
    orders = built(erpnext.customer_orders(documents(expected.orders)))
    found = evolve(expected, orders=orders)
    assert_same_statuses(found.evaluate(), expected.evaluate())
    assert_laws(found)


# What a site may look like

ORDER: dict[str, Any] = {
    "name": "SAL-ORD-2026-00007",
    "docstatus": 1,
    "status": "To Deliver and Bill",
    "transaction_date": "2026-11-15",
    "delivery_date": "2026-12-01",
    "net_total": 1200.0,
    "items": [
        {
            "name": "a1b2c3",
            "item_code": "BIKE",
            "qty": 1.0,
            "stock_qty": 10.0,
            "conversion_factor": 10.0,
            "delivered_qty": 0.4,
            "delivery_date": "2026-12-01",
        }
    ],
}
RESERVED: dict[str, Any] = {
    "name": "MAT-SRE-2026-00001",
    "docstatus": 1,
    "item_code": "BIKE",
    "voucher_detail_no": "a1b2c3",
    "reserved_qty": 6.0,
    "delivered_qty": 4.0,
}
WORK: dict[str, Any] = {
    "name": "MFG-WO-2026-00041",
    "status": "In Process",
    "production_item": "BIKE",
    "sales_order_item": "a1b2c3",
    "qty": 4.0,
    "produced_qty": 0.0,
    "planned_start_date": "2026-11-20 08:00:00",
    "planned_end_date": "2026-11-30 16:00:00",
    "required_items": [
        {
            "name": "d4e5f6",
            "item_code": "WHEEL",
            "required_qty": 8.0,
            "consumed_qty": 2.0,
            "transferred_qty": 8.0,
        }
    ],
    "operations": [],
}
SITE: dict[str, list[Any]] = {
    "Sales Order": [ORDER],
    "Stock Reservation Entry": [RESERVED],
    "Work Order": [WORK],
}


def report(site: dict[str, list[Any]]) -> cs.OrderReport:
    (order,) = built(erpnext.customer_orders(site))
    return cs.evaluate(order, as_of=date(2026, 11, 24))


def test_what_was_delivered_has_left_the_reservation() -> None:
    """Four of ten are with the customer, two are reserved, and four are being made."""
    found = report(SITE)
    assert (found.status, found.status_of("product")) == ("in_production", "expected_on_time")


def test_a_work_order_without_its_material_is_not_booked() -> None:
    (part,) = WORK["required_items"]
    work = {**WORK, "required_items": [{**part, "transferred_qty": 2.0}]}
    found = report({**SITE, "Work Order": [work]})
    source = found.line("a1b2c3").sources[0]
    assert (source.source_id, source.status) == ("MFG-WO-2026-00041", "not_booked")


def test_an_operation_is_late_until_it_is_completed() -> None:
    operation = {
        "name": "g7h8i9",
        "planned_start_time": "2026-11-20 08:00:00",
        "planned_end_time": "2026-11-21 08:00:00",
    }
    found = {}
    for status in ("Pending", "Work in Progress", "Completed"):
        work = {**WORK, "operations": [{**operation, "status": status}]}
        source = report({**SITE, "Work Order": [work]}).line("a1b2c3").sources[0]
        found[status] = {reason.code.value for reason in source.decision.reasons}
    assert found == {
        "Pending": {"operation_not_started_on_time", "operation_not_finished_on_time"},
        "Work in Progress": {"operation_not_finished_on_time"},
        "Completed": {"all_expected_on_time"},
    }


def test_a_work_order_that_has_produced_is_started() -> None:
    """frappe/erpnext#40407: nothing was transferred, so it says Not Started."""
    work = {**WORK, "status": "Not Started", "qty": 10.0, "produced_qty": 6.0}
    assert report({**SITE, "Work Order": [work]}).status == "in_production"


def test_what_a_closed_order_does_not_deliver_is_given_up() -> None:
    found = report({**SITE, "Sales Order": [{**ORDER, "status": "Closed"}]})
    assert found.status == "ready_for_shipment"  # the reservation is not canceled: a surplus
    found = report({"Sales Order": [{**ORDER, "status": "Closed"}]})
    assert found.status == "shipped"


def test_a_service_waits_for_nothing() -> None:
    site = {**SITE, "Item": [{"name": "BIKE", "is_stock_item": 0}]}
    assert report(site).status_of("product") is None


def test_overdue_hides_neither_a_payment_nor_what_was_invoiced() -> None:
    """frappe/erpnext#27992: 499.5 becomes 500, and is no difference of amounts."""
    invoice = {
        "name": "ACC-SINV-2026-00003",
        "status": "Overdue",
        "is_return": 0,
        "grand_total": 499.5,
        "rounded_total": 500.0,
        "outstanding_amount": 300.0,
        "items": [{"sales_order": ORDER["name"], "net_amount": 600.0}],
    }
    found = report({**SITE, "Sales Invoice": [invoice]})
    assert (found.invoicing.status, found.invoicing.percent) == ("part_invoiced", 50)
    assert (found.payment.status, found.payment.percent) == ("part_paid", 40)


def test_all_unknown_codes_are_listed_with_their_place() -> None:
    site = {**SITE, "Sales Order": [{**ORDER, "status": "Awaiting Artwork"}]}
    with pytest.raises(UnknownCodes, match="Sales Order SAL-ORD-2026-00007: status 'Awaiting Art"):
        erpnext.customer_orders(site)
