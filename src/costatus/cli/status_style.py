"""How a status is shown: its label, in a colour, with a sign that means the same without colour."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from rich.text import Text

from costatus._evaluation.decision import Decision
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceStatus,
    Term,
)


class Tone(Enum):
    """What a status means for someone who scans a list: a sign and a colour."""

    DONE = "✓", "green"
    UNDER_WAY = "→", "cyan"
    QUIET = "·", ""
    WATCH = "!", "yellow"
    STUCK = "✗", "red"


# Terms that are equal as text are one key, so a term has the same tone in every family.
_TONES: Mapping[str, Tone] = MappingProxyType(
    {
        OrderStatus.QUOTATION: Tone.QUIET,
        OrderStatus.WAITING_FOR_CONFIRMATION: Tone.QUIET,
        OrderStatus.CONFIRMED: Tone.QUIET,
        OrderStatus.WAITING_FOR_PRODUCTION: Tone.UNDER_WAY,
        OrderStatus.IN_PRODUCTION: Tone.UNDER_WAY,
        OrderStatus.READY_FOR_SHIPMENT: Tone.DONE,
        OrderStatus.SHIPPED: Tone.DONE,
        OrderStatus.DELIVERED: Tone.DONE,
        OrderStatus.CANCELED: Tone.STUCK,
        OrderStatus.ARCHIVED: Tone.QUIET,
        ProductStatus.NOT_BOOKED: Tone.STUCK,
        ProductStatus.NOT_ENOUGH: Tone.STUCK,
        ProductStatus.REQUESTED: Tone.WATCH,
        ProductStatus.DELAYED: Tone.STUCK,
        ProductStatus.POSSIBLY_DELAYED: Tone.WATCH,
        ProductStatus.EXPECTED_ON_TIME: Tone.UNDER_WAY,
        SourceStatus.RECEIVED: Tone.DONE,
        InvoicingStatus.NOT_INVOICED: Tone.QUIET,
        InvoicingStatus.PART_INVOICED: Tone.UNDER_WAY,
        InvoicingStatus.INVOICED: Tone.DONE,
        PaymentStatus.NOT_PAID: Tone.QUIET,
        PaymentStatus.PART_PAID: Tone.UNDER_WAY,
        PaymentStatus.PAID: Tone.DONE,
    }
)


def tone(status: Term | None) -> Tone:
    """Return the tone of a status; None, no status, is quiet."""
    return Tone.QUIET if status is None else _TONES[status]


def styled(status: Term | None, percent: int | None = None) -> Text:
    """Return a status with its sign, in its colour, and with its percent if it is partial."""
    sign, colour = tone(status).value
    label = "no status" if status is None else status.label
    part = f" {percent} %" if percent is not None and 0 < percent < 100 else ""
    return Text(f"{sign} {label}{part}", style=colour)


def styled_decision(decision: Decision[Term] | None) -> Text:
    """Return the status of a decision, as `styled` does."""
    return styled(None) if decision is None else styled(decision.status, decision.percent)
