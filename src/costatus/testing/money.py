"""Invoices of an order, and what is paid of them."""

from decimal import Decimal

from hypothesis import strategies as st

from costatus.models.invoices import Invoice
from costatus.models.statuses import InvoiceKind, InvoiceState
from costatus.testing.values import MAYBE, Picker, mostly, optional, pick_amount, pick_name

_KINDS = mostly(InvoiceKind, InvoiceKind.INVOICE)
_STATES = mostly(InvoiceState, InvoiceState.UNPAID, InvoiceState.PAID_PARTIALLY, InvoiceState.PAID)


@st.composite
def invoices(draw: st.DrawFn, total: Decimal = Decimal(100), *, stem: str = "INV-1") -> Invoice:
    """Return invoices of about all or half of a total; paid amounts may contradict the status."""
    return pick_invoice(Picker(draw), total, stem=stem)


def pick_invoice(pick: Picker, total: Decimal, *, stem: str) -> Invoice:
    """Pick an invoice."""
    amount = pick_amount(pick, total)
    payable = optional(pick(MAYBE), pick_amount(pick, amount))
    due = amount if payable is None else payable
    return Invoice(
        id=pick_name(pick, stem),
        kind=pick(_KINDS),
        status=pick(_STATES),
        amount=amount,
        payable=payable,
        paid=optional(pick(MAYBE), pick_amount(pick, due)),
    )
