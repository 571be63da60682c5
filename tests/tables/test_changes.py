"""What changed between two evaluations: the same as `costatus.changes` says."""

from datetime import timedelta

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
