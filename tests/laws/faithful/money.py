"""Rows I1a to I3 and Y1a to Y3, and the notes beside them."""

from collections.abc import Callable, Iterable
from decimal import Decimal

import costatus as cs
from tests.laws.faithful.seen import NOTHING, Check, Facts, SeenOrder, cause, listed, same
from tests.reference.invoices import (
    MONEY_CAME,
    counted_invoices,
    live_invoices,
    payable_of,
    settled_of,
)
from tests.reference.lots import beyond
from tests.reference.payment import PREPAYING

K, S, R = cs.InvoiceKind, cs.InvoiceState, cs.ReasonCode


def tolerance(seen: SeenOrder) -> Decimal:
    return seen.situation.settings.money_tolerance


def credits_of(seen: SeenOrder) -> list[cs.Invoice]:
    return live_invoices(seen.order, K.CREDIT_INVOICE)


def taken_off(seen: SeenOrder) -> list[cs.Invoice]:
    return credits_of(seen) if seen.situation.settings.net_credit_invoices else []


def invoiced(seen: SeenOrder) -> Decimal:
    total = sum((each.amount for each in counted_invoices(seen.order)), NOTHING)
    return total - sum((each.amount for each in taken_off(seen)), NOTHING)


def invoicing(holds: Callable[[SeenOrder, Decimal, Decimal | None], bool]) -> Check:
    """The amounts are those of the input, and the row holds on them."""

    def check(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
        done, total = invoiced(seen), seen.order.total
        rest = None if total is None else beyond(total - done, tolerance(seen))
        amounts = {"invoiced": done, "total": total, "remaining": rest}
        return (
            bool(counted_invoices(seen.order))
            and same(facts, **amounts)
            and holds(seen, done, rest)
        )

    return check


def payment(holds: Callable[[SeenOrder, Decimal, Decimal, int], bool]) -> Check:
    """The same for what is settled, what remains, and how many amounts are unknown."""

    def check(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
        counted = counted_invoices(seen.order)
        parts = [settled_of(invoice, tolerance(seen)) for invoice in counted]
        due = sum(map(payable_of, counted), NOTHING)
        due = max(due - sum(map(payable_of, taken_off(seen)), NOTHING), NOTHING)
        done = min(sum((part for part in parts if part is not None), NOTHING), due)
        rest, unknown = beyond(due - done, tolerance(seen)), parts.count(None)
        amounts = {"settled": done, "payable": due, "remaining": rest, "unknown": unknown}
        return bool(counted) and same(facts, **amounts) and holds(seen, done, rest, unknown)

    return check


def nothing_counted(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    return not facts and not counted_invoices(seen.order)


def named(facts: Facts, invoices: Iterable[cs.Invoice]) -> bool:
    found = list(invoices)
    return bool(found) and listed(
        facts, "invoices", (cs.Subject(cs.SubjectKind.INVOICE, each.id) for each in found)
    )


def not_counted(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    prepayments = live_invoices(seen.order, K.PREPAYMENT_INVOICE)
    counted = counted_invoices(seen.order)
    return same(facts) and named(facts, prepayments if counted else seen.order.invoices)


def total_unknown(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    return not facts and seen.order.total is None and bool(counted_invoices(seen.order))


def credited(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    found = credits_of(seen)
    amount = sum((each.amount for each in found), NOTHING)
    netted = seen.situation.settings.net_credit_invoices
    return same(facts, credited=amount, taken_off=netted) and named(facts, found)


def prepaid(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    found = [
        each for each in seen.order.invoices if each.kind in PREPAYING and each.status in MONEY_CAME
    ]
    return same(facts) and named(facts, found)


def unknown(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    counted = counted_invoices(seen.order)
    found = [each for each in counted if settled_of(each, tolerance(seen)) is None]
    return same(facts) and named(facts, found)


def refund(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    found = [
        each for each in credits_of(seen) if settled_of(each, tolerance(seen)) != payable_of(each)
    ]
    return same(facts) and named(facts, found)


def still_open(seen: SeenOrder, facts: Facts, _: cs.Reason) -> bool:
    found = [each for each in counted_invoices(seen.order) if each.status is not S.PAID]
    canceled = seen.order.stage is cs.OrderStatus.CANCELED
    return canceled and same(facts) and named(facts, found)


def with_amounts(holds: Callable[[SeenOrder, cs.Invoice, Decimal], bool]) -> Check:
    """Every counted invoice that it holds on is named; the amounts are those of the cause."""

    def check(seen: SeenOrder, facts: Facts, reason: cs.Reason) -> bool:
        found = {
            each.id: each
            for each in counted_invoices(seen.order)
            if each.paid is not None and holds(seen, each, each.paid)
        }
        kind, id_ = cause(reason)
        first = found[id_]
        amounts = {"status": first.status, "paid": first.paid, "payable": payable_of(first)}
        return kind == "invoice" and same(facts, **amounts) and named(facts, found.values())

    return check


def overpaid(seen: SeenOrder, invoice: cs.Invoice, paid: Decimal) -> bool:
    return paid - payable_of(invoice) > tolerance(seen)


def conflicting(seen: SeenOrder, invoice: cs.Invoice, paid: Decimal) -> bool:
    nothing = paid <= tolerance(seen)
    everything = payable_of(invoice) - paid <= tolerance(seen)
    return {
        S.PAID: not everything,
        S.UNPAID: not nothing,
        S.PAID_PARTIALLY: nothing or everything,
    }[invoice.status]


MONEY_ROWS: dict[str, Check] = {
    "I1a": nothing_counted,
    "I1b": invoicing(lambda seen, done, rest: done <= tolerance(seen) and rest != 0),
    "I2": invoicing(lambda seen, done, rest: rest is not None and not rest),
    "I3": invoicing(lambda seen, done, rest: done > tolerance(seen) and rest != 0),
    "Y1a": nothing_counted,
    "Y2": payment(lambda seen, done, rest, unknown: not unknown and not rest),
    "Y1b": payment(
        lambda seen, done, rest, unknown: not unknown and done <= tolerance(seen) and rest > 0
    ),
    "Y3": payment(
        lambda seen, done, rest, unknown: unknown > 0 or (done > tolerance(seen) and rest > 0)
    ),
}

MONEY_NOTES: dict[str, dict[cs.ReasonCode, Check]] = {
    "invoicing": {
        R.INVOICE_NOT_COUNTED: not_counted,
        R.OVER_INVOICED: invoicing(
            lambda seen, done, rest: (
                seen.order.total is not None and done - seen.order.total > tolerance(seen)
            )
        ),
        R.TOTAL_UNKNOWN: total_unknown,
        R.CREDITED: credited,
    },
    "payment": {
        R.PREPAID: prepaid,
        R.OVERPAID: with_amounts(overpaid),
        R.REFUND_OUTSTANDING: refund,
        R.CANCELED_WITH_OPEN_INVOICE: still_open,
        R.PAID_AMOUNT_UNKNOWN: unknown,
        R.STATUS_AMOUNT_CONFLICT: with_amounts(conflicting),
    },
}
