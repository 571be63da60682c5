"""Compare the memory of a sweep over few streamed orders with one over many.

    python -m benchmarks.memory [--few 10000] [--many 300000]

Each sweep runs in a process of its own. Its orders are made while they are read; the words and the
next change of every report are read. It prints the peak memory of the whole process, and the peak
of Python's objects, in a second process, as counting them slows it.
"""

import argparse
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator

from benchmarks.measure import machine
from benchmarks.ways import swept
from tests.reference.workload import workload

import costatus as cs

CHUNK = 100
WAYS = {"process": "most memory of the process", "objects": "most memory of Python's objects"}


def main() -> None:
    """Sweep in separate processes and compare, or be such a process."""
    parser = argparse.ArgumentParser(description="memory of sweeps over streamed orders")
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=300_000)
    parser.add_argument("--sweep", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.sweep is not None:
        way, count = arguments.sweep
        print(peak(way, int(count)))
        return
    few, many = arguments.few, arguments.many
    print(f"{machine()}\n")
    print(f"{'KiB':36}{f'{few:,} orders':>16}{f'{many:,} orders':>18}{'more':>8}")
    for way, name in WAYS.items():
        small, large = (in_a_process(way, count) for count in (few, many))
        print(f"{name:36}{small:>16,}{large:>18,}{large / small - 1:>+8.1%}")


def in_a_process(way: str, count: int) -> int:
    command = [sys.executable, "-m", "benchmarks.memory", "--sweep", way, str(count)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603


def peak(way: str, count: int) -> int:
    """Return the peak memory of a sweep over so many orders, in KiB."""
    if way == "objects":
        tracemalloc.start()
    for report in swept(stream(count)):
        report.words()
        _ = report.next_change
    if way == "objects":
        return tracemalloc.get_traced_memory()[1] // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def stream(count: int) -> Iterator[cs.CustomerOrder]:
    """Yield orders of the size that hosts have, made a few at a time."""
    for seed in range(count // CHUNK):
        yield from workload(CHUNK, seed=seed)


if __name__ == "__main__":
    main()
