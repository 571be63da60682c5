"""Compare the library with a host's plain loop: the same statuses first, then the speed.

    python -m benchmarks [--orders 2000] [--repeats 7] [--many 100000] [--json FILE]

A short run takes about a minute; `--many 1000000` measures the longest stream as well.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import ways
from benchmarks.chart import chart
from benchmarks.measure import Figure, described, machine, wheel
from tests.reference.workload import workload


def main() -> None:
    """Compare the answers, measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description="the library against a host's plain loop")
    parser.add_argument("--orders", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--kept", type=int, default=10_000)
    parser.add_argument("--json", type=Path, default=Path("benchmarks/results.json"))
    parser.add_argument("--chart", type=Path, default=Path("benchmarks/results.svg"))
    given = parser.parse_args()
    orders = workload(given.orders)
    ways.refuse_differences(orders)
    print(f"{given.orders} orders, the same statuses both ways; {described(orders)}")
    print(f"{machine()}; the {wheel()} wheel\n")
    figures: dict[str, Figure] = {}
    curves = ways.curves(orders, given.many)
    for measured in (
        ways.evaluating(orders, given.repeats),
        ways.building(orders, given.repeats),
        ways.streaming(orders, given.many, max(1, given.repeats // 3)),
        ways.importing(given.repeats),
        ways.memory(workload(given.kept)),
    ):
        figures |= measured
    print(table(figures))
    results = {
        "machine": machine(),
        "wheel": wheel(),
        "orders": given.orders,
        "figures": figures,
        "curves": curves,
    }
    write(results, given.json, given.chart)


def table(figures: Mapping[str, Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = ["| measure | median | spread | to reach |", "| --- | --- | --- | --- |"]
    for name, each in figures.items():
        value, low, high = (shown(each[key]) for key in ("value", "low", "high"))
        spread = "" if low == high else f"{low} to {high}"
        rows.append(f"| {name} | {value} {each['unit']} | {spread} | {each['reach']} |")
    return "\n".join(rows)


def shown(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 20 else f"{value:,.0f}"


def write(results: dict[str, Any], to: Path, picture: Path) -> None:
    to.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    picture.write_text(chart(results["curves"]), encoding="utf-8")
    print(f"\nwritten: {to}, {picture}")


if __name__ == "__main__":
    main()
