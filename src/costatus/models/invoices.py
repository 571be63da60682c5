"""Invoices of a customer order."""

from decimal import Decimal
from operator import attrgetter

from attrs import field, frozen

from costatus.models._validation.faults import raise_if_invalid
from costatus.models._validation.fields import one_of, text
from costatus.models._validation.numbers import exact, optional_exact
from costatus.models.statuses import InvoiceKind, InvoiceState


def _kind(value: InvoiceKind) -> InvoiceKind:
    return one_of(InvoiceKind, value)


def _status(value: InvoiceState) -> InvoiceState:
    return one_of(InvoiceState, value)


@frozen
class Invoice:
    """An invoice, with money in the order's currency.

    `amount` is this order's share, on the same basis as the order's total. `payable` is what the
    customer has to pay, normally with tax; None means `amount`. `paid` is None where it is not
    known.
    """

    id: str = field(converter=text)
    kind: InvoiceKind = field(converter=_kind)
    status: InvoiceState = field(converter=_status)
    amount: Decimal = field(converter=exact)
    payable: Decimal | None = field(default=None, converter=optional_exact)
    paid: Decimal | None = field(default=None, converter=optional_exact)

    def __attrs_post_init__(self) -> None:
        raise_if_invalid(self, _INVOICE, _invoice_fields(self))


_INVOICE = ("id", "kind", "status", "amount", "payable", "paid")
_invoice_fields = attrgetter(*_INVOICE)
