"""Compare ways of doing the same: they take turns in one process, and ratios are of one turn.

Time is the processor time of the process, so that other processes disturb little. Garbage
collection is left as it is, as hosts leave it.
"""

import gc
import os
import platform
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time
from typing import Any, TypeAlias

Way: TypeAlias = Callable[[], object]
Figure: TypeAlias = dict[str, Any]


def seconds(ways: Mapping[str, Way], repeats: int) -> dict[str, list[float]]:
    """How long each way takes, turn after turn; what a way returns is kept until it is timed."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(repeats):
        for name, way in ways.items():
            before = process_time()
            kept = way()
            taken[name].append(process_time() - before)
            del kept
    return taken


def ratio(slow: list[float], quick: list[float], reach: float) -> Figure:
    """How many times as quick the second way is, turn by turn: the median and the spread."""
    ratios = sorted(one / other for one, other in zip(slow, quick, strict=True))
    return figure(median(ratios), ratios[0], ratios[-1], "times", f">= {reach:g}")


def figure(value: float, low: float, high: float, unit: str, reach: str) -> Figure:
    return {"value": value, "low": low, "high": high, "unit": unit, "reach": reach}


def kept_bytes(make: Callable[[], list[Any]]) -> float:
    """How much memory each of the things that are made takes while it is kept."""
    make()
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(kept)


def import_milliseconds(repeats: int) -> list[float]:
    """Processor time to import the library, over that of the bare interpreter."""
    return [_run("import costatus") - _run("pass") for _ in range(repeats)]


def _run(code: str) -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True)
    after = os.times()
    used = after.children_user + after.children_system
    return 1000 * (used - before.children_user - before.children_system)


def machine() -> str:
    """Tell the machine, as far as it says."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
