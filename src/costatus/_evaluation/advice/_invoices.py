"""Changes that improve invoicing and payment."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve

from costatus._evaluation.advice._change import Proposal
from costatus.models.invoices import Invoice
from costatus.models.quantities import ZERO
from costatus.models.statuses import InvoiceKind, InvoiceState, InvoicingStatus, PaymentStatus
from costatus.rules._templates import plain
from costatus.rules.facts.invoices import InvoiceFacts
from costatus.rules.facts.order import OrderFacts


def invoicing_proposals(invoices: InvoiceFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve invoicing."""
    if invoices.total_known:
        remaining = invoices.remaining
        yield _invoiced(invoices, f"an invoice of {plain(remaining)} is issued", remaining)
    else:
        yield _invoiced(invoices, "an invoice is issued", invoices.tolerance + 1)
        order = evolve(invoices.order, lines=(), total=max(invoices.invoiced, ZERO))
        what = "the order's total is known, and it is all invoiced"
        yield Proposal(what, order, invoices.context, _invoicing, {})


def _invoiced(invoices: InvoiceFacts, sentence: str, amount: Decimal) -> Proposal:
    invoice = Invoice("\x00new", InvoiceKind.INVOICE, InvoiceState.UNPAID, amount)
    order = evolve(invoices.order, lines=(), invoices=(*invoices.order.invoices, invoice))
    return Proposal(sentence, order, invoices.context, _invoicing, {})


def payment_proposals(invoices: InvoiceFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve payment; without an invoice there is none."""
    paid = [
        evolve(each, status=InvoiceState.PAID) if each.kind is InvoiceKind.INVOICE else each
        for each in invoices.order.invoices
    ]
    order = evolve(invoices.order, lines=(), invoices=tuple(paid))
    what = f"the remaining {plain(invoices.open)} is paid"
    if invoices.unknown:
        what = "all its invoices are paid"
    if invoices.counted:
        yield Proposal(what, order, invoices.context, _payment, {})


def _invoicing(facts: OrderFacts) -> InvoicingStatus:
    return facts.invoicing


def _payment(facts: OrderFacts) -> PaymentStatus:
    return facts.payment
