"""The sweep: evaluate many orders one after the other. A bad order never stops it (rule S3)."""

from collections.abc import Callable, Iterable, Iterator, Sized
from datetime import date, datetime
from typing import TypeAlias

from attrs import frozen

from costatus._evaluation.decision import Decision
from costatus._evaluation.report import OrderReport, StatusKey, evaluated_report
from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.as_of import AsOf
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder
from costatus.models.settings import DEFAULT, Settings
from costatus.models.statuses import Term
from costatus.pegging import Pegging, peg
from costatus.rules.facts.context import EvaluationContext


@frozen
class SweepFailure:
    """An order that was not evaluated, and why.

    Attributes:
        order_id: The id of the order; None where it could not be read far enough to know it.
        error: What was raised; InvalidInput where the order itself is wrong.
    """

    order_id: str | None
    error: Exception

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong with the order; empty where the error is not InvalidInput."""
        return self.error.faults if isinstance(self.error, InvalidInput) else ()

    def __str__(self) -> str:
        order = "an order without an id" if self.order_id is None else f"order {self.order_id}"
        return f"{order} was not evaluated: {self.error}"


Progress: TypeAlias = Callable[[int, int | None, int], object]
Observer: TypeAlias = Callable[[str, StatusKey, Decision[Term]], object]


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
    """Evaluate many orders at one `as_of`, and yield their reports in the order of the input.

    Orders are read one at a time and not kept. An order that cannot be evaluated is yielded as a
    SweepFailure in its place, and the sweep goes on.

    Args:
        orders: The orders; a SweepFailure among them, for an order that could not be built, is
            yielded as it is.
        as_of: A day, or a moment whose zone is the site's.
        settings: The choices of the host.
        lots: With tracing off, the supply to peg to the orders, which are then all read first.
        pegging: With tracing off, in place of `lots`, what `peg` returned for all open orders.
        progress: Called after each order with the number of orders done, of all orders (None if
            unknown) and of failures. What it raises stops the sweep.
        observer: Called with the order's id, the key and the decision, for each decision. What it
            raises stops the sweep.

    Raises:
        InvalidInput: At once, where an argument is of the wrong kind or does not fit the settings,
            or where two orders or lots to be pegged have the same id.

    """
    require(orders, Iterable, "sweep", "orders", "put the order in a list, or call evaluate")
    require(settings, Settings, "sweep", "settings", "send costatus.Settings(…)")
    _check_supply(settings, lots, pegging)
    if lots is not None:
        orders = list(orders)
        good = [order for order in orders if isinstance(order, CustomerOrder)]
        pegging = peg(good, lots, as_of=as_of, settings=settings)
    context = EvaluationContext(AsOf(as_of), settings, pegging)
    # Counting a query would run it once more.
    total = len(orders) if progress is not None and isinstance(orders, Sized) else None
    return _sweep(orders, context, total, progress, observer)


def _check_supply(
    settings: Settings, lots: Iterable[StockLot] | None, pegging: Pegging | None
) -> None:
    """Raise InvalidInput where supply is missing, given twice or given with tracing on."""
    given = {"lots": lots, "pegging": pegging}
    if settings.tracing:
        wrong = [name for name, value in given.items() if value is not None]
        expected = "None, as lots and pegging are read only where tracing is off"
        advice = "leave it out, or send settings=Settings(tracing=False)"
    else:
        wrong = ["pegging"] if (lots is None) == (pegging is None) else []
        expected = "either lots or pegging, as tracing is off"
        advice = "send the lots, or pegging=peg(orders, lots, as_of=…, settings=…)"
    if wrong:
        raise InvalidInput("sweep", [Fault(name, given[name], expected, advice) for name in wrong])
    if pegging is not None:
        require(pegging, Pegging, "sweep", "pegging", advice)


def _sweep(
    orders: Iterable[CustomerOrder | SweepFailure],
    context: EvaluationContext,
    total: int | None,
    progress: Progress | None,
    observer: Observer | None,
) -> Iterator[OrderReport | SweepFailure]:
    failures = 0
    for done, order in enumerate(orders, 1):
        answer = _evaluate(order, done - 1, context)
        if isinstance(answer, SweepFailure):
            failures += 1
        elif observer is not None:
            for key, decision in answer.decisions():
                observer(answer.order_id, key, decision)
        if progress is not None:
            progress(done, total, failures)
        yield answer
        if isinstance(answer, OrderReport):
            answer.release()


def _evaluate(
    order: CustomerOrder | SweepFailure, n: int, context: EvaluationContext
) -> OrderReport | SweepFailure:
    if isinstance(order, SweepFailure):
        return order
    if not isinstance(order, CustomerOrder):
        advice = "build it, or send a SweepFailure for it"
        fault = Fault(f"orders[{n}]", order, "a CustomerOrder", advice)
        return SweepFailure(None, InvalidInput("sweep", [fault]))
    try:
        return evaluated_report(order, context)
    except Exception as error:  # noqa: BLE001 a bad order must not stop the others
        return SweepFailure(order.id, error)
