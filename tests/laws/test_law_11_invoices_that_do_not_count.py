"""Law 11. Adding a Dummy or Canceled invoice, a pro-forma, a quotation changes no status."""

import attrs
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus.testing import Situation, assert_invoices_that_do_not_count, invoices, situations

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
    assert_invoices_that_do_not_count(situation, invoice)
