"""Law 12. With zero tolerances, "part" ⇔ the exact ratio lies strictly between 0 and 1."""

from fractions import Fraction
from math import floor

from hypothesis import given

import costatus as cs
from costatus.testing import Situation, situations

COUNTED = (cs.InvoiceState.UNPAID, cs.InvoiceState.PAID_PARTIALLY, cs.InvoiceState.PAID)
NOTHING = Fraction(0)


def issued(order: cs.CustomerOrder, kind: cs.InvoiceKind) -> list[cs.Invoice]:
    return [each for each in order.invoices if each.kind is kind and each.status in COUNTED]


def counted(order: cs.CustomerOrder) -> list[cs.Invoice]:
    return issued(order, cs.InvoiceKind.INVOICE)


def credited(situation: Situation, order: cs.CustomerOrder) -> list[cs.Invoice]:
    """Return the credit invoices that are taken off."""
    netted = situation.settings.net_credit_invoices
    return issued(order, cs.InvoiceKind.CREDIT_INVOICE) if netted else []


def payable(invoice: cs.Invoice) -> Fraction:
    return Fraction(invoice.amount if invoice.payable is None else invoice.payable)


def paid(invoice: cs.Invoice) -> Fraction | None:
    if invoice.status is cs.InvoiceState.PAID or not payable(invoice):
        return payable(invoice)
    if invoice.paid is None:
        return None if invoice.status is cs.InvoiceState.PAID_PARTIALLY else NOTHING
    return min(Fraction(invoice.paid), payable(invoice))


def percent(part: Fraction, whole: Fraction) -> int:
    """Round down, but to 1 … 99."""
    return min(max(floor(part / whole * 100), 1), 99)


@given(situations(exact=True))
def test_part_invoiced(situation: Situation) -> None:
    """Without a total there is no ratio: anything that is invoiced is a part, without a percent."""
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        invoiced = sum((Fraction(each.amount) for each in counted(order)), NOTHING)
        invoiced -= sum((Fraction(each.amount) for each in credited(situation, order)), NOTHING)
        part = invoiced > 0 and (order.total is None or invoiced < order.total)
        assert (report.invoicing.status is cs.InvoicingStatus.PART_INVOICED) == part
        if part:
            known = None if order.total is None else percent(invoiced, Fraction(order.total))
            assert report.invoicing.percent == known


@given(situations(exact=True))
def test_part_paid(situation: Situation) -> None:
    """Where a paid amount is unknown there is no ratio: part paid, without a percent."""
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        settled = [paid(invoice) for invoice in counted(order)]
        if None in settled:
            assert report.payment.status is cs.PaymentStatus.PART_PAID
            assert report.payment.percent is None
            continue
        whole = sum(map(payable, counted(order)), NOTHING)
        whole -= sum(map(payable, credited(situation, order)), NOTHING)
        part = min(sum(filter(None, settled), NOTHING), max(whole, NOTHING))
        is_part = 0 < part < whole
        assert (report.payment.status is cs.PaymentStatus.PART_PAID) == is_part
        if is_part:
            assert report.payment.percent == percent(part, whole)
