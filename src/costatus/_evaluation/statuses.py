"""Decide every status of an order from its facts, which are extracted once."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from costatus._evaluation.explainers import SOURCE_TABLES
from costatus._evaluation.order_product import worst
from costatus.models.orders import CustomerOrder
from costatus.models.quantities import exactly
from costatus.rules._table import built
from costatus.rules.facts.context import EvaluationContext, Time
from costatus.rules.facts.order import OrderFacts
from costatus.rules.invoicing import INVOICING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT
from costatus.rules.product import PRODUCT

_Decide: TypeAlias = Callable[[Any, Time], Any]
"""Returns the status of the first row that holds."""

_order_status: Final[_Decide] = built(ORDER, "status")
_product_status: Final[_Decide] = built(PRODUCT, "status")
_invoicing_status: Final[_Decide] = built(INVOICING, "status")
_payment_status: Final[_Decide] = built(PAYMENT, "status")
_source_status: Final[dict[type, _Decide]] = {
    kind: built(table, "status") for kind, table in SOURCE_TABLES.items()
}


def evaluated(order: CustomerOrder, context: EvaluationContext) -> OrderFacts:
    """Extract the facts of an order, and set every status on them."""
    with exactly():
        facts = OrderFacts(order, context)
        time = context.time
        products = []
        for line in facts.lines:
            for source in line.sources:
                source.status = _source_status[type(source)](source, time)
            line.status = _product_status(line, time)
            products.append(line.status)
        facts.product = worst(products)
        facts.status = _order_status(facts, time)
        facts.invoicing = _invoicing_status(facts.invoices, time)
        facts.payment = _payment_status(facts.invoices, time)
    return facts
