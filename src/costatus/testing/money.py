"""Invoices of an order, and what is paid of them."""

from decimal import Decimal

from hypothesis import strategies as st

from costatus.models.invoices import Invoice
from costatus.models.statuses import InvoiceKind, InvoiceState
from costatus.testing.values import draw_amount, draw_name, mostly

_KINDS = mostly(InvoiceKind, InvoiceKind.INVOICE)
_STATES = mostly(InvoiceState, InvoiceState.UNPAID, InvoiceState.PAID_PARTIALLY, InvoiceState.PAID)
_MAYBE = st.booleans()


@st.composite
def invoices(draw: st.DrawFn, total: Decimal = Decimal(100), *, stem: str = "INV-1") -> Invoice:
    """Return invoices of about all or half of a total; paid amounts may contradict the status."""
    amount = draw_amount(draw, total)
    payable = draw_amount(draw, amount) if draw(_MAYBE) else None
    due = amount if payable is None else payable
    return Invoice(
        id=draw_name(draw, stem),
        kind=draw(_KINDS),
        status=draw(_STATES),
        amount=amount,
        payable=payable,
        paid=draw_amount(draw, due) if draw(_MAYBE) else None,
    )
