"""Changes that improve invoicing and payment."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve

from costatus._evaluation.advice._change import Proposal
from costatus._evaluation.advice._sentences import Advice, Sentence, says
from costatus.models.invoices import Invoice
from costatus.models.quantities import ZERO
from costatus.models.statuses import InvoiceKind, InvoiceState, InvoicingStatus, PaymentStatus
from costatus.rules.facts.invoices import InvoiceFacts
from costatus.rules.facts.order import OrderFacts


def invoicing_proposals(invoices: InvoiceFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve invoicing."""
    if invoices.total_known:
        remaining = invoices.remaining
        what = says(Sentence.INVOICE_OF, remaining=remaining)
        yield _invoiced(invoices, what, remaining)
    else:
        amount = Decimal(1) if invoices.tolerance < 1 else invoices.tolerance + 1
        what = says(Sentence.INVOICE)
        if invoices.invoiced < 0:  # credits have to be made up for first
            amount -= invoices.invoiced
            what = says(Sentence.INVOICE_OF, remaining=amount)
        yield _invoiced(invoices, what, amount)
        order = evolve(invoices.order, lines=(), total=max(invoices.invoiced, ZERO))
        what = says(Sentence.TOTAL_INVOICED)
        yield Proposal(what, order, invoices.context, _invoicing, {})


def _invoiced(invoices: InvoiceFacts, advice: Advice, amount: Decimal) -> Proposal:
    invoice = Invoice("\x00new", InvoiceKind.INVOICE, InvoiceState.UNPAID, amount)
    order = evolve(invoices.order, lines=(), invoices=(*invoices.order.invoices, invoice))
    return Proposal(advice, order, invoices.context, _invoicing, {})


def payment_proposals(invoices: InvoiceFacts) -> Iterator[Proposal]:
    """Yield the changes that may improve payment; without an invoice there is none."""
    paid = [
        evolve(each, status=InvoiceState.PAID) if each.kind is InvoiceKind.INVOICE else each
        for each in invoices.order.invoices
    ]
    order = evolve(invoices.order, lines=(), invoices=tuple(paid))
    what = says(Sentence.REST_PAID, remaining=invoices.open)
    if invoices.unknown:
        what = says(Sentence.ALL_PAID)
    if invoices.counted:
        yield Proposal(what, order, invoices.context, _payment, {})


def _invoicing(facts: OrderFacts) -> InvoicingStatus:
    return facts.invoicing


def _payment(facts: OrderFacts) -> PaymentStatus:
    return facts.payment
