"""Measure how time and size grow with the input: doubling it must at most double them.

    python -m benchmarks.growth [--most 100000] [--only NAME]

Each kind of input is built at an eighth, a quarter, half and all of the largest size, before the
clock starts. It prints the processor time at each size, and the mean growth from one size to the
next, which should be at most 2.3 (it is 4 where time is quadratic).
"""

import argparse
import gc
import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, time, timedelta
from tempfile import NamedTemporaryFile
from time import process_time
from typing import Any, TypeAlias

from benchmarks.measure import machine, wheel
from tests.reference.workload import TODAY

import costatus as cs
from costatus import serialization
from costatus.cli import main as main_of_the_command

Work: TypeAlias = Callable[[], object]
AT_MOST = 2.3
TOO_SHORT = 0.05
NOON = datetime.combine(TODAY, time(12), UTC)
PLANNED, RECEIVED = cs.LotStatus.PLANNED, cs.LotStatus.RECEIVED
NO_TRACING = cs.Settings(tracing=False)


def planned(id_: str, source: Any = None, item: str = "bike", quantity: int = 1) -> cs.StockLot:
    return cs.StockLot(id_, item, PLANNED, source=source, quantity=quantity)


def made(id_: str, *parts: cs.StockLot, **more: Any) -> cs.ManufacturingOrder:
    """Return a manufacturing order with a part for each lot."""
    needs = [
        cs.Part(str(n), lot.item, 1, bookings=[cs.Booking(lot, 1)]) for n, lot in enumerate(parts)
    ]
    return cs.ManufacturingOrder(id_, cs.ManufacturingStage.SCHEDULED, parts=needs, **more)


def confirmed(*lines: cs.OrderLine, id_: str = "CO-1") -> cs.CustomerOrder:
    return cs.CustomerOrder(id_, cs.OrderStatus.CONFIRMED, lines, promised_on=TODAY)


def line(id_: str, *lots: cs.StockLot) -> cs.OrderLine:
    bookings = [cs.Booking(lot, 1) for lot in lots]
    return cs.OrderLine(id_, "bike", max(1, len(lots)), bookings=bookings)


def read_all(order: cs.CustomerOrder, as_of: date = TODAY, **more: Any) -> object:
    """Evaluate, and read the words, the next change and every sentence."""
    report = cs.evaluate(order, as_of=as_of, **more)
    texts = [str(why) for _, each in report.decisions() for why in (*each.reasons, *each.notes)]
    return report.words(), report.next_change, texts


