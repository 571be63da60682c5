"""What is measured: each figure, with the ways that it compares."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import cycle, islice
from time import process_time
from typing import Any

from benchmarks.measure import Figure, figure, import_milliseconds, kept_bytes, ratio, seconds
from tests.reference import host_models
from tests.reference.loop import evaluate
from tests.reference.rows import Kit, rows_of
from tests.reference.workload import TODAY, workload

import costatus as cs

SETTINGS = cs.Settings()


def drain(things: Iterable[object]) -> None:
    deque(things, maxlen=0)


def looped(orders: Iterable[Any]) -> Iterator[object]:
    for order in orders:
        yield evaluate(order, TODAY, SETTINGS)


def swept(orders: Iterable[cs.CustomerOrder], as_of: date = TODAY) -> Iterator[cs.OrderReport]:
    """Sweep orders, and exit if one fails."""
    for report in cs.sweep(orders, as_of=as_of):
        if not isinstance(report, cs.OrderReport):
            raise SystemExit(str(report))
        yield report


def evaluated(orders: Iterable[cs.CustomerOrder]) -> Iterator[object]:
    """Evaluate one order at a time, and read what a host stores."""
    for order in orders:
        report = cs.evaluate(order, as_of=TODAY)
        yield report.words(), report.next_change


def released(orders: Iterable[cs.CustomerOrder]) -> Iterator[cs.OrderReport]:
    """Evaluate one order at a time, and discard the cached facts."""
    for order in orders:
        report = cs.evaluate(order, as_of=TODAY)
        report.release()
        yield report


def sentences(reports: Iterable[cs.OrderReport]) -> Iterator[str]:
    for report in reports:
        for _, decision in report.decisions():
            for reason in (*decision.reasons, *decision.notes):
                yield str(reason)


def refuse_differences(orders: Iterable[cs.CustomerOrder]) -> None:
    """Stop where the plain loop and the library disagree about a status."""
    kit = Kit(host_models)
    for order, report in zip(orders, swept(orders), strict=True):
        (row,) = rows_of([order])
        for loop in (evaluate(order, TODAY, SETTINGS), evaluate(kit.order(row), TODAY, SETTINGS)):
            if report.words() != loop.words():
                raise SystemExit(f"{order.id}: {report.words()}, plain loop {loop.words()}")


def evaluating(orders: list[cs.CustomerOrder], repeats: int) -> dict[str, Figure]:
    """Evaluate ready models, against the plain loop over the same models."""
    taken = seconds(
        {
            "plain": lambda: drain(looped(orders)),
            "sweep": lambda: drain(swept(orders)),
            "sentences": lambda: drain(sentences(swept(orders))),
            "words": lambda: drain(report.words() for report in swept(orders)),
            "evaluate": lambda: drain(evaluated(orders)),
            "next change": lambda: drain(report.next_change for report in swept(orders)),
        },
        repeats,
    )
    plain = taken["plain"]
    speeds = sorted(len(orders) / second for second in taken["sweep"])
    more = sorted(
        100 * (one / other - 1)
        for one, other in zip(taken["next change"], taken["sweep"], strict=True)
    )
    return {
        "sweep": ratio(plain, taken["sweep"], 5),
        "sweep, every sentence read": ratio(plain, taken["sentences"], 2),
        "sweep, words read": ratio(plain, taken["words"], 4),
        "evaluate, words and next change read": ratio(plain, taken["evaluate"], 4),
        "next_change, added to a sweep": figure(
            more[len(more) // 2], more[0], more[-1], "% more", "<= 25"
        ),
        "speed of a sweep": figure(speeds[len(speeds) // 2], speeds[0], speeds[-1], "orders/s", ""),
    }


def building(orders: list[cs.CustomerOrder], repeats: int) -> dict[str, Figure]:
    """Build models from rows and evaluate them, against plain models and the plain loop."""
    rows = rows_of(orders)
    ours, plain = Kit(cs), Kit(host_models)
    taken = seconds(
        {
            "plain": lambda: drain(looped(map(plain.order, rows))),
            "ours": lambda: drain(swept(map(ours.order, rows))),
        },
        repeats,
    )
    return {"build from rows and sweep": ratio(taken["plain"], taken["ours"], 1.5)}


def memory(orders: list[cs.CustomerOrder]) -> dict[str, Figure]:
    """Measure what reports and models take while they are kept."""
    rows, kit = rows_of(orders), Kit(cs)
    report = kept_bytes(lambda: list(swept(orders)))
    alone = kept_bytes(lambda: list(released(orders)))
    model = kept_bytes(lambda: [kit.order(row) for row in rows])
    return {
        "report of a sweep, kept": figure(report, report, report, "bytes", "<= 300"),
        "report of evaluate, released and kept": figure(alone, alone, alone, "bytes", "<= 300"),
        "models of an order, kept": figure(model, model, model, "bytes", "<= 4000"),
    }


def importing(repeats: int) -> dict[str, Figure]:
    taken = sorted(import_milliseconds(repeats))
    middle = taken[len(taken) // 2]
    return {"import costatus": figure(middle, taken[0], taken[-1], "ms", "<= 90")}


def speed(orders: list[cs.CustomerOrder], count: int) -> float:
    """Return the orders per second of a sweep over so many orders, which repeat."""
    before = process_time()
    drain(swept(islice(cycle(orders), count)))
    return count / (process_time() - before)


def streaming(orders: list[cs.CustomerOrder], many: int, repeats: int) -> dict[str, Figure]:
    """Compare a long stream with short ones before and after it."""
    few = min(10_000, many)
    ratios = []
    for _ in range(repeats):
        short = [speed(orders, few) for _ in range(3)]
        long = speed(orders, many)
        short += [speed(orders, few) for _ in range(3)]
        ratios.append(long / sorted(short)[len(short) // 2])
    ratios.sort()
    name = f"speed over {many:,} streamed orders, of that over {few:,}"
    return {name: figure(ratios[len(ratios) // 2], ratios[0], ratios[-1], "times", ">= 0.9")}


def curves(orders: list[cs.CustomerOrder], most: int) -> dict[str, dict[str, float]]:
    """Return orders per second by number of orders, and by lines per order."""
    counts = [count for count in (100, 1_000, 10_000, 100_000, 1_000_000) if count <= most]
    by_lines = {}
    for lines in (1, 2, 5, 10, 20, 50):
        some = workload(max(20, min(1_000, most) // lines), lines=lines)
        by_lines[str(lines)] = max(speed(some, 2 * len(some)) for _ in range(5))
    by_orders = {
        str(count): max(speed(orders, count) for _ in range(5 if count <= 10_000 else 1))
        for count in counts
    }
    return {"orders": by_orders, "lines per order": by_lines}
