"""Linking tables finds the rows, and refuses what, dicts find and refuse."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costatus.models.as_of import AsOf
from costatus.models.settings import DEFAULT
from costatus.tables import _keys, _plain_keys, keys
from costatus.tables._link import link
from costatus.tables._read import read
from costatus.tables._snapshot import SOURCES, Snapshot

Rows: TypeAlias = list[dict[str, Any]]
Row: TypeAlias = tuple[str, int]
AS_OF = AsOf(date(2026, 11, 24))
KINDS = ("manufacturing", "purchase", "transfer")
VALUES: Mapping[str, Mapping[str, Any]] = {
    "orders": {"stage": "confirmed"},
    "lines": {"item": 1, "quantity": 1},
    "bookings": {"quantity": 1},
    "lots": {"item": 1, "status": "planned"},
    "manufacturing_orders": {"stage": "scheduled"},
    "parts": {"item": 1, "quantity": 1},
    "part_bookings": {"quantity": 1},
    "operations": {},
    "purchase_orders": {"stage": "ordered"},
    "transfer_orders": {"stage": "new"},
    "invoices": {"kind": "invoice", "status": "unpaid", "amount": 1},
}
"""The columns of each table that are no keys."""


@pytest.fixture(params=[_keys, _plain_keys], autouse=True, scope="module")
def loops(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test with the loops that are compiled, and with those that are not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_loops", request.param)
        yield


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Rows]:
    """Return the keys of rows in any order; some are repeated, unknown or missing."""
    pools: list[list[Any]] = [[-3, 0, 7, 2**40], ["a", "12345678", "12345679", "é" * 9]]
    pool = draw(st.sampled_from(pools))
    rarely = st.integers(0, 9).map(lambda n: n == 0)

    def ids() -> list[Any]:
        return draw(st.lists(st.sampled_from(pool), max_size=4, unique=not draw(rarely)))

    def one_of(rows: Rows, name: str = "id") -> Any:
        known = [row[name] for row in rows]
        return draw(st.sampled_from(pool if draw(rarely) or not known else known))

    def within(parents: Rows, **names: str) -> Rows:
        """Return rows that name a row above them."""
        found: Rows = []
        for _ in range(draw(st.integers(0, 4)) if parents else 0):
            parent = draw(st.sampled_from(parents))
            own = {name: parent[column] for name, column in names.items()}
            if draw(rarely):
                own[draw(st.sampled_from(list(names)))] = draw(st.sampled_from(pool))
            found.append(own)
        return found

    world: dict[str, Rows] = {
        name: [{"id": key} for key in ids()] for name in ("orders", "lots", *SOURCES)
    }
    for lot in world["lots"]:
        kind = draw(st.sampled_from([None, *range(3)]))
        name = None if kind is None else SOURCES[kind]
        lot["source_kind"] = None if kind is None else KINDS[kind]
        lot["source_id"] = None if name is None else one_of(world[name])
        if draw(rarely):
            lot[draw(st.sampled_from(["source_kind", "source_id"]))] = None
    for name, above, key in (
        ("lines", "orders", "order_id"),
        ("invoices", "orders", "order_id"),
        ("parts", SOURCES[0], "manufacturing_order_id"),
        ("operations", SOURCES[0], "manufacturing_order_id"),
    ):
        world[name] = within(world[above], **{key: "id"})
        taken: set[tuple[Any, Any]] = set()
        for row in world[name]:
            own = draw(st.sampled_from(pool))
            while (row[key], own) in taken and not draw(rarely):
                own = draw(st.sampled_from(pool))
                if len(taken) > 6:
                    break
            row["id"] = own
            taken.add((row[key], own))
    world["bookings"] = within(world["lines"], order_id="order_id", line_id="id")
    world["part_bookings"] = within(
        world["parts"], manufacturing_order_id="manufacturing_order_id", part_id="id"
    )
    for row in (*world["bookings"], *world["part_bookings"]):
        row["lot_id"] = one_of(world["lots"])
    return {name: draw(st.permutations(world[name])) for name in VALUES}


@given(worlds())
def test_linking_finds_what_dicts_find(world: dict[str, Rows]) -> None:
    snapshot = linked(world)
    naive = Naive(world)
    assert {(each.source.name, each.row, each.column) for each in snapshot.faults.rejected()} == (
        naive.faults
    )
    assert snapshot.order_fault.tolist() == [
        not naive.bad.isdisjoint(naive.needs(n)) for n in range(len(world["orders"]))
    ]
    assert not snapshot.order_unfit.any()
    assert snapshot.arrays["order_skip"].tolist() == snapshot.order_fault.tolist()
    for n in range(len(world["orders"])):
        if not snapshot.order_fault[n]:
            assert set(rows_of(snapshot, n)) == naive.needs(n)
    explained: set[int] = set()
    for each in snapshot.faults.rejected():
        row = (each.source.name, each.row)
        explained.update(snapshot.orders_of(each.source, each.row))
        touched = [n for n in range(len(world["orders"])) if row in naive.needs(n)]
        assert sorted(snapshot.orders_of(each.source, each.row)) == touched
        assert (
            snapshot.orders_of(each.source, each.row, 1)
            == snapshot.orders_of(each.source, each.row)[:1]
        )
    assert explained == set(np.flatnonzero(snapshot.order_fault).tolist())


class Naive:
    """The same, by dicts and sets."""

    def __init__(self, world: Mapping[str, Rows]) -> None:
        self.world = world
        self.faults: set[tuple[str, int, str]] = set()
        self.bad: set[Row] = set()
        self.children: dict[Row, set[Row]] = {}
        self.ids = {name: self.index(name, ()) for name in ("orders", "lots", *SOURCES)}
        for row, lot in enumerate(world["lots"]):
            self.link_source(row, lot)
        for above, names, booked in (
            ("orders", ("lines", "invoices"), "bookings"),
            (SOURCES[0], ("parts", "operations"), "part_bookings"),
        ):
            key = "order_id" if above == "orders" else "manufacturing_order_id"
            for name in names:
                self.index(name, (key,))
                for row, values in enumerate(world[name]):
                    self.refer(name, row, key, above, self.ids[above].get((values[key],)))
            self.link_bookings(booked, names[0], above, key)

    def index(self, name: str, parent: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
        found: dict[tuple[Any, ...], int] = {}
        for row, values in enumerate(self.world[name]):
            key = tuple(values[column] for column in (*parent, "id"))
            known = not parent or (values[parent[0]],) in self.ids[self.above(parent[0])]
            if key in found and known:
                self.refuse(name, row, "id")
                if not parent:
                    self.refuse(name, found[key], "id")
            found.setdefault(key, row)
        return found

    def above(self, key: str) -> str:
        return "orders" if key == "order_id" else SOURCES[0]

    def refuse(self, name: str, row: int, column: str) -> None:
        self.faults.add((name, row, column))
        self.bad.add((name, row))

    def refer(self, name: str, row: int, column: str, other: str, found: int | None) -> None:
        """Let the row of another table need this one."""
        if found is None:
            self.refuse(name, row, column)
        else:
            self.children.setdefault((other, found), set()).add((name, row))

    def link_source(self, row: int, lot: dict[str, Any]) -> None:
        kind, key = lot["source_kind"], lot["source_id"]
        if (kind is None) != (key is None):
            self.refuse("lots", row, "source_kind" if kind is None else "source_id")
        elif kind is not None:
            name = SOURCES[KINDS.index(kind)]
            found = self.ids[name].get((key,))
            if found is None:
                self.refuse("lots", row, "source_id")
            else:
                self.children.setdefault(("lots", row), set()).add((name, found))

    def link_bookings(self, booked: str, name: str, above: str, key: str) -> None:
        column = "line_id" if name == "lines" else "part_id"
        index: dict[tuple[Any, Any], int] = {}
        for row, values in enumerate(self.world[name]):
            index.setdefault((values[key], values["id"]), row)
        for row, values in enumerate(self.world[booked]):
            owner = self.ids[above].get((values[key],))
            self.refer(booked, row, key, above, owner)
            lot = self.ids["lots"].get((values["lot_id"],))
            if lot is None:
                self.refuse(booked, row, "lot_id")
            if owner is None:
                continue
            if (values[key], values[column]) not in index:
                self.refuse(booked, row, column)
            elif lot is not None:
                self.children.setdefault((booked, row), set()).add(("lots", lot))

    def needs(self, order: int) -> set[Row]:
        """Return all rows that an order needs."""
        found: set[Row] = set()
        pending: list[Row] = [("orders", order)]
        while pending:
            row = pending.pop()
            if row not in found:
                found.add(row)
                pending += self.children.get(row, ())
        return found


def rows_of(snapshot: Snapshot, order: int) -> Iterator[Row]:
    """Yield the rows that the arrays have for an order."""
    arrays = snapshot.arrays
    pending: list[Row] = [("orders", order)]
    known = set(pending)
    while pending:
        name, n = pending.pop()
        table, row = snapshot.place(name, n)
        assert table.name == name
        yield name, row
        below: list[Row] = []
        for child, offsets in {
            "orders": [("lines", "order_lines"), ("invoices", "order_invoices")],
            "lines": [("bookings", "line_bookings")],
            "manufacturing_orders": [("parts", "mo_parts"), ("operations", "mo_operations")],
            "parts": [("part_bookings", "part_bookings")],
        }.get(name, []):
            below += [(child, each) for each in range(arrays[offsets][n], arrays[offsets][n + 1])]
        if name == "bookings":
            below.append(("lots", int(arrays["booking_lot"][n])))
        elif name == "part_bookings":
            below.append(("lots", int(arrays["part_booking_lot"][n])))
        elif name == "lots" and arrays["lot_kind"][n] >= 0:
            below.append((SOURCES[arrays["lot_kind"][n]], int(arrays["lot_source"][n])))
        pending += [each for each in below if each not in known]
        known.update(below)


def linked(world: Mapping[str, Sequence[Mapping[str, Any]]]) -> Snapshot:
    tables = {
        name: pa.Table.from_pylist([{**VALUES[name], **row} for row in rows])
        for name, rows in world.items()
        if rows or name == "orders"
    }
    if not world["orders"]:
        tables["orders"] = pa.table(
            {"id": pa.array([], pa.string()), "stage": pa.array([], pa.string())}
        )
    return link(read(tables, AS_OF, DEFAULT))


LARGE = 10**15 - 1


def test_orders_whose_numbers_may_not_fit_are_found_along_all_references() -> None:
    """Sums of quantities and of money, and single numbers, after they are scaled."""
    ids = list(range(1, 7))
    rows: dict[str, Rows] = {
        "orders": [{"id": n, "total": LARGE if n == 6 else 1} for n in ids],
        "lines": [{"order_id": n, "id": 1, "quantity": "0.01" if n == 1 else "1"} for n in ids],
        "bookings": [
            {"order_id": n, "line_id": 1, "lot_id": n, "quantity": quantity}
            for n, quantity in [(2, 2 * 10**14), (2, 2 * 10**14), (3, 1), (4, 1)]
        ],
        "lots": [
            {"id": n, "source_kind": "manufacturing" if n == 3 else None, "source_id": n}
            for n in [2, 3, 4]
        ],
        "manufacturing_orders": [{"id": 3}],
        "parts": [{"manufacturing_order_id": 3, "id": 1, "quantity": 1}],
        "part_bookings": [
            {"manufacturing_order_id": 3, "part_id": 1, "lot_id": 4, "quantity": 2 * 10**14}
        ]
        * 2,
        "operations": [],
        "purchase_orders": [],
        "transfer_orders": [],
        "invoices": [{"order_id": 5, "id": n, "amount": 10**13} for n in range(40)],
    }
    for lot in rows["lots"]:
        if lot["source_kind"] is None:
            lot["source_id"] = None
    for row in (*rows["lines"], *rows["bookings"], *rows["parts"], *rows["part_bookings"]):
        row["quantity"] = Decimal(row["quantity"])
    for row in (*rows["orders"], *rows["invoices"]):
        row.update({key: Decimal(row[key]) for key in row.keys() & {"total", "amount"}})
    rows["orders"][0]["total"] = Decimal("0.001")
    snapshot = linked(rows)
    assert not len(snapshot.faults)
    assert snapshot.order_unfit.tolist() == [n in {2, 3, 5, 6} for n in ids]
    assert snapshot.arrays["order_skip"].tolist() == [n in {2, 3, 5, 6} for n in ids]
