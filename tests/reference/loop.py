"""The loop: every status of one order."""

from datetime import date, datetime

from costatus import CustomerOrder, Settings
from tests.reference.answer import Result, key
from tests.reference.clock import Clock
from tests.reference.invoicing import invoicing_answer
from tests.reference.line import FINISHED, Pegged, line_state
from tests.reference.order import order_answer
from tests.reference.payment import payment_answer
from tests.reference.product import order_product, product_answer
from tests.reference.sources import source_states


def evaluate(
    order: CustomerOrder,
    as_of: date | datetime,
    settings: Settings,
    pegged: Pegged | None = None,
) -> Result:
    """Return every status of the order, with the text of every reason and note.

    `pegged` is what the lines get where tracing is off; where it is on, leave it out.
    """
    clock = Clock(as_of)
    result = Result(order.id, {})
    states, products = [], []
    for line in order.lines:
        state = line_state(order, line, clock, settings, pegged)
        states.append(state)
        sources = {}
        if order.stage not in FINISHED:
            sources = source_states(state, settings.quantity_tolerance, clock)
            for (kind, id_), source in sources.items():
                result.answers[key("source", line.id, kind, id_)] = source.answer
        if state.countable:
            answer = product_answer(order, state, sources, clock, settings, pegged)
            products.append(answer)
            result.answers[key("product", line.id)] = answer
    result.answers[key("order")] = order_answer(order, states, settings)
    if products:
        result.answers[key("product")] = order_product(products)
    result.answers[key("invoicing")] = invoicing_answer(order, settings)
    result.answers[key("payment")] = payment_answer(order, settings)
    return result
