"""Compare nights that look only at what is due with nights that sweep everything.

    python -m benchmarks.nights [--orders 50000] [--nights 30]

The orders are such as a host could have: the days of each lie around a day of its own, from 30 days
before today to 150 days after it, so that one night concerns few orders; four in five of those
promised before today are delivered and not yet archived. An incremental night evaluates the orders
that `cs.due` picks by the stored dates, and those that events have touched that day; it stores
statuses and `next_change`. A full night sweeps all orders and stores the statuses that differ. The
two store separately, take turns in going first, and must store the same: the statuses of all orders
are compared after each night, all codes after each tenth night and the last, outside of the timing.

Time is the processor time of the process; read the ratios.
"""

import argparse
import resource
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from random import Random
from statistics import median
from time import process_time
from typing import Any, TypeAlias

from attrs import Factory, define, evolve
from benchmarks.measure import described, machine
from benchmarks.ways import swept
from tests.reference.workload import TODAY, workload

import costatus as cs

Orders: TypeAlias = dict[str, cs.CustomerOrder]
Codes: TypeAlias = dict[cs.StatusKey, tuple[set[cs.ReasonCode], set[cs.ReasonCode]]]

AROUND = range(-30, 150)
DELIVERED = 0.8
TOUCHED = (0.0, 0.01)
CODES_EVERY = 10
REPEATS = 7


def main() -> None:
    """Build the orders, run nights without and with events, then measure next_change."""
    parser = argparse.ArgumentParser(description="incremental nights against full sweeps")
    parser.add_argument("--orders", type=int, default=50_000)
    parser.add_argument("--nights", type=int, default=30)
    arguments = parser.parse_args()
    book = made(arguments.orders)
    print(f"{len(book):,} orders; {described(list(book.values()))}")
    print(f"{machine()}\n")
    for share in TOUCHED:
        compare(dict(book), arguments.nights, share)
    measure_next_change(list(book.values())[:10_000])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\nmost memory of this process: {peak / 1024:,.0f} MiB")


def made(count: int) -> Orders:
    """Return the orders on the evening before the first night."""
    random = Random(count)
    orders = {}
    for order in workload(count, around=AROUND):
        old = order.promised_on is not None and order.promised_on < TODAY
        if old and random.random() < DELIVERED:
            order = evolve(order, stage=cs.OrderStatus.DELIVERED)  # noqa: PLW2901
        orders[order.id] = order
    return orders


@define
class Stored:
    """What a host stores from one night to the next."""

    words: dict[str, dict[cs.StatusKey, str]] = Factory(dict)
    next_change: dict[str, date | None] = Factory(dict)
    codes: dict[str, Codes] = Factory(dict)


def sweep_all(orders: Orders, stored: Stored, as_of: date) -> int:
    """Run a full night, and return how many orders have other statuses than last time."""
    changed = 0
    for report in swept(orders.values(), as_of):
        words = report.words()
        if words != stored.words.get(report.order_id):
            stored.words[report.order_id] = words
            changed += 1
    return changed


def take(ids: Iterable[str], orders: Orders, stored: Stored, as_of: date) -> None:
    """Evaluate those orders, and store their statuses and next changes."""
    for report in swept([orders[each] for each in ids], as_of):
        stored.words[report.order_id] = report.words()
        stored.next_change[report.order_id] = report.next_change


def take_due(orders: Orders, stored: Stored, touched: set[str], as_of: date) -> set[str]:
    """Run an incremental night, and return which orders it evaluated."""
    ids = touched.union(cs.due(stored.next_change, as_of=as_of))
    take(ids, orders, stored, as_of)
    return ids


def codes(orders: Iterable[cs.CustomerOrder], as_of: date) -> dict[str, Codes]:
    """Return the codes of the reasons and of the notes of every decision."""
    return {
        report.order_id: {
            key: ({each.code for each in decision.reasons}, {each.code for each in decision.notes})
            for key, decision in report.decisions()
        }
        for report in swept(orders, as_of)
    }


