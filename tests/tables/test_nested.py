"""Nested orders are answered as the same rows in tables are."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import assume, given

import costatus as cs
from costatus import tables
from costatus.models.as_of import AsOf
from costatus.tables._link import link
from costatus.tables._read import read
from costatus.testing import Situation, table_rows, tables_of
from tests.tables import forms
from tests.tables.test_answers import TODAY, TOMORROW

pytestmark = pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
FIELDS = {
    "manufacturing": "manufacturing_order",
    "purchase": "purchase_order",
    "transfer": "transfer_order",
}


@pytest.mark.no_cover
@given(forms.situations())
def test_inline_lots_and_sources_are_answered_as_tables_are(situation: Situation) -> None:
    assume(situation.settings.tracing)
    flat, nested = (
        answered(situation, tables_of(situation.orders)),
        answered(
            situation, {"orders": pa.Table.from_struct_array(pa.array(nested_orders(situation)))}
        ),
    )
    assert flat == nested


def answered(situation: Situation, given: Mapping[str, Any]) -> list[Any]:
    found = tables.evaluate(given, as_of=situation.as_of, settings=situation.settings)
    return [
        pa.table(each).to_pylist()
        for each in (found.orders, found.lines, found.sources, found.rejected)
    ]


def nested_orders(situation: Situation) -> list[dict[str, Any]]:
    """Return the orders with all that they need; lots and sources are repeated."""
    rows = table_rows(situation.orders)
    lots = {row["id"]: row for row in rows["lots"]}
    sources = {
        kind: {row["id"]: row for row in rows[f"{field}s"]} for kind, field in FIELDS.items()
    }

    def within(name: str, **keys: Any) -> list[dict[str, Any]]:
        return [row for row in rows[name] if all(row[key] == keys[key] for key in keys)]

    def booking(row: dict[str, Any]) -> dict[str, Any]:
        return {"quantity": row["quantity"], "lot": lot(lots[row["lot_id"]])}

    def lot(row: dict[str, Any]) -> dict[str, Any]:
        kind, key = row["source_kind"], row["source_id"]
        own = without(row, "source_kind", "source_id")
        return own if kind is None else {**own, FIELDS[kind]: source(sources[kind][key])}

    def source(row: dict[str, Any]) -> dict[str, Any]:
        made = {"manufacturing_order_id": row["id"]}
        if row not in rows["manufacturing_orders"]:
            return row
        parts = [
            without(part, *made)
            | {
                "bookings": [
                    booking(each) for each in within("part_bookings", **made, part_id=part["id"])
                ]
            }
            for part in within("parts", **made)
        ]
        steps = [without(step, *made) for step in within("operations", **made)]
        return {**row, "parts": parts, "operations": steps}

    def line(row: dict[str, Any]) -> dict[str, Any]:
        booked = within("bookings", order_id=row["order_id"], line_id=row["id"])
        return {**without(row, "order_id"), "bookings": [booking(each) for each in booked]}

    return [
        {
            **row,
            "lines": [line(each) for each in within("lines", order_id=row["id"])],
            "invoices": [
                without(each, "order_id") for each in within("invoices", order_id=row["id"])
            ],
        }
        for row in rows["orders"]
    ]


def without(row: dict[str, Any], *columns: str) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column not in columns}


def order(*lots: dict[str, Any]) -> dict[str, Any]:
    """Return an order that books these lots."""
    bookings = [{"quantity": 1, "lot": lot} for lot in lots]
    line = {"id": "1", "item": "bike", "quantity": len(lots), "bookings": bookings}
    return {"id": "CO-1", "stage": "confirmed", "promised_on": TOMORROW, "lines": [line]}


def made(**changes: Any) -> dict[str, Any]:
    """Return a lot of an MO with a part that waits for a lot of a PO."""
    bought = {"id": "PO-1", "stage": changes.get("stage", "ordered"), "expected_on": TODAY}
    needed = {"id": "L-9", "item": "steel", "status": "planned", "purchase_order": bought}
    bookings = [{"quantity": changes.get("quantity", 1), "lot": needed}]
    part = {"id": "1", "item": changes.get("part", "steel"), "quantity": 2, "bookings": bookings}
    step = {"id": "10", "started": changes.get("started", True)}
    order = {"id": "MO-1", "stage": "scheduled", "parts": [part], "operations": [step]}
    if changes.get("operations") == 0:
        del order["operations"]
    return {
        "id": changes.get("id", "L-1"),
        "item": "bike",
        "status": "planned",
        "manufacturing_order": order,
    }


def linked(*orders: dict[str, Any]) -> Any:
    given = {"orders": pa.Table.from_struct_array(pa.array(orders))}
    return link(read(given, AsOf(TODAY), cs.Settings()))


def test_a_source_that_is_sent_with_each_of_its_lots_is_one_source() -> None:
    snapshot = linked(order(made(), made(id="L-2")), {**order(made()), "id": "CO-2"})
    assert snapshot.arrays["lot_source"].tolist()[:3] == [0, 0, 2]
    assert not snapshot.order_fault.any()


def deep(part: str) -> dict[str, Any]:
    """Return a lot of an MO that needs a lot of an MO."""
    lot = made()
    (booking,) = lot["manufacturing_order"]["parts"][0]["bookings"]
    booking["lot"] = made(part=part, id="L-8")
    booking["lot"]["manufacturing_order"]["id"] = "MO-2"
    return lot


@pytest.mark.parametrize("item", ["steel", "iron"])
def test_copies_are_compared_however_deep_they_are(item: str) -> None:
    snapshot = linked(order(deep("steel"), {**deep(item), "id": "L-2"}))
    assert snapshot.order_fault.tolist() == [item == "iron"]


def numbered(value: Any) -> Any:
    """Return rows with numbers for items."""
    if isinstance(value, list):
        return [numbered(each) for each in value]
    if isinstance(value, dict):
        return {key: numbered(each) for key, each in value.items()}
    return ITEMS.get(value, value)


ITEMS: dict[Any, int] = {"bike": 1, "steel": 2, "iron": 3}


def coded(kind: pa.DataType) -> pa.DataType:
    """Return the type with dictionaries in the place of texts."""
    if pa.types.is_list(kind):
        return pa.list_(coded(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, coded(field.type)) for field in kind])
    return pa.dictionary(pa.int8(), kind) if pa.types.is_string(kind) else kind


@pytest.mark.parametrize("item", ["steel", "iron"])
@pytest.mark.parametrize("as_numbers", [True, False], ids=["numbers", "dictionaries"])
def test_ids_of_copies_are_compared_in_any_form(*, as_numbers: bool, item: str) -> None:
    rows = [order(deep("steel"), {**deep(item), "id": "L-2"})]
    given = pa.array(numbered(rows)) if as_numbers else pa.array(rows, coded(pa.array(rows).type))
    found = read({"orders": pa.Table.from_struct_array(given)}, AsOf(TODAY), cs.Settings())
    assert link(found).order_fault.tolist() == [item == "iron"]


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": "new"},
        {"quantity": 2},
        {"part": "iron"},
        {"started": False},
        {"operations": 0},
    ],
)
@pytest.mark.parametrize("id_", ["L-1", "L-2"])
def test_copies_within_an_order_must_say_the_same(changes: dict[str, Any], id_: str) -> None:
    one, other = made(), made(**changes, id=id_)
    snapshot = linked(
        order(one, other), {**order(one), "id": "CO-2"}, {**order(other), "id": "CO-3"}
    )
    assert snapshot.order_fault.tolist() == [True, False, False]
    tables_at_fault = {each.source.name for each in snapshot.faults.rejected()}
    assert tables_at_fault == {"manufacturing_orders"} | ({"lots"} if id_ == "L-1" else set())


def test_a_lot_is_inline_or_named_by_its_id() -> None:
    stock = {"id": ["S-1"], "item": ["bike"], "status": ["received"]}
    inline = {"id": "L-1", "item": "bike", "status": "planned"}
    bookings = [
        {"lot": inline, "lot_id": "any", "quantity": 1},
        {"lot": None, "lot_id": "S-1", "quantity": 1},
        {"lot": None, "lot_id": "S-9", "quantity": 1},
    ]
    lines = [{"id": "1", "item": "bike", "quantity": 1, "bookings": bookings}]
    orders = [{"id": "CO-1", "stage": "confirmed", "lines": lines}]
    given = {"orders": pa.Table.from_struct_array(pa.array(orders)), "lots": pa.table(stock)}
    snapshot = link(read(given, AsOf(TODAY), cs.Settings()))
    assert snapshot.arrays["booking_lot"].tolist() == [1, 0]
    assert snapshot.ids("lots").value(1) == "L-1"
    (fault,) = snapshot.faults.rejected()
    assert (fault.column, fault.row, snapshot.order_fault.tolist()) == ("lot_id", 2, [True])


def test_a_booking_without_a_lot_is_refused() -> None:
    snapshot = linked({**order(made()), "id": "CO-2"}, order(*[None]))  # type: ignore[arg-type]
    (fault,) = snapshot.faults.rejected()
    assert (fault.source.name, fault.column, fault.row) == ("bookings", "lot", 1)
    assert snapshot.order_fault.tolist() == [False, True]


def test_a_lot_has_one_source() -> None:
    bought = {"id": "PO-1", "stage": "ordered"}
    snapshot = linked(order({**made(), "purchase_order": bought}))
    assert [each.column for each in snapshot.faults.rejected()] == ["purchase_order"]


def test_rows_of_moved_lines_keep_their_bookings() -> None:
    booking = {"lot_id": 1, "quantity": 1}
    lines = [
        {"order_id": 2, "id": 1, "item": 7, "quantity": 1, "bookings": [booking]},
        {"order_id": 1, "id": 1, "item": 7, "quantity": 1, "bookings": [booking, booking]},
    ]
    given = {
        "orders": pa.table({"id": [1, 2], "stage": ["confirmed"] * 2}),
        "lines": pa.Table.from_struct_array(pa.array(lines)),
        "lots": pa.table({"id": [1], "item": ["7"], "status": ["planned"]}),
    }
    snapshot = link(read(given, AsOf(TODAY), cs.Settings()))
    assert snapshot.arrays["line_bookings"].tolist() == [0, 2, 3]
    assert [snapshot.place("bookings", n)[1] for n in range(3)] == [1, 2, 0]
    assert snapshot.arrays["line_item"].tolist() == snapshot.arrays["lot_item"].tolist() * 2
    assert snapshot.ids("lines").value(0) == 1


def test_orders_made_inline_stand_beside_those_of_tables() -> None:
    own = {"id": ["MO-7"], "stage": ["new"], "planned_finish": [TODAY]}
    named = {"id": "L-7", "item": "bike", "status": "planned"}
    named |= {"source_kind": "manufacturing", "source_id": "MO-7"}
    given = {
        "orders": pa.Table.from_struct_array(pa.array([order(made(), named)])),
        "manufacturing_orders": pa.table(own),
        "parts": pa.table(
            {"manufacturing_order_id": ["MO-7"], "id": ["7"], "item": ["steel"], "quantity": [7]}
        ),
    }
    snapshot = link(read(given, AsOf(TODAY), cs.Settings()))
    assert not len(snapshot.faults)
    arrays = snapshot.arrays
    assert arrays["lot_source"].tolist()[:2] == [1, 0]
    assert arrays["part_quantity"].tolist() == [7, 2]
    assert arrays["mo_parts"].tolist() == [0, 1, 2]
    assert arrays["part_bookings"].tolist() == [0, 0, 1]
    table, row = snapshot.place("parts", 1)
    assert (table.value("id", row), table.parent is not None) == ("1", True)


def test_an_inline_order_may_have_no_parts_or_parts_without_bookings() -> None:
    part = {"id": "1", "item": "steel", "quantity": 2}
    for own, parts in (({}, [0, 0]), ({"parts": [part]}, [0, 1])):
        source = {"id": "MO-1", "stage": "new", **own}
        snapshot = linked(
            order({**without(made(), "manufacturing_order"), "manufacturing_order": source})
        )
        assert snapshot.arrays["mo_parts"].tolist() == parts
        assert snapshot.arrays["part_bookings"].tolist() == [0] * len(set(parts))


def test_copies_of_a_lot_supply_its_quantity_once() -> None:
    lot = {**made(), "quantity": 3}
    snapshot = linked(order(lot, lot), {**order(lot), "id": "CO-2"})
    assert [each for each in snapshot.arrays["lot_quantity"].tolist() if each >= 0] == [3]


def test_sources_within_a_table_of_lots_are_united_over_all_orders() -> None:
    lots = [made(), made(id="L-2")]
    given = {
        "orders": pa.table({"id": ["CO-1"], "stage": ["confirmed"]}),
        "lots": pa.Table.from_struct_array(pa.array(lots)),
    }
    snapshot = link(read(given, AsOf(TODAY), cs.Settings()))
    assert snapshot.arrays["lot_source"].tolist()[:2] == [0, 0]
