"""An order book of the size that hosts have, drawn by numpy: no Python loop over orders.

An order has 3 lines, 4 bookings, 1.2 sources with parts and operations, and half an invoice on
average, as those of tests/reference/workload.py. Rows are grouped under their parents and refer to
each other by index. Words are positions in their vocabularies, days are day numbers (0 where there
is none), money is in thousandths (-1 where there is none), quantities are whole.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from tests.reference.workload import TODAY

import costatus as cs

Array: TypeAlias = NDArray[Any]
Columns: TypeAlias = dict[str, Array]
Book: TypeAlias = dict[str, Columns]

MILLI = 1000
ITEMS = 1000
NO_SOURCE, MANUFACTURING, PURCHASE, TRANSFER = -1, 0, 1, 2
_ODD = 0.05
_MANUAL = [
    cs.OrderStatus.QUOTATION,
    cs.OrderStatus.WAITING_FOR_CONFIRMATION,
    cs.OrderStatus.CONFIRMED,
    cs.OrderStatus.SHIPPED,
    cs.OrderStatus.DELIVERED,
    cs.OrderStatus.CANCELED,
    cs.OrderStatus.ARCHIVED,
]


def book(count: int, seed: int = 1) -> Book:
    """Return the tables of so many orders, the same for the same seed."""
    return _Drawing(count, np.random.default_rng(seed)).tables()


def offsets(parents: Array, count: int) -> Array:
    """Return where the rows of each parent begin, and behind the last where they end."""
    ends = np.cumsum(np.bincount(parents, minlength=count))
    return np.concatenate([[0], ends]).astype(np.int32)


class _Drawing:
    def __init__(self, count: int, random: np.random.Generator) -> None:
        self.count = count
        self.random = random

    def tables(self) -> Book:
        orders = self.orders()
        lines = self.under(self.count, self.random.integers(1, 6, self.count), "order")
        sources = self.under(self.count, self.pick(self.count, [1, 1, 1, 1, 2]), "order")
        lines |= self.lines(len(lines["order"]))
        kind = self.pick(len(sources["order"]), [0] * 5 + [1] * 3 + [2] * 2).astype(np.int8)
        mo = self.manufacturing(int((kind == MANUFACTURING).sum()))
        po = self.purchases(int((kind == PURCHASE).sum()))
        to = self.transfers(int((kind == TRANSFER).sum()))
        index = np.empty(len(kind), np.int32)
        for each in (MANUFACTURING, PURCHASE, TRANSFER):
            index[kind == each] = np.arange(int((kind == each).sum()), dtype=np.int32)
        bookings, lots = self.bookings(lines, sources["order"], kind, index)
        parts = self.under(len(mo["stage"]), self.random.integers(1, 4, len(mo["stage"])), "mo")
        parts |= self.parts(len(parts["mo"]))
        part_bookings, part_lots, more = self.part_bookings(parts, len(po["stage"]))
        part_bookings["lot"] += np.int32(len(lots["status"]))
        steps = self.random.integers(1, 4, len(mo["stage"]))
        operations = self.under(len(mo["stage"]), steps, "mo")
        operations |= self.operations(len(operations["mo"]))
        invoices = self.invoices(orders["total"])
        return {
            "orders": orders,
            "lines": lines,
            "bookings": bookings,
            "lots": {key: np.concatenate([lots[key], part_lots[key]]) for key in lots},
            "manufacturing_orders": mo,
            "parts": parts,
            "part_bookings": part_bookings,
            "operations": operations,
            "purchase_orders": {key: np.concatenate([po[key], more[key]]) for key in po},
            "transfer_orders": to,
            "invoices": invoices,
        }

    def orders(self) -> Columns:
        return {
            "stage": self.mostly(
                self.codes(self.count, [2]), [list(cs.OrderStatus).index(each) for each in _MANUAL]
            ),
            "promised_on": self.days(self.count, missing=0.1),
            "total": self.random.integers(0, 21, self.count) * 50 * MILLI,
        }

    def lines(self, n: int) -> Columns:
        quantity = self.random.integers(1, 21, n)
        quantity[self.chance(n, _ODD / 20)] = 0
        shipped = np.where(self.chance(n, 0.15), quantity, 0)
        shipped = np.where(self.chance(n, _ODD), self.random.integers(0, 23, n), shipped)
        closed = np.where(self.chance(n, _ODD), self.random.integers(0, quantity + 1), 0)
        own = self.days(n)
        return {
            "item": self.random.integers(0, ITEMS, n).astype(np.int32),
            "quantity": quantity,
            "shipped": shipped,
            "closed": closed,
            "kind": self.chance(n, 0.1).astype(np.int8),
            "promised_on": np.where(self.chance(n, 0.2), own, np.int32(0)),
        }

    def bookings(
        self, lines: Columns, source_order: Array, kind: Array, index: Array
    ) -> tuple[Columns, Columns]:
        """Book mostly the whole quantity, in one or two bookings, each of a lot of its own."""
        n = len(lines["order"])
        parts = self.pick(n, [1, 1, 1, 2, 2]) + self.chance(n, _ODD)
        parts[self.chance(n, 0.1)] = 0
        bookings = self.under(n, parts, "line")
        line = bookings["line"]
        m = len(line)
        second = np.concatenate([[False], line[1:] == line[:-1]])
        whole = lines["quantity"][line]
        half = np.where(second, whole // 2, whole - whole // 2)
        quantity = np.maximum(np.where(parts[line] > 1, half, whole), 1)
        quantity = np.where(self.chance(m, _ODD), self.random.integers(1, 16, m), quantity)
        order = lines["order"][line]
        first = offsets(source_order, self.count)
        many = np.diff(first)[order]
        source = first[order] + (self.random.random(m) * many).astype(np.int32)
        has_source = ~self.chance(m, 0.3)
        other = self.chance(m, 0.02)
        lots = {
            "item": np.where(other, self.random.integers(0, ITEMS, m), lines["item"][line]).astype(
                np.int32
            ),
            **self.lots(m, has_source),
            "kind": np.where(has_source, kind[source], np.int8(NO_SOURCE)),
            "source": np.where(has_source, index[source], np.int32(0)),
        }
        lot = self.random.permutation(m).astype(np.int32)
        del bookings["number"]
        bookings |= {"lot": lot, "quantity": quantity}
        return bookings, {key: _scattered(each, lot) for key, each in lots.items()}

    def lots(self, n: int, has_source: Array) -> Columns:
        planned, hold, requested = 1, 2, 0
        usual = self.codes(n, [planned, planned, hold, requested])
        status = np.where(has_source, usual, np.int8(3))
        anything = self.random.integers(0, len(cs.LotStatus), n).astype(np.int8)
        return {
            "status": np.where(self.chance(n, _ODD), anything, status),
            "expected_on": np.where(self.chance(n, 0.2), self.days(n), np.int32(0)),
        }

    def manufacturing(self, n: int) -> Columns:
        own = self.chance(n, 0.5)
        return {
            "stage": self.mostly(self.codes(n, [2, 3]), range(len(cs.ManufacturingStage))),
            "planned_start": np.where(own, self.days(n, missing=_ODD / 2), np.int32(0)),
            "planned_finish": np.where(own, self.days(n, missing=_ODD / 2), np.int32(0)),
        }

    def parts(self, n: int) -> Columns:
        quantity = self.random.integers(1, 10, n)
        odd = np.where(self.chance(n, 0.5), 1, quantity)
        return {
            "item": self.random.integers(0, ITEMS, n).astype(np.int32),
            "quantity": quantity,
            "consumed": np.where(self.chance(n, 0.1), odd, 0),
        }

    def part_bookings(self, parts: Columns, purchases: int) -> tuple[Columns, Columns, Columns]:
        """Book the parts: most are in stock, some are on order."""
        n = len(parts["mo"])
        bookings = self.under(n, self.pick(n, [1, 1, 2]), "part")
        part = bookings["part"]
        m = len(part)
        whole = parts["quantity"][part]
        odd = np.maximum(np.where(self.chance(m, 0.5), 1, whole // 2), 1)
        on_order = self.chance(m, 0.3)
        lots = {
            "item": parts["item"][part],
            **self.lots(m, on_order),
            "kind": np.where(on_order, np.int8(PURCHASE), np.int8(NO_SOURCE)),
            "source": np.where(on_order, purchases + np.cumsum(on_order) - 1, 0).astype(np.int32),
        }
        lot = self.random.permutation(m).astype(np.int32)
        del bookings["number"]
        bookings |= {"lot": lot, "quantity": np.where(self.chance(m, 0.1), odd, whole)}
        lots = {key: _scattered(each, lot) for key, each in lots.items()}
        return bookings, lots, self.purchases(int(on_order.sum()), [3])

    def operations(self, n: int) -> Columns:
        started = self.chance(n, 0.3)
        return {
            "planned_start": self.days(n, missing=_ODD / 2),
            "planned_finish": self.days(n, missing=_ODD / 2),
            "started": started,
            "finished": started & self.chance(n, 0.5),
        }

    def purchases(self, n: int, usual: list[int] | None = None) -> Columns:
        stage = self.codes(n, usual or [3, 4, 2])
        return {
            "stage": self.mostly(stage, range(len(cs.PurchaseStage))),
            "expected_on": self.days(n, missing=0.1),
        }

    def transfers(self, n: int) -> Columns:
        return {
            "stage": self.mostly(self.codes(n, [1, 2]), range(len(cs.TransferStage))),
            "planned_shipment_on": self.days(n, missing=0.1),
            "planned_arrival_on": self.days(n, missing=0.1),
        }

    def invoices(self, totals: Array) -> Columns:
        counts = self.pick(self.count, [0, 0, 0, 1, 1, 1])
        counts += self.chance(self.count, _ODD / 2)
        invoices = self.under(self.count, counts, "order")
        n = len(invoices["order"])
        total = totals[invoices["order"]]
        share = self.pick(n, [1, 2, 4, 0])
        amount = np.where(share == 0, 4, total // np.maximum(share, 1))
        paid = np.choose(
            self.random.integers(0, 4, n), [0 * amount, 0 * amount + 4, amount // 2, amount]
        )
        return invoices | {
            "kind": self.mostly(self.codes(n, [0]), range(len(cs.InvoiceKind))),
            "status": self.mostly(self.codes(n, [1]), range(len(cs.InvoiceState))),
            "amount": amount,
            "payable": np.where(self.chance(n, 0.3), amount * 2, -1),
            "paid": np.where(self.chance(n, 4 * _ODD), paid, -1),
        }

    def under(self, parents: int, counts: Array, name: str) -> Columns:
        """Return the index of the parent, and the number under its parent, of each child."""
        parent = np.repeat(np.arange(parents, dtype=np.int32), counts)
        first = np.cumsum(counts) - counts
        number = np.arange(len(parent)) - first[parent] + 1
        return {name: parent, "number": number.astype(np.int32)}

    def days(self, n: int, missing: float = 0.0) -> Array:
        """Draw days around today; that one itself and its neighbours come often."""
        near = self.chance(n, 0.3)
        away = np.where(near, self.random.integers(-1, 2, n), self.random.integers(-9, 31, n))
        day = TODAY.toordinal() + away
        return np.where(self.chance(n, missing), 0, day).astype(np.int32)

    def codes(self, n: int, usual: list[int]) -> Array:
        return self.pick(n, usual).astype(np.int8)

    def pick(self, n: int, values: list[int]) -> Array:
        return np.array(values)[self.random.integers(0, len(values), n)]

    def mostly(self, usual: Array, others: Any) -> Array:
        other = np.array(others, np.int8)[self.random.integers(0, len(others), len(usual))]
        return np.where(self.chance(len(usual), 0.1), other, usual)

    def chance(self, n: int, share: float) -> Array:
        return self.random.random(n) < share


def _scattered(values: Array, places: Array) -> Array:
    """Put each value at its place."""
    placed = np.empty_like(values)
    placed[places] = values
    return placed


def described(tables: Mapping[str, Columns]) -> str:
    """Describe the size of an average order."""
    orders = len(tables["orders"]["stage"])
    sizes = {
        "lines": len(tables["lines"]["order"]),
        "bookings": len(tables["bookings"]["line"]),
        "sources": sum(
            len(tables[name]["stage"])
            for name in ("manufacturing_orders", "purchase_orders", "transfer_orders")
        ),
        "parts": len(tables["parts"]["mo"]),
        "operations": len(tables["operations"]["mo"]),
        "invoices": len(tables["invoices"]["order"]),
    }
    return "an order has " + ", ".join(f"{n / orders:.1f} {what}" for what, n in sizes.items())
