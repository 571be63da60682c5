"""The adapter for InvenTree keeps every status, and reads rows as its API gives them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from adapters import inventree
from adapters.rows import UnknownCodes
from attrs import evolve
from hypothesis import given, settings

import costatus as cs
from costatus.testing import Situation, assert_laws, assert_same_statuses, situations
from tests.examples.adapters.held import SERVICE, built, held, numbered, one_line_an_item, usable

ORDER_CODES = {stage: int(code) for code, stage in reversed(inventree.ORDER_STAGES.items())}
LOT_CODES = {status: int(code) for code, status in inventree.LOT_STATUSES.items()}
BUILD_CODES = {stage: int(code) for code, stage in inventree.BUILD_STAGES.items()}
OTHER_STAGES = {
    cs.OrderStatus.QUOTATION: cs.OrderStatus.WAITING_FOR_CONFIRMATION,
    cs.OrderStatus.ARCHIVED: cs.OrderStatus.DELIVERED,
    cs.ManufacturingStage.NOT_SCHEDULED: cs.ManufacturingStage.NEW,
    cs.ManufacturingStage.SCHEDULED: cs.ManufacturingStage.IN_PROGRESS,
}


def is_build(lot: cs.StockLot) -> bool:
    source = lot.source
    return lot.status is cs.LotStatus.PLANNED and isinstance(source, cs.ManufacturingOrder)


def as_inventree_has_it(model: Any) -> Any:
    match model:
        case cs.CustomerOrder():
            stage = OTHER_STAGES.get(model.stage, model.stage)
            lines = [as_inventree_has_the_line(each) for each in one_line_an_item(model)]
            return evolve(numbered(model, lines), stage=stage, invoices=())
        case cs.StockLot() if model.status in LOT_CODES:
            return evolve(model, expected_on=None, source=None)
        case cs.StockLot() if is_build(model):
            return evolve(model, expected_on=None)
        case cs.ManufacturingOrder():
            return evolve(
                model,
                stage=OTHER_STAGES.get(model.stage, model.stage),
                planned_start=model.planned_start and day(model.planned_start),
                planned_finish=model.planned_finish and day(model.planned_finish),
                parts=(),
                operations=(),
            )
    return model


def as_inventree_has_the_line(line: cs.OrderLine) -> cs.OrderLine:
    """Keep stock of any part, and builds of the part itself; a service is a virtual part."""

    def accepted(lot: cs.StockLot) -> bool:
        return lot.status in LOT_CODES or (is_build(lot) and lot.item == line.item)

    item = line.item if line.kind is cs.LineKind.STOCKED else SERVICE
    return evolve(line, item=item, bookings=usable(line, accepted))


def day(moment: date) -> date:
    return date(moment.year, moment.month, moment.day)


def text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def rows(orders: Iterable[cs.CustomerOrder]) -> dict[str, list[dict[str, Any]]]:
    """Write orders as InvenTree's rows."""
    tables: dict[str, list[dict[str, Any]]] = {path: [] for path in inventree.PATHS}
    tables["part"] = [{"pk": n, "virtual": str(n) == SERVICE} for n in (1, 2, 3)]

    def add(path: str, **row: Any) -> int:
        tables[path].append({"pk": len(tables[path]) + 1, **row})
        return len(tables[path])

    for order in orders:
        number = add(
            "order/so",
            reference=order.id,
            status=ORDER_CODES[order.stage],
            creation_date=text(order.created_on),
            target_date=text(order.promised_on),
            total_price=str(order.total),
        )
        for line in order.lines:
            tables["order/so-line"].append(
                {
                    "pk": int(line.id),
                    "order": number,
                    "part": int(line.item),
                    "quantity": float(line.quantity),
                    "shipped": float(line.shipped),
                    "target_date": text(line.promised_on),
                }
            )
            for each in line.bookings:
                source: Any = each.lot.source
                if source is not None:
                    add(
                        "build",
                        reference=source.id,
                        status=BUILD_CODES[source.stage],
                        part=int(line.item),
                        sales_order=number,
                        quantity=float(each.quantity) + 3,
                        completed=3,
                        start_date=text(source.planned_start),
                        target_date=text(source.planned_finish),
                    )
                    continue
                item = {"part": int(each.lot.item), "status": LOT_CODES[each.lot.status]}
                stock = add("stock", quantity=99.0, in_stock=True, **item)
                booked = {"line": int(line.id), "item": stock, "quantity": float(each.quantity)}
                add("order/so-allocation", **booked, shipment_detail=None)
                gone = {**booked, "shipment_detail": {"shipment_date": "2026-11-01"}}
                add("order/so-allocation", **gone)
    return tables


