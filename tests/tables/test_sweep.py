"""Chunks of tables are evaluated one by one."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import costatus as cs
from costatus import tables
from tests.reference.workload import TODAY

pytestmark = pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")

OFF = cs.Settings(tracing=False)


def chunk(name: str) -> pa.Table:
    return pa.table({"id": [name], "stage": ["confirmed"]})


def statuses(answers: Iterator[tables.StatusTables]) -> list[tuple[str, str]]:
    return [(r["order_id"], r["status"]) for each in answers for r in each.orders.to_pylist()]


def test_a_chunk_is_tables_or_one_nested_table() -> None:
    chunks = [{"orders": chunk("A")}, chunk("B"), chunk("C").to_batches()[0]]
    expected = [(name, "confirmed") for name in "ABC"]
    assert statuses(tables.sweep(chunks, as_of=TODAY)) == expected


def test_one_chunk_is_taken_at_a_time() -> None:
    taken = []

    def chunks() -> Iterator[pa.Table]:
        for name in "AB":
            taken.append(name)
            yield chunk(name)

    answers = tables.sweep(chunks(), as_of=TODAY)
    next(answers)
    assert taken == ["A"]


def test_with_tracing_off_there_is_one_chunk() -> None:
    assert statuses(tables.sweep([chunk("A")], as_of=TODAY, settings=OFF)) == [("A", "confirmed")]
    with pytest.raises(cs.InvalidInput, match="one chunk, as tracing is off; send all in one"):
        next(tables.sweep([chunk("A"), chunk("B")], as_of=TODAY, settings=OFF))


@pytest.mark.parametrize("wrong", [{"as_of": "today"}, {"as_of": TODAY, "settings": None}])
def test_arguments_are_checked_before_chunks_are_read(wrong: dict[str, object]) -> None:
    with pytest.raises(cs.InvalidInput):
        tables.sweep([], **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [5, None, {"orders": chunk("A")}])
def test_one_chunk_in_place_of_a_list_is_refused(wrong: Any) -> None:
    with pytest.raises(cs.InvalidInput, match=r"chunks: got .*iterable of chunks; send \[chunk\]"):
        tables.sweep(wrong, as_of=TODAY)
