"""Compare `evaluate` with the plain loop: the same words first, then orders per second.

    python -m benchmarks.evaluate [--orders 2000] [--repeats 7]

The ways take turns in one process, so what slows the machine slows them all; read the ratios, not
the seconds. Garbage collection is left as it is, as hosts leave it.
"""

import argparse
import os
import platform
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from benchmarks.plain_loop import judge_all
from benchmarks.workload import TODAY, workload

import costatus as cs

SETTINGS = cs.Settings()


def main() -> None:
    """Check, measure, print."""
    parser = argparse.ArgumentParser(description="orders per second of evaluate and a plain loop")
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=7)
    arguments = parser.parse_args()
    orders = workload(arguments.orders)
    refuse_differences(orders)
    print(f"{len(orders)} orders, the same words both ways; {described(orders)}")
    print(f"{platform.python_implementation()} {platform.python_version()}, {machine()}\n")

    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    for way in WAYS.values():
        way(orders)
    for _ in range(arguments.repeats):
        for name, way in WAYS.items():
            before = perf_counter()
            kept = way(orders)
            seconds[name].append(perf_counter() - before)
            del kept
    show(seconds, len(orders))


def by_plain_loop(orders: Sequence[cs.CustomerOrder]) -> object:
    return judge_all(orders, TODAY, SETTINGS)


def by_evaluate(orders: Sequence[cs.CustomerOrder]) -> object:
    return [cs.evaluate(order, as_of=TODAY, settings=SETTINGS) for order in orders]


def with_words(orders: Sequence[cs.CustomerOrder]) -> object:
    return [cs.evaluate(order, as_of=TODAY, settings=SETTINGS).words() for order in orders]


def with_every_sentence(orders: Sequence[cs.CustomerOrder]) -> object:
    return [
        [
            str(reason)
            for _, decision in cs.evaluate(order, as_of=TODAY, settings=SETTINGS).decisions()
            for reason in (*decision.reasons, *decision.notes)
        ]
        for order in orders
    ]


WAYS: dict[str, Callable[[Sequence[cs.CustomerOrder]], object]] = {
    "plain loop, words and text": by_plain_loop,
    "evaluate": by_evaluate,
    "evaluate, words read": with_words,
    "evaluate, every sentence read": with_every_sentence,
}


def refuse_differences(orders: Sequence[cs.CustomerOrder]) -> None:
    """Stop where the two ways disagree about a word."""
    for order, plain in zip(orders, judge_all(orders, TODAY, SETTINGS), strict=True):
        words = cs.evaluate(order, as_of=TODAY, settings=SETTINGS).words()
        if words != plain.words():
            raise SystemExit(f"order {order.id}: evaluate {words}, plain loop {plain.words()}")


def show(seconds: dict[str, list[float]], orders: int) -> None:
    """Print each way's speed, its spread, and how it stands to the plain loop of the same turn."""
    print(f"{'way':32}{'orders/s':>10}{'spread':>18}{'ratio':>8}{'spread':>14}")
    plain = seconds["plain loop, words and text"]
    for name, taken in seconds.items():
        speeds = sorted(orders / second for second in taken)
        ratios = sorted(slow / second for slow, second in zip(plain, taken, strict=True))
        speed, ratio = median(speeds), median(ratios)
        spread = f"{speeds[0]:,.0f}-{speeds[-1]:,.0f}"
        print(
            f"{name:32}{speed:>10,.0f}{spread:>18}{ratio:>8.2f}"
            f"{f'{ratios[0]:.2f}-{ratios[-1]:.2f}':>14}"
        )


def described(orders: Sequence[cs.CustomerOrder]) -> str:
    """Tell the size of an average order."""
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


def machine() -> str:
    """Tell the machine, as far as it says."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main()
