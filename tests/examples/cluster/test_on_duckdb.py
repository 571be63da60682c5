"""DuckDB nests orders, and evaluates them batch by batch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks import cluster
from benchmarks.engines.arrow import normalised
from benchmarks.engines.book import book

from tests.examples.cluster import orders
from tests.reference.workload import TODAY

Example = Callable[[str], Any]

pytestmark = pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")


def test_the_answers_are_those_of_one_machine(
    example: Example, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "answers.parquet"
    arguments = ["on_duckdb.py", str(folder), str(written), "--as-of", TODAY.isoformat()]
    monkeypatch.setattr("sys.argv", arguments)
    example("on_duckdb").main()
    answers = orders.comparable(pq.read_table(written))
    assert answers == orders.expected(orders.flat(), TODAY)
    assert {id_ for id_, row in answers.items() if row["faults"]} == set(orders.REFUSED)


def test_batches_of_any_size_give_the_same_answers(example: Example, folder: Path) -> None:
    on_duckdb = example("on_duckdb")
    nested = on_duckdb.nested(on_duckdb.connect(folder)).read_all().combine_chunks()
    none = pa.RecordBatch.from_pylist([], schema=nested.schema)

    def evaluated(batches: list[pa.RecordBatch]) -> pa.Table:
        reader = pa.RecordBatchReader.from_batches(nested.schema, batches)
        return on_duckdb.evaluated(reader, as_of=TODAY).read_all()

    whole = evaluated(nested.to_batches())
    assert whole.num_rows == orders.COUNT
    assert evaluated([*nested.to_batches(max_chunksize=7), none]) == whole
    assert evaluated([none]) == whole.slice(0, 0)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux counts its processes")
def test_the_benchmark_writes_the_answers_of_all_orders(example: Example, tmp_path: Path) -> None:
    example("on_duckdb")
    cluster.write(normalised(book(50), "texts"), tmp_path / "flat")
    for way in (cluster.one_machine, cluster.duckdb):
        assert set(way(tmp_path / "flat", tmp_path)) == {"start", "join", "evaluate"}
    one, nested = (
        orders.comparable(pq.read_table(tmp_path / f"{name}.parquet")) for name in ("one", "duckdb")
    )
    assert len(one) == 50
    assert one == nested
