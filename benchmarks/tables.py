"""Compare evaluating tables with the same rules by hand in DuckDB, polars and numpy.

    python -m benchmarks.tables [--orders 1000000] [--repeats 5]

All of them answer the same first: each is compared with the object path on 5,000 orders, and with
each other on all. The ways take turns in one process, two threads each. A figure is a median; the
spread is that of the rounds. Processor time is that of all threads.
"""

import argparse
import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter, process_time
from typing import TypeAlias

from benchmarks.engines import in_duckdb, in_numpy, in_polars, objects
from benchmarks.engines.arrow import Tables, nested, normalised
from benchmarks.engines.book import book, described
from benchmarks.measure import machine
from tests.reference.workload import TODAY

Way: TypeAlias = Callable[[], object]
CHECKED = 5_000


@dataclass
class Taken:
    """What one turn took, in seconds."""

    wall: float
    processor: float


def main() -> None:
    """Compare the answers, measure, and print."""
    parser = argparse.ArgumentParser(description="tables against rules by hand")
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    refuse_differences(min(CHECKED, given.orders))
    rows = book(given.orders)
    print(f"{given.orders:,} orders; {described(rows)}\n{machine()}\n")
    snapshot = in_numpy.snapshot(rows)
    report(given.orders, {"numpy, sorted": partial(in_numpy.evaluate, snapshot, DAY)}, given)
    for name, tables in (
        ("integers", normalised(rows)),
        ("texts", normalised(rows, "texts")),
        ("nested", {"nested": nested(rows)}),
    ):
        print(f"{name}:")
        report(given.orders, end_to_end(tables), given)


DAY = TODAY.toordinal()


def end_to_end(tables: Tables) -> dict[str, Callable[[], objects.Answers]]:
    return {
        "DuckDB": partial(in_duckdb.answers, tables, TODAY),
        "polars": partial(in_polars.answers, tables, TODAY),
    }


def refuse_differences(count: int) -> None:
    """Stop where an engine disagrees with the object path about a status or a first reason."""
    rows = book(count)
    inline = nested(rows)
    expected = objects.answers(inline, TODAY)
    of_numpy = in_numpy.answers(rows, in_numpy.evaluate(in_numpy.snapshot(rows), DAY))
    refuse("numpy", objects.difference(of_numpy, expected))
    for name, tables in (("integers", normalised(rows)), ("nested", {"nested": inline})):
        for engine, way in end_to_end(tables).items():
            refuse(f"{engine}, {name}", objects.difference(way(), expected))
    texts = nested(rows, "texts")
    expected = objects.answers(texts, TODAY)
    for name, tables in (("texts", normalised(rows, "texts")), ("nested", {"nested": texts})):
        for engine, way in end_to_end(tables).items():
            refuse(f"{engine}, {name}", objects.difference(way(), expected))


def refuse(name: str, difference: str | None) -> None:
    if difference:
        raise SystemExit(f"{name} differs from costatus.evaluate: {difference}")


def turns(ways: Mapping[str, Way], repeats: int) -> dict[str, list[Taken]]:
    """Return what each way takes in each turn."""
    taken: dict[str, list[Taken]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            gc.collect()
            wall, processor = perf_counter(), process_time()
            kept = way()
            taken[name].append(Taken(perf_counter() - wall, process_time() - processor))
            del kept
    return taken


def report(count: int, ways: Mapping[str, Way], given: argparse.Namespace) -> None:
    for name, taken in turns(ways, given.repeats).items():
        processor = [1e6 * each.processor / count for each in taken]
        speed = [count / each.wall for each in taken]
        print(
            f"  {name:16} {median(processor):8.2f} us/order ({min(processor):.2f} to "
            f"{max(processor):.2f}), {median(speed):11,.0f} orders/s "
            f"({min(speed):,.0f} to {max(speed):,.0f})"
        )


if __name__ == "__main__":
    main()
