"""What the tables judge of some orders: each table with the facts that are put to it."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.reference.workload import TODAY

import costatus as cs
from costatus._evaluation.evaluated import SOURCES
from costatus.models.as_of import AsOf
from costatus.rules import TABLES
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.context import EvaluationContext
from costatus.rules._table import Table


def judged(
    orders: Iterable[cs.CustomerOrder], settings: cs.Settings, pegging: cs.Pegging | None = None
) -> Iterator[tuple[Table[Any], Any]]:
    """Every table with each of the facts that it judges."""
    context = EvaluationContext(AsOf(TODAY), settings, pegging)
    for order in orders:
        facts = OrderFacts(order, context)
        yield TABLES["order"], facts
        yield TABLES["invoicing"], facts.money
        yield TABLES["payment"], facts.money
        for line in facts.lines:
            yield TABLES["product"], line
            for source in line.sources:
                yield SOURCES[type(source)], source
