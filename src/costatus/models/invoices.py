"""Invoices of a customer order."""

from decimal import Decimal

from attrs import field, frozen

from costatus.models._model import Model
from costatus.models._validation.fields import one_of, text
from costatus.models._validation.numbers import exact, optional_exact
from costatus.models.statuses import InvoiceKind, InvoiceState


def _kind(value: InvoiceKind | str) -> InvoiceKind:
    return one_of(InvoiceKind, value)


def _status(value: InvoiceState | str) -> InvoiceState:
    return one_of(InvoiceState, value)


@frozen(eq=False, repr=False)
class Invoice(Model):
    """An invoice, with money in the order's currency.

    Attributes:
        id: The invoice's id, unique within the order.
        kind: The type of the invoice, or its value as a `str`; only `INVOICE` counts as invoiced.
        status: The status in the host's books, or its value as a `str`.
        amount: This order's share, on the same basis as the order's total.
        payable: What the customer has to pay, normally with tax. None: `amount`.
        paid: What the customer has paid. None: unknown, so that `status` decides.
    """

    id: str = field(converter=text)
    kind: InvoiceKind = field(converter=_kind)
    status: InvoiceState = field(converter=_status)
    amount: Decimal = field(converter=exact)
    payable: Decimal | None = field(default=None, converter=optional_exact)
    paid: Decimal | None = field(default=None, converter=optional_exact)
