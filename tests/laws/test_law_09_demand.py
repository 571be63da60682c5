"""Law 9. Raising a line's quantity never improves its rank; lowering a payment never improves
payment.
"""

from decimal import Decimal
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, amounts, invoices, quantities, situations
from costatus.testing.values import LARGEST
from tests.laws.reading import ranks
from tests.laws.rebuild import changed


def with_first(order: cs.CustomerOrder, field: str, **change: Any) -> cs.CustomerOrder:
    """Change the first line, or the first invoice, of the order."""
    first, *rest = getattr(order, field)
    return changed(order, {field: [attrs.evolve(first, **change), *rest]})


@given(situations(), quantities())
def test_raising_a_quantity_never_improves_the_line(situation: Situation, more: Decimal) -> None:
    """With tracing off as well: a larger demand takes more and keeps its rank."""
    order, *others = situation.orders
    assume(order.lines)
    line = order.lines[0]
    raised = with_first(order, "lines", quantity=min(line.quantity + more, LARGEST))
    before = ranks(situation.evaluate()[0])
    after = ranks(attrs.evolve(situation, orders=(raised, *others)).evaluate()[0])
    if line.id in before:
        assert after[line.id] <= before[line.id]


def can_be_lowered(invoice: cs.Invoice) -> bool:
    return invoice.status is cs.InvoiceState.PAID or bool(invoice.paid)


PAID = invoices(stem="INV-0").filter(can_be_lowered)


@given(st.data(), situations(max_orders=1), PAID)
def test_lowering_a_payment_never_improves_payment(
    data: st.DataObject, situation: Situation, invoice: cs.Invoice
) -> None:
    """The paid amount falls, or an invoice that was Paid is Paid no longer."""
    (order,) = situation.orders
    order = attrs.evolve(order, invoices=(invoice, *order.invoices[1:]))
    situation = attrs.evolve(situation, orders=(order,))
    if invoice.status is cs.InvoiceState.PAID and (not invoice.paid or data.draw(st.booleans())):
        states = (cs.InvoiceState.UNPAID, cs.InvoiceState.PAID_PARTIALLY)
        lowered = with_first(order, "invoices", status=data.draw(st.sampled_from(states)))
    else:
        paid = invoice.paid or Decimal(0)
        paid = min(paid, data.draw(amounts(paid)))
        lowered = with_first(order, "invoices", paid=paid)
    before = situation.evaluate()[0].payment
    after = attrs.evolve(situation, orders=(lowered,)).evaluate()[0].payment
    assert after.status <= before.status
    if before.percent is not None and after.percent is not None:
        assert after.percent <= before.percent
