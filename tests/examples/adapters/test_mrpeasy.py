"""The adapter for MRPeasy keeps every status, and reads rows as its API gives them."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import pytest
from adapters import mrpeasy
from adapters.rows import UnknownCodes
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, assert_laws, assert_same_statuses, situations
from tests.examples.adapters.held import ZONE, built, held, numbered, one_line_an_item, usable

STAGE_CODES = {stage: int(code) for code, stage in reversed(mrpeasy.ORDER_STAGES.items())}
LOT_CODES = {status: int(code) for code, status in mrpeasy.LOT_STATUSES.items()}
PURCHASE_CODES = {stage: int(code) for code, stage in mrpeasy.PURCHASE_STAGES.items()}
PRODUCTION_CODES = {stage: int(code) for code, stage in reversed(mrpeasy.PRODUCTION_STAGES.items())}
INVOICE_CODES = {state: int(code) for code, state in mrpeasy.INVOICE_STATES.items()}


def as_mrpeasy_has_it(model: Any) -> Any:
    match model:
        case cs.CustomerOrder():
            lines = one_line_an_item(model)
            counted = [each for each in model.invoices if each.status in INVOICE_CODES]
            kept = [each for each in counted if each.kind is cs.InvoiceKind.INVOICE]
            return evolve(numbered(model, lines), invoices=kept)
        case cs.OrderLine():
            booked = usable(model, lambda lot: lot.status in LOT_CODES and lot.item == model.item)
            return evolve(model, kind=cs.LineKind.STOCKED, bookings=booked)
        case cs.StockLot():
            known = isinstance(model.source, cs.ManufacturingOrder | cs.PurchaseOrder)
            return evolve(model, expected_on=None, source=model.source if known else None)
        case cs.ManufacturingOrder():
            return evolve(model, parts=(), operations=())
        case cs.PurchaseOrder() if model.stage not in PURCHASE_CODES:
            return evolve(model, stage=cs.PurchaseStage.ORDERED)
        case cs.Invoice():
            return evolve(model, payable=None, paid=None)
    return model


def rows(orders: Iterable[cs.CustomerOrder], written: Any) -> dict[str, list[Any]]:
    """Write orders as MRPeasy's rows; `written` makes its codes and times integers or texts."""
    tables: dict[str, dict[Any, Any]] = {table: {} for table in mrpeasy.TABLES}

    def seconds(day: date | None) -> Any:
        if day is None:
            return None
        moment = day if isinstance(day, datetime) else datetime.combine(day, time(), ZONE)
        return written(int(moment.timestamp()))

    def added(table: str, key: str, row: dict[str, Any]) -> int:
        """Add a row to a table unless it is there, and return its key."""
        row = tables[table].setdefault(row["code"], {**row, key: len(tables[table]) + 1})
        return int(row[key])

    def source(of: Any) -> dict[str, Any]:
        made = bought = None
        if isinstance(of, cs.ManufacturingOrder):
            row = {
                "code": of.id,
                "status": written(PRODUCTION_CODES[of.stage]),
                "start_date": seconds(of.planned_start),
                "finish_date": seconds(of.planned_finish),
            }
            made = written(added("manufacturing-orders", "man_ord_id", row))
        elif of is not None:
            row = {
                "code": of.id,
                "status": written(PURCHASE_CODES[of.stage]),
                "expected_date": seconds(of.expected_on),
            }
            bought = written(added("purchase-orders", "pur_ord_id", row))
        return {"man_ord_id": made, "pur_ord_id": bought}

    for number, order in enumerate(orders, 1):
        products, held_goods = [], []
        for line in order.lines:
            products.append(
                {
                    "line_id": line.id,
                    "article_id": written(int(line.item)),
                    "quantity": float(line.quantity),
                    "shipped": float(line.shipped),
                    "delivery_date": seconds(line.promised_on),
                }
            )
            for each in line.bookings:
                lot = each.lot
                row = {
                    "code": lot.id,
                    "article_id": int(lot.item),
                    "status": written(LOT_CODES[lot.status]),
                    **source(lot.source),
                }
                held_goods.append(
                    {
                        "lot_id": written(added("lots", "lot_id", row)),
                        "article_id": int(lot.item),
                        "quantity_booked": float(each.quantity),
                        "quantity_picked": 0,
                    }
                )
        tables["customer-orders"][order.id] = {
            "cust_ord_id": number,
            "code": order.id,
            "status": written(STAGE_CODES[order.stage]),
            "created": seconds(order.created_on),
            "delivery_date": seconds(order.promised_on),
            "total_price": str(order.total),
            "products": products,
        }
        tables["shipments"][order.id] = {
            "code": f"SH-{number}",
            "customer_order_id": written(number),
            "status": written(10),
            "products": held_goods,
        }
        for invoice in order.invoices:
            tables["invoices"][order.id, invoice.id] = {
                "code": invoice.id,
                "cust_ord_id": written(number),
                "status": written(INVOICE_CODES[invoice.status]),
                "total_price": str(invoice.amount),
            }
    return {table: list(each.values()) for table, each in tables.items()}


