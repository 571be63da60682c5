"""Evaluate one order: its statuses, and when they change next."""

from datetime import date, datetime
from typing import Any

from costatus._evaluation.report import OrderReport, evaluated_report
from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.as_of import AsOf
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.settings import DEFAULT, Settings
from costatus.rules.facts.context import EvaluationContext, Pegged, Supply


def evaluate(
    order: CustomerOrder,
    *,
    as_of: date | datetime,
    settings: Settings = DEFAULT,
    pegging: Supply | None = None,
) -> OrderReport:
    """Return every status of the order at `as_of`, with its reasons.

    Args:
        order: The order to evaluate.
        as_of: A day, or a moment whose zone is the site's.
        settings: The choices of the host.
        pegging: What `peg` returned for all orders; needed where tracing is off, else left out.

    Raises:
        InvalidInput: An argument has the wrong kind, a moment of the order cannot be compared
            with `as_of` (one has a zone and the other has not), or a pegging is missing with
            tracing off, or given with tracing on.

    """
    advice = "build it with costatus.CustomerOrder(…); for many orders, use costatus.sweep"
    require(order, CustomerOrder, "evaluate", "order", advice)
    require(settings, Settings, "evaluate", "settings", "send costatus.Settings(…)")
    _check_pegging(pegging, settings)
    supply = None if pegging is None else _CheckedSupply(pegging)
    return evaluated_report(order, EvaluationContext(AsOf(as_of), settings, supply))


def next_change(
    order: CustomerOrder,
    *,
    as_of: date | datetime,
    settings: Settings = DEFAULT,
    pegging: Supply | None = None,
) -> date | datetime | None:
    """Return when the order's report changes next although nothing but time passes. Rule S4.

    It is the earliest later day, or moment where `as_of` is one, at which a status or a code of a
    reason or note differs; None if none ever does. A pegging stays as it is. The arguments and
    errors are those of `evaluate`.
    """
    return evaluate(order, as_of=as_of, settings=settings, pegging=pegging).next_change


class _CheckedSupply:
    """A supply that may be the host's own: what it gives is checked, and a list becomes a tuple."""

    __slots__ = ("_supply",)

    def __init__(self, supply: Supply) -> None:
        self._supply: Any = supply

    def given(self, order_id: str, line: OrderLine) -> Pegged:
        """Return what the line gets."""
        given = self._supply.given(order_id, line)
        advice = "let its method given return costatus.Pegged(bookings, supply, ahead)"
        require(given, Pegged, "evaluate", "pegging", advice)
        if type(given.bookings) is not tuple:
            given = given._replace(bookings=tuple(given.bookings))
        pegged: Pegged = given
        return pegged


def _check_pegging(pegging: object, settings: Settings) -> None:
    """Raise InvalidInput where a pegging is missing, or given although tracing is on."""
    if settings.tracing:
        fits = pegging is None
        expected = "None, as it is read only where tracing is off"
        advice = "leave it out, or send settings=Settings(tracing=False)"
    else:
        fits = callable(getattr(pegging, "given", None))
        expected = "a Pegging or a Supply, as tracing is off"
        advice = "send pegging=peg(orders, lots, as_of=…, settings=…)"
    if not fits:
        raise InvalidInput("evaluate", [Fault("pegging", pegging, expected, advice)])
