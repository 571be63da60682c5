"""Compare evaluating tables with the same rules by hand in DuckDB, polars and numpy.

    python -m benchmarks.tables [--orders 1000000] [--repeats 5] [--json FILE]

All of them answer the same first: each is compared with the object path on 5,000 orders. The
engines find the statuses and the first reason of each, the library every reason and note and the
next change as well. The ways take turns in one process, two threads each; a ratio is of one round
and the table has the median and the spread. Processor time is that of all threads.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeAlias

import pyarrow as pa
from benchmarks.__main__ import table
from benchmarks.engines import in_duckdb, in_numpy, in_polars, objects, ours
from benchmarks.engines.arrow import Tables, nested, normalised
from benchmarks.engines.book import Book, book, described
from benchmarks.measure import Figure, figure, machine
from pyarrow import parquet
from tests.reference.workload import TODAY

from costatus.tables import evaluate, files, sweep

Way: TypeAlias = Callable[[], object]
Engine: TypeAlias = Callable[[Tables, date], objects.Answers]
Turns: TypeAlias = dict[str, list["Taken"]]
DAY = TODAY.toordinal()
CHECKED = 5_000
FEW = 100_000
ENGINES: dict[str, Engine] = {"DuckDB": in_duckdb.answers, "polars": in_polars.answers}


@dataclass
class Taken:
    """What one turn took, in microseconds an order."""

    wall: float
    processor: float


def main() -> None:
    """Compare the answers, measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description="tables against rules by hand")
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--streamed", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--memory", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        print(*working_memory(given.memory))
        return
    refuse_differences(min(CHECKED, given.orders))
    rows = book(given.orders)
    print(f"{given.orders:,} orders; {described(rows)}\n{machine()}\n")
    figures = kernel(rows, given.repeats)
    tables = normalised(rows)
    figures |= memory(tables, given.orders)
    figures |= end_to_end("integer keys", tables, 3, given.repeats)
    figures |= end_to_end("text keys and words", normalised(rows, "texts"), 2, given.repeats)
    figures |= end_to_end("nested", {"nested": nested(rows)}, 3, given.repeats)
    del rows, tables
    figures |= growth(given)
    figures |= in_folders(given)
    print(table(figures))
    if given.json:
        results = {"machine": machine(), "orders": given.orders, "figures": figures}
        given.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def refuse_differences(count: int) -> None:
    """Stop where one disagrees with the object path about a status or a first reason."""
    rows = book(count)
    inline = nested(rows)
    expected = objects.answers(inline, TODAY)
    of_numpy = in_numpy.answers(rows, in_numpy.evaluate(in_numpy.snapshot(rows), DAY))
    refuse("numpy", objects.difference(of_numpy, expected))
    compare({"integer keys": normalised(rows), "nested": {"nested": inline}}, expected)
    inline = nested(rows, "texts")
    expected = objects.answers(inline, TODAY)
    compare({"text keys": normalised(rows, "texts"), "nested": {"nested": inline}}, expected)


def compare(tables: Mapping[str, Tables], expected: objects.Answers) -> None:
    for name, given in tables.items():
        for engine, way in ENGINES.items():
            refuse(f"{engine}, {name}", objects.difference(way(given, TODAY), expected))
        answers = ours.first_reasons(ours.answers(given, TODAY))
        refuse(f"costatus.tables, {name}", objects.difference(answers, expected))


def refuse(name: str, difference: str | None) -> None:
    if difference:
        raise SystemExit(f"{name} differs from costatus.evaluate: {difference}")


def turns(ways: Mapping[str, Way], repeats: int, count: int, *, warm: bool = False) -> Turns:
    """Return what each way takes in each turn; a warm one follows one that is not measured."""
    taken: Turns = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            if warm:
                way()
            gc.collect()
            wall, processor = perf_counter(), process_time()
            kept = way()
            wall, processor = perf_counter() - wall, process_time() - processor
            taken[name].append(Taken(1e6 * wall / count, 1e6 * processor / count))
            del kept
    return taken


