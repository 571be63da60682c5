"""Pegging: demands per second, pegging again, memory, and growth.

    python -m benchmarks.pegging [--demands 1000000] [--repeats 5]

It first compares the results with those of a plain allocator. The orders and lots are built before
the clock starts, which counts the processor time of this process. Read the best of the repeats.
Garbage collection stays on, as in the processes of hosts.
"""

import argparse
import random
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from time import process_time

import attrs
from benchmarks.measure import machine
from tests.pegging.crowds import CROWDS
from tests.reference import pegging as plain
from tests.reference.workload import TODAY

import costatus as cs

SETTINGS = cs.Settings(tracing=False)
DEMANDS_PER_ITEM = 20
LINES = 3

Orders = list[cs.CustomerOrder]
Lots = list[cs.StockLot]


def main() -> None:
    """Check the results, measure, and print the figures."""
    parser = argparse.ArgumentParser(description="measure how many demands are pegged in a second")
    parser.add_argument("--demands", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    demands, repeats = arguments.demands, arguments.repeats
    print(f"{machine()}; {LINES} lines an order, {DEMANDS_PER_ITEM} demands and 7 lots an item\n")

    orders, lots = book(demands)
    sample = refuse_differences(orders, lots)
    print(f"the same results as the plain allocator on {sample:,} demands\n")
    show_speed(demands // 10, *book(demands // 10), repeats)
    show_speed(demands, orders, lots, repeats)
    show_again(orders, lots, repeats)
    show_memory(orders, lots, demands)
    show_growth(repeats)


def book(demands: int, seed: int = 1) -> tuple[Orders, Lots]:
    """Return orders with about so many demands, and lots for about two thirds of them."""
    dice = random.Random(seed)
    items = [f"item-{n}" for n in range(max(1, demands // DEMANDS_PER_ITEM))]
    days = [None, *(TODAY + timedelta(days=n) for n in range(-30, 120))]
    coming = (cs.LotStatus.RECEIVED, cs.LotStatus.PLANNED, cs.LotStatus.REQUESTED)

    def line(n: int) -> cs.OrderLine:
        quantity = dice.randint(2, 40)
        shipped = dice.choice((0, 0, 0, quantity // 2))
        return cs.OrderLine(str(n), dice.choice(items), quantity, shipped)

    orders = [
        cs.CustomerOrder(
            f"CO-{n}",
            cs.OrderStatus.CONFIRMED,
            [line(m) for m in range(LINES)],
            promised_on=dice.choice(days),
            priority=dice.choice((None, None, 1, 2)),
            created_on=TODAY - timedelta(days=dice.randrange(100)),
        )
        for n in range(demands // LINES)
    ]
    lots = [
        cs.StockLot(
            f"L-{n}",
            dice.choice(items),
            dice.choice(coming),
            expected_on=dice.choice(days),
            quantity=dice.randint(1, 70),
        )
        for n in range(demands // 3)
    ]
    return orders, lots


def pegged(orders: Iterable[cs.CustomerOrder], lots: Iterable[cs.StockLot]) -> cs.Pegging:
    return cs.peg(orders, lots, as_of=TODAY, settings=SETTINGS)


def refuse_differences(orders: Orders, lots: Lots, items: int = 40) -> int:
    """Exit if the plain allocator differs about demands; return how many were compared."""
    pegging = pegged(orders, lots)
    wanted = {f"item-{n}" for n in range(items)}
    some = [order for order in orders if any(line.item in wanted for line in order.lines)]
    theirs = [
        attrs.evolve(order, lines=[line for line in order.lines if line.item in wanted])
        for order in some
    ]
    expected = plain.peg(theirs, [lot for lot in lots if lot.item in wanted], TODAY, SETTINGS)
    for ids, share in expected.shares.items():
        ours = list(pegging.bookings(*ids)), pegging.shortage(*ids), pegging.orders_ahead(*ids)
        ahead = [order_id for order_id in share.ahead if order_id != ids[0]]
        if ours != (share.bookings, share.shortage, (tuple(ahead[:5]), len(ahead[5:]))):
            raise SystemExit(f"line {ids}: peg says {ours}, the plain allocator {share}")
    return len(expected.shares)


def seconds(work: Callable[[], object], repeats: int) -> list[float]:
    """Return the time that each repeat took, the shortest first."""
    taken = []
    for _ in range(repeats):
        before = process_time()
        kept = work()
        taken.append(process_time() - before)
        del kept
    return sorted(taken)


def show_speed(demands: int, orders: Orders, lots: Lots, repeats: int) -> None:
    taken = seconds(lambda: pegged(orders, lots), repeats)
    speeds = ", ".join(f"{demands / each:,.0f}" for each in taken)
    print(f"{demands:>9,} demands: best {demands / taken[0]:,.0f} a second ({speeds})")


def show_again(orders: Orders, lots: Lots, repeats: int) -> None:
    """Compare pegging again after a change to 1 % of the items with pegging everything."""
    pegging = pegged(orders, lots)
    changed = changed_lots(lots)
    again = seconds(lambda: pegging.again(lots=changed), repeats)
    named = seconds(lambda: pegging.again(lots=changed).changed, repeats)
    whole = seconds(lambda: pegged(orders, lots), repeats)
    moved = len(pegging.again(lots=changed).changed)
    print(f"\npegging everything: {whole[0] * 1000:,.0f} ms; after a change to 1 % of the items:")
    for what, taken in (
        ("pegging again", again),
        (f"and naming the {moved:,} orders that differ", named),
    ):
        print(f"  {what}: {taken[0] * 1000:,.1f} ms, {whole[0] / taken[0]:,.0f} times faster")


def changed_lots(lots: Sequence[cs.StockLot]) -> Lots:
    """Return a lot of 1 % of the items, one unit larger."""
    a_lot_of_each = list({lot.item: lot for lot in lots}.values())
    some = a_lot_of_each[: len(a_lot_of_each) // 100]
    return [attrs.evolve(lot, quantity=(lot.quantity or 0) + 1) for lot in some]


def show_memory(orders: Orders, lots: Lots, demands: int) -> None:
    """Show what a Pegging keeps besides the orders and lots themselves."""
    tracemalloc.start()
    kept = pegged(orders, lots)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\na kept {type(kept).__name__}: {size / demands:,.0f} bytes a demand")


def show_growth(repeats: int) -> None:
    """Peg and read all lines of inputs that double; the time should at most double each time."""
    sizes = (12_500, 25_000, 50_000, 100_000)
    print(f"\nseconds to peg and read {', '.join(f'{size:,}' for size in sizes)}")
    for crowd in CROWDS:
        inputs = [crowd(size) for size in sizes]
        taken = [seconds(partial(read_all, *each), repeats)[0] for each in inputs]
        times = ", ".join(f"{each:.2f}" for each in taken)
        print(f"  {crowd.__name__.replace('_', ' ')}: {times}; {taken[-1] / taken[0]:.1f} times")


def read_all(orders: Orders, lots: Lots) -> None:
    """Read all that `evaluate` may read of a pegging."""
    pegging = pegged(orders, lots)
    for order in orders:
        for line in order.lines:
            pegging.given(order.id, line).ahead()


if __name__ == "__main__":
    main()