@settings(max_examples=60)
@given(situations(tracing=True), st.sampled_from((int, str)), st.randoms())
def test_every_status_is_kept(situation: Situation, written: Any, random: Any) -> None:
    expected = held(situation, as_mrpeasy_has_it)
    tables = rows(expected.orders, written)
    for each in tables.values():
        random.shuffle(each)
    found = evolve(expected, orders=built(mrpeasy.customer_orders(tables, ZONE)))
    assert_same_statuses(found.evaluate(), expected.evaluate())
    assert_laws(found)


# What an account may look like

DAY = 86_400
NOW = 1_795_478_400  # 24 November 2026 in UTC
ORDER: dict[str, Any] = {
    "cust_ord_id": "7",
    "code": "CO00007",
    "status": "40",
    "created": str(NOW - 9 * DAY),
    "delivery_date": str(NOW + 7 * DAY),
    "total_price": "1200.00",
    "products": [
        {
            "line_id": "21",
            "article_id": "3",
            "quantity": 10,
            "shipped": 4,
            "delivery_date": None,
            "part_status": "20",
        }
    ],
}
SHIPMENT: dict[str, Any] = {
    "code": "SH00009",
    "customer_order_id": "7",
    "status": "10",
    "products": [
        {"lot_id": "5", "article_id": "3", "quantity_booked": 2, "quantity_picked": 1},
        {"lot_id": "6", "article_id": "3", "quantity_booked": "3", "quantity_picked": "0"},
    ],
}
STOCK: dict[str, Any] = {"lot_id": "5", "code": "L00005", "article_id": "3", "status": "20"}
STOCK |= {"man_ord_id": None, "pur_ord_id": None}
COMING: dict[str, Any] = {"lot_id": "6", "code": "L00006", "article_id": "3", "status": "10"}
COMING |= {"man_ord_id": "8", "pur_ord_id": None}
MADE: dict[str, Any] = {"man_ord_id": "8", "code": "MO00008", "status": "20"}
MADE |= {"start_date": str(NOW + DAY), "finish_date": str(NOW + 8 * DAY)}
ACCOUNT: dict[str, list[Any]] = {
    "customer-orders": [ORDER],
    "shipments": [SHIPMENT],
    "lots": [STOCK, COMING],
    "manufacturing-orders": [MADE],
}


def statuses(account: dict[str, list[Any]]) -> dict[str, str | None]:
    (order,) = built(mrpeasy.customer_orders(account, ZONE))
    report = cs.evaluate(order, as_of=date(2026, 11, 24))
    families = ("order", "product", "invoicing", "payment")
    return {each: report.status_of(each) for each in families}


def test_an_order_whose_production_ends_a_day_late() -> None:
    found = statuses(ACCOUNT)
    assert found["order"] == "waiting_for_production"
    assert found["product"] == "delayed"
    assert mrpeasy.product_statuses(ACCOUNT) == {("CO00007", "21"): found["product"]}


def test_a_day_is_the_sites_day() -> None:
    """22:30 UTC is half past midnight of the next day in Tallinn."""
    late = {**ORDER, "delivery_date": NOW + 22.5 * 3600}
    (order,) = built(mrpeasy.customer_orders({"customer-orders": [late]}, ZONE))
    assert order.promised_on == date(2026, 11, 25)


def test_goods_of_an_earlier_shipment_are_not_booked_any_more() -> None:
    account = {**ACCOUNT, "shipments": [{**SHIPMENT, "status": 20}]}
    assert statuses(account)["product"] == "not_booked"


def test_two_lines_of_an_item_share_what_the_order_holds() -> None:
    """The last one gets what is left over, so that a surplus is not lost."""
    first = {**ORDER["products"][0], "quantity": 6}
    second = {**first, "line_id": "22", "shipped": 5}
    account = {**ACCOUNT, "customer-orders": [{**ORDER, "products": [first, second]}]}
    (order,) = built(mrpeasy.customer_orders(account, ZONE))
    booked = [[(each.lot.id, int(each.quantity)) for each in line.bookings] for line in order.lines]
    assert booked == [[("L00005", 2)], [("L00005", 1), ("L00006", 3)]]


def test_dummy_unpaid_and_paid_invoices() -> None:
    invoice = {"code": "INV1", "cust_ord_id": "7", "status": "40", "total_price": "600.00"}
    dummy = {**invoice, "code": "INV2", "status": "10"}
    found = statuses({**ACCOUNT, "invoices": [invoice, dummy]})
    assert (found["invoicing"], found["payment"]) == ("part_invoiced", "paid")


def test_all_unknown_codes_are_listed_with_their_place() -> None:
    account: dict[str, list[Any]] = {
        "customer-orders": [{**ORDER, "status": "35"}],
        "lots": [{**STOCK, "status": None}],
        "invoices": [{"code": "INV1", "cust_ord_id": "7", "status": 30, "total_price": "1"}],
    }
    with pytest.raises(UnknownCodes) as raised:
        mrpeasy.customer_orders(account, ZONE)
    assert str(raised.value).splitlines() == [
        "add these codes to the maps of the adapter:",
        "  customer-orders CO00007: status '35'",
        "  lots L00005: status None",
        "  invoices INV1: status 30",
    ]
