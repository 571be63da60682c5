"""The few choices that a host makes for all its orders."""

from decimal import Decimal
from operator import attrgetter

from attrs import field, frozen

from costatus.models._validation.faults import raise_if_invalid
from costatus.models._validation.fields import flag
from costatus.models._validation.numbers import exact
from costatus.models.quantities import ZERO


@frozen(kw_only=True)
class Settings:
    """How a host keeps its orders; section 1.

    `tracing`: lines are tied to lots by bookings; off, supply is pegged to them (section 7).
    `money_tolerance`, `quantity_tolerance`: a difference of at most this counts as none.
    `net_credit_invoices`: credit invoices reduce what was invoiced.
    `advance_unconfirmed`: the automatic words apply to Quotation and Waiting for confirmation too.
    """

    tracing: bool = field(default=True, converter=flag)
    money_tolerance: Decimal = field(default=Decimal("0.005"), converter=exact)
    quantity_tolerance: Decimal = field(default=ZERO, converter=exact)
    net_credit_invoices: bool = field(default=False, converter=flag)
    advance_unconfirmed: bool = field(default=False, converter=flag)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _SETTINGS, _settings_fields(self))


_SETTINGS = (
    "tracing",
    "money_tolerance",
    "quantity_tolerance",
    "net_credit_invoices",
    "advance_unconfirmed",
)
_settings_fields = attrgetter(*_SETTINGS)

DEFAULT = Settings()
"""What holds where a host chooses nothing."""