def kernel(rows: Book, repeats: int) -> dict[str, Figure]:
    """Measure the kernel against numpy over the same arrays, and against DuckDB and polars.

    Numpy uses one core, so both have one, and memory that was touched before. A turn is short, so
    there are three for each of the others.
    """
    repeats *= 3
    count = len(rows["orders"]["stage"])
    tables = normalised(rows)
    arrays, way = ours.linked(tables, TODAY)
    of_one = partial(on_one_core, way)
    both = turns({"two cores": way, "one core": of_one}, repeats, count, warm=True)
    by_hand = partial(in_numpy.evaluate, arrays, DAY)
    taken = turns({"numpy": by_hand, "kernel": of_one}, repeats, count, warm=True)
    engines = {name: partial(each, tables, TODAY) for name, each in ENGINES.items()}
    best = min(turn.processor for (turn,) in turns(engines, 1, count).values())
    spent = [each.processor for each in taken["kernel"]]
    return {
        "kernel, processor time": spread("us/order", spent, ""),
        "rules by hand in numpy, of the kernel": spread(
            "times",
            [by.processor / of for by, of in zip(taken["numpy"], spent, strict=True)],
            ">= 4",
        ),
        "DuckDB or polars, of the kernel": spread("times", [best / of for of in spent], ">= 15"),
        "kernel on two cores, of one": spread(
            "times",
            [by.wall / of.wall for by, of in zip(both["one core"], both["two cores"], strict=True)],
            ">= 1.7",
        ),
    }


def on_one_core(way: Way) -> object:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return way()
    finally:
        os.sched_setaffinity(0, cores)


def end_to_end(name: str, tables: Tables, reach: float, repeats: int) -> dict[str, Figure]:
    """Measure all from tables to tables, against the better of DuckDB and polars."""
    (orders, *_) = tables.values()
    taken = beside_engines(tables, repeats, len(orders))
    return {
        f"{name}: speed": speed(taken["ours"]),
        f"{name}: processor time": spread(
            "us/order", [each.processor for each in taken["ours"]], ""
        ),
        **{
            f"{name}: processor time of {engine}": spread(
                "us/order", [each.processor for each in taken[engine]], ""
            )
            for engine in ENGINES
        },
        f"{name}: speed, of the better engine": of_better(taken, "wall", reach),
        f"{name}: the same, by processor time": of_better(taken, "processor", reach),
    }


def beside_engines(tables: Tables, repeats: int, count: int) -> Turns:
    ways: dict[str, Engine] = {"ours": ours.answers, **ENGINES}
    return turns({each: partial(way, tables, TODAY) for each, way in ways.items()}, repeats, count)


def of_better(taken: Turns, what: str, reach: float) -> Figure:
    """Return how many times as fast as the better engine the library is, turn by turn."""
    rounds = zip(*(taken[each] for each in ("ours", *ENGINES)), strict=True)
    ratios = [
        min(getattr(each, what) for each in others) / getattr(mine, what)
        for mine, *others in rounds
    ]
    return spread("times", ratios, f">= {reach:g}")


