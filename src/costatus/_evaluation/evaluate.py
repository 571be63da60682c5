"""Evaluate one order: where it stands, and when that changes next."""

from datetime import date, datetime

from costatus._evaluation.evaluator import Evaluator
from costatus.models.as_of import AsOf
from costatus.models.orders import CustomerOrder
from costatus.models.settings import DEFAULT, Settings
from costatus._evaluation.report import OrderReport
from costatus.rules.facts.context import Supply


def evaluate(
    order: CustomerOrder,
    *,
    as_of: date | datetime,
    settings: Settings = DEFAULT,
    pegging: Supply | None = None,
) -> OrderReport:
    """Say where the order stands at `as_of`, and why.

    `as_of` is a day, or a moment whose zone is the site's. `pegging` is what `peg` made of all
    orders; it is needed where the settings say that tracing is off, and not read elsewhere.
    Raises InvalidInput where a moment of the order cannot be compared with `as_of` (one has a zone
    and the other has not), or where a pegging is needed and missing.
    """
    report = Evaluator(AsOf(as_of), settings, pegging).report(order)
    report.forget_facts()
    return report


def next_change(
    order: CustomerOrder,
    *,
    as_of: date | datetime,
    settings: Settings = DEFAULT,
    pegging: Supply | None = None,
) -> date | datetime | None:
    """Say when the order's report changes next although nothing but time passes; S4.

    It is the earliest later day, or moment where `as_of` is one, at which a status word or a code
    of a reason or note differs; None if none ever does. A pegging is held as it is. Raises
    InvalidInput as `evaluate` does.
    """
    return Evaluator(AsOf(as_of), settings, pegging).report(order).next_change