def shared_parts(count: int) -> cs.StockLot:
    """Return a lot behind levels of orders, each of which books the one below four times."""
    lot = planned("L-0")
    for level in range(1, count // 4 + 1):
        lot = planned(f"L-{level}", made(f"MO-{level}", lot, lot, lot, lot))
    return lot


def chain(count: int) -> cs.StockLot:
    """Return a lot behind a chain of manufacturing orders, each of which needs the next."""
    lot = planned("L-0")
    for level in range(1, count + 1):
        lot = planned(f"L-{level}", made(f"MO-{level}", lot))
    return lot


def equal_copies_of_shared_orders(count: int) -> Work:
    """Compare two lines that book equal copies of a lot behind orders that share lots."""
    one, other = shared_parts(count), shared_parts(count)
    return lambda: read_all(confirmed(line("1", one), line("2", other)))


def hash_of_shared_orders(count: int) -> Work:
    order = confirmed(line("1", shared_parts(count)))
    return lambda: hash(order)


def pegging_copies_again(count: int) -> Work:
    """Peg lots again, each with a copy of its own of one large manufacturing order."""
    orders = [cs.CustomerOrder("CO-1", cs.OrderStatus.CONFIRMED, [line("1")])]
    step = max(1, int(count**0.5))

    def lots() -> list[cs.StockLot]:
        return [
            planned(f"L-{n}", made("MO-1", *(planned(f"P-{m}", item="x") for m in range(step))))
            for n in range(count // step)
        ]

    pegging, again = cs.peg(orders, lots(), as_of=TODAY, settings=NO_TRACING), lots()
    return lambda: pegging.again(lots=again)


def a_chain_of_orders(count: int) -> Work:
    order = confirmed(line("1", chain(count)))
    return lambda: read_all(order, NOON)


def sources_behind_one_line(count: int) -> Work:
    orders = [cs.PurchaseOrder(f"PO-{n}", cs.PurchaseStage.ORDERED) for n in range(count)]
    order = confirmed(line("1", *(planned(f"L-{n}", source) for n, source in enumerate(orders))))
    return lambda: read_all(order)


def parts_of_an_order_behind_many_lines(count: int) -> Work:
    """Evaluate lines that share an MO of as many parts and operations, with a moment as `as_of`."""
    late = NOON - timedelta(hours=1)
    steps = [cs.Operation(str(n), planned_start=late, planned_finish=NOON) for n in range(count)]
    mo = made("MO-1", *(planned(f"P-{n}") for n in range(count)), operations=steps)
    lot = planned("L-1", mo)
    order = confirmed(*(line(str(n), lot) for n in range(count)))
    return lambda: read_all(order, NOON)


def advice_for_lines_that_share_an_order(count: int) -> Work:
    """Explain lines that share an order of as many parts, with what would change each."""
    mo = made("MO-1", *(planned(f"P-{n}") for n in range(count)))
    lot = planned("L-1", mo)
    order = confirmed(*(line(str(n), lot) for n in range(count)))
    return lambda: cs.explain(cs.evaluate(order, as_of=TODAY))


def parts_of_one_order(count: int) -> Work:
    mo = made("MO-1", *(planned(f"P-{n}") for n in range(count)))
    order = confirmed(line("1", planned("L-1", mo)))
    return lambda: read_all(order)


def lines_without_tracing(count: int) -> Work:
    order = confirmed(*(line(str(n)) for n in range(count)))
    lots = [planned("L-1", quantity=count)]

    def work() -> object:
        pegging = cs.peg([order], lots, as_of=TODAY, settings=NO_TRACING)
        return read_all(order, settings=NO_TRACING, pegging=pegging)

    return work


def lots_under_one_line(count: int) -> Work:
    order = confirmed(cs.OrderLine("1", "bike", count))
    lots = [planned(f"L-{n}") for n in range(count)]

    def work() -> object:
        pegging = cs.peg([order], lots, as_of=TODAY, settings=NO_TRACING)
        return read_all(order, settings=NO_TRACING, pegging=pegging)

    return work


def crowd(count: int) -> tuple[list[cs.CustomerOrder], list[cs.StockLot]]:
    """Return orders that take an item, and 200 orders ranked after them that get nothing."""
    orders = [confirmed(line("1"), id_=f"CO-{n:07}") for n in range(count + 200)]
    return orders, [planned("L-1", quantity=count)]


def takers_of_a_crowded_item(count: int) -> Work:
    orders, lots = crowd(count)
    return lambda: list(cs.sweep(orders, as_of=TODAY, settings=NO_TRACING, lots=lots))


def short_reports(count: int) -> Work:
    """Return the reports of 200 orders that get nothing of a crowded item, to measure a size."""
    orders, lots = crowd(count)
    pegging = cs.peg(orders, lots, as_of=TODAY, settings=NO_TRACING)

    def work() -> object:
        reports = (
            cs.evaluate(order, as_of=TODAY, settings=NO_TRACING, pegging=pegging)
            for order in orders[-200:]
        )
        return "".join(map(serialization.write_report, reports))

    return work


def document(orders: str) -> str:
    return f'{{"costatus": {serialization.VERSION}, "as_of": "2026-11-24", "orders": [{orders}]}}'


def one_json_key_many_times(count: int) -> Work:
    text = document("{" + ", ".join(['"id": "CO-1"'] * count) + "}")
    return lambda: refused(lambda: serialization.read_snapshot(text))


def blank_json_lines(count: int) -> Work:
    head = json.dumps({"costatus": serialization.VERSION, "as_of": "2026-11-24"})
    text = [head + "\n", *["\n"] * count]
    return lambda: list(serialization.read_lines(text))


def refused(work: Work) -> object:
    try:
        return work()
    except cs.InvalidInput as error:
        return str(error)


def one_long_id_in_a_table(count: int) -> Work:
    """Return a table of 200 orders, one with an id of that many characters, to measure its size."""
    orders = [confirmed(line("1"), id_=f"CO-{n}") for n in range(199)]
    snapshot = serialization.Snapshot((confirmed(id_="x" * count), *orders), as_of=TODAY)

    def work() -> object:
        with NamedTemporaryFile("w") as file, redirect_stdout(io.StringIO()) as printed:
            file.write(serialization.write_snapshot(snapshot))
            file.flush()
            main_of_the_command(["evaluate", file.name])
        return printed.getvalue()

    return work


KINDS: dict[str, Callable[[int], Work]] = {
    each.__name__: each
    for each in (
        equal_copies_of_shared_orders,
        hash_of_shared_orders,
        pegging_copies_again,
        a_chain_of_orders,
        sources_behind_one_line,
        parts_of_one_order,
        parts_of_an_order_behind_many_lines,
        advice_for_lines_that_share_an_order,
        lines_without_tracing,
        lots_under_one_line,
        takers_of_a_crowded_item,
        short_reports,
        one_json_key_many_times,
        blank_json_lines,
        one_long_id_in_a_table,
    )
}
BY_SIZE = {short_reports, one_long_id_in_a_table}


def main() -> None:
    """Measure every kind, or one."""
    parser = argparse.ArgumentParser(description="how time and size grow with the input")
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--only", choices=KINDS)
    given = parser.parse_args()
    sizes = [given.most // 8, given.most // 4, given.most // 2, given.most]
    print(f"{machine()}; the {wheel()} wheel; sizes {', '.join(f'{n:,}' for n in sizes)}\n")
    for name in [given.only] if given.only else KINDS:
        show(KINDS[name], sizes)


def show(kind: Callable[[int], Work], sizes: list[int]) -> None:
    """Print what each size takes, and how that grows from one size to the next."""
    if kind in BY_SIZE:
        measured: list[float] = [float(len(str(kind(size)()))) for size in sizes]
        shown = ", ".join(f"{each / 1000:,.0f}" for each in measured) + " kB"
        least = 0.0
    else:
        measured = [seconds(kind(size)) for size in sizes]
        shown = ", ".join(f"{each:.2f}" for each in measured) + " s"
        least = TOO_SHORT
    growth = per_doubling(measured, least)
    verdict = "" if growth <= AT_MOST else f"  more than {AT_MOST}"
    print(
        f"{kind.__name__.replace('_', ' '):38} {growth:4.2f} times  ({shown}){verdict}", flush=True
    )


def per_doubling(measured: list[float], least: float) -> float:
    """Return the mean growth from one size to the next, from the first long enough to measure."""
    long_enough = [each for each in measured if each > least]
    steps = len(long_enough) - 1
    return (long_enough[-1] / long_enough[0]) ** (1 / steps) if steps > 0 else 1.0


def seconds(work: Work) -> float:
    """Return the shortest of a few runs; the collector does not look at the input meanwhile."""
    taken = []
    for _ in range(5):
        gc.collect()
        gc.freeze()
        before = process_time()
        kept = work()
        taken.append(process_time() - before)
        del kept
        gc.unfreeze()
        if sum(taken) > 8:
            break
    return min(taken)


if __name__ == "__main__":
    main()
