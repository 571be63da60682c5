"""Inputs in which one thing is many: lines, orders or lots, of one item."""

from datetime import date, timedelta

import costatus as cs

FIRST_DAY = date(2026, 11, 24)
Input = tuple[list[cs.CustomerOrder], list[cs.StockLot]]


def lines_of_one_order(n: int) -> Input:
    """Make one order of n lines, and goods for half of them."""
    return [_order("CO-1", _lines(n))], [_lot("L-1", n // 2)]


def lines_of_two_orders(n: int) -> Input:
    """Make two orders whose lines alternate by rank, so that no line of a third order is near."""
    return [_order(f"CO-{k}", _lines(n // 2)) for k in range(2)], [_lot("L-1", n // 2)]


def orders_of_one_item(n: int) -> Input:
    """Make orders of one line each, and goods for half of them."""
    return [_order(f"CO-{k}", _lines(1)) for k in range(n)], [_lot("L-1", n // 2)]


def lots_under_one_line(n: int) -> Input:
    """Make one line over n lots, all of one MO of n parts."""
    parts = [cs.Part(str(k), "bell", 1) for k in range(n)]
    made = cs.ManufacturingOrder("MO-1", cs.ManufacturingStage.SCHEDULED, parts=parts)
    planned = cs.LotStatus.PLANNED
    lots = [cs.StockLot(f"L-{k}", "bike", planned, source=made, quantity=1) for k in range(n)]
    return [_order("CO-1", [cs.OrderLine("1", "bike", n)])], lots


def _order(name: str, lines: list[cs.OrderLine]) -> cs.CustomerOrder:
    return cs.CustomerOrder(name, cs.OrderStatus.CONFIRMED, lines)


def _lines(n: int) -> list[cs.OrderLine]:
    days = (FIRST_DAY + timedelta(days=k) for k in range(n))
    return [cs.OrderLine(str(k), "bike", 1, promised_on=day) for k, day in enumerate(days)]


def _lot(name: str, quantity: int) -> cs.StockLot:
    return cs.StockLot(name, "bike", cs.LotStatus.RECEIVED, quantity=quantity)


CROWDS = (lines_of_one_order, lines_of_two_orders, orders_of_one_item, lots_under_one_line)
