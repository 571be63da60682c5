"""The few choices that a host makes for all its orders."""

from decimal import Decimal

from attrs import field, frozen

from costatus.models._model import Model
from costatus.models._validation.fields import flag
from costatus.models._validation.numbers import exact
from costatus.models.quantities import ZERO


@frozen(kw_only=True, eq=False, repr=False)
class Settings(Model):
    """How a host keeps its orders.

    Attributes:
        tracing: Whether lines are tied to lots by bookings, as by default. If not, bookings are
            ignored and the supply is pegged to the lines.
        money_tolerance: A difference of at most this, in the order's currency, counts as none;
            0.005 by default.
        quantity_tolerance: A difference of at most this, in the item's unit, counts as none; 0 by
            default.
        net_credit_invoices: Whether credit invoices reduce what was invoiced; off by default.
        advance_unconfirmed: Whether the automatic statuses also apply to orders at Quotation and
            Waiting for Confirmation; off by default.
    """

    tracing: bool = field(default=True, converter=flag)
    money_tolerance: Decimal = field(default=Decimal("0.005"), converter=exact)
    quantity_tolerance: Decimal = field(default=ZERO, converter=exact)
    net_credit_invoices: bool = field(default=False, converter=flag)
    advance_unconfirmed: bool = field(default=False, converter=flag)


DEFAULT = Settings()
"""The settings of a host that chooses nothing."""
