"""Ray Data evaluates nested orders, and nests the lines of some."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.examples.cluster import orders
from tests.examples.cluster.conftest import engine
from tests.reference.workload import TODAY

Example = Callable[[str], Any]

pytestmark = pytest.mark.filterwarnings("ignore")  # those of Ray about itself


@pytest.fixture(scope="module")
def ray(example: Example) -> Iterator[Any]:
    """Return Ray, running on this machine; skip, aloud, where it is missing."""
    ray = engine("ray")
    data = engine("ray.data")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


def test_the_answers_are_those_of_one_machine(
    ray: Any, example: Example, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB nests the orders first."""
    on_duckdb = example("on_duckdb")
    nested = on_duckdb.nested(on_duckdb.connect(folder)).read_all()
    (tmp_path / "nested").mkdir()
    for n in range(2):
        pq.write_table(nested.slice(n * 150, 150), tmp_path / "nested" / f"{n}.parquet")
    written = tmp_path / "answers"
    arguments = ["on_ray.py", str(tmp_path / "nested"), str(written), "--as-of", TODAY.isoformat()]
    monkeypatch.setattr("sys.argv", arguments)
    example("on_ray").main()
    answers = orders.comparable(pq.read_table(written))
    assert answers == orders.expected(orders.flat(), TODAY)


def test_ray_gives_each_order_its_lines(ray: Any, example: Example, folder: Path) -> None:
    made = orders.flat()
    parents = ray.data.from_arrow(made["orders"].select(["id", "stage"]))
    children = ray.data.from_arrow(made["lines"]).repartition(4)
    joined = example("on_ray").with_children(parents, "lines", children, "order_id", partitions=2)
    found = {(row["id"], line["id"]) for row in joined.take_all() for line in row["lines"] or ()}
    assert found == {(row["order_id"], row["id"]) for row in made["lines"].to_pylist()}
