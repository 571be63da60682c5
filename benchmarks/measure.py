"""Compare ways to do the same: they take turns in one process, and each ratio is of one round.

Time is the processor time of the process, so that other processes disturb little. Garbage
collection stays on, as hosts leave it.
"""

import gc
import os
import platform
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, TypeAlias

import costatus as cs
from costatus._evaluation import report

Way: TypeAlias = Callable[[], object]
Figure: TypeAlias = dict[str, Any]


def seconds(ways: Mapping[str, Way], repeats: int) -> dict[str, list[float]]:
    """Return how long each way takes in each turn; results are kept until the time is taken."""
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
    """Return how many times as fast the second way is: the median and the spread over turns."""
    ratios = sorted(one / other for one, other in zip(slow, quick, strict=True))
    return figure(median(ratios), ratios[0], ratios[-1], "times", f">= {reach:g}")


def figure(value: float, low: float, high: float, unit: str, reach: str) -> Figure:
    return {"value": value, "low": low, "high": high, "unit": unit, "reach": reach}


def kept_bytes(make: Callable[[], list[Any]]) -> float:
    """Return how many bytes each of the objects takes while it is kept."""
    make()
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(kept)


def import_milliseconds(repeats: int) -> list[float]:
    """Return the processor time to import the library, beyond that of the bare interpreter.

    Bytecode is cached, as it is where a package is installed.
    """
    with TemporaryDirectory() as folder:
        environ = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        _run("import costatus", environ)
        return [_run("import costatus", environ) - _run("pass", environ) for _ in range(repeats)]


def _run(code: str, environ: dict[str, str]) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env=environ)  # noqa: S603
    after = getrusage(RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def described(orders: Sequence[cs.CustomerOrder]) -> str:
    """Describe the size of an average order."""
    lines = [line for order in orders for line in order.lines]
    bookings = [booking for line in lines for booking in line.bookings]
    sources = {(lot.source.kind, lot.source.id) for b in bookings if (lot := b.lot).source}
    invoices = sum(len(order.invoices) for order in orders)
    sizes = {
        "lines": len(lines),
        "bookings": len(bookings),
        "sources": len(sources),
        "invoices": invoices,
    }
    return "an order has " + ", ".join(f"{n / len(orders):.1f} {what}" for what, n in sizes.items())


def wheel() -> str:
    """Return which wheel is installed: plain or compiled."""
    return "plain" if str(report.__file__).endswith(".py") else "compiled"


def machine() -> str:
    """Describe the interpreter and the machine."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
