"""Law 12. With zero tolerances, "part" ⇔ the exact ratio lies strictly between 0 and 1."""

from fractions import Fraction
from math import floor

from hypothesis import given

import costatus as cs
from costatus.testing import Situation, situations

COUNTED = (cs.InvoiceState.UNPAID, cs.InvoiceState.PAID_PARTIALLY, cs.InvoiceState.PAID)
VOID = (cs.InvoiceState.DUMMY, cs.InvoiceState.CANCELED)


def counted(order: cs.CustomerOrder) -> list[cs.Invoice]:
    return [
        invoice
        for invoice in order.invoices
        if invoice.kind is cs.InvoiceKind.INVOICE and invoice.status in COUNTED
    ]


def percent(part: Fraction, whole: Fraction) -> int:
    """Rounded down, but 1 … 99."""
    return min(max(floor(part / whole * 100), 1), 99)


@given(situations(exact=True))
def test_part_invoiced(situation: Situation) -> None:
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        credited = [
            invoice
            for invoice in order.invoices
            if invoice.kind is cs.InvoiceKind.CREDIT_INVOICE and invoice.status not in VOID
        ]
        invoiced = sum((Fraction(invoice.amount) for invoice in counted(order)), Fraction(0))
        if situation.settings.net_credit_invoices:
            invoiced -= sum(Fraction(invoice.amount) for invoice in credited)
        part = bool(counted(order)) and 0 < invoiced < order.total
        assert (report.invoice.status is cs.InvoicingStatus.PART_INVOICED) == part
        if part:
            assert report.invoice.percent == percent(invoiced, Fraction(order.total))


@given(situations(exact=True))
def test_part_paid(situation: Situation) -> None:
    """Where a paid amount is not known there is no exact ratio: part paid, without a percent."""
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        payable = {
            invoice.id: Fraction(invoice.amount if invoice.payable is None else invoice.payable)
            for invoice in counted(order)
        }
        settled = {invoice.id: paid(invoice, payable[invoice.id]) for invoice in counted(order)}
        if None in settled.values():
            assert report.payment.status is cs.PaymentStatus.PART_PAID
            assert report.payment.percent is None
            continue
        part, whole = sum(filter(None, settled.values())), sum(payable.values())
        is_part = 0 < part < whole
        assert (report.payment.status is cs.PaymentStatus.PART_PAID) == is_part
        if is_part:
            assert report.payment.percent == percent(Fraction(part), Fraction(whole))


def paid(invoice: cs.Invoice, payable: Fraction) -> Fraction | None:
    if invoice.status is cs.InvoiceState.PAID or not payable:
        return payable
    if invoice.paid is None:
        return None if invoice.status is cs.InvoiceState.PAID_PARTIALLY else Fraction(0)
    return min(Fraction(invoice.paid), payable)
