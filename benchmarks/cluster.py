"""What engines for clusters need to start, to join and to evaluate, beside one machine.

    python -m benchmarks.cluster 100000 1000000

Prints a Markdown table of processor time, of all processes that an engine starts. Ray evaluates
what DuckDB joined. Needs Linux, and the dependency group `cluster`.
"""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.engines.arrow import normalised
from benchmarks.engines.book import book
from tests.reference.workload import TODAY

from costatus import tables

EXAMPLES = Path(__file__).parents[1] / "examples" / "cluster"
FILES = 8


def processor() -> float:
    """Return the processor seconds of this process and of all that it has started."""
    parents, seconds = {}, {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        pid = int(file.parent.name)
        parents[pid] = int(fields[1])
        seconds[pid] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(seconds[pid] for pid in ours)


def timed(work: Callable[[], object]) -> float:
    before = processor()
    work()
    return processor() - before


def write(made: dict[str, pa.Table], folder: Path) -> None:
    """Write each table in its own folder, as several files."""
    for name, table in made.items():
        (folder / name).mkdir(parents=True)
        rows = -(-table.num_rows // FILES)
        for n in range(FILES):
            part = table.slice(n * rows, rows)
            if part.num_rows:
                pq.write_table(part, folder / name / f"{n}.parquet")


def one_machine(flat: Path, folder: Path) -> dict[str, float]:
    """Evaluate flat tables as they are."""
    read: dict[str, pa.Table] = {}

    def load() -> None:
        read.update({each.name: pq.read_table(each) for each in flat.iterdir()})

    def evaluate() -> None:
        answers = tables.evaluate(read, as_of=TODAY)
        pq.write_table(pa.table(answers.nested.with_text()), folder / "one.parquet")

    return {"start": 0.0, "join": timed(load), "evaluate": timed(evaluate)}


def duckdb(flat: Path, folder: Path) -> dict[str, float]:
    on_duckdb = importlib.import_module("on_duckdb")
    nested = folder / "nested"
    nested.mkdir()

    def join() -> None:
        with on_duckdb.connect(flat) as connection:
            for n, batch in enumerate(on_duckdb.nested(connection)):
                pq.write_table(pa.table(batch), nested / f"{n:06}.parquet")

    def evaluate() -> None:
        with on_duckdb.duckdb.connect() as connection:
            orders = connection.read_parquet(str(nested / "*.parquet"))
            answers = on_duckdb.evaluated(orders.to_arrow_reader(on_duckdb.ROWS), as_of=TODAY)
            with pq.ParquetWriter(folder / "duckdb.parquet", answers.schema) as file:
                for batch in answers:
                    file.write_batch(batch)

    return {"start": 0.0, "join": timed(join), "evaluate": timed(evaluate)}


def spark(flat: Path, folder: Path) -> dict[str, float]:
    on_spark = importlib.import_module("on_spark")
    before = processor()
    session = (
        on_spark.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "8g")
        .config("spark.sql.shuffle.partitions", "16")
        .getOrCreate()
    )
    session.range(1).count()
    start = processor() - before
    nested, answers = str(folder / "spark-nested"), str(folder / "spark-answers")

    def join() -> None:
        on_spark.nested(on_spark.read(session, str(flat))).write.parquet(nested)

    def evaluate() -> None:
        orders = session.read.parquet(nested)
        on_spark.evaluated(orders, as_of=TODAY).write.parquet(answers)

    taken = {"start": start, "join": timed(join), "evaluate": timed(evaluate)}
    session.stop()
    return taken


def ray(_: Path, folder: Path) -> dict[str, float]:
    on_ray = importlib.import_module("on_ray")
    data = on_ray.ray.data

    def start() -> None:
        on_ray.ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
        data.range(1).count()

    def evaluate() -> None:
        orders = data.read_parquet(str(folder / "nested"))
        on_ray.evaluated(orders, as_of=TODAY).write_parquet(str(folder / "ray-answers"))

    taken = {"start": timed(start), "join": 0.0, "evaluate": timed(evaluate)}
    on_ray.ray.shutdown()
    return taken


def main() -> None:
    sys.path.insert(0, str(EXAMPLES))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    os.environ["PYSPARK_PYTHON"] = sys.executable
    print("| orders | engine | start | join | evaluate | an order |")
    print("| --- | --- | --- | --- | --- | --- |")
    for count in map(int, sys.argv[1:] or ["100000"]):
        with TemporaryDirectory() as name:
            folder = Path(name)
            write(normalised(book(count), "texts"), folder / "flat")
            for way in (one_machine, duckdb, spark, ray):
                taken = way(folder / "flat", folder)
                seconds = " | ".join(f"{each:.1f} s" for each in taken.values())
                each = (taken["join"] + taken["evaluate"]) / count * 1e6
                print(f"| {count:,} | {way.__name__} | {seconds} | {each:.0f} µs |", flush=True)


if __name__ == "__main__":
    main()
