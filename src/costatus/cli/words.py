"""Words as people see them: a colour, and a sign that tells the same without it."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from rich.text import Text

from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceStatus,
    Term,
)
from costatus._evaluation.decision import Decision


class Tone(Enum):
    """What a word means to whoever scans a list."""

    DONE = "✓", "green"
    UNDER_WAY = "→", "cyan"
    QUIET = "·", ""
    WATCH = "!", "yellow"
    STUCK = "✗", "red"

    def __init__(self, sign: str, colour: str) -> None:
        self.sign: str = sign
        self.colour: str = colour


# A word has one tone, whichever family says it: equal words of two families are one key.
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


def tone(word: Term | None) -> Tone:
    """The tone of a status word; what has no status is quiet."""
    return Tone.QUIET if word is None else _TONES[word]


def shown_word(word: Term | None, more: str = "") -> Text:
    """A status word with its sign, in its colour."""
    told = tone(word)
    label = "no status" if word is None else word.label
    return Text(f"{told.sign} {label}{more}", style=told.colour)


def shown(decision: Decision[Term] | None) -> Text:
    """A decision's word with its sign and, where it is a part of the whole, its percent."""
    if decision is None:
        return shown_word(None)
    part = decision.percent is not None and 0 < decision.percent < 100
    return shown_word(decision.status, f" {decision.percent} %" if part else "")