def growth(given: argparse.Namespace) -> dict[str, Figure]:
    """Compare the speed over many orders with the speed over few, and with the engines.

    The engines answer each chunk of a stream beside the library.
    """
    chunks = [normalised(book(FEW, seed)) for seed in range(1, 5)]
    stream = list(islice(cycle(chunks), given.streamed // FEW))
    few = turns({"few": partial(swept, chunks[:1])}, given.repeats, FEW)["few"]
    streamed = turns({"all": partial(swept, stream)}, given.repeats, given.streamed)["all"]
    beside: Turns = {"ours": [], **{name: [] for name in ENGINES}}
    for chunk in stream:
        for name, (turn,) in beside_engines(chunk, 1, FEW).items():
            beside[name].append(turn)
    del chunks, stream
    many = beside_engines(normalised(book(given.many)), given.repeats, given.many)
    in_chunks = f"{given.streamed:,} orders in chunks of {FEW:,}"
    at_once = f"{given.many:,} orders at once"
    return {
        f"{in_chunks}: speed": speed(streamed),
        f"{in_chunks}: speed, of the better engine": of_better(beside, "wall", 3),
        f"{in_chunks}: speed, of that over {FEW:,}": slower(few, streamed, ">= 0.9"),
        f"{at_once}: speed": speed(many["ours"]),
        f"{at_once}: speed, of the better engine": of_better(many, "wall", 3),
        f"{at_once}: speed, of that over {FEW:,}": slower(few, many["ours"], ""),
    }


def in_folders(given: argparse.Namespace) -> dict[str, Figure]:
    """Compare sweeping a folder of many orders with one of few, and with its chunks in memory."""
    with TemporaryDirectory() as place:
        few, many = (folder(place, count) for count in (FEW, given.many))
        chunks = list(files.read(many))
        taken = turns({"few": lambda: swept(files.read(few))}, given.repeats, FEW)
        ways: dict[str, Way] = {
            "many": lambda: swept(files.read(many)),
            "in memory": partial(swept, chunks),
        }
        taken |= turns(ways, given.repeats, given.many)
    name = f"folder of {given.many:,} orders"
    return {
        f"{name}: speed": speed(taken["many"]),
        f"{name}: speed, of that of {FEW:,}": slower(taken["few"], taken["many"], ""),
        f"{name}: speed, of its chunks in memory": slower(taken["in memory"], taken["many"], ""),
    }


def folder(place: str, count: int) -> Path:
    """Write a book of orders as Parquet; return its folder."""
    made = Path(place) / str(count)
    made.mkdir()
    for name, rows in normalised(book(count)).items():
        parquet.write_table(rows, made / f"{name}.parquet")
    return made


def speed(taken: Sequence[Taken]) -> Figure:
    return spread("orders/s", [1e6 / each.wall for each in taken], "")


def slower(few: Sequence[Taken], many: Sequence[Taken], reach: str) -> Figure:
    """Return the speed over many orders, as a ratio of that over few."""
    ratios = [less.wall / more.wall for less, more in zip(few, many, strict=True)]
    return spread("times", ratios, reach)


def swept(chunks: Iterable[Tables]) -> None:
    """Read the answers of each chunk; one of them is kept at a time."""
    for found in sweep(chunks, as_of=TODAY):
        ours.read(found)


def memory(tables: Tables, count: int) -> dict[str, Figure]:
    """Measure what is taken beyond the input, and what is kept, in a process of its own."""
    with TemporaryDirectory() as folder:
        for name, each in tables.items():
            with pa.ipc.new_file(f"{folder}/{name}", each.schema) as file:
                file.write_table(each)
        command = [sys.executable, "-m", "benchmarks.tables", "--memory", folder]
        done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
    peak, kept = (float(each) / count for each in done.stdout.split())
    return {
        "working memory": spread("bytes/order", [peak - kept], "<= 600"),
        "results": spread("bytes/order", [kept], "<= 130"),
    }


def working_memory(folder: Path) -> tuple[int, int]:
    """Return the peak beyond the input, and the size of the results, in bytes."""
    ours.answers(normalised(book(100)), TODAY)
    given = {
        each.name: pa.ipc.open_file(pa.OSFile(str(each))).read_all() for each in folder.iterdir()
    }
    gc.collect()
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    found = evaluate(given, as_of=TODAY)
    peak = resident("VmHWM") - before
    return peak, sum(each.nbytes for each in vars(found)["_results"].values())


def resident(what: str) -> int:
    """Return the resident memory of this process, now or at its peak, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(each for each in status.splitlines() if each.startswith(what))
    return 1024 * int(line.split()[1])


def spread(unit: str, values: list[float], reach: str) -> Figure:
    return figure(median(values), min(values), max(values), unit, reach)


if __name__ == "__main__":
    main()
