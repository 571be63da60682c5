"""PySpark nests orders, and evaluates them with `mapInArrow`."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import WAS_NOT_TESTED
from tests.examples.cluster import orders
from tests.examples.cluster.conftest import engine
from tests.reference.workload import TODAY

Example = Callable[[str], Any]

pytestmark = pytest.mark.filterwarnings("ignore")  # those of PySpark about pandas and pyarrow


@pytest.fixture(scope="module")
def spark(example: Example) -> Iterator[Any]:
    """Return a session on this machine; skip, aloud, where PySpark or Java is missing."""
    sql = engine("pyspark").sql
    if shutil.which("java") is None:
        pytest.skip(f"THE EXAMPLE FOR PYSPARK {WAS_NOT_TESTED}: Java 17 or later is not installed")
    settings = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "64",
        "spark.sql.session.timeZone": "Pacific/Auckland",
    }
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def on_spark(spark: Any, example: Example) -> Any:
    """Return the example as a module."""
    return example("on_spark")


def test_the_answers_are_those_of_one_machine(
    on_spark: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "answers"
    arguments = ["on_spark.py", str(folder), str(written), "--as-of", TODAY.isoformat()]
    monkeypatch.setattr("sys.argv", arguments)
    on_spark.main()
    answers = orders.comparable(pq.read_table(written))
    assert answers == orders.expected(orders.flat(), TODAY)
    assert {id_ for id_, row in answers.items() if row["faults"]} == set(orders.REFUSED)


def test_moments_are_the_same_instants_in_the_zone_of_the_session(
    spark: Any, on_spark: Any, tmp_path: Path
) -> None:
    """Spark gives timestamps in its own zone; days are those of the zone of `as_of`."""
    made = orders.flat(moments=True)
    orders.write(made, tmp_path)
    as_of = datetime(2026, 11, 24, 6, 30, tzinfo=ZoneInfo("Europe/Tallinn"))
    nested = on_spark.nested(on_spark.read(spark, str(tmp_path)))
    answers = on_spark.evaluated(nested, as_of=as_of).toArrow()
    assert orders.comparable(answers) == orders.expected(made, as_of)


def test_a_batch_cuts_flat_lines_of_an_order_and_keeps_a_nested_order_whole(
    spark: Any, on_spark: Any, folder: Path
) -> None:
    def orders_of(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for n, batch in enumerate(batches):
            id_ = batch["order_id" if "order_id" in batch.schema.names else "id"].unique()
            yield pa.RecordBatch.from_arrays([id_, pa.repeat(n, len(id_))], ["id", "batch"])

    def batches_of_an_order(rows: Any) -> set[int]:
        found = rows.coalesce(1).mapInArrow(orders_of, "id string, batch long").collect()
        return set(Counter(row["id"] for row in found).values())

    tables = on_spark.read(spark, str(folder))
    assert batches_of_an_order(tables["lines"].orderBy("order_id")) == {1, 2}
    assert batches_of_an_order(on_spark.nested(tables)) == {1}


def test_spark_refuses_dictionaries(spark: Any) -> None:
    """So words are plain strings in the answers of `evaluate_batch`."""

    def words(_: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pydict({"status": pa.array(["paid"]).dictionary_encode()})

    with pytest.raises(Exception, match="UNSUPPORTED_CALL"):
        spark.range(1).coalesce(1).mapInArrow(words, "status string").collect()
