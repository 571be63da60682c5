"""The sweep: many orders judged one after the other, never stopped by a bad one. Section 8."""

from collections.abc import Callable, Iterable, Iterator, Sized
from datetime import date, datetime
from typing import TypeAlias

from attrs import frozen

from costatus._evaluation.evaluator import Evaluator
from costatus.models.as_of import AsOf
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import DEFAULT, Settings
from costatus.models.statuses import Term
from costatus.pegging import Pegging, peg
from costatus._evaluation.report import OrderReport, StatusKey
from costatus._evaluation.decision import Decision


@frozen
class SweepFailure:
    """An order that was not evaluated, and why.

    `order_id` is None where the order was so bad that nobody knows its id.
    """

    order_id: str | None
    error: Exception

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong with the order; empty where the error is not about its input."""
        return self.error.faults if isinstance(self.error, InvalidInput) else ()

    def __str__(self) -> str:
        named = "an order without an id" if self.order_id is None else f"order {self.order_id}"
        return f"{named} was not evaluated: {self.error}"


Progress: TypeAlias = Callable[[int, int | None, int], object]
"""Told after each order: how many are done, of how many (None: not known), how many failed."""

Observer: TypeAlias = Callable[[str, StatusKey, Decision[Term]], object]
"""Told each decision, with its order's id and its key as in `OrderReport.words()`."""


def sweep(
    orders: Iterable[CustomerOrder | SweepFailure],
    *,
    as_of: date | datetime,
    settings: Settings = DEFAULT,
    lots: Iterable[StockLot] | None = None,
    pegging: Pegging | None = None,
    progress: Progress | None = None,
    observer: Observer | None = None,
) -> Iterator[OrderReport | SweepFailure]:
    """Evaluate many orders at one `as_of`, and yield their reports in the order they come in.

    Orders are read one at a time and not kept. What cannot be evaluated comes out as a
    SweepFailure in its place, and a SweepFailure among the orders (one that the host could not
    even build) is passed on; the rest go on (S3). What `progress` or `observer` raises stops it.

    Where the settings say that tracing is off, give either `pegging`, or the `lots`, which are
    then pegged to the orders; for that all orders are read first. With tracing on neither is read.
    Raises InvalidInput at once where neither is given, where two orders or lots to be pegged have
    one id, or where `as_of` is no day or moment.
    """
    total = len(orders) if isinstance(orders, Sized) else None
    if not settings.tracing and pegging is None and lots is not None:
        orders = list(orders)
        good = [order for order in orders if isinstance(order, CustomerOrder)]
        pegging = peg(good, lots, as_of=as_of, settings=settings)
        total = len(orders)
    evaluator = Evaluator(AsOf(as_of), settings, pegging)
    return _sweep(orders, evaluator, total, progress, observer)


def _sweep(
    orders: Iterable[CustomerOrder | SweepFailure],
    evaluator: Evaluator,
    total: int | None,
    progress: Progress | None,
    observer: Observer | None,
) -> Iterator[OrderReport | SweepFailure]:
    failures = 0
    latest: OrderReport | None = None
    for done, order in enumerate(orders, 1):
        answer = _judged(order, evaluator)
        if latest is not None:
            latest.release()
        latest = None if isinstance(answer, SweepFailure) else answer
        if isinstance(answer, SweepFailure):
            failures += 1
        elif observer is not None:
            for key, decision in answer.decisions():
                observer(answer.order_id, key, decision)
        if progress is not None:
            progress(done, total, failures)
        yield answer


def _judged(
    order: CustomerOrder | SweepFailure, evaluator: Evaluator
) -> OrderReport | SweepFailure:
    if isinstance(order, SweepFailure):
        return order
    if not isinstance(order, CustomerOrder):
        fault = Fault("", order, "a CustomerOrder", "build it, or send a SweepFailure for it")
        return SweepFailure(None, InvalidInput("sweep", [fault]))
    try:
        return evaluator.report(order)
    except Exception as error:  # noqa: BLE001 whatever is wrong with one order, the rest go on
        return SweepFailure(order.id, error)
