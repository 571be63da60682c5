"""Rows I1a to I3 and Y1a to Y3, and the notes beside them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import costatus as cs
from tests.laws.faithful.seen import NOTHING, Check, SeenOrder
from tests.reference.lots import beyond

Facts = Mapping[str, Any]
K, S, R = cs.InvoiceKind, cs.InvoiceState, cs.ReasonCode
VOID = (S.DUMMY, S.CANCELED)


def counted(seen: SeenOrder) -> list[cs.Invoice]:
    void = (S.DUMMY, S.CANCELED)
    return [
        each for each in seen.order.invoices if each.kind is K.INVOICE and each.status not in void
    ]


def tolerance(seen: SeenOrder) -> Decimal:
    return seen.situation.settings.money_tolerance


def invoiced(seen: SeenOrder) -> Decimal:
    total = sum((each.amount for each in counted(seen)), NOTHING)
    if seen.situation.settings.net_credit_invoices:
        for each in seen.order.invoices:
            if each.kind is K.CREDIT_INVOICE and each.status not in VOID:
                total -= each.amount
    return total


def payable(invoice: cs.Invoice) -> Decimal:
    return invoice.amount if invoice.payable is None else invoice.payable


def settled(seen: SeenOrder, invoice: cs.Invoice) -> Decimal | None:
    due = payable(invoice)
    if invoice.status is S.PAID or due <= tolerance(seen):
        return due
    if invoice.paid is None:
        return None if invoice.status is S.PAID_PARTIALLY else NOTHING
    return min(invoice.paid, due)


def invoicing(holds: Callable[[SeenOrder, Decimal, Decimal], bool]) -> Check:
    """The amounts are those of the input, and the row holds on what is invoiced and what is not."""

    def check(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
        done = invoiced(seen)
        rest = beyond(seen.order.total - done, tolerance(seen))
        amounts = {"invoiced": done, "total": seen.order.total, "remaining": rest}
        return facts == amounts and holds(seen, done, rest)

    return check


def payment(holds: Callable[[SeenOrder, Decimal, Decimal, bool], bool]) -> Check:
    """The same for what is paid, what is not, and whether all of that is known."""

    def check(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
        parts = [settled(seen, invoice) for invoice in counted(seen)]
        due = sum(map(payable, counted(seen)), NOTHING)
        done = sum((part for part in parts if part is not None), NOTHING)
        rest = beyond(due - done, tolerance(seen))
        amounts = {"settled": done, "payable": due, "remaining": rest}
        return facts == amounts and holds(seen, done, rest, None not in parts)

    return check


def not_counted(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    invoices = tuple(invoice.id for invoice in seen.order.invoices)
    return not counted(seen) and bool(invoices) and facts == {"invoices": invoices}


def prepaid(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    paid = [
        invoice.id
        for invoice in seen.order.invoices
        if invoice.kind is K.PREPAYMENT_INVOICE and invoice.status in (S.PAID, S.PAID_PARTIALLY)
    ]
    return not counted(seen) and bool(paid) and facts == {"invoices": tuple(paid)}


def unknown(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    open_ones = [each.id for each in counted(seen) if settled(seen, each) is None]
    return bool(open_ones) and facts == {"invoices": tuple(open_ones)}


def conflict(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
    invoice = next(each for each in counted(seen) if each.id == reason.subject.id)
    due, paid = payable(invoice), invoice.paid
    assert paid is not None
    nothing, everything = paid <= tolerance(seen), due - paid <= tolerance(seen)
    disagrees = {
        S.PAID: not everything,
        S.UNPAID: not nothing,
        S.PAID_PARTIALLY: nothing or everything,
    }
    told = {"status": invoice.status, "paid": paid, "payable": due}
    return facts == told and disagrees[invoice.status]


MONEY_ROWS: dict[str, Check] = {
    "I1a": invoicing(lambda seen, done, rest: not counted(seen)),
    "I1b": invoicing(lambda seen, done, rest: done <= tolerance(seen) and rest > 0),
    "I2": invoicing(lambda seen, done, rest: bool(counted(seen)) and not rest),
    "I3": invoicing(lambda seen, done, rest: done > tolerance(seen) and rest > 0),
    "Y1a": payment(lambda seen, done, rest, known: not counted(seen)),
    "Y2": payment(lambda seen, done, rest, known: bool(counted(seen)) and known and not rest),
    "Y1b": payment(lambda seen, done, rest, known: known and done <= tolerance(seen) and rest > 0),
    "Y3": payment(
        lambda seen, done, rest, known: not known or (done > tolerance(seen) and rest > 0)
    ),
}

MONEY_NOTES: dict[str, dict[cs.ReasonCode, Check]] = {
    "invoice": {
        R.INVOICE_NOT_COUNTED: not_counted,
        R.OVER_INVOICED: invoicing(
            lambda seen, done, rest: done - seen.order.total > tolerance(seen)
        ),
    },
    "payment": {
        R.PREPAID: prepaid,
        R.PAID_AMOUNT_UNKNOWN: unknown,
        R.STATUS_AMOUNT_CONFLICT: conflict,
    },
}