def touch(orders: Orders, share: float, random: Random) -> set[str]:
    """Ship a line of some orders, or deliver those that have none left; return their ids."""
    ids = random.sample(list(orders), round(share * len(orders)))
    for each in ids:
        orders[each] = touched(orders[each])
    return set(ids)


def touched(order: cs.CustomerOrder) -> cs.CustomerOrder:
    for n, line in enumerate(order.lines):
        if line.shipped < line.quantity:
            shipped = evolve(line, shipped=line.quantity)
            return evolve(order, lines=(*order.lines[:n], shipped, *order.lines[n + 1 :]))
    return evolve(order, stage=cs.OrderStatus.DELIVERED)


def compare(orders: Orders, nights: int, share: float) -> None:
    """Run the nights both ways; print the work, the times, and the differences."""
    full, some, random = Stored(), Stored(), Random(1)
    sweep_all(orders, full, TODAY)
    take(orders, orders, some, TODAY)
    some.codes = codes(orders.values(), TODAY)

    changed: list[float] = []
    looked: list[float] = []
    differing = compared = 0
    taken: dict[str, list[float]] = {"full": [], "incremental": []}
    for night in range(1, nights + 1):
        as_of = TODAY + timedelta(night)
        events = touch(orders, share, random)
        answers: dict[str, Any] = {}
        ways: dict[str, Callable[[], object]] = {
            "full": lambda: sweep_all(orders, full, as_of),  # noqa: B023 called within this turn
            "incremental": lambda: take_due(orders, some, events, as_of),  # noqa: B023
        }
        for name in sorted(ways, reverse=bool(night % 2)):
            answers[name], seconds = timed(ways[name])
            taken[name].append(seconds)
        changed.append(answers["full"])
        looked.append(len(answers["incremental"]))
        differing += sum(full.words[each] != some.words[each] for each in orders)
        some.codes |= codes([orders[each] for each in answers["incremental"]], as_of)
        if night % CODES_EVERY == 0 or night == nights:
            compared += 1
            now = codes(orders.values(), as_of)
            differing += sum(now[each] != some.codes[each] for each in orders)

    ratio = sum(taken["full"]) / sum(taken["incremental"])
    print(f"{nights} nights, {share:.0%} of the orders touched by events in a day")
    print(f"  orders that an incremental night looked at: {spread(looked, ',.0f')}")
    print(f"  orders whose words changed in a night: {spread(changed, ',.0f')}")
    for name, times in taken.items():
        print(f"  seconds of a night, {name}: {spread(times, '.3f')}")
    each = [a / b for a, b in zip(taken["full"], taken["incremental"], strict=True)]
    print(f"  the incremental nights are {ratio:.1f} times faster; single nights {spread(each)}")
    print(f"  differences: {differing} (words: {nights} nights, codes: {compared} nights)\n")


def measure_next_change(orders: list[cs.CustomerOrder]) -> None:
    """Print what asking every order for its next change adds to a sweep."""
    taken: dict[str, list[float]] = {"without": [], "with": []}
    ways: dict[str, Callable[[], object]] = {
        "without": lambda: [None for _ in swept(orders)],
        "with": lambda: [report.next_change for report in swept(orders)],
    }
    for _ in range(REPEATS):
        for name, way in ways.items():
            taken[name].append(timed(way)[1])
    added = [b / a - 1 for a, b in zip(taken["without"], taken["with"], strict=True)]
    print(
        f"next_change of every order, added to a sweep of {len(orders):,}: {spread(added, '+.0%')}"
    )


def timed(way: Callable[[], object]) -> tuple[object, float]:
    before = process_time()
    answer = way()
    return answer, process_time() - before


def spread(values: Sequence[float], form: str = ".1f") -> str:
    """Format the median, the least and the most."""
    low, middle, high = (format(each, form) for each in (min(values), median(values), max(values)))
    return f"{middle} ({low} to {high})"


if __name__ == "__main__":
    main()