@settings(max_examples=60)
@given(situations(tracing=True, max_orders=1))
def test_every_status_is_kept(situation: Situation) -> None:
    expected = held(situation, as_inventree_has_it)
    orders = built(inventree.customer_orders(rows(expected.orders)))
    found = evolve(expected, orders=orders)
    assert_same_statuses(found.evaluate(), expected.evaluate())
    assert_laws(found)


# What a server may have

ORDER: dict[str, Any] = {
    "pk": 7,
    "reference": "SO-0007",
    "status": 15,
    "creation_date": "2026-11-15",
    "target_date": "2026-12-01",
    "total_price": "1200.000000",
}
LINE: dict[str, Any] = {
    "pk": 21,
    "order": 7,
    "part": 3,
    "quantity": 10.0,
    "shipped": 4.0,
    "target_date": None,
}
ALLOCATION: dict[str, Any] = {
    "pk": 31,
    "line": 21,
    "item": 5,
    "quantity": 2.0,
    "shipment_detail": {"shipment_date": None},
}
STOCK: dict[str, Any] = {"pk": 5, "part": 3, "quantity": 2.0, "status": 10, "in_stock": True}
BUILD: dict[str, Any] = {
    "pk": 41,
    "reference": "BO-0041",
    "status": 20,
    "part": 3,
    "sales_order": 7,
    "quantity": 6.0,
    "completed": 2,
    "start_date": None,
    "target_date": "2026-12-01",
}
SERVER: dict[str, list[Any]] = {
    "order/so": [ORDER],
    "order/so-line": [LINE],
    "order/so-allocation": [ALLOCATION],
    "stock": [STOCK],
    "build": [BUILD],
}


def report(server: dict[str, list[Any]]) -> cs.OrderReport:
    (order,) = built(inventree.customer_orders(server))
    return cs.evaluate(order, as_of=date(2026, 11, 24))


def test_a_build_that_ends_on_the_promised_day() -> None:
    found = report(SERVER)
    assert (found.status, found.status_of("product")) == ("in_production", "possibly_delayed")


def test_what_went_out_with_a_shipment_is_not_allocated_any_more() -> None:
    gone = {**ALLOCATION, "shipment_detail": {"shipment_date": "2026-11-20"}}
    assert report({**SERVER, "order/so-allocation": [gone]}).status_of("product") == "not_booked"


def test_goods_to_be_checked_are_not_ready() -> None:
    """InvenTree lets them be allocated; it does not know when they will be usable."""
    server = {**SERVER, "stock": [{**STOCK, "status": 50}], "build": []}
    line = {**LINE, "quantity": 6.0}
    found = report({**server, "order/so-line": [line]})
    assert found.status_of("product") == "possibly_delayed"


def test_a_build_for_the_order_serves_its_lines_of_that_part_in_turn() -> None:
    second = {**LINE, "pk": 22, "quantity": 1.0, "shipped": 0.0}
    first = {**LINE, "quantity": 9.0}
    (order,) = built(inventree.customer_orders({**SERVER, "order/so-line": [first, second]}))
    booked = [[int(each.quantity) for each in line.bookings] for line in order.lines]
    assert booked == [[2, 3], [1]]


def test_what_is_on_order_is_pegged() -> None:
    """A purchase order is for no order in particular: without tracing, all supply is dealt."""
    server = {
        **SERVER,
        "order/po": [{"pk": 61, "reference": "PO-0061", "status": 20, "target_date": "2026-11-28"}],
        "order/po-line": [
            {
                "pk": 71,
                "order": 61,
                "internal_part": 3,
                "quantity": 9.0,
                "received": 1.0,
                "target_date": None,
            }
        ],
        "build": [],
    }
    orders, lots = built(inventree.customer_orders(server)), inventree.lots(server)
    settings = cs.Settings(tracing=False)
    (found,) = cs.sweep(orders, as_of=date(2026, 11, 24), settings=settings, lots=lots)
    assert isinstance(found, cs.OrderReport)
    assert (found.status, found.status_of("product")) == (
        "waiting_for_production",
        "expected_on_time",
    )
    assert found.status_of("source", line="21", source="PO-0061") == "expected_on_time"


def test_all_unknown_codes_are_listed_with_their_place() -> None:
    """A server may have states of its own; `status` stays one of the numbers that are known."""
    server = {**SERVER, "order/so": [{**ORDER, "status": 17}], "stock": [{**STOCK, "status": 99}]}
    with pytest.raises(UnknownCodes, match=r"order/so 7: status 17\n  stock 5: status 99"):
        inventree.customer_orders(server)


def test_an_order_whose_stock_is_not_among_the_rows_fails_alone() -> None:
    other = {**ORDER, "pk": 8, "reference": "SO-0008"}
    server = {**SERVER, "order/so": [ORDER, other], "stock": []}
    failed, read = inventree.customer_orders(server)
    assert isinstance(read, cs.CustomerOrder)
    assert str(failed) == (
        "order SO-0007 was not evaluated: stock: no row 5; give all rows that orders refer to"
    )
