"""What changed between two evaluations: the same as `costatus.changes` says."""

from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus import tables
from costatus.testing import Situation, tables_of
from tests.tables.forms import situations

pytestmark = pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
Change = tuple[str | None, ...]


def evaluated(situation: Situation) -> tables.StatusTables:
    given_tables = tables_of(situation.orders, situation.lots)
    return tables.evaluate(given_tables, as_of=situation.as_of, settings=situation.settings)


def stored(answers: tables.StatusTables) -> dict[str, pa.Table]:
    return {name: pa.table(getattr(answers, name)) for name in ("orders", "lines", "sources")}


def rows(table: tables.StatusTable) -> set[Change]:
    return {tuple(row.values()) for row in table.to_pylist()}


def of_objects(before: Situation, after: Situation) -> set[Change]:
    previous = {report.order_id: report.words() for report in before.evaluate()}
    return {
        (each.order_id, *each.key, each.before, each.after)
        for each in cs.changes(after.evaluate(), previous)
    }


@pytest.mark.no_cover
@given(situations(), st.data())
def test_they_are_those_of_costatus_changes(after: Situation, data: st.DataObject) -> None:
    """Whatever orders are new, gone or changed, from results or from stored tables."""
    days = data.draw(st.sampled_from([0, 1, 7]))
    before = evolve(after, as_of=after.as_of - timedelta(days))
    everything = after.orders
    if len(everything) > 1:
        before = evolve(before, orders=data.draw(st.sampled_from([everything, everything[1:]])))
        after = evolve(after, orders=data.draw(st.sampled_from([everything, everything[:-1]])))
    yesterday, today = evaluated(before), evaluated(after)
    expected = of_objects(before, after)
    order = ["order_id", "family", "line_id", "source_kind", "source_id", "before", "after"]
    changed = tables.changes(yesterday, today)
    assert changed.column_names == order
    assert rows(changed) == expected
    assert len(changed) == len(expected)
    assert rows(tables.changes(stored(yesterday), today)) == expected
    assert rows(tables.changes(yesterday, stored(today))) == expected


def some_tables(*ids: str) -> dict[str, pa.Table]:
    return {"orders": pa.table({"id": ids, "stage": ["confirmed"] * len(ids)})}


def test_an_order_that_was_rejected_is_neither_changed_nor_gone() -> None:
    """An order that is missing in the tables is gone."""
    as_of = date(2026, 11, 24)
    before = tables.evaluate(some_tables("CO-1", "CO-2", "CO-3"), as_of=as_of)
    broken = some_tables("CO-1", "CO-2")
    broken["lines"] = pa.table(
        {"order_id": ["CO-2"], "id": ["1"], "item": ["bike"], "quantity": [-1]}
    )
    changed = tables.changes(before, tables.evaluate(broken, as_of=as_of))
    assert {row["order_id"] for row in changed.to_pylist()} == {"CO-3"}


def test_tables_that_both_have_are_compared() -> None:
    as_of = date(2026, 11, 24)
    before = tables.evaluate(some_tables("CO-1"), as_of=as_of)
    after = stored(tables.evaluate(some_tables("CO-2"), as_of=as_of))
    del after["lines"]
    assert {row["family"] for row in tables.changes(before, after).to_pylist()} == {
        "order",
        "invoicing",
        "payment",
    }
    with pytest.raises(cs.InvalidInput, match="a table orders, lines or sources that both have"):
        tables.changes({"lines": before.lines}, {"orders": after["orders"]})


def test_what_is_no_table_of_answers_is_refused() -> None:
    answers = tables.evaluate(some_tables("CO-1"), as_of=date(2026, 11, 24))
    with pytest.raises(cs.InvalidInput, match="before: got 7; expected a StatusTables or a dict"):
        tables.changes(7, answers)  # type: ignore[arg-type]
    with pytest.raises(cs.InvalidInput, match=r"after\.orders: got \[\]; expected a table"):
        tables.changes(answers, {"orders": []})
    stripped = pa.table(answers.orders).drop_columns(["status"])
    moments = stripped.append_column("status", pa.array([date(2026, 11, 24)]))
    for wrong in (stripped, moments):
        with pytest.raises(cs.InvalidInput, match=r"after\.orders\.status: .* a column of strings"):
            tables.changes(answers, {"orders": wrong})
    unknown = stripped.append_column("status", pa.array(["lost"]))
    ids = pa.table(
        {**dict(zip(stripped.column_names, stripped.columns, strict=True)), "order_id": [[1]]}
    )
    with pytest.raises(cs.InvalidInput) as refused:
        tables.changes({"orders": unknown}, {"orders": ids})
    assert [(each.path, each.value) for each in refused.value.faults] == [
        ("before.orders.status", "lost"),
        ("after.orders.order_id", "list"),
        ("after.orders.status", None),
    ]


def test_ids_are_compared_as_texts_where_one_of_the_answers_has_texts() -> None:
    """As those of sources in answers with plain strings, or those of a file."""
    as_of = date(2026, 11, 24)
    numbers: dict[str, Any] = {
        "orders": pa.table({"id": [1], "stage": ["confirmed"]}),
        "lines": pa.table({"order_id": [1], "id": [2], "item": ["bike"], "quantity": [3]}),
        "bookings": pa.table({"order_id": [1], "line_id": [2], "lot_id": [4], "quantity": [3]}),
        "purchase_orders": pa.table({"id": [5], "stage": ["ordered"]}),
        "lots": pa.table(
            {
                "id": [4],
                "item": ["bike"],
                "status": ["planned"],
                "source_kind": ["purchase"],
                "source_id": [5],
            }
        ),
    }
    texts = {
        name: table.cast(
            pa.schema(
                [
                    each if each.name == "quantity" else each.with_type(pa.string())
                    for each in table.schema
                ]
            )
        )
        for name, table in numbers.items()
    }
    before, after = tables.evaluate(numbers, as_of=as_of), tables.evaluate(texts, as_of=as_of)
    assert len(after.sources) == 1
    assert tables.changes(before, after).to_pylist() == []
    assert tables.changes(after, before).to_pylist() == []
    assert tables.changes({"sources": before.sources.with_text()}, before).to_pylist() == []
    rejected = tables.evaluate({"orders": pa.table({"id": ["1"], "stage": ["lost"]})}, as_of=as_of)
    assert tables.changes(before, rejected).to_pylist() == []
