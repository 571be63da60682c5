"""Law 11. Adding a Dummy or Canceled invoice, a pro-forma, a quotation changes no status."""

import attrs
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, invoices, situations
from tests.laws.reading import read, status
from tests.laws.rebuild import only, rebuild

KINDS = (cs.InvoiceKind.PRO_FORMA_INVOICE, cs.InvoiceKind.QUOTATION)
STATES = (cs.InvoiceState.DUMMY, cs.InvoiceState.CANCELED)


@given(
    situations(),
    st.one_of(
        st.builds(attrs.evolve, invoices(stem="more"), kind=st.sampled_from(KINDS)),
        st.builds(attrs.evolve, invoices(stem="more"), status=st.sampled_from(STATES)),
    ),
)
def test_an_invoice_that_does_not_count_changes_nothing(
    situation: Situation, invoice: cs.Invoice
) -> None:
    """No status, no percent and no reason; only notes may name it."""

    def add(order: cs.CustomerOrder) -> cs.CustomerOrder:
        return attrs.evolve(order, invoices=(*order.invoices, invoice))

    after = rebuild(situation, only(cs.CustomerOrder, add)).evaluate()
    before = situation.evaluate()
    assert read(after, status) == read(before, status)
    assert read(after, lambda d: d.reasons) == read(before, lambda d: d.reasons)
